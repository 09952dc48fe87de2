import { l10n } from 'vscode';
import type { RequestOutcome } from '../../history/entry.ts';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import { StalePlanError } from '../../stopping/confirmation.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan, PlanRef } from '../../stopping/plan/plan.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import { confirmPlan } from './confirmPlan.ts';
import type { PlanPages } from './planPages.ts';
import type { RunResult } from '../../stopping/run/runStop.ts';
import { unsentOf } from './unsent.ts';
import { inform, showOnViews, showWait, warn } from '../words/say.ts';

export interface StopFlowParts {
  readonly stopping: Stopping;
  readonly plans: PlanPages;
  readonly clock: Pick<Clock, 'now'>;
  /** Hears whom the plan found each profile to belong to, after the person has seen it. */
  readonly learn: (identity: Identity) => void;
  readonly onError: (error: unknown) => void;
}

/** The one way to every change: plan, prompt, call, tracker. Whoever starts it, from wherever. */
export interface StopFlow {
  /** `unread`: where it is not known what runs, when the operation is about everything. */
  start(refs: readonly PlanRef[], operation: Operation, unread?: readonly Scope[]): Promise<void>;
}

export function createStopFlow(parts: StopFlowParts): StopFlow {
  const start: StopFlow['start'] = async (refs, operation, unread = []) => {
    // The pages on which the person looked at the plan before it was sent.
    const shown: Plan[] = [];
    const showPlan = (plan: Plan): void => {
      shown.push(plan);
      parts.plans.show(plan);
    };
    for (;;) {
      const made = await makePlan(parts, refs, operation);
      if (!made) return;
      const plan = { ...made, unread };
      try {
        const answer = await confirmPlan({ ...parts, showPlan }, plan);
        // What the plan showed is what the person knows now; a changed account voids this plan, not the next one.
        for (const { identity } of plan.groups) if (identity) parts.learn(identity);
        if (answer.type === 'no') return;
        if (answer.type === 'again') continue;
        const running = parts.stopping.run(answer.confirmed);
        showOnViews(running);
        const result = await running;
        for (const seen of shown) parts.plans.sent(seen, parts.clock.now(), result.run);
        // Not awaited: the person goes on working while it is watched.
        void offerRest(start, result).catch(parts.onError);
        return;
      } catch (error) {
        if (!(error instanceof StalePlanError)) throw error;
        await inform(l10n.t('Things changed while the plan was open. Here is an updated plan.'));
      }
    }
  };
  return { start };
}

/** Names what has not left although it was confirmed, with a button that opens the prompt for just that. The button sends nothing. */
async function offerRest(start: StopFlow['start'], result: RunResult): Promise<void> {
  const unsent = unsentOf(result);
  if (unsent === undefined) return;
  const { message, button, targets, operation } = unsent;
  if ((await warn(message, button)) !== button) return;
  await start(
    targets.map(({ ref }) => ref),
    operation,
  );
}

/** Undefined when the person cancelled. */
async function makePlan(
  parts: StopFlowParts,
  refs: readonly PlanRef[],
  operation: Operation,
): Promise<Plan | undefined> {
  return showWait(l10n.t('Reading the current state…'), (signal) => parts.stopping.plan(refs, operation, signal));
}

/** A call's answer as the state history keeps it. */
export function requestOutcome(failure: Failure | undefined, requestId: string | undefined): RequestOutcome {
  const id = requestId ?? failure?.requestId;
  const about = id === undefined ? {} : { requestId: id };
  if (!failure) return { result: 'accepted', ...about };
  return { result: failure.mayHaveHappened ? 'unknown' : 'refused', message: failure.message, ...about };
}
