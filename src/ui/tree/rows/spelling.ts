/** What takes two columns where a Latin letter takes one. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
const ASCII = /^[ -~]*$/;
/** Latin, Greek, Cyrillic, Chinese, Japanese and Korean letters as they are mostly typed: nothing in it joins what stands beside it, so that each code unit is a letter. */
const UNJOINED =
  /^[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/;
/** So many names are kept twice: those that were asked for last, and those before them. */
const KEPT = 10_000;

/** A text by what is seen as one letter each. */
export interface Spelling {
  readonly text: string;
  /** How many letters it has, and how many columns they take: a Chinese, Japanese or Korean letter and an emoji two, everything else one. */
  readonly letters: number;
  readonly columns: number;
  /** Where each letter ends, in code units; absent where each code unit is one. */
  readonly ends?: readonly number[];
  /** The columns up to the end of each letter; absent where each takes one. */
  readonly upTo?: readonly number[];
}

/** Of each code unit, plus one; 0 where it isn't known yet. */
const unitWidths = new Uint8Array(0x1_00_00);
let segmenter: Intl.Segmenter | undefined;
let recent = new Map<string, Spelling>();
let earlier: ReadonlyMap<string, Spelling> = new Map();

/** To tell letters apart takes long, and lists change often while their names stay: what was spelled is kept. */
export function spellingOf(text: string): Spelling {
  if (ASCII.test(text)) return { text, letters: text.length, columns: text.length };
  const known = recent.get(text);
  if (known) return known;
  const spelling = earlier.get(text) ?? spell(text);
  if (recent.size >= KEPT) {
    earlier = recent;
    recent = new Map();
  }
  recent.set(text, spelling);
  return spelling;
}

/** How many code units the first letters take. */
export const unitsTo = ({ ends }: Spelling, letters: number): number =>
  letters === 0 ? 0 : (ends?.[letters - 1] ?? letters);

/** How many columns the first letters take. */
export const columnsTo = ({ upTo }: Spelling, letters: number): number =>
  letters === 0 ? 0 : (upTo?.[letters - 1] ?? letters);

function spell(text: string): Spelling {
  const upTo: number[] = [];
  let columns = 0;
  if (UNJOINED.test(text)) {
    for (let at = 0; at < text.length; at += 1) upTo.push((columns += widthOfUnit(text, at)));
    return { text, letters: text.length, columns, upTo };
  }
  segmenter ??= new Intl.Segmenter();
  const ends: number[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    ends.push(index + segment.length);
    upTo.push((columns += WIDE.test(segment) ? 2 : 1));
  }
  return { text, letters: ends.length, columns, ends, upTo };
}

function widthOfUnit(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  const known = unitWidths[unit] ?? 0;
  if (known > 0) return known - 1;
  const width = WIDE.test(text.charAt(at)) ? 2 : 1;
  unitWidths[unit] = width + 1;
  return width;
}
