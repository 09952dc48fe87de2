import type { Scope } from '../../../model/scope.ts';
import { type Service, type ServiceEvent, troubleEvent } from '../../../model/resources/service.ts';
import { isUnread } from '../../../model/resources/unreadable.ts';
import { UNREAD_STATE } from '../../../model/resources/states.ts';
import { tagsOf } from '../ec2/instance.ts';
import { defined, type Json, list, member } from '../../../base/untrusted.ts';
import { MemberReader } from '../../../base/memberReader.ts';
import { visibleName } from '../../../base/shownText.ts';
import { idOf, itemsOf, unreadOf } from '../../sdk/unreadMembers.ts';
import type {
  CircuitBreaker,
  DeploymentAlarms,
  EarlySuccess,
  LifecycleHook,
  RevisionSummary,
  ServiceDeployment,
  ServiceRevision,
  TrafficSteps,
} from '../../../model/resources/deployment.ts';

/** What an ECS ARN ends in: `cluster/service` of `arn:…:service/cluster/service`. No part of an ARN before that has a slash. */
export const resourceOf = (arn: string): readonly string[] => arn.split('/').slice(1);

/** A service from DescribeServices. Undefined for what has no ARN. `askedIn`: the ARN of the cluster that was asked, where the service's own can't be read. */
export function serviceOf(scope: Scope, source: unknown, askedIn = ''): Service | undefined {
  const from = new MemberReader(source);
  const id = from.identifier('serviceArn');
  if (id === undefined) return undefined;
  const clusterArn = from.identifier('clusterArn') ?? askedIn;
  const deployments = from.records('deployments');
  const primary = primaryOf(deployments);
  const currentDeploymentArn = from.identifier('currentServiceDeployment');
  const providers = from.records('capacityProviderStrategy').flatMap((one) => one.text('capacityProvider') ?? []);
  return defined<Service>({
    kind: 'service',
    scope,
    id,
    name: visibleName(from.text('serviceName')) ?? visibleName(resourceOf(id).at(-1)) ?? id,
    clusterArn,
    clusterName: visibleName(resourceOf(clusterArn).at(-1)) ?? clusterArn,
    status: from.text('status') ?? UNREAD_STATE,
    controller: from.within('deploymentController').text('type') ?? 'ECS',
    schedulingStrategy: from.text('schedulingStrategy') ?? 'REPLICA',
    express: from.text('resourceManagementType') === 'ECS' ? true : undefined,
    launchType: from.text('launchType'),
    capacityProviders: providers.length > 0 ? providers : undefined,
    taskDefinition: from.text('taskDefinition'),
    desiredCount: from.count('desiredCount'),
    runningCount: from.count('runningCount'),
    pendingCount: from.count('pendingCount'),
    tags: tagsOf(from, 'tags', 'key', 'value'),
    currentDeploymentArn,
    deployment: undefined,
    rolloutState: primary?.text('rolloutState'),
    rolloutStateReason: primary?.text('rolloutStateReason'),
    ...rolloutFacts(from, primary, goesOn(currentDeploymentArn, deployments, primary)),
    ...unreadOf(from),
  });
}

/**
 * Whether the deployment that a service names is still under way: one that has come to its end leaves a single deployment whose rollout is
 * COMPLETED.
 */
export function isInFlight(source: unknown): boolean {
  const service = new MemberReader(source);
  const deployments = service.records('deployments');
  return goesOn(service.identifier('currentServiceDeployment'), deployments, primaryOf(deployments));
}

const goesOn = (current: string | undefined, deployments: readonly MemberReader[], primary: MemberReader | undefined) =>
  current !== undefined && (deployments.length !== 1 || primary?.text('rolloutState') !== 'COMPLETED');

/** Of what is told of every service only these are kept, and only while they explain something. */
const MOST_EVENTS = 3;
/** Among so many is looked for one that tells why nothing goes on. */
const EVENTS_SEARCHED = 20;

function rolloutFacts(
  service: MemberReader,
  primary: MemberReader | undefined,
  inFlight: boolean,
): Pick<Service, 'failedTasks' | 'events'> {
  if (!inFlight && primary?.text('rolloutState') !== 'IN_PROGRESS') return {};
  const events = service
    .records('events')
    .slice(0, EVENTS_SEARCHED)
    .flatMap((event): readonly ServiceEvent[] => {
      const message = event.text('message');
      return message === undefined ? [] : [defined<ServiceEvent>({ message, at: event.time('createdAt') })];
    });
  const trouble = troubleEvent(events);
  const areEventsUnread = service.unread.includes(service.path('events'));
  return defined<Pick<Service, 'failedTasks' | 'events'>>({
    failedTasks: primary && failedTasksOf(service, primary),
    events: areEventsUnread ? undefined : events.filter((event, index) => index < MOST_EVENTS || event === trouble),
  });
}

/** Undefined where it can't be read, or which of the deployments is the primary one. */
function failedTasksOf(service: MemberReader, primary: MemberReader): number | undefined {
  const failedTasks = primary.count('failedTasks');
  const isOneUnread = service.unread.some((path) => UNTOLD_DEPLOYMENT.test(path));
  const isUntold = isUnread(service, primary.path('failedTasks'));
  return isUntold || (isOneUnread && primary.text('status') !== 'PRIMARY') ? undefined : failedTasks;
}

const UNTOLD_DEPLOYMENT = /^deployments\[\d+\](?:\.status)?$/;

function primaryOf(deployments: readonly MemberReader[]): MemberReader | undefined {
  return deployments.find((it) => it.text('status') === 'PRIMARY') ?? deployments[0];
}

/** A service deployment from DescribeServiceDeployments, or from the shorter form of ListServiceDeployments. Undefined for what has no ARN. */
export function deploymentOf(scope: Scope, source: unknown): ServiceDeployment | undefined {
  const from = new MemberReader(source);
  const id = from.identifier('serviceDeploymentArn');
  if (id === undefined) return undefined;
  const configuration = from.within('deploymentConfiguration');
  const rollback = from.record('rollback');
  const targetArn = from.identifier('targetServiceRevisionArn');
  const target = from.record('targetServiceRevision');
  if (target === undefined && targetArn !== undefined) from.noteLeftOut('targetServiceRevision');
  return defined<ServiceDeployment>({
    kind: 'deployment',
    scope,
    id,
    serviceArn: from.identifier('serviceArn') ?? '',
    clusterArn: from.identifier('clusterArn') ?? clusterOf(id),
    status: from.text('status') ?? UNREAD_STATE,
    statusReason: from.text('statusReason'),
    createdAt: from.time('createdAt'),
    startedAt: from.time('startedAt'),
    finishedAt: from.time('finishedAt'),
    stoppedAt: from.time('stoppedAt'),
    updatedAt: from.time('updatedAt'),
    sources: from.records('sourceServiceRevisions').flatMap((it) => summaryOf(it) ?? []),
    target:
      (target && summaryOf(target)) ??
      (targetArn === undefined ? undefined : { arn: targetArn, requested: 0, running: 0, pending: 0 }),
    strategy: configuration.text('strategy'),
    lifecycleStage: from.text('lifecycleStage'),
    bakeTimeInMinutes: configuration.number('bakeTimeInMinutes'),
    healthyPercent: configuration.number('minimumHealthyPercent'),
    mostPercent: configuration.number('maximumPercent'),
    earlySuccess: earlySuccessOf(configuration),
    trafficSteps: trafficStepsOf(configuration),
    hooks: from.records('lifecycleHookDetails').flatMap((it) => hookOf(it) ?? []),
    circuitBreaker: breakerOf(from, configuration),
    alarms: alarmsOf(from, configuration),
    rollback:
      rollback &&
      defined<NonNullable<ServiceDeployment['rollback']>>({
        reason: rollback.text('reason'),
        startedAt: rollback.time('startedAt'),
        revisionArn: rollback.identifier('serviceRevisionArn'),
      }),
    ...unreadOf(from),
  });
}

function earlySuccessOf(configuration: MemberReader): EarlySuccess | undefined {
  const criteria = configuration.within('earlySuccessCriteria');
  const healthyPercent = criteria.number('healthyPercent');
  if (healthyPercent === undefined || !criteria.flag('enable')) return undefined;
  return defined<EarlySuccess>({ healthyPercent, cleanup: criteria.text('sourceServiceRevisionCleanup') });
}

function trafficStepsOf(configuration: MemberReader): TrafficSteps | undefined {
  switch (configuration.text('strategy')) {
    case 'LINEAR': {
      const linear = configuration.within('linearConfiguration');
      return stepsOf('linear', linear.number('stepPercent'), linear.number('stepBakeTimeInMinutes'));
    }
    case 'CANARY': {
      const canary = configuration.within('canaryConfiguration');
      return stepsOf('canary', canary.number('canaryPercent'), canary.number('canaryBakeTimeInMinutes'));
    }
    default:
      return undefined;
  }
}

function stepsOf(
  kind: TrafficSteps['kind'],
  percent: number | undefined,
  bakeMinutes: number | undefined,
): TrafficSteps | undefined {
  return percent === undefined || percent <= 0 || bakeMinutes === undefined
    ? undefined
    : { kind, percent, bakeMinutes };
}

/** A deployment's ARN always names the cluster; empty for what is no such ARN. */
function clusterOf(deploymentArn: string): string {
  const [arn, partition, service, region, account, path = ''] = deploymentArn.split(':');
  const [kind, cluster = ''] = path.split('/');
  return kind === 'service-deployment' && cluster !== ''
    ? [arn, partition, service, region, account, `cluster/${cluster}`].join(':')
    : '';
}

function summaryOf(from: MemberReader): RevisionSummary | undefined {
  const arn = from.identifier('arn');
  if (arn === undefined) {
    from.note();
    return undefined;
  }
  return defined<RevisionSummary>({
    arn,
    requested: from.count('requestedTaskCount'),
    running: from.count('runningTaskCount'),
    pending: from.count('pendingTaskCount'),
    productionTrafficWeight: from.number('requestedProductionTrafficWeight'),
    testTrafficWeight: from.number('requestedTestTrafficWeight'),
  });
}

function hookOf(from: MemberReader): LifecycleHook | undefined {
  const id = from.identifier('hookId');
  if (id === undefined) {
    from.note();
    return undefined;
  }
  return defined<LifecycleHook>({
    id,
    targetType: from.text('targetType') ?? 'unknown',
    targetArn: from.identifier('targetArn'),
    status: from.text('status') ?? UNREAD_STATE,
    expiresAt: from.time('expiresAt'),
    timeoutAction: from.text('timeoutAction'),
  });
}

function breakerOf(from: MemberReader, configuration: MemberReader): CircuitBreaker | undefined {
  const breaker = from.record('deploymentCircuitBreaker');
  if (breaker === undefined) return undefined;
  const status = breaker.text('status') ?? UNREAD_STATE;
  const count = (key: string): number => (status === DISABLED ? (breaker.countIfTold(key) ?? 0) : breaker.count(key));
  return {
    status,
    failureCount: count('failureCount'),
    threshold: count('threshold'),
    rollsBack: rollsBack(configuration.within('deploymentCircuitBreaker'), status),
  };
}

/** What watches nothing counts nothing and does nothing, and needs no configuration that would say so. */
const DISABLED = 'DISABLED';

const rollsBack = (configured: MemberReader, status: string): boolean =>
  status === DISABLED ? (configured.flagIfTold('rollback') ?? false) : configured.flag('rollback');

function alarmsOf(from: MemberReader, configuration: MemberReader): DeploymentAlarms | undefined {
  const alarms = from.record('alarms');
  if (alarms === undefined) return undefined;
  const status = alarms.text('status') ?? UNREAD_STATE;
  return {
    status,
    names: alarms.texts('alarmNames'),
    triggered: alarms.texts('triggeredAlarmNames'),
    rollsBack: rollsBack(configuration.within('alarms'), status),
  };
}

/** The service revisions of DescribeServiceRevisions' answer to these ARNs. One that AWS neither tells nor calls missing is one of which nothing can be read. */
export function revisionsIn(body: Json, arns: readonly string[]): readonly ServiceRevision[] {
  const told = itemsOf(body, 'serviceRevisions').map((from) => {
    const providers = from.records('capacityProviderStrategy').flatMap((one) => {
      const name = one.text('capacityProvider');
      return name === undefined ? [] : [{ name, weight: one.countIfTold('weight') ?? 0 }];
    });
    return defined<ServiceRevision>({
      arn: idOf(from, 'serviceRevisionArn'),
      taskDefinition: from.text('taskDefinition') ?? '',
      images: from.records('containerImages').map((image) =>
        defined<ServiceRevision['images'][number]>({
          container: image.text('containerName') ?? '',
          image: image.text('image') ?? '',
          digest: image.text('imageDigest'),
        }),
      ),
      launchType: from.text('launchType'),
      capacityProviders: providers.length > 0 ? providers : undefined,
      platformVersion: from.text('platformVersion'),
      createdAt: from.time('createdAt'),
      ...unreadOf(from),
    });
  });
  const missing = list(body['failures']).filter((it) => member(it, 'reason') === 'MISSING');
  const answered = new Set([...told.map(({ arn }) => arn), ...missing.map((it) => member(it, 'arn'))]);
  const left = arns.filter((arn) => !answered.has(arn));
  const nothing = { taskDefinition: '', images: [], unread: ['serviceRevisions'] };
  return [...told, ...left.map((arn) => ({ arn, ...nothing }))];
}
