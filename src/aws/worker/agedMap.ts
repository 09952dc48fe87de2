/** Values by their keys, each until it was not set again for a while. */
export interface AgedMap<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/**
 * Setting one costs the same however many there are: they stand in the order in which they were set, and only the oldest are looked at.
 *
 * @param longest How long one is kept, in milliseconds.
 * @param now The time, in milliseconds since any moment; it never goes back.
 */
export function createAgedMap<T>(longest: number, now: () => number): AgedMap<T> {
  const kept = new Map<string, { readonly value: T; readonly at: number }>();
  return {
    get: (key) => kept.get(key)?.value,
    set(key, value) {
      const at = now();
      kept.delete(key);
      kept.set(key, { value, at });
      for (const [other, { at: then }] of kept) {
        if (at - then <= longest) return;
        kept.delete(other);
      }
    },
  };
}
