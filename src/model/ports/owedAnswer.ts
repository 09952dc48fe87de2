import type { Clock } from '../../base/clock.ts';
import { momentOf, passedSince, wallTimeOf } from '../../base/deadline.ts';
import type { Release } from '../../base/event.ts';
import { UNANSWERED_AFTER } from './awsReads.ts';

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
    since: () => {
      const now = momentOf(clock);
      return isOwed && passedSince(asked, now) >= UNANSWERED_AFTER ? wallTimeOf(asked, now) : undefined;
    },
    answered: () => {
      isOwed = false;
      cancel();
    },
  };
}
