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
  const damagedAt: number[] = [];
  let bytes = whole.lastIndexOf(NEWLINE) + 1;
  for (const line of linesOf(whole.subarray(0, bytes))) {
    const parsed = parseLine(line);
    if (parsed === undefined) damagedAt.push(entries.length);
    else entries.push(parsed.value);
  }
  const last = linesOf(whole.subarray(bytes)).map(parseLine);
  // Of a line that isn't whole it is not known yet what it will be. Blanks are none.
  if (last.includes(undefined)) damagedAt.push(entries.length);
  else {
    entries.push(...last.flatMap((parsed) => (parsed === undefined ? [] : [parsed.value])));
    bytes = whole.length;
  }
  return { content: contentOf(entries, damagedAt), bytes };
}

const contentOf = (entries: readonly unknown[], damagedAt: readonly number[]): JournalContent => ({
  entries,
  damaged: damagedAt.length,
  ...(damagedAt.length > 0 && { damagedAt }),
});

/** What stands in several files, in their order, as if in one. */
export function inOne(parts: readonly JournalContent[]): JournalContent {
  const entries: unknown[] = [];
  const damagedAt: number[] = [];
  for (const part of parts) {
    damagedAt.push(...(part.damagedAt ?? []).map((at) => entries.length + at));
    for (const entry of part.entries) entries.push(entry);
  }
  return contentOf(entries, damagedAt);
}

/** The lines that can't be read, each with its newline: byte for byte, whatever they are written in. */
export function damagedLines(bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    at = end < 0 ? bytes.length : end + 1;
    const text = line.toString('utf8');
    if (!isBlank(text) && parseLine(text) === undefined) lines.push(line, Buffer.of(NEWLINE));
  }
  return Buffer.concat(lines);
}

const isBlank = (line: string): boolean => line.trim() === '';

function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => !isBlank(line));
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
