import type { Fact } from '../fact.ts';
import type { Failure } from '../failure.ts';
import type { DeploymentAlarms } from './deployment.ts';
import type { Details } from './listedDeployment.ts';
import { UNREAD_STATE } from './states.ts';
import { countOf, isUnread, type Unreadable } from './unreadable.ts';

/**
 * A managed daemon of ECS: one task on each container instance of its capacity providers. Its deployments can't be stopped: AWS has no operation for that.
 * Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListDaemons.html, .../API_DescribeDaemonDeployments.html
 */
export interface Daemon {
  readonly arn: string;
  readonly name: string;
  readonly clusterName: string;
  /** `ACTIVE`, `DELETE_IN_PROGRESS`, … as ECS has it. */
  readonly status: string;
  /** The newest. Where it is unread, a gap of the list says why. */
  readonly deployment: Fact<DaemonDeployment>;
}

/** Where its rollout stands: the state of its newest deployment, also where that couldn't be read; undefined where it has none. */
export function rolloutOfDaemon({ deployment }: Pick<Daemon, 'deployment'>): string | undefined {
  if (deployment.kind === 'none') return undefined;
  return deployment.kind === 'known' ? deployment.value.status : UNREAD_STATE;
}

/** One rollout of a managed daemon. Source: ListDaemonDeployments and DescribeDaemonDeployments. Times in ms since the epoch. */
export interface DaemonDeployment extends Unreadable, Details {
  readonly arn: string;
  /** As ECS has it; the names are among those of service deployments. */
  readonly status: string;
  readonly statusReason?: string;
  readonly createdAt?: number;
  readonly finishedAt?: number;
  /** Absent where only the list tells of it. */
  readonly target?: DaemonRevision;
  /** The revisions that it replaces. */
  readonly sources: readonly DaemonRevision[];
  readonly breaker?: { readonly status: string; readonly failureCount: number; readonly threshold: number };
  readonly alarms?: Omit<DeploymentAlarms, 'rollsBack'>;
  readonly rollbackReason?: string;
}

/** On how many container instances a revision of a daemon is. */
export interface DaemonRevision {
  readonly arn: string;
  readonly running: number;
  readonly draining: number;
}

/** The container instances with the new revision, with those before, and those that are draining, for a person: a question mark for each count that can't be read. */
export function daemonCounts(
  deployment: DaemonDeployment,
  target: DaemonRevision,
): readonly [number | '?', number | '?', number | '?'] {
  const { sources } = deployment;
  const old = sources.reduce((sum, { running }) => sum + running, 0);
  const draining = [target, ...sources].reduce((sum, one) => sum + one.draining, 0);
  return [
    countOf(deployment, 'targetDaemonRevision', target.running),
    countOf(deployment, 'sourceDaemonRevisions', old),
    isUnread(deployment, 'targetDaemonRevision') ? '?' : countOf(deployment, 'sourceDaemonRevisions', draining),
  ];
}

/** One daemon's newest deployment, as AWS tells it when it is asked about that daemon alone. */
export interface WholeDaemon {
  /** Absent where it has none. */
  readonly deployment?: DaemonDeployment;
  /** The JSON body of DescribeDaemonDeployments as AWS sent it; absent where there is no deployment, or where that can't be read, which is a gap then. */
  readonly json?: string;
  readonly gaps: readonly Failure[];
}

/** `arn:aws:ecs:eu-west-1:111122223333:daemon/shop/node-metrics` says both names. */
export function daemonNames(arn: string): Pick<Daemon, 'name' | 'clusterName'> {
  const parts = arn.split('/');
  return { name: parts.at(-1) ?? arn, clusterName: parts.length > 2 ? (parts.at(-2) ?? '') : '' };
}

/** The managed daemons of a place, and what could not be read of them. */
export interface Daemons {
  /** By cluster and name. */
  readonly daemons: readonly Daemon[];
  readonly gaps: readonly Failure[];
}
