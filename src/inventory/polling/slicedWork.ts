/** Work on many things, a slice in each turn of the event loop: done in one turn, it would hold up all else that the thread does. */
export interface SlicedWork {
  /**
   * Does the work for each item: for a first slice of them at once, for the others in the turns that follow. What was begun before comes first. The items are
   * taken from the iterable as they are needed.
   */
  each<T>(items: Iterable<T>, work: (item: T) => void): void;
  /** Gives up what is left. */
  dispose(): void;
}

/**
 * A slice is a number of items, not a time: what a turn does is then the same on every machine, and whatever it does besides.
 *
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
    // Also when all is done: the turn's slice is used up for what else begins in it.
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
