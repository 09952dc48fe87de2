import { ecsArn } from './arns.ts';
import {
  connectMembers,
  deploymentConfiguration,
  launchMembers,
  loadBalancerMembers,
  networkMembers,
  tagList,
} from './configuration.ts';
import { serviceEvents } from './events.ts';
import { seconds } from './protocol.ts';
import type { Output } from './protocol.ts';
import type { RegionView } from './regionView.ts';
import { snapshotOf } from './snapshot.ts';
import type { Snapshot, TaskCounts } from './snapshot.ts';
import type { Deployment, Revision, Service } from './state.ts';
import type { Timeline } from './timeline.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;

/** A revision of which tasks run, and how the old `deployments` list shows it. */
interface ActiveRevision {
  readonly revision: Revision;
  readonly counts: TaskCounts;
  readonly status: 'PRIMARY' | 'ACTIVE';
  readonly rolloutState: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS';
  readonly reason: string;
  readonly failedTasks: number;
  readonly updatedAt: number;
}

/** A service as DescribeServices gives it. */
export function serviceMembers(service: Service, view: RegionView, tagged: boolean): Output {
  const { spec, cluster } = service;
  const { running, pending } = serviceCounts(service, view);
  const controller = spec.controller ?? 'ECS';
  const active = activeRevisions(service, view);
  const newest = view.newest(service);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: cluster.arn,
    ...loadBalancerMembers(view.ids, cluster, spec),
    serviceRegistries: [],
    status: spec.status ?? 'ACTIVE',
    desiredCount: desiredOf(service),
    runningCount: running,
    pendingCount: pending,
    ...launchMembers(spec),
    taskDefinition: active[0]?.revision.taskDefinition ?? newestTaskDefinition(service),
    deploymentConfiguration:
      controller === 'ECS'
        ? deploymentConfiguration(newest?.options ?? spec.options ?? {}, spec.scheduling === 'DAEMON')
        : { maximumPercent: 200, minimumHealthyPercent: 100 },
    taskSets: controller === 'ECS' ? undefined : taskSetMembers(service, view),
    deployments: active.map((one) => deploymentMembers(service, one, view)),
    roleArn: spec.port === undefined ? undefined : roleArn(service),
    events: serviceEvents(service, view),
    createdAt: seconds(service.createdAt),
    currentServiceDeployment: spec.status === 'INACTIVE' ? undefined : newest?.arn,
    currentServiceRevisions: active.map(({ revision, counts }) => ({
      arn: revision.arn,
      requestedTaskCount: counts.requested,
      runningTaskCount: counts.running,
      pendingTaskCount: counts.pending,
    })),
    placementConstraints: [],
    placementStrategy: spec.launch === 'EC2' ? [{ type: 'spread', field: 'attribute:ecs.availability-zone' }] : [],
    ...networkMembers(view.ids, cluster, spec),
    healthCheckGracePeriodSeconds: spec.port === undefined ? undefined : 60,
    schedulingStrategy: spec.scheduling ?? 'REPLICA',
    deploymentController: { type: controller },
    ...(tagged ? { tags: tagList(spec.tags) } : {}),
    createdBy: `arn:${cluster.place.partition}:iam::${cluster.place.account}:role/deployer`,
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    enableExecuteCommand: false,
    availabilityZoneRebalancing: spec.scheduling === 'DAEMON' ? 'DISABLED' : 'ENABLED',
    resourceManagementType: spec.express === true ? 'ECS' : 'CUSTOMER',
  };
}

/** How many of a service's tasks run and are pending, whichever revision they are of. */
export function serviceCounts(
  service: Service,
  view: RegionView,
): { readonly running: number; readonly pending: number } {
  const { spec } = service;
  switch (spec.status) {
    case 'INACTIVE':
      return { running: 0, pending: 0 };
    case 'DRAINING':
      return { running: 1, pending: 0 };
    default:
  }
  if (spec.taskSets !== undefined) {
    return {
      running: spec.taskSets.reduce((sum, set) => sum + Math.round((spec.desired * set.scalePercent) / 100), 0),
      pending: 0,
    };
  }
  return activeRevisions(service, view).reduce(
    (sum, { counts }) => ({ running: sum.running + counts.running, pending: sum.pending + counts.pending }),
    { running: 0, pending: 0 },
  );
}

function activeRevisions(service: Service, view: RegionView): readonly ActiveRevision[] {
  if (service.spec.status === 'INACTIVE') return [];
  const newest = view.newest(service);
  if (newest === undefined) return [];
  const timeline = view.timeline(newest);
  const snapshot = snapshotOf(newest, timeline, view.now);
  const { target } = newest;
  const failedTasks = snapshot.failedTasks;
  const base = { failedTasks: 0, updatedAt: snapshot.updatedAt };
  const [source, ...others] = newest.sources;
  const olds = [...(source === undefined ? [] : [source]), ...others].map((revision, index): ActiveRevision => ({
    ...base,
    revision,
    counts: index === 0 ? snapshot.source : { requested: 0, running: 0, pending: 0 },
    status: 'ACTIVE',
    rolloutState: index === 0 ? 'COMPLETED' : 'FAILED',
    reason: index === 0 ? completed(revision) : `ECS deployment ecs-svc/${revision.id} was stopped.`,
  }));
  const primary = {
    ...base,
    revision: target,
    counts: snapshot.target,
    status: 'PRIMARY' as const,
    failedTasks,
  };

  switch (snapshot.status) {
    case 'SUCCESSFUL':
      return [
        { ...primary, counts: short(service, snapshot.target), rolloutState: 'COMPLETED', reason: completed(target) },
        // After an early success the old tasks may still be there.
        ...(snapshot.source.running > 0 ? olds : []),
      ];
    case 'STOPPED':
      return [{ ...primary, rolloutState: 'FAILED', reason: failureReason(snapshot, timeline) }, ...olds];
    case 'ROLLBACK_IN_PROGRESS':
    case 'ROLLBACK_SUCCESSFUL':
    case 'ROLLBACK_FAILED':
      if (source === undefined) break;
      return rollingBack(newest, source, snapshot, timeline, view);
    default:
  }
  return [
    { ...primary, rolloutState: 'IN_PROGRESS', reason: `ECS deployment ecs-svc/${target.id} in progress.` },
    ...olds,
  ];
}

/** While ECS rolls back, the old list shows a new primary deployment of the old task definition, and the failed one. */
function rollingBack(
  deployment: Deployment,
  source: Revision,
  snapshot: Snapshot,
  timeline: Timeline,
  view: RegionView,
): readonly ActiveRevision[] {
  const revision: Revision = { ...source, id: view.ids.revision(`${deployment.arn}/rollback`) };
  const primary = {
    revision: { ...revision, arn: source.arn },
    counts: snapshot.source,
    status: 'PRIMARY' as const,
    failedTasks: 0,
    updatedAt: snapshot.updatedAt,
  };
  const failed: ActiveRevision = {
    ...primary,
    revision: deployment.target,
    counts: snapshot.target,
    status: 'ACTIVE',
    rolloutState: 'FAILED',
    reason: failureReason(snapshot, timeline),
    failedTasks: snapshot.failedTasks,
  };
  if (snapshot.status === 'ROLLBACK_SUCCESSFUL') {
    return [{ ...primary, rolloutState: 'COMPLETED', reason: completed(revision) }];
  }
  const breaker = timeline.cut?.cause === 'breaker' ? 'ECS deployment circuit breaker: ' : 'ECS deployment ';
  return [
    snapshot.status === 'ROLLBACK_FAILED'
      ? { ...primary, rolloutState: 'FAILED', reason: snapshot.reason ?? '' }
      : {
          ...primary,
          rolloutState: 'IN_PROGRESS',
          reason: `${breaker}rolling back to deploymentId ecs-svc/${source.id}.`,
        },
    failed,
  ];
}

function deploymentMembers(service: Service, active: ActiveRevision, view: RegionView): Output {
  const { spec, cluster } = service;
  return {
    id: `ecs-svc/${active.revision.id}`,
    status: active.status,
    taskDefinition: active.revision.taskDefinition,
    desiredCount: spec.status === 'DRAINING' ? 0 : active.counts.requested,
    pendingCount: active.counts.pending,
    runningCount: active.counts.running,
    failedTasks: active.failedTasks,
    createdAt: seconds(active.revision.createdAt),
    updatedAt: seconds(active.updatedAt),
    ...launchMembers(spec),
    ...networkMembers(view.ids, cluster, spec),
    rolloutState: active.rolloutState,
    rolloutStateReason: active.reason,
    ...connectMembers(cluster, spec),
  };
}

function failureReason(snapshot: Snapshot, timeline: Timeline): string {
  switch (timeline.cut?.cause) {
    case 'breaker':
      return 'ECS deployment circuit breaker: tasks failed to start.';
    case 'alarm':
      return 'ECS deployment failed: alarm detected.';
    default:
      return snapshot.reason ?? 'ECS deployment failed.';
  }
}

function completed(revision: Revision): string {
  return `ECS deployment ecs-svc/${revision.id} completed.`;
}

/** A service in a steady state that can't place all of its tasks. */
function short(service: Service, counts: TaskCounts): TaskCounts {
  const { shortage = 0, status } = service.spec;
  if (status === 'DRAINING') return { requested: 0, running: 1, pending: 0 };
  return { ...counts, running: Math.max(0, counts.running - shortage), pending: shortage > 0 ? 1 : 0 };
}

function desiredOf(service: Service): number {
  return (service.spec.status ?? 'ACTIVE') === 'ACTIVE' ? service.spec.desired : 0;
}

function newestTaskDefinition(service: Service): string {
  const { place } = service.cluster;
  return `arn:${place.partition}:ecs:${place.region}:${place.account}:task-definition/${service.name}:${service.spec.version ?? 1}`;
}

function roleArn(service: Service): string {
  const { place } = service.cluster;
  return `arn:${place.partition}:iam::${place.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`;
}

/** The task sets of a CODE_DEPLOY or EXTERNAL service. */
function taskSetMembers(service: Service, view: RegionView): readonly Output[] {
  const { spec, cluster } = service;
  return (spec.taskSets ?? []).map((set) => {
    const key = `${service.arn}/${set.status}/${set.behind}`;
    const id = `ecs-svc/${view.ids.revision(key)}`;
    const count = Math.round((spec.desired * set.scalePercent) / 100);
    const settledAt = service.createdAt + (spec.createdDaysAgo ?? 400) * DAY - (set.behind === 0 ? HOUR / 2 : 9 * DAY);
    return {
      id,
      taskSetArn: ecsArn(view.place, 'task-set', cluster.name, service.name, id),
      serviceArn: service.arn,
      clusterArn: cluster.arn,
      ...(spec.controller === 'CODE_DEPLOY'
        ? { startedBy: 'CODE_DEPLOY', externalId: `d-${view.ids.deployment(key).slice(0, 9).toUpperCase()}` }
        : { externalId: `release-${(spec.version ?? 1) - set.behind}` }),
      status: set.status,
      taskDefinition: ecsArn(view.place, 'task-definition', `${service.name}:${(spec.version ?? 1) - set.behind}`),
      computedDesiredCount: count,
      pendingCount: 0,
      runningCount: count,
      createdAt: seconds(settledAt),
      updatedAt: seconds(settledAt),
      ...launchMembers(spec),
      ...networkMembers(view.ids, cluster, spec),
      ...loadBalancerMembers(view.ids, cluster, spec),
      serviceRegistries: [],
      scale: { value: set.scalePercent, unit: 'PERCENT' },
      stabilityStatus: set.stable ? 'STEADY_STATE' : 'STABILIZING',
      stabilityStatusAt: seconds(settledAt),
      tags: [],
    };
  });
}
