import type { Clock } from '../../base/clock.ts';
import { hasPassed, type Moment, momentOf } from '../../base/deadline.ts';
import { PLAN_LIFE } from '../../stopping/confirmation.ts';

/** Why the answer to a prompt doesn't count any more. */
export type VoidCause = 'given-up' | 'too-old' | 'superseded';

/** The right to have a prompt on the screen. */
export interface Seat {
  /** Aborted, with a {@link VoidCause} as its reason, when a person has begun another stop meanwhile. */
  readonly signal: AbortSignal;
  /** Takes the seat anew, for a new plan. False when somebody else has it. */
  readonly renew: () => boolean;
  /** Whether the modal dialog is open, behind which the person can begin nothing else. */
  readonly inDialog: (open: boolean) => void;
  readonly release: () => void;
}

/**
 * The one owner of “one prompt at a time”: every way to a change takes a seat here first. A person who begins another stop, which they can as long as no
 * dialog is open, has the older one's seat; an agent, a link or another extension has none while anybody has.
 */
export interface OnePrompt {
  /** `gathering`: the person still chooses from a list that is read anew all the time, so that no plan grows old, until the seat is renewed. */
  take(who: 'person' | 'other', stage?: 'gathering'): Seat | undefined;
  /** Whether somebody other than the person would be refused now. */
  readonly isTaken: () => boolean;
}

interface Holder {
  since: Moment;
  dialog: boolean;
  gathering: boolean;
  readonly end: AbortController;
}

export function createOnePrompt(clock: Clock): OnePrompt {
  let holder: Holder | undefined;
  // A prompt that has stood for longer is void by its plan's age, and keeps nobody out.
  const holds = (one: Holder | undefined): one is Holder =>
    one !== undefined && (one.gathering || !hasPassed(one.since, PLAN_LIFE, clock));
  return {
    isTaken: () => holds(holder),
    take: (who, stage) => {
      if (holds(holder) && (who === 'other' || holder.dialog)) return undefined;
      holder?.end.abort('superseded' satisfies VoidCause);
      const mine: Holder = {
        since: momentOf(clock),
        dialog: false,
        gathering: stage === 'gathering',
        end: new AbortController(),
      };
      holder = mine;
      return {
        signal: mine.end.signal,
        renew: () => {
          if (holder !== mine) return false;
          mine.since = momentOf(clock);
          mine.gathering = false;
          return true;
        },
        inDialog: (open) => {
          mine.dialog = open;
        },
        release: () => {
          if (holder === mine) holder = undefined;
        },
      };
    },
  };
}
