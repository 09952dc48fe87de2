/**
 * Which things left and which joined between two choices, each once, in the order of its choice. What stays is the same object in both: where few of thousands
 * are others, all the rest costs a comparison. A thing that is another object is among both.
 */
export function leftAndJoined<T>(
  before: readonly T[],
  now: readonly T[],
): { readonly left: readonly T[]; readonly joined: readonly T[] } {
  if (before.length === 0) return { left: [], joined: [...new Set(now)] };
  const from = sameFirst(before, now);
  const most = Math.min(before.length, now.length) - from;
  let behind = 0;
  while (behind < most && before.at(-1 - behind) === now.at(-1 - behind)) behind += 1;
  const old = new Set(before.slice(from, before.length - behind));
  const own = new Set(now.slice(from, now.length - behind));
  return { left: [...old].filter((one) => !own.has(one)), joined: [...own].filter((one) => !old.has(one)) };
}

/** With how many things two choices begin alike. */
export function sameFirst(before: readonly unknown[], now: readonly unknown[]): number {
  const most = Math.min(before.length, now.length);
  let same = 0;
  while (same < most && before[same] === now[same]) same += 1;
  return same;
}
