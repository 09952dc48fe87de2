import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Clock } from '../../base/clock.ts';
import { momentOf } from '../../base/deadline.ts';
import type { Failure } from '../../model/failure.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { scopeKey } from '../../model/scope.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Inflow } from './inflow.ts';
import type { ListFilter } from './chosenLists.ts';
import type { Between, LookGroup } from './lookQueue.ts';
import type { LookSchedule } from './lookSchedule.ts';
import { retryDelay } from './retryDelay.ts';

/** Looks at single targets when they are due. */
export interface LookKeeper {
  /** What was observed, and when it was asked for. `changed`: the inventory holds something new of it. */
  observed(targets: readonly Target[], asked: number, changed: boolean): void;
  /** They aren't there any more. */
  gone(targets: readonly TargetRef[]): void;
  follow(ref: TargetRef): void;
  unfollow(ref: TargetRef): void;
  /** What is looked at in places that aren't chosen, by the keys of their scopes. */
  outside(isChosen: (scope: string) => boolean): Iterable<LookGroup>;
  /** Forgets what isn't followed there. */
  leave(group: LookGroup): void;
  /** The pace of looks is another now. */
  repace(): void;
  /** Looks that failed come again now. */
  refresh(filter: ListFilter): void;
  start(now: number, between: Between): void;
  dispose(): void;
}

export function createLookKeeper(parts: {
  readonly reads: Pick<AwsReads, 'describe'>;
  readonly clock: Clock;
  /** The schedule's time, in milliseconds. */
  readonly passed: () => number;
  /** Now, by a time that never goes back. */
  readonly stamp: () => number;
  readonly inflow: Inflow;
  readonly looks: LookSchedule;
  readonly plan: () => void;
  readonly onError: (error: unknown) => void;
}): LookKeeper {
  const { reads, clock, passed, stamp, inflow, looks, plan } = parts;
  const failing = new Set<LookGroup>();
  const running = new Set<AbortController>();

  // The list of this scope carries the failure; a look only slows down.
  const failedBy = (group: LookGroup, failure: Failure) => {
    group.failures += 1;
    group.retryAt = passed() + retryDelay(group.failures, failure, clock.random());
  };
  const observed = (targets: readonly Target[], asked: number, changed: boolean) => {
    const touched = new Set<LookGroup>();
    for (const target of targets) {
      const group = looks.observed(target, asked, changed);
      if (group) touched.add(group);
    }
    for (const group of touched) looks.settle(group);
  };
  const run = async (group: LookGroup, ids: readonly string[], signal: AbortSignal) => {
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
    inflow.notify(targets, begun);
    looks.asked(group, ids, asked);
    inflow.take({ type: 'look', scope, since, targets, missing: missing.map((id) => ({ kind, scope, id })) }, asked);
  };
  const begin = (group: LookGroup, ids: readonly string[]) => {
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
        looks.settle(group);
        plan();
      });
  };

  return {
    observed,
    gone(targets) {
      const touched = new Set<LookGroup>();
      for (const target of targets) {
        const group = looks.gone(target);
        if (group) touched.add(group);
      }
      for (const group of touched) looks.settle(group);
    },
    follow: (ref) => looks.settle(looks.follow(ref)),
    unfollow: (ref) => looks.unfollow(ref),
    *outside(isChosen) {
      for (const group of looks.all()) if (!isChosen(scopeKey(group.scope))) yield group;
    },
    leave(group) {
      if (!looks.leave(group)) return;
      group.running?.abort();
      failing.delete(group);
    },
    repace() {
      for (const group of looks.all()) looks.settle(group);
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
        looks.askAgain(group);
      }
    },
    start(now, between) {
      for (let group = looks.next(now, between); group; group = looks.next(now, between)) {
        const ids = looks.idsDue(group, now, between);
        if (ids.length > 0) begin(group, ids);
        looks.settle(group);
      }
    },
    dispose() {
      for (const controller of running) controller.abort();
    },
  };
}
