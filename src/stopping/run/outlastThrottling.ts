import type { Clock } from '../../base/clock.ts';
import type { Outcome } from '../../model/failure.ts';

/** Pauses before a throttled call is sent again, in milliseconds. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Sends a call again, for about half a minute, as long as AWS throttles it: then it was not carried out. A call that may have been carried out is
 * never sent again. `onThrottled` is called before each pause.
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
