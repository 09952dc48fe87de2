import type { Clock } from '../base/clock.ts';
import { type Moment, momentOf, wallTimeOf, wentBack } from '../base/deadline.ts';
import { type Event, createEmitter } from '../base/event.ts';
import type { Journal } from '../model/ports/journal.ts';
import { type StoppableRef, refKey } from '../model/resources/resource.ts';
import { refOf, stateOf } from '../model/resources/target.ts';
import type { HistoryFact, HistoryEntry, RequestOutcome, RequestEntry } from './entry.ts';
import { historyCsv, historyJson } from './export.ts';
import { hasNoMoreHistory, reportedBy } from './facts.ts';
import { lastParts } from './lastParts.ts';
import { type MergeContext, mergeFacts } from './merge.ts';
import { createObserving, MAX_REASON, seenBefore } from './observing.ts';
import { createSeenTargets, type Seen } from './seenTargets.ts';
import { type HistoryLimits, createHistoryStore } from './store.ts';
import { createListedStretches } from './listedStretches.ts';
import type { Stoppable } from '../model/resources/target.ts';

/** What was last seen of a resource. */
export interface LastSeen {
  readonly target: Stoppable;
  /** When, in ms since the epoch by this machine's clock. */
  readonly seenAt: number;
  /** AWS's clock minus this machine's in ms, where the answer told it. */
  readonly ahead?: number;
}

/** What has happened to instances, deployments and experiments. Nothing here rejects or throws. */
export interface History {
  /**
   * Takes in an answer of AWS, at whatever pace it is asked: `seenAt` is when it came (ms since the epoch), `asked` when it was asked for (what it says was true in
   * between), by a clock that may have been set since; `ahead` by how many milliseconds AWS's clock was ahead of this machine's as the answer's date told, zero where they agreed.
   * Only what changed is kept. A resource that was first seen at rest costs nothing until it changes.
   */
  observe(targets: readonly Stoppable[], seenAt: number, asked?: Moment, ahead?: number): void;
  /** AWS said that it does not know the resource (any more). */
  missing(ref: StoppableRef, seenAt: number): void;
  /** A stop was requested through Halt at `at`, with this outcome. */
  requested(request: { readonly ref: StoppableRef } & Omit<RequestEntry, 'type'>): void;
  /** Oldest first. */
  of(ref: StoppableRef): readonly HistoryEntry[];
  /** The last answer of AWS for the resource in this session. */
  lastSeen(ref: StoppableRef): LastSeen | undefined;
  exportJson(ref: StoppableRef): string;
  /** RFC 4180, with a header; cells that a spreadsheet would run as a formula are made text. */
  exportCsv(ref: StoppableRef): string;
  /** The resources whose history has grown. */
  readonly onDidChange: Event<readonly StoppableRef[]>;
  /** Reads the journal, for what this machine's other windows have written too. To be called at the start; may be called again. Tells whether it could be read. */
  load(): Promise<boolean>;
  /** Why the history can't be kept or read at present, in a sentence of the disk's. */
  problem(): string | undefined;
  /** Writes what is left. Afterwards nothing is taken in any more. */
  dispose(): Promise<void>;
}

/** `limits`: 300 facts a resource, 5,000 in all and 2,000 stretches of listing, where nothing else is said. */
export interface HistoryOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly limits?: Partial<HistoryLimits>;
}

const defaultLimits: HistoryLimits = { perResource: 300, total: 5_000, stretches: 2_000 };

/** A break in reading that is shorter is not worth a line: polls are at most a few minutes apart. */
const GAP_AFTER = 10 * 60_000;
/** Keeps histories in `journal`, which may be shared by several windows. See {@link History}. */
export function createHistory({ journal, clock, limits }: HistoryOptions): History {
  const store = createHistoryStore(journal, { ...defaultLimits, ...limits });
  const listedStretches = createListedStretches({
    gapAfter: GAP_AFTER,
    write: (stretch) => store.addStretch(stretch),
  });
  const grown = createEmitter<readonly StoppableRef[]>();
  let disposed = false;
  let last = momentOf(clock);
  let changed = new Map<string, StoppableRef>();

  const add = (ref: StoppableRef, fact: HistoryFact): void => {
    if (store.add(ref, fact)) changed.set(refKey(ref), ref);
  };

  const announce = (): void => {
    if (changed.size === 0) return;
    const refs = [...changed.values()];
    changed = new Map();
    grown.fire(refs);
  };

  const seenTargets = createSeenTargets();
  const observing = createObserving({ store, listedStretches, seenTargets, add });

  return {
    observe(targets, seenAt, asked, ahead) {
      if (disposed) return;
      const now = momentOf(clock);
      if (wentBack(last, now)) {
        seenTargets.setBack(now);
        listedStretches.setBack(wallTimeOf(last, now) - last.now);
      }
      last = now;
      const askedAt = asked === undefined ? seenAt : Math.min(wallTimeOf(asked, now), seenAt);
      const times = { seenAt, askedAt, turn: (asked ?? now).elapsed, ahead };
      const lists = new Set<string>();
      for (const target of targets) {
        const key = seenTargets.listOf(target.scope, target.kind);
        if (!lists.has(key)) {
          lists.add(key);
          listedStretches.listed(key, askedAt);
        }
        observing.see(target, times);
      }
      for (const { list, id, gap } of listedStretches.mark(seenAt)) {
        const seen = seenTargets.find(list, id);
        if (seen !== undefined) add(refOf(seen.target), gap);
      }
      seenTargets.forgetUnseen(seenAt);
      announce();
    },

    missing(ref, seenAt) {
      const seen = seenTargets.of(ref);
      const record = store.record(ref);
      if (disposed || (seen === undefined && record === undefined)) return;
      if (record?.facts.some((fact) => fact.type === 'missing') === true) return;
      if (seen !== undefined && record === undefined) observing.begin(seen);
      add(ref, { type: 'missing', at: seenAt });
      listedStretches.track(seenTargets.listOf(ref.scope, ref.kind), ref.id, false, seenAt);
      announce();
    },

    requested({ ref, operation, at, outcome }) {
      if (disposed) return;
      const seen = seenTargets.of(ref);
      // From its stop on, a resource has a history, so that what comes next is told from a known state.
      if (seen !== undefined && seen.parts === undefined) observing.begin(seen);
      add(ref, { type: 'request', operation, at, outcome: bounded(outcome) });
      announce();
    },

    of(ref) {
      const list = seenTargets.listOf(ref.scope, ref.kind);
      const present = listedStretches.present(list, ref.id) ?? [];
      return historyOf(seenTargets.of(ref), store.record(ref)?.facts ?? [], {
        kind: ref.kind,
        listed: store.listed(list, ref.id).concat(present),
        now: clock.now(),
        gapAfter: GAP_AFTER,
      });
    },

    lastSeen: (ref) => lastSeenOf(seenTargets.of(ref)),

    exportJson(ref) {
      return historyJson(ref, this.of(ref));
    },
    exportCsv(ref) {
      return historyCsv(ref, this.of(ref));
    },

    onDidChange: grown.event,

    async load() {
      const isRead = await store.load();
      for (const { ref } of [...store.records()]) {
        const seen = seenTargets.of(ref);
        if (seen !== undefined) observing.resume(seen, clock.now());
        changed.set(refKey(ref), ref);
      }
      announce();
      return isRead;
    },

    problem: () => store.problem(),

    async dispose() {
      if (disposed) return;
      listedStretches.markAll();
      disposed = true;
      grown.dispose();
      await store.flush();
    },
  };
}

function lastSeenOf(seen: Seen | undefined): LastSeen | undefined {
  if (seen === undefined) return undefined;
  const { target, seenAt, ahead } = seen;
  return { target, seenAt, ...(ahead !== undefined && { ahead }) };
}

function bounded(outcome: RequestOutcome): RequestOutcome {
  return outcome.message === undefined ? outcome : { ...outcome, message: outcome.message.slice(0, MAX_REASON) };
}

/** What was kept of a resource, and what was last seen of it, in one history. */
function historyOf(
  seen: Seen | undefined,
  facts: readonly HistoryFact[],
  about: Omit<MergeContext, 'live' | 'over'>,
): readonly HistoryEntry[] {
  const lastState =
    seen === undefined
      ? [...lastParts(facts, { listedUntil: 0, seenAt: 0, now: about.now })].find(([subject]) => subject === '')?.[1]
          .state
      : stateOf(seen.target);
  const isEnd = (state: string | undefined): boolean => state !== undefined && hasNoMoreHistory(about.kind, state);
  const context: MergeContext = {
    ...about,
    live: seen === undefined ? [] : reportedBy(seen.target),
    over:
      isEnd(lastState) ||
      // One that was over at the first look came into no state that was seen: AWS has told of its end.
      facts.some(
        (fact) => fact.type === 'missing' || (fact.type === 'reported' && fact.subject === '' && isEnd(fact.to)),
      ),
  };
  const entries = mergeFacts(facts, context);
  if (seen === undefined) return entries;
  const state = stateOf(seen.target);
  const last = entries.findLast((entry) => entry.type === 'transition' && entry.subject === '');
  if (last?.type === 'transition' && last.to === state) return entries;
  // The present state is in no fact yet. It is dated by the first look that saw it, so that the history doesn't end with an earlier state.
  const now: HistoryFact = { type: 'observed', subject: '', to: state, ...seenBefore(seen.since, seen.sinceAhead) };
  return mergeFacts([...facts, now], context);
}
