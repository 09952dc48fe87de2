import type { Clock } from '../model/clock.ts';
import type { Changed, StateChange } from '../model/cloud.ts';
import type { Failure, Outcome } from '../model/failure.ts';

/** StopInstances takes more, but a refusal costs a whole batch again. */
const batchSize = 500;
/** How many more calls the search for bad members may cost; past it, what is left is refused as it was. */
const searchBudget = 60;
/** Pauses before a throttled call is sent again, in milliseconds: AWS did not carry it out. */
const throttlePauses = [1_000, 2_000, 4_000, 8_000, 15_000];

export interface BatchAnswer {
  readonly previous?: string;
  readonly current?: string;
  readonly requestId?: string;
  readonly failure?: Failure;
}

/**
 * Sends ids in as few calls as there can be. One bad member fails a whole call of EC2's: the one that the message names (or, where it
 * names none, one half at a time) is set apart, and the others are sent again. A call that AWS may have carried out is never sent again.
 */
export async function inBatches(
  ids: readonly string[],
  call: (ids: readonly string[]) => Promise<Outcome<Changed<readonly StateChange[]>>>,
  clock: Clock,
  settle: (id: string, answer: BatchAnswer) => void,
): Promise<void> {
  const queue: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += batchSize) queue.push(ids.slice(start, start + batchSize));
  let budget = searchBudget;
  for (let batch = queue.shift(); batch; batch = queue.shift()) {
    const outcome = await throttled(call, batch, clock);
    if (outcome.ok) {
      const changes = new Map(outcome.value.value.map((change) => [change.id, change]));
      const { requestId } = outcome.value;
      for (const id of batch) {
        const change = changes.get(id);
        settle(id, {
          ...(change ? { previous: change.previous, current: change.current } : {}),
          ...(requestId === undefined ? {} : { requestId }),
        });
      }
      continue;
    }
    const { failure } = outcome;
    const sent = batch;
    const bad = blamesMembers(failure) && budget > 0 ? sent.filter((id) => names(failure.message, id)) : sent;
    budget -= 1;
    // EC2 names the offender in every refusal but one: an encoded authorization failure, which is not worth a search.
    const all = bad.length === 0 && (sent.length === 1 || failure.kind === 'denied');
    for (const id of all ? sent : bad) settle(id, { failure });
    if (all || bad.length === sent.length) continue;
    const rest = sent.filter((id) => !bad.includes(id));
    if (bad.length > 0) queue.unshift(rest);
    else queue.unshift(rest.slice(0, Math.ceil(rest.length / 2)), rest.slice(Math.ceil(rest.length / 2)));
  }
}

async function throttled<T>(
  call: (ids: readonly string[]) => Promise<Outcome<T>>,
  ids: readonly string[],
  clock: Clock,
): Promise<Outcome<T>> {
  let outcome = await call(ids);
  for (const pause of throttlePauses) {
    if (outcome.ok || outcome.failure.kind !== 'throttled' || outcome.failure.mayHaveHappened) break;
    await new Promise<void>((resolve) => {
      clock.after(pause * (0.75 + clock.random() / 2), resolve);
    });
    outcome = await call(ids);
  }
  return outcome;
}

/** Refusals that are about a member of the call rather than about the caller, the region or the connection. */
function blamesMembers(failure: Failure): boolean {
  if (failure.mayHaveHappened) return false;
  switch (failure.kind) {
    case 'refused':
    case 'not-found':
    // Policies may allow some instances (by tag) and deny others; the encoded message names none.
    case 'denied':
      return true;
    default:
      return false;
  }
}

/** Whole ids only: `i-1` is not named by a message about `i-12`. */
function names(message: string, id: string): boolean {
  for (let at = message.indexOf(id); at >= 0; at = message.indexOf(id, at + 1)) {
    const after = message[at + id.length];
    if (after === undefined || !/[0-9a-z]/i.test(after)) return true;
  }
  return false;
}
