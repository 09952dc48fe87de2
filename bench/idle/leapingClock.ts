import type { Clock } from '../../src/base/clock.ts';
import { createHeap } from '../../src/base/heap.ts';

/** A clock that leaps from one thing that is due to the next, as soon as all work that the last one gave is done. */
export interface LeapingClock extends Clock {
  /** Lets so many milliseconds pass, as fast as the work allows. */
  pass(milliseconds: number, work: Work): Promise<void>;
}

/** What the time has to wait for. */
export interface Work {
  /** An answer is on its way, or work on one is. */
  readonly isUnderWay: () => boolean;
  /** The same, and it isn't the clock that it waits for. */
  readonly isOnTheWire: () => boolean;
}

/** What is under way, but not on the wire, for so many milliseconds waits for the clock itself: a call does whose rate is used up. */
const PATIENCE = 100;

export function leapingClock(start: number): LeapingClock {
  let now = start;
  const waiting = createHeap<{ readonly callback: () => void }>();
  const rest = async ({ isUnderWay, isOnTheWire }: Work): Promise<void> => {
    let still = performance.now();
    do {
      await new Promise((resolve) => setImmediate(resolve));
      if (isOnTheWire()) still = performance.now();
    } while (isUnderWay() && performance.now() - still < PATIENCE);
  };
  return {
    now: () => now,
    elapsed: () => now - start,
    random: () => 0.5,
    after(milliseconds, callback) {
      const entry = { callback };
      waiting.set(entry, now + milliseconds);
      return () => waiting.delete(entry);
    },
    async pass(milliseconds, work) {
      const until = now + milliseconds;
      for (;;) {
        await rest(work);
        const first = waiting.first();
        const due = first && waiting.keyOf(first);
        if (first === undefined || due === undefined || due > until) break;
        waiting.delete(first);
        now = Math.max(now, due);
        first.callback();
      }
      now = until;
    },
  };
}
