import * as v from 'valibot';
import { savedTime } from '../model/savedState.ts';
import type { Journal, JournalContent } from '../model/ports/journal.ts';
import { type StoppableRef, refKey, stoppableRefSchema } from '../model/resources/resource.ts';

/** `at`: when the answer came, ms since the epoch by this machine's clock; `clockOffset`: AWS's clock minus this machine's then, ms, as the answer's date told. */
const answerSnapshot = v.object({
  at: savedTime,
  state: v.string(),
  json: v.string(),
  clockOffset: v.exactOptional(savedTime),
});

/** What AWS answered for a resource at one moment, whole. */
export type AnswerSnapshot = Readonly<v.InferOutput<typeof answerSnapshot>>;

/** The newest version of a line that this code writes and reads. Newer lines are kept as they are. */
const VERSION = 1;

const snapshotLine = v.object({ v: v.literal(VERSION), ref: stoppableRefSchema, snapshot: answerSnapshot });

/** A line that a later version wrote. */
const newerLine = v.object({ v: v.pipe(v.number(), v.gtValue(VERSION)) });

/** The answers that were kept, to be compared. Nothing here rejects: what the disk refuses is there until the window closes. */
export interface AnswerSnapshots {
  /** Keeps the answer if it differs from those before and after it. Answers are told apart by their time: a second one of the same millisecond is dropped. After a clock was set back it can come before others. */
  keep(ref: StoppableRef, snapshot: AnswerSnapshot): void;
  /** Oldest first. */
  of(ref: StoppableRef): readonly AnswerSnapshot[];
  /** Reads what was kept earlier, and tells whether it could be read. */
  load(): Promise<boolean>;
  flush(): Promise<void>;
}

/** How many answers are kept of one resource, and how long all of them may be. */
export interface SnapshotLimits {
  readonly perResource: number;
  /** Characters of JSON, of all resources together. */
  readonly total: number;
}

const defaultLimits: SnapshotLimits = { perResource: 20, total: 8_000_000 };

/** Keeps snapshots in a journal of their own, for they are large and seldom asked for. */
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
    const content = await journal.read();
    const { entries } = content;
    const all = new Map<string, Kept>();
    for (const entry of entries) rememberLine(all, entry);
    bound(all, limits);
    const newer = entries.filter((entry) => v.is(newerLine, entry));
    await journal.replace(content, [...newestWithin(limits.total, newer), ...linesOf(all)]);
    written = 0;
  };

  const write = (ref: StoppableRef, snapshot: AnswerSnapshot): void => {
    const append = async (): Promise<void> => {
      try {
        await journal.append({ v: VERSION, ref, snapshot });
        written += snapshot.json.length;
        if (written > limits.total) await compact();
      } catch {
        // It stays in memory; the history's own journal tells the person about the disk.
      }
    };
    writing = writing.then(append);
  };

  return {
    keep(ref, snapshot) {
      if (snapshot.json.length > limits.total / 2) return;
      if (tellsNothing(kept.get(refKey(ref))?.snapshots ?? [], snapshot)) return;
      remember(kept, ref, snapshot);
      bound(kept, limits, snapshot);
      // What found no room would be written again with the next look.
      if (kept.get(refKey(ref))?.snapshots.includes(snapshot) === true) write(ref, snapshot);
    },

    of: (ref) => kept.get(refKey(ref))?.snapshots ?? [],

    async load() {
      let content: JournalContent;
      try {
        content = await journal.read();
      } catch {
        // What can't be read can't be compared; the page shows the snapshots of this session.
        return false;
      }
      const loaded = new Map<string, Kept>();
      for (const entry of content.entries) rememberLine(loaded, entry);
      for (const { ref, snapshots } of kept.values()) for (const snapshot of snapshots) remember(loaded, ref, snapshot);
      const before = sizeOf(loaded);
      bound(loaded, limits);
      kept = loaded;
      // It is written anew another time.
      if (content.damaged > 0 || before > 2 * limits.total) await compact().catch(() => undefined);
      return true;
    },

    flush: () => writing,
  };
}

interface Kept {
  readonly ref: StoppableRef;
  snapshots: AnswerSnapshot[];
}

function rememberLine(kept: Map<string, Kept>, value: unknown): void {
  const line = v.safeParse(snapshotLine, value);
  if (line.success) remember(kept, line.output.ref, line.output.snapshot);
}

function tellsNothing(known: readonly AnswerSnapshot[], { at, json }: AnswerSnapshot): boolean {
  const before = known.findLast((one) => one.at <= at);
  const after = known.find((one) => one.at > at);
  return before?.at === at || before?.json === json || after?.json === json;
}

/** Several windows may show the same resource: of equal answers that follow each other, the first stays. */
function remember(kept: Map<string, Kept>, ref: StoppableRef, snapshot: AnswerSnapshot): void {
  const key = refKey(ref);
  const known = kept.get(key) ?? { ref, snapshots: [] };
  kept.set(key, known);
  const sorted = [...known.snapshots, snapshot].sort((a, b) => a.at - b.at);
  known.snapshots = sorted.filter((one, index) => one.json !== sorted[index - 1]?.json);
}

/**
 * The first and the newest answers of a resource tell most: the second oldest goes first, unless it is the one that just came, by a clock that was set
 * back. Of resources, the one that was seen longest ago.
 */
function bound(kept: Map<string, Kept>, limits: SnapshotLimits, latest?: AnswerSnapshot): void {
  for (const { snapshots } of kept.values()) {
    const excess = snapshots.length - limits.perResource;
    if (excess > 0) snapshots.splice(snapshots[1] === latest && snapshots.length > 3 ? 2 : 1, excess);
  }
  let size = sizeOf(kept);
  const oldestFirst = [...kept].sort(([, a], [, b]) => (a.snapshots.at(-1)?.at ?? 0) - (b.snapshots.at(-1)?.at ?? 0));
  for (const [key, known] of oldestFirst) {
    while (size > limits.total && known.snapshots.length > 0) {
      const dropped = known.snapshots.splice(known.snapshots.length > 2 ? 1 : 0, 1)[0];
      size -= dropped?.json.length ?? 0;
    }
    if (known.snapshots.length === 0) kept.delete(key);
  }
}

function sizeOf(kept: ReadonlyMap<string, Kept>): number {
  let size = 0;
  for (const { snapshots } of kept.values()) for (const { json } of snapshots) size += json.length;
  return size;
}

function linesOf(kept: ReadonlyMap<string, Kept>): readonly unknown[] {
  return [...kept.values()].flatMap(({ ref, snapshots }) =>
    snapshots.map((snapshot) => ({ v: VERSION, ref, snapshot })),
  );
}

/** The last ones, of at most so many characters together. */
function newestWithin(most: number, lines: readonly unknown[]): readonly unknown[] {
  let size = 0;
  const isWithin = (line: unknown): boolean => {
    size += JSON.stringify(line).length;
    return size <= most;
  };
  return lines.toReversed().filter(isWithin).toReversed();
}
