import type { Clock } from '../../../src/base/clock.ts';

/** A clock that stands until it is moved. */
export interface HeldClock extends Clock {
  /** Lets the time pass: what becomes due is called at its own moment. */
  advance(milliseconds: number): void;
  /** Sets the time forward at once, as a machine's that slept: what became due meanwhile is called afterwards. */
  leap(milliseconds: number): void;
}

/** `random` is what each draw gives. */
export function heldClock(start: number, random: number): HeldClock {
  let now = start;
  const waiting = new Set<{ readonly at: number; readonly callback: () => void }>();
  const callDue = (until: number, atItsMoment: boolean): void => {
    for (;;) {
      const [next] = [...waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      waiting.delete(next);
      if (atItsMoment) now = Math.max(now, next.at);
      next.callback();
    }
  };
  return {
    now: () => now,
    elapsed: () => now - start,
    random: () => random,
    after: (milliseconds, callback) => {
      const entry = { at: now + milliseconds, callback };
      waiting.add(entry);
      return () => void waiting.delete(entry);
    },
    advance: (milliseconds) => {
      const until = now + milliseconds;
      callDue(until, true);
      now = until;
    },
    leap: (milliseconds) => {
      now += milliseconds;
      callDue(now, false);
    },
  };
}
