import { isEntry } from './entry.ts';

/** The share of the greatest size that is left after a rotation. It is less than 1, so that not every write rotates. */
const LEAVE = 0.8;

/** The lines of one record: their size in UTF-16 units, and whether its request and its end are among them. */
interface Lines {
  /** The index of the last of these lines in the log. */
  last: number;
  size: number;
  requested: boolean;
  ended: boolean;
}

/**
 * The entries to keep of a log that has grown past `most` (UTF-16 units of its JSON): the newest records, each whole, and every one whose end isn't
 * recorded. All of them while it is small enough. In their order.
 */
export function newestEntries(entries: readonly unknown[], most: number): readonly unknown[] {
  const records = new Map<string | number, Lines>();
  let total = 0;
  const keys = entries.map((entry, index) => {
    const size = JSON.stringify(entry).length + 1;
    total += size;
    // A line that this version can't read is a record by itself, and is kept or moved by its age.
    const key = isEntry(entry) ? entry.id : index;
    const record = records.get(key) ?? { last: index, size: 0, requested: false, ended: false };
    record.last = index;
    record.size += size;
    if (isEntry(entry)) {
      if (entry.type === 'requested') record.requested = true;
      if (entry.type === 'ended') record.ended = record.requested;
    }
    records.set(key, record);
    return key;
  });
  if (total <= most) return entries;
  const isOpen = (record: Lines) => record.requested && !record.ended;
  const kept = new Set<string | number>();
  let left = most * LEAVE;
  for (const [key, record] of records) {
    if (!isOpen(record)) continue;
    kept.add(key);
    left -= record.size;
  }
  for (const [key, record] of [...records].toSorted(([, a], [, b]) => b.last - a.last)) {
    if (isOpen(record)) continue;
    left -= record.size;
    if (left < 0) break;
    kept.add(key);
  }
  return entries.filter((_, index) => kept.has(keys[index] ?? index));
}
