import { locate, locateAll, unidentifiedPlaces } from '../../inventory/locate.ts';
import { placesLacking } from '../../inventory/lack.ts';
import { parseReference } from '../../model/reference.ts';
import { type ListKind, listOf, type StoppableRef } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { FactParts } from './facts.ts';

/** What somebody's texts name. */
export interface Named {
  readonly refs: readonly StoppableRef[];
  /** The places in the list of those that name nothing in the chosen places. */
  readonly unknown: readonly number[];
  /** Where it isn't known whether something of that is. */
  readonly unread: readonly Scope[];
}

/** Finds what texts name among what is listed, and what no list has yet in lists that are read anew for it: most aren't while nobody looks. */
export async function findNamed(
  parts: Pick<FactParts, 'inventory' | 'accounts' | 'scopes' | 'mayAct' | 'listNow'>,
  texts: readonly unknown[],
): Promise<Named> {
  await parts.accounts.ensure(parts.scopes.profiles());
  const places = { ...parts, scopes: () => parts.scopes.all() };
  const kinds: ReadonlySet<ListKind> = new Set(
    locateAll(places, texts).unknown.flatMap((index) => {
      const reference = parseReference(texts[index]);
      if (!reference) return [];
      // What is of an account or region that isn't chosen is in no list.
      return locate(places, reference).type === 'not-listed' ? [listOf[reference.kind]] : [];
    }),
  );
  const lacking = await Promise.all(
    [...kinds].map(async (kind) => {
      const silent = await parts.listNow(kind);
      return placesLacking(parts, { scopes: parts.scopes.all(), kind, silent });
    }),
  );
  const { refs, unknown } = locateAll(places, texts);
  if (unknown.length === 0) return { refs, unknown, unread: [] };
  const unidentified = unknown.flatMap((index) => {
    const reference = parseReference(texts[index]);
    return reference ? unidentifiedPlaces(places, reference) : [];
  });
  const unread = new Map([...lacking.flat(), ...unidentified].map((scope) => [scopeKey(scope), scope]));
  return { refs, unknown, unread: [...unread.values()] };
}
