import { isProfileFailure } from '../model/failure.ts';
import { type ListKind, listOf, type Resource, type TargetRef } from '../model/resources/resource.ts';
import { type LackingPlace, type Scope, scopeKey } from '../model/scope.ts';
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
  /** The list was read once, and could not be read again: what is known is as of the last good reading. */
  readonly isOld: boolean;
  /** Why there may be members of which nothing at all is known. */
  readonly lack: Lack | undefined;
}

/** How far a list is known. One that was never read lacks everything; one that fails now is known as of its last good reading. */
export function knowledgeOf({ asOf, failure, gaps }: ListStatus): ListKnowledge {
  const isOld = asOf !== undefined && failure !== undefined;
  if (asOf === undefined) return { isOld, lack: failure ? 'unread' : 'loading' };
  return { isOld, lack: gaps.every(leavesListWhole) ? undefined : 'unread' };
}

/** {@link knowledgeOf}, also where it is known by the account that the profile can't be read, before the list itself has failed. */
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
 * As of when something is known, by AWS's clock: when its list was last read, or earlier where that listing had gaps and left it out. A deployment
 * goes by its service's list, as it is looked at by itself. Undefined where the list was never read.
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

/** What tells how old the knowledge of something is. */
export interface AgeParts {
  readonly inventory: Pick<Inventory, 'status' | 'seenAt'>;
  readonly accounts: Pick<Accounts, 'failure'>;
}

/** Whether a thing is only known as it was earlier: its list can't be read any more, or the last listing had gaps and left it out. */
export function isOutdated({ inventory, accounts }: AgeParts, one: Parameters<typeof knownAsOf>[1]): boolean {
  const status = inventory.status(one.scope, listOf[one.kind]);
  if (knowledgeIn(status, one.scope, accounts).isOld) return true;
  const known = knownAsOf(inventory, one);
  return known !== undefined && known !== status.shownAsOf;
}

/** What a count of one list's members lacks; undefined where all are known. */
export function lackOf({ isOld, lack }: ListKnowledge): Lack | undefined {
  return isOld ? 'unread' : lack;
}

/**
 * The places in which there may be more than is known: their list isn't fully known, or they are in `silent`, the places that gave no answer when
 * they were asked just now. What failed is told apart from what AWS merely hasn't answered.
 */
export function placesLacking(
  parts: { readonly inventory: Pick<Inventory, 'status'>; readonly accounts: Pick<Accounts, 'failure'> },
  { scopes, kind, silent }: { scopes: readonly Scope[]; kind: ListKind; silent: readonly Scope[] },
): readonly LackingPlace[] {
  const unanswered = new Set(silent.map(scopeKey));
  return scopes.flatMap((scope): readonly LackingPlace[] => {
    const status = parts.inventory.status(scope, kind);
    const lack = lackOf(knowledgeIn(status, scope, parts.accounts));
    if (lack === 'unread') return [scope];
    if (lack === undefined && !unanswered.has(scopeKey(scope))) return [];
    return [unansweredPlace(scope, status.waitingSince)];
  });
}

/** A place where AWS owes an answer. `since`: by its clock, where that is known. */
export const unansweredPlace = (scope: Scope, since: number | undefined): LackingPlace => ({
  ...scope,
  unanswered: since === undefined ? {} : { since },
});

/** What a count lacks that is made of several counts; `unread` comes before `loading`. */
export function lackOfAll(lacks: Iterable<Lack | undefined>): Lack | undefined {
  let found: Lack | undefined;
  for (const lack of lacks) {
    if (lack === 'unread') return lack;
    found ??= lack;
  }
  return found;
}

/** What each of many lists lacks, and what they lack together. Every method takes constant time, however many lists there are. */
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
