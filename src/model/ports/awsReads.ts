import type { WholeDaemon, Daemons } from '../resources/daemon.ts';
import type { ResolvedTarget, TargetAccount } from '../resources/experiment.ts';
import type { Failure } from '../failure.ts';
import type { Read } from '../sight.ts';
import type { Identity, ProfileInfo, RegionInfo } from '../identity.ts';
import type { ListKind, Resource, StoppableRef, TargetKind } from '../resources/resource.ts';
import type { Scope } from '../scope.ts';
import type { Stoppable, Target } from '../resources/target.ts';
import type { WholeRevision, ServiceDeployment, ServiceRevision } from '../resources/deployment.ts';
import type { AlarmStates } from '../resources/alarm.ts';
import type { StoppedTasks } from '../resources/stoppedTasks.ts';

/** An answer of AWS's that takes longer than this, in milliseconds, is said to be missing, and since when: until then "loading" says enough. */
export const UNANSWERED_AFTER = 5_000;

/** A part of a list. Concatenated, the parts of one listing are the whole list. */
export interface ListPage<R extends Resource = Resource> {
  readonly resources: readonly R[];
  /** What could not be read while the rest could: a denied single action, a cluster that vanished. */
  readonly gaps: readonly Failure[];
}

/** What was found of the targets that were asked for. `missing`: AWS says that it doesn't know them. */
export interface Found {
  readonly targets: readonly Target[];
  readonly missing: readonly string[];
  /** Targets that could not be looked at, by id. */
  readonly failures: Readonly<Record<string, Failure>>;
}

/** The whole answer of AWS for one resource, as JSON text. */
export interface WholeResource {
  readonly target: Stoppable;
  /** For ECS and FIS the JSON body as AWS sent it; for EC2, whose wire is XML, the instance's members. */
  readonly json: string;
}

/** Whose tasks: the cluster and service, and from when to when the deployment that started them lasted. */
export type DeployedTasks = Pick<
  ServiceDeployment,
  'clusterArn' | 'serviceArn' | 'status' | 'createdAt' | 'finishedAt' | 'stoppedAt' | 'sources' | 'target'
>;

/** One page of a longer answer. */
export interface Paged<T> {
  readonly items: readonly T[];
  /** What could not be read of these items while the rest could. Never empty. */
  readonly gaps?: readonly Failure[];
  /** AWS's token for the page after this one; absent on the last page. */
  readonly next?: string;
}

/** The profiles of the shared config. `problems` are files that could not be read or parsed; the rest is still listed. */
export interface ProfileList {
  readonly profiles: readonly ProfileInfo[];
  readonly problems: readonly Failure[];
  /** Nobody looked into any file, for the reason in `problems`: that no profile is listed says nothing. */
  readonly unread?: true;
}

/**
 * Everything that Halt reads from AWS. Nothing here can change anything. Every argument and answer is plain data (structured clone carries it),
 * but for the AbortSignal. Never rejects: what goes wrong is a {@link Failure}. Every answer of AWS carries the account
 * that it is about, as the credentials that signed the request tell it, and when it came.
 */
export interface AwsReads {
  profiles(): Promise<ProfileList>;
  identity(profile: string, signal: AbortSignal): Promise<Read<Identity>>;
  regions(profile: string, signal: AbortSignal): Promise<Read<readonly RegionInfo[]>>;
  /** Yields pages as they come; a failure ends it. */
  list(scope: Scope, kind: ListKind, signal: AbortSignal): AsyncIterable<Read<ListPage>>;
  /** The present state of a few targets of one scope and one kind, in as few calls as there can be. */
  describe(scope: Scope, kind: TargetKind, ids: readonly string[], signal: AbortSignal): Promise<Read<Found>>;
  wholeResource(ref: StoppableRef, signal: AbortSignal): Promise<Read<WholeResource>>;
  /** `disableApiStop` of each instance, one call an instance. */
  stopProtection(
    scope: Scope,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, Read<boolean>>>>;
  /** `one-time` or `persistent`, by spot request id. */
  spotKinds(
    scope: Scope,
    requestIds: readonly string[],
    signal: AbortSignal,
  ): Promise<Read<Readonly<Record<string, string>>>>;
  /** The sizes of EBS volumes in GiB, by their ids: of the first thousand, and without those that AWS doesn't know. */
  volumeSizes(
    scope: Scope,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Read<Readonly<Record<string, number>>>>;
  /** Whether instance types have instance-store volumes, by their names. A type that AWS doesn't tell is left out. */
  typeStores(
    scope: Scope,
    types: readonly string[],
    signal: AbortSignal,
  ): Promise<Read<Readonly<Record<string, boolean>>>>;
  revisions(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Read<readonly ServiceRevision[]>>;
  /**
   * A revision and its task definition. Texts that may be secrets are hidden, but for those that somebody asked for: `asked` are what stood for them before, such as
   * `(hidden 0f1e2d3c)`. A task definition that can't be read is a gap.
   */
  wholeRevision(scope: Scope, arn: string, asked: readonly string[], signal: AbortSignal): Promise<Read<WholeRevision>>;
  /** The tasks of a deployment that stopped within the last hour, in two calls at most. */
  stoppedTasks(scope: Scope, deployment: DeployedTasks, signal: AbortSignal): Promise<Read<StoppedTasks>>;
  /** The managed daemons of a place, each with its newest deployment. */
  daemons(scope: Scope, signal: AbortSignal): Promise<Read<Daemons>>;
  /** The newest deployment of one managed daemon, in two calls. */
  wholeDaemon(scope: Scope, daemonArn: string, signal: AbortSignal): Promise<Read<WholeDaemon>>;
  /** A service's deployments, newest first. */
  pastDeployments(
    scope: Scope,
    serviceArn: string,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Read<Paged<ServiceDeployment>>>;
  resolvedTargets(
    scope: Scope,
    experimentId: string,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Read<Paged<ResolvedTarget>>>;
  targetAccounts(scope: Scope, experimentId: string, signal: AbortSignal): Promise<Read<readonly TargetAccount[]>>;
  /** The template as AWS sent it. */
  experimentTemplate(scope: Scope, templateId: string, signal: AbortSignal): Promise<Read<string>>;
  /** The state of each of these alarms of the scope's region, by their ARNs, in one call for each hundred. */
  alarmStates(scope: Scope, arns: readonly string[], signal: AbortSignal): Promise<Read<AlarmStates>>;
}
