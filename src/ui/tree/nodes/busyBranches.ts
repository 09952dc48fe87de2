import { groupOf, type Grouping } from '../../../inventory/grouping.ts';
import { isInProgress } from '../../../inventory/runningNow.ts';
import type { Resource } from '../../../model/resources/resource.ts';
import { hasFailed } from '../../../model/resources/service.ts';
import * as nodes from './node.ts';

/**
 * The ids of the branches above a resource that is in progress, or whose failure still stands; for an instance, with its group's. None for anything
 * else: an experiment that failed is over, and doesn't count.
 */
export function aboveBusy(resource: Resource, grouping: Grouping): readonly string[] {
  const isOfInterest = isInProgress(resource) || (resource.kind === 'service' && hasFailed(resource));
  if (!isOfInterest) return [];
  const { scope } = resource;
  const place = [nodes.profileId(scope.profile), nodes.regionId(scope)];
  switch (resource.kind) {
    case 'lever':
      return [...place, nodes.groupId(scope, 'experiment')];
    case 'service':
      return [...place, nodes.groupId(scope, 'service'), nodes.clusterId(scope, resource.clusterArn)];
    case 'instance': {
      const bucket = grouping.type === 'none' ? [] : [nodes.bucketId(scope, grouping, groupOf(grouping, resource))];
      return [...place, nodes.groupId(scope, 'instance'), ...bucket];
    }
    case 'experiment':
      return [...place, nodes.groupId(scope, 'experiment')];
  }
}
