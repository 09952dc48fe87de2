import { arnPath, ecsArn } from './arns.ts';
import { boundedTexts, choice, choices, page, text } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing, shortName } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import { serviceMembers } from './serviceView.ts';
import type { ServiceSpec } from './state.ts';

/** ListServices: one cluster's ACTIVE and DRAINING services; 10 a page unless asked for up to 100. */
export function listServices(input: Input, view: RegionView): Output {
  const launchType = choice(input, 'launchType', ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'] as const);
  const scheduling = choice(input, 'schedulingStrategy', ['REPLICA', 'DAEMON'] as const);
  const managed = choice(input, 'resourceManagementType', ['CUSTOMER', 'ECS'] as const);
  const cluster = view.cluster(clusterOf(input));
  const listed = [...cluster.services.values()]
    .filter(({ spec }) => spec.status !== 'INACTIVE')
    .filter(({ spec }) => launchType === undefined || spec.launch === launchType)
    .filter(({ spec }) => scheduling === undefined || schedulingOf(spec) === scheduling)
    .filter(({ spec }) => managed === undefined || (managed === 'ECS') === (spec.express === true))
    .map((service) => service.arn)
    .toSorted();
  const { items, nextToken } = page(input, listed, { usual: 10, most: 100 }, (arn) => arn);
  return { serviceArns: items, nextToken };
}

/** DescribeServices: up to 10 names or ARNs of one cluster. */
export function describeServices(input: Input, view: RegionView): Output {
  const names = boundedTexts(input, 'services', 10);
  const tagged = choices(input, 'include', ['TAGS'] as const).includes('TAGS');
  const cluster = view.cluster(clusterOf(input));
  const services: Output[] = [];
  const failures: Output[] = [];
  for (const asGiven of new Set(names)) {
    const name = shortName(asGiven, 'service', view.place);
    const service = inCluster(asGiven, cluster.name, view) ? view.findService(cluster.name, name) : undefined;
    if (service === undefined) {
      const arn = asGiven.startsWith('arn:') ? asGiven : ecsArn(view.place, 'service', cluster.name, name);
      failures.push(missing(arn));
    } else {
      services.push(serviceMembers(service, view, tagged));
    }
  }
  return { services, failures };
}

/** The `cluster` member; an empty one counts as absent. */
export function clusterOf(input: Input): string | undefined {
  const cluster = text(input, 'cluster');
  return cluster === '' ? undefined : cluster;
}

function schedulingOf(spec: ServiceSpec): 'REPLICA' | 'DAEMON' {
  return spec.scheduling ?? 'REPLICA';
}

/** A long ARN names its cluster, which must be the one that was asked. */
function inCluster(asGiven: string, cluster: string, view: RegionView): boolean {
  if (!asGiven.startsWith('arn:') || asGiven.split('/').length < 3) return true;
  return arnPath(asGiven, 'service', 2, view.place)[0] === cluster;
}
