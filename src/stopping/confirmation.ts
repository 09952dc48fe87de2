import { isBlocked, type Plan, type PlanGroup } from './plan/plan.ts';

/** What the person said when they confirmed. Goes into the audit log. */
export interface Answers {
  readonly reason?: string;
  /** A ticket or incident. */
  readonly reference?: string;
}

declare const confirmed: unique symbol;

/** A plan that a person confirmed. Only {@link Confirmations.confirm} makes one, and it can be carried out once. */
export interface ConfirmedPlan {
  readonly [confirmed]: true;
  readonly plan: Plan;
  readonly answers: Answers;
}

/** The one gate between knowing and doing. */
export interface Confirmations {
  /** Called by the prompt, from the person's own answer, and from nowhere else. Throws for a plan that was confirmed before or has grown old. */
  confirm(plan: Plan, answers: Answers): ConfirmedPlan;
  /** Hands out what may be sent, once. Throws for a plan that was not confirmed here, or was carried out. */
  take(confirmedPlan: ConfirmedPlan): readonly PlanGroup[];
}

/** A plan describes the world when it was made; older than this, it has to be made again. Milliseconds. */
export const planLife = 10 * 60_000;

export function createConfirmations(now: () => number): Confirmations {
  const used = new Set<string>();
  const open = new WeakSet<ConfirmedPlan>();
  return {
    confirm: (plan, answers) => {
      if (used.has(plan.id)) throw new Error(`Plan ${plan.id} was confirmed before.`);
      if (now() - plan.madeAt > planLife) throw new StalePlanError();
      used.add(plan.id);
      const one = Object.freeze({ plan, answers }) as ConfirmedPlan;
      open.add(one);
      return one;
    },
    take: (one) => {
      if (!open.delete(one)) throw new Error('This plan was not confirmed, or it was carried out.');
      return one.plan.groups
        .map((group) => ({ ...group, targets: group.targets.filter((target) => !isBlocked(target)) }))
        .filter((group) => group.targets.length > 0);
    },
  };
}

/** The prompt stayed open so long that what it said may no longer be so. */
export class StalePlanError extends Error {}
