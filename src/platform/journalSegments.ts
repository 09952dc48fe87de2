import { basename, dirname, join } from 'node:path';
import { codeOf } from '../base/untrusted.ts';
import { type JournalFiles, NoFile } from './journalFiles.ts';
import { inOne, parseLines } from './journalLines.ts';
import type { JournalContent } from '../model/ports/journal.ts';
import { count, member, number, record, text } from '../base/untrusted.ts';

/**
 * The files of one journal, beside each other:
 * - `NAME`, to which lines are appended;
 * - `NAME.s-…`, what it was before: a writer that was suspended may still append to one, and nobody ever rewrites it;
 * - `NAME.r-N`, which stands for lines of those by its first line. Of several the one with the largest number counts. It is whole from its first moment, and never changed.
 */
export interface Segments {
  /** What counts, oldest first. */
  readonly content: JournalContent;
  /** The largest number in use: of the newest replacement, or of a folder that has such a name, as its number can’t be used either. 0 where there is none. */
  readonly generation: number;
  /** How far each file, by its name, has been read into `content`, or is stood for by the replacement. */
  readonly read: ReadonlyMap<string, number>;
  /** The bytes of the file to which lines are appended. */
  readonly active: Buffer;
  /** All that was read of older files, to look for damage in. */
  readonly older: readonly Buffer[];
  /** Replacements that a newer one stands for. */
  readonly outdated: readonly string[];
  /** Folders and the like that have the name of one of these files. They hold no lines and are skipped. */
  readonly passedOver: readonly NoFile[];
}

const TRIES = 20;

/** Reads a journal at a moment: again, where somebody replaced it meanwhile. `path` is not a link. */
export async function readSegments(path: string, files: JournalFiles): Promise<Segments> {
  for (let tries = 1; ; tries += 1) {
    const before = await namesOf(path, files);
    const found = await readOnce(path, before, files).catch((error: unknown) => {
      // A file went while it was to be read.
      if (codeOf(error) === 'ENOENT' && tries < TRIES) return undefined;
      throw error;
    });
    const after = await namesOf(path, files);
    if (found !== undefined && (tries >= TRIES || before.join('/') === after.join('/'))) return found;
  }
}

const REPLACEMENT = /^r-(\d{1,15})$/;

async function namesOf(path: string, files: JournalFiles): Promise<readonly string[]> {
  const name = basename(path);
  let all: readonly string[];
  try {
    all = await files.readdir(dirname(path));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  return all.filter((one) => one.startsWith(`${name}.s-`) || isReplacement(one, name)).toSorted();
}

const isReplacement = (one: string, name: string): boolean =>
  one.startsWith(`${name}.`) && REPLACEMENT.test(one.slice(name.length + 1));

async function readOnce(path: string, names: readonly string[], files: JournalFiles): Promise<Segments> {
  const name = basename(path);
  const folder = dirname(path);
  const numberOf = (one: string): number => Number(one.slice(name.length + 3));
  const replacements = names.filter((one) => isReplacement(one, name)).toSorted((a, b) => numberOf(a) - numberOf(b));
  const passedOver: NoFile[] = [];
  const contentOf = async (one: string): Promise<Buffer | undefined> => {
    try {
      return await files.readFile(join(folder, one));
    } catch (error) {
      if (!(error instanceof NoFile)) throw error;
      passedOver.push(error);
      return undefined;
    }
  };
  const highest = replacements.at(-1);
  let replacement: Buffer | undefined;
  while (replacement === undefined && replacements.length > 0) {
    replacement = await contentOf(replacements.at(-1) ?? '');
    if (replacement === undefined) replacements.pop();
  }
  const newest = replacements.at(-1);
  const read = new Map<string, number>();
  const parts: JournalContent[] = [];
  const older: Buffer[] = [];
  if (replacement !== undefined) {
    const { entries, damaged, damagedAt = [] } = parseLines(replacement).content;
    older.push(replacement);
    const covers = coversOf(entries[0]);
    for (const [one, bytes] of covers ?? []) read.set(one, bytes);
    // Where its first line can't be read, what it stands for is read a second time rather than lost.
    parts.push(
      covers === undefined
        ? { entries, damaged, damagedAt }
        : { entries: entries.slice(1), damaged, damagedAt: damagedAt.map((at) => Math.max(0, at - 1)) },
    );
  }
  // The active one first: what is retired while this reads is then read twice or not at all, and the names tell.
  const active = await files.readFile(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  for (const one of names) {
    if (isReplacement(one, name)) continue;
    const from = read.get(one) ?? 0;
    const rest = (await contentOf(one))?.subarray(from);
    if (rest === undefined) continue;
    // Nobody completes the half line at the end of a file that is no longer the active one: it isn't waited for.
    read.set(one, from + rest.length);
    parts.push(parseLines(rest).content);
    older.push(rest);
  }
  const last = parseLines(active);
  read.set(name, last.bytes);
  parts.push(last.content);
  return {
    content: inOne(parts),
    generation: highest === undefined ? 0 : numberOf(highest),
    read,
    active,
    older,
    // Whoever replaces it takes the one away that has the number.
    outdated: newest === highest ? replacements.slice(0, -1) : replacements,
    passedOver,
  };
}

/** The first line of a replacement. */
export const standsFor = (read: ReadonlyMap<string, number>): unknown => ({ standsFor: [...read] });

/** Undefined for what is no such line. */
function coversOf(first: unknown): readonly (readonly [string, number])[] | undefined {
  const pairs = member(record(first), 'standsFor');
  if (!Array.isArray(pairs)) return undefined;
  return pairs.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [name, bytes] = [text(pair[0]), number(pair[1])];
    return name === undefined || bytes === undefined ? [] : [[name, count(bytes)] as const];
  });
}
