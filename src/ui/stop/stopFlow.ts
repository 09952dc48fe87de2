import { l10n } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { RequestOutcome } from '../../history/entry.ts';
import type { Failure } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import { type Answers, StalePlanError } from '../../stopping/confirmation.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan, PlanRef } from '../../stopping/plan/plan.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import { type AskedFor, confirmPlan } from './confirmPlan.ts';
import type { OnePrompt, Seat } from './onePrompt.ts';
import type { PlanPages } from './planPages.ts';
import type { RunResult } from '../../stopping/run/runStop.ts';
import { unsentOf } from './unsent.ts';
import { inform, showOnViews, showWait, warn } from '../words/say.ts';

export interface StopFlowParts {
  readonly stopping: Stopping;
  readonly plans: PlanPages;
  readonly clock: Pick<Clock, 'now'>;
  readonly onePrompt: OnePrompt;
  /** Hears whom the plan found each profile to belong to, after the person has seen it. */
  readonly learn: (identity: Identity) => void;
  readonly onError: (error: unknown) => void;
}

/** How a way to a change ended. */
export type FlowEnd =
  /** The person said no, or left. */
  | { readonly type: 'declined' }
  /** Another prompt is open. */
  | { readonly type: 'busy' }
  /** Nothing of it can be done; the plan says why. */
  | { readonly type: 'blocked'; readonly plan: Plan }
  /** Given up or too old before the person had answered. */
  | { readonly type: 'void'; readonly cause: unknown }
  /** AWS has answered. */
  | { readonly type: 'sent'; readonly plan: Plan; readonly result: RunResult };

/** The one way to every change: plan, prompt, call, tracker. Whoever starts it, from wherever. */
export interface StopFlow {
  /** For the person. `unread`: where it is not known what runs, when the operation is about everything. */
  start(refs: readonly PlanRef[], operation: Operation, unread?: readonly Scope[]): Promise<void>;
  /** For an agent or another extension: the same prompt, answered by the person. Refused at once while another is open. */
  ask(refs: readonly PlanRef[], operation: Operation, asked: AskedFor): Promise<FlowEnd>;
}

export function createStopFlow(parts: StopFlowParts): StopFlow {
  return {
    start: async (refs, operation, unread = []) => {
      await begin(parts, { refs, operation, unread });
    },
    ask: async (refs, operation, asked) => {
      const seat = parts.onePrompt.take('other');
      return seat ? converse(parts, seat, { refs, operation, unread: [], asked }) : { type: 'busy' };
    },
  };
}

interface Wish {
  readonly refs: readonly PlanRef[];
  readonly operation: Operation;
  readonly unread: readonly Scope[];
  readonly asked?: AskedFor;
}

/** For the person, who has the seat of whoever holds it. */
async function begin(parts: StopFlowParts, wish: Wish): Promise<FlowEnd> {
  const seat = parts.onePrompt.take('person');
  if (seat) return converse(parts, seat, wish);
  await inform(l10n.t('Another prompt is open. Answer it first.'));
  return { type: 'busy' };
}

async function converse(parts: StopFlowParts, seat: Seat, wish: Wish): Promise<FlowEnd> {
  const { asked } = wish;
  const signal = asked ? AbortSignal.any([seat.signal, asked.signal]) : seat.signal;
  const frame = { signal, inDialog: seat.inDialog, ...(asked && { asked }) };
  // A reason is given once, however often the person looks at the details.
  let said: Answers | undefined;
  // The pages on which the person looked at the plan before it was sent.
  const shown: Plan[] = [];
  const showPlan = (plan: Plan): void => {
    shown.push(plan);
    parts.plans.show(plan);
  };
  try {
    for (;;) {
      const made = await makePlan(parts, wish, signal);
      if (signal.aborted) return { type: 'void', cause: signal.reason };
      if (!made) return { type: 'declined' };
      const plan = { ...made, unread: wish.unread };
      try {
        const answer = await confirmPlan({ ...parts, showPlan }, plan, { ...frame, ...(said && { said }) });
        // What the plan showed is what the person knows now; a changed account voids this plan, not the next one.
        for (const { identity } of plan.groups) if (identity) parts.learn(identity);
        switch (answer.type) {
          case 'no':
            return { type: 'declined' };
          case 'void':
            return answer;
          case 'blocked':
            return { type: 'blocked', plan };
          case 'again':
            said = answer.said;
            if (seat.renew()) break;
            // They have stopped something else while they read the plan, and come back to this one.
            return asked ? { type: 'void', cause: signal.reason } : await begin(parts, wish);
          case 'confirmed': {
            // The next prompt need not wait for AWS's answer.
            seat.release();
            const running = parts.stopping.run(answer.confirmed);
            showOnViews(running);
            const result = await running;
            for (const seen of shown) parts.plans.sent(seen, parts.clock.now(), result.run);
            // Not awaited: the person goes on working while it is watched.
            void offerRest(parts, result).catch(parts.onError);
            return { type: 'sent', plan, result };
          }
        }
      } catch (error) {
        if (!(error instanceof StalePlanError)) throw error;
        await inform(l10n.t('Things changed while the plan was open. Here is an updated plan.'));
        if (!seat.renew()) return { type: 'void', cause: signal.reason };
      }
    }
  } finally {
    seat.release();
  }
}

/** Names what has not left although it was confirmed, with a button that opens the prompt for just that. The button sends nothing. */
async function offerRest(parts: StopFlowParts, result: RunResult): Promise<void> {
  const unsent = unsentOf(result);
  if (unsent === undefined) return;
  const { message, button, targets, operation } = unsent;
  if ((await warn(message, button)) !== button) return;
  await begin(parts, { refs: targets.map(({ ref }) => ref), operation, unread: [] });
}

/** Undefined when the person cancelled, or when nobody asks any more. */
async function makePlan(
  parts: StopFlowParts,
  { refs, operation }: Wish,
  signal: AbortSignal,
): Promise<Plan | undefined> {
  return showWait(l10n.t('Reading the current state…'), (given) => parts.stopping.plan(refs, operation, given), signal);
}

/** A call's answer as the state history keeps it. */
export function requestOutcome(failure: Failure | undefined, requestId: string | undefined): RequestOutcome {
  const id = requestId ?? failure?.requestId;
  const about = id === undefined ? {} : { requestId: id };
  if (!failure) return { result: 'accepted', ...about };
  return { result: failure.mayHaveHappened ? 'unknown' : 'refused', message: failure.message, ...about };
}
