import type { Moment } from '../../base/deadline.ts';
import type { Fact } from '../../model/fact.ts';
import type { Failure } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { InstanceBill } from '../../model/resources/staysBilled.ts';
import type { Scope } from '../../model/scope.ts';
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
 * Something that the person has to know before they confirm. `block`: Halt doesn't send it for this target.
 */
export type Finding =
  | { readonly severity: 'block'; readonly type: 'unfit'; readonly unfit: Unfit; readonly state: string }
  | { readonly severity: 'block'; readonly type: 'managed'; readonly by: string }
  /** Whether an AWS service manages it can't be read: AWS refuses if one does. */
  | { readonly severity: 'warn'; readonly type: 'managed-unknown' }
  | { readonly severity: 'block'; readonly type: 'stop-protection' }
  | { readonly severity: 'block'; readonly type: 'one-time-spot' }
  | { readonly severity: 'block'; readonly type: 'gone' }
  /** The plan has it already, through another profile of the same account. */
  | { readonly severity: 'block'; readonly type: 'twice'; readonly profile: string }
  | { readonly severity: 'warn'; readonly type: 'first-deployment' }
  | { readonly severity: 'block'; readonly type: 'forbidden'; readonly failure: Failure }
  | { readonly severity: 'block'; readonly type: 'account-changed'; readonly from: string; readonly to: string }
  | { readonly severity: 'block'; readonly type: 'unreachable-account'; readonly failure: Failure }
  /** `group` is empty where its name can't be read. */
  | { readonly severity: 'warn'; readonly type: 'auto-scaling'; readonly group: string }
  /** Somebody starts or replaces it again; for a CloudFormation stack, whose template then says otherwise, it is for information. */
  | { readonly severity: 'warn' | 'info'; readonly type: 'owner'; readonly owner: Owner }
  | { readonly severity: 'warn'; readonly type: 'instance-store-data' }
  /** Who starts or replaces it is told by its tags, which can't be read. */
  | { readonly severity: 'warn'; readonly type: 'owners-unread' }
  /** AWS didn't tell whether the type has instance-store volumes, and its name doesn't. */
  | { readonly severity: 'warn'; readonly type: 'instance-store-unknown' }
  | { readonly severity: 'warn'; readonly type: 'public-address'; readonly address: string }
  | { readonly severity: 'warn'; readonly type: 'force-windows' }
  | { readonly severity: 'warn'; readonly type: 'not-reread'; readonly failure: Failure }
  /** The members of AWS's answer about it that can't be read: what they would have warned of isn't known. */
  | { readonly severity: 'warn'; readonly type: 'unread-members'; readonly members: readonly string[] }
  | { readonly severity: 'warn'; readonly type: 'protection-unknown'; readonly failure: Failure }
  | { readonly severity: 'warn'; readonly type: 'spot-unknown' }
  /** AWS denied a dry run of it: a permission that isn't there. The plan can be confirmed all the same, for a dry run is no promise either way. */
  | { readonly severity: 'warn'; readonly type: 'not-allowed'; readonly change: 'stop' | 'start' }
  | { readonly severity: 'warn'; readonly type: 'other-accounts'; readonly count: number }
  | { readonly severity: 'warn'; readonly type: 'stays-done'; readonly action: string; readonly actionId: string }
  | { readonly severity: 'info'; readonly type: 'already-on-its-way'; readonly state: string }
  /** It was asked for before, and is under way or in doubt. */
  | ({ readonly severity: 'info'; readonly type: 'requested-before' } & EarlierRequest)
  /** What earlier windows asked for isn't known: something may be under way. */
  | { readonly severity: 'info'; readonly type: 'requests-unread' }
  | { readonly severity: 'info'; readonly type: 'persistent-spot' }
  | { readonly severity: 'info'; readonly type: 'protection-unchecked' }
  /** It is a Spot instance: whether it comes back depends on more than the person. */
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
  /** Why it does not get on. `inARow`: tasks that failed since the last one that ran. */
  | {
      readonly severity: 'info';
      readonly type: 'stuck';
      readonly inARow: number;
      readonly stopped?: StoppedTasks;
      /** Tasks of the version before that failed while it lasts. */
      readonly before?: StoppedTasks;
      /** Those of another task definition; also of the version before, where what that ran can't be read. */
      readonly others?: StoppedTasks;
      readonly event?: string;
    }
  /**
   * Whether its tasks stop, and why, isn't known: AWS didn't tell, or wasn't asked of so many; or its service, which says how often they failed, was not listed, or a part of that can't
   * be read.
   */
  | {
      readonly severity: 'info';
      readonly type: 'stopped-tasks-unread';
      readonly why: 'failed' | 'not-asked' | 'service';
    }
  /** It waits for a person, for `left` ms from when the plan was made; then ECS does what `timeoutAction` says. */
  | {
      readonly severity: 'info';
      readonly type: 'paused';
      readonly stage: string;
      readonly left?: number;
      readonly timeoutAction?: string;
    }
  /** It ends before all of its tasks run, and then AWS refuses a stop. `running` and `requested`: tasks of the new revision. */
  | {
      readonly severity: 'info';
      readonly type: 'early-success';
      readonly healthyPercent: number;
      /** How many minutes it still waits at that share. */
      readonly bake: Fact<number>;
      /** Absent where they can't be read. */
      readonly tasks?: { readonly running: number; readonly requested: number };
    }
  /** Traffic moves to the new revision in steps; `share`: how much it has, per cent. */
  | { readonly severity: 'info'; readonly type: 'traffic-steps'; readonly steps: TrafficSteps; readonly share?: number }
  | { readonly severity: 'info'; readonly type: 'preview-run' }
  /** What stops the experiment by itself: ARNs of alarms, with their states as far as they were told. A warning where none of them can go off. */
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

/** Whether it comes of a reading that failed, or of a guard, and carries the failure. */
export function isFailed(finding: Finding): finding is FailedFinding {
  return Object.hasOwn(failedFindings, finding.type);
}

/** A revision's tasks, and what it runs; without the latter where that isn't known. */
export interface RevisionFacts {
  readonly summary: RevisionSummary;
  readonly revision?: ServiceRevision;
}

/** One thing that the plan is about, as it was re-read. */
export interface PlannedTarget {
  readonly ref: TargetRef;
  readonly name: string;
  /** As re-read; as last listed where it could not be re-read. Absent when AWS doesn't know it. */
  readonly observed?: Target;
  /** AWS's clock minus this machine's when it was re-read, in milliseconds; absent where it was not. */
  readonly clockOffset?: number;
  readonly findings: readonly Finding[];
  /** For deployments. */
  readonly revisions?: { readonly sources: readonly RevisionFacts[]; readonly target?: RevisionFacts };
  /** For safety levers. */
  readonly lever?: LeverFacts;
  /** Which of its group's `production` are about it, where not all are: a tag is of one target. */
  readonly production?: readonly ProductionMatch[];
}

/** The targets of one profile and region: one set of calls, one account. */
export interface PlanGroup {
  readonly scope: Scope;
  readonly identity?: Identity;
  /** Patterns of `halt.production` that match the place or any of its targets, with what they matched. Not empty: the name has to be typed. See {@link productionOf}. */
  readonly production: readonly ProductionMatch[];
  readonly targets: readonly PlannedTarget[];
  /** AWS denied a dry run of several, and it isn't known, or not yet, of whom. */
  readonly someDenied?: true;
}

/** A pattern of `halt.production` or `halt.places`, and why it marks something as production. */
export interface ProductionMatch {
  /** `matched`: by what was read. Else the pattern could match what was not read. */
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
  /** Of the guards that it was made under. */
  readonly policyVersion: string;
  readonly groups: readonly PlanGroup[];
  /** Where a plan about everything could not look: more may run there. */
  readonly unread?: readonly Scope[];
  /** It is one of those that a single dialog asks about, and can't be confirmed without the others. */
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
