import type { Fact } from '../../model/fact.ts';
import { momentOf } from '../../base/deadline.ts';
import { forbids, type ProposedChange, versionOf } from '../../model/changePolicy.ts';
import type { Clock } from '../../base/clock.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { groupBy } from '../../base/groupBy.ts';
import { asUrgent } from '../../base/urgency.ts';
import type { Identity } from '../../model/identity.ts';
import { accountUnknown, isOfAnother, nobodys, type Whose, whoseAt, whoseInText, whoseOf } from '../../model/sight.ts';
import { refKey, targetKinds, type TargetRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { nameOf, type Target } from '../../model/resources/target.ts';
import { type FurtherReads, findingsFor } from './findings.ts';
import { askAboutInstances, openInstances, type ReadAgain } from './instanceFacts.ts';
import { accountReads, type ExplainingReads } from './accountReads.ts';
import { createPreflight, type DryRuns, type Preflight } from './preflight.ts';
import { leverFactsOf, type LeverFactParts, type LeverFacts } from './leverFacts.ts';
import { isInstanceOperation, type Operation } from '../../model/operation.ts';
import { operationKind, unfitFor } from '../operation.ts';
import { type Finding, type Plan, type PlanGroup, type PlannedTarget, type RevisionFacts } from './plan.ts';
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
import {
  type RevisionSummary,
  type ServiceDeployment,
  type ServiceRevision,
  taskCounts,
} from '../../model/resources/deployment.ts';

export interface PlanParts {
  readonly reads: AwsReads;
  readonly clock: Clock;
  readonly policy: () => Policy;
  /** What the screen says of it now, for when it can't be re-read. */
  readonly lastSeen: (ref: TargetRef) => Target | undefined;
  /** The account that the screen shows for a profile. */
  readonly shownAccount: (profile: string) => Whose;
  readonly newId: () => string;
  /** The same region of this account through other profiles that the person chose: what they mark as production there is production, through whichever it is stopped. */
  readonly placesBeside?: (scope: Scope, identity: Identity) => readonly Scope[];
  /** Tags that the thing itself doesn't carry: a deployment's are its service's. They count for `halt.production`. */
  readonly tagsOf: (ref: TargetRef) => Fact<readonly Tag[]>;
  /** The service of a deployment, as it was last listed: it says why the deployment is stuck. */
  readonly serviceOf: (ref: TargetRef) => Service | undefined;
  /** The key of the tag by which the Instance Scheduler finds its instances (`halt.scheduleTag`). */
  readonly scheduleTag: () => string;
  /** Who asks AWS by dry runs what would be denied; undefined where nobody is to ask (`halt.preflight`). */
  readonly dryRuns: () => DryRuns | undefined;
  /** Who engaged a safety lever, as far as Halt's audit log tells. */
  readonly engagedBy?: NonNullable<LeverFactParts['engagedBy']>;
  /** What was asked for of it before, and is under way or in doubt. */
  readonly requestedBefore?: RequestedBefore;
}

/** How long what only explains may hold up the prompt, in milliseconds. */
const EXPLAIN_PATIENCE = 6_000;

/** The same plan, with what has become known since it was given: what it would send is the same. */
export type HearLater = (plan: Plan) => void;

/**
 * Re-reads every target and collects what the person has to know. Reads only. Never rejects: what can't be read becomes a finding.
 * Several targets of one scope and kind cost one call, Spot instances one more, and stop protection one for each of the first {@link PROTECTION_CHECKS}.
 * What dry runs tell by then is in the plan, and nobody waits for the rest: `later` hears of it until the signal aborts. What it asks goes before what is asked to keep
 * the views fresh. `beside`: the same things through other profiles, which aren't asked: what marks them as production marks what is planned, as {@link PlanParts.placesBeside} do.
 */
export async function planStop(
  parts: PlanParts,
  refs: readonly TargetRef[],
  operation: Operation,
  until: AbortSignal,
  later?: HearLater,
  beside: readonly TargetRef[] = [],
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
    [...byScope.values()].map((group) => planGroup(parts, { policy, operation, preflight }, group, signal)),
  );
  const policyVersion = versionOf(policy);
  const seenBeside = [...beside, ...groups.flatMap((group) => throughOthers(parts, group))];
  const plan = { id: parts.newId(), operation, made, policyVersion, groups: withoutTwins(groups, policy, seenBeside) };
  if (preflight === undefined) return plan;
  preflight.subscribe(() => later?.(preflight.on(plan)));
  return preflight.on(plan);
}

/** What a group is about, through the other profiles of its account. */
function throughOthers({ placesBeside }: PlanParts, { scope, identity, targets }: PlanGroup): readonly TargetRef[] {
  const others = identity && placesBeside ? placesBeside(scope, identity) : [];
  return others.flatMap((other) => targets.map(({ ref }) => ({ ...ref, scope: other })));
}

/** What holds for every group of a plan. */
interface Common {
  readonly policy: Policy;
  readonly operation: Operation;
  readonly preflight: Preflight | undefined;
}

/** Those that a stop would send as far as the screen tells, in a place where no guard could forbid it, whoever's it is: their dry run needn't wait for the plan's own look. */
function likelySent(
  parts: PlanParts,
  { policy, operation }: Common,
  scope: Scope,
  refs: readonly TargetRef[],
): readonly string[] {
  const change = { scope, type: operation.type, account: undefined, alias: undefined };
  // A pattern could match an account or an alias that isn't known yet.
  if (policy.readOnly !== false || (policy.places ?? []).length > 0) return [];
  if (forbids(policy, change) !== undefined) return [];
  return refs.flatMap((ref) => {
    const seen = ref.kind === 'instance' ? parts.lastSeen(ref) : undefined;
    return seen !== undefined && unfitFor(operation.type, seen) === undefined ? [ref.id] : [];
  });
}

async function planGroup(
  parts: PlanParts,
  common: Common,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<PlanGroup> {
  const { policy, operation, preflight } = common;
  const [first] = refs;
  if (!first) throw new Error('A group has at least one target.');
  const { scope } = first;
  // Before the profile is asked again: what the person has been looking at.
  const shown = parts.shownAccount(scope.profile);
  preflight?.ask(scope, likelySent(parts, common, scope, refs), refs.length);
  const [who, looked] = await Promise.all([
    parts.reads.identity(scope.profile, signal),
    rereadTargets(parts, scope, refs, signal),
  ]);
  const identity = vouched(who, operation.type);
  const readAgain = identity.ok ? ofKnownAccount(parts, refs, looked) : looked;
  const shared = groupBlocks(policy, { scope, type: operation.type }, identity, shown);
  const open = openInstances(operation, readAgain, parts.clock.now());
  if (shared.length === 0)
    preflight?.ask(
      scope,
      open.map(({ id }) => id),
      refs.length,
    );
  const soon = new AbortController();
  const cancel = parts.clock.after(EXPLAIN_PATIENCE, () => soon.abort());
  const patience = asUrgent(AbortSignal.any([signal, soon.signal]));
  const known = identity.ok ? identity.value : undefined;
  const whose = known ? whoseAt(known) : nobodys;
  const reads = accountReads(parts.reads, whose);
  const [asked, alarms, stopped, revisions, lever] = await Promise.all([
    askAboutInstances(reads, scope, operation, open, patience),
    alarmsOf(reads, scope, readAgain, patience),
    stoppedTasksOf(reads, scope, readAgain, patience),
    revisionsOf(reads, scope, readAgain, patience),
    leverOf(parts, scope, operation, { readAgain, identity }, patience),
  ]);
  cancel();
  const scheduleTag = parts.scheduleTag();
  const targets = refs.map((ref): PlannedTarget => {
    const target = readAgain.get(refKey(ref)) ?? { missing: true };
    const elsewhere = accountChange(whose, target.whose);
    const { observed } = target;
    const ran = observed?.kind === 'deployment' ? ranDefinitions(observed, [...revisions.values()]) : undefined;
    const told: FurtherReads = {
      ...asked.get(ref.id),
      ...(ran && { ran }),
      ...(ref.kind === 'experiment' && alarms && { alarms }),
      ...(ref.kind === 'deployment' && { service: parts.serviceOf(ref), ...stopped.get(ref.id) }),
    };
    const now = parts.clock.now() + (target.clockOffset ?? 0);
    const own = target.observed ? findingsFor(operation, target.observed, told, scheduleTag, now) : [];
    const before = parts.requestedBefore?.(ref, whose);
    const findings: Finding[] = [...shared, ...elsewhere, ...own];
    if (before) findings.push({ severity: 'info', type: 'requested-before', ...before });
    if (target.missing && elsewhere.length === 0) findings.push({ severity: 'block', type: 'gone' });
    if (target.failure) findings.push({ severity: 'warn', type: 'not-reread', failure: target.failure });
    return {
      ref,
      name: target.observed ? nameOf(target.observed) : ref.id,
      ...(target.observed ? { observed: target.observed } : {}),
      ...(target.observed && !target.failure ? { clockOffset: target.clockOffset ?? 0 } : {}),
      findings,
      ...(target.observed?.kind === 'deployment' ? { revisions: revisionFacts(target.observed, revisions) } : {}),
      ...(ref.kind === 'lever' && lever && { lever }),
    };
  });
  return {
    scope,
    ...(known ? { identity: known } : {}),
    ...markedAsProduction(policy, { profile: scope.profile, identity: known }, targets, parts.tagsOf),
  };
}

function groupBlocks(
  policy: Policy,
  change: Pick<ProposedChange, 'scope' | 'type'>,
  identity: Outcome<Identity>,
  shown: Whose,
): readonly Finding[] {
  const findings: Finding[] = [];
  const who = identity.ok ? identity.value : undefined;
  const forbidden = forbids(policy, {
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

/** The credentials that read it are of another account than those of which AWS said whose they are: what was read is not of what would be changed. */
function accountChange(whose: Whose, seen: Whose = nobodys): readonly Finding[] {
  if (!isOfAnother(seen, whose)) return [];
  return [{ severity: 'block', type: 'account-changed', from: whoseInText(seen, whose), to: whoseInText(whose, seen) }];
}

/** The present state of each target by its key. One that could not be read again keeps what the screen shows. */
async function rereadTargets(
  parts: PlanParts,
  scope: Scope,
  refs: readonly TargetRef[],
  signal: AbortSignal,
): Promise<Map<string, ReadAgain>> {
  const readAgain = new Map<string, ReadAgain>();
  const unseen = (ref: TargetRef, failure: Failure) => readAgain.set(refKey(ref), unreadAgain(parts, ref, failure));
  for (const kind of targetKinds) {
    const wanted = refs.filter((ref) => ref.kind === kind);
    if (wanted.length === 0) continue;
    const outcome = await parts.reads.describe(
      scope,
      kind,
      wanted.map((ref) => ref.id),
      signal,
    );
    if (!outcome.ok) {
      for (const ref of wanted) unseen(ref, outcome.failure);
      continue;
    }
    const found = new Map(outcome.value.targets.map((target) => [target.id, target]));
    for (const ref of wanted) {
      const observed = found.get(ref.id);
      const failure = outcome.value.failures[ref.id];
      const { clockOffset } = outcome.seen;
      const whose = whoseOf(outcome.seen);
      if (observed) readAgain.set(refKey(ref), { observed, missing: false, whose, clockOffset });
      else if (failure) unseen(ref, failure);
      else readAgain.set(refKey(ref), { missing: true, whose });
    }
  }
  return readAgain;
}

/** What the screen shows of one that could not be read again, and why. */
function unreadAgain({ lastSeen }: PlanParts, ref: TargetRef, failure: Failure): ReadAgain {
  const observed = lastSeen(ref);
  return { ...(observed ? { observed } : {}), failure, missing: false };
}

/** What was looked at with credentials of which nobody knows whose they are says nothing of what is in a known account: neither that it is there nor that it isn't. */
function ofKnownAccount(
  parts: PlanParts,
  refs: readonly TargetRef[],
  readAgain: ReadonlyMap<string, ReadAgain>,
): ReadonlyMap<string, ReadAgain> {
  return new Map(
    refs.flatMap((ref) => {
      const one = readAgain.get(refKey(ref));
      if (one === undefined) return [];
      const isTold = one.failure !== undefined || one.whose?.account !== undefined;
      return [[refKey(ref), isTold ? one : unreadAgain(parts, ref, accountUnknown)]];
    }),
  );
}

/** The states of all alarms that would stop one of the experiments. Undefined where AWS didn't tell in time. */
async function alarmsOf(
  reads: ExplainingReads,
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

/** Why the tasks of a deployment stopped takes two calls each: of a larger plan, as many are asked about as AWS's rate has room for at once. */
export const STUCK_CHECKS = 20;

/**
 * Of all that are under way: tasks that fail are replaced, so that at one moment as many run as are wanted. Where there are too many, first of those of which it isn't known that all run.
 * What was not told in time could not be read.
 */
async function stoppedTasksOf(
  reads: ExplainingReads,
  scope: Scope,
  readAgain: ReadonlyMap<string, ReadAgain>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Pick<FurtherReads, 'stopped' | 'stoppedUnread'>>> {
  const underWay = [...readAgain.values()]
    .flatMap(({ observed }) => (observed?.kind === 'deployment' ? [observed] : []))
    .filter(({ status }) => !stateTraits('deployment', status).final);
  const byNeed = underWay.toSorted((a, b) => Number(isWhole(a)) - Number(isWhole(b)));
  const answers = await Promise.all(
    byNeed.map(
      async (deployment, index): Promise<readonly [string, Pick<FurtherReads, 'stopped' | 'stoppedUnread'>]> => {
        if (index >= STUCK_CHECKS) return [deployment.id, { stoppedUnread: 'not-asked' }];
        const answer = await reads.stoppedTasks(scope, deployment, signal);
        return [deployment.id, answer.ok ? { stopped: answer.value } : { stoppedUnread: 'failed' }];
      },
    ),
  );
  return new Map(answers);
}

/** Whether all of its tasks run now, in counts that can be read. */
function isWhole(deployment: ServiceDeployment): boolean {
  const { target } = deployment;
  if (target === undefined) return false;
  const [running, requested] = taskCounts(deployment, 'target', target);
  return running !== '?' && requested !== '?' && running >= requested;
}

/** Every place has one lever. Undefined where the plan is about none. */
async function leverOf(
  parts: PlanParts,
  scope: Scope,
  operation: Operation,
  { readAgain, identity }: { readonly readAgain: ReadonlyMap<string, ReadAgain>; readonly identity: Outcome<Identity> },
  signal: AbortSignal,
): Promise<LeverFacts | undefined> {
  if (operationKind[operation.type] !== 'lever') return undefined;
  const observed = [...readAgain.values()].flatMap((one) => (one.observed?.kind === 'lever' ? [one.observed] : []));
  const whose = identity.ok ? whoseAt(identity.value) : nobodys;
  return leverFactsOf(parts, scope, { type: operation.type, lever: observed[0], whose }, signal);
}

async function revisionsOf(
  reads: ExplainingReads,
  scope: Scope,
  readAgain: ReadonlyMap<string, ReadAgain>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ServiceRevision>> {
  const arns = new Set(
    [...readAgain.values()].flatMap(({ observed }) =>
      observed?.kind === 'deployment'
        ? [...observed.sources, ...(observed.target ? [observed.target] : [])].map((summary) => summary.arn)
        : [],
    ),
  );
  if (arns.size === 0) return new Map();
  const outcome = await reads.revisions(scope, [...arns], signal);
  // The revisions explain; without them the plan still says what it would do.
  return new Map(outcome.ok ? outcome.value.map((revision) => [revision.arn, revision]) : []);
}

function revisionFacts(
  deployment: ServiceDeployment,
  revisions: ReadonlyMap<string, ServiceRevision>,
): NonNullable<PlannedTarget['revisions']> {
  const facts = (summary: RevisionSummary): RevisionFacts => {
    const revision = revisions.get(summary.arn);
    return { summary, ...(revision ? { revision } : {}) };
  };
  return { sources: deployment.sources.map(facts), ...(deployment.target ? { target: facts(deployment.target) } : {}) };
}
