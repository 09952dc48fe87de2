import { createHash } from 'node:crypto';
import { type FileHandle, appendFile, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Journal, JournalContent } from '../model/ports/journal.ts';
import { withFileLock } from './fileLock.ts';

/** Another writer replaced the journal after it was last read here. Read again, then replace. */
export class JournalConflict extends Error {
  constructor(path: string) {
    super(`The journal ${path} was rewritten by another window.`);
    this.name = 'JournalConflict';
  }
}

/**
 * A {@link Journal} in a file of JSON lines. Its folder is made when it is first written.
 *
 * Several processes may write: an append is one write at the end of the file, a replacement is a rename, and both hold `<path>.lock`.
 * A line that a kill left half-written is closed with a newline by the next append. A refused write (full disk) is cut off again, so that
 * it leaves no half line, and rejects with the reason and the path.
 *
 * `replace` stands for what the last `read` of this object returned: lines that anybody appended since are kept behind the new entries. It
 * rejects with {@link JournalConflict} when somebody replaced the file in between. Lines that can't be read go to `<path>.damaged`.
 * The archive is `<path>.1`, and `<path>.2` what it was before it had grown past {@link archiveSize}.
 */
export function createJournalFile(path: string): Journal {
  let waiting: { readonly line: string; readonly settle: (error?: Error) => void }[] = [];
  let flushing = false;
  let lastRead: { readonly bytes: number; readonly digest: string } | undefined;

  const flush = async (): Promise<void> => {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await mkdir(dirname(path), { recursive: true });
        await withFileLock(`${path}.lock`, () => appendText(path, batch.map((item) => item.line).join('')));
        for (const item of batch) item.settle();
      } catch (error) {
        const reason = writeError(path, error);
        for (const item of batch) item.settle(reason);
      }
    }
    flushing = false;
  };

  return {
    async append(...entries) {
      const line = entries.map(lineOf).join('');
      if (line === '') return;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ line, settle: (error) => (error === undefined ? resolve() : reject(error)) });
        if (!flushing) void flush();
      });
    },

    async read() {
      const whole = await readOrEmpty(path);
      const { content, bytes } = parse(whole);
      lastRead = { bytes, digest: digestOf(whole.subarray(0, bytes)) };
      return content;
    },

    async archived() {
      const parts = await Promise.all(
        [`${path}.2`, `${path}.1`].map(async (one) => parse(await readOrEmpty(one)).content),
      );
      return {
        entries: parts.flatMap(({ entries }) => entries),
        damaged: parts.reduce((sum, { damaged }) => sum + damaged, 0),
      };
    },

    async replace(entries, toArchive = []) {
      const known = lastRead;
      try {
        await mkdir(dirname(path), { recursive: true });
        await withFileLock(`${path}.lock`, async () => {
          const whole = await readOrEmpty(path);
          if (known !== undefined && digestOf(whole.subarray(0, known.bytes)) !== known.digest) {
            throw new JournalConflict(path);
          }
          const covered = known?.bytes ?? whole.length;
          const since = parse(whole.subarray(covered));
          const damaged = damagedLines(whole.subarray(0, covered));
          if (damaged !== '') await appendFile(`${path}.damaged`, damaged);
          if (toArchive.length > 0) await archive(path, toArchive.map(lineOf).join(''));
          const text = [...entries, ...since.content.entries].map(lineOf).join('');
          await writeAside(path, text);
          lastRead = undefined;
        });
      } catch (error) {
        throw error instanceof JournalConflict ? error : writeError(path, error);
      }
    },
  };
}

const newline = 0x0a;
/** In bytes. */
const archiveSize = 20_000_000;

function lineOf(entry: unknown): string {
  const text: unknown = JSON.stringify(entry);
  if (typeof text !== 'string') throw new TypeError('A journal entry must be a JSON value.');
  return `${text}\n`;
}

async function appendText(path: string, text: string): Promise<void> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.from(size > 0 && (await lastByte(file, size)) !== newline ? `\n${text}` : text);
    try {
      const { bytesWritten } = await file.write(bytes, 0, bytes.length, null);
      if (bytesWritten < bytes.length) await file.write(bytes, bytesWritten, bytes.length - bytesWritten, null);
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function lastByte(file: FileHandle, size: number): Promise<number | undefined> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0];
}

/** What can be read, and how far that reaches: a last line without its newline belongs to it only when it is whole. */
function parse(whole: Buffer): { content: JournalContent; bytes: number } {
  const entries: unknown[] = [];
  let damaged = 0;
  let bytes = whole.lastIndexOf(newline) + 1;
  for (const line of linesOf(whole.subarray(0, bytes))) {
    const parsed = parseLine(line);
    if (parsed === undefined) damaged += 1;
    else entries.push(parsed.value);
  }
  if (bytes < whole.length) {
    const last = parseLine(whole.subarray(bytes).toString('utf8'));
    if (last === undefined) damaged += 1;
    else {
      entries.push(last.value);
      bytes = whole.length;
    }
  }
  return { content: { entries, damaged }, bytes };
}

function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

function parseLine(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}

function damagedLines(bytes: Buffer): string {
  return linesOf(bytes)
    .filter((line) => parseLine(line) === undefined)
    .map((line) => `${line}\n`)
    .join('');
}

async function archive(path: string, text: string): Promise<void> {
  const newest = `${path}.1`;
  const size = await stat(newest).then(
    (found) => found.size,
    () => 0,
  );
  if (size > archiveSize) await rename(newest, `${path}.2`);
  await appendText(newest, text);
}

/** The file is whole on the disk before it takes the journal's name. */
async function writeAside(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.new`;
  try {
    const file = await open(aside, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
};

function writeError(path: string, error: unknown): Error {
  const code = codeOf(error);
  const why =
    (code === undefined ? undefined : reasons[code]) ?? (error instanceof Error ? error.message : String(error));
  return new Error(`${path} could not be written: ${why}${code === undefined ? '' : ` (${code})`}.`, { cause: error });
}
