import { type Forbidden, forbids } from '../../model/changePolicy.ts';
import { type GuardSetting, type ReasonRule, settingOfCode } from '../../model/guardSettings.ts';
import type { Identity } from '../../model/identity.ts';
import { type OperationType, operationTypes } from '../../model/operation.ts';
import type { Scope } from '../../model/scope.ts';
import { plainStopType } from '../operation.ts';
import {
  type OwnTags,
  type Policy,
  productionMark,
  type ProductionMark,
  productionMatches,
} from './productionPolicy.ts';

/** What the person's settings say of a place and of what is there, read afresh each time that it is asked. */
export interface AskedGuards {
  /** The setting that forbids an operation in a place; undefined where it is allowed. */
  readonly forbidding: (scope: Scope, type: OperationType) => GuardSetting | undefined;
  /** Whether the plain stop of such a thing is allowed there: of several profiles of one account, one that may act stands for all. */
  readonly mayAct: (scope: Scope, kind: keyof typeof plainStopType) => boolean;
  /** Whether the place, or what carries these tags there, is marked as production, or may be. */
  readonly productionMark: (scope: Scope, held: OwnTags) => ProductionMark | undefined;
  readonly requireReason: () => ReasonRule;
}

export function createGuards({
  settings,
  accounts,
}: {
  readonly settings: () => Guarding;
  readonly accounts: { of(profile: string): Identity | undefined };
}): AskedGuards {
  const forbidding: AskedGuards['forbidding'] = (scope, type) =>
    forbiddingSetting(settings(), scope, accounts.of(scope.profile), type);
  return {
    forbidding,
    mayAct: (scope, kind) => forbidding(scope, plainStopType[kind]) === undefined,
    productionMark: ({ profile }, { tags, tagsUnread }) => {
      const identity = accounts.of(profile);
      return productionMark(productionMatches(settings().policy, { profile, identity, tags, tagsUnread }));
    },
    requireReason: () => settings().policy.requireReason,
  };
}

interface Guarding {
  readonly policy: Policy;
}

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

/** The setting that forbids every operation in a place. */
export function forbiddingAll(guarding: Guarding, scope: Scope, identity: Who): GuardSetting | undefined {
  const codes = operationTypes.map((type) => forbids(guarding.policy, { scope, type, ...whoOf(identity) }));
  // That ABORT is off everywhere says nothing of a place, and allows nothing there.
  return codes.every((code) => code !== undefined)
    ? codes.map(guardOf).find((setting) => setting !== undefined)
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
