import { l10n } from 'vscode';
import { forbidsInPart, type GuardSetting } from '../../model/guardSettings.ts';
import type { OperationType } from '../../model/operation.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { plainStop } from '../../stopping/operation.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { plainText } from '../../base/plainText.ts';
import { openSetting } from '../editor/openSetting.ts';
import { inform, warn } from '../words/say.ts';

/** More would be a message that nobody reads to its end. */
const MOST_SAID = 3;

/** `halt.readOnly forbids changes in shop-production (eu-west-1)`; of what may allow the plain stop, no more than that it doesn't allow all. */
export function forbiddenWords(setting: GuardSetting, { profile, region }: Scope): string {
  const place = [plainText(profile, 60), region] as const;
  return forbidsInPart(setting)
    ? l10n.t('{0} doesn’t allow every change in {1} ({2}).', setting, ...place)
    : l10n.t('{0} forbids changes in {1} ({2}).', setting, ...place);
}

/** Where settings forbid the plain stop of some of them: a sentence for each setting and place, the first few. */
export const forbiddenStops = (
  guards: Pick<AskedGuards, 'forbidding'>,
  refs: readonly TargetRef[],
): readonly string[] => sentencesOf(guards, refs, ({ kind }) => (kind === 'lever' ? undefined : plainStop[kind].type));

/** The same of forcing a stop. */
export const forbiddenForces = (
  guards: Pick<AskedGuards, 'forbidding'>,
  refs: readonly TargetRef[],
): readonly string[] => sentencesOf(guards, refs, () => 'force-stop');

function sentencesOf(
  guards: Pick<AskedGuards, 'forbidding'>,
  refs: readonly TargetRef[],
  typeOf: (ref: TargetRef) => OperationType | undefined,
): readonly string[] {
  const words = refs.flatMap((ref) => {
    const type = typeOf(ref);
    const setting = type && guards.forbidding(ref.scope, type);
    return setting === undefined ? [] : [forbiddenWords(setting, ref.scope)];
  });
  return [...new Set(words)].slice(0, MOST_SAID);
}

/** Says which setting forbids it, with a button that opens it. */
export async function tellForbidden(setting: GuardSetting, scope: Scope): Promise<void> {
  const open = l10n.t('Open Setting');
  if ((await inform(forbiddenWords(setting, scope), open)) === open) await openSetting(setting);
}

/** Warns of what can't be helped because a setting forbids it, with the same button. */
export async function warnForbidden(message: string, setting: GuardSetting): Promise<void> {
  const open = l10n.t('Open Setting');
  if ((await warn(message, open)) === open) await openSetting(setting);
}
