import type { Clock } from './clock.ts';

/**
 * Milliseconds that have passed since this was made, by the clock that says more: a monotonic clock stands still while the machine sleeps, and the wall
 * clock can be set back. Never goes back itself.
 */
export function createPassedTime(clock: Pick<Clock, 'now' | 'elapsed'>): () => number {
  let wall = clock.now();
  let elapsed = clock.elapsed();
  let passed = 0;
  return () => {
    const [now, then] = [clock.now(), clock.elapsed()];
    passed += Math.max(now - wall, then - elapsed, 0);
    wall = now;
    elapsed = then;
    return passed;
  };
}
