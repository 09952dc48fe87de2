import type { Clock } from '../../base/clock.ts';

/** When each group of what is followed is looked at: soon after it was asked for, then ever more seldom, one look at a time. Times in milliseconds of {@link Clock.elapsed}. */
export interface LookTimes {
  /** Looks at a group in a second, not at once: AWS's reads lag behind its writes. */
  soon(key: string): void;
  /**
   * Looks at once at the groups that `isMeant` tells, however often they failed before. A group that is being looked at is looked at again right after,
   * since the look under way may still fail for the old reason.
   */
  now(isMeant: (key: string) => boolean): void;
  dispose(): void;
}

export interface LookTimesParts {
  readonly clock: Clock;
  /** Since when each request of a group is followed; empty when nothing is left to look at. */
  readonly sinceOf: (key: string) => readonly number[];
  /** The longest pause, in milliseconds, that a request of the group may wait for its next look, whatever its age and however often looks failed. */
  readonly atMost?: (key: string) => number | undefined;
  /** Looks at a group. Resolves with whether it could be read, or undefined when that no longer matters. */
  readonly look: (key: string) => Promise<boolean | undefined>;
  readonly onError: (error: unknown) => void;
}

/** The longest that anything waits for its next look, in milliseconds, give or take a fifth. */
export const SLOWEST = 60_000;

/** A pause may be shorter or longer by this share, so that windows don't ask all at once. */
const SPREAD = 0.2;

/** The pause before the next look at a request of this age, while it can be read. All in milliseconds. */
const paceAt = (age: number): number =>
  age < 30_000 ? 2_000 : age < 120_000 ? 4_000 : age < 600_000 ? 10_000 : 30_000;

/** The longest pause, in milliseconds, before the next look at a request of this age by a window that can read it. */
export const longestPause = (age: number): number => paceAt(age) * (1 + SPREAD);

/** Looks at nothing before {@link LookTimes.soon}. `onError` is called for a look that rejects; its group is looked at again all the same. */
export function createLookTimes({ clock, sinceOf, atMost, look, onError }: LookTimesParts): LookTimes {
  /** When each group is looked at next, or that a look at it is under way. */
  const due = new Map<string, number | 'looking'>();
  /** How many looks in a row failed, by group. */
  const failures = new Map<string, number>();
  /** The groups to look at again as soon as the look that is under way has ended. */
  const again = new Set<string>();
  let disposed = false;
  let cancelTimer = () => {};

  /** Fast at first, when people watch; slower with age, and while nothing can be seen. */
  const pause = (key: string, since: readonly number[]): number => {
    const now = clock.elapsed();
    const age = Math.min(...since.map((at) => now - at));
    const base = paceAt(age);
    const slowed = Math.max(base, Math.min(SLOWEST, base * 2 ** Math.min(failures.get(key) ?? 0, 8)));
    return Math.min(slowed, atMost?.(key) ?? Infinity) * (1 - SPREAD + 2 * SPREAD * clock.random());
  };

  const schedule = (): void => {
    cancelTimer();
    if (disposed) return;
    const times = [...due.values()].filter((time) => time !== 'looking');
    if (times.length === 0) return;
    cancelTimer = clock.after(Math.max(0, Math.min(...times) - clock.elapsed()), tick);
  };

  const lookNow = async (key: string): Promise<void> => {
    due.set(key, 'looking');
    try {
      const isRead = await look(key);
      if (isRead !== undefined) failures.set(key, isRead ? 0 : (failures.get(key) ?? 0) + 1);
    } catch (error) {
      onError(error);
    }
    const left = sinceOf(key);
    const isWanted = again.delete(key);
    if (isWanted) failures.delete(key);
    if (left.length > 0) due.set(key, clock.elapsed() + (isWanted ? 0 : pause(key, left)));
    else {
      due.delete(key);
      failures.delete(key);
    }
    schedule();
  };

  const tick = (): void => {
    const now = clock.elapsed();
    for (const [key, time] of due) {
      if (time === 'looking' || time > now) continue;
      if (sinceOf(key).length === 0) due.delete(key);
      else void lookNow(key);
    }
    schedule();
  };

  return {
    soon(key) {
      if (due.get(key) !== 'looking') due.set(key, Math.min(Number(due.get(key) ?? Infinity), clock.elapsed() + 1_000));
      schedule();
    },
    now(isMeant) {
      for (const key of due.keys()) {
        if (!isMeant(key)) continue;
        if (due.get(key) === 'looking') again.add(key);
        else {
          failures.delete(key);
          due.set(key, clock.elapsed());
        }
      }
      schedule();
    },
    dispose() {
      disposed = true;
      cancelTimer();
    },
  };
}
