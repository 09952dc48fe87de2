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

/** `read`: what is true of a place now; undefined where nothing is. */
export function createPlaceFacts<T>({ read }: { readonly read: (scope: Scope) => T | undefined }): PlaceFacts<T> {
  let chosen: readonly Scope[] | undefined;
  let positions: ReadonlyMap<string, number> = new Map();
  const facts = new Map<string, T>();
  const dirty = new Map<string, Scope>();
  let answer: readonly T[] | undefined;

  const put = (key: string, fact: T | undefined): void => {
    if (fact === undefined) facts.delete(key);
    else facts.set(key, fact);
    answer = undefined;
  };
  const inOrder = (all: ReadonlyMap<string, T>): readonly T[] =>
    [...all].sort(([a], [b]) => (positions.get(a) ?? 0) - (positions.get(b) ?? 0)).map(([, fact]) => fact);

  return {
    changed: (scope) => void dirty.set(scopeKey(scope), scope),
    of(scopes) {
      if (scopes !== chosen) {
        chosen = scopes;
        positions = new Map(scopes.map((scope, index) => [scopeKey(scope), index]));
        facts.clear();
        answer = undefined;
        for (const scope of scopes) dirty.set(scopeKey(scope), scope);
      }
      for (const [key, scope] of dirty) put(key, positions.has(key) ? read(scope) : undefined);
      dirty.clear();
      return (answer ??= inOrder(facts));
    },
    with(places, readNow) {
      const all = new Map(facts);
      for (const [key, scope] of places) {
        const fact = positions.has(key) ? readNow(scope) : undefined;
        if (fact === undefined) all.delete(key);
        else all.set(key, fact);
      }
      return inOrder(all);
    },
  };
}
