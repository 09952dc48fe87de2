import { whoseOf } from '../../model/sight.ts';
import type { RequestedBefore } from '../plan/requestedBefore.ts';
import type { Verdict } from '../verdict.ts';
import { isAbout, type Tracked } from './followed.ts';
import { TAKEN_UP_WITHIN } from './resume.ts';
import type { Ended, Tracker } from './tracker.ts';

/** The latest request of each thing, as long as it is under way or in doubt. */
export interface EarlierRequests {
  /** Takes the end of a request. */
  ended(end: Ended): void;
  readonly find: RequestedBefore;
}

/**
 * The verdicts that leave it open whether a request without an answer was carried out. Among them: the person stopped following it, and its profile
 * leads to another account now.
 */
const leavesDoubt: ReadonlySet<Verdict['type']> = new Set<Verdict['type']>([
  'not-carried-out',
  'unknown',
  'unwatched',
  'other-account',
]);

/** Reads nothing: it knows the requests that this window follows, and those that ended without anybody knowing how. */
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
      // A request that is still followed is under way, however old a clock that was set meanwhile makes it look.
      const isRecent = ({ requestedAt }: Tracked) => clock.now() - requestedAt <= TAKEN_UP_WITHIN;
      const isTaken = ({ refusal }: Tracked) => refusal === undefined;
      const found =
        latest(following().filter(isTaken), { ref, whose }) ?? latest([...doubtful].filter(isRecent), { ref, whose });
      if (found === undefined) return undefined;
      const { operation, requestedAt, clockOffset = 0, uncertain } = found;
      const at = requestedAt + clockOffset;
      return { operation, at, came: uncertain === undefined ? 'under-way' : 'lost' };
    },
  };
}
