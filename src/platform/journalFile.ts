import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve as pathFrom } from 'node:path';
import { codeOf } from '../base/untrusted.ts';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/systemClock.ts';
import type { JournalContent, JournalOnDisk } from '../model/ports/journal.ts';
import { appendLines } from './appendedLines.ts';
import { type HeldLock, withFileLock } from './fileLock.ts';
import { type JournalFiles, machineFiles, patiently } from './journalFiles.ts';
import { damagedLines, inOne, lineOf, parseLines } from './journalLines.ts';
import { readSegments, type Segments, standsFor } from './journalSegments.ts';

/** Another writer replaced the journal after it was read here. Read again, then replace. */
export class JournalConflict extends Error {
  constructor(path: string) {
    super(`The journal ${path} was rewritten by another window.`);
    this.name = 'JournalConflict';
  }
}

/**
 * A {@link Journal} in a file of JSON lines. Its folder is made when it is first written; a path that is a link stays one.
 *
 * Several processes may write, and each may be suspended or killed at any moment. An append is one write at the end of the file, and looks afterwards whether it stands there whole ({@link appendLines}). A replacement renames that file and
 * puts one beside it that says how far it stands for what was there (see {@link Segments}), so that no file with lines in it is ever rewritten, and a line that a
 * suspended process writes after all is still read. `<path>.lock` keeps writers from each other's way; who has lost it does no harm.
 *
 * A line that a kill left half-written is closed with a newline by the next append. A refused write (full disk) is made blank again, so that it leaves no half line, and
 * rejects with the reason and the path: cut off, it could take with it what somebody has written behind it meanwhile.
 *
 * `replace` stands for the one `read` of this object whose answer it is given: lines that anybody appended since are kept behind the new entries, and so are those that
 * another `read` has seen meanwhile. It rejects with {@link JournalConflict} when somebody replaced the file in between. Lines that can't be read go to `<path>.damaged`. The archive is `<path>.1`, and `<path>.2` what it
 * was before it had grown past {@link ARCHIVE_SIZE} (`<path>.2-…` on its way there). `onPassedOver` is told once of each thing beside the journal that has the name of one of its files and is none.
 */
export function createJournalFile(
  givenPath: string,
  files: JournalFiles = machineFiles,
  clock: Clock = systemClock,
  onPassedOver: (reason: Error) => void = () => undefined,
): JournalOnDisk {
  let waiting: { readonly line: string; readonly settle: (error?: Error) => void }[] = [];
  let flushing = false;
  /** What each answer stands for, as long as anybody holds it. */
  const answers = new WeakMap<JournalContent, Segments & { readonly digest: string }>();
  /** What was passed over, and told of. */
  const told = new Set<string>();
  const place = (): Promise<string> => resolved(givenPath, files);

  const flush = async (): Promise<void> => {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        const path = await place();
        await files.mkdir(dirname(path), { recursive: true });
        const text = batch.map((item) => item.line).join('');
        await appendLocked(path, Buffer.from(text), files);
        for (const item of batch) item.settle();
      } catch (error) {
        const reason = writeError(givenPath, error);
        for (const item of batch) item.settle(reason);
      }
    }
    flushing = false;
  };

  const readWhole = async (path: string): Promise<Segments & { readonly digest: string }> => {
    const segments = await readSegments(path, files);
    for (const reason of segments.passedOver) {
      if (told.has(reason.message)) continue;
      told.add(reason.message);
      onPassedOver(reason);
    }
    return { ...segments, digest: digestOf(segments.active.subarray(0, segments.read.get(basename(path)) ?? 0)) };
  };

  return {
    path: givenPath,

    async append(...entries) {
      const line = entries.map(lineOf).join('');
      if (line === '') return;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ line, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        if (!flushing) void flush();
      });
    },

    async read() {
      const whole = await readWhole(await place());
      answers.set(whole.content, whole);
      return whole.content;
    },

    async archived() {
      const path = await place();
      const parts = await Promise.all(
        (await archivesOf(path, files)).map(async (one) => parseLines(await readOrEmpty(one, files)).content),
      );
      return inOne(parts);
    },

    async setAside() {
      const path = await place();
      return parseLines(await readOrEmpty(`${path}.damaged`, files)).content.damaged;
    },

    async replace(read, entries, toArchive = []) {
      try {
        const known = answers.get(read);
        if (known === undefined) throw new Error('what it is to stand for was not read here');
        const path = await place();
        await files.mkdir(dirname(path), { recursive: true });
        await withFileLock(
          `${path}.lock`,
          async (lock) => {
            // Whoever holds it for so long is at work on the same.
            if (lock === undefined) throw new JournalConflict(givenPath);
            const text = entries.map(lineOf).join('');
            await commit({ path, files, clock, known, lock, text, archived: toArchive.map(lineOf).join('') });
          },
          { files },
        );
      } catch (error) {
        throw error instanceof JournalConflict ? error : writeError(givenPath, error);
      }
    },
  };
}

/**
 * Where no lock can be made, as in a folder in which nobody may make files, or on a disk that is full but for the rest of the journal's last block, lines are appended without: no line may be lost for the sake of
 * what only keeps writers from each other's way.
 */
async function appendLocked(path: string, lines: Buffer, files: JournalFiles): Promise<void> {
  let hasBegun = false;
  const append = (): Promise<void> => {
    hasBegun = true;
    return appendLines(path, lines, files);
  };
  try {
    await withFileLock(`${path}.lock`, append, { files });
  } catch (error) {
    if (hasBegun) throw error;
    await append();
  }
}

/** In bytes. */
const ARCHIVE_SIZE = 20_000_000;
/** Behind the path, before what nobody else has: an archive on its way to the older one's place. */
const TAKEN = '.2-';
/** Milliseconds for which a file that is stood for is kept all the same: a suspended writer may have it open. */
const KEPT_FOR = 3_600_000;

interface Replacement {
  readonly path: string;
  readonly files: JournalFiles;
  readonly clock: Clock;
  readonly known: Segments & { readonly digest: string };
  readonly lock: HeldLock;
  readonly text: string;
  readonly archived: string;
}

/** Each step leaves a journal with every line in it once, so that it may be the last one for long, or for good. */
async function commit({ path, files, clock, known, lock, text, archived }: Replacement): Promise<void> {
  const name = basename(path);
  const folder = dirname(path);
  const now = await readSegments(path, files);
  const bytes = known.read.get(name) ?? 0;
  if (now.generation !== known.generation || digestOf(now.active.subarray(0, bytes)) !== known.digest)
    throw new JournalConflict(path);
  if (archived !== '') await archive(path, archived, files, lock);

  const token = `${now.generation}-${crypto.randomUUID()}`;
  const retired = `${name}.s-${token}`;
  const aside = join(folder, `${name}.new-${token}`);
  const read = new Map([...known.read].filter(([one]) => one !== name));
  try {
    if (now.active.length > 0) {
      const { mode } = await files.stat(path);
      await patiently(() => files.rename(path, join(folder, retired)));
      await makeActive(path, mode, files);
      const taken = (await files.readFile(join(folder, retired))).subarray(0, bytes);
      // Another window wrote in between: the file that was set aside is kept as it is, and its lines still count.
      if (digestOf(taken) !== known.digest) throw new JournalConflict(path);
      read.set(retired, bytes);
    }
    await writeWhole(aside, `${lineOf(standsFor(read))}${text}`, files);
    await takeName(aside, join(folder, `${name}.r-${now.generation + 1}`), path, files);
  } finally {
    await files.rm(aside).catch(() => undefined);
  }
  await clear({ path, files, clock, known, read });
}

/** With the number that nobody else has taken, the new entries are in place. */
async function takeName(aside: string, target: string, path: string, files: JournalFiles): Promise<void> {
  try {
    await patiently(() => files.link(aside, target));
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') throw new JournalConflict(path);
    if (code === undefined || !['ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EMLINK', 'EINVAL'].includes(code))
      throw error;
    // A disk without hard links, as a stick's: the lock alone keeps others from the number.
    const taken = await files.stat(target).then(
      () => true,
      () => false,
    );
    if (taken) throw new JournalConflict(path);
    await patiently(() => files.rename(aside, target));
  }
}

/** What the new entries stand for may go, except what somebody may still write to. What can't be removed now is so later. */
async function clear(
  what: Pick<Replacement, 'path' | 'files' | 'clock' | 'known'> & { readonly read: ReadonlyMap<string, number> },
) {
  const { path, files, clock, known, read } = what;
  const folder = dirname(path);
  const name = basename(path);
  const damaged = Buffer.concat(
    [...known.older, known.active.subarray(0, known.read.get(name) ?? 0)].map(damagedLines),
  );
  if (damaged.length > 0) await appendLines(`${path}.damaged`, damaged, files).catch(() => undefined);
  const outdated = known.generation === 0 ? known.outdated : [...known.outdated, `${name}.r-${known.generation}`];
  for (const one of outdated) await files.rm(join(folder, one)).catch(() => undefined);
  for (const [one, bytes] of read) {
    const found = await files.stat(join(folder, one)).catch(() => undefined);
    if (found?.size === bytes && clock.now() - found.mtimeMs > KEPT_FOR)
      await files.rm(join(folder, one)).catch(() => undefined);
  }
}

/**
 * The path that a link leads to, also where that file isn't there yet; the path itself where it is no link. Rejects where the folder is missing to which the link leads, as on a disk that isn't mounted: its lines
 * can't be read now, and lines that were written in the link's place would be hidden once the disk is there again.
 */
async function resolved(path: string, files: JournalFiles): Promise<string> {
  try {
    return await files.realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return path;
  }
  const target = await files.readlink(path).catch(() => undefined);
  if (target === undefined) return path;
  const there = pathFrom(dirname(path), target);
  return resolved(join(await files.realpath(dirname(there)), basename(there)), files);
}

/** So that the new file is as open, or as closed, as the old one was. */
async function makeActive(path: string, mode: number, files: JournalFiles): Promise<void> {
  const file = await files.open(path, 'a', mode & 0o777);
  try {
    await file.chmod(mode & 0o777);
  } finally {
    await file.close();
  }
}

async function archive(path: string, text: string, files: JournalFiles, lock: HeldLock): Promise<void> {
  const newest = `${path}.1`;
  if ((await sizeOf(newest, files)) > ARCHIVE_SIZE && (await lock.isHeld())) await beginAnew(path, files);
  await appendLines(newest, Buffer.from(text), files);
}

/**
 * The archive becomes the older one. Whoever was suspended before this may find a new archive in its place, which is small: by a name of its own, which everybody reads, it is looked at before it takes the older one's
 * place, and its lines go back.
 */
async function beginAnew(path: string, files: JournalFiles): Promise<void> {
  const newest = `${path}.1`;
  const taken = `${path}${TAKEN}${crypto.randomUUID()}`;
  await patiently(() => files.rename(newest, taken));
  if ((await sizeOf(taken, files)) > ARCHIVE_SIZE) {
    await patiently(() => files.rename(taken, `${path}.2`));
    return;
  }
  await appendLines(newest, await files.readFile(taken), files);
  await files.rm(taken);
}

const sizeOf = (file: string, files: JournalFiles): Promise<number> =>
  files.stat(file).then(
    (found) => found.size,
    () => 0,
  );

/** The archives there are, the oldest first; one that was taken and not given back, as its window ended, is the newest but one. */
async function archivesOf(path: string, files: JournalFiles): Promise<readonly string[]> {
  const all = await files.readdir(dirname(path)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const taken = all.filter((one) => one.startsWith(`${basename(path)}${TAKEN}`)).toSorted();
  return [`${path}.2`, ...taken.map((one) => join(dirname(path), one)), `${path}.1`];
}

/** The file is whole on the disk when this resolves. */
async function writeWhole(path: string, text: string, files: JournalFiles): Promise<void> {
  const file = await files.open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readOrEmpty(path: string, files: JournalFiles): Promise<Buffer> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EISDIR: 'a folder stands in its place',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
};

function writeError(path: string, error: unknown): Error {
  const code = codeOf(error);
  const why =
    (code === undefined ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
  return new Error(`${path} could not be written: ${why}${code === undefined ? '' : ` (${code})`}.`, { cause: error });
}
