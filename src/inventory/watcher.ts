import type { AwsReads } from '../model/ports/awsReads.ts';
import type { Clock } from '../base/clock.ts';
import { createEmitter, type Event, type Release } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import { type ListKind, listKinds, refKey, type TargetKind, type TargetRef } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { stateTraits } from '../model/resources/states.ts';
import { asTargets, stateOf } from '../model/resources/target.ts';
import type { Inventory, ListName } from './inventory.ts';
import {
  type ListJob,
  type DescribeJob,
  newListJob,
  newDescribeJob,
  retryDelay,
  transitionalIds,
} from './watcherJobs.ts';
import type { Target } from '../model/resources/target.ts';

/** Who is looking. Nothing is asked of AWS for a hidden view in an unfocused window. */
export interface Attention {
  /** A view of Halt is visible. */
  readonly viewVisible: boolean;
  readonly windowFocused: boolean;
}

/** Milliseconds between two observations. */
export interface Paces {
  /** Whole lists, while a view is visible. */
  readonly slow: number;
  /** What is about to change by itself: transitional states, and what an open page shows. */
  readonly fast: number;
  /** The status bar's experiments and safety levers, while no view is visible and the window has the focus. */
  readonly gentle: number;
}

/** Keeps the inventory fresh. Only reads: it is given an AwsReads and nothing else. */
export interface Watcher {
  setScopes(scopes: readonly Scope[]): void;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
  /** Lists again now, whoever looks; without a filter everything that is wanted. A refresh of a list that is on its way makes it run once more. */
  refresh(filter?: { readonly profile?: string; readonly scope?: Scope; readonly kind?: ListKind }): void;
  /** Looks at this target at the fast pace until released, whoever looks. */
  follow(ref: TargetRef): Release;
  /** A listing ended, well or badly, changed or not. */
  readonly onDidList: Event<ListName>;
  /** Everything that a listing or a look brought, before the inventory has it; for the state history. */
  readonly observe: (observer: (targets: readonly Target[], since: number) => void) => Release;
  dispose(): void;
}

const gentleKinds: readonly ListKind[] = ['experiment', 'lever'];
const targetKinds: readonly TargetKind[] = ['instance', 'deployment', 'experiment'];
/** As many as keep the parser busy while answers are on their way; more would only wait for each other to be parsed. */
const listingsAtOnce = 16;
/** A listing that brings nothing for so long, in milliseconds, gives up its place: what AWS is slow with here must not keep all else waiting. */
const placeKept = 3_000;

export function createWatcher(parts: {
  readonly reads: AwsReads;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly paces: Paces;
  readonly onError: (error: unknown) => void;
}): Watcher {
  const { reads, inventory, clock } = parts;
  let paces = parts.paces;
  let attention: Attention = { viewVisible: false, windowFocused: true };
  let scopes: readonly Scope[] = [];
  let disposed = false;
  /** Listings begun so far. */
  let runs = 0;
  let cancelTimer: () => void = () => {};
  const lists = new Map<string, ListJob>();
  const looks = new Map<string, DescribeJob>();
  const followed = new Map<string, { readonly ref: TargetRef; count: number }>();
  const listed = createEmitter<ListName>(parts.onError);
  const observers = new Set<(targets: readonly Target[], since: number) => void>();

  /** How long this list may stay as it is, or undefined while nobody wants it. */
  const paceOf = (kind: ListKind): number | undefined => {
    if (attention.viewVisible) return paces.slow;
    return attention.windowFocused && gentleKinds.includes(kind) ? paces.gentle : undefined;
  };

  const notify = (targets: readonly Target[], since: number) => {
    if (targets.length === 0) return;
    for (const observer of observers) {
      try {
        observer(targets, since);
      } catch (error) {
        parts.onError(error);
      }
    }
  };

  const keyOf = (scope: Scope, kind: string) => `${scopeKey(scope)}/${kind}`;
  /** A job that was dropped with its scope may still be on its way out: what it brings counts no more. */
  const isCurrent = (job: ListJob | DescribeJob) =>
    ('listedAt' in job ? lists : looks).get(keyOf(job.scope, job.kind)) === job && !disposed;

  const idsToLookAt = (job: DescribeJob): readonly string[] => {
    const ids = new Set<string>();
    for (const { ref } of followed.values()) {
      if (ref.kind === job.kind && scopeKey(ref.scope) === scopeKey(job.scope)) ids.add(ref.id);
    }
    // While no view is visible, the status bar's lists are enough, at their gentle pace.
    if (attention.viewVisible && scopes.some((scope) => scopeKey(scope) === scopeKey(job.scope))) {
      for (const id of transitionalIds(inventory, job.scope, job.kind)) ids.add(id);
    }
    return [...ids];
  };

  /** `delay` undefined: when, if at all, it comes again depends on who looks. */
  const finish = (job: ListJob | DescribeJob, controller: AbortController, delay?: number) => {
    if (job.running !== controller) return;
    job.running = undefined;
    if (!isCurrent(job)) {
      schedule();
      return;
    }
    const now = clock.now();
    const { again } = job;
    job.again = false;
    job.retryAt = delay === undefined ? 0 : now + delay;
    if ('listedAt' in job) {
      job.demanded = again;
      job.due = Infinity;
      plan(job, now);
      listed.fire({ scope: job.scope, kind: job.kind });
    } else job.due = again ? now : now + (delay ?? paces.fast);
    schedule();
  };

  /** Sets a list's due time by who looks now; a list that has never been wanted before is due at once. */
  const plan = (job: ListJob, now: number) => {
    const pace = paceOf(job.kind);
    if (job.demanded) job.due = Math.min(job.due, now);
    else if (pace === undefined) job.due = Infinity;
    else if (job.failures > 0) job.due = Math.max(now, job.retryAt);
    else job.due = job.listedAt === undefined ? now : Math.max(now, job.listedAt + pace);
  };

  const runList = async (job: ListJob) => {
    const { scope, kind } = job;
    const controller = new AbortController();
    const { signal } = controller;
    job.running = controller;
    runs += 1;
    job.run = runs;
    job.again = false;
    job.demanded = false;
    const since = clock.now();
    job.movedAt = since;
    const seen = new Set<string>();
    const gaps: Failure[] = [];
    let failure: Failure | undefined;
    inventory.apply({ type: 'begin', scope, kind });
    for await (const page of reads.list(scope, kind, signal)) {
      if (signal.aborted) break;
      if (!page.ok) {
        ({ failure } = page);
        break;
      }
      job.movedAt = clock.now();
      const { resources } = page.value;
      for (const resource of resources) seen.add(resource.id);
      gaps.push(...page.value.gaps);
      notify(resources.flatMap(asTargets), since);
      inventory.apply({ type: 'page', scope, kind, since, resources });
    }
    if (signal.aborted || !isCurrent(job)) {
      if (isCurrent(job)) inventory.apply({ type: 'abandon', scope, kind });
      finish(job, controller);
    } else if (failure) {
      job.failures += 1;
      // Cancelled by the other side (its connections are being renewed): nothing was learnt, neither what is there nor what isn't.
      if (failure.kind === 'cancelled') inventory.apply({ type: 'abandon', scope, kind });
      else inventory.apply({ type: 'fail', scope, kind, failure });
      finish(job, controller, retryDelay(job.failures, failure, clock.random()));
    } else {
      job.failures = 0;
      job.listedAt = clock.now();
      inventory.apply({ type: 'end', scope, kind, since, seen, gaps });
      finish(job, controller);
    }
  };

  const runLook = async (job: DescribeJob, ids: readonly string[]) => {
    const { scope, kind } = job;
    const controller = new AbortController();
    job.running = controller;
    job.again = false;
    const since = clock.now();
    const outcome = await reads.describe(scope, kind, ids, controller.signal);
    if (controller.signal.aborted || !isCurrent(job)) return finish(job, controller);
    if (!outcome.ok) {
      // The list of this scope carries the failure; a look only slows down.
      job.failures += 1;
      return finish(job, controller, retryDelay(job.failures, outcome.failure, clock.random()));
    }
    job.failures = 0;
    const { targets, missing } = outcome.value;
    notify(targets, since);
    inventory.apply({ type: 'look', scope, since, targets, missing: missing.map((id) => ({ kind, scope, id })) });
    return finish(job, controller);
  };

  /** An AwsReads never rejects; should one do so all the same, the list says so and goes on. */
  const broken = (job: ListJob | DescribeJob, error: unknown) => {
    const controller = job.running;
    if (!controller) return;
    if (controller.signal.aborted || !isCurrent(job)) return finish(job, controller);
    parts.onError(error);
    const failure: Failure = { kind: 'unknown', message: String(error), mayHaveHappened: false };
    job.failures += 1;
    if ('listedAt' in job) inventory.apply({ type: 'fail', scope: job.scope, kind: job.kind, failure });
    return finish(job, controller, retryDelay(job.failures, failure, clock.random()));
  };

  const inPlace = (now: number): readonly ListJob[] =>
    [...lists.values()].filter((job) => job.running && now < job.movedAt + placeKept);

  const tick = () => {
    if (disposed) return;
    const now = clock.now();
    let places = listingsAtOnce - inPlace(now).length;
    const due = [...lists.values()].filter((job) => !job.running && job.due <= now).sort(firstServed);
    for (const job of due) {
      if (places <= 0) break;
      places -= 1;
      void runList(job).catch((error: unknown) => broken(job, error));
    }
    for (const job of looks.values()) {
      if (job.running || job.due > now) continue;
      const ids = idsToLookAt(job);
      if (ids.length > 0) void runLook(job, ids).catch((error: unknown) => broken(job, error));
      else job.due = Infinity;
    }
    schedule();
  };

  const schedule = () => {
    cancelTimer();
    if (disposed) return;
    let next = Infinity;
    const now = clock.now();
    const taken = inPlace(now);
    const full = taken.length >= listingsAtOnce;
    // Full, those that are due wait until a place is left or given up.
    if (full) next = Math.min(...taken.map(({ movedAt }) => movedAt + placeKept));
    for (const job of lists.values()) if (!job.running && !(full && job.due <= now)) next = Math.min(next, job.due);
    for (const job of looks.values()) if (!job.running) next = Math.min(next, job.due);
    cancelTimer = next === Infinity ? () => {} : clock.after(Math.max(0, next - now), tick);
  };

  const lookJob = (scope: Scope, kind: TargetKind): DescribeJob => {
    const key = keyOf(scope, kind);
    let job = looks.get(key);
    if (!job) {
      job = newDescribeJob(scope, kind);
      looks.set(key, job);
    }
    return job;
  };

  const reconsider = () => {
    const now = clock.now();
    for (const job of lists.values()) if (!job.running) plan(job, now);
    wakeLooks();
  };

  const wakeLooks = () => {
    const now = clock.now();
    for (const job of looks.values()) {
      if (!job.running && job.due === Infinity && idsToLookAt(job).length > 0) job.due = Math.max(now, job.retryAt);
    }
    schedule();
  };

  const stopListening = inventory.onDidChange((change) => {
    // Something began to change by itself: look at it at the fast pace from now on.
    for (const resource of [...change.added, ...change.changed]) {
      for (const target of asTargets(resource)) {
        if (!stateTraits(target.kind, stateOf(target)).transitional) continue;
        const job = lookJob(target.scope, target.kind);
        if (!job.running && job.due === Infinity) job.due = Math.max(job.retryAt, clock.now() + paces.fast);
      }
    }
    schedule();
  });

  return {
    setScopes: (chosen) => {
      scopes = chosen;
      const kept = new Set(chosen.map(scopeKey));
      for (const [key, job] of lists) {
        if (kept.has(scopeKey(job.scope))) continue;
        job.running?.abort();
        lists.delete(key);
      }
      for (const [key, job] of looks) {
        if (
          kept.has(scopeKey(job.scope)) ||
          [...followed.values()].some(({ ref }) => scopeKey(ref.scope) === scopeKey(job.scope))
        )
          continue;
        job.running?.abort();
        looks.delete(key);
      }
      for (const scope of chosen) {
        for (const kind of listKinds) {
          const key = keyOf(scope, kind);
          if (!lists.has(key)) lists.set(key, newListJob(scope, kind));
        }
        for (const kind of targetKinds) lookJob(scope, kind);
      }
      inventory.retain(chosen);
      reconsider();
    },
    setAttention: (now) => {
      attention = now;
      reconsider();
    },
    setPaces: (now) => {
      paces = now;
      reconsider();
    },
    refresh: (filter = {}) => {
      const now = clock.now();
      const fits = ({ scope }: ListJob | DescribeJob) =>
        (filter.profile === undefined || scope.profile === filter.profile) &&
        (!filter.scope || scopeKey(scope) === scopeKey(filter.scope));
      for (const job of lists.values()) {
        if (!fits(job) || (filter.kind && job.kind !== filter.kind)) continue;
        job.failures = 0;
        job.retryAt = 0;
        if (job.running) job.again = true;
        else {
          job.demanded = true;
          plan(job, now);
        }
      }
      for (const job of looks.values()) {
        if (job.failures === 0 || !fits(job)) continue;
        job.failures = 0;
        job.retryAt = 0;
        if (!job.running) job.due = now;
      }
      schedule();
    },
    follow: (ref) => {
      const key = refKey(ref);
      const entry = followed.get(key) ?? { ref, count: 0 };
      entry.count += 1;
      followed.set(key, entry);
      const job = lookJob(ref.scope, ref.kind);
      if (job.running) job.again = true;
      else job.due = clock.now();
      schedule();
      let released = false;
      return () => {
        if (released) return;
        released = true;
        entry.count -= 1;
        if (entry.count === 0) followed.delete(key);
      };
    },
    onDidList: listed.event,
    observe: (observer) => {
      observers.add(observer);
      return () => {
        observers.delete(observer);
      };
    },
    dispose: () => {
      disposed = true;
      cancelTimer();
      stopListening();
      observers.clear();
      listed.dispose();
      for (const job of [...lists.values(), ...looks.values()]) job.running?.abort();
    },
  };
}

/** By when they were due; of those that were due together, first the one that was begun longest ago. */
function firstServed(a: ListJob, b: ListJob): number {
  return a.due - b.due || a.run - b.run;
}
