import type { Moment } from '../../base/deadline.ts';
import type { Fact } from '../../model/fact.ts';
import type { Failure } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { InstanceBill } from '../../model/resources/staysBilled.ts';
import type { LackingPlace, Scope } from '../../model/scope.ts';
import type { Operation } from '../../model/operation.ts';
import type { Unfit } from '../operation.ts';
import type { Undo } from './experimentUndo.ts';
import type { LeverFacts } from './leverFacts.ts';
import type { Owner } from './owners.ts';
import type { EarlierRequest } from './requestedBefore.ts';
import type { AlarmStates } from '../../model/resources/alarm.ts';
import type { StoppedTasks } from '../../model/resources/stoppedTasks.ts';
import type { RevisionSummary, ServiceRevision, TrafficSteps } from '../../model/resources/deployment.ts';
import type { Target } from '../../model/resources/target.ts';

/**
 * Something that the person has to know before they confirm. Its `severity`: a `block` keeps Halt from sending anything for this target, a `warn` is
 * shown as a warning, an `info` as plain information.
 */
export type Finding =
  | { readonly severity: 'block'; readonly type: 'unfit'; readonly unfit: Unfit; readonly state: string }
  | { readonly severity: 'block'; readonly type: 'managed'; readonly by: string }
  /** It can't be read whether an AWS service manages the instance. AWS refuses the stop if one does. */
  | { readonly severity: 'warn'; readonly type: 'managed-unknown' }
  | { readonly severity: 'block'; readonly type: 'stop-protection' }
  | { readonly severity: 'block'; readonly type: 'one-time-spot' }
  | { readonly severity: 'block'; readonly type: 'gone' }
  /** AWS was told to force it at `at`, and another force stop is offered from `nextAt` on; by AWS's clock, in milliseconds since the epoch. */
  | { readonly severity: 'block'; readonly type: 'forced-before'; readonly at: number; readonly nextAt: number }
  /** The plan has the same thing already, through another profile (`profile`) of its account: it is sent once. */
  | { readonly severity: 'block'; readonly type: 'twice'; readonly profile: string }
  | { readonly severity: 'warn'; readonly type: 'first-deployment' }
  | { readonly severity: 'block'; readonly type: 'forbidden'; readonly failure: Failure }
  | { readonly severity: 'block'; readonly type: 'account-changed'; readonly from: string; readonly to: string }
  | { readonly severity: 'block'; readonly type: 'unreachable-account'; readonly failure: Failure }
  /** `group` is empty where its name can't be read. */
  | { readonly severity: 'warn'; readonly type: 'auto-scaling'; readonly group: string }
  /**
   * Something outside starts or replaces the instance after a stop. It is only information for a CloudFormation stack, which doesn't undo the stop: its
   * template merely says something else from then on.
   */
  | { readonly severity: 'warn' | 'info'; readonly type: 'owner'; readonly owner: Owner }
  | { readonly severity: 'warn'; readonly type: 'instance-store-data' }
  /** The instance's tags, which tell who starts or replaces it, can't be read. */
  | { readonly severity: 'warn'; readonly type: 'owners-unread' }
  /** AWS didn't tell whether the instance's type has instance-store volumes, and Halt doesn't know it by the type's name either. */
  | { readonly severity: 'warn'; readonly type: 'instance-store-unknown' }
  | { readonly severity: 'warn'; readonly type: 'public-address'; readonly address: string }
  | { readonly severity: 'warn'; readonly type: 'force-windows' }
  | { readonly severity: 'warn'; readonly type: 'not-reread'; readonly failure: Failure }
  /** `members` of AWS's answer about the target can't be read, so that nothing can be warned of which they would have told. */
  | { readonly severity: 'warn'; readonly type: 'unread-members'; readonly members: readonly string[] }
  | { readonly severity: 'warn'; readonly type: 'protection-unknown'; readonly failure: Failure }
  | { readonly severity: 'warn'; readonly type: 'spot-unknown' }
  /**
   * AWS denied a dry run of the change for lack of a permission. The plan can be confirmed all the same, for a dry run promises nothing about the real
   * call.
   */
  | { readonly severity: 'warn'; readonly type: 'not-allowed'; readonly change: 'stop' | 'start' }
  | { readonly severity: 'warn'; readonly type: 'other-accounts'; readonly count: number }
  | { readonly severity: 'warn'; readonly type: 'stays-done'; readonly action: string; readonly actionId: string }
  | { readonly severity: 'info'; readonly type: 'already-on-its-way'; readonly state: string }
  /** The target was the subject of an earlier request that is still under way, or whose answer was lost. */
  | ({ readonly severity: 'info'; readonly type: 'requested-before' } & EarlierRequest)
  /** It can't be read what earlier windows asked for: a request for this target may be under way. */
  | { readonly severity: 'info'; readonly type: 'requests-unread' }
  | { readonly severity: 'info'; readonly type: 'persistent-spot' }
  | { readonly severity: 'info'; readonly type: 'protection-unchecked' }
  /** A hibernated Spot instance can be resumed only while AWS has capacity at its price, so not always when the person wants it. */
  | { readonly severity: 'info'; readonly type: 'spot-hibernation' }
  | ({ readonly severity: 'info'; readonly type: 'stays-billed' } & InstanceBill)
  | {
      readonly severity: 'info';
      readonly type: 'breaker';
      readonly failures: number;
      /** Absent where AWS didn't tell it in a form that can be read. */
      readonly threshold?: number;
      readonly triggered: boolean;
    }
  | {
      readonly severity: 'info';
      readonly type: 'alarms-triggered';
      readonly names: readonly string[];
      readonly rollsBack: boolean;
    }
  /** Why a deployment may not get on. `inARow`: how many tasks have failed since the last one that ran. */
  | {
      readonly severity: 'info';
      readonly type: 'stuck';
      readonly inARow: number;
      readonly stopped?: StoppedTasks;
      /** Tasks of the version before this deployment's that failed since it began. */
      readonly before?: StoppedTasks;
      /** Failed tasks of other task definitions. Those of the version before are among them where it can't be read what that version ran. */
      readonly others?: StoppedTasks;
      readonly event?: string;
    }
  /**
   * It isn't known whether the deployment's tasks fail. `failed`: AWS didn't tell. `not-asked`: the plan has too many deployments to ask about each.
   * `service`: the service, which counts failed tasks, was not listed, or a part of it can't be read.
   */
  | {
      readonly severity: 'info';
      readonly type: 'stopped-tasks-unread';
      readonly why: 'failed' | 'not-asked' | 'service';
    }
  /**
   * The deployment waits at a pause hook for a person's answer, for `left` more milliseconds from when the plan was made. Then ECS does what
   * `timeoutAction` says.
   */
  | {
      readonly severity: 'info';
      readonly type: 'paused';
      readonly stage: string;
      readonly left?: number;
      readonly timeoutAction?: string;
    }
  /**
   * The deployment is set to succeed when `healthyPercent` of its tasks run. From then on AWS refuses a stop. `running` and `requested` count tasks of
   * the new revision.
   */
  | {
      readonly severity: 'info';
      readonly type: 'early-success';
      readonly healthyPercent: number;
      /** How many minutes ECS waits once that share runs, before the deployment succeeds. */
      readonly bake: Fact<number>;
      /** Absent where they can't be read. */
      readonly tasks?: { readonly running: number; readonly requested: number };
    }
  /** Traffic moves to the new revision in steps. `share`: the per cent of the traffic that it has now. */
  | { readonly severity: 'info'; readonly type: 'traffic-steps'; readonly steps: TrafficSteps; readonly share?: number }
  | { readonly severity: 'info'; readonly type: 'preview-run' }
  /** ARNs of the alarms that stop the experiment by themselves, with their states as far as AWS told them. A warning where none of them can go off. */
  | {
      readonly severity: 'warn' | 'info';
      readonly type: 'stop-conditions';
      readonly conditions: readonly string[];
      readonly alarms?: AlarmStates;
    }
  | {
      readonly severity: 'info';
      readonly type: 'undone';
      readonly action: string;
      readonly actionId: string;
      readonly undo: Undo;
    };

/** A finding that a call which failed has left. */
export type FailedFinding = Extract<Finding, { readonly failure: Failure }>;

const failedFindings = {
  forbidden: true,
  'unreachable-account': true,
  'not-reread': true,
  'protection-unknown': true,
} satisfies Record<FailedFinding['type'], true>;

/** Whether the finding comes of a call that failed, or of a guard, and carries the failure that tells why. */
export function isFailed(finding: Finding): finding is FailedFinding {
  return Object.hasOwn(failedFindings, finding.type);
}

/** How many tasks a revision has (`summary`), and what it runs (`revision`, absent where that isn't known). */
export interface RevisionFacts {
  readonly summary: RevisionSummary;
  readonly revision?: ServiceRevision;
}

/** One thing that the plan is about, as it was re-read. */
export interface PlannedTarget {
  readonly ref: TargetRef;
  readonly name: string;
  /** As it was read again for the plan; where that failed, as it was last listed. Absent when AWS doesn't know it. */
  readonly observed?: Target;
  /** AWS's clock minus this machine's when the target was read again, in milliseconds. Absent where it was not read again. */
  readonly clockOffset?: number;
  readonly findings: readonly Finding[];
  /** Only for deployments: the revision that is being deployed, and those that it replaces. */
  readonly revisions?: { readonly sources: readonly RevisionFacts[]; readonly target?: RevisionFacts };
  /** Only for safety levers. */
  readonly lever?: LeverFacts;
  /** Those of its group's `production` that are about this target. Absent where all are: only a tag is of a single target. */
  readonly production?: readonly ProductionMatch[];
}

/** The targets of one profile and region: one set of calls, one account. */
export interface PlanGroup {
  readonly scope: Scope;
  readonly identity?: Identity;
  /**
   * Patterns of `halt.production` and `halt.places` that match the place or any of its targets, with what they matched. Where it isn't empty, the
   * person has to type a name to confirm. What is of one target: {@link productionOf}.
   */
  readonly production: readonly ProductionMatch[];
  readonly targets: readonly PlannedTarget[];
  /** AWS denied a dry run of several targets at once, and it isn't known, or not yet, which of them it denied. */
  readonly someDenied?: true;
}

/** A pattern of `halt.production` or `halt.places`, and why it marks something as production. */
export interface ProductionMatch {
  /** `matched`: the pattern matches something that was read. Otherwise it could match what was not read, and that counts as production. */
  readonly kind: 'matched' | 'account-unread' | 'alias-unread' | 'tags-unread';
  readonly pattern: string;
  /** The name or the tag that it matched; empty for what was not read. */
  readonly matched: string;
}

/** What would be done, and everything that is known about it. Does nothing by itself. */
export interface Plan {
  readonly id: string;
  readonly operation: Operation;
  readonly made: Moment;
  /** A digest of the settings (guards) that the plan was made under. Once they differ, it can't be confirmed any more. */
  readonly policyVersion: string;
  readonly groups: readonly PlanGroup[];
  /** Places that a plan about everything could not read: more may run there than it is about. */
  readonly unread?: readonly LackingPlace[];
  /** Sentences about what was chosen or could be meant as well and isn't in the plan, with the names of all of it. For its page alone. */
  readonly around?: readonly string[];
  /** Set on a plan that is one of several in a single dialog: it can't be confirmed without the others. */
  readonly isPart?: true;
}

/** AWS's clock minus this machine's in milliseconds, as what was re-read told it; zero where nothing could be re-read. */
export function clockAhead({ groups }: Pick<Plan, 'groups'>): number {
  const targets = groups.flatMap((group) => group.targets);
  return targets.find(({ clockOffset }) => clockOffset !== undefined)?.clockOffset ?? 0;
}

/** Whether Halt sends nothing for this target, whatever the person confirms. */
export function isBlocked(target: PlannedTarget): boolean {
  return target.findings.some((finding) => finding.severity === 'block');
}

/** What marks a target as production: what marks its place, and its own tags. */
export const productionOf = (
  target: Pick<PlannedTarget, 'production'>,
  group: Pick<PlanGroup, 'production'>,
): readonly ProductionMatch[] => target.production ?? group.production;

/** The groups in production of which something would be sent. */
export function productionGroups(plan: Plan): readonly PlanGroup[] {
  return plan.groups.filter(({ production, targets }) => production.length > 0 && !targets.every(isBlocked));
}

/** Why nothing is sent for a target. */
export type Block = Extract<Finding, { readonly severity: 'block' }>;

/** A target for which a plan sends nothing, and why. */
export interface LeftOut {
  readonly ref: TargetRef;
  readonly name: string;
  readonly why: readonly Block[];
}

/** What a confirmation of the plan would not send. */
export function leftOutOf(plan: Plan): readonly LeftOut[] {
  return plan.groups.flatMap(({ targets }) =>
    targets.filter(isBlocked).map(({ ref, name, findings }) => ({
      ref,
      name,
      why: findings.filter((finding): finding is Block => finding.severity === 'block'),
    })),
  );
}

/** What a confirmation of the plan would send. */
export function sendable(plan: Plan): readonly PlannedTarget[] {
  return plan.groups.flatMap((group) => group.targets.filter((target) => !isBlocked(target)));
}
