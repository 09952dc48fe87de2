import { arnPath, ecsArn } from './arns.ts';
import type { Place } from './arns.ts';
import type { Ids } from './ids.ts';
import { AwsError } from '../core/contracts.ts';
import { boundedTexts, choices, page, requiredText, seconds, text } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { missing } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import type { Cluster, Daemon, DaemonRollout } from './state.ts';

/** A managed daemon: one task on each container instance. AWS has no operation that stops its deployments. */
export interface DaemonSpec {
  readonly name: string;
  /** On how many container instances; default those of the cluster. */
  readonly instances?: number;
  readonly createdDaysAgo?: number;
  /** A deployment besides the first one. */
  readonly rollout?: DaemonRolloutSpec;
}

/** A deployment of a daemon that began `ageSeconds` before the simulation. */
export interface DaemonRolloutSpec {
  readonly ageSeconds: number;
  /** From the start to the end, or to the moment at which the circuit breaker takes it back. */
  readonly takesSeconds: number;
  readonly fails?: boolean;
}

const DAY = 86_400_000;
/** From the creation to the start, in ms. */
const PENDING_FOR = 5_000;
/** In milliseconds, too. */
const ROLLBACK_TAKES = 120_000;
const BREAKER_THRESHOLD = 3;
const BREAKER_REASON = 'The deployment circuit breaker was triggered: the daemon tasks failed to start.';

const statuses = [
  ...(['PENDING', 'IN_PROGRESS', 'SUCCESSFUL', 'STOPPED', 'STOP_REQUESTED'] as const),
  ...(['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'] as const),
];
type Status = (typeof statuses)[number];

/** Puts a daemon into its cluster, with its first deployment, and one more where the spec has it. `now`: milliseconds since the epoch. */
export function createDaemon(cluster: Cluster, spec: DaemonSpec, ids: Ids, now: number): Daemon {
  const { place, name: clusterName } = cluster;
  const { name, instances = cluster.instances, createdDaysAgo = 90, rollout } = spec;
  const createdAt = now - createdDaysAgo * DAY;
  const daemon: Daemon = {
    ...{ name, cluster, createdAt, instances, rollouts: [] },
    arn: ecsArn(place, 'daemon', clusterName, name),
  };
  cluster.daemons.set(name, daemon);
  rollOut(daemon, { takesSeconds: 60 }, ids, createdAt);
  if (rollout !== undefined) rollOut(daemon, rollout, ids, now - rollout.ageSeconds * 1000);
  return daemon;
}

/** A daemon by its ARN. Throws where there is none. */
export function daemonAt(arn: string, view: RegionView): Daemon {
  const [cluster = '', name = ''] = arnPath(arn, 'daemon', 2, view.place);
  const daemon = view.findCluster(cluster)?.daemons.get(name);
  if (daemon === undefined) throw new AwsError('DaemonNotFoundException', 'The specified daemon was not found.');
  return daemon;
}

/** Starts a deployment of a daemon, and returns its ARN. */
export function rollOut(
  daemon: Daemon,
  { takesSeconds, fails = false }: Omit<DaemonRolloutSpec, 'ageSeconds'>,
  ids: Ids,
  createdAt: number,
): string {
  const { cluster, name, rollouts } = daemon;
  const key = `${daemon.arn}/${rollouts.length}`;
  const { place } = cluster;
  const rollout: DaemonRollout = {
    arn: ecsArn(place, 'daemon-deployment', cluster.name, name, ids.deployment(key)),
    revision: ecsArn(place, 'daemon-revision', cluster.name, name, ids.revision(key)),
    ...{ createdAt, fails },
    endsAt: createdAt + PENDING_FOR + takesSeconds * 1000,
  };
  rollouts.push(rollout);
  return rollout.arn;
}

/** ListDaemons: of one cluster, `default` when none is given. */
export function listDaemons(input: Input, view: RegionView): Output {
  const daemons = daemonsOf(view.cluster(text(input, 'clusterArn')), view.now);
  const { items, nextToken } = page(input, daemons, { usual: 100, most: 100 }, ({ arn }) => arn);
  return {
    daemonSummariesList: items.map(({ arn, createdAt, rollouts }) => ({
      ...{ daemonArn: arn, status: 'ACTIVE', createdAt: seconds(createdAt) },
      updatedAt: seconds(rollouts.findLast((it) => it.createdAt <= view.now)?.createdAt),
    })),
    nextToken,
  };
}

/** ListDaemonDeployments: newest first. */
export function listDaemonDeployments(input: Input, view: RegionView): Output {
  const arn = requiredText(input, 'daemonArn');
  const daemon = daemonAt(arn, view);
  const wanted = choices(input, 'status', statuses);
  const seen = daemon.rollouts
    .filter(({ createdAt }) => createdAt <= view.now)
    .filter((one) => wanted.length === 0 || wanted.includes(stateOf(one, view.now).status))
    .toReversed();
  const { items, nextToken } = page(input, seen, { usual: 20, most: 100 }, (one) => one.arn);
  return {
    daemonDeployments: items.map((one) => ({
      ...{ daemonDeploymentArn: one.arn, daemonArn: arn, clusterArn: daemon.cluster.arn },
      ...{ targetDaemonRevisionArn: one.revision, ...timesAndStatus(one, view.now) },
    })),
    nextToken,
  };
}

/** DescribeDaemonDeployments: up to 20. */
export function describeDaemonDeployments(input: Input, view: RegionView): Output {
  const daemonDeployments: Output[] = [];
  const failures: Output[] = [];
  for (const arn of new Set(boundedTexts(input, 'daemonDeploymentArns', 20))) {
    const [cluster = '', name = ''] = arnPath(arn, 'daemon-deployment', 3, view.place);
    const daemon = view.findCluster(cluster)?.daemons.get(name);
    const index = daemon?.rollouts.findIndex((one) => one.arn === arn && one.createdAt <= view.now) ?? -1;
    const found = daemon?.rollouts[index];
    if (daemon === undefined || found === undefined) failures.push(missing(arn));
    else daemonDeployments.push(deploymentMembers(daemon, found, daemon.rollouts[index - 1], view));
  }
  return { daemonDeployments, failures };
}

function deploymentMembers(
  daemon: Daemon,
  rollout: DaemonRollout,
  before: DaemonRollout | undefined,
  view: RegionView,
): Output {
  const { status, share } = stateOf(rollout, view.now);
  const updated = Math.floor(daemon.instances * share);
  const draining = status === 'IN_PROGRESS' && updated < daemon.instances ? 1 : 0;
  const detail = (arn: string, running: number, drained: number): Output => ({
    arn,
    capacityProviders: [
      {
        arn: capacityProvider(daemon.cluster.place, daemon.cluster.name),
        ...{ runningInstanceCount: running, drainingInstanceCount: drained, withoutDaemonInstanceCount: 0 },
      },
    ],
    ...{ totalRunningInstanceCount: running, totalDrainingInstanceCount: drained },
    totalWithoutDaemonInstanceCount: 0,
  });
  const isTakenBack = status.startsWith('ROLLBACK');
  return {
    ...{ daemonDeploymentArn: rollout.arn, clusterArn: daemon.cluster.arn, ...timesAndStatus(rollout, view.now) },
    targetDaemonRevision: detail(rollout.revision, updated, 0),
    sourceDaemonRevisions:
      before === undefined ? [] : [detail(before.revision, daemon.instances - updated - draining, draining)],
    circuitBreaker: {
      failureCount: rollout.fails ? (isTakenBack ? BREAKER_THRESHOLD : 1) : 0,
      status: isTakenBack ? 'TRIGGERED' : status === 'SUCCESSFUL' ? 'MONITORING_COMPLETE' : 'MONITORING',
      threshold: BREAKER_THRESHOLD,
    },
    alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
    rollback: isTakenBack
      ? {
          ...{ reason: BREAKER_REASON, startedAt: seconds(rollout.endsAt) },
          rollbackTargetDaemonRevisionArn: before?.revision,
          rollbackCapacityProviders: [capacityProvider(daemon.cluster.place, daemon.cluster.name)],
        }
      : undefined,
    deploymentConfiguration: { drainPercent: 25, bakeTimeInMinutes: 0, alarms: { enable: false, alarmNames: [] } },
  };
}

function timesAndStatus(rollout: DaemonRollout, now: number): Output {
  const { status, finishedAt } = stateOf(rollout, now);
  return {
    status,
    statusReason: status.startsWith('ROLLBACK') ? BREAKER_REASON : undefined,
    createdAt: seconds(rollout.createdAt),
    startedAt: status === 'PENDING' ? undefined : seconds(rollout.createdAt + PENDING_FOR),
    finishedAt: seconds(finishedAt),
  };
}

/** `share`: of the instances that run the new revision. */
function stateOf(
  { createdAt, endsAt, fails }: DaemonRollout,
  now: number,
): { readonly status: Status; readonly share: number; readonly finishedAt?: number } {
  const startedAt = createdAt + PENDING_FOR;
  if (now < startedAt) return { status: 'PENDING', share: 0 };
  if (now < endsAt) {
    return { status: 'IN_PROGRESS', share: fails ? 0 : (now - startedAt) / (endsAt - startedAt) };
  }
  if (!fails) return { status: 'SUCCESSFUL', share: 1, finishedAt: endsAt };
  const backAt = endsAt + ROLLBACK_TAKES;
  return now < backAt
    ? { status: 'ROLLBACK_IN_PROGRESS', share: 0 }
    : { status: 'ROLLBACK_SUCCESSFUL', share: 0, finishedAt: backAt };
}

function daemonsOf(cluster: Cluster, now: number): readonly Daemon[] {
  return [...cluster.daemons.values()]
    .filter(({ createdAt }) => createdAt <= now)
    .toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
}

function capacityProvider(place: Place, cluster: string): string {
  return ecsArn(place, 'capacity-provider', `${cluster}-managed`);
}
