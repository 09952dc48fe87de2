import { l10n, type MessageItem } from 'vscode';
import type { Said } from '../../stopping/confirmation.ts';
import { goingPlans, type Proposal } from '../../stopping/plan/proposal.ts';
import { textsToType } from '../../stopping/plan/typedName.ts';
import { type Plan, productionGroups } from '../../stopping/plan/plan.ts';
import { reasonLines } from '../words/asked.ts';
import { askInDialog } from '../words/say.ts';
import type { Around } from './around.ts';
import { askNothing } from './planHindrances.ts';
import { type PromptChoice, type PromptFrame, type PromptParts, tellVoid, voidCause } from './promptFrame.ts';
import { namesInStep } from './planWords.ts';
import { proposalDetail, proposalDialog } from './proposalDialog.ts';
import { proposalQuestion, proposalVerb } from './proposalQuestion.ts';
import { askReasonAfter } from './reasonSteps.ts';
import { askBefore } from './stepsBefore.ts';

/** A proposal, with what the person knows beside it. */
export interface Proposed extends Around {
  readonly proposal: Proposal;
}

/**
 * Shows all plans of a proposal and asks once. It is the only caller of {@link Stopping.confirmAll}, and like {@link confirmPlan} calls it only from
 * the answer to a modal dialog. Before the dialog, the person types what the proposal asks for, and gives the reason that a setting asks for.
 */
export async function confirmProposal(
  parts: PromptParts,
  proposed: Proposed,
  frame: PromptFrame,
): Promise<PromptChoice> {
  const { proposal } = proposed;
  const going = goingPlans(proposal);
  if (going.length === 0) return tellNothing(parts, proposed, frame);
  const question = proposalQuestion(proposal);
  const texts = textsToType(proposal);
  const steps = {
    texts,
    title: titleFor(proposal, question),
    names: namesInStep(going),
    isReasonRequired: going.some((plan) => parts.stopping.lacksReason(plan, frame.said ?? {})),
    question,
  };
  const said = await frame.showing('steps', () => askBefore(parts, frame, steps));
  if (said === 'back') return { type: 'back' };
  if (said === undefined) return frame.signal.aborted ? tellVoid(frame, frame.signal.reason) : { type: 'no' };
  const { typed, reason = frame.said } = said;
  return askWhether(parts, proposed, frame, { ...reason, typed }, (frame.stepsBefore ?? 0) + texts.length);
}

function titleFor({ plans }: Proposal, question: string): string {
  return plans.some((plan) => productionGroups(plan).length > 0) ? l10n.t('Production: {0}', question) : question;
}

/**
 * Asks in the dialog. After the person gives a reason that isn't required, or goes back from it or leaves it, the dialog comes once more; what they
 * typed before is kept.
 */
async function askWhether(
  parts: PromptParts,
  made: Proposed,
  frame: PromptFrame,
  said: Said,
  earlier: number,
): Promise<PromptChoice> {
  const proposed = latestOf(made, frame);
  const { proposal } = proposed;
  const details: MessageItem = { title: l10n.t('Show Details') };
  const go: MessageItem = { title: proposalVerb(proposal) };
  const withReason: MessageItem = { title: l10n.t('{0} with Reason…', go.title) };
  const operations = goingPlans(proposal).map(({ operation }) => operation);
  const reason = reasonLines(said, operations);
  const { message, detail } = proposalDialog(proposal, proposed, reason);
  const buttons = reason.length === 0 ? [go, details, withReason] : [go, details];
  const choice = await frame.showing('dialog', () => askInDialog(message, [...detail, ...reason], ...buttons));
  if (choice === undefined) return { type: 'no' };
  const cause = voidCause(frame);
  if (cause !== undefined) return tellVoid(frame, cause);
  if (choice === go) return { type: 'confirmed', confirmed: parts.stopping.confirmAll(proposal, said) };
  if (choice === details) return showDetails(parts, latestOf(proposed, frame), said);
  const step = { question: proposalQuestion(proposal), isRequired: false };
  const given = await frame.showing('steps', () => askReasonAfter(earlier, parts, step, frame));
  if (frame.signal.aborted) return tellVoid(frame, frame.signal.reason);
  return askWhether(parts, proposed, frame, { ...said, ...(given === 'back' ? {} : given) }, earlier);
}

const latestOf = ({ proposal, ...around }: Proposed, { latest }: PromptFrame): Proposed => ({
  ...around,
  proposal: { ...proposal, plans: proposal.plans.map(latest) },
});

async function tellNothing(parts: PromptParts, proposed: Proposed, frame: PromptFrame): Promise<PromptChoice> {
  const { proposal } = proposed;
  const words = l10n.t('Nothing here can be stopped.');
  const showPlans = (): Promise<PromptChoice> => {
    for (const plan of shownOf(proposed)) parts.showPlan(plan);
    return Promise.resolve({ type: 'no' });
  };
  return askNothing(frame, proposal.plans, words, proposalDetail(proposal, proposed), {
    showDetails: showPlans,
    signIn: parts.signIn,
  });
}

/** The plans to show, one page each, with the places that could not be read. */
const shownOf = ({ proposal, unread }: Proposed): readonly Plan[] =>
  proposal.plans.map((plan) => ({ ...plan, unread }));

async function showDetails(parts: PromptParts, proposed: Proposed, said: Said): Promise<PromptChoice> {
  const word = proposalVerb(proposed.proposal);
  const ask = l10n.t('{0}…', word);
  const message = l10n.t('{0} This is the plan. Nothing has been sent.', proposalQuestion(proposed.proposal));
  return (await parts.lookAt(shownOf(proposed), message, ask)) ? { type: 'again', said } : { type: 'no' };
}
