import { leftAndJoined, sameFirst } from '../base/leftAndJoined.ts';
import { type Scope, scopeKey } from '../model/scope.ts';

/** A fact about each of the chosen places, kept and read again only for places in which it may have changed. */
export interface PlaceFacts<T> {
  /** Says that the fact of this place may have changed. */
  changed(scope: Scope): void;
  /**
   * The facts of these scopes in their order, without places that have none. A different array than in the last call counts as another choice of
   * places.
   */
  of(scopes: readonly Scope[]): readonly T[];
  /** The facts for the scopes of the last call, but read anew by `read` for these places. */
  with(places: ReadonlyMap<string, Scope>, read: (scope: Scope) => T | undefined): readonly T[];
}

/** How many places that changed wait for the next question. */
const MOST_UNREAD = 32;

/** `read` gives the fact of a place now, by its scope and the scope's key; undefined where it has none. */
export function createPlaceFacts<T>({
  read,
}: {
  readonly read: (scope: Scope, key: string) => T | undefined;
}): PlaceFacts<T> {
  let chosen: readonly Scope[] = [];
  const positions = new Map<string, number>();
  /** By the positions of their places in `chosen`. To sort thousands of them for each answer would cost more than everything else. */
  const facts: (T | undefined)[] = [];
  const dirty = new Map<string, Scope>();
  let answer: readonly T[] | undefined;

  const choose = (scopes: readonly Scope[]): void => {
    const { left, joined } = leftAndJoined(chosen, scopes);
    const from = left.length > scopes.length ? 0 : sameFirst(chosen, scopes);
    const before = new Map(chosen.slice(from).map((scope, at) => [scope, facts[from + at]]));
    // Where more places leave than are chosen now, every position is set anew below.
    if (left.length > scopes.length) positions.clear();
    else for (const scope of left) positions.delete(scopeKey(scope));
    facts.length = from;
    for (const scope of scopes.slice(from)) {
      positions.set(scopeKey(scope), facts.length);
      facts.push(before.get(scope));
    }
    for (const scope of joined) {
      const key = scopeKey(scope);
      dirty.delete(key);
      const at = positions.get(key);
      if (at !== undefined) facts[at] = read(scope, key);
    }
    chosen = scopes;
    answer = undefined;
  };

  const readChanged = (): void => {
    for (const [key, scope] of dirty) {
      const at = positions.get(key);
      if (at !== undefined) facts[at] = read(scope, key);
    }
    if (dirty.size > 0) answer = undefined;
    dirty.clear();
  };

  return {
    changed(scope) {
      dirty.set(scopeKey(scope), scope);
      // Left to the next question, a thousand places that were listed meanwhile would be read in one turn of the event loop.
      if (dirty.size > MOST_UNREAD) readChanged();
    },
    of(scopes) {
      if (scopes !== chosen) choose(scopes);
      readChanged();
      return (answer ??= known(facts));
    },
    with(places, readNow) {
      const all = [...facts];
      for (const [key, scope] of places) {
        const at = positions.get(key);
        if (at !== undefined) all[at] = readNow(scope);
      }
      return known(all);
    },
  };
}

const known = <T>(facts: readonly (T | undefined)[]): readonly T[] => facts.filter((fact) => fact !== undefined);
