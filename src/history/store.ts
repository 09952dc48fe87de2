import { createHeap, type Heap } from '../base/heap.ts';
import { createTouchOrder, type Touchable, type TouchOrder } from './touchOrder.ts';
import type { Journal } from '../model/ports/journal.ts';
import { type StoppableRef, refKey } from '../model/resources/resource.ts';
import { type HistoryFact, type HistoryLine, type ListedStretch, HISTORY_VERSION, parseHistoryLine } from './entry.ts';

/** How much is kept, in memory and in the journal when that is written anew. */
export interface HistoryLimits {
  /** Facts kept of one resource. */
  readonly perResource: number;
  /** Facts kept of all. */
  readonly total: number;
  /** Stretches of listing kept. */
  readonly stretches: number;
}

/** What is known of one resource. */
export interface HistoryRecord {
  readonly ref: StoppableRef;
  readonly facts: readonly HistoryFact[];
}

/** The facts in memory and in the journal. Nothing here rejects: a refused write is told by {@link HistoryStore.problem} and tried again. */
export interface HistoryStore {
  record(ref: StoppableRef): HistoryRecord | undefined;
  records(): Iterable<HistoryRecord>;
  /** When a resource of a list was seen again and again, as far as that was written down. Without an id: what an earlier version wrote of the list. */
  listed(list: string, id?: string): readonly ListedStretch[];
  /** False for a fact that is there already. */
  add(ref: StoppableRef, fact: HistoryFact): boolean;
  addStretch(listed: ListedStretch): void;
  /** Reads what other windows wrote, and tells whether that could be read. */
  load(): Promise<boolean>;
  /** When all that was added is written, or was refused. */
  flush(): Promise<void>;
  /** Why the last write did not succeed, or else the last read. */
  problem(): string | undefined;
}

/** Lines that wait for a disk that refuses them. */
const MAX_WAITING = 2_000;

/** Empty until {@link HistoryStore.load}. Keeps no more than `limits` in memory; the journal is written anew with that when it has grown. */
export function createHistoryStore(journal: Journal, limits: HistoryLimits): HistoryStore {
  let memory = emptyMemory();
  let waiting: HistoryLine[] = [];
  let writing: Promise<void> | undefined;
  let unwritten: string | undefined;
  let unread: string | undefined;
  let linesSinceCompaction = 0;

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const results = await Promise.allSettled(batch.map((line) => journal.append(line)));
      const refused = batch.filter((_, index) => results[index]?.status === 'rejected');
      linesSinceCompaction += batch.length - refused.length;
      const failure = results.find((result) => result.status === 'rejected');
      unwritten = failure === undefined ? undefined : messageOf(failure.reason);
      if (refused.length > 0) {
        waiting = [...refused, ...waiting].slice(-MAX_WAITING);
        return;
      }
      // Before it is asked whether more is waiting: what comes while the journal is written anew has nobody else who writes it.
      if (linesSinceCompaction > limits.total) await compact();
    }
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
    let refused: string | undefined;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        const content = await journal.read();
        const { memory: kept, newer } = memoryOf(content.entries);
        bound(kept, limits);
        await journal.replace(content, [...newer, ...linesOf(kept)]);
        linesSinceCompaction = 0;
        return;
      } catch (error) {
        refused = messageOf(error);
      }
    }
    unwritten = refused;
  };

  return {
    record: (ref) => memory.records.get(refKey(ref)),
    records: () => memory.order,
    listed: (list, id) => memory.listed.get(stretchKey(list, id)) ?? [],

    add(ref, fact) {
      const record = remember(memory, ref, fact);
      if (record === undefined) return false;
      boundRecord(memory, record, limits);
      boundRecords(memory, limits);
      enqueue({ v: HISTORY_VERSION, type: 'fact', ref, fact });
      return true;
    },

    addStretch(stretch) {
      rememberStretch(memory, stretch);
      boundStretches(memory, limits);
      enqueue({ v: HISTORY_VERSION, type: 'watched', watched: stretch });
    },

    async load() {
      try {
        const content = await journal.read();
        const loaded = memoryOf(content.entries);
        // What is still on its way to the disk is known here alone.
        for (const line of waiting) rememberLine(loaded.memory, line);
        for (const known of memory.order) for (const fact of known.facts) remember(loaded.memory, known.ref, fact);
        for (const stretches of memory.listed.values())
          for (const stretch of stretches) rememberStretch(loaded.memory, stretch);
        bound(loaded.memory, limits);
        memory = loaded.memory;
        unread = undefined;
        if (content.damaged > 0 || content.entries.length > 2 * limits.total) await compact();
        return true;
      } catch (error) {
        unread = messageOf(error);
        return false;
      }
    },

    async flush() {
      await writing;
      await write();
    },

    // What could be written doesn't make what could not be read any more complete.
    problem: () => unwritten ?? unread,
  };
}

interface StoredRecord extends Touchable<StoredRecord> {
  readonly key: string;
  readonly ref: StoppableRef;
  readonly facts: HistoryFact[];
  /** The facts as texts, by which a repeated fact is recognized. `inOrder`: the same texts in the order of `facts`, so that the text of a dropped fact is found and not made again. */
  readonly texts: Set<string>;
  readonly inOrder: string[];
}

interface Memory {
  readonly records: Map<string, StoredRecord>;
  /** The same, those first that were touched longest ago: to take one out of a Map and put it in again costs more the more there are. */
  readonly order: TouchOrder<StoredRecord>;
  /** Those of one resource, or what an earlier version wrote of a list. */
  readonly listed: Map<string, readonly ListedStretch[]>;
  /** The same, by their ends. */
  readonly stretches: Heap<ListedStretch>;
  /** How many facts the records hold together. */
  facts: number;
}

function emptyMemory(): Memory {
  return { records: new Map(), order: createTouchOrder(), listed: new Map(), stretches: createHeap(), facts: 0 };
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
  if (line.type === 'watched') rememberStretch(memory, line.watched);
  else remember(memory, line.ref, line.fact);
}

/** The record that grew; undefined for a fact that is there already: another window wrote the same, or it came back from the disk. */
function remember(memory: Memory, ref: StoppableRef, fact: HistoryFact): StoredRecord | undefined {
  const key = refKey(ref);
  const record = memory.records.get(key) ?? newRecord(key, ref);
  const text = canonical(fact);
  if (record.texts.has(text)) return undefined;
  if (record.facts.length === 0) memory.records.set(key, record);
  memory.order.touch(record);
  record.texts.add(text);
  record.inOrder.push(text);
  record.facts.push(fact);
  memory.facts += 1;
  return record;
}

const newRecord = (key: string, ref: StoppableRef): StoredRecord => ({
  key,
  ref,
  facts: [],
  texts: new Set(),
  inOrder: [],
  earlier: undefined,
  later: undefined,
});

function canonical(fact: HistoryFact): string {
  return JSON.stringify(Object.entries(fact).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Those of each resource by itself. */
function rememberStretch(memory: Memory, { ids, ...stretch }: ListedStretch): void {
  if (ids === undefined) rememberOne(memory, stretch);
  else for (const id of ids) rememberOne(memory, { ...stretch, ids: [id] });
}

const stretchKey = (list: string, id: string | undefined): string => (id === undefined ? list : `${list}/${id}`);
const keyOf = ({ list, ids }: ListedStretch): string => stretchKey(list, ids?.[0]);

/** Stretches that overlap or touch become one. */
function rememberOne(memory: Memory, stretch: ListedStretch): void {
  const key = keyOf(stretch);
  let { from, to } = stretch;
  const apart = (memory.listed.get(key) ?? []).filter((known) => {
    if (known.to < from || known.from > to) return true;
    from = Math.min(from, known.from);
    to = Math.max(to, known.to);
    memory.stretches.delete(known);
    return false;
  });
  const whole = { ...stretch, from, to };
  memory.listed.set(key, [...apart, whole]);
  memory.stretches.set(whole, to);
}

/** Drops this resource's oldest facts. Costs what is dropped, however much is kept. */
function boundRecord(memory: Memory, record: StoredRecord, limits: HistoryLimits): void {
  const excess = record.facts.length - limits.perResource;
  if (excess <= 0) return;
  record.facts.splice(0, excess);
  for (const oldest of record.inOrder.splice(0, excess)) record.texts.delete(oldest);
  memory.facts -= excess;
}

/** Drops the resources that were touched longest ago. Every record is within its own limit by then: what goes anyway pushes out nobody else's. */
function boundRecords(memory: Memory, limits: HistoryLimits): void {
  while (memory.facts > limits.total) {
    const oldest = memory.order.first();
    if (oldest === undefined) return;
    memory.order.delete(oldest);
    memory.records.delete(oldest.key);
    memory.facts -= oldest.facts.length;
  }
}

/** Drops the stretches that ended longest ago. */
function boundStretches(memory: Memory, limits: HistoryLimits): void {
  while (memory.stretches.size > limits.stretches) {
    const oldest = memory.stretches.first();
    if (oldest === undefined) return;
    memory.stretches.delete(oldest);
    const key = keyOf(oldest);
    const rest = (memory.listed.get(key) ?? []).filter((one) => one !== oldest);
    if (rest.length === 0) memory.listed.delete(key);
    else memory.listed.set(key, rest);
  }
}

function bound(memory: Memory, limits: HistoryLimits): void {
  for (const record of memory.order) boundRecord(memory, record, limits);
  boundRecords(memory, limits);
  boundStretches(memory, limits);
}

function linesOf(memory: Memory): readonly HistoryLine[] {
  return [
    ...[...memory.order].flatMap(({ ref, facts }) =>
      facts.map((fact): HistoryLine => ({ v: HISTORY_VERSION, type: 'fact', ref, fact })),
    ),
    ...[...memory.listed.values()]
      .flat()
      .map((stretch): HistoryLine => ({ v: HISTORY_VERSION, type: 'watched', watched: stretch })),
  ];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
