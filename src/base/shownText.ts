import { plainText } from './plainText.ts';
import { composed } from './wildcard.ts';

/** Not drawn and no break: it keeps two characters from being read together. */
const JOINER = '\u2060';

/**
 * A finished text for a place in which VS Code makes links of `[text](target)`, those that run a command among them, and icons of `$(…)`: it looks the
 * same and is neither. One line, without control and invisible characters.
 */
export function inertText(text: string, most = 1_000): string {
  return plainText(text, most).replaceAll('](', `]${JOINER}(`).replaceAll('$(', `$${JOINER}(`);
}

/** Letters of any script are plain in every shell. A beginning `-` makes a flag, and `@` means something to PowerShell. */
const TYPED = /^[\p{L}\p{N}_.:/+][\p{L}\p{M}\p{N}_.:/@+ -]*(?<! )$/u;

/** A text as a person can type it as one word in whichever shell they use; undefined where some shell would make something else of it. */
export const typedWord = (text: string): string | undefined =>
  !TYPED.test(text) ? undefined : text.includes(' ') ? `"${text}"` : text;

/** In characters: of a line, and in lines. */
const LONGEST_LINE = 2_000;
const MOST_LINES = 100;

/**
 * A text for one entry of a log, which may have lines, as the stack of an error does. What follows a line's end stands further in, whoever wrote it: none of it passes for
 * an entry of its own. Without control and invisible characters.
 */
export function entryText(text: string): string {
  const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/, MOST_LINES);
  return lines.map((line) => plainText(line, LONGEST_LINE)).join('\n    ');
}

/**
 * What a person reads in a text, for comparing what they type with it: compatible forms are one (NFKC), what is not drawn is left out, and white space of any
 * kind is one blank. A sign that looks like one of the keyboard's, as a word processor's hyphen does, is that one. Never changes which letters there are, nor their case.
 */
export function typedForm(text: string): string {
  const parted = text.replace(/[\p{Cc}\p{Cs}\ufff9-\ufffb\u2800]/gu, (letter) =>
    /[\s\u2800]/.test(letter) ? ' ' : '',
  );
  const typed = lookAlikes.reduce((result, [signs, key]) => result.replace(signs, key), composed(parted));
  return typed.replace(/\s+/gu, ' ').trim();
}

/** Signs that no keyboard has, and the key that looks the same. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/[\u2018-\u201b\u2032]/g, "'"],
  [/[\u201c-\u201f\u2033]/g, '"'],
  [/[\u2044\u2215]/g, '/'],
];

/**
 * A name that somebody can see; undefined for one of nothing but white space and characters that aren't drawn, beside which a person can't tell what is meant.
 * U+2800 is Braille without a dot.
 */
export function visibleName(name: string | undefined): string | undefined {
  return name !== undefined && DRAWN.test(name) ? name : undefined;
}

const DRAWN = /[^\s\p{Default_Ignorable_Code_Point}\p{C}\p{Z}\u2800]/u;
