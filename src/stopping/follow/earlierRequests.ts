import { refKey } from '../../model/resources/resource.ts';
import type { RequestedBefore } from '../plan/requestedBefore.ts';
import { isAbout, type Tracked } from './followed.ts';
import { TAKEN_UP_WITHIN } from './resume.ts';
import type { Ended, Tracker } from './tracker.ts';

/** The latest request of each thing, as long as it is under way or in doubt. */
export interface EarlierRequests {
  /** Hears how each has ended. */
  ended(end: Ended): void;
  readonly find: RequestedBefore;
}

/** Reads nothing: it knows what this window follows, and what of it ended without anybody knowing how. */
export function createEarlierRequests(
  { following }: Pick<Tracker, 'following'>,
  clock: { readonly now: () => number },
): EarlierRequests {
  const doubtful = new Map<string, Tracked>();
  const latest = (all: Iterable<Tracked>, thing: Parameters<typeof isAbout>[1]): Tracked | undefined =>
    [...all].filter((one) => isAbout(one, thing)).toSorted((a, b) => b.requestedAt - a.requestedAt)[0];
  return {
    ended: ({ tracked, verdict }) => {
      const isKnown = verdict.type !== 'not-carried-out' && verdict.type !== 'unknown';
      // What AWS answered was carried out, also where its end wasn't seen.
      if (isKnown || tracked.uncertain === undefined) doubtful.delete(refKey(tracked.ref));
      else doubtful.set(refKey(tracked.ref), tracked);
    },
    find: (ref, whose) => {
      const found = latest(following(), { ref, whose }) ?? latest(doubtful.values(), { ref, whose });
      if (found === undefined || clock.now() - found.requestedAt > TAKEN_UP_WITHIN) return undefined;
      const { operation, requestedAt: at, uncertain } = found;
      return { operation, at, came: uncertain === undefined ? 'under-way' : 'lost' };
    },
  };
}
