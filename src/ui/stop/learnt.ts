import type { Plan } from '../../stopping/plan/plan.ts';

/** What is heard of the plans that one prompt is about after they were made. */
export interface Learnt {
  /** Begins anew, for new plans: what is still asked about the old ones ends. The signal aborts with the next beginning, or the end. */
  readonly begin: () => AbortSignal;
  readonly hear: (plan: Plan) => void;
  readonly latest: (plan: Plan) => Plan;
  readonly end: () => void;
}

/** `onHear` hears of each plan of which something was heard, by its id. */
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
