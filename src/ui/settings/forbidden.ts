import { l10n } from 'vscode';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { plainStop } from '../../stopping/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { plainText } from '../../base/plainText.ts';
import { openSetting } from '../editor/openSetting.ts';
import { inform } from '../words/say.ts';

/** More would be a message that nobody reads to its end. */
const MOST_SAID = 3;

/** `halt.readOnly forbids changes in shop-production (eu-west-1)`. */
export function forbiddenWords(setting: GuardSetting, { profile, region }: Scope): string {
  return l10n.t('{0} forbids changes in {1} ({2}).', setting, plainText(profile, 60), region);
}

/** Where settings forbid the plain stop of some of them: a sentence for each setting and place, the first few. */
export function forbiddenStops(guards: Pick<AskedGuards, 'forbidding'>, refs: readonly TargetRef[]): readonly string[] {
  const words = refs.flatMap(({ scope, kind }) => {
    if (kind === 'lever') return [];
    const setting = guards.forbidding(scope, plainStop[kind].type);
    return setting === undefined ? [] : [forbiddenWords(setting, scope)];
  });
  return [...new Set(words)].slice(0, MOST_SAID);
}

/** Says which setting forbids it, with a button that opens it. */
export async function tellForbidden(setting: GuardSetting, scope: Scope): Promise<void> {
  const open = l10n.t('Open Setting');
  if ((await inform(forbiddenWords(setting, scope), open)) === open) await openSetting(setting);
}
