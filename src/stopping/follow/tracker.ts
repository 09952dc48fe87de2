import { createEmitter, type Event } from '../../base/event.ts';
import { type Failure, isProfileFailure } from '../../model/failure.ts';
import type { Verdict } from '../verdict.ts';
import { type Whose, whoseOf } from '../../model/sight.ts';
import {
  createFollowed,
  type Following,
  groupKey,
  isForceAccepted,
  lastKnown,
  type Mark,
  type Tracked,
} from './followed.ts';
import { createGroupLook, type GroupLookParts } from './groupLook.ts';
import { createLookTimes } from './lookTimes.ts';
import { pauseAfterRefusal } from './refusedLooks.ts';
import { createSightings } from './sightings.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { mayBeOver } from '../operation.ts';

/** A request that is no longer followed, and how it ended. */
export interface Ended {
  readonly tracked: Tracked;
  readonly verdict: Verdict;
  /** Set where this window read the end in the audit log and didn't see it: when that line was written, in milliseconds since the epoch. */
  readonly loggedAt?: number;
}

/** What the audit log says of a request: that it may still be under way, or how it ended. */
export type LoggedRequest =
  | { readonly type: 'open'; readonly tracked: Tracked }
  | { readonly type: 'ended'; readonly end: Ended };

/** An instance that has been `stopping` for longer than it should. */
export interface Stalled {
  readonly tracked: Tracked;
  readonly state: string;
  /** For how many milliseconds it has been stopping. Right also where the clock was put back meanwhile. */
  readonly age: number;
}

/** A force stop that AWS has accepted, of an instance that is still stopping. Times are milliseconds since the epoch by AWS's clock. */
export interface ForceStop {
  readonly at: number;
  /** When it has had as long as any stop before another is offered; undefined once it was seen stopping after that. */
  readonly nextAt: number | undefined;
}

/** Follows what was requested until AWS says that it is final. Reads only: it is given an AwsReads and nothing else. */
export interface Tracker {
  /** Marks the target as being stopped. Called before the call goes out. */
  sending(tracked: Tracked): void;
  /** Looks until the target's state is final. Called when AWS has accepted the call or may have carried it out, and for requests of earlier windows. */
  follow(tracked: Tracked): void;
  /**
   * The call did not succeed: final at once. Only where AWS refuses by the same code what has ended already, looks of a few seconds tell before which of both it is.
   */
  refuse(tracked: Tracked, failure: Failure): void;
  /** How the target is marked; undefined where nobody asked for anything here, and once it has ended. */
  mark(ref: TargetRef, shown: Whose): Mark | undefined;
  /** What was forced last of the thing that is shown under this reference, while that is followed. */
  forced(ref: TargetRef, shown: Whose): ForceStop | undefined;
  /** Stops following the requests that `isMeant` tells, or all where it isn't given. The requests themselves are neither repeated nor reversed. */
  letGo(isMeant?: (tracked: Tracked) => boolean): void;
  /** Looks at once at what was asked for with a profile that has just been signed in again. */
  wake(profile: string): void;
  readonly following: () => readonly Tracked[];
  /** Of what is followed, the requests whose targets the last look could not read. */
  readonly unread: () => readonly Tracked[];
  /** The profiles with which the last look could read nothing for want of credentials, each once. */
  readonly signedOut: () => readonly string[];
  /** Fires with targets of which following began or ended, or which became unreadable or readable again. */
  readonly onDidMark: Event<readonly TargetRef[]>;
  readonly onDidEnd: Event<Ended>;
  /** A target has been `stopping` for longer than it should: once per target. */
  readonly onDidStall: Event<Stalled>;
  dispose(): void;
}

/** Whether the verdict is a conclusion from looks alone, as AWS's answer to the request was lost. With the answer it could be another verdict. */
const isOfLostAnswer = (verdict: Verdict): boolean =>
  verdict.type === 'not-carried-out' || (verdict.type === 'unknown' && verdict.watched !== undefined);

const isUnread = ({ unread }: Following): boolean => unread !== undefined;

export interface TrackerParts extends GroupLookParts {
  /** After how many milliseconds of `stopping` an instance counts as stalled. */
  readonly stallAfter: () => number;
  /**
   * For a request that was taken up from the log: what the log says of it by now, as the window that made it may have learnt more. Undefined where the
   * log has it no more.
   */
  readonly asLogged?: (tracked: Tracked) => Promise<LoggedRequest | undefined>;
  /** Called for a request that was taken up when the log turns out to have its end already; it is no longer followed. */
  readonly foundEnded?: (end: Ended) => void;
}

/**
 * A tracker that follows nothing at first. Its methods don't wait for a look. A look that fails is tried again, and shows as {@link Tracker.unread}.
 * `onError` is called with errors of listeners.
 */
export function createTracker(parts: TrackerParts): Tracker {
  const { clock, onError } = parts;
  const followed = createFollowed(clock);
  const marks = createEmitter<readonly TargetRef[]>(onError);
  const ends = createEmitter<Ended>(onError);
  const stalls = createEmitter<Stalled>(onError);
  const stop = new AbortController();

  const put = (tracked: Tracked, mark: Mark): Following => {
    const following = followed.put(tracked, mark);
    marks.fire([tracked.ref]);
    return following;
  };
  const end = (following: Following, verdict: Verdict): void => {
    if (!followed.has(following)) return;
    followed.remove(following);
    marks.fire([following.tracked.ref]);
    ends.fire({ tracked: following.tracked, verdict });
  };
  const drop = (following: Following): void => {
    followed.remove(following);
    marks.fire([following.tracked.ref]);
  };
  const isFollowed = (following: Following): boolean => followed.has(following);
  const endUnlessAnswered = endsAfterLog(parts, { isFollowed, drop, put, end });
  const sightings = createSightings({
    clock,
    stallAfter: parts.stallAfter,
    end: (one, verdict) => {
      if (isOfLostAnswer(verdict) && one.tracked.takenUp === true) endUnlessAnswered(one, verdict);
      else end(one, verdict);
    },
    stall: ({ tracked }, state, age) => {
      stalls.fire({ tracked, state, age });
      // What was forced is offered to be forced once more.
      if (isForceAccepted(tracked)) marks.fire([tracked.ref]);
    },
  });

  const lookIn = createGroupLook<Following>(
    parts,
    {
      group: (key) => followed.group(key),
      isOpen: isFollowed,
      about: ({ tracked }) => ({ ref: tracked.ref, whose: whoseOf(tracked), believesAbsence: true }),
      tell: (one, told, among) => sightings.take(one, told, among),
    },
    stop.signal,
  );
  const times = createLookTimes({
    clock,
    sinceOf: (key) => followed.group(key).map(({ since }) => since),
    atMost: (key) => {
      const refused = followed.group(key).filter(({ tracked }) => tracked.refusal !== undefined);
      return refused.length === 0
        ? undefined
        : Math.min(...refused.map(({ since }) => pauseAfterRefusal(clock.elapsed() - since)));
    },
    look: async (key) => {
      const before = new Set(followed.group(key).filter(isUnread));
      const isRead = await lookIn(key);
      const turned = followed.group(key).filter((one) => before.has(one) !== isUnread(one));
      if (turned.length > 0) marks.fire(turned.map(({ tracked }) => tracked.ref));
      return isRead;
    },
    onError,
  });

  return {
    sending: (tracked) => void put(tracked, 'sending'),
    follow: (tracked) => {
      put(tracked, 'requested');
      times.soon(groupKey(tracked.ref));
    },
    refuse: (tracked, failure) => {
      if (!mayBeOver(tracked.operation, failure)) {
        end(put(tracked, 'sending'), { type: 'refused', failure });
        return;
      }
      put({ ...tracked, refusal: failure }, 'requested');
      times.soon(groupKey(tracked.ref));
    },
    mark: (ref, shown) => followed.mark(ref, shown),
    forced: (ref, shown) => forceStopOf(followed.force(ref, shown), parts),
    letGo: (isMeant = () => true) => {
      for (const one of followed.all()) {
        // A request that is still being sent stays: its answer is still to come.
        if (one.mark === 'sending' || !isMeant(one.tracked)) continue;
        const { refusal } = one.tracked;
        end(one, refusal ? { type: 'refused', failure: refusal } : { type: 'unwatched', ...lastKnown(one) });
      }
    },
    wake: (profile) => times.now((key) => followed.group(key)[0]?.tracked.ref.scope.profile === profile),
    following: () => followed.all().map((one) => one.tracked),
    unread: () =>
      followed
        .all()
        .filter(isUnread)
        .map((one) => one.tracked),
    signedOut: () => {
      const those = followed
        .all()
        .filter(({ unread }) => unread !== undefined && isProfileFailure(unread.failure.kind));
      return [...new Set(those.map(({ tracked }) => tracked.ref.scope.profile))];
    },
    onDidMark: marks.event,
    onDidEnd: ends.event,
    onDidStall: stalls.event,
    dispose: () => {
      stop.abort();
      times.dispose();
      followed.clear();
      for (const emitter of [marks, ends, stalls]) emitter.dispose();
    },
  };
}

function forceStopOf(
  one: Following | undefined,
  { stallAfter }: Pick<TrackerParts, 'stallAfter'>,
): ForceStop | undefined {
  if (one === undefined) return undefined;
  const { requestedAt, clockOffset } = one.tracked;
  const at = requestedAt + (clockOffset ?? one.ahead);
  return { at, nextAt: one.stalled ? undefined : at + stallAfter() };
}

/**
 * Ends a request that was taken up from the log without its answer, but looks into the log once more before: the window that made it may have had the
 * answer by now.
 */
function endsAfterLog(
  { asLogged, foundEnded, onError }: Pick<TrackerParts, 'asLogged' | 'foundEnded' | 'onError'>,
  to: {
    readonly isFollowed: (following: Following) => boolean;
    readonly drop: (following: Following) => void;
    readonly put: (tracked: Tracked, mark: Mark) => unknown;
    readonly end: (following: Following, verdict: Verdict) => void;
  },
): (following: Following, verdict: Verdict) => void {
  const asking = new Set<Following>();
  const settle = async (following: Following, verdict: Verdict): Promise<void> => {
    const { tracked } = following;
    let logged: LoggedRequest = { type: 'open', tracked };
    try {
      logged = (await asLogged?.(tracked)) ?? logged;
    } catch (error) {
      onError(error);
    }
    asking.delete(following);
    if (!to.isFollowed(following)) return;
    if (logged.type === 'ended') {
      to.drop(following);
      foundEnded?.(logged.end);
    } else if (logged.tracked.uncertain === undefined) to.put(logged.tracked, 'requested');
    else to.end(following, verdict);
  };
  return (following, verdict) => {
    if (asking.has(following)) return;
    asking.add(following);
    settle(following, verdict).catch(onError);
  };
}
