/** Which listings are on their way, and how many more may begin. */
export interface ListSlots<T> {
  begin(list: T, now: number): void;
  /** The listing brought something, so that it keeps its slot. */
  moved(list: T, now: number): void;
  end(list: T): void;
  hasFree(now: number): boolean;
  /** When a slot becomes free by itself; Infinity when none is taken. */
  nextFree(): number;
}

/**
 * How many listings go on at once: as many as keep AWS, the network and the reading thread busy. Of 400 small places the last answer comes in about a
 * third of the time that 16 at once need. What arrives is read a share at a time, whatever their number.
 */
const LISTINGS_AT_ONCE = 64;
/** A listing that brings nothing for this long, in milliseconds, gives up its slot: a slow answer of AWS must not hold up everything else. */
const SLOT_KEPT = 3_000;

/** All times are in milliseconds of the same clock. */
export function createListSlots<T>(): ListSlots<T> {
  /** When each listing last brought something or began, the longest ago first. */
  const taken = new Map<T, number>();
  const take = (list: T, now: number): void => {
    taken.delete(list);
    taken.set(list, now);
  };
  return {
    begin: take,
    moved: take,
    end: (list) => void taken.delete(list),
    hasFree(now) {
      for (const [list, since] of taken) {
        if (now < since + SLOT_KEPT) break;
        taken.delete(list);
      }
      return taken.size < LISTINGS_AT_ONCE;
    },
    nextFree() {
      for (const since of taken.values()) return since + SLOT_KEPT;
      return Infinity;
    },
  };
}
