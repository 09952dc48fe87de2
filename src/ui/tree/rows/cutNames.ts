import { columnsTo, lettersWithin, type Spelling, unitsTo } from './spelling.ts';

/** Stands for the middle of a text that was cut out; it takes one column. */
export const ELLIPSIS = '…';
const ELLIPSIS_UNIT = 0x20_26;
const BLANK_UNIT = 0x20;
const LAST_ASCII = 0x7f;

/**
 * A cut text that isn't written out yet: the beginning of `text` up to `head` and its end from `tail` on, in code units. Both are equal where nothing
 * is cut out.
 */
interface Cut {
  readonly text: string;
  readonly head: number;
  readonly tail: number;
}

/** Cuts the middle out of a text so that the rest, with an ellipsis, takes at most `most` columns. No blank is left beside the ellipsis. */
export function cutTo(spelling: Spelling, most: number): Cut {
  const { text, columns, letters } = spelling;
  if (columns <= most) return { text, head: 0, tail: 0 };
  let head = unitsTo(spelling, lettersWithin(spelling, Math.ceil((most - 1) / 2)));
  while (head > 0 && isBlank(text, head - 1)) head -= 1;
  const room = Math.floor((most - 1) / 2);
  let first = lettersWithin(spelling, columns - room);
  if (first < letters && columns - columnsTo(spelling, first) > room) first += 1;
  let tail = unitsTo(spelling, first);
  while (tail < text.length && isBlank(text, tail)) tail += 1;
  return { text, head, tail };
}

/** The text that is drawn for a cut. */
export const cutText = ({ text, head, tail }: Cut): string =>
  head === tail ? text : text.slice(0, head) + ELLIPSIS + text.slice(tail);

function isBlank(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === BLANK_UNIT || ((unit < BLANK_UNIT || unit > LAST_ASCII) && /\s/.test(text.charAt(at)));
}

/** An index of cut texts by how they look. No text is written out for it, as most are never drawn. */
export interface CutNames {
  /** Adds a cut text. Returns the first that looks the same; undefined where this is the first. */
  add(cut: Cut): Cut | undefined;
  /** The first cut text that looks like this one. */
  of(form: string): Cut | undefined;
}

/** Empty at first: one for the names of one list. */
export function createCutNames(): CutNames {
  const known = new Map<number, Cut>();
  const place = (cut: Cut): { key: number; before: Cut | undefined } => {
    let key = hashOf(cut);
    let before = known.get(key);
    // Texts that look different can have the same hash: the second is kept under the next number.
    while (before && !looksSame(before, cut)) before = known.get((key += 1));
    return { key, before };
  };
  return {
    add: (cut) => {
      const { key, before } = place(cut);
      if (!before) known.set(key, cut);
      return before;
    },
    of: (form) => place({ text: form, head: 0, tail: 0 }).before,
  };
}

const sizeOf = ({ text, head, tail }: Cut): number => (head === tail ? text.length : head + 1 + text.length - tail);

function unitAt({ text, head, tail }: Cut, at: number): number {
  if (head === tail || at < head) return text.charCodeAt(at);
  return at === head ? ELLIPSIS_UNIT : text.charCodeAt(tail + at - head - 1);
}

/** FNV-1a over the code units: http://www.isthe.com/chongo/tech/comp/fnv/. 30 bits, which V8 keeps without an object. */
function hashOf(cut: Cut): number {
  const size = sizeOf(cut);
  let hash = 0x81_1c_9d_c5;
  for (let at = 0; at < size; at += 1) hash = Math.imul(hash ^ unitAt(cut, at), 0x01_00_01_93);
  return hash >>> 2;
}

function looksSame(one: Cut, other: Cut): boolean {
  const size = sizeOf(one);
  if (size !== sizeOf(other)) return false;
  if (one.text === other.text && one.head === other.head && one.tail === other.tail) return true;
  for (let at = 0; at < size; at += 1) if (unitAt(one, at) !== unitAt(other, at)) return false;
  return true;
}
