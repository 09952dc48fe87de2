import { isProfileFailure } from '../model/failure.ts';
import { type ListKind, listOf, type Resource, type TargetRef } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { Accounts } from './accounts.ts';
import type { Coverage } from './coverage.ts';
import type { Inventory } from './inventory.ts';
import { leavesListWhole, type ListStatus } from './listStatus.ts';

/**
 * Why a count isn't fully known, and so never stands alone: something of what it is made of could not be read, or not lately
 * (`unread`), or hasn't been read yet (`loading`).
 */
export type Lack = 'unread' | 'loading';

/** How far the members of one list are known. */
interface ListKnowledge {
  /** They were read once, and could not be read again: what is known of them is as of then. */
  readonly isOld: boolean;
  /** Why there may be members of which nothing is known, even as of then. */
  readonly lack: Lack | undefined;
}

/** A list that was never read lacks all; one that fails now is known as of its last good reading. */
export function knowledgeOf({ asOf, failure, gaps }: ListStatus): ListKnowledge {
  const isOld = asOf !== undefined && failure !== undefined;
  if (asOf === undefined) return { isOld, lack: failure ? 'unread' : 'loading' };
  return { isOld, lack: gaps.every(leavesListWhole) ? undefined : 'unread' };
}

/** The same where what keeps the list's profile from being read may be known before the list itself has failed. */
export function knowledgeIn(
  status: ListStatus,
  { profile }: Scope,
  accounts: Pick<Accounts, 'failure'>,
): ListKnowledge {
  const own = accounts.failure(profile);
  const { isOld, lack } = knowledgeOf(status);
  if (!own || !isProfileFailure(own.kind)) return { isOld, lack };
  return { isOld: status.asOf !== undefined, lack: lack && 'unread' };
}

/**
 * As of when what is known of one thing was so, by AWS's clock: as its list was last read, or before that where the last listing, which had gaps, left it out. A deployment, which is looked at by
 * itself, goes by its list. Undefined where that was never read.
 */
export function knownAsOf(
  inventory: Pick<Inventory, 'status' | 'seenAt'>,
  { scope, kind, id }: Pick<TargetRef, 'scope' | 'kind' | 'id'> | Resource,
): number | undefined {
  const list = listOf[kind];
  const { asOf, shownAsOf } = inventory.status(scope, list);
  const seen = kind === 'deployment' ? undefined : inventory.seenAt(scope, list, id);
  if (seen === undefined || asOf === undefined || shownAsOf === undefined || seen >= asOf) return shownAsOf;
  return shownAsOf - (asOf - seen);
}

/** What tells how new what is known of something is. */
export interface AgeParts {
  readonly inventory: Pick<Inventory, 'status' | 'seenAt'>;
  readonly accounts: Pick<Accounts, 'failure'>;
}

/** Whether it is known only as it was before: its list can't be read any more, or the last listing, which had gaps, left it out. */
export function isOutdated({ inventory, accounts }: AgeParts, one: Parameters<typeof knownAsOf>[1]): boolean {
  const status = inventory.status(one.scope, listOf[one.kind]);
  if (knowledgeIn(status, one.scope, accounts).isOld) return true;
  const known = knownAsOf(inventory, one);
  return known !== undefined && known !== status.shownAsOf;
}

/** What a count of one list's members lacks; undefined where it is fully known. */
export function lackOf({ isOld, lack }: ListKnowledge): Lack | undefined {
  return isOld ? 'unread' : lack;
}

/** The places whose list isn't fully known, or which gave no answer when they were asked just now (`silent`): more may be there. */
export function placesLacking(
  parts: { readonly inventory: Pick<Inventory, 'status'>; readonly accounts: Pick<Accounts, 'failure'> },
  { scopes, kind, silent }: { scopes: readonly Scope[]; kind: ListKind; silent: readonly Scope[] },
): readonly Scope[] {
  const unanswered = new Set(silent.map(scopeKey));
  return scopes.filter(
    (scope) =>
      unanswered.has(scopeKey(scope)) ||
      lackOf(knowledgeIn(parts.inventory.status(scope, kind), scope, parts.accounts)) !== undefined,
  );
}

/** What a count lacks that is made of several. */
export function lackOfAll(lacks: Iterable<Lack | undefined>): Lack | undefined {
  let found: Lack | undefined;
  for (const lack of lacks) {
    if (lack === 'unread') return lack;
    found ??= lack;
  }
  return found;
}

/** What each of many lists lacks, and what they lack together: asking takes constant time, however many there are. */
export interface Lacks {
  put(list: string, lack: Lack | undefined): void;
  clear(): void;
  /** Undefined where nothing is lacking. */
  readonly ofAll: () => Lack | undefined;
}

/** Nothing is lacking at first. */
export function createLacks(): Lacks {
  const lacking = new Map<string, Lack>();
  let unread = 0;
  return {
    put(list, lack) {
      if (lacking.get(list) === 'unread') unread -= 1;
      if (lack === 'unread') unread += 1;
      if (lack === undefined) lacking.delete(list);
      else lacking.set(list, lack);
    },
    clear() {
      lacking.clear();
      unread = 0;
    },
    ofAll: () => (unread > 0 ? 'unread' : lacking.size > 0 ? 'loading' : undefined),
  };
}

/** What a count lacks that is made of all lists of several places. */
export function lackOfPlaces({ unreadable, partly, loading }: Coverage): Lack | undefined {
  if (unreadable.length + partly.length > 0) return 'unread';
  return loading.length > 0 ? 'loading' : undefined;
}
