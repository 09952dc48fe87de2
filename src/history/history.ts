import type { Clock } from '../base/clock.ts';
import { type Event, createEmitter } from '../base/event.ts';
import type { Journal } from '../model/ports/journal.ts';
import { type TargetKind, type TargetRef, refKey } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import { stateTraits } from '../model/resources/states.ts';
import { refOf, stateOf } from '../model/resources/target.ts';
import type { Fact, HistoryEntry, RequestOutcome, StopRequest } from './entry.ts';
import { historyCsv, historyJson } from './export.ts';
import { type PartState, isOver, reportedBy, statesOf } from './facts.ts';
import { type MergeContext, mergeFacts } from './merge.ts';
import { type HistoryLimits, createHistoryStore } from './store.ts';
import { createWatchedStretches } from './watchedStretches.ts';
import type { Target } from '../model/resources/target.ts';

/** What has happened to instances, deployments and experiments. Nothing here rejects or throws. */
export interface History {
  /**
   * Takes in an answer of AWS, at whatever pace it is asked: `seenAt` is when it came, `askedAt` when it was asked for (ms since the epoch; what it says was true in
   * between). Only what changed is kept. A resource that was first seen at rest costs nothing until it changes.
   */
  observe(targets: readonly Target[], seenAt: number, askedAt?: number): void;
  /** AWS said that it does not know the resource (any more). */
  missing(ref: TargetRef, seenAt: number): void;
  /** A stop was requested through Halt at `at`, with this outcome. */
  requested(request: { readonly ref: TargetRef } & Omit<StopRequest, 'type'>): void;
  /** Oldest first. */
  of(ref: TargetRef): readonly HistoryEntry[];
  /** The last answer of AWS for the resource in this session. */
  lastSeen(ref: TargetRef): { readonly target: Target; readonly seenAt: number } | undefined;
  exportJson(ref: TargetRef): string;
  /** RFC 4180, with a header; cells that a spreadsheet would run as a formula are made text. */
  exportCsv(ref: TargetRef): string;
  /** The resources whose history has grown. */
  readonly onDidChange: Event<readonly TargetRef[]>;
  /** Reads the journal, for what this machine's other windows have written too. To be called at the start; may be called again. */
  load(): Promise<void>;
  /** Why the history can't be kept or read at present, in a sentence of the disk's. */
  problem(): string | undefined;
  /** Writes what is left. Afterwards nothing is taken in any more. */
  dispose(): Promise<void>;
}

export interface HistoryOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly limits?: Partial<HistoryLimits>;
}

const defaultLimits: HistoryLimits = { perResource: 300, total: 5_000, watched: 500 };

/** A break in watching that is shorter is not worth a line: polls are at most a few minutes apart. */
const gapAfter = 10 * 60_000;
/** How much of a reason is kept. AWS's are sentences; a hostile one must not fill the disk. */
const maxReason = 2_000;

/** What was last seen of a resource in this session. */
interface Seen {
  target: Target;
  seenAt: number;
  askedAt: number;
  /** When the first answer in a row came that told this state. */
  since: number;
  /** The parts' states, and when the answer that last told them was asked for; only kept where the resource has a history. */
  parts?: Map<string, { state: string; seenAt: number }>;
}

/** Keeps histories in `journal`, which may be shared by several windows. See {@link History}. */
export function createHistory({ journal, clock, limits }: HistoryOptions): History {
  const store = createHistoryStore(journal, { ...defaultLimits, ...limits });
  const watches = createWatchedStretches({ gapAfter, write: (watched) => store.addWatched(watched) });
  const grown = createEmitter<readonly TargetRef[]>();
  const seenByList = new Map<string, Map<string, Seen>>();
  const listKeys = new WeakMap<Scope, Map<TargetKind, string>>();
  let disposed = false;
  let changed = new Map<string, TargetRef>();

  const add = (ref: TargetRef, fact: Fact): void => {
    if (store.add(ref, fact)) changed.set(refKey(ref), ref);
  };

  const announce = (): void => {
    if (changed.size === 0) return;
    const refs = [...changed.values()];
    changed = new Map();
    grown.fire(refs);
  };

  /** Building the key for each of 10,000 targets at each poll would cost more than all the rest. */
  const listOf = (scope: Scope, kind: TargetKind): string => {
    const known = listKeys.get(scope) ?? new Map<TargetKind, string>();
    listKeys.set(scope, known);
    const key = known.get(kind) ?? `${scopeKey(scope)}/${kind}`;
    known.set(kind, key);
    return key;
  };

  const seenOf = (ref: TargetRef): Seen | undefined => seenByList.get(listOf(ref.scope, ref.kind))?.get(ref.id);

  /** Records how the parts changed since they were last seen, and what AWS reports of it. */
  const advance = (seen: Seen, target: Target, seenAt: number, askedAt: number): void => {
    const ref = refOf(target);
    const parts = seen.parts ?? new Map<string, { state: string; seenAt: number }>();
    seen.parts = parts;
    for (const { subject, state, reason } of statesOf(target)) {
      const before = parts.get(subject);
      if (before?.state !== state) {
        add(ref, {
          type: 'observed',
          subject,
          ...(before === undefined ? {} : { from: before.state, after: before.seenAt }),
          to: state,
          before: seenAt,
          ...(reason === undefined ? {} : { reason: reason.slice(0, maxReason) }),
        });
      }
      parts.set(subject, { state, seenAt: askedAt });
    }
    for (const fact of reportedBy(target)) {
      add(ref, {
        type: 'reported',
        ...fact,
        ...(fact.reason === undefined ? {} : { reason: fact.reason.slice(0, maxReason) }),
      });
    }
    watches.track(listOf(target.scope, target.kind), target.id, !isOver(target.kind, stateOf(target)), askedAt);
  };

  /** Takes up a history that the journal holds. What happened since it was last seen, happened after that. */
  const resume = (seen: Seen): boolean => {
    const ref = refOf(seen.target);
    const record = store.record(ref);
    if (record === undefined || seen.parts !== undefined) return false;
    const watchedUntil = Math.max(...store.watched(listOf(ref.scope, ref.kind)).map((watched) => watched.to), 0);
    seen.parts = lastParts(record.facts, watchedUntil, seen.seenAt);
    if (seen.parts.size === 0) {
      delete seen.parts;
      return false;
    }
    advance(seen, seen.target, seen.seenAt, seen.askedAt);
    return true;
  };

  const firstSight = (list: Map<string, Seen>, target: Target, seenAt: number, askedAt: number): void => {
    const seen: Seen = { target, seenAt, askedAt, since: seenAt };
    list.set(target.id, seen);
    if (!resume(seen) && isMoving(target)) advance(seen, target, seenAt, askedAt);
  };

  const change = (seen: Seen, target: Target, seenAt: number, askedAt: number): void => {
    const previous = seen.target;
    if (seen.parts === undefined) {
      seen.parts = new Map(statesOf(previous).map(({ subject, state }) => [subject, { state, seenAt: seen.askedAt }]));
    }
    advance(seen, target, seenAt, askedAt);
    if (stateOf(previous) !== stateOf(target)) seen.since = seenAt;
    seen.target = withFull(target, previous);
    seen.seenAt = seenAt;
    seen.askedAt = askedAt;
  };

  return {
    observe(targets, seenAt, askedAt = seenAt) {
      if (disposed) return;
      const lists = new Set<string>();
      for (const target of targets) {
        const key = listOf(target.scope, target.kind);
        let list = seenByList.get(key);
        if (list === undefined) seenByList.set(key, (list = new Map()));
        if (!lists.has(key)) {
          lists.add(key);
          watches.look(key, askedAt);
        }
        const seen = list.get(target.id);
        if (seen === undefined) firstSight(list, target, seenAt, askedAt);
        else if (askedAt < seen.askedAt) continue;
        else if (isUnchanged(seen.target, target)) {
          seen.target = withFull(target, seen.target);
          if (seen.parts !== undefined) {
            const missed = watches.see(key, target.id, askedAt);
            if (missed !== undefined) add(refOf(target), missed);
            for (const { subject, state } of statesOf(target)) seen.parts.set(subject, { state, seenAt: askedAt });
          }
          seen.seenAt = seenAt;
          seen.askedAt = askedAt;
        } else {
          const missed = seen.parts === undefined ? undefined : watches.see(key, target.id, askedAt);
          if (missed !== undefined) add(refOf(target), missed);
          change(seen, target, seenAt, askedAt);
        }
      }
      for (const { list, id, gap } of watches.mark(seenAt)) {
        const seen = seenByList.get(list)?.get(id);
        if (seen !== undefined) add(refOf(seen.target), gap);
      }
      forgetUnseen(seenByList, seenAt);
      announce();
    },

    missing(ref, seenAt) {
      const seen = seenOf(ref);
      const record = store.record(ref);
      if (disposed || (seen === undefined && record === undefined)) return;
      if (record?.facts.some((fact) => fact.type === 'missing') === true) return;
      if (seen !== undefined && record === undefined) advance(seen, seen.target, seen.seenAt, seen.askedAt);
      add(ref, { type: 'missing', at: seenAt });
      watches.track(listOf(ref.scope, ref.kind), ref.id, false, seenAt);
      announce();
    },

    requested({ ref, operation, at, outcome }) {
      if (disposed) return;
      const seen = seenOf(ref);
      // From its stop on, a resource has a history, so that what comes next is told from a known state.
      if (seen !== undefined && seen.parts === undefined) advance(seen, seen.target, seen.seenAt, seen.askedAt);
      add(ref, { type: 'request', operation, at, outcome: bounded(outcome) });
      announce();
    },

    of(ref) {
      const seen = seenOf(ref);
      const facts = store.record(ref)?.facts ?? [];
      const list = listOf(ref.scope, ref.kind);
      const present = watches.present(list);
      const lastState =
        seen === undefined
          ? [...lastParts(facts, 0, 0)].find(([subject]) => subject === '')?.[1].state
          : stateOf(seen.target);
      const context: MergeContext = {
        kind: ref.kind,
        live: seen === undefined ? [] : reportedBy(seen.target),
        watched: present === undefined ? store.watched(list) : [...store.watched(list), present],
        over: (lastState !== undefined && isOver(ref.kind, lastState)) || facts.some((fact) => fact.type === 'missing'),
        now: clock.now(),
        gapAfter,
      };
      const entries = mergeFacts(facts, context);
      if (seen === undefined) return entries;
      const state = stateOf(seen.target);
      const last = entries.findLast((entry) => entry.type === 'transition' && entry.subject === '');
      if (last?.type === 'transition' && last.to === state) return entries;
      // What it is in now, it has been in at the first look that found it so: a history doesn't end in a state that is over.
      const now: Fact = { type: 'observed', subject: '', to: state, before: seen.since };
      return mergeFacts([...facts, now], context);
    },

    lastSeen: (ref) => {
      const seen = seenOf(ref);
      return seen && { target: seen.target, seenAt: seen.seenAt };
    },

    exportJson(ref) {
      return historyJson(ref, this.of(ref));
    },
    exportCsv(ref) {
      return historyCsv(ref, this.of(ref));
    },

    onDidChange: grown.event,

    async load() {
      await store.load();
      for (const { ref } of [...store.records()]) {
        const seen = seenOf(ref);
        if (seen !== undefined) resume(seen);
        changed.set(refKey(ref), ref);
      }
      announce();
    },

    problem: () => store.problem(),

    async dispose() {
      if (disposed) return;
      watches.markAll();
      disposed = true;
      grown.dispose();
      await store.flush();
    },
  };
}

function isMoving(target: Target): boolean {
  return target.kind === 'instance'
    ? stateTraits('instance', target.state).transitional
    : !stateTraits(target.kind, stateOf(target)).final;
}

function isUnchanged(before: Target, now: Target): boolean {
  if (before === now) return true;
  if (before.kind === 'instance' && now.kind === 'instance') {
    return (
      before.state === now.state &&
      before.launchedAt === now.launchedAt &&
      before.stateTransitionReason === now.stateTransitionReason
    );
  }
  const comparable = withFull(now, before);
  return (
    sameParts(statesOf(before), statesOf(comparable)) &&
    JSON.stringify(reportedBy(before)) === JSON.stringify(reportedBy(comparable))
  );
}

/** A list tells less than a look; what it leaves out is not forgotten. */
function withFull(target: Target, before: Target): Target {
  const lacks = target.kind === 'experiment' && target.full === undefined;
  return lacks && before.kind === 'experiment' && before.full !== undefined ? { ...target, full: before.full } : target;
}

function sameParts(a: readonly PartState[], b: readonly PartState[]): boolean {
  return (
    a.length === b.length && a.every((one, index) => one.subject === b[index]?.subject && one.state === b[index]?.state)
  );
}

/** The last state that is known of each part, and when it was last seen, by the facts and by how long the list was watched. */
function lastParts(
  facts: readonly Fact[],
  watchedUntil: number,
  seenAt: number,
): Map<string, { state: string; seenAt: number }> {
  const parts = new Map<string, { state: string; seenAt: number }>();
  const lost = facts.findLast((fact) => fact.type === 'gap' && fact.to === undefined);
  const until = lost?.type === 'gap' ? Math.min(lost.from, watchedUntil) : watchedUntil;
  for (const fact of facts) {
    if (fact.type !== 'observed') continue;
    const known = parts.get(fact.subject);
    const at = Math.min(Math.max(fact.before, until), Math.max(seenAt, fact.before));
    if (known === undefined || known.seenAt <= at) parts.set(fact.subject, { state: fact.to, seenAt: at });
  }
  return parts;
}

function bounded(outcome: RequestOutcome): RequestOutcome {
  return outcome.message === undefined ? outcome : { ...outcome, message: outcome.message.slice(0, maxReason) };
}

/** What was not seen for an hour and has no history is forgotten: fleets that scale bring new ids all day. */
function forgetUnseen(seenByList: ReadonlyMap<string, Map<string, Seen>>, now: number): void {
  for (const list of seenByList.values()) {
    if (list.size < 1_000) continue;
    for (const [id, seen] of list) if (seen.parts === undefined && now - seen.seenAt > 3_600_000) list.delete(id);
  }
}
