import type { Journal } from '../model/ports/journal.ts';
import { type TargetRef, refKey } from '../model/resources/resource.ts';
import { parseRef } from '../model/resources/resource.ts';

/** What AWS answered for a resource at one moment, whole. */
export interface AnswerSnapshot {
  /** When the answer came, ms since the epoch. */
  readonly at: number;
  readonly state: string;
  readonly json: string;
}

/** The answers that were kept, to be compared. Nothing here rejects: what the disk refuses is there until the window closes. */
export interface AnswerSnapshots {
  /** Keeps the answer if it differs from the last one. */
  keep(ref: TargetRef, moment: AnswerSnapshot): void;
  /** Oldest first. */
  of(ref: TargetRef): readonly AnswerSnapshot[];
  load(): Promise<void>;
  flush(): Promise<void>;
}

export interface SnapshotLimits {
  readonly perResource: number;
  /** Characters of JSON, of all resources together. */
  readonly total: number;
}

const defaultLimits: SnapshotLimits = { perResource: 20, total: 8_000_000 };

/** Keeps moments in a journal of their own, for they are large and seldom asked for. */
export function createAnswerSnapshots(options: {
  readonly journal: Journal;
  readonly limits?: Partial<SnapshotLimits>;
}): AnswerSnapshots {
  const limits = { ...defaultLimits, ...options.limits };
  const { journal } = options;
  let kept = new Map<string, Kept>();
  let writing: Promise<void> = Promise.resolve();
  let written = 0;

  const compact = async (): Promise<void> => {
    const { entries } = await journal.read();
    const all = new Map<string, Kept>();
    for (const entry of entries) rememberLine(all, entry);
    bound(all, limits);
    await journal.replace(linesOf(all));
    written = 0;
  };

  const write = (ref: TargetRef, moment: AnswerSnapshot): void => {
    const append = async (): Promise<void> => {
      try {
        await journal.append({ v: 1, ref, moment });
        written += moment.json.length;
        if (written > limits.total) await compact();
      } catch {
        // It stays in memory; the history's own journal tells the person about the disk.
      }
    };
    writing = writing.then(append);
  };

  return {
    keep(ref, moment) {
      if (moment.json.length > limits.total / 2) return;
      const last = kept.get(refKey(ref))?.moments.at(-1);
      if (last?.json === moment.json || (last !== undefined && last.at >= moment.at)) return;
      remember(kept, ref, moment);
      bound(kept, limits);
      write(ref, moment);
    },

    of: (ref) => kept.get(refKey(ref))?.moments ?? [],

    async load() {
      try {
        const { entries, damaged } = await journal.read();
        const loaded = new Map<string, Kept>();
        for (const entry of entries) rememberLine(loaded, entry);
        for (const { ref, moments } of kept.values()) for (const moment of moments) remember(loaded, ref, moment);
        const before = sizeOf(loaded);
        bound(loaded, limits);
        kept = loaded;
        if (damaged > 0 || before > 2 * limits.total) await compact();
      } catch {
        // What can't be read can't be compared; the page shows the moments of this session.
      }
    },

    flush: () => writing,
  };
}

interface Kept {
  readonly ref: TargetRef;
  moments: AnswerSnapshot[];
}

function rememberLine(kept: Map<string, Kept>, line: unknown): void {
  if (typeof line !== 'object' || line === null || !('v' in line) || line.v !== 1) return;
  const ref = 'ref' in line ? parseRef(line.ref) : undefined;
  const moment = 'moment' in line ? parseMoment(line.moment) : undefined;
  if (ref !== undefined && moment !== undefined) remember(kept, ref, moment);
}

function parseMoment(value: unknown): AnswerSnapshot | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!('at' in value && 'state' in value && 'json' in value)) return undefined;
  const { at, state, json } = value;
  if (typeof at !== 'number' || typeof state !== 'string' || typeof json !== 'string') return undefined;
  return { at, state, json };
}

/** Several windows look at the same resource: of equal answers that follow each other, the first stays. */
function remember(kept: Map<string, Kept>, ref: TargetRef, moment: AnswerSnapshot): void {
  const key = refKey(ref);
  const known = kept.get(key) ?? { ref, moments: [] };
  kept.set(key, known);
  const sorted = [...known.moments, moment].sort((a, b) => a.at - b.at);
  known.moments = sorted.filter((one, index) => one.json !== sorted[index - 1]?.json);
}

/** The first and the newest answers of a resource tell most: the second oldest goes first. Of resources, the one that was seen longest ago. */
function bound(kept: Map<string, Kept>, limits: SnapshotLimits): void {
  for (const known of kept.values()) {
    const excess = known.moments.length - limits.perResource;
    if (excess > 0) known.moments.splice(1, excess);
  }
  let size = sizeOf(kept);
  const oldestFirst = [...kept].sort(([, a], [, b]) => (a.moments.at(-1)?.at ?? 0) - (b.moments.at(-1)?.at ?? 0));
  for (const [key, known] of oldestFirst) {
    while (size > limits.total && known.moments.length > 0) {
      const dropped = known.moments.splice(known.moments.length > 2 ? 1 : 0, 1)[0];
      size -= dropped?.json.length ?? 0;
    }
    if (known.moments.length === 0) kept.delete(key);
  }
}

function sizeOf(kept: ReadonlyMap<string, Kept>): number {
  let size = 0;
  for (const { moments } of kept.values()) for (const { json } of moments) size += json.length;
  return size;
}

function linesOf(kept: ReadonlyMap<string, Kept>): readonly unknown[] {
  return [...kept.values()].flatMap(({ ref, moments }) => moments.map((moment) => ({ v: 1, ref, moment })));
}
