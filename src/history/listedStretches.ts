import type { Gap, ListedStretch } from './entry.ts';

/**
 * Since when, and until when, the lists that hold a resource with a history have been read, so that later a gap can be told from a time
 * in which nothing happened. One line per list every few minutes, and none for a list in which nothing has a history.
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
  /** The stretch that lasts, whether it is written yet or not. */
  present(list: string): ListedStretch | undefined;
}

interface Stretch {
  from: number;
  to: number;
  /** When the stretch before ended. */
  before: number;
  writtenAt: number;
  readonly tracked: Map<string, number>;
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

  /** Until when all of the list's resources with a history have been seen, but for those that are lost. */
  const surelyUntil = (stretch: Stretch): number => {
    let until = stretch.to;
    for (const [id, at] of stretch.tracked) if (!stretch.lost.has(id)) until = Math.min(until, at);
    return Math.max(until, stretch.from);
  };

  const writeStretch = (list: string, stretch: Stretch, at: number): void => {
    stretch.writtenAt = at;
    stretches.delete(list);
    stretches.set(list, stretch);
    write({ list, from: stretch.from, to: surelyUntil(stretch) });
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
        tracked: new Map<string, number>(),
        lost: new Set<string>(),
      };
      if (!goesOn) {
        stretch.tracked.delete(id);
        if (stretch.tracked.size === 0) stretches.delete(list);
        return;
      }
      stretches.set(list, stretch);
      stretch.tracked.set(id, at);
      stretch.lost.delete(id);
    },

    see(list, id, at) {
      const stretch = stretches.get(list);
      const last = stretch?.tracked.get(id);
      if (stretch === undefined || last === undefined) return undefined;
      stretch.tracked.set(id, at);
      const wasLost = stretch.lost.delete(id);
      // A break of the whole list is told by the stretches themselves.
      const alone = last < stretch.from ? Math.max(stretch.before - last, at - stretch.from) : at - last;
      return wasLost || alone > gapAfter ? { type: 'gap', from: last, to: Math.max(last, at) } : undefined;
    },

    mark(at) {
      const lost: { list: string; id: string; gap: Gap }[] = [];
      for (const [list, stretch] of stretches) {
        if (at - stretch.writtenAt < MARK_EVERY) break;
        for (const [id, last] of stretch.tracked) {
          if (stretch.to - last <= gapAfter || stretch.lost.has(id)) continue;
          stretch.lost.add(id);
          lost.push({ list, id, gap: { type: 'gap', from: last } });
        }
        writeStretch(list, stretch, at);
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
        // What is lost is told by the moment from which on it is.
        for (const [id, at] of stretch.tracked) if (!stretch.lost.has(id)) stretch.tracked.set(id, at + by);
      }
    },

    present(list) {
      const stretch = stretches.get(list);
      return stretch && { list, from: stretch.from, to: stretch.to };
    },
  };
}
