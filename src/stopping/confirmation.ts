import type { Clock } from '../base/clock.ts';
import { hasPassed, momentOf } from '../base/deadline.ts';
import { visibleName } from '../base/shownText.ts';
import { versionOf } from '../model/changePolicy.ts';
import { leverReason } from '../model/operation.ts';
import type { Permit, PermittedTarget } from '../model/permit.ts';
import { waitingHook } from '../model/resources/deployment.ts';
import { needsReason } from './plan/neededReason.ts';
import type { Policy } from './plan/productionPolicy.ts';
import {
  isBlocked,
  type LeftOut,
  leftOutOf,
  type Plan,
  type PlanGroup,
  type PlannedTarget,
  sendable,
} from './plan/plan.ts';
import { goingPlans, type Proposal } from './plan/proposal.ts';
import { areTyped, textsOfPlan, textsToType } from './plan/typedName.ts';

/** Who asks for a stop in the person's place. It is the person who confirms it all the same. */
export type Asker = 'agent' | 'extension';

/** What the person said when they confirmed. Goes into the audit log. */
export interface Said {
  /** Absent when the person began it themselves. */
  readonly via?: Asker;
  readonly reason?: string;
  /** Who wrote the reason, when the person didn't. */
  readonly reasonBy?: Asker;
  /** The person was asked for a reason and accepted the asker's. Where a reason is required, one that the person didn't write counts only then. */
  readonly reasonTaken?: true;
  /** A ticket or incident. */
  readonly reference?: string;
  /** What the person typed because the plan or the proposal asked for it. */
  readonly typed?: readonly string[];
}

declare const confirmed: unique symbol;

/** A plan that a person confirmed. Only {@link Confirmations.confirm} makes one, and it can be carried out once. */
export interface ConfirmedPlan {
  readonly [confirmed]: true;
  readonly plan: Plan;
  readonly said: Said;
  /** Targets that were asked for and for which nothing is sent, with the reasons. The log names them beside what is sent. */
  readonly leftOut: readonly LeftOut[];
}

/** A group of a confirmed plan, without what is blocked, and the permit for it. */
export interface PermittedGroup extends PlanGroup {
  readonly permit: Permit;
}

/** Turns plans into permits. Nothing is sent without a permit, and only what a person confirmed gets one. */
export interface Confirmations {
  /**
   * Called by the prompt, when the person has confirmed it, and from nowhere else. Its permits hold from now on, under the guards that the plan was made
   * with. Throws for a plan that was confirmed before, has grown old, or was made under other guards, for one that lacks a reason or what has to be typed, and
   * for one of several that a single dialog asks about.
   */
  confirm(plan: Plan, said: Said): ConfirmedPlan;
  /**
   * Confirms all plans of a proposal of which something would be sent, or none. Throws as {@link confirm} does, and also when not all was typed that
   * has to be.
   */
  confirmAll(proposal: Proposal, said: Said): readonly ConfirmedPlan[];
  /** Whether `halt.requireReason` asks for a reason that isn't in what they said. */
  lacksReason(plan: Plan, said: Said): boolean;
  /** Hands out what may be sent, once. Throws for a plan that was not confirmed here, or was carried out. */
  take(confirmedPlan: ConfirmedPlan): readonly PermittedGroup[];
}

/** A plan describes the world when it was made; older than this, it has to be made again. Milliseconds. */
export const PLAN_LIFE = 10 * 60_000;

/**
 * Each confirmation is compared with `policy` as it is at that moment.
 *
 * `confirm` and `confirmAll` throw {@link StalePlanError} for a plan older than {@link PLAN_LIFE} or made under other guards, {@link ReasonMissingError} where a required reason is missing,
 * {@link NotTypedError} where not all was typed that has to be, and an Error for a plan that was confirmed before; `confirm` also for one of several. `take` throws an Error for what wasn't confirmed here, or was taken.
 */
export function createConfirmations(clock: Clock, policy: () => Policy): Confirmations {
  const used = new Set<string>();
  const open = new WeakMap<ConfirmedPlan, readonly PermittedGroup[]>();
  const lacksReason = (plan: Plan, said: Said): boolean =>
    needsReason(policy().requireReason, plan) && !saysWhy(plan, said);
  const check = (plan: Plan, said: Said): void => {
    if (used.has(plan.id)) throw new Error(`Plan ${plan.id} was confirmed before.`);
    if (hasPassed(plan.made, PLAN_LIFE, clock)) throw new StalePlanError();
    if (versionOf(policy()) !== plan.policyVersion) throw new StalePlanError();
    if (lacksReason(plan, said)) throw new ReasonMissingError();
  };
  const seal = (plan: Plan, said: Said, leftOut: readonly LeftOut[]): ConfirmedPlan => {
    used.add(plan.id);
    const one = Object.freeze({ plan, said, leftOut }) as ConfirmedPlan;
    open.set(one, permittedGroups(plan, clock));
    return one;
  };
  return {
    confirm: (plan, said) => {
      if (plan.isPart === true) throw new Error(`Plan ${plan.id} is one of several that are confirmed together.`);
      check(plan, said);
      if (!areTyped(textsOfPlan(plan), said.typed ?? [])) throw new NotTypedError();
      return seal(plan, said, leftOutOf(plan));
    },
    confirmAll: (proposal, said) => {
      if (!areTyped(textsToType(proposal), said.typed ?? [])) throw new NotTypedError();
      const plans = [...new Map(goingPlans(proposal).map((plan) => [plan.id, plan])).values()];
      for (const plan of plans) check(plan, said);
      // A plan of which nothing is sent gets no run in the log. What it left out is written with the first plan that gets one.
      const idle = proposal.plans.filter((plan) => sendable(plan).length === 0).flatMap(leftOutOf);
      return plans.map((plan, index) => seal(plan, said, [...leftOutOf(plan), ...(index === 0 ? idle : [])]));
    },
    lacksReason,
    take: (one) => {
      const groups = open.get(one);
      if (groups === undefined || !open.delete(one)) {
        throw new Error('This plan was not confirmed, or it was carried out.');
      }
      return groups;
    },
  };
}

function permittedGroups(plan: Plan, clock: Clock): readonly PermittedGroup[] {
  const at = momentOf(clock);
  return plan.groups.flatMap((group) => {
    const targets = group.targets.filter((target) => !isBlocked(target));
    // Without an identity every target is blocked, so that nothing is left to permit.
    if (targets.length === 0 || group.identity === undefined) return [];
    const permit = {
      plan: plan.id,
      operation: plan.operation,
      scope: group.scope,
      account: group.identity.account,
      alias: group.identity.alias,
      destination: group.identity.destination,
      targets: targets.map((target) => permittedTarget(plan, target)),
      policyVersion: plan.policyVersion,
      confirmed: at,
    };
    return [{ ...group, targets, permit: Object.freeze(permit) as unknown as Permit }];
  });
}

/**
 * The target as the permit names it. A deployment can wait at several pause hooks in turn: only the hook that the person was shown may be answered.
 */
function permittedTarget({ operation }: Plan, { ref, observed }: PlannedTarget): PermittedTarget {
  const hook = operation.type === 'continue' && observed?.kind === 'deployment' ? waitingHook(observed) : undefined;
  return { id: ref.id, ...(hook !== undefined && { hookId: hook.id }) };
}

/**
 * Whether the person gives a reason that isn't blank: in their own words, in an asker's that they accepted, or in those that are sent to FIS about a
 * safety lever.
 */
function saysWhy({ operation }: Plan, { reason, reasonBy, reasonTaken }: Said): boolean {
  const own = reasonBy === undefined || reasonTaken === true;
  return (own && visibleName(reason) !== undefined) || visibleName(leverReason(operation)) !== undefined;
}

/**
 * `halt.requireReason` asks for a reason, and the confirmation has none. The prompt asks for it before, so this is thrown only where a caller forgot
 * to.
 */
export class ReasonMissingError extends Error {
  constructor() {
    super('halt.requireReason asks for a reason.');
  }
}

/** Not all was typed that a plan or a proposal asks for. The prompt asks for it before, so this is thrown only where a caller forgot to. */
export class NotTypedError extends Error {
  constructor() {
    super('What has to be typed before this is done was not typed.');
  }
}

/** The prompt stayed open so long, or the guards changed meanwhile, that what it said may no longer be so. */
export class StalePlanError extends Error {}
