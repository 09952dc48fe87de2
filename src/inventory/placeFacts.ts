import { type Scope, scopeKey } from '../model/scope.ts';

/** Something that is true of some of the chosen places, read again only where it may have changed. */
export interface PlaceFacts<T> {
  /** What is true of this place may be something else now. */
  changed(scope: Scope): void;
  /** What is true, in the order of these scopes. Another array than the last time is another choice. */
  of(scopes: readonly Scope[]): readonly T[];
  /** The same for the scopes of the last call, but for these places as `read` says now. */
  with(places: ReadonlyMap<string, Scope>, read: (scope: Scope) => T | undefined): readonly T[];
}

/** `read`: what is true of a place now, with the key of its scope; undefined where nothing is. */
export function createPlaceFacts<T>({
  read,
}: {
  readonly read: (scope: Scope, key: string) => T | undefined;
}): PlaceFacts<T> {
  let chosen: readonly Scope[] | undefined;
  let positions: ReadonlyMap<string, number> = new Map();
  const facts = new Map<string, Placed<T>>();
  const dirty = new Map<string, Scope>();
  let answer: readonly T[] | undefined;

  /** With the position beside the fact: to look it up for each comparison of thousands would cost more than all the rest. */
  const put = (into: Map<string, Placed<T>>, key: string, fact: T | undefined): void => {
    if (fact === undefined) into.delete(key);
    else into.set(key, { at: positions.get(key) ?? 0, fact });
  };

  return {
    changed: (scope) => void dirty.set(scopeKey(scope), scope),
    of(scopes) {
      if (scopes !== chosen) {
        chosen = scopes;
        const places = scopes.map((scope) => [scopeKey(scope), scope] as const);
        positions = new Map(places.map(([key], index) => [key, index]));
        facts.clear();
        answer = undefined;
        for (const [key, scope] of places) dirty.set(key, scope);
      }
      for (const [key, scope] of dirty) put(facts, key, positions.has(key) ? read(scope, key) : undefined);
      if (dirty.size > 0) answer = undefined;
      dirty.clear();
      return (answer ??= inOrder(facts));
    },
    with(places, readNow) {
      const all = new Map(facts);
      for (const [key, scope] of places) put(all, key, positions.has(key) ? readNow(scope) : undefined);
      return inOrder(all);
    },
  };
}

interface Placed<T> {
  readonly at: number;
  readonly fact: T;
}

function inOrder<T>(all: ReadonlyMap<string, Placed<T>>): readonly T[] {
  return [...all.values()].sort((a, b) => a.at - b.at).map(({ fact }) => fact);
}
