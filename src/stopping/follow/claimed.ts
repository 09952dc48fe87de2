/** How the windows agree on which of them tells something. */
export interface Claiming<T> {
  /** Claims the telling of one thing: true where no window had claimed it. */
  readonly claim: (one: T) => Promise<boolean>;
  /** Takes the claim back for what is not told after all. Never rejects. */
  readonly giveBack: (one: T) => Promise<void>;
}

/**
 * Claims `all` and returns what this window got to tell. Once `isOver` (the window is closing) it is nothing, and what was claimed by then is given
 * back. Rejects as `claim` does.
 */
export async function claimed<T>(
  all: readonly T[],
  { claim, giveBack }: Claiming<T>,
  isOver: () => boolean,
): Promise<readonly T[]> {
  if (isOver()) return [];
  const isOwn = await Promise.all(all.map((one) => claim(one)));
  const own = all.filter((_, at) => isOwn[at] === true);
  if (!isOver()) return own;
  await Promise.all(own.map((one) => giveBack(one)));
  return [];
}
