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
  /**
   * Runs `ask`, which has something before the person until it resolves: the modal dialog, behind which they can begin nothing else, or the steps before it,
   * beside which they can. For as long as it stands there it keeps everybody else out, however old its plan has become: a second prompt would wait behind it.
   */
  readonly showing: <T>(what: 'dialog' | 'steps', ask: () => Promise<T>) => Promise<T>;
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
  /** What stands before the person. Absent while Halt reads, and while the plan's page is open, whose message they may never answer. */
  open: 'gathering' | 'steps' | 'dialog' | undefined;
  readonly end: AbortController;
}

/** Nobody has the seat at first. */
export function createOnePrompt(clock: Clock): OnePrompt {
  let holder: Holder | undefined;
  // What nobody is asked about just now is void by its plan's age after a while, and keeps nobody out. No dialog outlives the window, nor does any of this.
  const holds = (one: Holder | undefined): one is Holder =>
    one !== undefined && (one.open !== undefined || !hasPassed(one.since, PLAN_LIFE, clock));
  return {
    isTaken: () => holds(holder),
    take: (who, stage) => {
      if (holds(holder) && (who === 'other' || holder.open === 'dialog')) return undefined;
      holder?.end.abort('superseded' satisfies VoidCause);
      const mine: Holder = {
        since: momentOf(clock),
        open: stage,
        end: new AbortController(),
      };
      holder = mine;
      return {
        signal: mine.end.signal,
        renew: () => {
          if (holder !== mine) return false;
          mine.since = momentOf(clock);
          mine.open = undefined;
          return true;
        },
        showing: async (what, ask) => {
          mine.open = what;
          try {
            return await ask();
          } finally {
            mine.open = undefined;
          }
        },
        release: () => {
          if (holder === mine) holder = undefined;
        },
      };
    },
  };
}
