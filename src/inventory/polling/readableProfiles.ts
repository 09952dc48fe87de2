import type { ListJob } from './chosenLists.ts';

/**
 * How long a list that failed isn't tried again for the same reason, in milliseconds. Other lists of its profile are read every few seconds, and one
 * list alone may fail as if the whole profile did.
 */
export const TRIED_ONCE_IN = 300_000;

/** Knows the lists that wait because their whole profile can't be read, for example until somebody signs in. */
export interface ReadableProfiles {
  /**
   * To be called after a list was read. `asked`: when the reading was asked for, if it came to its end. Returns the other lists of the profile that had
   * failed before that as if the whole profile couldn't be read: now it is known that it can.
   */
  after(job: ListJob, asked: number | undefined): readonly ListJob[];
}

/** `passed` gives the schedule's time, in milliseconds. */
export function createReadableProfiles(passed: () => number): ReadableProfiles {
  const failing = new Map<string, Set<ListJob>>();
  const triedAt = new WeakMap<ListJob, number>();
  return {
    after(job, asked) {
      const { profile } = job.scope;
      const those = failing.get(profile) ?? new Set();
      if (job.failedAsProfile === undefined || job.place.dropped) those.delete(job);
      else failing.set(profile, those.add(job));
      if (asked === undefined) return [];
      const now = passed();
      const due: ListJob[] = [];
      for (const one of those) {
        if (one.place.dropped) those.delete(one);
        else if (
          one.failedAsProfile !== undefined &&
          one.failedAsProfile < asked &&
          now - (triedAt.get(one) ?? -Infinity) >= TRIED_ONCE_IN
        )
          due.push(one);
      }
      for (const one of due) triedAt.set(one, now);
      if (those.size === 0) failing.delete(profile);
      return due;
    },
  };
}
