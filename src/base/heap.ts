/** Values in the order of their keys; each is in it once. Every method takes logarithmic time at most. */
export interface Heap<T> {
  readonly size: number;
  /** The value with the smallest key; of equal keys the one with the smallest rank, and of these the one that was put in first. */
  first(): T | undefined;
  keyOf(value: T): number | undefined;
  /** Puts the value in, or moves it. `rank` is 0 by default. */
  set(value: T, key: number, rank?: number): void;
  delete(value: T): void;
}

interface Entry<T> {
  readonly value: T;
  readonly key: number;
  readonly rank: number;
  /** How many were put in before it: it parts equal ranks. */
  readonly insertion: number;
  at: number;
}

const isBefore = <T>(a: Entry<T>, b: Entry<T>): boolean =>
  a.key === b.key ? (a.rank === b.rank ? a.insertion < b.insertion : a.rank < b.rank) : a.key < b.key;

/** An empty binary heap that knows where each value stands. */
export function createHeap<T>(): Heap<T> {
  const entries: Entry<T>[] = [];
  const known = new Map<T, Entry<T>>();
  let insertions = 0;

  const put = (entry: Entry<T>, at: number): void => {
    entries[at] = entry;
    entry.at = at;
  };
  const up = (entry: Entry<T>): void => {
    let { at } = entry;
    while (at > 0) {
      const above = entries[(at - 1) >> 1];
      if (above === undefined || !isBefore(entry, above)) break;
      const place = above.at;
      put(above, at);
      at = place;
    }
    put(entry, at);
  };
  const down = (entry: Entry<T>): void => {
    let { at } = entry;
    for (;;) {
      const left = entries[2 * at + 1];
      const right = entries[2 * at + 2];
      const below = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (below === undefined || !isBefore(below, entry)) break;
      const place = below.at;
      put(below, at);
      at = place;
    }
    put(entry, at);
  };
  const take = (entry: Entry<T>): void => {
    known.delete(entry.value);
    const last = entries.pop();
    if (last === undefined || last === entry) return;
    put(last, entry.at);
    up(last);
    down(last);
  };

  return {
    get size() {
      return entries.length;
    },
    first: () => entries[0]?.value,
    keyOf: (value) => known.get(value)?.key,
    set(value, key, rank = 0) {
      const before = known.get(value);
      if (before?.key === key && before.rank === rank) return;
      if (before !== undefined) take(before);
      insertions += 1;
      const entry = { value, key, rank, insertion: insertions, at: entries.length };
      known.set(value, entry);
      entries.push(entry);
      up(entry);
    },
    delete(value) {
      const entry = known.get(value);
      if (entry !== undefined) take(entry);
    },
  };
}
