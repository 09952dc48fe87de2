import { matchesName } from '../base/wildcard.ts';
import type { Fact } from './fact.ts';
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
  /** As far as they are known: patterns are matched with them, too. */
  readonly account?: string | undefined;
  readonly alias?: string | undefined;
  /** The alias could not be read: a pattern that could match it forbids. */
  readonly aliasUnread?: boolean;
}

/** Why this may not be changed, or undefined if it may. */
export function forbids(policy: ChangePolicy, change: ProposedChange): Forbidden | undefined {
  const { scope, type, account, alias, aliasUnread = false } = change;
  const { readOnly, allowedRegions } = policy;
  const names = [scope.profile, account, alias].filter((name) => name !== undefined);
  if (readOnly === true) return 'read-only';
  if (readOnly !== false) {
    if (names.some((name) => matchesAny(readOnly, name))) return 'read-only';
    if (aliasUnread && readOnly.some((pattern) => mayMatchAlias(pattern, { kind: 'unread' }))) return 'read-only';
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
      return /^[a-z0-9*?-]+$/.test(pattern.trim().toLowerCase()) && !/^\d{12}$/.test(pattern.trim());
    case 'known':
    case 'none':
    case undefined:
      return false;
  }
}
