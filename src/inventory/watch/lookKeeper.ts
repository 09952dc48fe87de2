import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../model/failure.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { scopeKey } from '../../model/scope.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Inflow } from './inflow.ts';
import type { ListFilter } from './chosenLists.ts';
import type { Look } from './lookQueue.ts';
import type { LookSchedule } from './lookSchedule.ts';
import { retryDelay } from './retryDelay.ts';

/** Looks at single targets when they are due. */
export interface LookKeeper {
  /** What was observed, and when it was asked for. `changed`: the inventory holds something new of it. */
  observed(targets: readonly Target[], asked: number, changed: boolean): void;
  follow(ref: TargetRef): void;
  unfollow(ref: TargetRef): void;
  /** What is looked at in places that aren't chosen, by the keys of their scopes. */
  outside(isChosen: (scope: string) => boolean): readonly Look[];
  /** Forgets what isn't followed there. */
  leave(look: Look): void;
  /** The pace of looks is another now. */
  repace(): void;
  /** Looks that failed come again now. */
  refresh(filter: ListFilter): void;
  start(now: number, viewVisible: boolean): void;
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
  const failing = new Set<Look>();
  const running = new Set<AbortController>();

  // The list of this scope carries the failure; a look only slows down.
  const failedBy = (look: Look, failure: Failure) => {
    look.failures += 1;
    look.retryAt = passed() + retryDelay(look.failures, failure, clock.random());
  };
  const observed = (targets: readonly Target[], asked: number, changed: boolean) => {
    const touched = new Set<Look>();
    for (const target of targets) {
      const look = looks.observed(target, asked, changed);
      if (look) touched.add(look);
    }
    for (const look of touched) looks.settle(look);
  };
  const run = async (look: Look, ids: readonly string[], signal: AbortSignal) => {
    const { scope, kind } = look;
    const since = stamp();
    const wall = clock.now();
    const asked = passed();
    const outcome = await reads.describe(scope, kind, ids, signal);
    if (signal.aborted) return;
    if (!outcome.ok) {
      failedBy(look, outcome.failure);
      return;
    }
    look.failures = 0;
    look.retryAt = 0;
    const { targets, missing } = outcome.value;
    inflow.notify(targets, wall);
    looks.asked(look, ids, asked);
    inflow.take({ type: 'look', scope, since, targets, missing: missing.map((id) => ({ kind, scope, id })) }, asked);
  };
  const begin = (look: Look, ids: readonly string[]) => {
    const controller = new AbortController();
    running.add(controller);
    look.running = controller;
    void run(look, ids, controller.signal)
      .catch((error: unknown) => {
        // An AwsReads never rejects; should one do so all the same, it counts as a failure.
        if (controller.signal.aborted) return;
        parts.onError(error);
        failedBy(look, { kind: 'unknown', message: String(error), mayHaveHappened: false });
      })
      .finally(() => {
        running.delete(controller);
        look.running = undefined;
        if (look.failures > 0) failing.add(look);
        else failing.delete(look);
        looks.settle(look);
        plan();
      });
  };

  return {
    observed,
    follow: (ref) => looks.settle(looks.follow(ref)),
    unfollow: (ref) => looks.unfollow(ref),
    outside: (isChosen) => [...looks.all()].filter(({ scope }) => !isChosen(scopeKey(scope))),
    leave(look) {
      if (!looks.leave(look)) return;
      look.running?.abort();
      failing.delete(look);
    },
    repace() {
      for (const look of looks.all()) looks.settle(look);
    },
    refresh({ profile, scope }) {
      const key = scope && scopeKey(scope);
      for (const look of [...failing]) {
        if (profile !== undefined && look.scope.profile !== profile) continue;
        if (key !== undefined && scopeKey(look.scope) !== key) continue;
        failing.delete(look);
        look.failures = 0;
        look.retryAt = 0;
        looks.askAgain(look);
      }
    },
    start(now, viewVisible) {
      for (let look = looks.next(now, viewVisible); look; look = looks.next(now, viewVisible)) {
        const ids = looks.idsDue(look, now, viewVisible);
        if (ids.length > 0) begin(look, ids);
        looks.settle(look);
      }
    },
    dispose() {
      for (const controller of running) controller.abort();
    },
  };
}
