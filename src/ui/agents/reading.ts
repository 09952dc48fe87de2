import { plainText } from '../../base/plainText.ts';
import type { Accounts } from '../../inventory/accounts.ts';
import { coverage } from '../../inventory/coverage.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Failure } from '../../model/failure.ts';
import { type ListKind, listKinds } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { Scopes } from '../profiles/chosenScopes.ts';
import { failureWords } from '../words/failures.ts';
import type { InProgress, UnreadPlace } from './api.ts';
import { whyUnread } from './whyUnread.ts';

/** What the chosen places are read with, and what tells where that failed. */
export interface ReadingParts {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'failure'>;
  readonly scopes: Pick<Scopes, 'all' | 'profiles'>;
  /** Resolves once it is known which places are meant and whose the profiles are, or when that takes too long. */
  readonly placesKnown: () => Promise<void>;
  /** Reads a list where that is old. Resolves with the places that gave no answer. */
  readonly listNow: (kind: ListKind) => Promise<readonly Scope[]>;
}

/** In characters. */
const LONGEST_MESSAGE = 300;

/** When somebody is answered, ISO 8601 by AWS's clock as the lists of these places tell it: every time in an answer is by that. */
export function answeredAt({ inventory, scopes, now }: Pick<ReadingParts, 'inventory' | 'scopes'> & Now): string {
  const offsets = scopes
    .all()
    .flatMap((scope) => listKinds.map((kind) => inventory.status(scope, kind)))
    .filter(({ asOf }) => asOf !== undefined);
  return new Date(now() + (offsets.find(({ failure }) => failure === undefined)?.clockOffset ?? 0)).toISOString();
}

interface Now {
  /** In milliseconds since the epoch, by this machine's clock. */
  readonly now: () => number;
}

/** Reads anew what is old; resolves when each place has answered, or when that takes too long, with the places that have not. */
export async function readAll(parts: ReadingParts): Promise<readonly Scope[]> {
  const asked = Promise.all(listKinds.map((kind) => parts.listNow(kind)));
  await parts.placesKnown();
  return [...new Map((await asked).flat().map((scope) => [scopeKey(scope), scope])).values()];
}

/** A place that couldn't be read, and why. */
export const unreadPlace = (scope: Scope, failure: Failure): UnreadPlace => ({
  ...scope,
  why: whyUnread(failure),
  untrusted: { message: plainText(failureWords(failure, scope).sentence, LONGEST_MESSAGE) },
});

/** Where not everything could be read. */
export function unreadPlaces(
  parts: Pick<ReadingParts, 'inventory' | 'accounts'>,
  scopes: readonly Scope[],
  silent: readonly Scope[],
): InProgress['unread'] {
  const { unreadable, partly, loading } = coverage(parts, scopes);
  const named = new Set([...unreadable, ...partly].map(({ scope }) => scopeKey(scope)));
  const waiting = new Map([...loading, ...silent].map((scope) => [scopeKey(scope), scope]));
  return [
    ...[...unreadable, ...partly].map(({ scope, failure }) => unreadPlace(scope, failure)),
    ...[...waiting.values()]
      .filter((scope) => !named.has(scopeKey(scope)))
      .map((scope) => ({ ...scope, why: 'not read yet' })),
  ];
}
