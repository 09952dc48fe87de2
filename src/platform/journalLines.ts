import type { JournalContent } from '../model/ports/journal.ts';

const NEWLINE = 0x0a;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

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
  if (bytes < whole.length) {
    const last = parseLine(textOf(whole.subarray(bytes)));
    if (last === undefined) damaged += 1;
    else {
      entries.push(last.value);
      bytes = whole.length;
    }
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

/** An editor on Windows may have put a mark before the first line. */
function textOf(bytes: Buffer): string {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3).toString('utf8') : bytes.toString('utf8');
}

function linesOf(bytes: Buffer): string[] {
  return textOf(bytes)
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
