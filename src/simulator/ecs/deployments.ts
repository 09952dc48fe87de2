import { arnPath } from './arns.ts';
import { deploymentConfiguration } from './configuration.ts';
import type { HookRun } from './cuts.ts';
import { breakerThreshold } from './plan.ts';
import { boundedTexts, choices, instant, page, requiredText, seconds, structure } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing, shortName } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import { clusterOf } from './services.ts';
import { isFinal, snapshotOf } from './snapshot.ts';
import type { Snapshot, TaskCounts } from './snapshot.ts';
import type { Deployment, Revision, Service } from './state.ts';
import { deploymentStatuses } from './timeline.ts';
import type { Timeline } from './timeline.ts';
import { AwsError } from '../core/contracts.ts';

export interface Found {
  readonly service: Service;
  readonly deployment: Deployment;
}

/** ListServiceDeployments: those of the last 90 days, newest first; 20 a page unless asked for up to 100. */
export function listServiceDeployments(input: Input, view: RegionView): Output {
  const asked = requiredText(input, 'service');
  const statuses = choices(input, 'status', deploymentStatuses);
  const createdAt = structure(input, 'createdAt') ?? {};
  const before = instant(createdAt, 'before') ?? Number.POSITIVE_INFINITY;
  const after = instant(createdAt, 'after') ?? Number.NEGATIVE_INFINITY;
  if (after > before)
    throw new AwsError('InvalidParameterException', 'createdAt.after cannot be later than createdAt.before.');
  const cluster = view.cluster(clusterOf(input));
  const service = view.findService(cluster.name, shortName(asked, 'service', view.place));
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const listed = view
    .deployments(service)
    .filter((deployment) => deployment.createdAt < before && deployment.createdAt > after)
    .map((deployment) => ({ deployment, snapshot: snapshot(deployment, view) }))
    .filter((one) => statuses.length === 0 || statuses.includes(one.snapshot.status))
    .toReversed();
  const { items, nextToken } = page(input, listed, { usual: 20, most: 100 }, (one) => one.deployment.id);
  const serviceDeployments = items.map((one) => briefMembers(service, one.deployment, one.snapshot));
  return { serviceDeployments, nextToken };
}

/** DescribeServiceDeployments: up to 20 ARNs; those that aren't there (any more) come back in `failures`. */
export function describeServiceDeployments(input: Input, view: RegionView): Output {
  const arns = boundedTexts(input, 'serviceDeploymentArns', 20);
  const serviceDeployments: Output[] = [];
  const failures: Output[] = [];
  for (const arn of new Set(arns)) {
    const found = findDeployment(arn, view);
    if (found === undefined) failures.push(missing(arn));
    else serviceDeployments.push(deploymentMembers(found, view));
  }
  return { serviceDeployments, failures };
}

/** Throws InvalidParameterException for what is no ARN of a service deployment of this account and region. */
export function findDeployment(arn: string, view: RegionView): Found | undefined {
  const [cluster = '', name = '', id = ''] = arnPath(arn, 'service-deployment', 3, view.place);
  const service = view.findService(cluster, name);
  if (service === undefined) return undefined;
  const deployment = view.deployments(service).find((candidate) => candidate.id === id);
  return deployment === undefined ? undefined : { service, deployment };
}

/** The deployment as it is at the view's moment. */
export function snapshot(deployment: Deployment, view: RegionView): Snapshot {
  return snapshotOf(deployment, view.timeline(deployment), view.now);
}

function briefMembers(service: Service, deployment: Deployment, now: Snapshot): Output {
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    startedAt: seconds(now.startedAt),
    createdAt: seconds(deployment.createdAt),
    finishedAt: seconds(now.finishedAt),
    targetServiceRevisionArn: deployment.target.arn,
    status: now.status,
    statusReason: now.reason,
  };
}

/** A service deployment as DescribeServiceDeployments gives it. */
export function deploymentMembers({ service, deployment }: Found, view: RegionView): Output {
  const timeline = view.timeline(deployment);
  const now = snapshotOf(deployment, timeline, view.now);
  const weighted = (deployment.options.strategy ?? 'ROLLING') !== 'ROLLING' && now.startedAt !== undefined;
  const [source] = deployment.sources;
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    createdAt: seconds(deployment.createdAt),
    startedAt: seconds(now.startedAt),
    finishedAt: seconds(now.finishedAt),
    stoppedAt: seconds(now.stoppedAt),
    updatedAt: seconds(now.updatedAt),
    sourceServiceRevisions: deployment.sources.map((revision, index) =>
      index === 0
        ? summary(revision, now.source, weighted ? { production: 100 - now.traffic.production, test: 0 } : undefined)
        : summary(
            revision,
            { requested: 0, running: 0, pending: 0 },
            weighted ? { production: 0, test: 0 } : undefined,
          ),
    ),
    targetServiceRevision: summary(deployment.target, now.target, weighted ? now.traffic : undefined),
    status: now.status,
    statusReason: now.reason,
    lifecycleStage: now.stage,
    lifecycleHookDetails: now.hooks.length > 0 ? now.hooks.map((run) => hookMembers(run, view.now)) : undefined,
    deploymentConfiguration: deploymentConfiguration(deployment.options, service.spec.scheduling === 'DAEMON'),
    rollback:
      now.rollback === undefined
        ? undefined
        : { reason: now.rollback.reason, startedAt: seconds(now.rollback.startedAt), serviceRevisionArn: source?.arn },
    deploymentCircuitBreaker: breakerMembers(deployment, timeline, now, view.now),
    alarms: alarmMembers(deployment, timeline, now, view.now),
  };
}

function summary(
  revision: Revision,
  counts: TaskCounts,
  traffic: { readonly production: number; readonly test: number } | undefined,
): Output {
  return {
    arn: revision.arn,
    requestedTaskCount: counts.requested,
    runningTaskCount: counts.running,
    pendingTaskCount: counts.pending,
    ...(traffic === undefined
      ? {}
      : { requestedTestTrafficWeight: traffic.test, requestedProductionTrafficWeight: traffic.production }),
  };
}

function hookMembers(run: HookRun, now: number): Output {
  const { options } = run.hook;
  const open = options.type === 'PAUSE' ? 'AWAITING_ACTION' : 'IN_PROGRESS';
  return {
    hookId: run.id,
    targetType: options.type,
    targetArn: options.functionArn,
    status: now < run.end ? open : run.outcome,
    expiresAt: seconds(run.expiresAt),
    timeoutAction: options.timeoutAction ?? 'ROLLBACK',
  };
}

function breakerMembers(deployment: Deployment, timeline: Timeline, now: Snapshot, at: number): Output {
  if (deployment.options.circuitBreaker === undefined) return { status: 'DISABLED', failureCount: 0, threshold: 0 };
  return {
    status: monitorStatus(timeline.cut?.cause === 'breaker', timeline, now, at),
    failureCount: now.failedTasks,
    threshold: breakerThreshold(deployment.options, deployment.desired),
  };
}

function alarmMembers(deployment: Deployment, timeline: Timeline, now: Snapshot, at: number): Output | undefined {
  const { alarms } = deployment.options;
  if (alarms === undefined) return undefined;
  const status = monitorStatus(timeline.cut?.cause === 'alarm', timeline, now, at);
  const rang = timeline.cut?.alarm;
  return {
    status,
    alarmNames: alarms.names,
    triggeredAlarmNames: status === 'TRIGGERED' && rang !== undefined ? [rang] : [],
  };
}

function monitorStatus(trips: boolean, timeline: Timeline, now: Snapshot, at: number): string {
  if (trips && timeline.cut !== undefined && timeline.cut.at <= at) return 'TRIGGERED';
  return isFinal(now.status) ? 'MONITORING_COMPLETE' : 'MONITORING';
}
