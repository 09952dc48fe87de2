import { isoDuration } from '../../base/isoDuration.ts';
import type { TargetKind, TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { isKnownState, stateTraits } from '../../model/resources/states.ts';
import { stateOf, type Target } from '../../model/resources/target.ts';
import { createLookGroups, entryOf } from './lookGroups.ts';
import { type Between, createLookQueue, type LookGroup, type LookQueue, type LookTarget } from './lookQueue.ts';

/** Which single targets are due for a look, and when. Every method costs what the scope's own targets do. */
export interface LookSchedule extends Pick<LookQueue, 'settle' | 'next' | 'nextDue'> {
  /** What was observed, asked for at `since`; answers the group to be settled. `changed`: the inventory holds something new of it. */
  observed(target: Target, since: number, changed: boolean): LookGroup | undefined;
  /** It isn't there any more; answers the group to be settled. */
  gone(ref: TargetRef): LookGroup | undefined;
  /** An answer about these came, whatever it says of them. */
  asked(group: LookGroup, ids: readonly string[], since: number): void;
  /** A listing of them all has begun: what nobody follows waits for it. */
  listing(scope: Scope, kind: TargetKind, since: number): void;
  /** That listing has brought all that there is: what it said nothing of is missed from now on. */
  listed(scope: Scope, kind: TargetKind, now: number): void;
  /** All of a group's targets are to be looked at now. */
  askAgain(group: LookGroup): void;
  /** The group that the target belongs to, which has to be looked at until `unfollow`. */
  follow(ref: TargetRef): LookGroup;
  unfollow(ref: TargetRef): void;
  /** The ids to look at now, and those that needn't be looked at any more forgotten. */
  idsDue(group: LookGroup, now: number, between: Between): readonly string[];
  /** Whether something of this kind changes by itself. */
  isMoving(scope: Scope, kind: TargetKind): boolean;
  /** Its place isn't chosen any more: forgets what isn't followed there. Answers whether nothing is left. */
  leave(group: LookGroup): boolean;
  readonly all: () => Iterable<LookGroup>;
}

export function createLookSchedule(parts: {
  readonly fast: () => number;
  /** The schedule's time of a moment, given in ms since the epoch. */
  readonly timeOf: (moment: number) => number;
  /** The last observation of something. */
  readonly target: (ref: TargetRef) => Target | undefined;
  /** The first of a scope's targets has begun to change by itself, or the last has ended. */
  readonly turned: (scope: Scope, kind: TargetKind) => void;
}): LookSchedule {
  const groups = createLookGroups();
  const queue = createLookQueue(parts.fast);
  const { movingDueAt } = queue;
  const settle = (group: LookGroup): void => {
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
      // What is at rest has no entry, and needs none.
      const group = transitional ? groups.of(target.scope, target.kind) : groups.find(target.scope, target.kind);
      const entry = group && (transitional ? entryOf(group, target.id) : group.targets.get(target.id));
      if (!group || !entry) return undefined;
      entry.askedAt = Math.max(entry.askedAt, since);
      tell(entry);
      if (!transitional) entry.moving = undefined;
      else if (changed || !entry.moving) {
        entry.moving = { since, lasting: isLasting(target, state), plannedEnds: plannedEnds(target).map(parts.timeOf) };
      }
      if (entry.followed === 0 && !entry.moving) group.targets.delete(target.id);
      return group;
    },
    gone({ scope, kind, id }) {
      const group = groups.find(scope, kind);
      const entry = group?.targets.get(id);
      if (!group || !entry) return undefined;
      entry.moving = undefined;
      if (entry.followed === 0) group.targets.delete(id);
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
    follow(ref) {
      const group = groups.of(ref.scope, ref.kind);
      const entry = entryOf(group, ref.id);
      entry.followed += 1;
      entry.askedAt = -Infinity;
      return group;
    },
    unfollow(ref) {
      const group = groups.find(ref.scope, ref.kind);
      const entry = group?.targets.get(ref.id);
      if (!group || !entry) return;
      entry.followed -= 1;
      if (entry.followed === 0 && !entry.moving) group.targets.delete(ref.id);
      settle(group);
    },
    idsDue(group, now, between) {
      const { scope, kind, targets } = group;
      // One call asks about many instances or deployments: what is due soon is asked about together.
      const until = kind === 'experiment' ? now : now + parts.fast() / 2;
      const ids: string[] = [];
      for (const [id, entry] of targets) {
        if (entry.moving && !isTransitional(parts.target({ kind, scope, id }))) entry.moving = undefined;
        if (entry.followed > 0 && entry.askedAt + parts.fast() <= until) ids.push(id);
        else if (between === 'moving' && movingDueAt(group, entry) <= until) ids.push(id);
        else if (between === 'missed' && entry.moving && entry.missedSince !== undefined) ids.push(id);
        else if (entry.followed === 0 && !entry.moving) targets.delete(id);
      }
      return ids;
    },
    settle,
    next: queue.next,
    nextDue: queue.nextDue,
    isMoving: (scope, kind) => groups.find(scope, kind)?.isMoving === true,
    leave(group) {
      keepFollowed(group);
      settle(group);
      if (group.targets.size > 0) return false;
      groups.drop(group);
      return true;
    },
    all: groups.all,
  };
}

function hasMoving({ targets }: LookGroup): boolean {
  for (const { moving } of targets.values()) if (moving) return true;
  return false;
}

function awaitListing({ targets }: LookGroup, since: number): void {
  for (const entry of targets.values()) {
    entry.awaited = true;
    if (entry.followed === 0) entry.askedAt = Math.max(entry.askedAt, since);
  }
}

function missUntold({ targets }: LookGroup, now: number): void {
  for (const entry of targets.values()) if (entry.awaited) entry.missedSince ??= now;
}

/** An answer told of it. */
function tell(entry: LookTarget): void {
  entry.awaited = false;
  entry.missedSince = undefined;
}

function isTransitional(target: Target | undefined): boolean {
  return target !== undefined && stateTraits(target.kind, stateOf(target)).transitional;
}

/** Nobody looks at a place that isn't chosen any more, but at what is followed there. */
function keepFollowed({ targets }: LookGroup): void {
  for (const [id, entry] of targets) {
    entry.moving = undefined;
    if (entry.followed === 0) targets.delete(id);
  }
}

/** An experiment can run for hours, and what a state that AWS added later does is not known. */
function isLasting(target: Target, state: string): boolean {
  return (target.kind === 'experiment' && state === 'running') || !isKnownState(target.kind, state);
}

/** When the running actions of an experiment are to end, in ms since the epoch, by their `duration`. Source: https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html */
function plannedEnds(target: Target): readonly number[] {
  if (target.kind !== 'experiment') return [];
  return (target.full?.actions ?? []).flatMap(({ state, startedAt, parameters }) => {
    const planned = state === 'running' ? isoDuration(parameters['duration']) : undefined;
    return planned === undefined || startedAt === undefined ? [] : [startedAt + planned];
  });
}
