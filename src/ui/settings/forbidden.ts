import { l10n } from 'vscode';
import { forbids } from '../../model/changePolicy.ts';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { Identity } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import { openSetting } from '../words/openSetting.ts';
import { inform } from '../words/say.ts';
import type { Settings } from './settings.ts';

/** The setting that forbids every change in a place; undefined where changes are allowed. */
export function forbiddingSetting(
  { policy, unclear }: Pick<Settings, 'policy' | 'unclear'>,
  scope: Scope,
  identity: Pick<Identity, 'account' | 'alias'> | undefined,
): GuardSetting | undefined {
  const [first] = unclear;
  if (first !== undefined) return first;
  switch (forbids(policy, { scope, type: 'stop', ...whoOf(identity) })) {
    case 'read-only':
      return 'halt.readOnly';
    case 'region':
      return 'halt.allowedRegions';
    case 'abort-off':
    case undefined:
      return undefined;
  }
}

/** Whom a profile belongs to, as guards ask it. */
export function whoOf(identity: Pick<Identity, 'account' | 'alias'> | undefined) {
  return { account: identity?.account, alias: identity?.alias };
}

/** `halt.readOnly forbids changes in shop-production (eu-west-1)`. */
function forbiddenWords(setting: GuardSetting, { profile, region }: Scope): string {
  return l10n.t('{0} forbids changes in {1} ({2}).', setting, plainText(profile, 60), region);
}

/** Says which setting forbids it, with a button that opens it. */
export async function tellForbidden(setting: GuardSetting, scope: Scope): Promise<void> {
  const open = l10n.t('Open Setting');
  if ((await inform(forbiddenWords(setting, scope), open)) === open) await openSetting(setting);
}
