import { createHeap, type Heap } from '../../base/heap.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Attention, type Need, paceOf, type Paces } from './paces.ts';

/** How important it is that a list is read before others that are due: somebody sees it, something in it changes by itself, or neither. */
export type Urgency = 'seen' | 'active' | 'rest';

/** A list that waits to be read. */
export interface Waiting {
  readonly kind: ListKind;
  /** The number of its last reading among all readings; 0 before the first. */
  readonly run: number;
}

/**
 * When each list is due. A list waits in a lane with all lists of the same kind, need and urgency, in the order in which their waits began; how long
 * a lane's lists may wait follows from who looks. So a change of attention or pace only changes lanes, however many lists wait in them, and each
 * question only looks at the first list of each lane.
 */
export interface PollSchedule<T extends Waiting> {
  /** Lets a list wait from `since` on, in place of an earlier wait. All times are in milliseconds of the same clock. */
  wait(list: T, need: Need, urgency: Urgency, since: number): void;
  /** Takes a list out: it is being read, or isn't chosen any more. */
  remove(list: T): void;
  /** When a waiting list is due; Infinity while nobody wants it, or when it doesn't wait. */
  dueOf(list: T): number;
  /**
   * The list to read next of those that are due: first what a person asked for, then the most urgent, and of equal ones the one that was read longest
   * ago.
   */
  next(now: number): T | undefined;
  /** When the first becomes due; Infinity when none will. */
  nextDue(): number;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
}

interface PollLane<T> {
  readonly kind: ListKind;
  readonly need: Need;
  readonly urgency: Urgency;
  /** By the moment at which each wait began. */
  readonly waiting: Heap<T>;
  pace: number | undefined;
}

/**
 * By how many milliseconds a list counts as due earlier when it is compared with others. It is limited, so that others that have waited longer still
 * get their turn.
 */
const headStart: Readonly<Record<Urgency, number>> = { seen: 30_000, active: 10_000, rest: 0 };
/**
 * By how many more milliseconds a list that a person asked for counts as due earlier: a first round over thousands of places takes minutes, and the
 * person waits.
 */
const ASKED_START = 300_000;

/** No list waits at first. `start`: who looks, and the paces, until they are set anew. */
export function createPollSchedule<T extends Waiting>(start: {
  readonly attention: Attention;
  readonly paces: Paces;
}): PollSchedule<T> {
  let { attention, paces } = start;
  const lanes: PollLane<T>[] = [];
  const byNeed = new Map<Need, PollLane<T>[]>();
  const laneOf = new Map<T, { readonly lane: PollLane<T>; readonly arrival: number }>();
  let arrivals = 0;

  const lane = (kind: ListKind, need: Need, urgency: Urgency): PollLane<T> => {
    const same = byNeed.get(need) ?? [];
    const found = same.find((one) => one.kind === kind && one.urgency === urgency);
    if (found) return found;
    const made = { kind, need, urgency, waiting: createHeap<T>(), pace: paceOf(kind, need, attention, paces) };
    lanes.push(made);
    byNeed.set(need, [...same, made]);
    return made;
  };
  const dueIn = ({ pace, waiting }: PollLane<T>, list: T): number => {
    const since = waiting.keyOf(list);
    return pace === undefined || since === undefined ? Infinity : since + pace;
  };
  const remove = (list: T): void => {
    laneOf.get(list)?.lane.waiting.delete(list);
    laneOf.delete(list);
  };
  const measureAgain = (): void => {
    for (const each of lanes) each.pace = paceOf(each.kind, each.need, attention, paces);
  };

  return {
    wait(list, need, urgency, since) {
      const to = lane(list.kind, need, urgency);
      const before = laneOf.get(list);
      if (before?.lane !== to) {
        remove(list);
        arrivals += 1;
        laneOf.set(list, { lane: to, arrival: arrivals });
      }
      to.waiting.set(list, since, list.run);
    },
    remove,
    dueOf(list) {
      const where = laneOf.get(list);
      return where ? dueIn(where.lane, list) : Infinity;
    },
    next(now) {
      let best: { readonly list: T; readonly at: number; readonly arrival: number } | undefined;
      for (const each of lanes) {
        const list = each.waiting.first();
        if (list === undefined) continue;
        const due = dueIn(each, list);
        if (due > now) continue;
        const at = due - headStart[each.urgency] - (each.need === 'demanded' ? ASKED_START : 0);
        const arrival = laneOf.get(list)?.arrival ?? 0;
        const before = best && (at - best.at || list.run - best.list.run || arrival - best.arrival);
        if (!best || (before ?? 0) < 0) best = { list, at, arrival };
      }
      return best?.list;
    },
    nextDue() {
      let due = Infinity;
      for (const each of lanes) {
        const list = each.waiting.first();
        if (list !== undefined) due = Math.min(due, dueIn(each, list));
      }
      return due;
    },
    setAttention(now) {
      attention = now;
      measureAgain();
    },
    setPaces(now) {
      paces = now;
      measureAgain();
    },
  };
}
