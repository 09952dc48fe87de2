import { l10n, type MessageItem } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { settingOfCode } from '../../model/guardSettings.ts';
import { operationKind } from '../../stopping/operation.ts';
import { isBlocked, type Plan, productionOf } from '../../stopping/plan/plan.ts';
import { openSetting } from '../editor/openSetting.ts';
import { counted, shownNumber } from '../words/counted.ts';
import { failureWords } from '../words/failures.ts';
import { askInDialog, inform } from '../words/say.ts';
import { productionFirst, targetName } from '../words/targetNames.ts';
import type { PromptChoice, PromptFrame, SignIn } from './promptFrame.ts';

/** How many of the targets that AWS denies are named. */
const MOST_NAMES = 5;

/** Words for a plan of which nothing can be done; one target is named. The reason stands beside them. */
export function nothingWords(plan: Plan): string {
  const [only, ...more] = plan.groups.flatMap(({ targets }) => targets);
  if (only && more.length === 0) return l10n.t('{0} can’t be changed now.', targetName(only));
  return operationKind[plan.operation.type] !== 'lever' &&
    plan.operation.type !== 'start' &&
    plan.operation.type !== 'continue'
    ? l10n.t('Nothing here can be stopped.')
    : l10n.t('Nothing here can be changed.');
}

/**
 * Says that nothing of these plans can be done, and offers a way on where there is one: to the setting that forbids it, to a sign-in, or to ask
 * again.
 */
export async function askNothing(
  frame: PromptFrame,
  plans: readonly Plan[],
  message: string,
  detail: readonly string[],
  { showDetails, signIn }: { readonly showDetails: () => Promise<PromptChoice>; readonly signIn: SignIn },
): Promise<PromptChoice> {
  const details: MessageItem = { title: l10n.t('Show Details') };
  const open: MessageItem = { title: l10n.t('Open Setting') };
  const retry: MessageItem = { title: l10n.t('Try Again') };
  const renew: MessageItem = { title: l10n.t('Sign In') };
  const { setting, isAccountUnread, unsigned } = wayOn(plans);
  const buttons = [
    ...(unsigned.length === 0 ? [] : [renew]),
    ...(setting === undefined ? [] : [open]),
    ...(isAccountUnread ? [retry] : []),
    details,
  ];
  const choice = (await frame.showing('dialog', () => askInDialog(message, detail, ...buttons)))?.title;
  if (choice === retry.title) return { type: 'again' };
  if (choice === renew.title) return againAfter(signIn, unsigned, message);
  if (choice === details.title) return showDetails();
  if (choice === open.title && setting !== undefined) await openSetting(setting);
  return { type: 'no' };
}

/** Asks again after the sign-in: at once where that was done here, else when the person says that it is. */
async function againAfter(signIn: SignIn, profiles: readonly string[], message: string): Promise<PromptChoice> {
  if (await signIn(profiles)) return { type: 'again' };
  const retry = l10n.t('Try Again…');
  const said = await inform(`${message} ${l10n.t('Sign in, then try again.')}`, retry);
  return said === retry ? { type: 'again' } : { type: 'no' };
}

/** The setting that keeps something of it from being done, if one does; whether nobody could tell whose account it is, which asking again may tell; and the profiles that have to sign in first. */
export function wayOn(plans: readonly Plan[]): {
  readonly setting: ReturnType<typeof settingOfCode>;
  readonly isAccountUnread: boolean;
  readonly unsigned: readonly string[];
} {
  const found = plans.flatMap(({ groups }) =>
    groups.flatMap(({ scope, targets }) =>
      targets.flatMap((target) => target.findings.map((finding) => ({ finding, scope }))),
    ),
  );
  const findings = found.map(({ finding }) => finding);
  const unsigned = found.filter(
    ({ finding, scope }) =>
      finding.type === 'unreachable-account' && failureWords(finding.failure, scope).action === 'sign-in',
  );
  const codes = findings.flatMap((finding) => (finding.type === 'forbidden' ? [finding.failure.code] : []));
  return {
    setting: codes.map(settingOfCode).find((setting) => setting !== undefined),
    isAccountUnread: findings.some(({ type }) => type === 'unreachable-account'),
    unsigned: [...new Set(unsigned.map(({ scope }) => scope.profile))],
  };
}

/**
 * Which of the targets AWS denied a dry run, by name, or that it denied some of them. Undefined where a plan has one target, which says it among its
 * own lines.
 */
export function deniedWords(plan: Plan): string | undefined {
  const going = plan.groups.flatMap((group) =>
    group.targets
      .filter((target) => !isBlocked(target))
      .map((target) => ({ target, isRisky: productionOf(target, group).length > 0 })),
  );
  const targets = productionFirst(going, ({ isRisky }) => isRisky).map(({ target }) => target);
  const isStart = plan.operation.type === 'start';
  const all = shownNumber(targets.length);
  const denied = targets.filter(({ findings }) => findings.some(({ type }) => type === 'not-allowed'));
  if (plan.groups.some(({ someDenied }) => someDenied === true) && targets.length > 1) {
    return isStart
      ? counted(
          l10n.t(
            '{0, plural, one {You are not allowed to start this # instance.} other {You are not allowed to start some of these # instances.}}',
          ),
          targets.length,
        )
      : counted(
          l10n.t(
            '{0, plural, one {You are not allowed to stop this # instance.} other {You are not allowed to stop some of these # instances.}}',
          ),
          targets.length,
        );
  }
  if (denied.length === 0 || targets.length === 1) return undefined;
  const count = shownNumber(denied.length);
  const shown = denied.slice(0, MOST_NAMES).map(({ name }) => plainText(name, 60));
  const left = denied.length - shown.length;
  const who = left > 0 ? l10n.t('{0} and {1} more', shown.join(', '), shownNumber(left)) : shown.join(', ');
  return isStart
    ? l10n.t('You are not allowed to start {0} of {1}: {2}', count, all, who)
    : l10n.t('You are not allowed to stop {0} of {1}: {2}', count, all, who);
}
