import { groupBy } from '../../../base/groupBy.ts';

const ASCII = /^[ -~]*$/;
/** What takes two columns where a Latin letter takes one. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uff60]/u;
const ELLIPSIS = '…';

const widthOf = (letter: string): number => (WIDE.test(letter) ? 2 : 1);

/** What is seen as one letter each. */
const lettersOf = (text: string): readonly string[] =>
  ASCII.test(text) ? [...text] : Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);

/** How many columns a text takes: a Chinese, Japanese or Korean letter and an emoji two, everything else one. */
export const columnsOf = (text: string): number =>
  ASCII.test(text) ? text.length : lettersOf(text).reduce((sum, letter) => sum + widthOf(letter), 0);

/** A text that takes more than `most` columns, without its middle: its beginning and its end tell it from others. */
export function elided(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  const letters = lettersOf(text);
  const head = firstOf(letters, Math.ceil((most - 1) / 2));
  const tail = firstOf(letters.toReversed(), Math.floor((most - 1) / 2)).toReversed();
  return [head.join('').trimEnd(), tail.join('').trimStart()].join(ELLIPSIS);
}

function firstOf(letters: readonly string[], columns: number): readonly string[] {
  let taken = 0;
  const end = letters.findIndex((letter) => (taken += widthOf(letter)) > columns);
  return end < 0 ? letters : letters.slice(0, end);
}

/** A name in at most so many columns. */
export type Elisions = (name: string, most: number) => string;

/**
 * Elides names so that different ones of a list stay different: those that differ in their middle alone keep the part in which they do, and what no part
 * tells apart stays whole.
 */
export function createElisions(names: readonly string[]): Elisions {
  const bySize = new Map<number, ReadonlyMap<string, string>>();
  return (name, most) => {
    if (columnsOf(name) <= most) return name;
    const known = bySize.get(most) ?? apart([...new Set(names)], most);
    bySize.set(most, known);
    return known.get(name) ?? elided(name, most);
  };
}

/** The names whose elided form another one has too, each with a form of its own. */
function apart(names: readonly string[], most: number): ReadonlyMap<string, string> {
  const taken = groupBy(names, (name) => elided(name, most));
  const forms = new Map<string, string>();
  for (const same of taken.values()) {
    if (same.length === 1) continue;
    const sorted = same.toSorted().map(lettersOf);
    for (const [index, letters] of sorted.entries()) {
      const differsAt = Math.max(...[sorted[index - 1], sorted[index + 1]].map((other) => alike(letters, other)));
      const name = letters.join('');
      forms.set(name, columnsOf(name) <= most ? name : around(letters, differsAt, most));
    }
  }
  const uses = groupBy(
    [...forms.values(), ...[...taken].flatMap(([form, same]) => (same.length === 1 ? form : []))],
    (form) => form,
  );
  return new Map([...forms].map(([name, form]) => [name, uses.get(form)?.length === 1 ? form : name]));
}

/** How many letters two texts have in common at their beginning. */
function alike(letters: readonly string[], other: readonly string[] | undefined): number {
  if (!other) return 0;
  const end = letters.findIndex((letter, index) => letter !== other[index]);
  return end < 0 ? letters.length : end;
}

/** The beginning of a text, and what is around one of its letters. */
function around(letters: readonly string[], at: number, most: number): string {
  const head = firstOf(letters, Math.floor(most / 4));
  const room = most - columnsOf(head.join('')) - 2;
  const rest = letters.slice(Math.max(head.length, at - Math.floor(room / 3)));
  const part = firstOf(rest, room);
  const isToEnd = columnsOf(rest.join('')) <= room + 1;
  return [head.join('').trimEnd(), (isToEnd ? rest : part).join('').trim(), ...(isToEnd ? [] : [''])].join(ELLIPSIS);
}
