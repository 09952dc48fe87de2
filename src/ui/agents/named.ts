import { locate, locateAll, unidentifiedPlaces } from '../../inventory/locate.ts';
import { knowledgeIn, placesLacking } from '../../inventory/lack.ts';
import { parseReference } from '../../model/reference.ts';
import { type ListKind, listOf, type StoppableRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { FactParts } from './facts.ts';
import type { ReadingParts } from './reading.ts';

/** What somebody's texts name. */
export interface Named {
  readonly refs: readonly StoppableRef[];
  /** The places in the list of those that name a service of which, as was read just now, no deployment is under way that could be stopped. */
  readonly idle: readonly number[];
  /** The places in the list of those that name nothing in the chosen places, or a service that couldn't be read now. */
  readonly unknown: readonly number[];
  /** Of these the ones that fit several of the chosen places, whose accounts have the same number: only a person can say which is meant. */
  readonly several: readonly { readonly index: number; readonly places: readonly Scope[] }[];
  /** Where it isn't known whether something of that is. */
  readonly unread: readonly Scope[];
}

/** What is known, and what it is read with where it isn't. */
export type NamedParts = Pick<
  FactParts & ReadingParts,
  'inventory' | 'accounts' | 'scopes' | 'guards' | 'placesKnown' | 'listNow'
>;

/**
 * Finds what texts name among what is listed, and in lists that are read anew what no list has yet, since most aren't read while nobody looks, or where a service had no
 * deployment at the last look.
 */
export async function findNamed(parts: NamedParts, texts: readonly unknown[]): Promise<Named> {
  await parts.placesKnown();
  const places = { ...parts, mayAct: parts.guards.mayAct, scopes: () => parts.scopes.all() };
  const before = locateAll(places, texts);
  const kinds: ReadonlySet<ListKind> = new Set([
    ...before.idle.map(() => listOf.service),
    ...before.unknown.flatMap((index) => {
      const reference = parseReference(texts[index]);
      if (!reference) return [];
      // What is of an account or region that isn't chosen is in no list.
      return locate(places, reference).type === 'not-listed' ? [listOf[reference.kind]] : [];
    }),
  ]);
  const lists = await Promise.all(
    [...kinds].map(async (kind) => {
      const silent = await parts.listNow(kind);
      return { kind, silent, lacking: placesLacking(parts, { scopes: parts.scopes.all(), kind, silent }) };
    }),
  );
  const lacking = lists.map((list) => list.lacking);
  const silent = new Set(lists.flatMap((list) => (list.kind === 'service' ? list.silent.map(scopeKey) : [])));
  const { refs, ...others } = locateAll(places, texts);
  const isOfNow = (scope: Scope): boolean => !silent.has(scopeKey(scope)) && isServicesOfNow(parts, scope);
  const idle = others.idle.filter(({ scopes }) => scopes.some(isOfNow)).map(({ index }) => index);
  const old = others.idle.map(({ index }) => index).filter((index) => !idle.includes(index));
  const unknown = [...others.unknown, ...old].toSorted((a, b) => a - b);
  const several = others.several.map(({ index, scopes }) => ({ index, places: scopes }));
  if (unknown.length === 0) return { refs, idle, unknown, several, unread: [] };
  const unidentified = unknown.flatMap((index) => {
    const reference = parseReference(texts[index]);
    return reference ? unidentifiedPlaces(places, reference) : [];
  });
  const unread = new Map(
    [...lacking.flat(), ...unidentified].map(({ profile, region }) => {
      const scope = { profile, region };
      return [scopeKey(scope), scope];
    }),
  );
  return { refs, idle, unknown, several, unread: [...unread.values()] };
}

/** Whether what is listed there was read at the last try, and not at an earlier one. */
function isServicesOfNow({ inventory, accounts }: NamedParts, scope: Scope): boolean {
  const status = inventory.status(scope, 'service');
  return status.asOf !== undefined && !knowledgeIn(status, scope, accounts).isOld;
}
