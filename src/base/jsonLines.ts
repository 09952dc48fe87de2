/** What a line of a formatted JSON text holds. */
export type LineKind = 'open' | 'close' | 'value' | 'long' | 'chunk';

/** One line. Offsets are into the JSON text: what is shown is cut out of it, so that numbers and escapes are as they came. */
export interface JsonLine {
  readonly kind: LineKind;
  readonly depth: number;
  /** The member's name with its quotes; -1 where there is none. */
  readonly keyStart: number;
  readonly keyEnd: number;
  /** The value; of an object or array all of it, from bracket to bracket. */
  start: number;
  end: number;
  /** The line that holds this one; -1 for the outermost. */
  readonly parent: number;
  /** Names the place in the document, over updates. Only on lines that fold. */
  readonly path: string;
  /** Of a line that folds: the last line that goes with it. */
  last: number;
  /** Members of an object, items of an array, characters of a string. */
  count: number;
  /** A comma follows. */
  comma: boolean;
}

/** A string that is longer has lines of its own, folded at first. */
const LONG_STRING = 300;
const CHUNK_LENGTH = 160;

/** The lines of a JSON text. Undefined when it is not JSON. Handles any depth of nesting. */
export function jsonLines(json: string): readonly JsonLine[] | undefined {
  const lines: JsonLine[] = [];
  const open: { line: JsonLine; index: number; isArray: boolean; next: number }[] = [];
  let at = skipSpace(json, 0);
  let keyStart = -1;
  let keyEnd = -1;
  /** The value that was read last: its only line, or its first and its last one. */
  let last: readonly JsonLine[] = [];

  const add = (kind: LineKind, start: number, end: number, depth: number, count: number): JsonLine => {
    const holder = open.at(-1);
    const name = keyStart < 0 ? String(holder?.next ?? '') : json.slice(keyStart + 1, keyEnd - 1);
    const folds = kind === 'open' || kind === 'long';
    const line: JsonLine = {
      kind,
      depth,
      keyStart,
      keyEnd,
      start,
      end,
      parent: holder?.index ?? -1,
      // A line break is in no name, for it is escaped there.
      path: !folds ? '' : holder === undefined ? '$' : `${holder.line.path}\n${name}`,
      last: lines.length,
      count,
      comma: false,
    };
    lines.push(line);
    keyStart = -1;
    keyEnd = -1;
    return line;
  };

  for (;;) {
    const holder = open.at(-1);
    const closer = holder === undefined ? '' : holder.isArray ? ']' : '}';
    if (holder !== undefined && json[at] === closer) {
      if (last[0]?.comma === true && last[0].parent === holder.index) return undefined;
      open.pop();
      holder.line.end = at + 1;
      holder.line.count = holder.next;
      if (holder.next > 0) {
        holder.line.last = lines.length;
        const close: JsonLine = {
          ...holder.line,
          kind: 'close',
          keyStart: -1,
          keyEnd: -1,
          start: at,
          path: '',
          last: lines.length,
        };
        lines.push(close);
        last = [holder.line, close];
      } else {
        // An empty object or array is one line.
        const only: JsonLine = { ...holder.line, kind: 'value', path: '' };
        lines[holder.index] = only;
        last = [only];
      }
      at += 1;
    } else {
      if (holder !== undefined && !holder.isArray) {
        const end = json[at] === '"' ? stringEnd(json, at) : -1;
        const colon = end < 0 ? -1 : skipSpace(json, end);
        if (colon < 0 || json[colon] !== ':') return undefined;
        keyStart = at;
        keyEnd = end;
        at = skipSpace(json, colon + 1);
      }
      const depth = open.length;
      const character = json[at];
      if (character === '{' || character === '[') {
        const line = add('open', at, at + 1, depth, 0);
        if (holder !== undefined) holder.next += 1;
        open.push({ line, index: lines.length - 1, isArray: character === '[', next: 0 });
        last = [];
        at = skipSpace(json, at + 1);
        continue;
      }
      const end = valueEnd(json, at);
      if (end < 0) return undefined;
      last = [addValue(add, lines, json, at, end, depth)];
      if (holder !== undefined) holder.next += 1;
      at = end;
    }
    at = skipSpace(json, at);
    if (open.length === 0) return at === json.length ? lines : undefined;
    if (json[at] === ',') {
      for (const line of last) line.comma = true;
      at = skipSpace(json, at + 1);
    } else if (json[at] !== (open.at(-1)?.isArray === true ? ']' : '}')) return undefined;
  }
}

function addValue(
  add: (kind: LineKind, start: number, end: number, depth: number, count: number) => JsonLine,
  lines: JsonLine[],
  json: string,
  start: number,
  end: number,
  depth: number,
): JsonLine {
  if (json[start] !== '"' || end - start <= LONG_STRING) return add('value', start, end, depth, 0);
  const line = add('long', start, end, depth, end - start - 2);
  const index = lines.length - 1;
  for (let from = start; from < end;) {
    let to = Math.min(from + CHUNK_LENGTH, end);
    // Neither an escape nor a pair of surrogates is cut in two.
    while (to < end && to > from + 1 && isInside(json, to)) to -= 1;
    lines.push({
      ...line,
      kind: 'chunk',
      depth: depth + 1,
      keyStart: -1,
      keyEnd: -1,
      start: from,
      end: to,
      parent: index,
      path: '',
      last: lines.length,
      count: 0,
    });
    from = to;
  }
  line.last = lines.length - 1;
  return line;
}

/** Looks no further back than an escape is long: a document may hold none. */
function isInside(json: string, at: number): boolean {
  const code = json.charCodeAt(at);
  if (code >= 0xdc00 && code <= 0xdfff) return true;
  const before = json.slice(Math.max(0, at - 5), at);
  const escape = before.lastIndexOf('\\');
  return escape >= 0 && (before[escape + 1] === 'u' || escape === before.length - 1);
}

function skipSpace(json: string, from: number): number {
  let at = from;
  while (at < json.length && ' \n\r\t'.includes(json.charAt(at))) at += 1;
  return at;
}

/** Where the string that begins at `from` ends; -1 when it doesn't. */
function stringEnd(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let slashes = 0;
    while (json[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}

const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function valueEnd(json: string, from: number): number {
  if (json[from] === '"') return stringEnd(json, from);
  SCALAR.lastIndex = from;
  return SCALAR.test(json) ? SCALAR.lastIndex : -1;
}

/** What is deeper stands no further to the right: so that blanks don't outgrow what they indent. */
const MOST_INDENTED = 100;

/** A JSON text with a line for each member, every token as it came; the text itself when it is not JSON. */
export function formatJson(json: string): string {
  const lines = jsonLines(json);
  if (lines === undefined) return json;
  return lines
    .filter((line) => line.kind !== 'chunk')
    .map((line) => {
      const key = line.keyStart < 0 ? '' : `${json.slice(line.keyStart, line.keyEnd)}: `;
      return `${'  '.repeat(Math.min(line.depth, MOST_INDENTED))}${key}${tokenOf(json, line)}${line.comma && line.kind !== 'open' ? ',' : ''}`;
    })
    .join('\n');
}

function tokenOf(json: string, line: JsonLine): string {
  if (line.kind === 'open') return json.charAt(line.start);
  const token = json.slice(line.start, line.end);
  return line.kind === 'value' && /^[[{]/.test(token) ? token.replaceAll(/\s/g, '') : token;
}
