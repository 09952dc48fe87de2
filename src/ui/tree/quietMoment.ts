import type { Clock } from '../../base/clock.ts';

/** How long changes are gathered, in ms, so that a burst of pages is drawn once. It is shorter than what a person notices. */
const GATHER = 30;
/**
 * How long the editor must have asked for no children before it is told of a change, in ms. It asks for several nodes at a time, level by level, and
 * mixes up their children when a change comes in the middle of that. The time is longer than the 200 ms within which the editor makes one refresh of
 * several events.
 */
const QUIET = 220;

/** Finds the moment at which the editor can be told of changes: once it has asked for nothing for a while, or when that takes too long. */
export interface QuietMoment {
  /** Something has changed, of which the editor is to be told. */
  wait(): void;
  /** The editor asks for children now, or is making a refresh. */
  disturb(): void;
  /** The editor is told now: no change waits any more. */
  over(): void;
}

/**
 * `patience`: how long a change waits for the editor, in milliseconds. `tell` is called once for all changes that wait; it has to call {@link
 * QuietMoment.over} itself.
 */
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
