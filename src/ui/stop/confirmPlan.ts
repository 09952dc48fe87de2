import { l10n, type MessageItem } from 'vscode';
import type { Answers, Asker, ConfirmedPlan } from '../../stopping/confirmation.ts';
import { type Plan, sendable } from '../../stopping/plan/plan.ts';
import { judgeTyped, type TypedName, typedName } from '../../stopping/plan/typedName.ts';
import type { Stopping } from '../../stopping/stopping.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import { openSetting } from '../words/openSetting.ts';
import { askedLines, reasonWords, voidWords, writtenBy } from '../words/asked.ts';
import { offersOf, reasonTrouble } from '../words/reasons.ts';
import { typedForm, visibleName } from '../../base/shownText.ts';
import { heading, verb } from '../words/operations.ts';
import { askInDialog, askSteps, createTextBox, inform } from '../words/say.ts';
import { operationKind } from '../../stopping/operation.ts';
import { plainText } from '../../base/plainText.ts';
import { planDetail, planQuestion } from './planWords.ts';

/** `again`: the person looked at the details and wants to be asked again, with a fresh plan. */
export type PromptAnswer =
  | { readonly type: 'confirmed'; readonly confirmed: ConfirmedPlan }
  | { readonly type: 'again'; readonly said?: Answers }
  /** Nothing of the plan can be done. */
  | { readonly type: 'blocked' }
  /** The person said yes to what nobody asks for any more. */
  | { readonly type: 'void'; readonly cause: unknown }
  | { readonly type: 'no' };

/** What a prompt stands in: until when its answer counts, and who asks when it isn't the person. */
export interface PromptFrame {
  /** Aborted when the answer doesn't count any more; its reason is the cause. */
  readonly signal: AbortSignal;
  /** Tells when the modal dialog opens and closes. */
  readonly inDialog: (open: boolean) => void;
  readonly asked?: AskedFor;
  /** What the person has said already, before they looked at the details. */
  readonly said?: Answers;
}

/** A stop that somebody other than the person asks for. */
export interface AskedFor {
  readonly by: Asker;
  /** In the asker's own words. */
  readonly reason?: string;
  /** Aborted when they give up. */
  readonly signal: AbortSignal;
  /** Whether it was asked for so long ago, by either clock, that the answer is void. */
  readonly isTooOld: () => boolean;
}

export interface PromptParts {
  readonly stopping: Pick<Stopping, 'confirm' | 'lacksReason' | 'lastReasons'>;
  /** Opens the whole plan as a page. */
  readonly showPlan: (plan: Plan) => void;
}

/**
 * Shows the plan and asks. The only caller of {@link Stopping.confirm}, and it calls it from the answer of a modal dialog alone: any extension can run the
 * commands that accept a quick input or press a notification's button, and none can answer a dialog.
 */
export async function confirmPlan(parts: PromptParts, plan: Plan, frame: PromptFrame): Promise<PromptAnswer> {
  const { asked } = frame;
  if (sendable(plan).length === 0) return asked ? { type: 'blocked' } : tellNothing(parts, plan);
  const wanted = typedName(plan);
  if (wanted && !(await askTypedName(plan, wanted, frame))) {
    return frame.signal.aborted ? tellVoid(frame, frame.signal.reason) : { type: 'no' };
  }
  if (!parts.stopping.lacksReason(plan, answersOf(frame.said, asked)))
    return askWhether(parts, plan, frame, frame.said);
  return askWithReason(parts, plan, frame, 'required');
}

/** Undefined as long as the person's answer counts. */
function voidCause({ signal, asked }: PromptFrame): unknown {
  if (signal.aborted) return signal.reason;
  return asked?.isTooOld() === true ? 'too-old' : undefined;
}

async function tellVoid({ asked }: PromptFrame, cause: unknown): Promise<PromptAnswer> {
  // Not awaited: whoever asked is told at once.
  void inform(voidWords(cause, asked?.by));
  return { type: 'void', cause };
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
  if (choice === details) return showDetails(parts, plan, undefined);
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
async function askWhether(
  parts: PromptParts,
  plan: Plan,
  frame: PromptFrame,
  said: Answers | undefined,
): Promise<PromptAnswer> {
  const count = sendable(plan).length;
  const { asked } = frame;
  const details: MessageItem = { title: l10n.t('Show Details') };
  const go: MessageItem = { title: count === 1 ? verb(plan.operation) : `${verb(plan.operation)} ${count}` };
  const withReason: MessageItem = { title: l10n.t('{0} with Reason…', go.title) };
  const reason = [said?.reason, said?.reference].filter(Boolean).join(' · ');
  const detail = [
    ...(asked ? askedLines(asked.by, said ? undefined : asked.reason) : []),
    ...planDetail(plan),
    ...(reason === '' ? [] : ['', reasonWords(said?.reasonBy, reason)]),
  ];
  const buttons = said ? [go, details] : [go, details, withReason];
  frame.inDialog(true);
  const choice = await askInDialog(planQuestion(plan), detail, ...buttons).finally(() => frame.inDialog(false));
  if (choice === undefined) return { type: 'no' };
  const cause = voidCause(frame);
  if (cause !== undefined) return tellVoid(frame, cause);
  if (choice === details) return showDetails(parts, plan, said);
  if (choice === go) return { type: 'confirmed', confirmed: parts.stopping.confirm(plan, answersOf(said, asked)) };
  if (choice !== withReason) return { type: 'no' };
  return askWithReason(parts, plan, frame, 'optional');
}

/** Asks for the reason, and then whether. */
async function askWithReason(
  parts: PromptParts,
  plan: Plan,
  frame: PromptFrame,
  need: 'required' | 'optional',
): Promise<PromptAnswer> {
  const said = await askReason(parts, plan, frame, need);
  // Whoever left by themselves isn't told that their request has grown old.
  const cause = said ? voidCause(frame) : frame.signal.reason;
  if (cause !== undefined) return tellVoid(frame, cause);
  return said ? askWhether(parts, plan, frame, said) : { type: 'no' };
}

/** A reason of the person's own stands in place of the asker's. */
function answersOf(said: Answers | undefined, asked: AskedFor | undefined): Answers {
  if (!asked) return said ?? {};
  const { by, reason } = asked;
  return { ...(said ?? (reason === undefined ? {} : { reason, reasonBy: by })), via: by };
}

async function showDetails(parts: PromptParts, plan: Plan, said: Answers | undefined): Promise<PromptAnswer> {
  const count = sendable(plan).length;
  parts.showPlan(plan);
  if (count === 0) return { type: 'no' };
  const ask = l10n.t('{0}…', verb(plan.operation));
  const message = l10n.t('{0}: this is the plan. Nothing has been sent.', heading(plan.operation, count));
  return (await inform(message, ask)) === ask ? { type: 'again', ...(said && { said }) } : { type: 'no' };
}

/**
 * Undefined when the person left. The asker's reason is offered first, then the last ones that people gave; taken or typed again, the asker's stays marked as
 * theirs.
 */
async function askReason(
  parts: PromptParts,
  plan: Plan,
  { asked, signal }: PromptFrame,
  need: 'required' | 'optional',
): Promise<Answers | undefined> {
  const question = planQuestion(plan);
  const theirs = visibleName(asked?.reason)?.trim();
  const said = await askSteps(
    [
      {
        title: l10n.t('Reason: {0}', question),
        prompt: l10n.t('Reason, for the audit log'),
        ...(need === 'required' ? { validate: reasonTrouble } : { skip: l10n.t('No reason') }),
        offers: [
          ...(asked && theirs !== undefined ? [{ text: theirs, from: writtenBy(asked.by) }] : []),
          ...offersOf(await parts.stopping.lastReasons()),
        ],
      },
      { title: l10n.t('Ticket: {0}', question), prompt: l10n.t('Ticket or incident (optional)') },
    ],
    signal,
  );
  if (!said) return undefined;
  const [reason = '', reference = ''] = said.map((text) => text.trim());
  const isTheirs = asked !== undefined && theirs !== undefined && typedForm(reason) === typedForm(theirs);
  return {
    ...(reason ? { reason } : {}),
    ...(isTheirs ? { reasonBy: asked.by, reasonTaken: true } : {}),
    ...(reference ? { reference } : {}),
  };
}

/** Resolves with whether the name was typed: what is not the beginning of it is red at once, and Enter on a beginning leaves the box open. */
function askTypedName(plan: Plan, wanted: TypedName, { signal, asked }: PromptFrame): Promise<boolean> {
  const { box, say } = createTextBox({
    title: l10n.t('Production: {0}', planQuestion(plan)),
    prompt: [...(asked ? askedLines(asked.by, asked.reason) : []), l10n.t('Type “{0}” to confirm', wanted.shown)]
      .filter((line) => line !== '')
      .join(' '),
    placeholder: wanted.shown,
  });
  const leave = () => box.hide();
  signal.addEventListener('abort', leave, { once: true });
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
      signal.removeEventListener('abort', leave);
      resolve(false);
      box.dispose();
    });
    if (signal.aborted) {
      resolve(false);
      box.dispose();
    } else box.show();
  });
}
