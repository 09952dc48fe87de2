import type { Gap, ListedStretch } from './entry.ts';

/**
 * Since when, and until when, the resources with a history have been seen in their lists, so that later a gap can be told from a time in which nothing happened. That a list
 * was read says nothing of a resource that wasn't in it: what is written names the resources. A line or a few per list every few minutes, and none for a list in which nothing has a history.
 */
export interface ListedStretches {
  /** A list was read. Call it before the targets that were seen in it. */
  listed(list: string, at: number): void;
  /** The resource has a history that goes on (or has come to its end), and was seen. */
  track(list: string, id: string, goesOn: boolean, at: number): void;
  /** The resource was seen. Returns the gap since it was last seen when the list was read without it. */
  see(list: string, id: string, at: number): Gap | undefined;
  /** Writes what is due. Returns the resources that have not been seen while their list was. */
  mark(at: number): readonly { readonly list: string; readonly id: string; readonly gap: Gap }[];
  markAll(): void;
  /** The wall clock was set back since the last of these calls: what it had been then is so much less now, in ms (zero or less). */
  setBack(by: number): void;
  /** The stretch of the resource that lasts, whether it is written yet or not. */
  present(list: string, id: string): ListedStretch | undefined;
}

/** Since when it has been seen without a break, and when last. */
interface Run {
  readonly from: number;
  readonly to: number;
}

interface Stretch {
  from: number;
  to: number;
  /** When the stretch before ended. */
  before: number;
  writtenAt: number;
  readonly tracked: Map<string, Run>;
  readonly lost: Set<string>;
}

/** In milliseconds: so often a stretch that lasts is written anew. */
const MARK_EVERY = 5 * 60_000;

/** All times are ms since the epoch by this machine's clock. */
export function createListedStretches(options: {
  /** A break in milliseconds up to which nobody speaks of a gap. */
  gapAfter: number;
  write: (stretch: ListedStretch) => void;
}): ListedStretches {
  const { gapAfter, write } = options;
  /** Those first that were written longest ago. */
  const stretches = new Map<string, Stretch>();

  /** Those that have been seen from and to the same moments are one line. What was lost, or not seen since a break of the whole list, is written already. */
  const writeStretch = (list: string, stretch: Stretch, at: number): void => {
    stretch.writtenAt = at;
    stretches.delete(list);
    stretches.set(list, stretch);
    const lines = new Map<string, ListedStretch & { readonly ids: string[] }>();
    for (const [id, { from, to }] of stretch.tracked) {
      if (stretch.lost.has(id) || to < stretch.from) continue;
      const key = `${from} ${to}`;
      const line = lines.get(key) ?? { list, from, to, ids: [] };
      lines.set(key, line);
      line.ids.push(id);
    }
    for (const line of lines.values()) write(line);
  };

  return {
    listed(list, at) {
      const stretch = stretches.get(list);
      if (stretch === undefined || at <= stretch.to) return;
      if (at - stretch.to > gapAfter) {
        writeStretch(list, stretch, at);
        stretch.before = stretch.to;
        stretch.from = at;
      }
      stretch.to = at;
    },

    track(list, id, goesOn, at) {
      const stretch = stretches.get(list) ?? {
        from: at,
        to: at,
        before: -Infinity,
        writtenAt: at,
        tracked: new Map<string, Run>(),
        lost: new Set<string>(),
      };
      if (!goesOn) {
        stretch.tracked.delete(id);
        if (stretch.tracked.size === 0) stretches.delete(list);
        return;
      }
      stretches.set(list, stretch);
      stretch.tracked.set(id, { from: stretch.tracked.get(id)?.from ?? at, to: at });
      stretch.lost.delete(id);
    },

    see(list, id, at) {
      const stretch = stretches.get(list);
      const run = stretch?.tracked.get(id);
      if (stretch === undefined || run === undefined) return undefined;
      const last = run.to;
      const wasLost = stretch.lost.delete(id);
      // A break of the whole list is told by the stretches themselves.
      const alone = last < stretch.from ? Math.max(stretch.before - last, at - stretch.from) : at - last;
      const isBreak = wasLost || alone > gapAfter;
      const isWritten = wasLost || last < stretch.from;
      if (isBreak && !isWritten) write({ list, ...run, ids: [id] });
      stretch.tracked.set(id, { from: isBreak || last < stretch.from ? at : run.from, to: at });
      return isBreak ? { type: 'gap', from: last, to: Math.max(last, at) } : undefined;
    },

    mark(at) {
      const lost: { list: string; id: string; gap: Gap }[] = [];
      for (const [list, stretch] of stretches) {
        if (at - stretch.writtenAt < MARK_EVERY) break;
        const missed: string[] = [];
        for (const [id, { to: last }] of stretch.tracked) {
          if (stretch.to - last <= gapAfter || stretch.lost.has(id)) continue;
          missed.push(id);
          lost.push({ list, id, gap: { type: 'gap', from: last } });
        }
        writeStretch(list, stretch, at);
        for (const id of missed) stretch.lost.add(id);
      }
      return lost;
    },

    markAll() {
      for (const [list, stretch] of [...stretches]) writeStretch(list, stretch, stretch.to);
    },

    setBack(by) {
      for (const stretch of stretches.values()) {
        stretch.to += by;
        stretch.writtenAt += by;
        // Since when is only known not to be later: it may have been set forward before.
        stretch.from = Math.min(stretch.from, stretch.to);
        stretch.before = Math.min(stretch.before, stretch.from);
        // The entry of a lost resource holds the moment from which on it is lost, which stays.
        for (const [id, { from, to }] of stretch.tracked)
          if (!stretch.lost.has(id)) stretch.tracked.set(id, { from: Math.min(from, to + by), to: to + by });
      }
    },

    present(list, id) {
      const stretch = stretches.get(list);
      const run = stretch?.tracked.get(id);
      if (stretch === undefined || run === undefined || stretch.lost.has(id)) return undefined;
      return { list, ...run, ids: [id] };
    },
  };
}
