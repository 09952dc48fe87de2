import type { Clock } from '../../base/clock.ts';
import type { Outcome } from '../../model/failure.ts';

/** Pauses before a throttled call is sent again, in milliseconds. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Sends again what AWS throttled, for about half a minute: it did not carry it out. A call that it may have carried out is never sent again. `onThrottled` hears of
 * each throttled answer after which it is.
 */
export async function outlastThrottling<T>(
  call: () => Promise<Outcome<T>>,
  clock: Clock,
  onThrottled: () => void,
): Promise<Outcome<T>> {
  let outcome = await call();
  for (const pause of pauses) {
    if (outcome.ok || outcome.failure.kind !== 'throttled' || outcome.failure.mayHaveHappened) break;
    onThrottled();
    await new Promise<void>((resolve) => {
      clock.after(pause * (0.75 + clock.random() / 2), resolve);
    });
    outcome = await call();
  }
  return outcome;
}
