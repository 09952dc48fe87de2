import type { Clock } from '../../base/clock.ts';
import type { Failure, Outcome } from '../../model/failure.ts';
import { outlastThrottling } from './retryThrottled.ts';
import type { Changed, StateChange } from '../../model/ports/awsChanges.ts';

/** StopInstances takes more, but a refusal costs a whole batch again. */
const batchSize = 500;
/**
 * From the second refusal that names somebody: where two are bad there may be many, and each would cost the others another round. AWS allows 20
 * stopped instances a second once a thousand are used up, and doesn't say whether it counts those of a refused call.
 */
const smallBatchSize = 50;
/**
 * How many refusals are searched for their bad members; past it, each call that is left is sent once, and a refusal is everybody's. One that
 * names nobody is mostly about the call, and a denial about the caller, seldom about some members (policies by tag).
 */
const searches = { named: 60, unnamed: 24, denied: 16 };

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
  const queue = [...pieces(ids, batchSize)];
  const left = { ...searches };
  let namings = 0;
  for (let batch = queue.shift(); batch; batch = queue.shift()) {
    const sent = batch;
    const outcome = await outlastThrottling(() => call(sent), clock);
    if (outcome.ok) {
      const changes = new Map(outcome.value.value.map((change) => [change.id, change]));
      const { requestId } = outcome.value;
      for (const id of sent) {
        const change = changes.get(id);
        settle(id, {
          ...(change ? { previous: change.previous, current: change.current } : {}),
          ...(requestId === undefined ? {} : { requestId }),
        });
      }
      continue;
    }
    const { failure } = outcome;
    const bad = new Set(sent.filter((id) => names(failure.message, id)));
    const kind = failure.kind === 'denied' ? 'denied' : bad.size > 0 ? 'named' : 'unnamed';
    if (sent.length === 1 || !blamesMembers(failure) || left[kind] === 0) {
      for (const id of sent) settle(id, { failure });
      continue;
    }
    left[kind] -= 1;
    if (bad.size > 0) namings += 1;
    for (const id of bad) settle(id, { failure });
    const rest = sent.filter((id) => !bad.has(id));
    const middle = Math.ceil(rest.length / 2);
    if (bad.size === 0) queue.unshift(rest.slice(0, middle), rest.slice(middle));
    else queue.unshift(...pieces(rest, namings > 1 ? smallBatchSize : batchSize));
  }
}

function pieces(ids: readonly string[], size: number): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / size);
  return Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
}

/** Refusals that are about a member of the call rather than about the caller, the region or the connection. */
function blamesMembers(failure: Failure): boolean {
  if (failure.mayHaveHappened) return false;
  switch (failure.kind) {
    case 'refused':
    case 'not-found':
    // Policies may allow some instances (by tag) and deny others. An older message is encoded and names none.
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
