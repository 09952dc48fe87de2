import { createHeap } from '../../base/heap.ts';
import type { TargetKind } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';

/** The single targets of one scope and kind that are described between two listings. Times are the schedule's, in milliseconds. */
export interface DescribeGroup {
  readonly scope: Scope;
  readonly kind: TargetKind;
  readonly targets: Map<string, DescribeTarget>;
  /** Whether one of them changes by itself, as of the last time the group was settled. */
  isMoving: boolean;
  running: AbortController | undefined;
  /** Consecutive failures. */
  failures: number;
  /** After a failure, the earliest time of the next try, unless a person asks. */
  retryAt: number;
}

/** What is known of one target that is described between listings. Times are the schedule's, in milliseconds. */
export interface DescribeTarget {
  /** When the last answer about it was asked for; -Infinity before the first. */
  askedAt: number;
  /** How many keep it at the fast pace, whoever looks. */
  fastHolds: number;
  /** Set while the target is in a state that changes by itself. */
  moving: Moving | undefined;
  /** A listing is under way that should bring it, and hasn't yet. */
  awaited: boolean;
  /** Since when a complete listing has said nothing of it, so that it has most likely ended. */
  missedSince: number | undefined;
}

/**
 * What is described between listings, apart from what somebody keeps fast: everything that changes by itself (`moving`), only what a listing didn't
 * tell of any more (`missed`), or nothing.
 */
export type Between = 'moving' | 'missed' | 'nothing';

interface Moving {
  /** Since when nothing has changed about it. */
  since: number;
  /** Whether it can stay so for hours: then it is described less often the longer nothing has changed. */
  readonly lasting: boolean;
  /** When the actions that run now are planned to end. */
  readonly plannedEnds: readonly number[];
}

/**
 * Which groups are due to be described, by what their targets wait for. Every method takes logarithmic time in the number of groups, and as long as
 * the group's own targets.
 */
export interface DescribeQueue {
  /** When a target that changes by itself is due; Infinity for one that doesn't. */
  readonly movingDueAt: (group: DescribeGroup, entry: DescribeTarget) => number;
  /** Computes when a group is due; to be called after a change of its targets. */
  readonly settle: (group: DescribeGroup) => void;
  /** The first group that is due and isn't being described. */
  readonly next: (now: number, between: Between) => DescribeGroup | undefined;
  readonly nextDue: (between: Between) => number;
}

/** The longest, in milliseconds, that a target may stay undescribed that hasn't changed for long. */
const LONGEST = 30_000;
/** The share of the time in which nothing has changed for which a target may stay undescribed. */
const SHARE = 0.1;
/**
 * FIS has no call that describes several experiments, and allows an account few calls: a scope's experiments together are described no more often
 * than once in this time, in milliseconds.
 */
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
    // A planned end of an action that has passed counts as a change, so that the experiment is described often again.
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
