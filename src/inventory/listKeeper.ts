import type { AwsReads } from '../model/ports/awsReads.ts';
import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import { type ListKind, listKinds } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { asTargets, type Target } from '../model/resources/target.ts';
import type { Inflow } from './inflow.ts';
import type { ListName } from './inventory.ts';
import { createListPlaces } from './listPlaces.ts';
import { type Attention, countedUnchanged, type Paces } from './paces.ts';
import { createPollSchedule } from './pollSchedule.ts';
import { retryDelay } from './retryDelay.ts';

/** Reads whole lists when they are due. */
export interface ListKeeper {
  setScopes(scopes: readonly Scope[]): void;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
  refresh(filter: ListFilter): void;
  open(list: ListName): Release;
  /** The inventory holds something new of this list. */
  changed(list: ListName): void;
  /** By the keys of the scopes. */
  readonly isChosen: (scope: string) => boolean;
  /** Begins what is due, as far as there is room. */
  start(now: number): void;
  /** When {@link ListKeeper.start} has something to do; Infinity when it never will by itself. */
  nextDue(now: number): number;
  dispose(): void;
}

export interface ListFilter {
  readonly profile?: string;
  readonly scope?: Scope;
  readonly kind?: ListKind;
}

/** One list of one scope. Times are the schedule's. */
interface ListJob {
  readonly scope: Scope;
  readonly kind: ListKind;
  running: AbortController | undefined;
  /** A person asked for it while it was running. */
  again: boolean;
  /** In a row. */
  failures: number;
  /** Not before then, after a failure, unless a person asks. */
  retryAt: number;
  /** From when on its pace counts; undefined before the first reading. */
  readAt: number | undefined;
  /** Which of all listings its last one was; 0 before the first. */
  run: number;
  /** A person asked for it, whoever looks. */
  demanded: boolean;
  /** How often it is open. */
  open: number;
  /** Listings in a row that brought nothing new; -1 when something changed since the last one. */
  unchanged: number;
  filled: boolean;
  /** Its scope is not chosen any more: what it brings counts no more. */
  dropped: boolean;
}

interface Place {
  readonly scope: Scope;
  readonly lists: Readonly<Record<ListKind, ListJob>>;
}

export interface ListKeeperParts {
  readonly reads: Pick<AwsReads, 'list'>;
  readonly clock: Clock;
  /** The schedule's time, in milliseconds. */
  readonly passed: () => number;
  readonly inflow: Inflow;
  readonly start: { readonly attention: Attention; readonly paces: Paces };
  /** Whether something in this list changes by itself; of a lever, whether experiments run. */
  readonly isActive: (list: ListName) => boolean;
  readonly begins: (list: ListName, asked: number) => void;
  /** A page came, asked for then. */
  readonly seen: (targets: readonly Target[], asked: number) => void;
  readonly listed: (list: ListName) => void;
  /** What is due may be due at another time now. */
  readonly plan: () => void;
  readonly onError: (error: unknown) => void;
}

/** A listing that takes long is followed by a pause of its pace less this, in milliseconds. */
const countedAtMost = 10_000;

const listKey = ({ scope, kind }: ListName): string => `${scopeKey(scope)}/${kind}`;

export function createListKeeper(parts: ListKeeperParts): ListKeeper {
  const { passed, isActive, plan } = parts;
  const chosen = new Map<string, Place>();
  const byProfile = new Map<string, Set<Place>>();
  const opened = new Map<string, number>();
  const schedule = createPollSchedule<ListJob>(parts.start);
  const places = createListPlaces<ListJob>();
  const running = new Set<ListJob>();
  /** Listings begun so far. */
  let runs = 0;

  const jobOf = ({ scope, kind }: ListName) => chosen.get(scopeKey(scope))?.lists[kind];

  /** Has a list that doesn't run wait for its next reading. */
  const wait = (job: ListJob) => {
    const { kind, open, readAt, unchanged, filled } = job;
    const now = passed();
    const active = isActive(job);
    const urgency = open > 0 ? 'seen' : active ? 'active' : 'rest';
    if (job.demanded) schedule.wait(job, 'demanded', urgency, Math.min(now, schedule.dueOf(job)));
    else if (job.failures > 0) schedule.wait(job, 'retry', urgency, job.retryAt);
    else if (readAt === undefined) schedule.wait(job, 'new', urgency, now);
    else if (open > 0) schedule.wait(job, 'open', urgency, readAt);
    else {
      // A lever is engaged when something goes wrong, where experiments run.
      const calm = kind === 'lever' && active ? 0 : countedUnchanged(Math.max(0, unchanged), filled);
      schedule.wait(job, calm, urgency, readAt);
    }
  };
  const finish = (job: ListJob) => {
    running.delete(job);
    places.end(job);
    job.running = undefined;
    if (!job.dropped) {
      job.demanded = job.again;
      job.again = false;
      wait(job);
      parts.listed({ scope: job.scope, kind: job.kind });
    }
    plan();
  };
  const read = listReader(parts, { moved: (job) => places.moved(job, passed()) });
  const begin = (job: ListJob) => {
    schedule.remove(job);
    running.add(job);
    runs += 1;
    job.run = runs;
    job.again = false;
    job.demanded = false;
    places.begin(job, passed());
    parts.begins(job, passed());
    void read(job).finally(() => finish(job));
  };

  const drop = (key: string, place: Place) => {
    for (const job of Object.values(place.lists)) {
      job.dropped = true;
      job.running?.abort();
      schedule.remove(job);
      places.end(job);
    }
    chosen.delete(key);
    const others = byProfile.get(place.scope.profile);
    others?.delete(place);
    if (others?.size === 0) byProfile.delete(place.scope.profile);
  };
  const add = (key: string, scope: Scope) => {
    const list = (kind: ListKind) => newList(scope, kind, opened.get(listKey({ scope, kind })) ?? 0);
    const place: Place = {
      scope,
      lists: {
        instance: list('instance'),
        service: list('service'),
        experiment: list('experiment'),
        lever: list('lever'),
      },
    };
    chosen.set(key, place);
    const others = byProfile.get(scope.profile) ?? new Set();
    byProfile.set(scope.profile, others.add(place));
    for (const kind of listKinds) wait(place.lists[kind]);
  };
  const demand = (job: ListJob) => {
    job.failures = 0;
    job.retryAt = 0;
    if (job.running) job.again = true;
    else {
      job.demanded = true;
      wait(job);
    }
  };
  const asked = ({ profile, scope }: ListFilter): Iterable<Place> => {
    if (!scope) return profile === undefined ? chosen.values() : (byProfile.get(profile) ?? []);
    const place = chosen.get(scopeKey(scope));
    return place ? [place] : [];
  };
  const countOpen = (list: ListName, by: number) => {
    const key = listKey(list);
    const now = (opened.get(key) ?? 0) + by;
    if (now > 0) opened.set(key, now);
    else opened.delete(key);
    const job = jobOf(list);
    if (!job) return;
    job.open = now;
    if (!job.running) wait(job);
    plan();
  };

  return {
    setScopes(scopes) {
      const wanted = new Map(scopes.map((scope) => [scopeKey(scope), scope]));
      for (const [key, place] of chosen) if (!wanted.has(key)) drop(key, place);
      for (const [key, scope] of wanted) if (!chosen.has(key)) add(key, scope);
    },
    setAttention: (attention) => schedule.setAttention(attention),
    setPaces: (paces) => schedule.setPaces(paces),
    refresh(filter) {
      const kinds = filter.kind ? [filter.kind] : listKinds;
      for (const { lists } of asked(filter)) for (const kind of kinds) demand(lists[kind]);
    },
    open(list) {
      countOpen(list, 1);
      let released = false;
      return () => {
        if (released) return;
        released = true;
        countOpen(list, -1);
      };
    },
    changed(list) {
      const job = jobOf(list);
      if (job) job.unchanged = -1;
    },
    isChosen: (key) => chosen.has(key),
    start(now) {
      while (places.hasFree(now)) {
        const job = schedule.next(now);
        if (!job) return;
        begin(job);
      }
    },
    nextDue(now) {
      const due = schedule.nextDue();
      // With every place taken, those that are due wait until one is left or given up.
      return due <= now && !places.hasFree(now) ? places.nextFree() : due;
    },
    dispose() {
      for (const job of running) {
        job.dropped = true;
        job.running?.abort();
      }
    },
  };
}

function newList(scope: Scope, kind: ListKind, open: number): ListJob {
  return {
    scope,
    kind,
    running: undefined,
    again: false,
    failures: 0,
    retryAt: 0,
    readAt: undefined,
    run: 0,
    demanded: false,
    open,
    unchanged: 0,
    filled: false,
    dropped: false,
  };
}

/** Reads a list into the inventory and writes down how it went. What it gives never rejects. */
function listReader(
  { reads, clock, passed, inflow, seen, onError }: ListKeeperParts,
  { moved }: { readonly moved: (job: ListJob) => void },
): (job: ListJob) => Promise<void> {
  const failedBy = (job: ListJob, failure: Failure, asked: number) => {
    const { scope, kind } = job;
    job.failures += 1;
    job.retryAt = passed() + retryDelay(job.failures, failure, clock.random());
    // Cancelled by the other side (its connections are being renewed): nothing was learnt, neither what is there nor what isn't.
    if (failure.kind === 'cancelled') inflow.take({ type: 'abandon', scope, kind }, asked);
    else inflow.take({ type: 'fail', scope, kind, failure }, asked);
  };
  const readPages = async (job: ListJob, signal: AbortSignal, asked: number): Promise<void> => {
    const { scope, kind } = job;
    const since = clock.now();
    const ids = new Set<string>();
    const gaps: Failure[] = [];
    inflow.take({ type: 'begin', scope, kind }, asked);
    for await (const page of reads.list(scope, kind, signal)) {
      if (signal.aborted) return;
      if (!page.ok) {
        failedBy(job, page.failure, asked);
        return;
      }
      moved(job);
      const { resources } = page.value;
      for (const resource of resources) ids.add(resource.id);
      gaps.push(...page.value.gaps);
      const targets = resources.flatMap(asTargets);
      inflow.notify(targets, since);
      inflow.take({ type: 'page', scope, kind, since, resources }, asked);
      seen(targets, asked);
    }
    if (signal.aborted) return;
    job.failures = 0;
    job.readAt = Math.max(asked, passed() - countedAtMost);
    job.filled = ids.size > 0;
    inflow.take({ type: 'end', scope, kind, since, seen: ids, gaps }, asked);
    job.unchanged += 1;
  };
  return async (job) => {
    const controller = new AbortController();
    const asked = passed();
    job.running = controller;
    try {
      await readPages(job, controller.signal, asked);
    } catch (error) {
      // An AwsReads never rejects; should one do so all the same, the list says so and goes on.
      if (controller.signal.aborted) return;
      onError(error);
      failedBy(job, { kind: 'unknown', message: String(error), mayHaveHappened: false }, asked);
    }
  };
}
