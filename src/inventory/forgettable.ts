import { type Scope, scopeKey } from '../model/scope.ts';

/** The part of a store that forgets what belongs to places which aren't asked about any more. */
export interface Forgettable {
  /** Forgets all that a profile brought. */
  forgetAll(profile: string): void;
  /** Forgets every place that is not among these. */
  retain(scopes: readonly Scope[]): void;
}

/** {@link Forgettable} for a map whose entries belong to one place each. `onForgotten` is called with each entry after it is gone. */
export function forgettable<Entry extends { readonly scope: Scope }>(
  entries: Map<string, Entry>,
  onForgotten: (entry: Entry) => void = () => {},
): Forgettable {
  const forget = (isMeant: (scope: Scope) => boolean): void => {
    for (const [key, entry] of entries) {
      if (!isMeant(entry.scope)) continue;
      entries.delete(key);
      onForgotten(entry);
    }
  };
  return {
    forgetAll: (profile) => forget((scope) => scope.profile === profile),
    retain: (scopes) => {
      // Thousands of places can be chosen while nothing is kept of any.
      if (entries.size === 0) return;
      const kept = new Set(scopes.map(scopeKey));
      forget((scope) => !kept.has(scopeKey(scope)));
    },
  };
}
