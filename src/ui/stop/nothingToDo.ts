import { l10n, type MessageItem } from 'vscode';
import { settingOfCode } from '../../model/guardSettings.ts';
import type { Plan } from '../../stopping/plan/plan.ts';
import { openSetting } from '../editor/openSetting.ts';
import { askInDialog } from '../words/say.ts';
import type { PromptChoice, PromptFrame } from './promptFrame.ts';

/** Says that nothing of these plans can be done, and offers the way on, where there is one: the setting that forbids it, or asking again. */
export async function askNothing(
  frame: PromptFrame,
  plans: readonly Plan[],
  message: string,
  detail: readonly string[],
  showDetails: () => Promise<PromptChoice>,
): Promise<PromptChoice> {
  const details: MessageItem = { title: l10n.t('Show Details') };
  const open: MessageItem = { title: l10n.t('Open Setting') };
  const retry: MessageItem = { title: l10n.t('Try Again') };
  const { setting, isAccountUnread } = wayOn(plans);
  const buttons = [...(setting === undefined ? [] : [open]), ...(isAccountUnread ? [retry] : []), details];
  const choice = await frame.showing('dialog', () => askInDialog(message, detail, ...buttons));
  if (choice === retry) return { type: 'again' };
  if (choice === details) return showDetails();
  if (choice === open && setting !== undefined) await openSetting(setting);
  return { type: 'no' };
}

/** The setting that keeps something of it from being done, if one does; and whether nobody could tell whose account it is, which asking again may tell. */
export function wayOn(plans: readonly Plan[]): {
  readonly setting: ReturnType<typeof settingOfCode>;
  readonly isAccountUnread: boolean;
} {
  const findings = plans.flatMap(({ groups }) =>
    groups.flatMap(({ targets }) => targets.flatMap((target) => target.findings)),
  );
  const codes = findings.flatMap((finding) => (finding.type === 'forbidden' ? [finding.failure.code] : []));
  return {
    setting: codes.map(settingOfCode).find((setting) => setting !== undefined),
    isAccountUnread: findings.some(({ type }) => type === 'unreachable-account'),
  };
}
