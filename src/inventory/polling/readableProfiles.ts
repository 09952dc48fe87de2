import type { ListJob } from './chosenLists.ts';

/** For so long, in milliseconds, a list is not tried again for the same reason: where it alone fails as if its profile did, the others are read every few seconds. */
export const TRIED_ONCE_IN = 300_000;

/** Knows which lists wait for somebody to renew what their profile needs. */
export interface ReadableProfiles {
  /**
   * One was read, well or badly; `asked`: when one was asked for that was read to its end. Returns the others of its profile that failed before that as if the whole profile couldn't be read: it can.
   */
  after(job: ListJob, asked: number | undefined): readonly ListJob[];
}

/** `passed`: the schedule's time. */
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
