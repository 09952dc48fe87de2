import { matchesName, plainName } from '../base/wildcard.ts';
import { type Fact, valueOf } from './fact.ts';
import type { OperationType } from './operation.ts';
import type { Scope } from './scope.ts';

/** Where, and what, Halt may change at all. Asked when a plan is made, and again for every attempt right before its first byte. */
export interface ChangePolicy {
  /** `halt.readOnly`: true forbids every change; patterns forbid them for profiles, account ids and account aliases. */
  readonly readOnly: boolean | readonly string[];
  /** `halt.allowedRegions`, patterns too: empty allows all. */
  readonly allowedRegions: readonly string[];
  /** `halt.enableAbort`. Absent, ABORT is forbidden. */
  readonly enableAbort?: boolean;
}

export type Forbidden = 'read-only' | 'region' | 'abort-off';

/** What would be changed. */
export interface ProposedChange {
  readonly scope: Scope;
  readonly type: OperationType;
  /** 12 digits. Undefined while nobody has said whose the profile is: nothing is changed then for that reason alone. */
  readonly account: string | undefined;
  /** The account's; one that could not be read forbids where a pattern could match it. Undefined where the account is. */
  readonly alias: Fact<string> | undefined;
}

/** Why this may not be changed, or undefined if it may. */
export function forbids(policy: ChangePolicy, change: ProposedChange): Forbidden | undefined {
  const { scope, type, account, alias } = change;
  const { readOnly, allowedRegions } = policy;
  const names = [scope.profile, account, alias && valueOf(alias)].filter((name) => name !== undefined);
  if (readOnly === true) return 'read-only';
  if (readOnly !== false) {
    if (names.some((name) => matchesAny(readOnly, name))) return 'read-only';
    if (readOnly.some((pattern) => mayMatchAlias(pattern, alias))) return 'read-only';
  }
  if (allowedRegions.length > 0 && !matchesAny(allowedRegions, scope.region)) return 'region';
  return type === 'abort' && policy.enableAbort !== true ? 'abort-off' : undefined;
}

/** Every guard as one text: a permit holds as long as it stays the same, whatever has changed. */
export function versionOf(policy: ChangePolicy): string {
  return JSON.stringify(Object.entries(policy).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function matchesAny(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesName(pattern, name));
}

/** Whether an alias that was not read could match: aliases are of lower-case letters, digits and hyphens, and no account's id. */
export function mayMatchAlias(pattern: string, alias: Fact<string> | undefined): boolean {
  switch (alias?.kind) {
    case 'unread':
      return /^[a-z0-9*?-]+$/i.test(plainName(pattern)) && !/^\d{12}$/.test(plainName(pattern));
    case 'known':
    case 'none':
    case undefined:
      return false;
  }
}
