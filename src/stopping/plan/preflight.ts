import { chunksOf } from '../../base/chunksOf.ts';
import type { Failure } from '../../model/failure.ts';
import type { InstanceOperation } from '../../model/operation.ts';
import type { AwsPermissions } from '../../model/ports/awsPermissions.ts';
import { deniedResource, namedIn } from '../../model/namedInMessage.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { mayBeOf, type Whose, whoseAt, whoseOf } from '../../model/sight.ts';
import { isBlocked, type Plan, type PlanGroup, type PlannedTarget } from './plan.ts';

/** In a plan of more targets than this, a denied batch isn't searched for the instances that were denied: that would take several calls for each. */
export const MOST_SEARCHED = 50;
/** As many instances as a stop puts into one call. */
const BATCH_SIZE = 500;
/**
 * AWS lets an account stop {@link AT_ONCE} instances of a region at once, and {@link A_SECOND} more with each second that passes. It counts those of
 * dry runs, too. Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const AT_ONCE = 1_000;
const A_SECOND = 20;

/** What asks AWS whether a change would be allowed: nothing is changed by it, whatever AWS answers. */
export type DryRuns = Pick<AwsPermissions, 'dryRun'>;

/** Finds out by dry runs which instances AWS would deny to stop or start, while the plan is being made: nothing waits for it. */
export interface Preflight {
  /** Asks about those of these instances that weren't asked about before. `ofPlace`: how many targets the plan has in that place. Never throws. */
  ask(scope: Scope, ids: readonly string[], ofPlace: number): void;
  /** The plan with the denials that are known by now. */
  on(plan: Plan): Plan;
  /** The listener is called whenever more is known than before. */
  subscribe(listener: () => void): void;
}

/** What is known of one place. */
interface Told {
  readonly asked: Set<string>;
  readonly denied: Set<string>;
  /** A call was denied. */
  anyDenied: boolean;
  /** Searches that are under way, and those that ended before they knew. */
  open: number;
  /** Whose credentials made each dry run. Answers to credentials of another account than the plan's say nothing of the plan. */
  readonly askers: Whose[];
}

/**
 * One dry run for each batch that a stop would send. A batch that is denied is halved until it is known who is denied, unless there are more than {@link MOST_SEARCHED} in the plan; one
 * that AWS names in its denial is known at once. An answer that is neither a yes nor a denial is ignored. Ends when the signal aborts. Leaves to the stop what the stop
 * needs of AWS's limits: where there is no room for both, a few instances from all over the place are asked about first, which shows a denial that holds for all or for a whole kind, and the others as AWS
 * refills the limit.
 *
 * @param count how many targets the plan has.
 */
export function createPreflight(
  dryRuns: DryRuns,
  operation: InstanceOperation,
  count: number,
  signal: AbortSignal,
): Preflight {
  const places = new Map<string, Told>();
  const listeners: (() => void)[] = [];
  const isSearched = count <= MOST_SEARCHED;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const search = async (
    scope: Scope,
    told: Told,
    batches: readonly (readonly string[])[],
    leaves: number,
  ): Promise<void> => {
    const queue = [...batches];
    for (let batch = queue.shift(); batch; batch = queue.shift()) {
      const answer = await dryRuns.dryRun(scope, operation, batch, signal, leaves);
      if (signal.aborted) return;
      if (!answer.ok) {
        if (!blamesMembers(answer.failure)) return;
        queue.unshift(...apart(batch, answer.failure.message, isSearched).rest);
        continue;
      }
      const { allowed, message } = answer.value;
      told.askers.push(whoseOf(answer.value));
      if (allowed) continue;
      told.anyDenied = true;
      const { named, rest } = apart(batch, deniedResource(message), isSearched);
      for (const id of batch.length === 1 ? batch : named) told.denied.add(id);
      tell();
      if (isSearched) queue.unshift(...rest);
      // No further denial could say more than that some of them are denied.
      else if (named.length === 0 && batch.length > 1) return;
    }
    if (isSearched || !told.anyDenied) told.open -= 1;
    tell();
  };
  return {
    ask(scope, ids, ofPlace) {
      const key = scopeKey(scope);
      const told: Told = places.get(key) ?? {
        asked: new Set(),
        denied: new Set(),
        askers: [],
        anyDenied: false,
        open: 0,
      };
      places.set(key, told);
      const fresh = ids.filter((id) => !told.asked.has(id));
      if (fresh.length === 0 || signal.aborted) return;
      const { batches, leaves } = dryRunsFor(operation, fresh, ofPlace, told.asked.size > 0);
      for (const id of fresh) told.asked.add(id);
      told.open += 1;
      void search(scope, told, batches, leaves);
    },
    on: (plan) => ({
      ...plan,
      groups: plan.groups.map((group) => {
        const told = places.get(scopeKey(group.scope));
        return told === undefined ? group : withTold(group, told, operation);
      }),
    }),
    subscribe: (listener) => {
      listeners.push(listener);
    },
  };
}

/**
 * Into which calls the instances of a place are put, and how much of AWS's limit each call has to leave for the stop itself. A stop that needs nearly
 * all of the limit is left all but what AWS adds in a second: the person reads the prompt for longer than that. AWS has no such limit for a start.
 */
function dryRunsFor(
  { type }: InstanceOperation,
  ids: readonly string[],
  ofPlace: number,
  isMore: boolean,
): { readonly batches: readonly (readonly string[])[]; readonly leaves: number } {
  if (type === 'start' || 2 * ofPlace <= AT_ONCE) return { batches: chunksOf(ids, BATCH_SIZE), leaves: ofPlace };
  const leaves = Math.min(ofPlace, AT_ONCE) - A_SECOND;
  const few = new Set(spread(ids, isMore ? A_SECOND : Math.min(BATCH_SIZE, AT_ONCE - leaves)));
  const others = ids.filter((id) => !few.has(id));
  return { batches: [[...few], ...chunksOf(others, A_SECOND)], leaves };
}

/** At most `most` of the ids, taken at even distances from the first to the last. */
function spread(ids: readonly string[], most: number): readonly string[] {
  const distance = ids.length / most;
  return distance <= 1 ? ids : ids.filter((_, at) => Math.floor(at / distance) < Math.floor((at + 1) / distance));
}

/** Splits a batch into the ids that AWS's text names, and the others: grouped into the calls in which they are asked about next. */
function apart(
  batch: readonly string[],
  text: string,
  isSearched: boolean,
): { readonly named: readonly string[]; readonly rest: readonly (readonly string[])[] } {
  const named = namedIn(text, batch);
  const others = batch.filter((id) => !named.includes(id));
  if (batch.length === 1 || others.length === 0) return { named, rest: [] };
  if (named.length > 0) return { named, rest: [others] };
  return { named, rest: isSearched ? chunksOf(others, Math.ceil(others.length / 2)) : [] };
}

/** Whether the failure is about some ids of the call, so that the others can be asked about without them. */
function blamesMembers({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'not-found';
}

/** Adds the denials to a group, but only where all dry runs were made with credentials of the account that the plan is for. */
function withTold(group: PlanGroup, told: Told, operation: InstanceOperation): PlanGroup {
  if (!told.anyDenied || group.identity === undefined) return group;
  const whose = whoseAt(group.identity);
  if (!told.askers.every((one) => mayBeOf(one, whose))) return group;
  const change = operation.type === 'start' ? 'start' : 'stop';
  const targets = group.targets.map((target): PlannedTarget => {
    if (target.ref.kind !== 'instance' || !told.denied.has(target.ref.id) || isBlocked(target)) return target;
    return { ...target, findings: [...target.findings, { severity: 'warn', type: 'not-allowed', change }] };
  });
  return { ...group, targets, ...(told.open > 0 && { someDenied: true as const }) };
}
