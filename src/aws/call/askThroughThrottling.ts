import type { Clock } from '../../base/clock.ts';
import { systemClock } from '../../base/systemClock.ts';
import type { Outcome } from '../../model/failure.ts';
import { backOff } from './backOff.ts';

const TRIES = 3;

/** Asks again after a throttled answer to a request that the SDK doesn't send, after a pause: the emptied bucket of its rate makes each try wait besides. */
export async function askThroughThrottling<T>(
  ask: () => Promise<Outcome<T>>,
  signal: AbortSignal | undefined,
  clock: Pick<Clock, 'after' | 'random'> = systemClock,
): Promise<Outcome<T>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (answer.ok || answer.failure.kind !== 'throttled' || tries === TRIES) return answer;
    await backOff('throttled', tries, clock, signal);
    if (signal?.aborted === true) return answer;
  }
}
