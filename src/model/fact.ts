/** Something that a guard or a count needs: read, read and not there, or not read, which is neither and stands for the worst case. */
export type Fact<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'none' }
  | { readonly kind: 'unread' };

/** A fact that was read and is there. */
export const known = <T>(value: T): Fact<T> => ({ kind: 'known', value });
/** It was read, and isn't there. */
export const none = { kind: 'none' } as const;
/** It wasn't read, or couldn't be. */
export const unread = { kind: 'unread' } as const;

/** For what only shows it: the value where there is one. A guard asks for the kind. */
export function valueOf<T>(fact: Fact<T>): T | undefined {
  return fact.kind === 'known' ? fact.value : undefined;
}
