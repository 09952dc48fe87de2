import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Clock } from '../../base/clock.ts';
import { momentOf } from '../../base/deadline.ts';
import type { Failure } from '../../model/failure.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { scopeKey } from '../../model/scope.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Inflow } from './inflow.ts';
import type { ListFilter } from './chosenLists.ts';
import type { Between, DescribeGroup } from './describeQueue.ts';
import type { DescribeSchedule } from './describeSchedule.ts';
import { retryDelay } from './retryDelay.ts';

/** Describes single targets when they are due. */
export interface DescribeKeeper {
  /** Takes observations. `asked`: when they were asked for. `changed`: the inventory holds something new of them. */
  observed(targets: readonly Target[], asked: number, changed: boolean): void;
  /** They aren't there any more. */
  gone(targets: readonly TargetRef[]): void;
  keepFast(ref: TargetRef): void;
  letSlow(ref: TargetRef): void;
  /** The groups in places that aren't chosen. `isChosen` takes the key of a scope. */
  outside(isChosen: (scope: string) => boolean): Iterable<DescribeGroup>;
  /** Forgets what nobody keeps fast in this group's place, which isn't chosen any more. */
  leave(group: DescribeGroup): void;
  /** To be called when the fast pace has changed. */
  repace(): void;
  /** Describes again now what failed. */
  refresh(filter: ListFilter): void;
  /** Begins to describe what is due, for a limited number of groups: the caller calls it again as long as more is due. */
  start(now: number, between: Between): void;
  dispose(): void;
}

/** How many groups are begun in one turn of the event loop: when somebody comes back after a while, those of thousands of places are due at once. */
const GROUPS_ATURN = 50;

interface DescribeKeeperParts {
  readonly reads: Pick<AwsReads, 'describe'>;
  readonly clock: Clock;
  /** The schedule's time, in milliseconds. */
  readonly passed: () => number;
  /** Now, by a time that never goes back. */
  readonly stamp: () => number;
  readonly inflow: Inflow;
  readonly schedule: DescribeSchedule;
  readonly plan: () => void;
  readonly onError: (error: unknown) => void;
}

/** Asks AWS for nothing before {@link DescribeKeeper.start}, and never rejects: a read that fails slows its group down, and `onError` hears of what should not have thrown. */
export function createDescribeKeeper(parts: DescribeKeeperParts): DescribeKeeper {
  const { reads, clock, passed, stamp, inflow, schedule, plan } = parts;
  const failing = new Set<DescribeGroup>();
  const running = new Set<AbortController>();

  // A failed description is not shown: a cause that lasts makes the place’s listing fail as well, which is shown. Here it only slows the next tries.
  const failedBy = (group: DescribeGroup, failure: Failure) => {
    group.failures += 1;
    group.retryAt = passed() + retryDelay(group.failures, failure, clock.random());
  };
  const observed = (targets: readonly Target[], asked: number, changed: boolean) => {
    const touched = new Set<DescribeGroup>();
    for (const target of targets) {
      const group = schedule.observed(target, asked, changed);
      if (group) touched.add(group);
    }
    for (const group of touched) schedule.settle(group);
  };
  const run = async (group: DescribeGroup, ids: readonly string[], signal: AbortSignal) => {
    const { scope, kind } = group;
    const since = stamp();
    const begun = momentOf(clock);
    const asked = passed();
    const outcome = await reads.describe(scope, kind, ids, signal);
    if (signal.aborted) return;
    if (!outcome.ok) {
      failedBy(group, outcome.failure);
      return;
    }
    group.failures = 0;
    group.retryAt = 0;
    const { targets, missing } = outcome.value;
    inflow.notify(targets, begun, outcome.seen.clockOffset ?? 0);
    schedule.asked(group, ids, asked);
    inflow.take(
      { type: 'described', scope, since, targets, missing: missing.map((id) => ({ kind, scope, id })) },
      asked,
    );
  };
  const begin = (group: DescribeGroup, ids: readonly string[]) => {
    const controller = new AbortController();
    running.add(controller);
    group.running = controller;
    void run(group, ids, controller.signal)
      .catch((error: unknown) => {
        // An AwsReads never rejects; should one do so all the same, it counts as a failure.
        if (controller.signal.aborted) return;
        parts.onError(error);
        failedBy(group, { kind: 'unknown', message: String(error), mayHaveHappened: false });
      })
      .finally(() => {
        running.delete(controller);
        group.running = undefined;
        if (group.failures > 0) failing.add(group);
        else failing.delete(group);
        schedule.settle(group);
        plan();
      });
  };

  return {
    observed,
    gone(targets) {
      const touched = new Set<DescribeGroup>();
      for (const target of targets) {
        const group = schedule.gone(target);
        if (group) touched.add(group);
      }
      for (const group of touched) schedule.settle(group);
    },
    keepFast: (ref) => schedule.settle(schedule.keepFast(ref)),
    letSlow: (ref) => schedule.letSlow(ref),
    *outside(isChosen) {
      for (const group of schedule.all()) if (!isChosen(scopeKey(group.scope))) yield group;
    },
    leave(group) {
      if (!schedule.leave(group)) return;
      group.running?.abort();
      failing.delete(group);
    },
    repace() {
      for (const group of schedule.all()) schedule.settle(group);
    },
    refresh({ profile, scope, scopes = scope && [scope] }) {
      if (failing.size === 0) return;
      const keys = scopes && new Set(scopes.map(scopeKey));
      for (const group of [...failing]) {
        if (profile !== undefined && group.scope.profile !== profile) continue;
        if (keys?.has(scopeKey(group.scope)) === false) continue;
        failing.delete(group);
        group.failures = 0;
        group.retryAt = 0;
        schedule.askAgain(group);
      }
    },
    start(now, between) {
      // The others stay due and come in the next turn.
      for (let taken = 0; taken < GROUPS_ATURN; taken += 1) {
        const group = schedule.next(now, between);
        if (!group) return;
        const ids = schedule.idsDue(group, now, between);
        if (ids.length > 0) begin(group, ids);
        schedule.settle(group);
      }
    },
    dispose() {
      for (const controller of running) controller.abort();
    },
  };
}
