/** The same as {@link matchesPattern} for many texts: what doesn't change is done once. */
export function patternMatcher(pattern: string): (text: string) => boolean {
  const own = pattern.toLowerCase();
  if (own === '*') return () => true;
  return /[*?]/.test(own) ? (text) => matchesLetters(own, text.toLowerCase()) : (text) => text.toLowerCase() === own;
}

/** Shell-like matching without regular expressions (patterns are a person's, texts are untrusted): linear, case-insensitive, whole text. */
export function matchesPattern(pattern: string, text: string): boolean {
  return matchesLetters(pattern.toLowerCase(), text.toLowerCase());
}

/**
 * How every guard compares a pattern with the name of a profile, an account, a region or a tag: as {@link matchesPattern}, of their {@link plainName}. Letters that are
 * one in capitals (ß and SS, σ and ς) are one, and `?` is one character, however many code units it takes.
 */
export function matchesName(pattern: string, name: string): boolean {
  return nameMatcher(pattern)(nameLetters(name));
}

/** The same for many names: what doesn't change is done once. */
export function nameMatcher(pattern: string): (letters: NameLetters) => boolean {
  const own = nameLetters(pattern);
  return (letters) => matchesLetters(own, letters);
}

/** A {@link foldedName} by its characters; the text itself where each code unit is one. */
export type NameLetters = ArrayLike<string>;

/** A name once for many patterns: see {@link NameLetters}. */
export function nameLetters(name: string): NameLetters {
  const folded = foldedName(name);
  return isPlain(folded) ? folded : [...folded];
}

/** A {@link plainName} in capitals, in which all ways of writing it are one. Some letters have no capital of their own, but come apart into one and its accents (ΐ), or into two (ß). */
export function foldedName(text: string): string {
  if (isPlain(text)) return text.trim().toUpperCase();
  const capitals = plainName(text).toLowerCase().toUpperCase();
  return isPlain(capitals) ? capitals : capitals.normalize('NFKC');
}

/**
 * The same characters whichever way they were typed or copied (NFKC), without blanks around them and without what is not drawn. Word processors and web pages put other hyphens and dashes in
 * the place of the one on the keyboard.
 */
export function plainName(text: string): string {
  if (isPlain(text)) return text.trim();
  return composed(text.replace(UNDRAWN_BESIDE, '')).replace(BLANK_BRAILLE, ' ').replace(DASHES, '-').trim();
}

const DASHES = /[\u2010-\u2015\u2212]/g;
/** The marks of annotations: Unicode doesn't call them ignorable, and nobody sees them either. */
const UNDRAWN_BESIDE = /[\ufff9-\ufffb]/g;
/** Braille without a dot. */
const BLANK_BRAILLE = /\u2800/g;

/** As {@link plainName}, but in lower case and with the blanks around it: what is compared where a person looks for a part of a text. */
export function comparableText(text: string): string {
  return oneWritten(text).toLowerCase();
}

function oneWritten(text: string): string {
  return isPlain(text) ? text : composed(text);
}

/** Nearly every text of AWS is of these characters alone, which are written in one way. */
const isPlain = (text: string): boolean => /^[\t\n\r -~]*$/.test(text);

/** Compatible forms are one (NFKC), and what is not drawn is left out. It may part a letter from its accent, which are put together then. */
export function composed(text: string): string {
  return withoutUndrawn(withoutUndrawn(text).normalize('NFKC'));
}

const withoutUndrawn = (text: string): string => text.replace(/\p{Default_Ignorable_Code_Point}/gu, '');

/** Whether the pattern `p` matches the text `t`; both are strings, compared by code units, or both are arrays of letters. */
function matchesLetters(p: ArrayLike<string>, t: ArrayLike<string>): boolean {
  let i = 0;
  let j = 0;
  let star = -1;
  let mark = 0;
  while (j < t.length) {
    if (i < p.length && (p[i] === '?' || (p[i] !== '*' && p[i] === t[j]))) {
      i += 1;
      j += 1;
    } else if (p[i] === '*') {
      star = i;
      mark = j;
      i += 1;
    } else if (star >= 0) {
      i = star + 1;
      mark += 1;
      j = mark;
    } else return false;
  }
  while (p[i] === '*') i += 1;
  return i === p.length;
}
