import { createHeap } from '../../base/heap.ts';
import type { TargetKind } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';

/** The single targets of one scope and kind that are described between two listings. Times are the schedule's, in milliseconds. */
export interface DescribeGroup {
  readonly scope: Scope;
  readonly kind: TargetKind;
  readonly targets: Map<string, DescribeTarget>;
  /** Whether one of them changes by itself, as of when it was last settled. */
  isMoving: boolean;
  running: AbortController | undefined;
  /** Consecutive failures. */
  failures: number;
  /** Not before then, after a failure, unless a person asks. */
  retryAt: number;
}

/** What is known of one target that is described between listings. Times are the schedule's, in milliseconds. */
export interface DescribeTarget {
  /** When the last answer about it was asked for; -Infinity before the first. */
  askedAt: number;
  /** How many keep it at the fast pace, whoever looks. */
  fastHolds: number;
  /** It is in a state that changes by itself; undefined where it isn't. */
  moving: Moving | undefined;
  /** A listing of all is under way, and hasn't brought it yet. */
  awaited: boolean;
  /** Since when a whole listing has told nothing of it: it has most likely ended. */
  missedSince: number | undefined;
}

/** What is described between listings, of what nobody keeps fast: all that changes by itself, only what a listing didn't tell of any more, or nothing. */
export type Between = 'moving' | 'missed' | 'nothing';

interface Moving {
  /** Since when it has been as it is. */
  since: number;
  /** It can stay so for hours: it is described less often the longer nothing has changed. */
  readonly lasting: boolean;
  /** When the actions that run now are planned to end. */
  readonly plannedEnds: readonly number[];
}

/** Which groups are due to be described, by what their targets wait for. Each question and each change takes logarithmic time and what the group's own targets do. */
export interface DescribeQueue {
  /** When a target that changes by itself is due; Infinity for one that doesn't. */
  readonly movingDueAt: (group: DescribeGroup, entry: DescribeTarget) => number;
  /** After a change of its members: when the group is due. */
  readonly settle: (group: DescribeGroup) => void;
  /** The first that is due and doesn't run. */
  readonly next: (now: number, between: Between) => DescribeGroup | undefined;
  readonly nextDue: (between: Between) => number;
}

/** How long something may stay undescribed that has not changed for long, in milliseconds. */
const LONGEST = 30_000;
/** What part of the time in which nothing has changed it may stay undescribed. */
const SHARE = 0.1;
/** FIS has no call for several experiments, and its account's calls are few: those of a scope together are asked for no more often than this, in milliseconds. */
const BETWEEN_EXPERIMENTS = 1_000;

/** `fast`: how long what is kept fast, or changes by itself, may stay undescribed, in milliseconds. */
export function createDescribeQueue(fast: () => number): DescribeQueue {
  const heldDue = createHeap<DescribeGroup>();
  const movingDue = createHeap<DescribeGroup>();
  const missedDue = createHeap<DescribeGroup>();
  const betweenDue = { moving: movingDue, missed: missedDue, nothing: createHeap<DescribeGroup>() } as const;
  const movingDueAt = ({ kind, targets }: DescribeGroup, { askedAt, moving }: DescribeTarget): number => {
    if (!moving) return Infinity;
    const least = kind === 'experiment' ? Math.max(fast(), targets.size * BETWEEN_EXPERIMENTS) : fast();
    if (!moving.lasting) return askedAt + least;
    // An action that has come to its planned end is a change that is expected.
    const since = Math.max(moving.since, ...moving.plannedEnds.filter((end) => end <= askedAt));
    const usual = askedAt + Math.max(least, Math.min(LONGEST, Math.ceil((askedAt - since) * SHARE)));
    return Math.min(usual, ...moving.plannedEnds.filter((end) => end > askedAt));
  };
  const settle = (group: DescribeGroup): void => {
    let held = Infinity;
    let moving = Infinity;
    let missed = Infinity;
    for (const entry of group.targets.values()) {
      if (entry.fastHolds > 0) held = Math.min(held, entry.askedAt + fast());
      moving = Math.min(moving, movingDueAt(group, entry));
      if (entry.moving) missed = Math.min(missed, entry.missedSince ?? Infinity);
    }
    for (const [heap, due] of [
      [heldDue, held],
      [movingDue, moving],
      [missedDue, missed],
    ] as const) {
      if (group.running || due === Infinity) heap.delete(group);
      else heap.set(group, Math.max(due, group.retryAt));
    }
  };
  const firstDue = (between: Between): DescribeGroup | undefined => {
    const one = heldDue.first();
    const other = betweenDue[between].first();
    if (!one || !other) return one ?? other;
    return (heldDue.keyOf(one) ?? 0) <= (betweenDue[between].keyOf(other) ?? 0) ? one : other;
  };
  const dueOf = (group: DescribeGroup, between: Between): number =>
    Math.min(heldDue.keyOf(group) ?? Infinity, betweenDue[between].keyOf(group) ?? Infinity);

  return {
    movingDueAt,
    settle,
    next(now, between) {
      const group = firstDue(between);
      return group && dueOf(group, between) <= now ? group : undefined;
    },
    nextDue(between) {
      const group = firstDue(between);
      return group ? dueOf(group, between) : Infinity;
    },
  };
}
