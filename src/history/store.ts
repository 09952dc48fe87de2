import type { Journal } from '../model/ports/journal.ts';
import { type TargetRef, refKey } from '../model/resources/resource.ts';
import { type Fact, type HistoryLine, type WatchedStretch, historyVersion, parseHistoryLine } from './entry.ts';

export interface HistoryLimits {
  /** Facts kept of one resource. */
  readonly perResource: number;
  /** Facts kept of all. */
  readonly total: number;
  /** Stretches of watching kept. */
  readonly watched: number;
}

/** What is known of one resource. */
export interface HistoryRecord {
  readonly ref: TargetRef;
  readonly facts: readonly Fact[];
  /** When the last fact was added: what was touched longest ago is dropped first. */
  readonly order: number;
}

/** The facts in memory and in the journal. Nothing here rejects: a refused write is told by {@link HistoryStore.problem} and tried again. */
export interface HistoryStore {
  record(ref: TargetRef): HistoryRecord | undefined;
  records(): Iterable<HistoryRecord>;
  watched(list: string): readonly WatchedStretch[];
  /** False for a fact that is there already. */
  add(ref: TargetRef, fact: Fact): boolean;
  addWatched(watched: WatchedStretch): void;
  /** Reads what other windows wrote. */
  load(): Promise<void>;
  /** When all that was added is written, or was refused. */
  flush(): Promise<void>;
  /** Why the last write or read did not succeed. */
  problem(): string | undefined;
}

/** Lines that wait for a disk that refuses them. */
const maxWaiting = 2_000;

export function createHistoryStore(journal: Journal, limits: HistoryLimits): HistoryStore {
  let memory = emptyMemory();
  let waiting: HistoryLine[] = [];
  let writing: Promise<void> | undefined;
  let problem: string | undefined;
  let linesSinceCompaction = 0;

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const results = await Promise.allSettled(batch.map((line) => journal.append(line)));
      const refused = batch.filter((_, index) => results[index]?.status === 'rejected');
      linesSinceCompaction += batch.length - refused.length;
      const failure = results.find((result) => result.status === 'rejected');
      problem = failure === undefined ? undefined : messageOf(failure.reason);
      if (refused.length > 0) {
        waiting = [...refused, ...waiting].slice(-maxWaiting);
        return;
      }
    }
    if (linesSinceCompaction > limits.total) await compact();
  };

  const enqueue = (line: HistoryLine): void => {
    waiting.push(line);
    // The lines of one poll go out together.
    writing ??= Promise.resolve()
      .then(write)
      .finally(() => {
        writing = undefined;
      });
  };

  const compact = async (): Promise<void> => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        const content = await journal.read();
        const { memory: kept, newer } = memoryOf(content.entries);
        bound(kept, limits);
        await journal.replace([...newer, ...linesOf(kept)]);
        linesSinceCompaction = 0;
        return;
      } catch (error) {
        problem = messageOf(error);
      }
    }
  };

  return {
    record: (ref) => memory.records.get(refKey(ref)),
    records: () => memory.records.values(),
    watched: (list) => memory.watched.get(list) ?? [],

    add(ref, fact) {
      if (!remember(memory, ref, fact)) return false;
      bound(memory, limits);
      enqueue({ v: historyVersion, ref, fact });
      return true;
    },

    addWatched(watched) {
      rememberWatched(memory, watched);
      enqueue({ v: historyVersion, watched });
    },

    async load() {
      try {
        const content = await journal.read();
        const loaded = memoryOf(content.entries);
        // What is still on its way to the disk is known here alone.
        for (const line of waiting) rememberLine(loaded.memory, line);
        for (const known of memory.records.values())
          for (const fact of known.facts) remember(loaded.memory, known.ref, fact);
        for (const stretches of memory.watched.values())
          for (const watched of stretches) rememberWatched(loaded.memory, watched);
        bound(loaded.memory, limits);
        memory = loaded.memory;
        problem = undefined;
        if (content.damaged > 0 || content.entries.length > 2 * limits.total) await compact();
      } catch (error) {
        problem = messageOf(error);
      }
    },

    async flush() {
      await (writing ?? write());
    },

    problem: () => problem,
  };
}

interface StoredRecord {
  readonly ref: TargetRef;
  facts: Fact[];
  /** The facts as text, to know one again. */
  texts: Set<string>;
  order: number;
}

interface Memory {
  readonly records: Map<string, StoredRecord>;
  readonly watched: Map<string, WatchedStretch[]>;
  facts: number;
  order: number;
}

function emptyMemory(): Memory {
  return { records: new Map(), watched: new Map(), facts: 0, order: 0 };
}

function memoryOf(entries: readonly unknown[]): { memory: Memory; newer: readonly unknown[] } {
  const memory = emptyMemory();
  const newer: unknown[] = [];
  for (const entry of entries) {
    const line = parseHistoryLine(entry);
    if (line === 'newer') newer.push(entry);
    else if (line !== undefined) rememberLine(memory, line);
  }
  return { memory, newer };
}

function rememberLine(memory: Memory, line: HistoryLine): void {
  if ('watched' in line) rememberWatched(memory, line.watched);
  else remember(memory, line.ref, line.fact);
}

/** False for a fact that is there already: another window wrote the same, or it came back from the disk. */
function remember(memory: Memory, ref: TargetRef, fact: Fact): boolean {
  const key = refKey(ref);
  const record = memory.records.get(key) ?? { ref, facts: [], texts: new Set(), order: 0 };
  const text = canonical(fact);
  if (record.texts.has(text)) return false;
  memory.records.set(key, record);
  record.texts.add(text);
  record.facts.push(fact);
  memory.order += 1;
  record.order = memory.order;
  memory.facts += 1;
  return true;
}

function canonical(fact: Fact): string {
  return JSON.stringify(Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Stretches that overlap or touch become one. */
function rememberWatched(memory: Memory, watched: WatchedStretch): void {
  let { from, to } = watched;
  const apart = (memory.watched.get(watched.list) ?? []).filter((known) => {
    if (known.to < from || known.from > to) return true;
    from = Math.min(from, known.from);
    to = Math.max(to, known.to);
    return false;
  });
  memory.watched.set(watched.list, [...apart, { list: watched.list, from, to }]);
}

function bound(memory: Memory, limits: HistoryLimits): void {
  for (const record of memory.records.values()) {
    const excess = record.facts.length - limits.perResource;
    if (excess > 0) {
      record.facts = record.facts.slice(excess);
      record.texts = new Set(record.facts.map(canonical));
      memory.facts -= excess;
    }
  }
  if (memory.facts > limits.total) {
    for (const [key, record] of [...memory.records].sort(([, a], [, b]) => a.order - b.order)) {
      if (memory.facts <= limits.total) break;
      memory.records.delete(key);
      memory.facts -= record.facts.length;
    }
  }
  const stretches = [...memory.watched.values()].flat();
  if (stretches.length <= limits.watched) return;
  const kept = stretches.sort((a, b) => b.to - a.to).slice(0, limits.watched);
  memory.watched.clear();
  for (const watched of kept) memory.watched.set(watched.list, [...(memory.watched.get(watched.list) ?? []), watched]);
}

function linesOf(memory: Memory): readonly HistoryLine[] {
  const records = [...memory.records.values()].sort((a, b) => a.order - b.order);
  return [
    ...records.flatMap(({ ref, facts }) => facts.map((fact): HistoryLine => ({ v: historyVersion, ref, fact }))),
    ...[...memory.watched.values()].flat().map((watched): HistoryLine => ({ v: historyVersion, watched })),
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
