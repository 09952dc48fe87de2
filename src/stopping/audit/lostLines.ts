import { member, number, text } from '../../base/untrusted.ts';
import type { JournalContent } from '../../model/ports/journal.ts';
import { type AuditEntry, isEntry } from './entry.ts';

/**
 * A request that is older than this, in milliseconds, is no longer under way. Following usually ends earlier, but its time doesn't count while no
 * look is possible.
 */
export const UNDER_WAY_FOR = 24 * 3_600_000;

/** The time of a line whose place in the log isn't known, or that no later line follows: it may have been written just now. */
const justNow = Infinity;

/**
 * Lines that are lost, as they can't be read or as only a later line that answers them is there, may have been requests, which nobody follows after a reload. For each of them this tells a time, in milliseconds since
 * the epoch, by which it had been written: its own, or that of the next line that has one, as lines are appended in the order of time.
 */
export function lostLines(content: JournalContent): readonly number[] {
  const { entries } = content;
  const nextTimes = nextTimesIn(entries);
  const strange = entries.flatMap((entry, index) =>
    isEntry(entry) || isOfKnown(entry) ? [] : (nextTimes[index] ?? justNow),
  );
  return [...brokenLines(content), ...strange, ...answersAlone(entries.filter(isEntry))];
}

/** As {@link lostLines}, for lines that are no JSON alone. */
export function brokenLines({ entries, damaged, damagedAt }: JournalContent): readonly number[] {
  const nextTimes = nextTimesIn(entries);
  return damagedAt?.map((at) => nextTimes[at] ?? justNow) ?? Array.from({ length: damaged }, () => justNow);
}

/** For each entry its own time or, where it has none, that of the next one that has. */
function nextTimesIn(entries: readonly unknown[]): readonly number[] {
  let next = justNow;
  return entries
    .toReversed()
    .map((entry) => {
      next = timeOf(entry) ?? next;
      return next;
    })
    .toReversed();
}

/** The latest time at which a line can have been written: by this machine's clock, or by AWS's where the line tells how far ahead that was. */
function timeOf(entry: unknown): number | undefined {
  const time = Date.parse(text(member(entry, 'time')) ?? '');
  if (Number.isNaN(time)) return undefined;
  return Math.max(time, time + (number(member(entry, 'clockOffset')) ?? 0));
}

/**
 * Whether an entry that this version can't read is surely no request: it says that it is an answer or an end, only worded as another version does.
 */
const isOfKnown = (entry: unknown): boolean => {
  const type = member(entry, 'type');
  return type === 'answered' || type === 'ended';
};

/** The times of answers to requests of which there is no line, and which have not ended since. */
function answersAlone(entries: readonly AuditEntry[]): readonly number[] {
  const known = new Set(entries.flatMap(({ type, id }) => (type === 'answered' ? [] : id)));
  return entries.flatMap((entry) => {
    if (entry.type !== 'answered' || known.has(entry.id) || entry.error?.mayHaveHappened === false) return [];
    return timeOf(entry) ?? justNow;
  });
}
