import { parseJson } from './untrusted.ts';

interface Holder {
  readonly isArray: boolean;
  readonly pointer: string;
  count: number;
}

/** A member's name at the beginning of a line, with the colon and the space behind it. */
const MEMBER_NAME = /^("(?:[^"\\]|\\.)*"): /;

/**
 * The JSON pointer (RFC 6901) of the value that begins on a line of a text that `JSON.stringify(value, null, 2)` made. `line`: from 0. Undefined on a line where none begins,
 * and beyond the text.
 */
export function pointerAt(text: string, line: number): string | undefined {
  const holders: Holder[] = [];
  for (const [index, whole] of text
    .split('\n')
    .slice(0, line + 1)
    .entries()) {
    const part = whole.trim();
    const holder = holders.at(-1);
    if (/^[}\]],?$/.test(part)) {
      holders.pop();
      continue;
    }
    const name = holder?.isArray === false ? MEMBER_NAME.exec(part) : null;
    const key: unknown = name === null ? holder?.count : parseJson(name[1] ?? '');
    if (holder !== undefined) holder.count += 1;
    const escaped = String(key).replaceAll('~', '~0').replaceAll('/', '~1');
    const pointer = holder === undefined ? '' : `${holder.pointer}/${escaped}`;
    if (index === line) return pointer;
    const value = name === null ? part : part.slice(name[0].length);
    if (value === '{' || value === '[') holders.push({ isArray: value === '[', pointer, count: 0 });
  }
  return undefined;
}
