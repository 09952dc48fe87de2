/** A list, and its items in order. */
export interface Sorted<T> {
  readonly items: readonly T[];
  readonly inOrder: readonly T[];
}

/**
 * Sorts the items. With the earlier result at hand (`before`), objects that are the same then and now aren't compared again: one change among ten
 * thousand takes a walk through them, not a sort. `compare` has to be a total order by the objects' content.
 */
export function sorted<T>(items: readonly T[], compare: (a: T, b: T) => number, before?: Sorted<T>): Sorted<T> {
  if (before?.items === items) return before;
  const known = new Set(before?.inOrder);
  const fresh = items.filter((item) => !known.has(item));
  if (!before || fresh.length > items.length / 2) return { items, inOrder: items.toSorted(compare) };
  const present = new Set(items);
  const kept = before.inOrder.filter((item) => present.has(item));
  return { items, inOrder: merged(kept, fresh.toSorted(compare), compare) };
}

function merged<T>(many: readonly T[], few: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  const result: T[] = [];
  let from = 0;
  for (const item of few) {
    let low = from;
    let high = many.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = many[middle];
      if (other !== undefined && compare(other, item) <= 0) low = middle + 1;
      else high = middle;
    }
    for (; from < low; from++) {
      const other = many[from];
      if (other !== undefined) result.push(other);
    }
    result.push(item);
  }
  return result.concat(many.slice(from));
}
