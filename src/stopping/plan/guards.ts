import { type Forbidden, forbids, forbidsProfile, forbidsRegion } from '../../model/changePolicy.ts';
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
  tagMatches,
} from './productionPolicy.ts';

/**
 * Answers what the person's settings forbid and mark in a place. They are read afresh for every question. Whoever shows something asks here and reads
 * no setting by itself.
 */
export interface AskedGuards {
  /** The setting that forbids an operation in a place; undefined where it is allowed. */
  readonly forbidding: (scope: Scope, type: OperationType) => GuardSetting | undefined;
  /** The setting that forbids every operation in a place. */
  readonly forbiddingAll: (scope: Scope) => GuardSetting | undefined;
  /** Whether nothing may be changed with a profile, whatever the region. */
  readonly isReadOnly: (profile: string) => boolean;
  /**
   * Whether the settings allow no change in this region: for everybody, or for this profile's rule. A profile that is read-only as a whole isn't looked
   * at here: its own row says so.
   */
  readonly isLeftOut: (scope: Scope) => boolean;
  /** Whether the settings allow the ordinary stop of this kind of resource in this place. */
  readonly mayAct: (scope: Scope, kind: keyof typeof plainStopType) => boolean;
  /** Whether the profile or its account, or what carries these tags there, is marked as production, or may be. `identity`: the account, where it isn't the one to which the profile leads now. */
  readonly productionMark: (
    place: Pick<Scope, 'profile'>,
    held?: OwnTags,
    identity?: Pick<Identity, 'account' | 'alias'>,
  ) => ProductionMark | undefined;
  /** The same by tags alone, for a row that is shown below a profile's row: that one says already what marks the profile. */
  readonly tagMark: (held: OwnTags) => ProductionMark | undefined;
  readonly requireReason: () => ReasonRule;
}

/** Judges by what is known of the account at that moment, and asks AWS nothing: what isn't known of it counts as the worst case. */
export function createGuards({
  settings,
  accounts,
}: {
  readonly settings: () => { readonly policy: Policy };
  readonly accounts: { of(profile: string): Identity | undefined };
}): AskedGuards {
  const policy = () => settings().policy;
  const whoseIs = (profile: string): Who => whoOf(accounts.of(profile));
  const forbidding: AskedGuards['forbidding'] = (scope, type) =>
    guardOf(forbids(policy(), { scope, type, ...whoseIs(scope.profile) }));
  return {
    forbidding,
    forbiddingAll: (scope) => {
      const codes = operationTypes.map((type) => forbids(policy(), { scope, type, ...whoseIs(scope.profile) }));
      // All operations have to be forbidden here. ABORT alone may be so for another reason, as it is off everywhere unless `halt.enableAbort` is on; that
      // setting is not what forbids the place.
      return codes.every((code) => code !== undefined)
        ? codes.map(guardOf).find((setting) => setting !== undefined)
        : undefined;
    },
    isReadOnly: (profile) => forbidsProfile(policy(), { profile, ...whoseIs(profile) }) !== undefined,
    isLeftOut: (scope) => forbidsRegion(policy(), { scope, ...whoseIs(scope.profile) }) !== undefined,
    mayAct: (scope, kind) => forbidding(scope, plainStopType[kind]) === undefined,
    productionMark: ({ profile }, held, identity = accounts.of(profile)) =>
      productionMark(productionMatches(policy(), { profile, identity, ...held })),
    tagMark: (held) => productionMark(tagMatches(policy(), held)),
    requireReason: () => policy().requireReason,
  };
}

/** The setting of a refusal. `halt.enableAbort` isn't one that forbids anything in a place: it turns ABORT on or off everywhere. */
function guardOf(forbidden: Forbidden | undefined): GuardSetting | undefined {
  const setting = settingOfCode(forbidden);
  return setting === 'halt.enableAbort' ? undefined : setting;
}

type Who = ReturnType<typeof whoOf>;

/** Account and alias of an identity, in the form in which guards are asked; both undefined where it isn't known. */
function whoOf(identity: Pick<Identity, 'account' | 'alias'> | undefined) {
  return { account: identity?.account, alias: identity?.alias };
}
