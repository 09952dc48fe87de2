import type { Plan } from '../../stopping/plan/plan.ts';

/** What becomes known of a prompt's plans after they were made. */
export interface Learnt {
  /** Begins with new plans: questions about the old ones end. The signal aborts at the next beginning or at the end. */
  readonly begin: () => AbortSignal;
  /** Takes a newer form of a plan. */
  readonly hear: (plan: Plan) => void;
  /** The plan with what has become known since. */
  readonly latest: (plan: Plan) => Plan;
  readonly end: () => void;
}

/** `onHear` is called with the id of each plan of which more has become known. */
export function createLearnt(onHear: (planId: string) => void): Learnt {
  const plans = new Map<string, Plan>();
  let asking = new AbortController();
  return {
    begin: () => {
      asking.abort();
      plans.clear();
      asking = new AbortController();
      return asking.signal;
    },
    hear: (plan) => {
      plans.set(plan.id, plan);
      onHear(plan.id);
    },
    latest: (plan) => ({ ...plan, groups: plans.get(plan.id)?.groups ?? plan.groups }),
    end: () => asking.abort(),
  };
}
