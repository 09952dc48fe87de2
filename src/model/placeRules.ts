import { foldedName, matchesName, plainName } from '../base/wildcard.ts';
import { type Fact, unread } from './fact.ts';
import type { OperationType } from './operation.ts';

/** One entry of `halt.places`: what holds for every profile and account that its pattern matches. Where several match, all of them hold. */
export interface PlaceRule {
  /** Of a profile's name, an account's id or its alias. */
  readonly match: string;
  /** The regions that are shown, and the only ones in which changes are allowed. Absent: the rule doesn’t limit regions. */
  readonly regions?: readonly string[];
  /** The only operations that are allowed. Absent: the rule doesn’t limit operations. */
  readonly operations?: readonly OperationType[];
  /** True marks it, as `halt.production` does; false says nothing. */
  readonly production: boolean;
  /** True forbids every change, as `halt.readOnly` does; false says nothing. */
  readonly readOnly: boolean;
}

/** What a profile and whom it belongs to are called, as far as it is known. */
export interface PlaceNames {
  readonly profile: string;
  /** 12 digits. Undefined while nobody has said whose the profile is. */
  readonly account: string | undefined;
  /** The account's. Undefined where the account is. */
  readonly alias: Fact<string> | undefined;
}

/** What of it a pattern matches: the name, `unread` where it could match what was not read, or undefined. */
export function matchOf(pattern: string, whose: PlaceNames): { readonly name: string } | 'unread' | undefined {
  const name = knownNames(whose).find((one) => matchesName(pattern, one));
  if (name !== undefined) return { name };
  return mayMatchUnread(pattern, whose) ? 'unread' : undefined;
}

/** Whether what was not read of an account could match: its id, or its alias. */
export function mayMatchUnread(pattern: string, { account, alias }: Pick<PlaceNames, 'account' | 'alias'>): boolean {
  return mayMatchAccount(pattern, account) || mayMatchAlias(pattern, alias ?? unread);
}

/** The rules that hold for a profile, and those that could: what was not read stands for the worst case. */
export function rulesFor(rules: readonly PlaceRule[] | undefined, whose: PlaceNames): readonly PlaceRule[] {
  return (rules ?? []).filter(({ match }) => matchOf(match, whose) !== undefined);
}

/** The regions that rules name for a profile, in their order; undefined where none that certainly holds names any. */
export function ownRegions(rules: readonly PlaceRule[], whose: PlaceNames): readonly string[] | undefined {
  const naming = rules.filter(({ match, regions }) => {
    const matched = matchOf(match, whose);
    return regions !== undefined && matched !== undefined && matched !== 'unread';
  });
  return naming.length === 0 ? undefined : [...new Set(naming.flatMap(({ regions }) => regions ?? []))];
}

/** The regions that rules name for a profile if what was not read of it is what they match. */
export function possibleRegions(rules: readonly PlaceRule[], whose: PlaceNames): readonly string[] {
  return rules.flatMap(({ match, regions }) => (matchOf(match, whose) === 'unread' ? (regions ?? []) : []));
}

/** Whether an alias that was not read could match: aliases are of lower-case letters, digits and hyphens, and no account's id. */
export function mayMatchAlias(pattern: string, alias: Fact<string> | undefined): boolean {
  switch (alias?.kind) {
    case 'unread':
      return /^[A-Z0-9*?-]+$/.test(foldedName(pattern)) && !/^\d{12}$/.test(plainName(pattern));
    case 'known':
    case 'none':
    case undefined:
      return false;
  }
}

const ACCOUNT_LENGTH = 12;

/** Whether an account that nobody named could match: its id is of 12 digits. */
function mayMatchAccount(pattern: string, account: string | undefined): boolean {
  if (account !== undefined) return false;
  const plain = plainName(pattern);
  if (!/^[\d*?]+$/.test(plain)) return false;
  const least = plain.replaceAll('*', '').length;
  return plain.includes('*') ? least <= ACCOUNT_LENGTH : least === ACCOUNT_LENGTH;
}

function knownNames({ profile, account, alias }: PlaceNames): readonly string[] {
  const names = [profile, account, alias?.kind === 'known' ? alias.value : undefined];
  return names.filter((name) => name !== undefined);
}
