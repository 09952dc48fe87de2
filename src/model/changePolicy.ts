import { matchesName } from '../base/wildcard.ts';
import { type Fact, valueOf } from './fact.ts';
import { type Operation, type OperationType, typesIn } from './operation.ts';
import { mayMatchAlias, type PlaceRule, rulesFor, type PlaceNames } from './placeRules.ts';
import type { Scope } from './scope.ts';

/** Where, and what, Halt may change at all. Asked when a plan is made, and again for every attempt right before its first byte. */
export interface ChangePolicy {
  /** `halt.readOnly`: true forbids every change; patterns forbid them for profiles, account ids and account aliases. */
  readonly readOnly: boolean | readonly string[];
  /** `halt.allowedRegions`, patterns too: empty allows all. */
  readonly allowedRegions: readonly string[];
  /** `halt.places`. They forbid further things, and allow nothing that another setting forbids. */
  readonly places?: readonly PlaceRule[];
  /** `halt.enableAbort`. Absent, ABORT is forbidden. */
  readonly enableAbort?: boolean;
  /** The first of the settings that can't be understood: every change is forbidden for that one alone, whatever the others say. */
  readonly unclearGuard?: UnclearGuard;
}

/** Which setting can't be understood, as a reason that forbids: `halt.readOnly`, `halt.allowedRegions`, `halt.production`, `halt.places`. */
export type UnclearGuard = 'read-only-unclear' | 'regions-unclear' | 'production-unclear' | 'places-unclear';

/** Which guard forbids a change. A change that is refused for it carries this as its failure's code. */
export type Forbidden =
  | 'read-only'
  | 'place-read-only'
  | 'region'
  | 'place-region'
  | 'place-operation'
  | 'abort-off'
  | UnclearGuard;

/** What would be changed. */
export interface ProposedChange {
  readonly scope: Scope;
  readonly type: OperationType;
  /** 12 digits. Undefined while nobody has said whose the profile is: nothing is changed then for that reason alone. */
  readonly account: string | undefined;
  /** The account's; one that could not be read forbids where a pattern could match it. Undefined where the account is. */
  readonly alias: Fact<string> | undefined;
}

/** Why nothing of this type may be changed there, or undefined if it may. Of an operation that is about to be carried out, {@link forbidsOperation} is asked. */
export function forbids(policy: ChangePolicy, change: ProposedChange): Forbidden | undefined {
  const { scope, type, account, alias } = change;
  const { profile } = scope;
  const readOnly = forbidsProfile(policy, { profile, account, alias });
  if (readOnly !== undefined) return readOnly;
  const region = forbidsRegion(policy, change);
  if (region !== undefined) return region;
  const rules = rulesFor(policy.places, { profile, account, alias });
  if (rules.some(({ operations }) => operations?.includes(type) === false)) return 'place-operation';
  return type === 'abort' && policy.enableAbort !== true ? 'abort-off' : undefined;
}

/** Why this very operation may not be carried out there, or undefined if it may: all that it does has to be allowed. */
export function forbidsOperation(
  policy: ChangePolicy,
  { operation, ...where }: Omit<ProposedChange, 'type'> & { readonly operation: Operation },
): Forbidden | undefined {
  for (const type of typesIn(operation)) {
    const forbidden = forbids(policy, { ...where, type });
    if (forbidden !== undefined) return forbidden;
  }
  return undefined;
}

/** Why nothing may be changed with a profile, whatever the region. */
export function forbidsProfile(policy: ChangePolicy, whose: PlaceNames): Forbidden | undefined {
  const { readOnly, places, unclearGuard } = policy;
  const { profile, account, alias } = whose;
  if (unclearGuard !== undefined) return unclearGuard;
  if (readOnly === true) return 'read-only';
  if (readOnly !== false) {
    const names = [profile, account, alias && valueOf(alias)].filter((name) => name !== undefined);
    if (names.some((name) => matchesAny(readOnly, name))) return 'read-only';
    if (readOnly.some((pattern) => mayMatchAlias(pattern, alias))) return 'read-only';
  }
  const rules = rulesFor(places, whose);
  if (rules.some((rule) => rule.readOnly)) return 'place-read-only';
  return rules.some(({ operations }) => operations?.length === 0) ? 'place-operation' : undefined;
}

/** Why nothing may be changed in a region, whatever the operation. */
export function forbidsRegion(policy: ChangePolicy, change: Omit<ProposedChange, 'type'>): Forbidden | undefined {
  const { scope, account, alias } = change;
  const { allowedRegions, places } = policy;
  if (allowedRegions.length > 0 && !matchesAny(allowedRegions, scope.region)) return 'region';
  const rules = rulesFor(places, { profile: scope.profile, account, alias });
  return rules.some(({ regions }) => regions && !matchesAny(regions, scope.region)) ? 'place-region' : undefined;
}

/** Every guard as one text: a permit holds as long as it stays the same, whatever has changed. */
export function versionOf(policy: ChangePolicy): string {
  return JSON.stringify(Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, name));
}
