import { listKinds } from '../model/resources/resource.ts';
import { type Failure, isProfileFailure } from '../model/failure.ts';
import type { Scope } from '../model/scope.ts';
import { longestOwed } from '../model/ports/owedAnswer.ts';
import type { Accounts } from './accounts.ts';
import type { Inventory } from './inventory.ts';
import { type ListStatus, showsLoading } from './listStatus.ts';

/** A scope that can't be read, and the first reason. */
export interface Unread {
  readonly scope: Scope;
  readonly failure: Failure;
}

/** How complete what is known of some scopes is. */
export interface Coverage {
  /** Scopes of which nothing can be read. */
  readonly unreadable: readonly Unread[];
  /** Scopes of which a part can't be read. */
  readonly partly: readonly Unread[];
  /** Scopes that haven't been read yet, and may be. */
  readonly loading: readonly Scope[];
  /** Those of `loading` in which AWS hasn't answered for some seconds. */
  readonly waiting: readonly WaitingPlace[];
}

/** A scope in which AWS hasn't answered, and since when: in milliseconds since the epoch by AWS's clock. */
export interface WaitingPlace {
  readonly scope: Scope;
  readonly since: number;
}

/** Since when AWS hasn't given one of these lists its first answer; undefined where it owes none. */
export function waitingSince(statuses: readonly Pick<ListStatus, 'waitingSince'>[]): number | undefined {
  return longestOwed(statuses.map((status) => status.waitingSince));
}

/**
 * How complete the lists of these scopes are; asks AWS nothing. Each scope is in at most one of `unreadable`, `partly` and `loading`, and in none of
 * them once all of its lists were read whole.
 */
export function coverage(
  parts: { readonly inventory: Pick<Inventory, 'status'>; readonly accounts: Pick<Accounts, 'failure'> },
  scopes: readonly Scope[],
): Coverage {
  const unreadable: Unread[] = [];
  const partly: Unread[] = [];
  const loading: Scope[] = [];
  const waiting: WaitingPlace[] = [];
  for (const scope of scopes) {
    const statuses = listKinds.map((kind) => parts.inventory.status(scope, kind));
    const failed = statuses.flatMap(({ failure }) => failure ?? []);
    const own = parts.accounts.failure(scope.profile);
    const [failure = statuses.flatMap(({ gaps }) => gaps)[0]] = failed;
    if (own && isProfileFailure(own.kind)) unreadable.push({ scope, failure: own });
    else if (failure && failed.length === listKinds.length) unreadable.push({ scope, failure });
    else if (failure) partly.push({ scope, failure });
    else if (statuses.some((status) => status.asOf === undefined || showsLoading(status))) {
      loading.push(scope);
      const since = waitingSince(statuses);
      if (since !== undefined) waiting.push({ scope, since });
    }
  }
  return { unreadable, partly, loading, waiting };
}

/** Why a whole profile can't be read, as some list of one of its places says. */
export function failsAsProfile(inventory: Pick<Inventory, 'status'>, scope: Scope): Failure | undefined {
  for (const kind of listKinds) {
    const { failure } = inventory.status(scope, kind);
    if (failure && isProfileFailure(failure.kind)) return failure;
  }
  return undefined;
}

/** The profiles that can't be read at all: because of their credentials, their sign-in or their entry in the shared config. */
export function failingProfiles(
  parts: { readonly inventory: Pick<Inventory, 'status'>; readonly accounts: Pick<Accounts, 'failure'> },
  scopes: readonly Scope[],
  profiles: readonly string[],
): readonly string[] {
  const failing = new Set(profiles.filter((profile) => parts.accounts.failure(profile)));
  for (const scope of scopes) if (failsAsProfile(parts.inventory, scope)) failing.add(scope.profile);
  return [...failing];
}
