import { l10n, type MessageItem } from 'vscode';
import type { Said } from '../../stopping/confirmation.ts';
import { type Plan, sendable } from '../../stopping/plan/plan.ts';
import { textsOfPlan } from '../../stopping/plan/typedName.ts';
import { askedLines, reasonLines } from '../words/asked.ts';
import { verb } from '../words/operations.ts';
import { askInDialog } from '../words/say.ts';
import { askNothing, nothingWords } from './planHindrances.ts';
import { namesInStep, planDetail, planQuestion } from './planWords.ts';
import {
  type AskedFor,
  type PromptChoice,
  type PromptFrame,
  type PromptParts,
  tellVoid,
  voidCause,
} from './promptFrame.ts';
import { askReasonAfter } from './reasonSteps.ts';
import { askBefore } from './stepsBefore.ts';

/**
 * Shows the plan and asks whether to do it. It is the only caller of {@link Stopping.confirm}, and calls it only from the answer to a modal dialog:
 * any extension can run commands that accept a quick input or press a notification's button, but none can answer a dialog.
 */
export async function confirmPlan(parts: PromptParts, plan: Plan, frame: PromptFrame): Promise<PromptChoice> {
  const { asked } = frame;
  if (sendable(plan).length === 0) return asked ? { type: 'blocked', plan } : tellNothing(parts, plan, frame);
  asked?.onPrompt();
  const title = l10n.t('Production: {0}', planQuestion(plan));
  const texts = textsOfPlan(plan);
  const earlier = (frame.stepsBefore ?? 0) + texts.length;
  const steps = {
    texts,
    title,
    names: namesInStep([plan]),
    isReasonRequired: parts.stopping.lacksReason(plan, saidBy(frame.said, asked)),
    question: planQuestion(plan),
  };
  const said = await frame.showing('steps', () => askBefore(parts, frame, steps));
  if (said === 'back') return { type: 'back' };
  if (!said) return frame.signal.aborted ? tellVoid(frame, frame.signal.reason) : { type: 'no' };
  const cause = voidCause(frame);
  return cause === undefined
    ? askWhether(parts, plan, frame, said.reason ?? frame.said, { typed: said.typed, earlier })
    : tellVoid(frame, cause);
}

const besidesLines = ({ besides }: PromptFrame): readonly string[] =>
  besides.length > 0 ? ['', ...besides.map(({ words }) => words)] : [];

async function tellNothing(parts: PromptParts, plan: Plan, frame: PromptFrame): Promise<PromptChoice> {
  const detail = [...planDetail(plan), ...besidesLines(frame)];
  return askNothing(frame, [plan], nothingWords(plan), detail, {
    showDetails: () => showDetails(parts, plan, undefined),
    signIn: parts.signIn,
  });
}

/** The steps before the dialog: what was typed in them, and how many they were. */
interface Steps {
  readonly typed: readonly string[];
  readonly earlier: number;
}

/** Asks in the dialog. After the person gives a reason, the dialog comes once more and shows it, as the dialog is always the last step. */
async function askWhether(
  parts: PromptParts,
  made: Plan,
  frame: PromptFrame,
  said: Said | undefined,
  steps: Steps,
): Promise<PromptChoice> {
  const plan = frame.latest(made);
  const count = sendable(plan).length;
  const { asked } = frame;
  const details: MessageItem = { title: l10n.t('Show Details') };
  const go: MessageItem = { title: count === 1 ? verb(plan.operation) : `${verb(plan.operation)} ${count}` };
  const withReason: MessageItem = { title: l10n.t('{0} with Reason…', go.title) };
  const reason = reasonLines(said, [plan.operation]);
  const detail = [
    ...(asked ? askedLines(asked.by, said ? undefined : asked.reason) : []),
    ...planDetail(plan),
    ...besidesLines(frame),
    ...reason,
  ];
  // The editor focuses the first button. An agent or extension chose the moment, so that a key which the person happens to press just then must not
  // confirm.
  const first = asked ? [details, go] : [go, details];
  const buttons = said || reason.length > 0 ? first : [...first, withReason];
  const choice = await frame.showing('dialog', () => askInDialog(planQuestion(plan), detail, ...buttons));
  if (choice === undefined) return { type: 'no' };
  const cause = voidCause(frame);
  if (cause !== undefined) return tellVoid(frame, cause);
  if (choice === details) return showDetails(parts, frame.latest(plan), said);
  if (choice === go) {
    const { typed } = steps;
    const all = { ...saidBy(said, asked), ...(typed.length > 0 && { typed }) };
    return { type: 'confirmed', confirmed: [parts.stopping.confirm(plan, all)] };
  }
  if (choice !== withReason) return { type: 'no' };
  return askWithReason(parts, plan, frame, steps);
}

/**
 * Asks for a reason that isn't required, and then in the dialog again; so it does when the person goes back or leaves, and what they typed before is
 * kept.
 */
async function askWithReason(parts: PromptParts, plan: Plan, frame: PromptFrame, steps: Steps): Promise<PromptChoice> {
  const step = { question: planQuestion(plan), isRequired: false };
  const said = await frame.showing('steps', () => askReasonAfter(steps.earlier, parts, step, frame));
  const cause = voidCause(frame);
  if (cause !== undefined) return tellVoid(frame, cause);
  return askWhether(parts, plan, frame, said === 'back' ? undefined : said, steps);
}

/** What goes into the log: the person's own reason if there is one, else the asker's. */
function saidBy(said: Said | undefined, asked: AskedFor | undefined): Said {
  if (!asked) return said ?? {};
  const { by, reason } = asked;
  return { ...(said ?? (reason === undefined ? {} : { reason, reasonBy: by })), via: by };
}

async function showDetails(parts: PromptParts, plan: Plan, said: Said | undefined): Promise<PromptChoice> {
  if (sendable(plan).length === 0) {
    parts.showPlan(plan);
    return { type: 'no' };
  }
  const ask = l10n.t('{0}…', verb(plan.operation));
  const message = l10n.t('{0} This is the plan. Nothing has been sent.', planQuestion(plan));
  return (await parts.lookAt([plan], message, ask)) ? { type: 'again', ...(said && { said }) } : { type: 'no' };
}
