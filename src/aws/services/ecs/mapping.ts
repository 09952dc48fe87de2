import type { Scope } from '../../../model/scope.ts';
import type { Service } from '../../../model/resources/service.ts';
import { tagsOf } from '../ec2/instance.ts';
import {
  count,
  defined,
  flag,
  identifier,
  list,
  member,
  number,
  record,
  text,
  texts,
  time,
} from '../../../base/untrusted.ts';
import type {
  CircuitBreaker,
  DeploymentAlarms,
  LifecycleHook,
  RevisionSummary,
  ServiceDeployment,
  ServiceRevision,
} from '../../../model/resources/deployment.ts';

/** What an ECS ARN ends in: `cluster/service` of `arn:…:service/cluster/service`. */
export function resourceOf(arn: string): readonly string[] {
  return (arn.split(':').slice(5).join(':') || arn).split('/').slice(1);
}

/** A service from DescribeServices. Undefined for what has no ARN. */
export function serviceOf(scope: Scope, source: unknown): Service | undefined {
  const id = identifier(member(source, 'serviceArn'));
  if (id === undefined) return undefined;
  const clusterArn = identifier(member(source, 'clusterArn')) ?? '';
  const primary = primaryOf(source);
  const controller = text(member(member(source, 'deploymentController'), 'type'));
  return defined<Service>({
    kind: 'service',
    scope,
    id,
    name: text(member(source, 'serviceName')) ?? resourceOf(id).at(-1) ?? id,
    clusterArn,
    clusterName: resourceOf(clusterArn).at(-1) ?? clusterArn,
    status: text(member(source, 'status')) ?? 'unknown',
    controller: controller ?? 'ECS',
    schedulingStrategy: text(member(source, 'schedulingStrategy')) ?? 'REPLICA',
    launchType: text(member(source, 'launchType')),
    taskDefinition: text(member(source, 'taskDefinition')),
    desiredCount: count(member(source, 'desiredCount')),
    runningCount: count(member(source, 'runningCount')),
    pendingCount: count(member(source, 'pendingCount')),
    tags: tagsOf(member(source, 'tags'), 'key', 'value'),
    currentDeploymentArn: identifier(member(source, 'currentServiceDeployment')),
    deployment: undefined,
    rolloutState: text(member(primary, 'rolloutState')),
    rolloutStateReason: text(member(primary, 'rolloutStateReason')),
  });
}

/**
 * Whether the deployment that a service names is still under way: one that has come to its end leaves a single deployment whose rollout is
 * COMPLETED.
 */
export function isInFlight(source: unknown): boolean {
  if (identifier(member(source, 'currentServiceDeployment')) === undefined) return false;
  const deployments = list(member(source, 'deployments'));
  return deployments.length !== 1 || text(member(primaryOf(source), 'rolloutState')) !== 'COMPLETED';
}

function primaryOf(service: unknown): unknown {
  const deployments = list(member(service, 'deployments'));
  return deployments.find((it) => member(it, 'status') === 'PRIMARY') ?? deployments[0];
}

/** A service deployment from DescribeServiceDeployments, or from the shorter form of ListServiceDeployments. Undefined for what has no ARN. */
export function deploymentOf(scope: Scope, source: unknown): ServiceDeployment | undefined {
  const id = identifier(member(source, 'serviceDeploymentArn'));
  if (id === undefined) return undefined;
  const configuration = member(source, 'deploymentConfiguration');
  const rollback = record(member(source, 'rollback'));
  const targetArn = identifier(member(source, 'targetServiceRevisionArn'));
  return defined<ServiceDeployment>({
    kind: 'deployment',
    scope,
    id,
    serviceArn: identifier(member(source, 'serviceArn')) ?? '',
    clusterArn: identifier(member(source, 'clusterArn')) ?? '',
    status: text(member(source, 'status')) ?? 'unknown',
    statusReason: text(member(source, 'statusReason')),
    createdAt: time(member(source, 'createdAt')),
    startedAt: time(member(source, 'startedAt')),
    finishedAt: time(member(source, 'finishedAt')),
    stoppedAt: time(member(source, 'stoppedAt')),
    updatedAt: time(member(source, 'updatedAt')),
    sources: list(member(source, 'sourceServiceRevisions')).flatMap((it) => summaryOf(it) ?? []),
    target:
      summaryOf(member(source, 'targetServiceRevision')) ??
      (targetArn === undefined ? undefined : { arn: targetArn, requested: 0, running: 0, pending: 0 }),
    strategy: text(member(configuration, 'strategy')),
    lifecycleStage: text(member(source, 'lifecycleStage')),
    bakeTimeInMinutes: number(member(configuration, 'bakeTimeInMinutes')),
    hooks: list(member(source, 'lifecycleHookDetails')).flatMap((it) => hookOf(it) ?? []),
    circuitBreaker: breakerOf(source, configuration),
    alarms: alarmsOf(source, configuration),
    rollback:
      rollback &&
      defined<NonNullable<ServiceDeployment['rollback']>>({
        reason: text(rollback['reason']),
        startedAt: time(rollback['startedAt']),
        revisionArn: identifier(rollback['serviceRevisionArn']),
      }),
  });
}

function summaryOf(source: unknown): RevisionSummary | undefined {
  const arn = identifier(member(source, 'arn'));
  if (arn === undefined) return undefined;
  return defined<RevisionSummary>({
    arn,
    requested: count(member(source, 'requestedTaskCount')),
    running: count(member(source, 'runningTaskCount')),
    pending: count(member(source, 'pendingTaskCount')),
    productionTrafficWeight: number(member(source, 'requestedProductionTrafficWeight')),
    testTrafficWeight: number(member(source, 'requestedTestTrafficWeight')),
  });
}

function hookOf(source: unknown): LifecycleHook | undefined {
  const id = identifier(member(source, 'hookId'));
  if (id === undefined) return undefined;
  return defined<LifecycleHook>({
    id,
    targetType: text(member(source, 'targetType')) ?? 'unknown',
    targetArn: identifier(member(source, 'targetArn')),
    status: text(member(source, 'status')) ?? 'unknown',
    expiresAt: time(member(source, 'expiresAt')),
    timeoutAction: text(member(source, 'timeoutAction')),
  });
}

function breakerOf(source: unknown, configuration: unknown): CircuitBreaker | undefined {
  const breaker = record(member(source, 'deploymentCircuitBreaker'));
  return (
    breaker && {
      status: text(breaker['status']) ?? 'unknown',
      failureCount: count(breaker['failureCount']),
      threshold: count(breaker['threshold']),
      rollsBack: flag(member(member(configuration, 'deploymentCircuitBreaker'), 'rollback')),
    }
  );
}

function alarmsOf(source: unknown, configuration: unknown): DeploymentAlarms | undefined {
  const alarms = record(member(source, 'alarms'));
  return (
    alarms && {
      status: text(alarms['status']) ?? 'unknown',
      names: texts(alarms['alarmNames']),
      triggered: texts(alarms['triggeredAlarmNames']),
      rollsBack: flag(member(member(configuration, 'alarms'), 'rollback')),
    }
  );
}

/** A service revision from DescribeServiceRevisions. Undefined for what has no ARN. */
export function revisionOf(source: unknown): ServiceRevision | undefined {
  const arn = identifier(member(source, 'serviceRevisionArn'));
  if (arn === undefined) return undefined;
  return defined<ServiceRevision>({
    arn,
    taskDefinition: text(member(source, 'taskDefinition')) ?? '',
    images: list(member(source, 'containerImages')).map((image) =>
      defined<ServiceRevision['images'][number]>({
        container: text(member(image, 'containerName')) ?? '',
        image: text(member(image, 'image')) ?? '',
        digest: text(member(image, 'imageDigest')),
      }),
    ),
    launchType: text(member(source, 'launchType')),
    platformVersion: text(member(source, 'platformVersion')),
    createdAt: time(member(source, 'createdAt')),
  });
}
