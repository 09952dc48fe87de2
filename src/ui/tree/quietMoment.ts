import type { Clock } from '../../base/clock.ts';

/** A burst of pages is drawn once; this is below what a person notices. In ms. */
const GATHER = 30;
/**
 * How long the editor must have asked for no children before it is told of a change; in ms. The editor asks for several nodes at a time, level by level, and
 * gives some of them the children of others when a change comes in the middle of it. It is longer than the 200 ms within which the editor makes one
 * refresh of several events.
 */
const QUIET = 220;

/** When the editor can be told of what has changed: once it has asked for nothing for a while, or when that takes too long. */
export interface QuietMoment {
  /** Something has changed. */
  wait(): void;
  /** The editor asks for children now, or is making a refresh. */
  disturb(): void;
  /** It is told now: nothing waits any more. */
  over(): void;
}

/** `patience`: how long a change waits for the editor, in milliseconds. `tell` is called once for all that waits, and says itself that it is {@link QuietMoment.over}. */
export function createQuietMoment(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  patience: number,
  tell: () => void,
): QuietMoment {
  let cancel: (() => void) | undefined;
  let waitingSince: number | undefined;
  let disturbedAt = -Infinity;
  const whenQuiet = () => {
    const now = clock.elapsed();
    const quietIn = disturbedAt + QUIET - now;
    if (quietIn > 0 && now - (waitingSince ?? now) < patience) cancel = clock.after(quietIn, whenQuiet);
    else tell();
  };
  return {
    wait: () => {
      waitingSince ??= clock.elapsed();
      cancel ??= clock.after(GATHER, whenQuiet);
    },
    disturb: () => {
      disturbedAt = clock.elapsed();
    },
    over: () => {
      cancel?.();
      cancel = undefined;
      waitingSince = undefined;
    },
  };
}
