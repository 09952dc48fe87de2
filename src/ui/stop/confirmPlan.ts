import { l10n, type MessageItem } from 'vscode';
import type { Answers, ConfirmedPlan } from '../../stopping/confirmation.ts';
import { type Plan, sendable } from '../../stopping/plan/plan.ts';
import { judgeTyped, type TypedName, typedName } from '../../stopping/plan/typedName.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import { openSetting } from '../words/openSetting.ts';
import { heading, verb } from '../words/operations.ts';
import { askInDialog, askSteps, createTextBox, inform } from '../words/say.ts';
import { operationKind } from '../../stopping/operation.ts';
import { plainText } from '../../base/plainText.ts';
import { planDetail, planQuestion } from './planWords.ts';

/** `again`: the person looked at the details and wants to be asked again, with a fresh plan. */
export type PromptAnswer =
  | { readonly type: 'confirmed'; readonly confirmed: ConfirmedPlan }
  | { readonly type: 'again' }
  | { readonly type: 'no' };

export interface PromptParts {
  readonly stopping: Pick<Stopping, 'confirm'>;
  /** Opens the whole plan as a page. */
  readonly showPlan: (plan: Plan) => void;
}

/**
 * Shows the plan and asks. The only caller of {@link Stopping.confirm}, and it calls it from the answer of a modal dialog alone: any extension can run the
 * commands that accept a quick input or press a notification's button, and none can answer a dialog.
 */
export async function confirmPlan(parts: PromptParts, plan: Plan): Promise<PromptAnswer> {
  if (sendable(plan).length === 0) return tellNothing(parts, plan);
  const wanted = typedName(plan);
  if (wanted && !(await askTypedName(plan, wanted))) return { type: 'no' };
  return askWhether(parts, plan, undefined);
}

async function tellNothing(parts: PromptParts, plan: Plan): Promise<PromptAnswer> {
  const details: MessageItem = { title: l10n.t('Show Details') };
  const setting = settingThatForbids(plan);
  const open: MessageItem = { title: l10n.t('Open Setting') };
  const retry: MessageItem = { title: l10n.t('Try Again') };
  const message = nothingWords(plan);
  const detail = planDetail(plan);
  const choice = await askInDialog(
    message,
    detail,
    ...(setting === undefined ? [] : [open]),
    ...(isAccountUnread(plan) ? [retry] : []),
    details,
  );
  if (choice === retry) return { type: 'again' };
  if (choice === details) return showDetails(parts, plan);
  if (choice === open && setting !== undefined) await openSetting(setting);
  return { type: 'no' };
}

/** Whether nobody could tell whose account it is: asking again may tell. */
function isAccountUnread({ groups }: Plan): boolean {
  return groups.some(({ targets }) =>
    targets.some(({ findings }) => findings.some(({ type }) => type === 'unreachable-account')),
  );
}

/** One target by its name; why is in the lines below. */
function nothingWords(plan: Plan): string {
  const [only, ...more] = plan.groups.flatMap(({ targets }) => targets);
  if (only && more.length === 0) return l10n.t('{0} can’t be changed now.', plainText(only.name, 80) || only.ref.id);
  return operationKind[plan.operation.type] !== 'lever' &&
    plan.operation.type !== 'start' &&
    plan.operation.type !== 'continue'
    ? l10n.t('Nothing here can be stopped.')
    : l10n.t('Nothing here can be changed.');
}

/** The setting that keeps everything in the plan from being done, if one does. */
function settingThatForbids(plan: Plan): GuardSetting | undefined {
  for (const { findings } of plan.groups.flatMap(({ targets }) => targets)) {
    for (const finding of findings) {
      if (finding.type !== 'forbidden') continue;
      return finding.failure.code === 'region' ? 'halt.allowedRegions' : 'halt.readOnly';
    }
  }
  return undefined;
}

/** With a reason, the dialog comes a second time and says it: it is the last step whatever came before. */
async function askWhether(parts: PromptParts, plan: Plan, answers: Answers | undefined): Promise<PromptAnswer> {
  const count = sendable(plan).length;
  const details: MessageItem = { title: l10n.t('Show Details') };
  const go: MessageItem = { title: count === 1 ? verb(plan.operation) : `${verb(plan.operation)} ${count}` };
  const withReason: MessageItem = { title: l10n.t('{0} with Reason…', go.title) };
  const reason = [answers?.reason, answers?.reference].filter(Boolean).join(' · ');
  const detail = [...planDetail(plan), ...(reason === '' ? [] : ['', l10n.t('Reason: {0}', reason)])];
  const buttons = answers ? [go, details] : [go, details, withReason];
  const choice = await askInDialog(planQuestion(plan), detail, ...buttons);
  if (choice === details) return showDetails(parts, plan);
  if (choice === go) return { type: 'confirmed', confirmed: parts.stopping.confirm(plan, answers ?? {}) };
  if (choice !== withReason) return { type: 'no' };
  const said = await askReason(plan);
  return said ? askWhether(parts, plan, said) : { type: 'no' };
}

async function showDetails(parts: PromptParts, plan: Plan): Promise<PromptAnswer> {
  const count = sendable(plan).length;
  parts.showPlan(plan);
  if (count === 0) return { type: 'no' };
  const ask = l10n.t('{0}…', verb(plan.operation));
  const message = l10n.t('{0}: this is the plan. Nothing has been sent.', heading(plan.operation, count));
  return (await inform(message, ask)) === ask ? { type: 'again' } : { type: 'no' };
}

/** Undefined when the person left. */
async function askReason(plan: Plan): Promise<Answers | undefined> {
  const question = planQuestion(plan);
  const said = await askSteps([
    { title: l10n.t('Reason: {0}', question), prompt: l10n.t('Reason, for the audit log') },
    { title: l10n.t('Ticket: {0}', question), prompt: l10n.t('Ticket or incident (optional)') },
  ]);
  if (!said) return undefined;
  const [reason = '', reference = ''] = said.map((text) => text.trim());
  return { ...(reason ? { reason } : {}), ...(reference ? { reference } : {}) };
}

/** Resolves with whether the name was typed: what is not the beginning of it is red at once, and Enter on a beginning leaves the box open. */
function askTypedName(plan: Plan, wanted: TypedName): Promise<boolean> {
  const { box, say } = createTextBox({
    title: l10n.t('Production: {0}', planQuestion(plan)),
    prompt: l10n.t('Type “{0}” to confirm', wanted.shown),
    placeholder: wanted.shown,
  });
  return new Promise((resolve) => {
    box.onDidChangeValue((text) => {
      const other = judgeTyped(wanted, text) === 'other';
      const trouble = l10n.t('Type “{0}”, or press Escape: nothing has been sent.', wanted.shown);
      say('trouble', other ? trouble : undefined);
    });
    box.onDidAccept(() => {
      if (judgeTyped(wanted, box.value) !== 'complete') return;
      resolve(true);
      box.hide();
    });
    box.onDidHide(() => {
      resolve(false);
      box.dispose();
    });
    box.show();
  });
}
