import { createHeap } from '../../base/heap.ts';
import type { TargetKind } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';

/** The single targets of one scope and kind that are looked at between two listings. Times are the schedule's, in milliseconds. */
export interface LookGroup {
  readonly scope: Scope;
  readonly kind: TargetKind;
  readonly targets: Map<string, LookTarget>;
  running: AbortController | undefined;
  /** In a row. */
  failures: number;
  /** Not before then, after a failure, unless a person asks. */
  retryAt: number;
}

export interface LookTarget {
  /** When the last answer about it was asked for; -Infinity before the first. */
  askedAt: number;
  /** How often somebody follows it, whoever looks. */
  followed: number;
  /** It is in a state that changes by itself; undefined where it isn't. */
  moving: Moving | undefined;
}

interface Moving {
  /** Since when it has been as it is. */
  since: number;
  /** It can stay so for hours: it is looked at less often the longer nothing has changed. */
  readonly lasting: boolean;
  /** When the actions that run now are planned to end. */
  readonly plannedEnds: readonly number[];
}

/** Which groups are due for a look, by what their targets wait for. Each question and each change takes logarithmic time and what the group's own targets do. */
export interface LookQueue {
  /** When a target that changes by itself is due; Infinity for one that doesn't. */
  readonly movingDueAt: (group: LookGroup, entry: LookTarget) => number;
  /** After a change of its members: when the group is due. */
  readonly settle: (group: LookGroup) => void;
  /** The first that is due and doesn't run. */
  readonly next: (now: number, viewVisible: boolean) => LookGroup | undefined;
  readonly nextDue: (viewVisible: boolean) => number;
}

/** How long something may stay unlooked at that has not changed for long, in milliseconds. */
const LONGEST = 30_000;
/** What part of the time in which nothing has changed it may stay unlooked at. */
const SHARE = 0.1;
/** FIS has no call for several experiments, and its account's calls are few: those of a scope together are asked for no more often than this, in milliseconds. */
const BETWEEN_EXPERIMENTS = 1_000;

/** `fast`: how long what is followed, or changes by itself, may stay unlooked at, in milliseconds. */
export function createLookQueue(fast: () => number): LookQueue {
  const followedDue = createHeap<LookGroup>();
  const movingDue = createHeap<LookGroup>();
  const movingDueAt = ({ kind, targets }: LookGroup, { askedAt, moving }: LookTarget): number => {
    if (!moving) return Infinity;
    const least = kind === 'experiment' ? Math.max(fast(), targets.size * BETWEEN_EXPERIMENTS) : fast();
    if (!moving.lasting) return askedAt + least;
    // An action that has come to its planned end is a change that is expected.
    const since = Math.max(moving.since, ...moving.plannedEnds.filter((end) => end <= askedAt));
    const usual = askedAt + Math.max(least, Math.min(LONGEST, Math.ceil((askedAt - since) * SHARE)));
    return Math.min(usual, ...moving.plannedEnds.filter((end) => end > askedAt));
  };
  const settle = (group: LookGroup): void => {
    let followed = Infinity;
    let moving = Infinity;
    for (const entry of group.targets.values()) {
      if (entry.followed > 0) followed = Math.min(followed, entry.askedAt + fast());
      moving = Math.min(moving, movingDueAt(group, entry));
    }
    for (const [heap, due] of [
      [followedDue, followed],
      [movingDue, moving],
    ] as const) {
      if (group.running || due === Infinity) heap.delete(group);
      else heap.set(group, Math.max(due, group.retryAt));
    }
  };
  const firstDue = (viewVisible: boolean): LookGroup | undefined => {
    const one = followedDue.first();
    const other = viewVisible ? movingDue.first() : undefined;
    if (!one || !other) return one ?? other;
    return (followedDue.keyOf(one) ?? 0) <= (movingDue.keyOf(other) ?? 0) ? one : other;
  };
  const dueOf = (group: LookGroup, viewVisible: boolean): number =>
    Math.min(followedDue.keyOf(group) ?? Infinity, (viewVisible ? movingDue.keyOf(group) : undefined) ?? Infinity);

  return {
    movingDueAt,
    settle,
    next(now, viewVisible) {
      const group = firstDue(viewVisible);
      return group && dueOf(group, viewVisible) <= now ? group : undefined;
    },
    nextDue(viewVisible) {
      const group = firstDue(viewVisible);
      return group ? dueOf(group, viewVisible) : Infinity;
    },
  };
}
