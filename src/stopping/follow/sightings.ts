import type { Clock } from '../../base/clock.ts';
import { momentOf, passedSince, ranAlike, wentBack } from '../../base/deadline.ts';
import type { Failure } from '../../model/failure.ts';
import type { TargetKind } from '../../model/resources/resource.ts';
import { type Look, showsRequest, sightingOf, type Verdict, verdictOf } from '../verdict.ts';
import { type Following, isForceAccepted, lastKnown } from './followed.ts';
import type { Told } from './groupLook.ts';
import { passes } from './passing.ts';
import { stoppingSince } from './stoppingSince.ts';
import { verdictOnRefused } from './refusedLooks.ts';
import { wasUntouched } from './untouched.ts';
import { SLOWEST } from './lookTimes.ts';
import { PERMIT_LIFE } from '../../model/permit.ts';
import { whoseInText, whoseOf } from '../../model/sight.ts';
import type { Target } from '../../model/resources/target.ts';

/**
 * How long a request is followed at most, in milliseconds in which looking was possible. The rollback of a canary and an experiment's post-actions
 * take long.
 */
export const followLife = {
  instance: 45 * 60_000,
  deployment: 3 * 3_600_000,
  experiment: 3 * 3_600_000,
  lever: 15 * 60_000,
} as const satisfies Record<TargetKind, number>;

/** In milliseconds. A target that is still untouched this long after an answer was lost has most likely never been asked. */
const LOST_AFTER = 90_000;
/** In milliseconds. In less time than this between two looks, nothing can be stopped and started again, or engaged and disengaged, unseen. */
const OUT_OF_SIGHT = 3 * SLOWEST;
/** In milliseconds. AWS's reads lag behind its writes: until then, what looks untouched may be a state from before the request. */
const READ_LAG = 15_000;
/** The most that the time between two looks counts for, in milliseconds: a laptop that slept has not followed anything. */
const LONGEST_PAUSE = 1.5 * SLOWEST;

/** Draws conclusions from looks: a request goes on, has ended with a verdict, or hangs. */
export interface Sightings {
  /**
   * Takes what a look told of one request. A failed look ends nothing by itself: failures that may pass are waited for, and that time isn't counted.
   * `among`: all requests that were looked at together.
   */
  take(one: Following, told: Told, among: readonly Following[]): void;
}

export interface SightingsParts {
  readonly clock: Clock;
  /** After how many milliseconds of `stopping` an instance counts as stalled. */
  readonly stallAfter: () => number;
  readonly end: (one: Following, verdict: Verdict) => void;
  /** Called once for each request whose target has been stopping for longer than it should; `age` in milliseconds. */
  readonly stall: (one: Following, state: string, age: number) => void;
}

/** Keeps no state of its own: what looks showed is written into each {@link Following}. `end` may be called for one that has ended already. */
export function createSightings(parts: SightingsParts): Sightings {
  const { clock, end } = parts;

  const take: Sightings['take'] = (one, told, among) => {
    const { refusal } = one.tracked;
    if (refusal) {
      const verdict = verdictOnRefused(one, refusal, told, clock.elapsed());
      if (verdict) end(one, verdict);
      return;
    }
    switch (told.type) {
      case 'other-account': {
        const before = whoseOf(one.tracked);
        const texts = { asked: whoseInText(before, told.whose), now: whoseInText(told.whose, before) };
        end(one, { type: 'other-account', ...texts, ...lastKnown(one) });
        return;
      }
      case 'unread':
        unread(one, told.failure);
        break;
      case 'seen':
        readable(one);
        if (told.observed) observe(one, told.observed, told.look, among);
        break;
      case 'gone':
        readable(one);
        end(one, { type: 'gone', ...lastKnown(one) });
        break;
      case 'missing':
        readable(one);
        break;
    }
    giveUp(one);
  };

  const readable = (one: Following): void => {
    countTime(one);
    one.unread = undefined;
  };

  /** Adds the time since the last look to what counts as followed. */
  const countTime = (one: Following): void => {
    const now = clock.elapsed();
    one.countedMs += Math.min(now - one.lookedAt, LONGEST_PAUSE);
    one.lookedAt = now;
  };

  const unread = (one: Following, failure: Failure): void => {
    if (passes(failure)) one.lookedAt = clock.elapsed();
    else countTime(one);
    one.unread = { since: one.unread?.since ?? clock.now() + one.ahead, failure };
  };

  const observe = (one: Following, observed: Target, look: Look, among: readonly Following[]): void => {
    const { operation, uncertain, requestedAt, clockOffset, stateBefore, takenUp } = one.tracked;
    const { id } = one.tracked.ref;
    const sighting = sightingOf(observed, look, { over: one.since, whose: whoseOf(one.tracked) });
    if (!sighting) return;
    const { seen } = sighting;
    const since = clock.elapsed() - one.since;
    const ahead = look.clockOffset ?? 0;
    one.ahead = ahead;
    // Counted by AWS's clock as well, since this machine's may have been set after the request.
    const age = Math.max(since, clock.now() + ahead - (requestedAt + (clockOffset ?? ahead)));
    // The window that made the request may still be waiting for its turn at AWS, for as long as the permit holds.
    const isLost = since > LOST_AFTER && (takenUp !== true || age > PERMIT_LIFE + LOST_AFTER);
    keepInSight(one);
    const shows = showsRequest(operation, observed);
    one.last = seen;
    if (shows === true) one.taken = true;
    const untouched = wasUntouched(operation, observed, askedAt(one, ahead));
    if (uncertain && !one.taken && shows === false) {
      if (!isLost) return;
      if (untouched ?? !one.wasOutOfSight) end(one, { type: 'not-carried-out', ...seen, failure: uncertain });
      else end(one, { type: 'unknown', watched: since, ...lastKnown(one) });
      return;
    }
    // In a time in which nobody looked, somebody else may have started and stopped it again: its state then says nothing of this request.
    const settled = (one.taken ? since > READ_LAG : isLost) && (untouched === true || !one.wasOutOfSight);
    const verdict = verdictOf(operation, sighting, settled);
    if (verdict) {
      end(one, verdict);
      return;
    }
    const hangs = seen.state === 'stopping' && observed.kind === 'instance' && operation.type !== 'start';
    if (hangs && age > parts.stallAfter() && !one.stalled) {
      const requests = among.filter(({ tracked }) => tracked.ref.id === id).map(({ tracked }) => tracked);
      // A force stop that AWS has accepted since has its own time, and tells it when that is over.
      if (requests.some((other) => isForceAccepted(other) && other.requestedAt > requestedAt)) return;
      one.stalled = true;
      // If it was already stopping when it was forced, count from the first stop.
      const began = stateBefore === 'stopping' ? stoppingSince(observed, requests, look.clockOffset) : undefined;
      parts.stall(one, seen.state, began === undefined ? age : Math.max(age, clock.now() + ahead - began));
    }
  };

  const keepInSight = (one: Following): void => {
    const at = momentOf(clock);
    const before = one.seenAt ?? one.sentAt;
    // Where the wall clock was set back, nobody can tell how long a sleep has been.
    if (wentBack(before, at) || passedSince(before, at) > OUT_OF_SIGHT) one.wasOutOfSight = true;
    one.seenAt = at;
  };

  /**
   * When it was requested, by AWS's clock, which is `ahead` milliseconds ahead of this machine's now. Where it wasn't known at the request how far
   * ahead it was, today's difference counts, unless this machine's clock was set since: then it is undefined.
   */
  const askedAt = ({ tracked, sentAt }: Following, ahead: number): number | undefined => {
    const { requestedAt, clockOffset } = tracked;
    if (clockOffset !== undefined) return requestedAt + clockOffset;
    return ranAlike(sentAt, momentOf(clock)) ? requestedAt + ahead : undefined;
  };

  const giveUp = (one: Following): void => {
    if (one.countedMs >= followLife[one.tracked.ref.kind]) end(one, { type: 'unknown', ...lastKnown(one) });
  };

  return { take };
}
