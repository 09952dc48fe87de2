import { deepEqual } from '../../base/deepEqual.ts';
import type { Fact } from '../../model/fact.ts';
import { momentOf } from '../../base/deadline.ts';
import { forbidsOperation, versionOf } from '../../model/changePolicy.ts';
import type { Clock } from '../../base/clock.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { groupBy } from '../../base/groupBy.ts';
import { asUrgent } from '../../base/urgency.ts';
import type { Identity } from '../../model/identity.ts';
import { isOfAnother, nobodys, type Whose, whoseAt, whoseInText } from '../../model/sight.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { nameOf } from '../../model/resources/target.ts';
import { type FurtherReads, findingsFor } from './findings.ts';
import { revisionFacts, revisionsOf, stoppedTasksIn } from './deploymentFacts.ts';
import { askAboutInstances, openInstances } from './instanceFacts.ts';
import { ofKnownAccount, type ReadAgain, type RereadParts, rereadTargets } from './readAgain.ts';
import { accountReads, type ExplainingReads } from './accountReads.ts';
import { createPreflight, type DryRuns, type Preflight } from './preflight.ts';
import { leverFactsOf, type LeverFactParts, type LeverFacts } from './leverFacts.ts';
import { isInstanceOperation, type Operation } from '../../model/operation.ts';
import { operationKind, unfitFor } from '../operation.ts';
import type { Finding, Plan, PlanGroup, PlannedTarget } from './plan.ts';
import type { RequestedBefore } from './requestedBefore.ts';
import { markedAsProduction } from './markedAsProduction.ts';
import type { Policy } from './productionPolicy.ts';
import { withoutTwins } from './twins.ts';
import { vouched } from './vouched.ts';
import type { AlarmStates } from '../../model/resources/alarm.ts';
import type { Service } from '../../model/resources/service.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { ranDefinitions } from '../../model/resources/stoppedTasks.ts';
import type { Tag } from '../../model/resources/tag.ts';

/** What a plan is made with: the reads of AWS, the person's settings, and what the screen shows. */
export interface PlanParts extends RereadParts, LeverFactParts {
  readonly reads: AwsReads;
  readonly clock: Clock;
  readonly policy: () => Policy;
  /** The account that the screen shows for a profile. */
  readonly shownAccount: (profile: string) => Whose;
  /** A new unique id: the plan gets it, and the log of stops names it. */
  readonly newId: () => string;
  /** The same region of this account through other profiles that the person chose: what they mark as production there is production, through whichever it is stopped. */
  readonly placesBeside?: (scope: Scope, identity: Identity) => readonly Scope[];
  /** Tags that the thing itself doesn't carry: a deployment's are its service's. They count for `halt.production`. */
  readonly tagsOf: (ref: TargetRef) => Fact<readonly Tag[]>;
  /** The service whose current deployment this is, as it is listed now; undefined where it may be another today. It says why the deployment is stuck. */
  readonly serviceOf: (ref: TargetRef) => Service | undefined;
  /** The key of the tag by which the Instance Scheduler finds its instances (`halt.scheduleTag`). */
  readonly scheduleTag: () => string;
  /** Who asks AWS by dry runs what would be denied; undefined where nobody is to ask (`halt.preflight`). */
  readonly dryRuns: () => DryRuns | undefined;
  /** The request that was made for a target before and is still under way or in doubt, so that the prompt can say so. */
  readonly requestedBefore?: RequestedBefore;
  /** The last force stop that AWS has accepted for a target, and when another is offered; no `nextAt`: now. */
  readonly forcedBefore?: (
    ref: TargetRef,
    whose: Whose,
  ) => { readonly at: number; readonly nextAt: number | undefined } | undefined;
  /**
   * Waits until it is known what earlier windows asked for, or that this can't be read, or until the signal aborts. Resolves with whether {@link
   * requestedBefore} now knows all of it.
   */
  readonly earlierKnown?: (signal: AbortSignal) => Promise<boolean>;
}

/** How long reads that only explain the targets, and don't decide whether they may be stopped, may hold up the prompt, in milliseconds. */
const EXPLAIN_PATIENCE = 6_000;

/** What whoever asks for a plan knows of what it is about. */
export interface Meant {
  /**
   * The same targets as other profiles of their account see them: those that the person left out of the choice, or to which AWS denied the stop. AWS
   * isn't asked about them; but where one of these profiles is marked as production, so is the target.
   */
  readonly beside?: readonly TargetRef[];
  /**
   * By {@link refKey}: the account that each target was in when the person chose it, where that was known. A profile that leads to another account by
   * now has another thing by that id, or none.
   */
  readonly whose?: ReadonlyMap<string, Whose>;
}

/** Called with the same plan again whenever more has become known about its targets. What it would send never changes. */
export type HearLater = (plan: Plan) => void;

/**
 * Re-reads every target and collects what the person has to know. Reads only. Never rejects: what can't be read becomes a finding.
 * Several targets of one scope and kind cost one call, Spot instances one more, and stop protection one for each of the first {@link PROTECTION_CHECKS}.
 * What dry runs tell by then is in the plan, and nobody waits for the rest: `later` hears of it until the signal aborts. What it asks goes before what is asked to keep
 * the views fresh. What marks as production what is {@link Meant.beside} marks what is planned, as {@link PlanParts.placesBeside} do.
 */
export async function planStop(
  parts: PlanParts,
  refs: readonly TargetRef[],
  operation: Operation,
  until: AbortSignal,
  later?: HearLater,
  { beside = [], whose }: Meant = {},
): Promise<Plan> {
  const signal = asUrgent(until);
  const made = momentOf(parts.clock);
  // Read once: every group is planned under the same guards, and what changes from now on makes the plan old.
  const policy = parts.policy();
  const unique = [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
  const byScope = groupBy(unique, (ref) => scopeKey(ref.scope));
  const dryRuns = isInstanceOperation(operation) ? parts.dryRuns() : undefined;
  const preflight =
    dryRuns && isInstanceOperation(operation) ? createPreflight(dryRuns, operation, unique.length, signal) : undefined;
  const groups = await Promise.all(
    [...byScope.values()].map((group) =>
      planGroup(parts, { policy, operation, preflight, meant: whose }, group, signal),
    ),
  );
  const policyVersion = versionOf(policy);
  const besideOf = (group: PlanGroup) => [...ofItsAccount(parts, group, beside), ...throughOthers(parts, group)];
  const plan = { id: parts.newId(), operation, made, policyVersion, groups: withoutTwins(groups, policy, besideOf) };
  if (preflight === undefined) return plan;
  preflight.subscribe(() => later?.(preflight.on(plan)));
  return preflight.on(plan);
}

/**
 * Those of `beside` that are in this group's account. Ids alone don't tell: safety levers have the same id in every account. A profile whose
 * account isn't known may be of this account, and stays.
 */
function ofItsAccount(
  { shownAccount }: Pick<PlanParts, 'shownAccount'>,
  { identity }: PlanGroup,
  beside: readonly TargetRef[],
): readonly TargetRef[] {
  if (identity === undefined) return beside;
  return beside.filter(({ scope }) => !isOfAnother(shownAccount(scope.profile), whoseAt(identity)));
}

/** References to the group's targets through the other profiles of its account. */
function throughOthers(
  { placesBeside }: Pick<PlanParts, 'placesBeside'>,
  { scope, identity, targets }: PlanGroup,
): readonly TargetRef[] {
  const others = identity && placesBeside ? placesBeside(scope, identity) : [];
  return others.flatMap((other) => targets.map(({ ref }) => ({ ...ref, scope: other })));
}

/** What holds for every group of a plan. */
interface Common {
  readonly policy: Policy;
  readonly operation: Operation;
  readonly preflight: Preflight | undefined;
  readonly meant: Meant['whose'];
}

/**
 * The ids of the instances that a stop would send as far as the screen tells: their dry run needn't wait until the plan has read them again. None in
 * a place where a guard could forbid the stop.
 */
function likelySent(
  { lastSeen }: Pick<PlanParts, 'lastSeen'>,
  { policy, operation }: Common,
  scope: Scope,
  refs: readonly TargetRef[],
): readonly string[] {
  const change = { scope, operation, account: undefined, alias: undefined };
  // A pattern of `halt.readOnly` could match an account or an alias that isn't known yet: nothing is asked then. The patterns of `halt.places` are taken to match what isn't known, and so forbid by themselves.
  if (policy.readOnly !== false) return [];
  if (forbidsOperation(policy, change) !== undefined) return [];
  return refs.flatMap((ref) => {
    const seen = ref.kind === 'instance' ? lastSeen(ref) : undefined;
    return seen !== undefined && unfitFor(operation.type, seen) === undefined ? [ref.id] : [];
  });
}

/** Reads the targets of one profile and region again, and collects what is found of them. */
async function planGroup(
  parts: PlanParts,
  common: Common,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<PlanGroup> {
  const { policy, operation, preflight, meant } = common;
  const [first] = refs;
  if (!first) throw new Error('A group has at least one target.');
  const { scope } = first;
  // Taken before the profile is asked again: this is the account whose resources the person has been looking at.
  const shown = parts.shownAccount(scope.profile);
  preflight?.ask(scope, likelySent(parts, common, scope, refs), refs.length);
  const [who, looked] = await Promise.all([
    parts.reads.identity(scope.profile, signal),
    rereadTargets(parts, scope, refs, signal),
  ]);
  const identity = vouched(who, operation.type);
  const readAgain = identity.ok ? ofKnownAccount(parts, refs, looked) : looked;
  const shared = groupBlocks(policy, { scope, operation }, identity, shown);
  const open = openInstances(operation, readAgain, parts.clock.now());
  if (shared.length === 0)
    preflight?.ask(
      scope,
      open.map(({ id }) => id),
      refs.length,
    );
  const known = identity.ok ? identity.value : undefined;
  const whose = known ? whoseAt(known) : nobodys;
  const facts = await explained(parts, operation, { scope, readAgain, open, whose }, signal);
  const targets = refs.map((ref) => {
    const target = readAgain.get(refKey(ref)) ?? { missing: true };
    return plannedTarget(parts, { operation, shared, whose, facts, meant: meant?.get(refKey(ref)) }, ref, target);
  });
  return {
    scope,
    ...(known ? { identity: known } : {}),
    ...markedAsProduction(policy, { profile: scope.profile, identity: known }, targets, parts.tagsOf),
  };
}

/** What explains the targets of a group: each part as far as AWS told it before the prompt must open. */
type Explained = Awaited<ReturnType<typeof explained>>;

/** Asks AWS for everything that only explains the targets, all at once, and gives up after {@link EXPLAIN_PATIENCE}. */
async function explained(
  parts: Pick<PlanParts, 'reads' | 'clock' | 'engagedBy' | 'earlierKnown'>,
  operation: Operation,
  group: {
    readonly scope: Scope;
    readonly readAgain: ReadonlyMap<string, ReadAgain>;
    readonly open: ReturnType<typeof openInstances>;
    readonly whose: Whose;
  },
  signal: AbortSignal,
) {
  const { scope, readAgain, open, whose } = group;
  const soon = new AbortController();
  const cancel = parts.clock.after(EXPLAIN_PATIENCE, () => soon.abort());
  const patience = asUrgent(AbortSignal.any([signal, soon.signal]));
  const reads = accountReads(parts.reads, whose);
  const [asked, alarms, stopped, revisions, lever, earlierKnown = true] = await Promise.all([
    askAboutInstances(reads, scope, operation, open, patience),
    alarmsOf(reads, scope, readAgain, patience),
    stoppedTasksIn(reads, scope, readAgain, patience),
    revisionsOf(reads, scope, readAgain, patience),
    leverOf(parts, scope, operation, group, patience),
    parts.earlierKnown?.(patience),
  ]);
  cancel();
  return { asked, alarms, stopped, revisions, lever, earlierKnown };
}

/** One target with all that the person has to know of it. `shared`: what is found of all of its group. */
function plannedTarget(
  parts: Pick<PlanParts, 'clock' | 'serviceOf' | 'scheduleTag' | 'requestedBefore' | 'forcedBefore'>,
  of: {
    readonly operation: Operation;
    readonly shared: readonly Finding[];
    readonly whose: Whose;
    readonly facts: Explained;
    readonly meant: Whose | undefined;
  },
  ref: TargetRef,
  target: ReadAgain,
): PlannedTarget {
  const { operation, shared, whose, meant } = of;
  const { asked, alarms, stopped, revisions, lever, earlierKnown } = of.facts;
  const [elsewhere] = [...accountChange(whose, meant), ...accountChange(whose, target.whose)];
  const isSaid = shared.some((one) => deepEqual(one, elsewhere));
  const { observed } = target;
  const ran = observed?.kind === 'deployment' ? ranDefinitions(observed, [...revisions.values()]) : undefined;
  const told: FurtherReads = {
    ...asked.get(ref.id),
    ...(ran && { ran }),
    ...(ref.kind === 'experiment' && alarms && { alarms }),
    ...(ref.kind === 'deployment' && { service: parts.serviceOf(ref), ...stopped.get(ref.id) }),
  };
  const now = parts.clock.now() + (target.clockOffset ?? 0);
  const own = observed ? findingsFor(operation, observed, told, parts.scheduleTag(), now) : [];
  const before = parts.requestedBefore?.(ref, whose);
  const isHanging = observed?.kind === 'instance' && observed.state === 'stopping';
  const { at, nextAt } = (operation.type === 'force-stop' && isHanging && parts.forcedBefore?.(ref, whose)) || {};
  const findings: Finding[] = [...shared, ...(elsewhere && !isSaid ? [elsewhere] : []), ...own];
  // As its row and its page, which offer no other force stop until then.
  if (at !== undefined && nextAt !== undefined) findings.push({ severity: 'block', type: 'forced-before', at, nextAt });
  else if (before) findings.push({ severity: 'info', type: 'requested-before', ...before });
  else if (!earlierKnown && !target.missing) findings.push({ severity: 'info', type: 'requests-unread' });
  if (target.missing && elsewhere === undefined) findings.push({ severity: 'block', type: 'gone' });
  if (target.failure) findings.push({ severity: 'warn', type: 'not-reread', failure: target.failure });
  return {
    ref,
    name: observed ? nameOf(observed) : ref.id,
    ...(observed ? { observed } : {}),
    ...(observed && !target.failure ? { clockOffset: target.clockOffset ?? 0 } : {}),
    findings,
    ...(observed?.kind === 'deployment' ? { revisions: revisionFacts(observed, revisions) } : {}),
    ...(ref.kind === 'lever' && lever && { lever }),
  };
}

/**
 * The findings that keep every target of a group from being changed: a guard of the settings, an account that can't be named, or one that isn't the
 * account that the screen shows for the profile.
 */
function groupBlocks(
  policy: Policy,
  change: { readonly scope: Scope; readonly operation: Operation },
  identity: Outcome<Identity>,
  shown: Whose,
): readonly Finding[] {
  const findings: Finding[] = [];
  const who = identity.ok ? identity.value : undefined;
  const forbidden = forbidsOperation(policy, {
    ...change,
    account: who?.account,
    alias: who?.alias,
  });
  if (forbidden) {
    const failure: Failure = { kind: 'forbidden', code: forbidden, message: '', mayHaveHappened: false };
    findings.push({ severity: 'block', type: 'forbidden', failure });
  }
  if (!identity.ok) {
    // Nothing is stopped in an account that can't be named.
    findings.push({ severity: 'block', type: 'unreachable-account', failure: identity.failure });
    return findings;
  }
  return [...findings, ...accountChange(whoseAt(identity.value), shown)];
}

/**
 * A block where what was seen (`seen`) was read in another account than the one that the profile leads to now (`whose`): it isn't what would be
 * changed.
 */
function accountChange(whose: Whose, seen: Whose = nobodys): readonly Finding[] {
  if (!isOfAnother(seen, whose)) return [];
  return [{ severity: 'block', type: 'account-changed', from: whoseInText(seen, whose), to: whoseInText(whose, seen) }];
}

/** The states of all alarms that would stop one of the experiments. Undefined where AWS didn't tell in time. */
async function alarmsOf(
  reads: Pick<ExplainingReads, 'alarmStates'>,
  scope: Scope,
  readAgain: ReadonlyMap<string, ReadAgain>,
  signal: AbortSignal,
): Promise<AlarmStates | undefined> {
  const arns = [...readAgain.values()].flatMap(({ observed }) =>
    observed?.kind === 'experiment' && !stateTraits('experiment', observed.state).final
      ? (observed.full?.stopConditions ?? []).flatMap(({ value }) => value ?? [])
      : [],
  );
  if (arns.length === 0) return undefined;
  const answer = await reads.alarmStates(scope, [...new Set(arns)], signal);
  return answer.ok ? answer.value : undefined;
}

/** What the plan tells of the place's safety lever: FIS has one for each account and region. Undefined where the plan is about no lever. */
async function leverOf(
  parts: LeverFactParts,
  scope: Scope,
  operation: Operation,
  { readAgain, whose }: { readonly readAgain: ReadonlyMap<string, ReadAgain>; readonly whose: Whose },
  signal: AbortSignal,
): Promise<LeverFacts | undefined> {
  if (operationKind[operation.type] !== 'lever') return undefined;
  const observed = [...readAgain.values()].flatMap((one) => (one.observed?.kind === 'lever' ? [one.observed] : []));
  return leverFactsOf(parts, scope, { type: operation.type, lever: observed[0], whose }, signal);
}
