import { l10n } from 'vscode';
import { type Forbidden, forbids } from '../../model/changePolicy.ts';
import { type GuardSetting, settingOfCode } from '../../model/guardSettings.ts';
import type { Identity } from '../../model/identity.ts';
import { type OperationType, operationTypes } from '../../model/operation.ts';
import type { Scope } from '../../model/scope.ts';
import { plainText } from '../../base/plainText.ts';
import { plainStopType } from '../../stopping/operation.ts';
import { openSetting } from '../editor/openSetting.ts';
import { inform } from '../words/say.ts';
import type { Settings } from './settings.ts';

type Guarding = Pick<Settings, 'policy'>;
type Who = Pick<Identity, 'account' | 'alias'> | undefined;

/** The setting that forbids an operation in a place; undefined where it is allowed. */
export function forbiddingSetting(
  { policy }: Guarding,
  scope: Scope,
  identity: Who,
  type: OperationType,
): GuardSetting | undefined {
  return guardOf(forbids(policy, { scope, type, ...whoOf(identity) }));
}

/** Whether the plain stop of such a thing is allowed in a place. */
export const mayActIn =
  ({ settings, accounts }: { readonly settings: () => Guarding; readonly accounts: { of(profile: string): Who } }) =>
  (scope: Scope, kind: keyof typeof plainStopType): boolean =>
    forbiddingSetting(settings(), scope, accounts.of(scope.profile), plainStopType[kind]) === undefined;

export type MayAct = ReturnType<typeof mayActIn>;

/** The setting that forbids every operation in a place. */
export function forbiddingAll(guarding: Guarding, scope: Scope, identity: Who): GuardSetting | undefined {
  const settings = operationTypes.map((type) => forbiddingSetting(guarding, scope, identity, type));
  // What is off everywhere says nothing of a place.
  return settings.every((setting, index) => setting !== undefined || operationTypes[index] === 'abort')
    ? settings.find((setting) => setting !== undefined)
    : undefined;
}

/** ABORT is turned on and off everywhere, and isn't forbidden in a place for that reason. */
function guardOf(forbidden: Forbidden | undefined): GuardSetting | undefined {
  const setting = settingOfCode(forbidden);
  return setting === 'halt.enableAbort' ? undefined : setting;
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
