import type { Clock } from './clock.ts';
import { hasPassed, type Moment, momentOf, passedSince } from './deadline.ts';
import type { Release } from './event.ts';

/** So late at most, in milliseconds of a machine that is awake, is told what has passed while it slept. */
const LOOK_EVERY = 60_000;

/**
 * Calls back once, when so many milliseconds have passed since then by either clock, as {@link hasPassed} judges it. A timer stands still while the
 * machine sleeps, so that both clocks are looked at once a minute until then. Returns what ends the waiting.
 */
export function whenPassed(since: Moment, milliseconds: number, clock: Clock, callback: () => void): Release {
  let cancel: Release = () => undefined;
  const look = (): void => {
    const left = milliseconds - passedSince(since, momentOf(clock));
    cancel = clock.after(Math.min(Math.max(left, 0), LOOK_EVERY), () => {
      if (hasPassed(since, milliseconds, clock)) callback();
      else look();
    });
  };
  look();
  return () => cancel();
}
