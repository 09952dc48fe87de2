/** Something that is made with its first use and kept. What could not be made is forgotten, so that the next use makes it anew. */
export interface MadeOnce<T> {
  readonly get: () => Promise<T>;
  /** What was made, or is being made. */
  readonly peek: () => Promise<T> | undefined;
  /** The same, which is forgotten: the next use makes it anew. */
  readonly take: () => Promise<T> | undefined;
}

/** `make` isn't called before the first `get`, nor while what it makes is on its way. */
export function createMadeOnce<T>(make: () => Promise<T>): MadeOnce<T> {
  let made: Promise<T> | undefined;
  return {
    get: () => {
      if (made !== undefined) return made;
      const making = make();
      made = making;
      making.catch(() => {
        if (made === making) made = undefined;
      });
      return making;
    },
    peek: () => made,
    take: () => {
      const taken = made;
      made = undefined;
      return taken;
    },
  };
}
