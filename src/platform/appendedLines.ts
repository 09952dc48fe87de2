import type { FileHandle } from 'node:fs/promises';
import { type JournalFiles, patiently } from './journalFiles.ts';

/** How often lines that did not arrive whole are written again. */
const MOST_TRIES = 20;
/** From this try on the lines may be written in several parts, as the disk doesn't take them in one. Another window may then read the file before the last part is there. */
const IN_PARTS_FROM = 4;

/**
 * Appends whole lines, or rejects. Somebody else may write to the file, rename or remove it at every moment, since whoever was suspended has lost the lock without knowing: so
 * what stands in it afterwards decides, and a line that came to stand behind somebody's half one, or around one, is written again. The file never grows shorter, and nothing
 * that is another's is written to: what a failed write left is made blank.
 */
export async function appendLines(path: string, lines: Buffer, files: JournalFiles): Promise<void> {
  const file = await patiently(() => files.open(path, 'a+', 0o600));
  const own: Part[] = [];
  let wasRemoved = false;
  try {
    let missing = lines;
    for (let tries = 1; missing.length > 0 && !wasRemoved; tries += 1) {
      if (tries > MOST_TRIES) throw new Error('others wrote between its lines');
      const { size } = await file.stat();
      const isCut = size > 0 && (await bytesBetween(file, size - 1, size))[0] !== NEWLINE;
      const bytes = isCut ? Buffer.concat([Buffer.of(NEWLINE), missing]) : missing;
      const { written, error } = await writeTo(file, bytes, tries >= IN_PARTS_FROM);
      const after = await file.stat();
      // The file only grows. Where it has grown by exactly what was written, nobody else wrote in between: these bytes begin where it ended before, and are this writer's own for good.
      const isAlone = after.size === size + written;
      if (isAlone && written > 0) own.push({ from: size, length: written });
      if (error !== undefined) throw error.thrown;
      // It was removed since it was opened, with what was just written to it.
      wasRemoved = after.nlink === 0;
      if (wasRemoved || (isAlone && written === bytes.length)) break;
      const found = standing(await bytesBetween(file, size, after.size), isCut, missing);
      if (isAlone && found.torn > 0)
        await makeBlank(path, file, { from: after.size - found.torn, length: found.torn }, files);
      ({ missing } = found);
    }
  } catch (error) {
    for (const part of own) await makeBlank(path, file, part, files);
    throw error;
  } finally {
    await file.close();
  }
  if (wasRemoved) await appendLines(path, lines, files);
}

/** In bytes, from the begin of a file. */
interface Part {
  readonly from: number;
  readonly length: number;
}

const NEWLINE = 0x0a;

/** How much the disk took, and why not more. */
async function writeTo(
  file: FileHandle,
  bytes: Buffer,
  inParts: boolean,
): Promise<{ readonly written: number; readonly error?: { readonly thrown: unknown } }> {
  let written = 0;
  try {
    for (let end = false; !end; end = !inParts || written === bytes.length)
      written += (await file.write(bytes, written, bytes.length - written, null)).bytesWritten;
    return { written };
  } catch (thrown) {
    return { written, error: { thrown } };
  }
}

async function bytesBetween(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
  return bytes.subarray(0, bytesRead);
}

/**
 * Which lines don't stand in what has come to the file, and how long the torn piece at its end is. Its first piece belongs to the line that was cut there before. A last line
 * that lacks nothing but its newline stands there once somebody closes it: where nothing else is missing, that is.
 */
function standing(grown: Buffer, isCut: boolean, lines: Buffer): { readonly missing: Buffer; readonly torn: number } {
  const pieces = textOf(grown)
    .split('\n')
    .slice(isCut ? 1 : 0);
  const last = pieces.pop() ?? '';
  const found = new Map<string, number>();
  for (const piece of pieces) found.set(piece, (found.get(piece) ?? 0) + 1);
  const missing = textOf(lines)
    .split('\n')
    .slice(0, -1)
    .filter((line) => {
      const count = found.get(line) ?? 0;
      found.set(line, count - 1);
      return count <= 0;
    });
  const at = last === '' ? -1 : missing.indexOf(last);
  if (at >= 0) missing.splice(at, 1, ...(missing.length === 1 ? [''] : []));
  return {
    missing: Buffer.from(missing.map((line) => `${line}\n`).join(''), 'latin1'),
    torn: at >= 0 ? 0 : last.length,
  };
}

/** Byte for byte, whatever they are written in. */
const textOf = (bytes: Buffer): string => bytes.toString('latin1');

/** Makes bytes of this writer's own a blank line, however long it slept before. Left as they are where the file has another name by now, or the disk refuses. */
async function makeBlank(path: string, file: FileHandle, { from, length }: Part, files: JournalFiles): Promise<void> {
  try {
    const { dev, ino } = await file.stat();
    // Through the one that appends, everything goes to the end.
    const there = await files.open(path, 'r+');
    try {
      const found = await there.stat();
      if (found.dev === dev && found.ino === ino)
        await there.write(Buffer.from(`${' '.repeat(length - 1)}\n`), 0, length, from);
    } finally {
      await there.close();
    }
  } catch {
    // It is a line that can't be read then.
  }
}
