/** The first of a list, at least one, that are of no more than `limit` together. */
export function portion<T>(list: readonly T[], limit: number, sizeOf: (item: T) => number): T[] {
  let sum = 0;
  const end = list.findIndex((item, index) => (sum += sizeOf(item)) > limit && index > 0);
  return list.slice(0, end < 0 ? undefined : end);
}
