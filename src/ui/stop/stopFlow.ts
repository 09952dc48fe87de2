import { type CancellationToken, l10n } from 'vscode';
import type { RequestOutcome } from '../../history/entry.ts';
import type { Failure } from '../../model/failure.ts';
import type { Identity } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import { StalePlanError } from '../../stopping/confirmation.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan, PlanRef } from '../../stopping/plan/plan.ts';
import type { RunResult } from '../../stopping/run/runStop.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import { confirmPlan, type PromptParts } from './confirmPlan.ts';
import { unsentOf } from './unsent.ts';
import { heading, requestedWord } from '../words/operations.ts';
import { inform, showProgress, warn } from '../words/say.ts';

export interface StopFlowParts extends PromptParts {
  readonly stopping: Stopping;
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
    for (;;) {
      const made = await makePlan(parts, refs, operation);
      if (!made) return;
      const plan = { ...made, unread };
      try {
        const answer = await confirmPlan(parts, plan);
        // What the plan showed is what the person knows now; a changed account voids this plan, not the next one.
        for (const { identity } of plan.groups) if (identity) parts.learn(identity);
        if (answer.type === 'no') return;
        if (answer.type === 'again') continue;
        const result = await parts.stopping.run(answer.confirmed);
        // Not awaited: the person goes on working while it is watched.
        void watch(parts, result).catch(parts.onError);
        void offerRest(start, result).catch(parts.onError);
        return;
      } catch (error) {
        if (!(error instanceof StalePlanError)) throw error;
        await inform(l10n.t('The plan has grown old while it was open. Here is a new one.'));
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

/** Undefined when the person cancelled. A plan that takes long can be cancelled; a quick one shows nothing. */
async function makePlan(
  parts: StopFlowParts,
  refs: readonly PlanRef[],
  operation: Operation,
): Promise<Plan | undefined> {
  const controller = new AbortController();
  const work = parts.stopping.plan(refs, operation, controller.signal);
  const plan = await showProgress(l10n.t('Reading what is there now…'), (_report, token) =>
    Promise.race([work, cancelled(token).then(() => undefined)]),
  );
  if (!plan) controller.abort();
  return plan;
}

function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resolve) => {
    token.onCancellationRequested(() => resolve());
  });
}

/** Shows that something is under way, and what AWS answered, until the last target is final. Cancelling ends the watching, nothing else. */
async function watch(parts: StopFlowParts, result: RunResult): Promise<void> {
  const { run, operation, answers } = result;
  const left = () => parts.stopping.follow.following().filter((tracked) => tracked.run === run).length;
  if (left() === 0) return;
  await showProgress(heading(operation, answers.length), async (report, token) => {
    report(answerWords(result));
    let stopListening = () => {};
    await new Promise<void>((resolve) => {
      stopListening = parts.stopping.follow.onDidEnd((ended) => {
        if (ended.tracked.run !== run) return;
        const open = left();
        if (open === 0) resolve();
        else report(l10n.t('{0} of {1} final', answers.length - open, answers.length));
      });
      token.onCancellationRequested(() => parts.stopping.follow.unwatch(run));
      if (left() === 0) resolve();
    });
    stopListening();
  });
}

/** `stop requested (running → stopping)`: the call's own answer. */
function answerWords(result: RunResult): string {
  const said = new Set(
    result.answers.flatMap(({ previous, current, failure }) => {
      if (failure) return failure.mayHaveHappened ? [l10n.t('the answer was lost; looking whether it arrived')] : [];
      return previous !== undefined && current !== undefined ? [`${previous} → ${current}`] : [];
    }),
  );
  const words = requestedWord(result.operation.type);
  return said.size === 0 ? words : `${words} (${[...said].slice(0, 3).join('; ')})`;
}

/** A call's answer as the state history keeps it. */
export function requestOutcome(failure: Failure | undefined, requestId: string | undefined): RequestOutcome {
  const id = requestId ?? failure?.requestId;
  const about = id === undefined ? {} : { requestId: id };
  if (!failure) return { result: 'accepted', ...about };
  return { result: failure.mayHaveHappened ? 'unknown' : 'refused', message: failure.message, ...about };
}
