import type { JournalContent } from '../model/ports/journal.ts';

const NEWLINE = 0x0a;

/** Throws for what is no JSON value. */
export function lineOf(entry: unknown): string {
  const text: unknown = JSON.stringify(entry);
  if (typeof text !== 'string') throw new TypeError('A journal entry must be a JSON value.');
  return `${text}\n`;
}

/** What can be read, and how far that reaches: a last line without its newline belongs to it only when it is whole. */
export function parseLines(whole: Buffer): { readonly content: JournalContent; readonly bytes: number } {
  const entries: unknown[] = [];
  let damaged = 0;
  let bytes = whole.lastIndexOf(NEWLINE) + 1;
  for (const line of linesOf(whole.subarray(0, bytes))) {
    const parsed = parseLine(line);
    if (parsed === undefined) damaged += 1;
    else entries.push(parsed.value);
  }
  const last = linesOf(whole.subarray(bytes)).map(parseLine);
  // Of a line that isn't whole it is not known yet what it will be. Blanks are none.
  if (last.includes(undefined)) damaged += 1;
  else {
    entries.push(...last.flatMap((parsed) => (parsed === undefined ? [] : [parsed.value])));
    bytes = whole.length;
  }
  return { content: { entries, damaged }, bytes };
}

/** The lines that can't be read, each with its newline. */
export function damagedLines(bytes: Buffer): string {
  return linesOf(bytes)
    .filter((line) => parseLine(line) === undefined)
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

/** A byte order mark, which an editor puts before the first line; it comes to stand before another where files are put together. */
const MARKS = /^\ufeff+/;

function parseLine(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line.replace(MARKS, '')) };
  } catch {
    return undefined;
  }
}
