import { l10n } from 'vscode';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import { openSetting } from '../editor/openSetting.ts';
import { inform } from '../words/say.ts';

/** `halt.readOnly forbids changes in shop-production (eu-west-1)`. */
export function forbiddenWords(setting: GuardSetting, { profile, region }: Scope): string {
  return l10n.t('{0} forbids changes in {1} ({2}).', setting, plainText(profile, 60), region);
}

/** Says which setting forbids it, with a button that opens it. */
export async function tellForbidden(setting: GuardSetting, scope: Scope): Promise<void> {
  const open = l10n.t('Open Setting');
  if ((await inform(forbiddenWords(setting, scope), open)) === open) await openSetting(setting);
}
