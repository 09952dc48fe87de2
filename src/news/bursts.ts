import type { Clock } from '../base/clock.ts';

/** Gathers what comes within a few seconds, so that it is told in one message. */
export interface Bursts<T> {
  add(one: T): void;
  /** What is gathered is told no more, and nothing is gathered from then on. */
  dispose(): void;
}

/** Milliseconds of silence that end a burst, and how long one lasts at most. */
const SILENCE = 3_000;
const LONGEST = 10_000;

/** Tells after three seconds of silence, and ten seconds after the first at the latest; never of nothing. */
export function createBursts<T>(clock: Clock, tell: (burst: readonly T[]) => void): Bursts<T> {
  let gathered: T[] = [];
  let begun = 0;
  let cancel = () => {};
  let isDisposed = false;
  const end = () => {
    const burst = gathered;
    gathered = [];
    tell(burst);
  };
  return {
    add(one) {
      if (isDisposed) return;
      cancel();
      if (gathered.length === 0) begun = clock.elapsed();
      gathered.push(one);
      cancel = clock.after(Math.max(0, Math.min(SILENCE, begun + LONGEST - clock.elapsed())), end);
    },
    dispose() {
      isDisposed = true;
      gathered = [];
      cancel();
    },
  };
}
