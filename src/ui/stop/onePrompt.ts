import type { Clock } from '../../base/clock.ts';
import { hasPassed, type Moment, momentOf } from '../../base/deadline.ts';
import { PLAN_LIFE } from '../../stopping/confirmation.ts';

/** Why the answer to a prompt doesn't count any more. */
export type VoidCause = 'given-up' | 'too-old' | 'superseded';

/** The right to have a prompt on the screen. */
export interface Seat {
  /** Aborted, with a {@link VoidCause} as its reason, when a person has begun another stop meanwhile. */
  readonly signal: AbortSignal;
  /** Takes the seat again, for a new plan. False when somebody else has it by now. */
  readonly renew: () => boolean;
  /**
   * Runs `ask`, which shows the person something until it resolves: the modal dialog, during which they can begin nothing else, or the steps before it,
   * during which they can. Meanwhile nobody else gets the seat, however old its plan has become: a second prompt would only wait behind this one.
   */
  readonly showing: <T>(what: 'dialog' | 'steps', ask: () => Promise<T>) => Promise<T>;
  readonly release: () => void;
}

/**
 * Makes sure that there is one prompt at a time: every way to a change takes a seat here first. A person who begins another stop, which is possible
 * as long as no dialog is open, takes the seat of the earlier one. An agent, a link or another extension gets no seat while anybody has one.
 */
export interface OnePrompt {
  /**
   * With `gathering` the person still chooses from a list that is kept up to date, so that no plan can grow old until the seat is renewed. Undefined
   * where there is no seat to be had.
   */
  take(who: 'person' | 'other', stage?: 'gathering'): Seat | undefined;
  /** Whether somebody other than the person would be refused now. */
  readonly isTaken: () => boolean;
}

interface Holder {
  since: Moment;
  /** What the person has before them. Absent while Halt reads, and while the plan's page is open, whose message they may never answer. */
  open: 'gathering' | 'steps' | 'dialog' | undefined;
  readonly end: AbortController;
}

/** Nobody has the seat at first. */
export function createOnePrompt(clock: Clock): OnePrompt {
  let holder: Holder | undefined;
  // As long as the person isn't asked anything, a seat lasts no longer than a plan may be old. A dialog keeps it however long it takes; it can't
  // outlive the window.
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
