import { plainName } from './wildcard.ts';

/** Cyrillic and Greek letters that are drawn as a Latin one, each behind that. Source: https://www.unicode.org/Public/security/latest/confusables.txt */
const drawnAlike: Readonly<Record<string, string>> = {
  ...{ a: 'аАαΑ', b: 'ВвΒЬ', c: 'сС', d: 'ԁ', e: 'еЕΕ', h: 'һНнΗ', i: 'іІιΙ', j: 'јЈ', k: 'КкΚκ', l: 'ӏӀ' },
  ...{ m: 'МмΜ', n: 'Νη', o: 'оОοΟ', p: 'рРρΡ', q: 'ԛ', s: 'ѕЅ', t: 'ТтΤτ', u: 'υ', v: 'ѵν', w: 'ԝ', x: 'хХχΧ' },
  ...{ y: 'уУΥү', z: 'Ζ' },
};
const latinOf = new Map(
  Object.entries(drawnAlike).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);
const alike = `[${[...latinOf.keys()].join('')}]`;
const eachAlike = new RegExp(alike, 'gu');
const amongLatin = new RegExp(`${alike}\\p{Script=Latin}|\\p{Script=Latin}${alike}`, 'u');
const PLAIN = /^[!-~]*$/;

/** Whether a letter of another script stands beside Latin ones that look the same: a reader can't see that it is a different letter. */
export const hasLookAlike = (text: string): boolean => !PLAIN.test(text) && amongLatin.test(text);

/** One for all names that look the same in a row: whichever blanks they have, however many, and around them, whatever isn't drawn, in either case, and in letters that are drawn alike. */
export function lookOf(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase();
  const plain = plainName(name).replace(/\s+/gu, ' ');
  return plain.replace(eachAlike, (letter) => latinOf.get(letter) ?? letter).toLowerCase();
}
