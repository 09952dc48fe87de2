import type { Identity, ProfileInfo } from '../model/identity.ts';
import { refKey } from '../model/resources/resource.ts';
import type { Scope } from '../model/scope.ts';
import { isOfSame, whoseAt } from '../model/sight.ts';
import type { Accounts } from './accounts.ts';

interface Listed {
  readonly kind: string;
  readonly scope: Scope;
  readonly id: string;
}

/**
 * Things by what they are and not by which profile sees them: two profiles of one account see the same one. As long as a profile's account isn't
 * known, what it sees counts by itself.
 */
export interface OncePerAccount<T extends Listed> {
  /** Each thing once, as one of the profiles sees it that still do. */
  readonly all: ReadonlyMap<string, T>;
  /** A thing as each of the profiles sees it that do. */
  seenAs(one: Listed): readonly T[];
  put(one: T): void;
  remove(one: Listed): void;
  /** To be called when a profile's account has become known or has changed. Takes as long as the profile has things here. */
  regroup(profile: string): void;
  clear(): void;
}

type AccountOf = Pick<Accounts, 'of'>;

/** A profile whose account isn't known stands for itself, until {@link OncePerAccount.regroup}. */
export function createOncePerAccount<T extends Listed>(accounts: AccountOf): OncePerAccount<T> {
  const all = new Map<string, T>();
  /** By the thing's key under its account, then by the reference of each profile that sees it. */
  const seen = new Map<string, Map<string, T>>();
  const ofProfile = new Map<string, Map<string, T>>();
  /** The account under which each profile's things stand here, until the profile is regrouped. */
  const owners = new Map<string, string>();

  const keyOf = (one: Listed): string => keyUnder(owners.get(one.scope.profile) ?? '', one);
  const add = (one: T): void => {
    const key = keyOf(one);
    const same = seen.get(key) ?? new Map<string, T>();
    seen.set(key, same.set(refKey(one), one));
    settle(key, same);
  };
  const take = (one: Listed): void => {
    const key = keyOf(one);
    const same = seen.get(key);
    if (same?.delete(refKey(one)) === true) settle(key, same);
  };
  const settle = (key: string, same: ReadonlyMap<string, T>): void => {
    for (const first of same.values()) {
      all.set(key, first);
      return;
    }
    seen.delete(key);
    all.delete(key);
  };

  return {
    all,
    seenAs: (one) => [...(seen.get(keyOf(one))?.values() ?? [])],
    put: (one) => {
      const { profile } = one.scope;
      const own = ofProfile.get(profile) ?? new Map<string, T>();
      if (own.size === 0) owners.set(profile, ownerOf(accounts, profile));
      ofProfile.set(profile, own.set(refKey(one), one));
      add(one);
    },
    remove: (one) => {
      const own = ofProfile.get(one.scope.profile);
      if (own?.delete(refKey(one)) === true) take(one);
    },
    regroup: (profile) => {
      const own = [...(ofProfile.get(profile)?.values() ?? [])];
      own.forEach(take);
      owners.set(profile, ownerOf(accounts, profile));
      own.forEach(add);
    },
    clear: () => {
      for (const kept of [all, seen, ofProfile, owners]) kept.clear();
    },
  };
}

/** The same resource through each profile that sees it; the preferred profile first. */
type Sights<T> = readonly [T, ...T[]];

/**
 * Each thing once with all of its sights, in the order in which things first come. `rank`: the sight with the lowest rank comes first, of equal ranks
 * the earlier one; it is asked only where there are several.
 */
export function sightsPerAccount<T extends Listed>(
  things: readonly T[],
  accounts: AccountOf,
  rank: (one: T) => number = () => 0,
): readonly Sights<T>[] {
  const sights = new Map<string, [T, ...T[]]>();
  const owners = new Map<string, string>();
  for (const one of things) {
    const { profile } = one.scope;
    const owner = owners.get(profile) ?? ownerOf(accounts, profile);
    owners.set(profile, owner);
    const key = keyUnder(owner, one);
    const same = sights.get(key);
    if (same) same.push(one);
    else sights.set(key, [one]);
  }
  return [...sights.values()].map((same) => bestFirst(same, rank));
}

function bestFirst<T>(same: Sights<T>, rank: (one: T) => number): Sights<T> {
  if (same.length === 1) return same;
  const [first] = same;
  let best = { one: first, at: rank(first) };
  for (const one of same.slice(1)) {
    const at = rank(one);
    if (at < best.at) best = { one, at };
  }
  return [best.one, ...same.filter((one) => one !== best.one)];
}

/**
 * The rank of a sight by what a person may do through it. First the profile through which Halt already handles the thing (a request or a watch), then
 * a profile that may act.
 */
export const rankOfSight = (isHandled: boolean, mayAct: boolean): number => (isHandled ? 0 : 2) + (mayAct ? 0 : 1);

/** One sight of each thing; `rank` says which, as for {@link sightsPerAccount}. */
export const oncePerAccount = <T extends Listed>(
  things: readonly T[],
  accounts: AccountOf,
  rank?: (one: T) => number,
): readonly T[] => sightsPerAccount(things, accounts, rank).map(([one]) => one);

/**
 * A key of the account to which a profile leads; undefined where nobody knows it. It names the endpoint, too: a custom endpoint's account isn't AWS's
 * of the same number.
 */
export function knownOwner(accounts: AccountOf, profile: string): string | undefined {
  const identity = accounts.of(profile);
  return identity && JSON.stringify([identity.account, identity.destination]);
}

type Owner = Parameters<typeof whoseAt>[0];

/**
 * The account that the shared config states for a profile, for where AWS can't be asked because nobody is signed in. Undefined where it states none.
 */
export function claimedOwner(info: Pick<ProfileInfo, 'account' | 'destination'> | undefined): Owner | undefined {
  return info?.account === undefined ? undefined : { account: info.account, destination: info.destination };
}

/** The other places among these that are of the same account and region, as far as their accounts are known. */
export function placesBeside(
  accounts: { of(profile: string): Owner | undefined },
  scopes: readonly Scope[],
  { profile, region }: Scope,
  identity: Identity,
): readonly Scope[] {
  return scopes.filter((other) => {
    const own = other.region === region && other.profile !== profile ? accounts.of(other.profile) : undefined;
    return own !== undefined && isOfSame(whoseAt(own), whoseAt(identity));
  });
}

const ownerOf = (accounts: AccountOf, profile: string): string => knownOwner(accounts, profile) ?? `profile ${profile}`;

const keyUnder = (owner: string, { scope, kind, id }: Listed): string => `${owner}/${scope.region}/${kind}/${id}`;
