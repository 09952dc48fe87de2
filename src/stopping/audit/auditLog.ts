import type { Journal, JournalContent } from '../../model/ports/journal.ts';
import { type AuditEntry, type AuditRecord, isEntry, recordsOf } from './entry.ts';
import { brokenLines, lostLines, UNDER_WAY_FOR } from './lostLines.ts';
import { type Failure, saysItself } from '../../model/failure.ts';
import { newestEntries } from './rotation.ts';

/** The log of every stop: who asked for what, what AWS answered, and how it ended. Several windows may write to it at once. */
export interface AuditLog {
  /** Rejects when the disk refuses. The stop goes through all the same; the caller says so. */
  write(entries: readonly AuditEntry[]): Promise<void>;
  /** Oldest first. Lines that can't be read are counted, never fatal. */
  read(): Promise<AuditContent>;
  /** Everything, with what a rotation has moved to the archive. */
  readAll(): Promise<AuditContent>;
}

/** What the log tells, one record for each target of a stop. Lines of a stop whose first line is missing are left out. */
export interface AuditContent {
  readonly records: readonly AuditRecord[];
  /** How many lines can't be read. */
  readonly damaged: number;
  /** {@link lostLines} of the log itself. Lines that a rotation set aside aren't among them: none of those may tell of something that is under way. */
  readonly lost: readonly number[];
}

/** The size at which the log is rotated, in UTF-16 units (about bytes). */
const LARGEST = 5_000_000;
/** How much this window writes before it checks the log's size again, in UTF-16 units. */
const CHECK_EVERY = 250_000;

/**
 * The audit log, kept in a journal. When it has grown past `most` UTF-16 units, its oldest records go to the archive, except those whose end isn't
 * recorded yet. Of several windows that want to shorten it at once, one does.
 */
export function createAuditLog(journal: Journal, most = LARGEST): AuditLog {
  // Infinite, so that a window's first write checks the size of what earlier windows left.
  let written = Infinity;
  // Rotations and reads of this window run one after the other, so that nothing is read in the middle of a rotation.
  let last: Promise<unknown> = Promise.resolve();
  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  /** The journal's content, and the number of unreadable lines that rotations have set aside: they are missing in the log as well. */
  const readWhole = async (): Promise<JournalContent & { readonly setAside: number }> => {
    const content = await journal.read();
    return { ...content, setAside: await journal.setAside() };
  };

  const rotate = async (): Promise<void> => {
    const content = await journal.read();
    const { entries } = content;
    const kept = newestEntries(entries, most);
    if (kept.length === entries.length) return;
    // A line that can't be read stays where it is for as long as it may tell of something that is under way: set aside it would look old.
    if (mayBeOpen(content)) return;
    const left = new Set(kept);
    const old = entries.filter((entry) => !left.has(entry));
    await journal.replace(content, kept, old);
  };

  return {
    write: async (entries) => {
      if (entries.length === 0) return;
      const lines = entries.map(withoutForeignText);
      await journal.append(...lines);
      written += JSON.stringify(lines).length;
      if (written < Math.min(CHECK_EVERY, most / 10)) return;
      written = 0;
      // Not waited for, and never an error of the write: what can't be shortened now (another window does, the disk is full) is so later.
      void oneByOne(rotate).catch(() => undefined);
    },
    read: () => oneByOne(async () => contentOf(await readWhole())),
    readAll: () =>
      oneByOne(async () => {
        // The archive is read last. What another window's rotation moves there meanwhile is then read twice, and counts once.
        const whole = await readWhole();
        const old = await journal.archived();
        const { records, unread } = recordsOf([...old.entries, ...whole.entries]);
        const damaged = old.damaged + whole.damaged + whole.setAside + unread;
        return { records, damaged, lost: lostLines(whole) };
      }),
  };
}

/**
 * Leaves out the texts of failures that Halt didn't word itself: what stands on the way to AWS, or gives credentials, may have put a secret into
 * them.
 */
function withoutForeignText(entry: AuditEntry): AuditEntry {
  const silent = <T extends Pick<Failure, 'kind' | 'code' | 'message'>>(failure: T): T =>
    saysItself(failure) ? failure : { ...failure, message: '' };
  switch (entry.type) {
    case 'requested':
      return entry;
    case 'answered':
      return entry.error === undefined ? entry : { ...entry, error: silent(entry.error) };
    case 'ended': {
      const { verdict } = entry;
      switch (verdict.type) {
        case 'refused':
        case 'not-carried-out':
          return { ...entry, verdict: { ...verdict, failure: silent(verdict.failure) } };
        case 'gone':
        case 'unknown':
        case 'other-account':
        case 'unwatched': {
          if (verdict.unread === undefined) return entry;
          const unread = { ...verdict.unread, failure: silent(verdict.unread.failure) };
          return { ...entry, verdict: { ...verdict, unread } };
        }
        default:
          return entry;
      }
    }
  }
}

function contentOf(whole: JournalContent & { readonly setAside: number }): AuditContent {
  const { records, unread } = recordsOf(whole.entries);
  return { records, damaged: whole.damaged + whole.setAside + unread, lost: lostLines(whole) };
}

/** Whether a line is broken that is no more than a day older than the newest one. */
function mayBeOpen(content: JournalContent): boolean {
  const newest = content.entries
    .filter(isEntry)
    .reduce((latest, { time }) => Math.max(latest, Date.parse(time)), -Infinity);
  return brokenLines(content).some((at) => newest - at <= UNDER_WAY_FOR);
}
