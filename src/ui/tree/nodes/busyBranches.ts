import { isInProgress } from '../../../inventory/runningNow.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import { hasFailed } from '../../../model/resources/service.ts';
import * as nodes from './node.ts';

/** The ids of the branches above something that goes on, or has failed and is left so. What is past is neither: an experiment that failed is over. */
export function aboveBusy(resource: Resource): readonly string[] {
  const isOfInterest = isInProgress(resource) || (resource.kind === 'service' && hasFailed(resource));
  if (!isOfInterest) return [];
  const { scope } = resource;
  const place = [nodes.profileId(scope.profile), nodes.regionId(scope)];
  switch (resource.kind) {
    case 'lever':
      return [...place, nodes.groupId(scope, 'experiment')];
    case 'service':
      return [...place, nodes.groupId(scope, 'service'), nodes.clusterId(scope, resource.clusterArn)];
    case 'instance':
    case 'experiment':
      return [...place, nodes.groupId(scope, resource.kind)];
  }
}
