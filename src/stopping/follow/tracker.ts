import type { Clock } from '../../base/clock.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import type { Failure } from '../../model/failure.ts';
import { accountUnknown, type Looked, lookAt, passes } from './lookAt.ts';
import { refKey } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { Operation } from '../../model/operation.ts';
import { type Observed, type ObservedKind } from '../operation.ts';
import type { PlanRef } from '../plan/plan.ts';
import {
  type LastKnown,
  type Look,
  type SeenState,
  showsRequest,
  sightingOf,
  type Verdict,
  verdictOf,
} from '../verdict.ts';
import { isOfAnother } from '../../model/sight.ts';

/** One requested operation on one target. */
export interface Tracked {
  /** The audit log's id. */
  readonly id: string;
  readonly run: string;
  readonly ref: PlanRef;
  /** Where it was asked for; absent when that was not known. */
  readonly account?: string;
  readonly name: string;
  readonly operation: Operation;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  /** The state that the plan saw. */
  readonly stateBefore?: string;
  /** Why it is not known whether AWS carried it out; absent after an answer. */
  readonly uncertain?: Failure;
}

/** `sending`: the call is under way. `requested`: AWS accepted it, or may have. */
export type Mark = 'sending' | 'requested';

export interface Ended {
  readonly tracked: Tracked;
  readonly verdict: Verdict;
}

export interface Stalled {
  readonly tracked: Tracked;
  readonly state: string;
}

/** Follows what was requested until AWS says that it is final. Reads only: it is given an AwsReads and nothing else. */
export interface Tracker {
  /** Shows the target as being stopped, before the call. */
  sending(tracked: Tracked): void;
  /** The call was answered, or may have been carried out: look until it is final. Also what takes up again what an earlier window requested. */
  follow(tracked: Tracked): void;
  /** The call did not succeed: final at once. */
  refuse(tracked: Tracked, failure: Failure): void;
  mark(ref: PlanRef): Mark | undefined;
  /** Ends the watching of a run (of everything without one). Neither repeats nor reverses anything. */
  unwatch(run?: string): void;
  /** Looks at once at what was asked for with a profile: it has been signed in. */
  wake(profile: string): void;
  readonly following: () => readonly Tracked[];
  readonly onDidMark: Event<readonly PlanRef[]>;
  readonly onDidEnd: Event<Ended>;
  /** A target has been `stopping` for longer than it should: once per target. */
  readonly onDidStall: Event<Stalled>;
  dispose(): void;
}

export interface TrackerParts {
  readonly reads: AwsReads;
  readonly clock: Clock;
  /** The account that a profile leads to now; undefined when that can't be told. Never rejects. */
  readonly accountNow: (profile: string) => string | undefined | Promise<string | undefined>;
  /** Hears of everything that was looked at, with the time at which the look began. */
  readonly looked: (scope: Scope, observed: readonly Observed[], missing: readonly PlanRef[], since: number) => void;
  /** After how many milliseconds of `stopping` an instance counts as stalled. */
  readonly stallAfter: () => number;
  readonly onError: (error: unknown) => void;
}

/** How long watching goes on, in milliseconds in which looking was possible. A canary's rollback and an experiment's post-actions take their time. */
export const watchLife = {
  instance: 45 * 60_000,
  deployment: 3 * 3_600_000,
  experiment: 3 * 3_600_000,
  lever: 15 * 60_000,
} as const satisfies Record<ObservedKind, number>;

/** After a lost answer, a target that is still untouched this long has most likely not been asked. Milliseconds, like all here. */
const lostAfter = 90_000;
/** Reads lag behind writes: for so long, what looks untouched may be a read from before, and what is missing may be there all the same. */
const readLag = 15_000;
const missingLag = 60_000;
const slowest = 60_000;
/** What counts at most as watched between two looks: a laptop that slept has not watched. */
const longestPause = 1.5 * slowest;

interface Following {
  readonly tracked: Tracked;
  readonly mark: Mark;
  /**
   * When the call was over, or what an earlier window requested was taken up: the request itself may have waited long for its turn. Like every time here, by the
   * clock that no setting moves.
   */
  readonly since: number;
  /** The last state that a look saw. */
  last: SeenState | undefined;
  /** Since when, by the wall clock, it can't be read, and why. */
  unread: LastKnown['unread'];
  /** When it was looked at last, and for how long looking has been possible. */
  lookedAt: number;
  watched: number;
  /** A look has shown that AWS has taken up the request. */
  taken: boolean;
  missingSince: number | undefined;
  stalled: boolean;
}

export function createTracker(parts: TrackerParts): Tracker {
  const { reads, clock } = parts;
  const all = new Map<string, Following>();
  const byRef = new Map<string, Set<Following>>();
  const marks = createEmitter<readonly PlanRef[]>(parts.onError);
  const ends = createEmitter<Ended>(parts.onError);
  const stalls = createEmitter<Stalled>(parts.onError);
  /** One entry for each scope and kind: when it is looked at next, or that it is being looked at. */
  const due = new Map<string, number | 'looking'>();
  /** Looks in a row that failed, by scope and kind. */
  const failures = new Map<string, number>();
  const stop = new AbortController();
  let cancelTimer = () => {};

  const groupKey = (ref: PlanRef) => `${scopeKey(ref.scope)}/${ref.kind}`;

  const put = (tracked: Tracked, mark: Mark): void => {
    const before = all.get(tracked.id);
    const following: Following = {
      tracked,
      mark,
      since: clock.elapsed(),
      last: before?.last,
      unread: undefined,
      lookedAt: clock.elapsed(),
      watched: before?.watched ?? 0,
      taken: before?.taken ?? false,
      missingSince: undefined,
      stalled: before?.stalled ?? false,
    };
    if (before) remove(before);
    all.set(tracked.id, following);
    const key = refKey(tracked.ref);
    const same = byRef.get(key) ?? new Set();
    same.add(following);
    byRef.set(key, same);
    marks.fire([tracked.ref]);
  };

  const remove = (following: Following): void => {
    all.delete(following.tracked.id);
    const key = refKey(following.tracked.ref);
    const same = byRef.get(key);
    same?.delete(following);
    if (same?.size === 0) byRef.delete(key);
  };

  const end = (following: Following, verdict: Verdict): void => {
    if (all.get(following.tracked.id) !== following) return;
    remove(following);
    marks.fire([following.tracked.ref]);
    ends.fire({ tracked: following.tracked, verdict });
  };

  const groupOf = (key: string) =>
    [...all.values()].filter((one) => one.mark === 'requested' && groupKey(one.tracked.ref) === key);

  /** Fast at first, when people watch; slower with age, and while nothing can be seen. */
  const pause = (key: string, group: readonly Following[]): number => {
    const now = clock.elapsed();
    const age = Math.min(...group.map((one) => now - one.since));
    const base = age < 30_000 ? 2_000 : age < 120_000 ? 4_000 : age < 600_000 ? 10_000 : 30_000;
    const slowed = Math.max(base, Math.min(slowest, base * 2 ** Math.min(failures.get(key) ?? 0, 8)));
    return slowed * (0.8 + 0.4 * clock.random());
  };

  const schedule = (): void => {
    cancelTimer();
    if (stop.signal.aborted) return;
    const times = [...due.values()].filter((time) => time !== 'looking');
    if (times.length === 0) return;
    cancelTimer = clock.after(Math.max(0, Math.min(...times) - clock.elapsed()), tick);
  };

  const tick = (): void => {
    const now = clock.elapsed();
    for (const [key, time] of due) {
      if (time === 'looking' || time > now) continue;
      const group = groupOf(key);
      const [first] = group;
      if (!first) {
        due.delete(key);
        continue;
      }
      due.set(key, 'looking');
      void lookIn(first.tracked.ref, group)
        .catch(parts.onError)
        .finally(() => {
          const left = groupOf(key);
          if (left.length > 0) due.set(key, clock.elapsed() + pause(key, left));
          else {
            due.delete(key);
            failures.delete(key);
          }
          schedule();
        });
    }
    schedule();
  };

  /** The account of a look, by the credentials that signed it; by the profile, where they don't tell. */
  const accountOf = async (ref: PlanRef, account: string | undefined): Promise<string | undefined> =>
    account ?? (await parts.accountNow(ref.scope.profile));

  const lookIn = async (ref: PlanRef, group: readonly Following[]): Promise<void> => {
    const since = clock.now();
    const begun = clock.elapsed();
    const ids = [...new Set(group.map((one) => one.tracked.ref.id))];
    const outcome = await lookAt(reads, ref, ids, stop.signal);
    if (stop.signal.aborted) return;
    const account = outcome.ok ? await accountOf(ref, outcome.seen.account) : undefined;
    if (stop.signal.aborted) return;
    const key = groupKey(ref);
    failures.set(key, outcome.ok ? 0 : (failures.get(key) ?? 0) + 1);
    // Those that were followed anew meanwhile wait for the next look: this one may be from before.
    const open = group.filter((each) => all.get(each.tracked.id) === each);
    if (!outcome.ok) {
      for (const one of open) unread(one, outcome.failure);
      return;
    }
    const look: Look = { begun, seenAt: clock.now(), ...(account !== undefined && { account }) };
    // What a profile reads of another account says nothing of what was asked for: an id is unknown there, and every account has a safety lever.
    const elsewhere = open.filter(({ tracked }) => isOfAnother(look, tracked.account));
    for (const one of elsewhere) {
      end(one, { type: 'other-account', asked: one.tracked.account ?? '', now: account ?? '', ...lastKnown(one) });
    }
    const here = open.filter((one) => !elsewhere.includes(one));
    if (here.length > 0) take(ref.scope, here, outcome.value, look, since);
  };

  /** What a look saw of those that it can say something of. */
  const take = (scope: Scope, group: readonly Following[], looked: Looked, look: Look, since: number): void => {
    const found = new Map(looked.observed.map((observed) => [observed.id, observed]));
    const missing = new Set(looked.missing);
    const isKnown = (one: Following) => one.tracked.account === undefined || look.account !== undefined;
    const gone = group.filter((one) => missing.has(one.tracked.ref.id) && isKnown(one) && isGone(one));
    tell(scope, looked.observed, gone, since);
    for (const one of group) {
      const { id } = one.tracked.ref;
      const observed = found.get(id);
      const failure = looked.failures[id] ?? (isKnown(one) ? undefined : accountUnknown);
      if (failure) {
        unread(one, failure);
        continue;
      }
      watch(one);
      one.unread = undefined;
      if (observed) observe(one, observed, look);
      else if (gone.includes(one)) end(one, { type: 'gone', ...lastKnown(one) });
      giveUp(one);
    }
  };

  /** Counts the time since the last look as watched. */
  const watch = (one: Following): void => {
    const now = clock.elapsed();
    one.watched += Math.min(now - one.lookedAt, longestPause);
    one.lookedAt = now;
  };

  /** A look that failed ends nothing by itself: what can pass is waited for, and its time isn't counted. */
  const unread = (one: Following, failure: Failure): void => {
    if (passes(failure)) one.lookedAt = clock.elapsed();
    else watch(one);
    one.unread = { since: one.unread?.since ?? clock.now(), failure };
    giveUp(one);
  };

  const tell = (scope: Scope, observed: readonly Observed[], gone: readonly Following[], since: number): void => {
    try {
      const refs = new Map(gone.map(({ tracked }) => [refKey(tracked.ref), tracked.ref]));
      parts.looked(scope, observed, [...refs.values()], since);
    } catch (error) {
      parts.onError(error);
    }
  };

  /** A resource that is new can be missing in one read and there in the next. */
  const isGone = (one: Following): boolean => {
    one.missingSince ??= clock.elapsed();
    return clock.elapsed() - one.missingSince >= missingLag;
  };

  const observe = (one: Following, observed: Observed, look: Look): void => {
    const { operation, uncertain, account, requestedAt } = one.tracked;
    const sighting = sightingOf(observed, look, { over: one.since, account });
    if (!sighting) return;
    const { seen } = sighting;
    const since = clock.elapsed() - one.since;
    const shows = showsRequest(operation, observed);
    one.last = seen;
    one.missingSince = undefined;
    if (shows === true) one.taken = true;
    if (uncertain && !one.taken && shows === false) {
      if (since > lostAfter) end(one, { type: 'not-carried-out', ...seen, failure: uncertain });
      return;
    }
    const settled = since > (one.taken ? readLag : lostAfter);
    const verdict = verdictOf(operation, sighting, settled);
    if (verdict) {
      end(one, verdict);
      return;
    }
    const hangs = seen.state === 'stopping' && observed.kind === 'instance' && operation.type !== 'start';
    const age = Math.max(since, clock.now() - requestedAt);
    if (hangs && age > parts.stallAfter() && !one.stalled) {
      one.stalled = true;
      stalls.fire({ tracked: one.tracked, state: seen.state });
    }
  };

  const giveUp = (one: Following): void => {
    if (one.watched >= watchLife[one.tracked.ref.kind]) end(one, { type: 'unknown', ...lastKnown(one) });
  };

  return {
    sending: (tracked) => put(tracked, 'sending'),
    follow: (tracked) => {
      put(tracked, 'requested');
      const key = groupKey(tracked.ref);
      // Soon, but not at once: reads lag behind writes.
      if (due.get(key) !== 'looking') due.set(key, Math.min(Number(due.get(key) ?? Infinity), clock.elapsed() + 1_000));
      schedule();
    },
    refuse: (tracked, failure) => {
      put(tracked, 'sending');
      const following = all.get(tracked.id);
      if (following) end(following, { type: 'refused', failure });
    },
    mark: (ref) => {
      const same = byRef.get(refKey(ref));
      if (!same) return undefined;
      return [...same].some((one) => one.mark === 'sending') ? 'sending' : 'requested';
    },
    unwatch: (run) => {
      for (const one of [...all.values()]) {
        // What is being sent goes on: its answer is still to come.
        if (one.mark === 'sending' || (run !== undefined && one.tracked.run !== run)) continue;
        end(one, { type: 'unwatched', ...lastKnown(one) });
      }
    },
    wake: (profile) => {
      for (const key of due.keys()) {
        const [first] = groupOf(key);
        if (due.get(key) === 'looking' || first?.tracked.ref.scope.profile !== profile) continue;
        failures.delete(key);
        due.set(key, clock.elapsed());
      }
      schedule();
    },
    following: () => [...all.values()].map((one) => one.tracked),
    onDidMark: marks.event,
    onDidEnd: ends.event,
    onDidStall: stalls.event,
    dispose: () => {
      stop.abort();
      cancelTimer();
      all.clear();
      byRef.clear();
      for (const emitter of [marks, ends, stalls]) emitter.dispose();
    },
  };
}

function lastKnown({ last, unread }: Pick<Following, 'last' | 'unread'>): LastKnown {
  return { ...(last && { last }), ...(unread && { unread }) };
}
