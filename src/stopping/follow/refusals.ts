import type { Clock } from '../../base/clock.ts';
import { hasPassed, type Moment, momentOf, passedSince, whenPassed } from '../../base/deadline.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import type { Failure } from '../../model/failure.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { isOfAnother, type Whose, whoseOf } from '../../model/sight.ts';
import { isAboutShown, type Tracked } from './followed.ts';
import type { Ended } from './tracker.ts';

/**
 * How long rows and pages say that the last request for a thing was refused, in milliseconds: the message about it may have gone unseen. Later only
 * the audit log and the history tell it.
 */
const TOLD_FOR = 3_600_000;

/** The last request for a thing, which AWS or Halt itself has refused. */
export interface Refusal {
  readonly tracked: Tracked;
  readonly failure: Failure;
  /** When that was known, in milliseconds since the epoch by AWS's clock as far as that is known. */
  readonly at: number;
}

/** The things whose last request was refused, in this window or, by the audit log, in an earlier one. */
export interface Refusals {
  /** Takes the end of a request. A later end of the same thing replaces an earlier one. */
  ended(end: Ended): void;
  /**
   * The refusal of the last request for the thing that is shown under this reference. `shown`: whose the thing is. Undefined after an hour, and where
   * its state isn't any more the one that the plan saw: somebody else may have done since what was refused.
   */
  readonly find: (ref: TargetRef, shown: Whose, state: string | undefined) => Refusal | undefined;
  /** Fires with the things for which {@link find} may return something else than before. */
  readonly onDidChange: Event<readonly TargetRef[]>;
  dispose(): void;
}

interface Kept extends Refusal {
  readonly since: Moment;
}

/** Empty at first. One timer forgets what is older than {@link TOLD_FOR}, until it is disposed. */
export function createRefusals(clock: Clock, onError: (error: unknown) => void): Refusals {
  const kept = new Map<string, readonly Kept[]>();
  const changes = createEmitter<readonly TargetRef[]>(onError);
  let cancel: (() => void) | undefined;
  const isOver = ({ since }: Kept): boolean => hasPassed(since, TOLD_FOR, clock);
  const keep = (key: string, those: readonly Kept[]): void => {
    if (those.length === 0) kept.delete(key);
    else kept.set(key, those);
  };
  /** Forgets what is old: one timer for all of them. */
  const forgetLater = (): void => {
    cancel?.();
    cancel = undefined;
    const now = momentOf(clock);
    const [oldest] = [...kept.values()]
      .flat()
      .map(({ since }) => since)
      .toSorted((a, b) => passedSince(b, now) - passedSince(a, now));
    if (oldest === undefined) return;
    cancel = whenPassed(oldest, TOLD_FOR, clock, () => {
      cancel = undefined;
      const over = [...kept].filter(([, those]) => those.some(isOver));
      for (const [key, those] of over) {
        keep(
          key,
          those.filter((one) => !isOver(one)),
        );
      }
      if (over.length > 0) changes.fire(over.flatMap(([, those]) => those.map(({ tracked }) => tracked.ref)));
      forgetLater();
    });
  };
  return {
    ended: ({ tracked, verdict, loggedAt }) => {
      const key = refKey(tracked.ref);
      const before = kept.get(key) ?? [];
      const others = before.filter((one) => isOfAnother(whoseOf(one.tracked), whoseOf(tracked)));
      const now = momentOf(clock);
      const at = loggedAt ?? now.now + (tracked.clockOffset ?? 0);
      const age = Math.max(now.now + (tracked.clockOffset ?? 0) - at, 0);
      // What the log tells of a window before is older than what this one has seen.
      if (before.some((one) => one.at > at && !others.includes(one))) return;
      const since = { now: now.now - age, elapsed: now.elapsed - age };
      const isTold = verdict.type === 'refused' && age < TOLD_FOR;
      keep(key, isTold ? [...others, { tracked, failure: verdict.failure, at, since }] : others);
      if (isTold || others.length < before.length) changes.fire([tracked.ref]);
      forgetLater();
    },
    find: (ref, shown, state) => {
      const found = kept.get(refKey(ref))?.find((one) => isAboutShown(one.tracked, { ref, shown }) && !isOver(one));
      const before = found?.tracked.stateBefore;
      return before === undefined || state === undefined || state === before ? found : undefined;
    },
    onDidChange: changes.event,
    dispose: () => {
      cancel?.();
      changes.dispose();
    },
  };
}
