import { type JsonLine, jsonLines } from '../../../base/jsonLines.ts';

/** A JSON text with what is folded of it and what is found in it. */
export interface FoldedJson {
  readonly json: string;
  readonly lines: readonly JsonLine[];
  /** Indexes of the lines that are shown. */
  visible(): readonly number[];
  isFolded(index: number): boolean;
  fold(index: number, folded: boolean): void;
  foldAll(folded: boolean): void;
  /** Where the query occurs, whatever the case and the space behind colons and commas; at most {@link MAX_MATCHES}. */
  search(query: string): readonly Match[];
  /** The line of an offset: the innermost. */
  lineAt(offset: number): number;
  /** Unfolds what hides a line. */
  reveal(index: number): void;
}

/** Offsets into the text. */
export interface Match {
  readonly start: number;
  readonly end: number;
}

/** More is not counted, nor marked. */
export const MAX_MATCHES = 10_000;

/** Deeper than this, and larger than this, is folded at first. */
const OPEN_DEPTH = 6;
const OPEN_MEMBERS = 100;

/** `folds` is changed by folding: it names what differs from how a document is first shown, so that it fits the next version of the document. */
export function createFoldedJson(json: string, folds: Map<string, boolean>): FoldedJson {
  const lines = jsonLines(json) ?? asOneText(json);
  let shown: readonly number[] | undefined;

  const byItself = (line: JsonLine): boolean =>
    line.kind === 'long' || (line.depth > 0 && (line.depth >= OPEN_DEPTH || line.count > OPEN_MEMBERS));

  const isFolded = (index: number): boolean => {
    const line = lines[index];
    if (line === undefined || (line.kind !== 'open' && line.kind !== 'long')) return false;
    return folds.get(line.path) ?? byItself(line);
  };

  const fold = (index: number, folded: boolean): void => {
    const line = lines[index];
    if (line === undefined || (line.kind !== 'open' && line.kind !== 'long')) return;
    if (byItself(line) === folded) folds.delete(line.path);
    else folds.set(line.path, folded);
    shown = undefined;
  };

  return {
    json,
    lines,
    isFolded,
    fold,
    visible() {
      if (shown !== undefined) return shown;
      const found: number[] = [];
      for (let index = 0; index < lines.length; index += 1) {
        found.push(index);
        if (isFolded(index)) index = lines[index]?.last ?? index;
      }
      shown = found;
      return found;
    },
    foldAll(folded) {
      for (let index = 0; index < lines.length; index += 1) if (lines[index]?.depth !== 0) fold(index, folded);
    },
    search(query) {
      if (query === '') return [];
      // What is shown has spaces of its own there.
      const source = query
        .replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
        .replaceAll(/([:,])\s*/g, String.raw`$1\s*`);
      const pattern = new RegExp(source, 'gi');
      const found: Match[] = [];
      for (const match of json.matchAll(pattern)) {
        found.push({ start: match.index, end: match.index + match[0].length });
        if (found.length === MAX_MATCHES) break;
      }
      return found;
    },
    lineAt(offset) {
      let [low, high] = [0, lines.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (beginOf(lines[middle]) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    reveal(index) {
      for (let at = lines[index]?.parent ?? -1; at >= 0; at = lines[at]?.parent ?? -1)
        if (isFolded(at)) fold(at, false);
    },
  };
}

function beginOf(line: JsonLine | undefined): number {
  if (line === undefined) return 0;
  return line.keyStart < 0 ? line.start : line.keyStart;
}

/** What is no JSON is shown as it is. */
function asOneText(text: string): readonly JsonLine[] {
  const lines: JsonLine[] = [];
  const step = 200;
  for (let start = 0; start < text.length; start += step) {
    const end = Math.min(start + step, text.length);
    const place = {
      depth: 0,
      keyStart: -1,
      keyEnd: -1,
      parent: -1,
      path: '',
      last: lines.length,
      count: 0,
      comma: false,
    };
    lines.push({ kind: 'chunk', start, end, ...place });
  }
  return lines;
}
