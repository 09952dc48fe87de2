import { whoseOf } from '../../model/sight.ts';
import type { RequestedBefore } from '../plan/requestedBefore.ts';
import type { Verdict } from '../verdict.ts';
import { isAbout, type Tracked } from './followed.ts';
import { TAKEN_UP_WITHIN } from './resume.ts';
import type { Ended, Tracker } from './tracker.ts';

/** The latest request of each thing, as long as it is under way or in doubt. */
export interface EarlierRequests {
  /** Hears how each has ended. */
  ended(end: Ended): void;
  readonly find: RequestedBefore;
}

/** The verdicts by which nobody knows whether a request without an answer was carried out: also where the person let it go, or its profile leads elsewhere now. */
const leavesDoubt: ReadonlySet<Verdict['type']> = new Set<Verdict['type']>([
  'not-carried-out',
  'unknown',
  'unwatched',
  'other-account',
]);

/** Reads nothing: it knows what this window follows, and what of it ended without anybody knowing how. */
export function createEarlierRequests(
  { following }: Pick<Tracker, 'following'>,
  clock: { readonly now: () => number },
): EarlierRequests {
  const doubtful = new Set<Tracked>();
  const latest = (all: Iterable<Tracked>, thing: Parameters<typeof isAbout>[1]): Tracked | undefined =>
    [...all].filter((one) => isAbout(one, thing)).toSorted((a, b) => b.requestedAt - a.requestedAt)[0];
  return {
    ended: ({ tracked, verdict }) => {
      // A request that AWS accepted is in no doubt, even where its end wasn't seen.
      const isDoubtful = leavesDoubt.has(verdict.type) && tracked.uncertain !== undefined;
      const thing = { ref: tracked.ref, whose: whoseOf(tracked) };
      for (const one of doubtful) if (isAbout(one, thing)) doubtful.delete(one);
      if (isDoubtful) doubtful.add(tracked);
    },
    find: (ref, whose) => {
      // What is followed still is under way, whatever a clock that was set meanwhile makes of its age.
      const isRecent = ({ requestedAt }: Tracked) => clock.now() - requestedAt <= TAKEN_UP_WITHIN;
      const found = latest(following(), { ref, whose }) ?? latest([...doubtful].filter(isRecent), { ref, whose });
      if (found === undefined) return undefined;
      const { operation, requestedAt, clockOffset = 0, uncertain } = found;
      const at = requestedAt + clockOffset;
      return { operation, at, came: uncertain === undefined ? 'under-way' : 'lost' };
    },
  };
}
