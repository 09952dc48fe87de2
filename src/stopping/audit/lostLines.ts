import { member, number, text } from '../../base/untrusted.ts';
import type { JournalContent } from '../../model/ports/journal.ts';
import { type AuditEntry, isEntry } from './entry.ts';

/** So old a request, in milliseconds, is no longer under way. Following itself ends earlier, but not while it could not look. */
export const UNDER_WAY_FOR = 24 * 3_600_000;

/** Of a line that nothing follows, or of which nobody knows where it stands: it may have been written just now. */
const justNow = Infinity;

/**
 * By when each line was written, in milliseconds since the epoch, that may have told of a request and can't be read, or isn't there although a later one answers it: what it asked for is followed by nobody
 * after a reload. A line is no younger than the next one that tells its time.
 */
export function lostLines(content: JournalContent): readonly number[] {
  const { entries } = content;
  const nextTimes = nextTimesIn(entries);
  const strange = entries.flatMap((entry, index) =>
    isEntry(entry) || isOfKnown(entry) ? [] : (nextTimes[index] ?? justNow),
  );
  return [...brokenLines(content), ...strange, ...answersAlone(entries.filter(isEntry))];
}

/** The same for those alone that are no JSON. */
export function brokenLines({ entries, damaged, damagedAt }: JournalContent): readonly number[] {
  const nextTimes = nextTimesIn(entries);
  return damagedAt?.map((at) => nextTimes[at] ?? justNow) ?? Array.from({ length: damaged }, () => justNow);
}

/** For each entry its own time, or the next one's that tells it. */
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

/** At the latest: by the machine's clock, or by AWS's where the line tells it, as the one may have been behind. */
function timeOf(entry: unknown): number | undefined {
  const time = Date.parse(text(member(entry, 'time')) ?? '');
  if (Number.isNaN(time)) return undefined;
  return Math.max(time, time + (number(member(entry, 'clockOffset')) ?? 0));
}

/** Whether it says of itself that it asks for nothing: an answer or an end that an earlier or a later version words in another way. */
const isOfKnown = (entry: unknown): boolean => {
  const type = member(entry, 'type');
  return type === 'answered' || type === 'ended';
};

/** When AWS answered what no line asks for, and what didn't end since. */
function answersAlone(entries: readonly AuditEntry[]): readonly number[] {
  const known = new Set(entries.flatMap(({ type, id }) => (type === 'answered' ? [] : id)));
  return entries.flatMap((entry) => {
    if (entry.type !== 'answered' || known.has(entry.id) || entry.error?.mayHaveHappened === false) return [];
    return timeOf(entry) ?? justNow;
  });
}
