/** What stands in a {@link TouchOrder}: its neighbours are its own members, so that touching it costs the same however many there are. */
export interface Touchable<T> {
  /** The one that was touched last before it. */
  earlier: T | undefined;
  /** The one that was touched next after it. */
  later: T | undefined;
}

/** Things in the order in which each was touched last. Every method but the iteration takes the same time however many there are. */
export interface TouchOrder<T> extends Iterable<T> {
  /** The one that was touched longest ago. */
  first(): T | undefined;
  /** Puts it behind all others. */
  touch(one: T): void;
  delete(one: T): void;
}

/** Empty at first. Each thing may stand in one order alone. */
export function createTouchOrder<T extends Touchable<T>>(): TouchOrder<T> {
  let first: T | undefined;
  let last: T | undefined;
  const remove = (one: T): void => {
    if (one.earlier) one.earlier.later = one.later;
    else if (first === one) first = one.later;
    if (one.later) one.later.earlier = one.earlier;
    else if (last === one) last = one.earlier;
    one.earlier = undefined;
    one.later = undefined;
  };
  return {
    first: () => first,
    touch(one) {
      if (last === one) return;
      remove(one);
      one.earlier = last;
      if (last) last.later = one;
      else first = one;
      last = one;
    },
    delete: remove,
    *[Symbol.iterator]() {
      for (let one = first; one;) {
        const next: T | undefined = one.later;
        yield one;
        one = next;
      }
    },
  };
}
