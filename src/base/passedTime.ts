import type { Clock } from './clock.ts';
import { STEERING } from './deadline.ts';

/**
 * Milliseconds that have passed since this was made, by the clock that says more: a monotonic clock stands still while the machine sleeps, and the wall
 * clock can be set back. Never goes back itself. How often it is asked makes no difference: the wall clock counts in whole milliseconds and is steered, so that it counts only where it
 * has gone ahead by more than that.
 */
export function createPassedTime(clock: Pick<Clock, 'now' | 'elapsed'>): () => number {
  const begun = clock.elapsed();
  /** What the wall clock was ahead of the other one when that was last another. */
  let ahead = clock.now() - begun;
  let slept = 0;
  return () => {
    const elapsed = clock.elapsed();
    const change = clock.now() - elapsed - ahead;
    if (Math.abs(change) > STEERING) {
      slept += Math.max(0, change);
      ahead += change;
    }
    return elapsed - begun + slept;
  };
}
