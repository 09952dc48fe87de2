import { createHeap } from '../../base/heap.ts';
import type { TargetKind } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';

/** The single targets of one scope and kind that are looked at between two listings. Times are the schedule's, in milliseconds. */
export interface LookGroup {
  readonly scope: Scope;
  readonly kind: TargetKind;
  readonly targets: Map<string, LookTarget>;
  /** Whether one of them changes by itself, as of when it was last settled. */
  isMoving: boolean;
  running: AbortController | undefined;
  /** Consecutive failures. */
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
  /** A listing of all is under way, and hasn't brought it yet. */
  awaited: boolean;
  /** Since when a whole listing has told nothing of it: it has most likely ended. */
  missedSince: number | undefined;
}

/** What is looked at between the listings of what nobody follows: all that changes by itself, only what a listing didn't tell of any more, or nothing. */
export type Between = 'moving' | 'missed' | 'nothing';

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
  readonly next: (now: number, between: Between) => LookGroup | undefined;
  readonly nextDue: (between: Between) => number;
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
  const missedDue = createHeap<LookGroup>();
  const betweenDue = { moving: movingDue, missed: missedDue, nothing: createHeap<LookGroup>() } as const;
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
    let missed = Infinity;
    for (const entry of group.targets.values()) {
      if (entry.followed > 0) followed = Math.min(followed, entry.askedAt + fast());
      moving = Math.min(moving, movingDueAt(group, entry));
      if (entry.moving) missed = Math.min(missed, entry.missedSince ?? Infinity);
    }
    for (const [heap, due] of [
      [followedDue, followed],
      [movingDue, moving],
      [missedDue, missed],
    ] as const) {
      if (group.running || due === Infinity) heap.delete(group);
      else heap.set(group, Math.max(due, group.retryAt));
    }
  };
  const firstDue = (between: Between): LookGroup | undefined => {
    const one = followedDue.first();
    const other = betweenDue[between].first();
    if (!one || !other) return one ?? other;
    return (followedDue.keyOf(one) ?? 0) <= (betweenDue[between].keyOf(other) ?? 0) ? one : other;
  };
  const dueOf = (group: LookGroup, between: Between): number =>
    Math.min(followedDue.keyOf(group) ?? Infinity, betweenDue[between].keyOf(group) ?? Infinity);

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
