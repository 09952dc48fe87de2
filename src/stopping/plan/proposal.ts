import { type Plan, type PlannedTarget, sendable } from './plan.ts';

/** How the targets came together. Where the person didn't pick them one by one, more has to be typed before anything is sent. */
export type Reach =
  /** *Emergency Stop*: what is active in all chosen places. */
  | 'emergency'
  /** *Stop Everything That Matches*: what a filter, a branch of the tree or both showed. */
  | 'matching'
  /** Rows that the person selected, of several kinds. */
  | 'selected';

/** What one dialog asks about: a plan for each operation. Only {@link Confirmations.confirmAll} confirms it, whole or not at all. */
export interface Proposal {
  readonly reach: Reach;
  readonly plans: readonly Plan[];
}

/** The proposal's plans of which something would be sent. */
export function goingPlans({ plans }: Proposal): readonly Plan[] {
  return plans.filter((plan) => sendable(plan).length > 0);
}

/** The targets for which a confirmation of the proposal would send something. */
export function sendableOf({ plans }: Proposal): readonly PlannedTarget[] {
  return plans.flatMap(sendable);
}
