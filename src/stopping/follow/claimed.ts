/** How the windows agree on which of them tells something. */
export interface Claiming<T> {
  /** Whether no window has told this. */
  readonly claim: (one: T) => Promise<boolean>;
  /** Leaves to the others what was claimed here and is not told. Never rejects. */
  readonly giveBack: (one: T) => Promise<void>;
}

/**
 * What of `all` this window is to tell, claimed. Nothing once `isOver`: a window that is closed in the middle tells nobody, so that what it has claimed by then is given back.
 * Rejects as `claim` does.
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
