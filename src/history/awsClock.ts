import type { HistoryEntry, Transition } from './entry.ts';

/** Less is how long answers take, not clocks that differ. ms. */
const SAME_CLOCK = 2_000;

interface Offset {
  /** This machine's time. */
  readonly at: number;
  /** AWS's time minus this machine's. */
  readonly offset: number;
}

/**
 * Puts all entries on AWS's clock. By how much it differs is told by the date of the answer in which a transition was seen. Where that wasn't written down, and a transition has
 * both AWS's time and a window in which this machine saw it, and the first is not in the second, the clocks differ by that much. In between, the difference is taken to change
 * evenly. Without such a transition, the entries stay as they are.
 */
export function onAwsClock(entries: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const offsets = entries
    .flatMap((entry) => (entry.type === 'transition' ? offsetOf(entry) : []))
    .sort((a, b) => a.at - b.at);
  if (offsets.every(({ offset }) => offset === 0)) return entries;
  return entries.map((entry) => {
    if (entry.type === 'gap') {
      const clockOffset = offsetAt(offsets, entry.from);
      return {
        ...entry,
        from: entry.from + clockOffset,
        ...(entry.to === undefined ? {} : { to: entry.to + offsetAt(offsets, entry.to) }),
        clockOffset,
      };
    }
    if (entry.type !== 'request' && entry.source === 'aws') return entry;
    const clockOffset = offsetAt(offsets, entry.at);
    return { ...entry, at: entry.at + clockOffset, clockOffset };
  });
}

/** AWS's time minus this machine's, by the last entry that tells. */
export function lastClockOffset(entries: readonly HistoryEntry[]): number {
  const offsets = entries.flatMap((entry) => (entry.type === 'transition' ? offsetOf(entry) : []));
  return offsets.sort((a, b) => a.at - b.at).at(-1)?.offset ?? 0;
}

/** The difference that AWS's answer told, or else the smallest one that explains the entry. */
function offsetOf({ source, at, window, ahead }: Transition): readonly Offset[] {
  // A listing can be some seconds behind what AWS reports of the same thing: where the difference is known, nothing is guessed from that.
  if (window !== undefined && ahead !== undefined) return [{ at: window.before, offset: ahead }];
  if (source !== 'aws' || window?.after === undefined) return [];
  const { after, before } = window;
  if (at > before + SAME_CLOCK) return [{ at: before, offset: at - before }];
  if (at < after - SAME_CLOCK) return [{ at: after, offset: at - after }];
  return [{ at: before, offset: 0 }];
}

function offsetAt(offsets: readonly Offset[], at: number): number {
  // The one before it is earlier than `at`, so that the two are never of one moment.
  const next = offsets.findIndex((offset) => offset.at >= at);
  const after = offsets[next];
  const before = next < 0 ? offsets.at(-1) : offsets[next - 1];
  if (before === undefined || after === undefined) return (before ?? after)?.offset ?? 0;
  const part = (at - before.at) / (after.at - before.at);
  return Math.round(before.offset + part * (after.offset - before.offset));
}
