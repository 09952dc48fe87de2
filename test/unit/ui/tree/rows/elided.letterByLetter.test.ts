import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { columnsOf, createElisions, elided } from '../../../../../src/ui/tree/rows/elided.ts';
import { assertProperty } from '../../../../stages/property.ts';

const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
const segmenter = new Intl.Segmenter();
const lettersOf = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);
const widthOf = (letters: readonly string[]) => letters.reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);

/** The most letters from the beginning that fit into so many columns. */
function fitting(letters: readonly string[], columns: number): readonly string[] {
  let end = 0;
  while (end < letters.length && widthOf(letters.slice(0, end + 1)) <= columns) end += 1;
  return letters.slice(0, end);
}

function cutByLetters(text: string, most: number): string {
  const letters = lettersOf(text);
  if (widthOf(letters) <= most) return text;
  const head = fitting(letters, Math.ceil((most - 1) / 2));
  const tail = fitting(letters.toReversed(), Math.floor((most - 1) / 2)).toReversed();
  return `${head.join('').trimEnd()}…${tail.join('').trimStart()}`;
}

/** The beginning of a text, and what is around the first letter in which it differs from the one that is most like it. */
function aroundByLetters(text: string, at: number, most: number): string {
  const letters = lettersOf(text);
  const head = fitting(letters, Math.floor(most / 4));
  const room = most - widthOf(head) - 2;
  const from = Math.max(head.length, at - Math.floor(room / 3));
  const rest = letters.slice(from);
  const isToEnd = widthOf(rest) <= room + 1;
  const part = isToEnd ? rest : fitting(rest, room);
  return `${head.join('').trimEnd()}…${part.join('').trim()}${isToEnd ? '' : '…'}`;
}

function alikeByLetters(one: string, other: string | undefined): number {
  if (other === undefined) return 0;
  const [letters, others] = [lettersOf(one), lettersOf(other)];
  const end = letters.findIndex((letter, at) => letter !== others[at]);
  return end < 0 ? letters.length : end;
}

/** What each name of a list is called, worked out for all of them and letter by letter. */
function calledByLetters(list: readonly string[], most: number): ReadonlyMap<string, string> {
  const names = [...new Set(list)].toSorted();
  const cut = new Map(names.map((name) => [name, cutByLetters(name, most)]));
  const called = new Map(cut);
  for (const [name, form] of cut) {
    const same = names.filter((other) => cut.get(other) === form);
    if (same.length === 1 || widthOf(lettersOf(name)) <= most) continue;
    const index = same.indexOf(name);
    const alike = [same[index - 1], same[index + 1]].map((other) => alikeByLetters(name, other));
    called.set(name, aroundByLetters(name, Math.max(...alike), most));
  }
  const forms = [...called.values()];
  for (const [name, form] of called) {
    const isShared = names.some((other) => other !== name && cut.get(other) === cut.get(name));
    if (isShared && forms.filter((other) => other === form).length > 1) called.set(name, name);
  }
  return called;
}

const SIZES = [10, 11, 14, 20, 22] as const;
const PARTS = [
  ...['a', 'b', 'shop-', 'worker', '-prod', '1', '…', ' ', '\u00a0', '\u3000', 'ü', 'u\u0308', '\u0308', 'Ж', 'ß'],
  ...['決', '済サービス', 'が', 'か\u3099', '한국', '\u1112\u1161\u11ab', '\u11ab', 'ﾊﾞ', '１'],
  ...['क्षि', 'क्', 'ष', 'สำ', 'ำ', 'مرحبا', 'ً', 'שָׁ', '\u0600', '\u0d4e'],
  ...['🚀', '👩‍👩‍👧‍👦', '👍🏽', '🇩🇪', '🇩', '⚙️', '©', '1\ufe0f\u20e3', '\u200d', '\ud83d', '\ude80', '𝒜', '葛󠄀'],
];
const textOf = (parts: readonly string[]) => parts.join('');
const name = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 30 }).map(textOf),
  fc.array(fc.constantFrom('a', 'b', 'shop-', '決', '🚀', 'u\u0308', '…', ' '), { maxLength: 30 }).map(textOf),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const run = (maxLength: number) => fc.array(fc.constantFrom(...PARTS), { maxLength });
/** Names as people make them: alike at their beginning and at their end. */
const family = fc
  .tuple(run(20), run(3), run(20), fc.array(run(4), { maxLength: 8 }))
  .map(([head, middle, tail, own]) => own.map((parts) => textOf([...head, ...parts, ...middle, ...tail])));

describe('names in short, found without taking each one apart', () => {
  it('are those that taking each one apart letter by letter gives', () => {
    const lists = fc.oneof(fc.array(name, { maxLength: 12 }), family);
    assertProperty(
      fc.property(lists, fc.shuffledSubarray([...SIZES], { minLength: 2 }), (names, sizes) => {
        const short = createElisions(names);
        for (const most of sizes) {
          const called = calledByLetters(names, most);
          for (const one of names) assert.equal(short(one, most), called.get(one), `${JSON.stringify(one)} in ${most}`);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('take as many columns, and are cut in the same place', () => {
    assertProperty(
      fc.property(name, fc.constantFrom(...SIZES), (one, most) => {
        assert.equal(columnsOf(one), widthOf(lettersOf(one)));
        assert.equal(elided(one, most), cutByLetters(one, most));
      }),
      { numRuns: 400 },
    );
  });

  it('are told from those that are another’s by chance alone: what is kept of each is a number, and these have the same', () => {
    for (const names of [
      ['worker-9bl-of-the-checkout-1fd7', 'worker-b5b-of-the-checkout-1tl'],
      ['worker-44d-of-the-checkout-20m9', 'worker-t0f-of-the-checkout-sz2'],
    ]) {
      const short = createElisions(names);
      assert.deepEqual(
        names.map((one) => short(one, 20)),
        names.map((one) => cutByLetters(one, 20)),
      );
    }
  });
});
