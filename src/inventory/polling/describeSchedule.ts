import { isoDuration } from '../../model/resources/isoDuration.ts';
import type { TargetKind, TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { isKnownState, stateTraits } from '../../model/resources/states.ts';
import { stateOf, type Target } from '../../model/resources/target.ts';
import { createDescribeGroups, entryOf } from './describeGroups.ts';
import {
  type Between,
  createDescribeQueue,
  type DescribeGroup,
  type DescribeQueue,
  type DescribeTarget,
} from './describeQueue.ts';

/**
 * Which single targets are due to be described, and when. Every method takes as long as the scope's own targets, however many other scopes there are.
 */
export interface DescribeSchedule extends Pick<DescribeQueue, 'settle' | 'next' | 'nextDue'> {
  /**
   * Takes an observation that was asked for at `since`; returns the group that the caller then settles. `changed`: the inventory holds something new of
   * the target.
   */
  observed(target: Target, since: number, changed: boolean): DescribeGroup | undefined;
  /** The target isn't there any more; returns the group that the caller then settles. */
  gone(ref: TargetRef): DescribeGroup | undefined;
  /** An answer about these ids came, whatever it says of them; `since`: when it was asked for. */
  asked(group: DescribeGroup, ids: readonly string[], since: number): void;
  /** A listing of all targets of this kind has begun: those that nobody keeps fast wait for it. */
  listing(scope: Scope, kind: TargetKind, since: number): void;
  /** The listing has ended: a target that it said nothing of counts as missed from now on. */
  listed(scope: Scope, kind: TargetKind, now: number): void;
  /** Makes all of a group's targets due now. */
  askAgain(group: DescribeGroup): void;
  /** Keeps a target at the fast pace until `letSlow`; returns its group, which the caller then settles. */
  keepFast(ref: TargetRef): DescribeGroup;
  letSlow(ref: TargetRef): void;
  /** The ids to describe now. Forgets targets that needn't be described any more. */
  idsDue(group: DescribeGroup, now: number, between: Between): readonly string[];
  /** Whether a target of this kind is in a state that changes by itself. */
  isMoving(scope: Scope, kind: TargetKind): boolean;
  /**
   * To be called when a group's place isn't chosen any more: forgets the targets that nobody keeps fast. Returns whether nothing is left of the group.
   */
  leave(group: DescribeGroup): boolean;
  readonly all: () => Iterable<DescribeGroup>;
}

/** Nothing is due before something was observed. It reads no clock: callers give the time, in milliseconds. */
export function createDescribeSchedule(parts: {
  /** How long what is kept fast may stay undescribed, in milliseconds. */
  readonly fast: () => number;
  /** Turns a moment of AWS's clock (ms since the epoch), as the answer that is being observed told it, into the schedule's time. */
  readonly timeOf: (moment: number) => number;
  /** The last observation of something. */
  readonly target: (ref: TargetRef) => Target | undefined;
  /** Called when the first of a scope's targets begins to change by itself, or the last of them has ended. */
  readonly turned: (scope: Scope, kind: TargetKind) => void;
}): DescribeSchedule {
  const groups = createDescribeGroups();
  const queue = createDescribeQueue(parts.fast);
  const { movingDueAt } = queue;
  const settle = (group: DescribeGroup): void => {
    queue.settle(group);
    const isMoving = hasMoving(group);
    if (group.isMoving === isMoving) return;
    group.isMoving = isMoving;
    parts.turned(group.scope, group.kind);
  };

  return {
    observed(target, since, changed) {
      const state = stateOf(target);
      const { transitional } = stateTraits(target.kind, state);
      // A target that doesn't change by itself has no entry, and needs none.
      const group = transitional ? groups.of(target.scope, target.kind) : groups.find(target.scope, target.kind);
      const entry = group && (transitional ? entryOf(group, target.id) : group.targets.get(target.id));
      if (!group || !entry) return undefined;
      entry.askedAt = Math.max(entry.askedAt, since);
      tell(entry);
      if (!transitional) entry.moving = undefined;
      else if (changed || !entry.moving) {
        entry.moving = { since, lasting: isLasting(target, state), plannedEnds: plannedEnds(target).map(parts.timeOf) };
      }
      if (entry.fastHolds === 0 && !entry.moving) group.targets.delete(target.id);
      return group;
    },
    gone({ scope, kind, id }) {
      const group = groups.find(scope, kind);
      const entry = group?.targets.get(id);
      if (!group || !entry) return undefined;
      entry.moving = undefined;
      if (entry.fastHolds === 0) group.targets.delete(id);
      return group;
    },
    asked({ targets }, ids, since) {
      for (const id of ids) {
        const entry = targets.get(id);
        if (!entry) continue;
        entry.askedAt = Math.max(entry.askedAt, since);
        tell(entry);
      }
    },
    listing(scope, kind, since) {
      const group = groups.find(scope, kind);
      if (!group) return;
      awaitListing(group, since);
      settle(group);
    },
    listed(scope, kind, now) {
      const group = groups.find(scope, kind);
      if (!group) return;
      missUntold(group, now);
      settle(group);
    },
    askAgain(group) {
      for (const entry of group.targets.values()) entry.askedAt = -Infinity;
      settle(group);
    },
    keepFast(ref) {
      const group = groups.of(ref.scope, ref.kind);
      const entry = entryOf(group, ref.id);
      entry.fastHolds += 1;
      entry.askedAt = -Infinity;
      return group;
    },
    letSlow(ref) {
      const group = groups.find(ref.scope, ref.kind);
      const entry = group?.targets.get(ref.id);
      if (!group || !entry) return;
      entry.fastHolds -= 1;
      if (entry.fastHolds === 0 && !entry.moving) group.targets.delete(ref.id);
      settle(group);
    },
    idsDue(group, now, between) {
      const { scope, kind, targets } = group;
      // One call can ask about many instances or deployments, so those that are due soon are included.
      const until = kind === 'experiment' ? now : now + parts.fast() / 2;
      const ids: string[] = [];
      for (const [id, entry] of targets) {
        if (entry.moving && !isTransitional(parts.target({ kind, scope, id }))) entry.moving = undefined;
        if (entry.fastHolds > 0 && entry.askedAt + parts.fast() <= until) ids.push(id);
        else if (between === 'moving' && movingDueAt(group, entry) <= until) ids.push(id);
        else if (between === 'missed' && entry.moving && entry.missedSince !== undefined) ids.push(id);
        else if (entry.fastHolds === 0 && !entry.moving) targets.delete(id);
      }
      return ids;
    },
    settle,
    next: queue.next,
    nextDue: queue.nextDue,
    isMoving: (scope, kind) => groups.find(scope, kind)?.isMoving === true,
    leave(group) {
      keepHeld(group);
      settle(group);
      if (group.targets.size > 0) return false;
      groups.drop(group);
      return true;
    },
    all: groups.all,
  };
}

function hasMoving({ targets }: DescribeGroup): boolean {
  for (const { moving } of targets.values()) if (moving) return true;
  return false;
}

function awaitListing({ targets }: DescribeGroup, since: number): void {
  for (const entry of targets.values()) {
    entry.awaited = true;
    if (entry.fastHolds === 0) entry.askedAt = Math.max(entry.askedAt, since);
  }
}

function missUntold({ targets }: DescribeGroup, now: number): void {
  for (const entry of targets.values()) if (entry.awaited) entry.missedSince ??= now;
}

/** An answer told something of the target. */
function tell(entry: DescribeTarget): void {
  entry.awaited = false;
  entry.missedSince = undefined;
}

function isTransitional(target: Target | undefined): boolean {
  return target !== undefined && stateTraits(target.kind, stateOf(target)).transitional;
}

/** Forgets all but what somebody keeps fast. */
function keepHeld({ targets }: DescribeGroup): void {
  for (const [id, entry] of targets) {
    entry.moving = undefined;
    if (entry.fastHolds === 0) targets.delete(id);
  }
}

/** Whether a state can last for hours: a running experiment, and a state that AWS added later and that Halt doesn't know. */
function isLasting(target: Target, state: string): boolean {
  return (target.kind === 'experiment' && state === 'running') || !isKnownState(target.kind, state);
}

/**
 * When the running actions of an experiment are planned to end, in ms since the epoch by AWS's clock, by their parameter `duration`. Source:
 * https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
 */
function plannedEnds(target: Target): readonly number[] {
  if (target.kind !== 'experiment') return [];
  return (target.full?.actions ?? []).flatMap(({ state, startedAt, parameters }) => {
    const planned = state === 'running' ? isoDuration(parameters['duration']) : undefined;
    return planned === undefined || startedAt === undefined ? [] : [startedAt + planned];
  });
}
