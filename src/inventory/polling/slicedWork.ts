/** Does work on many items in slices, one in each turn of the event loop: in a single turn it would hold up everything else of the thread. */
export interface SlicedWork {
  /**
   * Does the work for each item: for a first slice at once, for the others in the following turns. Work that was begun earlier comes first. Items are
   * taken from the iterable only as they are needed.
   */
  each<T>(items: Iterable<T>, work: (item: T) => void): void;
  /** Gives up what is left. */
  dispose(): void;
}

/**
 * The size of a slice is a number of items and not a time, so that a turn does the same on every machine.
 * @param turned Called after each slice that was not done at once.
 */
export function createSlicedWork(options: { readonly perTurn: number; readonly turned: () => void }): SlicedWork {
  const waiting: (() => boolean)[] = [];
  let next: ReturnType<typeof setImmediate> | undefined;
  let left = options.perTurn;

  const goOn = (): void => {
    while (left > 0) {
      const [first] = waiting;
      if (first === undefined) return;
      left -= 1;
      if (!first()) waiting.shift();
    }
  };
  const turn = (): void => {
    next = undefined;
    left = options.perTurn;
    if (waiting.length === 0) return;
    goOn();
    plan();
    options.turned();
  };
  const plan = (): void => {
    // Plan a turn also when all is done: the slice of this turn is used up for other work that begins in it.
    next ??= setImmediate(turn);
  };

  return {
    each(items, work) {
      const iterator = items[Symbol.iterator]();
      waiting.push(() => {
        const { done, value } = iterator.next();
        if (done === true) return false;
        work(value);
        return true;
      });
      goOn();
      plan();
    },
    dispose() {
      clearImmediate(next);
      waiting.length = 0;
    },
  };
}
