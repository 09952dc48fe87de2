import type { Clock } from '../../base/clock.ts';
import { type Moment, momentOf, passedSince, wallTimeOf } from '../../base/deadline.ts';
import type { Release } from '../../base/event.ts';
import { UNANSWERED_AFTER } from './awsReads.ts';

/** Since when AWS owes an answer that it was asked for then, in ms since the epoch by this machine's clock; undefined before {@link UNANSWERED_AFTER} has passed. */
export function owedSince(clock: Clock, asked: Moment): number | undefined {
  const now = momentOf(clock);
  return passedSince(asked, now) >= UNANSWERED_AFTER ? wallTimeOf(asked, now) : undefined;
}

/** Since when AWS owes any of several answers; undefined where it owes none. */
export function longestOwed(all: readonly (number | undefined)[]): number | undefined {
  const times = all.filter((since) => since !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** An answer that AWS owes from the moment at which it was asked. */
export interface OwedAnswer {
  /** Since when AWS hasn't answered, in ms since the epoch by this machine's clock; undefined before {@link UNANSWERED_AFTER} has passed, and once it has answered. */
  readonly since: () => number | undefined;
  readonly answered: Release;
}

/** AWS is asked now. `late` is called where it hasn't answered for {@link UNANSWERED_AFTER}. */
export function awaitAnswer(clock: Clock, late: () => void): OwedAnswer {
  const asked = momentOf(clock);
  let isOwed = true;
  const cancel = clock.after(UNANSWERED_AFTER, () => {
    if (isOwed) late();
  });
  return {
    since: () => (isOwed ? owedSince(clock, asked) : undefined),
    answered: () => {
      isOwed = false;
      cancel();
    },
  };
}

/** What is kept of an answer, with since when the one that is asked for is owed. */
export function withWait<T extends { readonly owed?: OwedAnswer }>(
  kept: T | undefined,
): (T & { readonly waitingSince?: number }) | undefined {
  const waitingSince = kept?.owed?.since();
  return kept && waitingSince !== undefined ? { ...kept, waitingSince } : kept;
}
