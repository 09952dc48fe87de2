import { chunksOf } from '../../base/chunksOf.ts';
import type { Failure } from '../../model/failure.ts';
import type { InstanceOperation } from '../../model/operation.ts';
import type { AwsPermissions } from '../../model/ports/awsPermissions.ts';
import { deniedResource, namedIn } from '../../model/namedInMessage.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { mayBeOf, type Whose, whoseAt, whoseOf } from '../../model/sight.ts';
import { isBlocked, type Plan, type PlanGroup, type PlannedTarget } from './plan.ts';

/** Of a larger plan nobody looks for who is denied: each of them takes calls of its own. */
export const MOST_SEARCHED = 50;
/** As many instances as a stop puts into one call. */
const BATCH_SIZE = 500;
/**
 * So many instances AWS lets an account stop at once in a region, and so many more each second; it counts those of dry runs, too.
 * Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const AT_ONCE = 1_000;
const A_SECOND = 20;

/** What asks AWS whether a change would be allowed: nothing is changed by it, whatever AWS answers. */
export type DryRuns = Pick<AwsPermissions, 'dryRun'>;

/** Asks by dry runs who is denied, beside the plan: nothing waits for it. */
export interface Preflight {
  /** Asks about those of a place that it hasn't asked about yet, out of so many that the plan has there. Never throws. */
  ask(scope: Scope, ids: readonly string[], ofPlace: number): void;
  /** The plan with what AWS has said by now. */
  on(plan: Plan): Plan;
  /** Hears of whatever AWS says from now on. */
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
  /** The credentials that asked were somebody else's than these. */
  readonly askers: Whose[];
}

/**
 * One dry run for each batch that a stop would send. A batch that is denied is halved until it is known who is denied, unless there are more than {@link MOST_SEARCHED} in the plan; one
 * that AWS names in its denial is known at once. What is neither a yes nor a denial says nothing of anybody. Ends when the signal aborts. Takes nothing of AWS's limits that the stop
 * itself needs: where both have no room at once, a few from all over the place are asked about first, which tells what is denied to all, or to a whole kind, and the others as AWS makes
 * up for them.
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
 * How instances of a place are asked about, and how much of AWS's limit is left for the stop itself. A stop that needs nearly all of it waits for what a second makes up for, which nobody is
 * faster than who reads a prompt. AWS has no such limit for a start.
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

/** At most so many of them, from the first to the last at even distances. */
function spread(ids: readonly string[], most: number): readonly string[] {
  const distance = ids.length / most;
  return distance <= 1 ? ids : ids.filter((_, at) => Math.floor(at / distance) < Math.floor((at + 1) / distance));
}

/** Those of a batch whom a text of AWS's names, and the others in the calls in which they are asked about next. */
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

/** Whether it is about one of those in the call: the others can be asked about without it. */
function blamesMembers({ kind }: Failure): boolean {
  return kind === 'refused' || kind === 'not-found';
}

/** Says nothing where other credentials asked than those that the plan is for, or credentials of which nobody knows whose they are. */
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
