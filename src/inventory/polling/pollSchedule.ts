import { createHeap, type Heap } from '../../base/heap.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Attention, type Need, paceOf, type Paces } from './paces.ts';

/** How much it matters that a list is read before others that are due. */
export type Urgency = 'seen' | 'active' | 'rest';

/** A list that waits to be read. */
export interface Waiting {
  readonly kind: ListKind;
  /** Which of all readings its last one was; 0 before the first. */
  readonly run: number;
}

/**
 * When each list is due. A list waits in a lane with all those that have the same need, in the order of when that need began; what a lane's lists may
 * wait follows from who looks. So a change of attention or pace changes some lanes, however many lists wait in them, and each question looks
 * at the first of each lane.
 */
export interface PollSchedule<T extends Waiting> {
  /** Has a list wait from `since` (any clock's milliseconds, the same for all) on, in the place of where it waited before. */
  wait(list: T, need: Need, urgency: Urgency, since: number): void;
  /** It is being read, or nobody has chosen it any more. */
  remove(list: T): void;
  /** When a waiting list is due; Infinity while nobody wants it, or when it doesn't wait. */
  dueOf(list: T): number;
  /** Of those that are due what a person asked for, and then the most urgent; of equal ones that which was read longest ago. */
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
  /** By when the wait began. */
  readonly waiting: Heap<T>;
  pace: number | undefined;
}

/** So much earlier than they are due urgent lists are served, in milliseconds. It ends: others that have waited longer come first all the same. */
const headStart: Readonly<Record<Urgency, number>> = { seen: 30_000, active: 10_000, rest: 0 };
/** And so much earlier still what a person asked for, in milliseconds: a first round of thousands of places takes minutes, and they wait. */
const ASKED_START = 300_000;

/** No list waits at first. `start`: who looks, and at which paces, until that is set anew. */
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
