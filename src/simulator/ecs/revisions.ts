import { arnPath } from './arns.ts';
import { connectMembers, launchMembers, loadBalancerMembers, networkMembers, targetGroup } from './configuration.ts';
import { boundedTexts, seconds } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing } from './scope.ts';
import type { Scope } from './scope.ts';
import type { Revision, Service } from './state.ts';

/** DescribeServiceRevisions: up to 20 ARNs; those that aren't there come back in `failures`. */
export function describeServiceRevisions(input: Input, scope: Scope): Output {
  const arns = boundedTexts(input, 'serviceRevisionArns', 20);
  const serviceRevisions: Output[] = [];
  const failures: Output[] = [];
  for (const arn of new Set(arns)) {
    const [cluster = '', name = '', id = ''] = arnPath(arn, 'service-revision', 3, scope.place);
    const service = scope.findService(cluster, name);
    const revision = service === undefined ? undefined : revisionOf(service, id, scope);
    if (service === undefined || revision === undefined) failures.push(missing(arn));
    else serviceRevisions.push(revisionMembers(service, revision, scope));
  }
  return { serviceRevisions, failures };
}

/** A revision that a deployment of the last 90 days names; those that run are always among them. */
function revisionOf(service: Service, id: string, scope: Scope): Revision | undefined {
  const newest = scope.newest(service);
  return [...scope.deployments(service), ...(newest === undefined ? [] : [newest])]
    .flatMap((deployment) => [deployment.target, ...deployment.sources])
    .find((revision) => revision.id === id);
}

function revisionMembers(service: Service, revision: Revision, scope: Scope): Output {
  const { cluster, spec } = service;
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: cluster.arn,
    taskDefinition: revision.taskDefinition,
    ...launchMembers(spec),
    ...loadBalancerMembers(scope.ids, cluster, spec),
    serviceRegistries: [],
    ...networkMembers(scope.ids, cluster, spec),
    containerImages: revision.images.map((image) => ({
      containerName: image.container,
      imageDigest: image.digest,
      image: image.image,
    })),
    guardDutyEnabled: false,
    ...connectMembers(cluster, spec),
    createdAt: seconds(revision.createdAt),
    ...resolvedMembers(scope, service),
  };
}

/** What ECS found behind the load balancers when the revision was made. */
function resolvedMembers(scope: Scope, { cluster, spec }: Service): Output {
  if (spec.port === undefined) return {};
  const { targetGroupArn, productionListenerRule } = targetGroup(scope.ids, cluster, spec);
  return { resolvedConfiguration: { loadBalancers: [{ targetGroupArn, productionListenerRule }] } };
}
