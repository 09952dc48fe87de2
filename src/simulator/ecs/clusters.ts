import { ecsArn } from './arns.ts';
import { namespaceOf } from './configuration.ts';
import { boundedTexts, choices, page, texts } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing, shortName } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import { serviceCounts } from './serviceView.ts';
import type { Cluster } from './state.ts';

/** ListClusters: 100 a page unless asked for fewer, by ARN. */
export function listClusters(input: Input, view: RegionView): Output {
  const { items, nextToken } = page(input, view.clusters(), { usual: 100, most: 100 }, (cluster) => cluster.arn);
  return { clusterArns: items.map((cluster) => cluster.arn), nextToken };
}

/** DescribeClusters: up to 100 names or ARNs, `default` when none is given. */
export function describeClusters(input: Input, view: RegionView): Output {
  const include = choices(input, 'include', [
    'ATTACHMENTS',
    'CONFIGURATIONS',
    'SETTINGS',
    'STATISTICS',
    'TAGS',
  ] as const);
  const given = texts(input, 'clusters') ?? [];
  const names = given.length === 0 ? ['default'] : boundedTexts(input, 'clusters', 100);
  const clusters: Output[] = [];
  const failures: Output[] = [];
  for (const asGiven of new Set(names)) {
    const name = shortName(asGiven, 'cluster', view.place);
    const cluster = view.findCluster(name);
    if (cluster === undefined) failures.push(missing(ecsArn(view.place, 'cluster', name)));
    else clusters.push(clusterMembers(cluster, view, include));
  }
  return { clusters, failures };
}

function clusterMembers(cluster: Cluster, view: RegionView, include: readonly string[]): Output {
  const services = [...cluster.services.values()].filter((service) => service.spec.status !== 'INACTIVE');
  const counts = services.map((service) => ({ service, ...serviceCounts(service, view) }));
  const running = counts.reduce((sum, one) => sum + one.running, 0);
  const pending = counts.reduce((sum, one) => sum + one.pending, 0);
  const fargate = counts.filter((one) => one.service.spec.launch.startsWith('FARGATE'));
  const fargateRunning = fargate.reduce((sum, one) => sum + one.running, 0);
  const fargatePending = fargate.reduce((sum, one) => sum + one.pending, 0);
  const active = services.filter((service) => (service.spec.status ?? 'ACTIVE') === 'ACTIVE').length;
  const draining = services.length - active;
  const statistic = (name: string, value: number): Output => ({ name, value: String(value) });
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: cluster.instances,
    runningTasksCount: running,
    pendingTasksCount: pending,
    activeServicesCount: active,
    statistics: include.includes('STATISTICS')
      ? [
          statistic('runningEC2TasksCount', running - fargateRunning),
          statistic('runningFargateTasksCount', fargateRunning),
          statistic('pendingEC2TasksCount', pending - fargatePending),
          statistic('pendingFargateTasksCount', fargatePending),
          statistic('activeEC2ServiceCount', active - fargate.length),
          statistic('activeFargateServiceCount', fargate.length),
          statistic('drainingEC2ServiceCount', draining),
          statistic('drainingFargateServiceCount', 0),
        ]
      : [],
    tags: include.includes('TAGS') ? cluster.tags : [],
    settings: include.includes('SETTINGS') ? [{ name: 'containerInsights', value: 'enabled' }] : [],
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: [],
    ...(include.includes('ATTACHMENTS') ? { attachments: [], attachmentsStatus: 'UPDATE_COMPLETE' } : {}),
    ...(include.includes('CONFIGURATIONS')
      ? { configuration: { executeCommandConfiguration: { logging: 'DEFAULT' } } }
      : {}),
    serviceConnectDefaults: { namespace: namespaceOf(cluster) },
  };
}
