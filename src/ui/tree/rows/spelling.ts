/** Characters that take two columns, where a Latin letter takes one. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
/** Texts of Latin, Greek and Cyrillic letters as they are usually typed: each takes one column, and none joins with what stands beside it. */
const NARROW = /^[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u052f]*$/;
/** Further characters, of Chinese, Japanese and Korean, that don't join with others either. */
const UNJOINED =
  /[ -~\u00a0-\u02ff\u0370-\u0482\u048a-\u052f\u3000-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]/;
/** A control character, or half of a surrogate pair. */
const APART = /[\p{Cc}\p{Cs}]/u;
/**
 * How many parts with joined letters are kept: this many that were asked for last, and as many from before. Parts longer than {@link LONGEST_KEPT}
 * code units are not kept.
 */
const KEPT = 2_000;
const LONGEST_KEPT = 100;

/** A text measured in letters as they are seen. */
export interface Spelling {
  readonly text: string;
  /** How many letters it has, and how many columns they take: a Chinese, Japanese or Korean letter and an emoji two, everything else one. */
  readonly letters: number;
  readonly columns: number;
  /** Absent where each letter is one code unit and takes one column. */
  readonly points?: Points;
}

/**
 * Points of a text (its beginning, each place from which letters have another size, and its end), with how many letters, code units and columns come
 * before. Between two points all letters are alike.
 */
interface Points {
  readonly letters: readonly number[];
  readonly units: readonly number[];
  readonly columns: readonly number[];
}

/** By code unit, one of the three kinds below; 0 where it isn't known yet. */
const unitKinds = new Uint8Array(0x1_00_00);
const [ONE_COLUMN, TWO_COLUMNS, JOINS] = [1, 2, 3];
let segmenter: Intl.Segmenter | undefined;
let recent = new Map<string, readonly Letter[]>();
let earlier: ReadonlyMap<string, readonly Letter[]> = new Map();

type Letter = readonly [units: number, columns: number];

/**
 * Measures a text. To tell joined letters apart takes long, so only parts that may have some are examined, and the results are kept, as names of a
 * list have parts in common.
 */
export function spellingOf(text: string): Spelling {
  if (NARROW.test(text)) return { text, letters: text.length, columns: text.length };
  const points = { letters: [0], units: [0], columns: [0] };
  let [letters, units, columns, unitsEach, columnsEach] = [0, 0, 0, 0, 0];
  const mark = () => {
    points.letters.push(letters);
    points.units.push(units);
    points.columns.push(columns);
  };
  const add = (unitsOfOne: number, columnsOfOne: number) => {
    if (letters > 0 && (unitsOfOne !== unitsEach || columnsOfOne !== columnsEach)) mark();
    unitsEach = unitsOfOne;
    columnsEach = columnsOfOne;
    letters += 1;
    units += unitsOfOne;
    columns += columnsOfOne;
  };
  while (units < text.length) {
    const kind = kindAt(text, units);
    if (kind !== JOINS && kindAt(text, units + 1) !== JOINS) add(1, kind);
    else for (const [unitsOfOne, columnsOfOne] of joinedLetters(joinedPart(text, units))) add(unitsOfOne, columnsOfOne);
  }
  mark();
  return { text, letters, columns, points };
}

/** How many code units the first letters take. */
export const unitsTo = ({ points }: Spelling, letters: number): number =>
  points ? between(points.letters, points.units, letters) : letters;

/** How many columns the first letters take. */
export const columnsTo = ({ points }: Spelling, letters: number): number =>
  points ? between(points.letters, points.columns, letters) : letters;

/** How many letters from the beginning end within so many columns. */
export const lettersWithin = ({ points, letters }: Spelling, columns: number): number =>
  points ? between(points.columns, points.letters, columns) : Math.min(letters, columns);

/** How many letters from the beginning end within so many code units. */
export const lettersIn = ({ points, letters }: Spelling, units: number): number =>
  points ? between(points.units, points.letters, units) : Math.min(letters, units);

/** Converts a place from one measure into another, in whole letters; the end for a place behind it. */
function between(from: readonly number[], to: readonly number[], place: number): number {
  let [low, high] = [0, from.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= place) low = middle;
    else high = middle;
  }
  const [start = 0, end = start, begin = 0, stop = begin] = [from[low], from[low + 1], to[low], to[low + 1]];
  return end === start ? begin : begin + Math.floor(((place - start) * (stop - begin)) / (end - start));
}

/** The part from `from` up to the next place at which no two code units join, or to the end. */
function joinedPart(text: string, from: number): string {
  let end = from + 1;
  while (end < text.length && (kindAt(text, end - 1) === JOINS || kindAt(text, end) === JOINS)) end += 1;
  return text.slice(from, end);
}

function joinedLetters(part: string): readonly Letter[] {
  const known = recent.get(part);
  if (known) return known;
  segmenter ??= new Intl.Segmenter();
  const letters =
    earlier.get(part) ??
    Array.from(segmenter.segment(part), ({ segment }): Letter => [segment.length, WIDE.test(segment) ? 2 : 1]);
  if (part.length > LONGEST_KEPT) return letters;
  if (recent.size >= KEPT) {
    earlier = recent;
    recent = new Map();
  }
  recent.set(part, letters);
  return letters;
}

/**
 * The kind of a code unit: one or two columns as a letter by itself, or that it may join with what stands beside it. The end of the text counts as
 * one column.
 */
function kindAt(text: string, at: number): number {
  if (at >= text.length) return ONE_COLUMN;
  const unit = text.charCodeAt(at);
  const known = unitKinds[unit] ?? 0;
  if (known !== 0) return known;
  const letter = text.charAt(at);
  const kind = joins(letter) ? JOINS : WIDE.test(letter) ? TWO_COLUMNS : ONE_COLUMN;
  unitKinds[unit] = kind;
  return kind;
}

/**
 * Whether a code unit may form one letter with what stands beside it. One of two that join is a sign that joins any letter before or behind it, a
 * Korean part that joins its own kind, or half of a surrogate pair: https://www.unicode.org/reports/tr29/#Grapheme_Cluster_Boundary_Rules.
 */
function joins(unit: string): boolean {
  if (UNJOINED.test(unit)) return false;
  if (APART.test(unit)) return true;
  segmenter ??= new Intl.Segmenter();
  return [...segmenter.segment(`a${unit}${unit}a`)].length !== 4;
}
