import { l10n, type MessageItem, window } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Answers, ConfirmedPlan } from '../../stopping/confirmation.ts';
import { isBlocked, type Plan, sendable } from '../../stopping/plan/plan.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import type { Documents } from '../editor/textDocuments.ts';
import { heading, verb } from '../words/operations.ts';
import { planDetail, planDocument, planQuestion } from './planWords.ts';

/** `again`: the person looked at the details and wants to be asked again, with a fresh plan. */
export type PromptAnswer =
  | { readonly type: 'confirmed'; readonly confirmed: ConfirmedPlan }
  | { readonly type: 'again' }
  | { readonly type: 'no' };

export interface PromptParts {
  readonly stopping: Pick<Stopping, 'confirm'>;
  readonly documents: Documents;
  readonly isSimulated: (profile: string) => boolean;
}

/** Shows the plan and asks. The only caller of {@link Stopping.confirm}. */
export async function confirmPlan(parts: PromptParts, plan: Plan): Promise<PromptAnswer> {
  const targets = sendable(plan);
  const detail = planDetail(plan, parts.isSimulated);
  const details: MessageItem = { title: l10n.t('Show Details') };
  if (targets.length === 0) {
    const message = l10n.t('Nothing of this can be done now.');
    const choice = await window.showWarningMessage(message, { modal: true, detail }, details);
    return choice === details ? showDetails(parts, plan) : { type: 'no' };
  }
  const go: MessageItem = {
    title: targets.length === 1 ? verb(plan.operation) : `${verb(plan.operation)} ${targets.length}`,
  };
  const withReason: MessageItem = { title: l10n.t('{0} with Reason…', go.title) };
  const choice = await window.showWarningMessage(planQuestion(plan), { modal: true, detail }, go, details, withReason);
  if (choice === details) return showDetails(parts, plan);
  if (choice !== go && choice !== withReason) return { type: 'no' };
  const answers = choice === withReason ? await askReason() : {};
  if (!answers || !(await typedName(plan))) return { type: 'no' };
  return { type: 'confirmed', confirmed: parts.stopping.confirm(plan, answers) };
}

async function showDetails(parts: PromptParts, plan: Plan): Promise<PromptAnswer> {
  const count = sendable(plan).length;
  await parts.documents.show(l10n.t('Plan'), planDocument(plan, parts.isSimulated));
  if (count === 0) return { type: 'no' };
  const ask = l10n.t('{0}…', verb(plan.operation));
  const choice = await window.showInformationMessage(
    l10n.t('{0}: this is the plan. Nothing has been sent.', heading(plan.operation, count)),
    ask,
  );
  return choice === ask ? { type: 'again' } : { type: 'no' };
}

/** Undefined when the person left. */
async function askReason(): Promise<Answers | undefined> {
  const title = l10n.t('For the audit log');
  const reason = await window.showInputBox({ title, prompt: l10n.t('Why?'), ignoreFocusOut: true });
  if (reason === undefined) return undefined;
  const reference = await window.showInputBox({
    title,
    prompt: l10n.t('Ticket or incident (optional)'),
    ignoreFocusOut: true,
  });
  if (reference === undefined) return undefined;
  return {
    ...(reason.trim() ? { reason: reason.trim() } : {}),
    ...(reference.trim() ? { reference: reference.trim() } : {}),
  };
}

/** In production the name has to be typed: the target's own, or the profiles' for several. */
async function typedName(plan: Plan): Promise<boolean> {
  const production = plan.groups.filter(
    (group) => group.production.length > 0 && group.targets.some((target) => !isBlocked(target)),
  );
  if (production.length === 0) return true;
  const [only, ...more] = sendable(plan);
  const name =
    only && more.length === 0 ? only.name : [...new Set(production.map((group) => group.scope.profile))].join(' ');
  const wanted = plainText(name, 200);
  const typed = await window.showInputBox({
    title: l10n.t('Production: {0}', heading(plan.operation, sendable(plan).length)),
    prompt: l10n.t('Type “{0}” to go on', wanted),
    placeHolder: wanted,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === wanted ? undefined : l10n.t('Type “{0}”, or press Escape: nothing has been sent.', wanted),
  });
  return typed?.trim() === wanted;
}
