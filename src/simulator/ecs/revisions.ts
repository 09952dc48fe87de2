import { arnPath } from './arns.ts';
import { connectMembers, launchMembers, loadBalancerMembers, networkMembers, targetGroup } from './configuration.ts';
import { boundedTexts, seconds } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import type { Revision, Service } from './state.ts';

/** DescribeServiceRevisions: up to 20 ARNs; those that aren't there come back in `failures`. */
export function describeServiceRevisions(input: Input, view: RegionView): Output {
  const arns = boundedTexts(input, 'serviceRevisionArns', 20);
  const serviceRevisions: Output[] = [];
  const failures: Output[] = [];
  for (const arn of new Set(arns)) {
    const [cluster = '', name = '', id = ''] = arnPath(arn, 'service-revision', 3, view.place);
    const service = view.findService(cluster, name);
    const revision = service === undefined ? undefined : revisionOf(service, id, view);
    if (service === undefined || revision === undefined) failures.push(missing(arn));
    else serviceRevisions.push(revisionMembers(service, revision, view));
  }
  return { serviceRevisions, failures };
}

/** A revision that a deployment of the last 90 days names; those that run are always among them. */
function revisionOf(service: Service, id: string, view: RegionView): Revision | undefined {
  const newest = view.newest(service);
  return [...view.deployments(service), ...(newest === undefined ? [] : [newest])]
    .flatMap((deployment) => [deployment.target, ...deployment.sources])
    .find((revision) => revision.id === id);
}

function revisionMembers(service: Service, revision: Revision, view: RegionView): Output {
  const { cluster, spec } = service;
  return {
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: cluster.arn,
    taskDefinition: revision.taskDefinition,
    ...launchMembers(spec),
    ...loadBalancerMembers(view.ids, cluster, spec),
    serviceRegistries: [],
    ...networkMembers(view.ids, cluster, spec),
    containerImages: revision.images.map((image) => ({
      containerName: image.container,
      imageDigest: image.digest,
      image: image.image,
    })),
    guardDutyEnabled: false,
    ...connectMembers(cluster, spec),
    createdAt: seconds(revision.createdAt),
    ...resolvedMembers(view, service),
  };
}

/** What ECS found behind the load balancers when the revision was made. */
function resolvedMembers(view: RegionView, { cluster, spec }: Service): Output {
  if (spec.port === undefined) return {};
  const { targetGroupArn, productionListenerRule } = targetGroup(view.ids, cluster, spec);
  return { resolvedConfiguration: { loadBalancers: [{ targetGroupArn, productionListenerRule }] } };
}
