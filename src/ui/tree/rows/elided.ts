import { columnsTo, type Spelling, spellingOf, unitsTo } from './spelling.ts';

const ELLIPSIS = '…';

/** How many columns a text takes: a Chinese, Japanese or Korean letter and an emoji two, everything else one. */
export const columnsOf = (text: string): number => spellingOf(text).columns;

/** A text that takes more than `most` columns, without its middle: its beginning and its end tell it from others. */
export const elided = (text: string, most: number): string => elidedForm(spellingOf(text), most);

function elidedForm(spelling: Spelling, most: number): string {
  const { text, columns, letters } = spelling;
  if (columns <= most) return text;
  const head = fitting(spelling, 0, Math.ceil((most - 1) / 2));
  const room = Math.floor((most - 1) / 2);
  let tail = letters;
  while (tail > 0 && columns - columnsTo(spelling, tail - 1) <= room) tail -= 1;
  return text.slice(0, unitsTo(spelling, head)).trimEnd() + ELLIPSIS + text.slice(unitsTo(spelling, tail)).trimStart();
}

/** The end, in letters, of what fits into so many columns from a letter on. */
function fitting(spelling: Spelling, from: number, columns: number): number {
  const most = columnsTo(spelling, from) + columns;
  let end = from;
  while (end < spelling.letters && columnsTo(spelling, end + 1) <= most) end += 1;
  return end;
}

/** A name in at most so many columns. */
export type Elisions = (name: string, most: number) => string;

/**
 * Elides names so that different ones of a list stay different: those that differ in their middle alone keep the part in which they do, and what no part
 * tells apart stays whole.
 */
export function createElisions(names: readonly string[]): Elisions {
  const bySize = new Map<number, ReadonlyMap<string, string>>();
  /** Sorted, once for all sizes: of those that look alike, the most alike stand beside each other. */
  let sorted: readonly Spelling[] | undefined;
  return (name, most) => {
    const spelling = spellingOf(name);
    if (spelling.columns <= most) return name;
    sorted ??= [...new Set(names)].toSorted().map(spellingOf);
    const known = bySize.get(most) ?? apart(sorted, most);
    bySize.set(most, known);
    return known.get(name) ?? elidedForm(spelling, most);
  };
}

/** The names whose elided form another one has too, each with a form of its own. */
function apart(sorted: readonly Spelling[], most: number): ReadonlyMap<string, string> {
  const taken = new Map<string, Spelling[]>();
  for (const spelling of sorted) {
    const form = elidedForm(spelling, most);
    const same = taken.get(form);
    if (same) same.push(spelling);
    else taken.set(form, [spelling]);
  }
  const forms = new Map<string, string>();
  const uses = new Map<string, number>();
  const use = (form: string) => uses.set(form, (uses.get(form) ?? 0) + 1);
  for (const [elidedTo, same] of taken) {
    if (same.length === 1) {
      use(elidedTo);
      continue;
    }
    let alikeBefore = 0;
    for (const [index, spelling] of same.entries()) {
      const next = same[index + 1];
      const alikeAfter = next ? alike(spelling, next) : 0;
      const form = spelling.columns <= most ? spelling.text : around(spelling, Math.max(alikeBefore, alikeAfter), most);
      alikeBefore = alikeAfter;
      forms.set(spelling.text, form);
      use(form);
    }
  }
  for (const [name, form] of forms) if (uses.get(form) !== 1) forms.set(name, name);
  return forms;
}

/** How many letters two texts have in common at their beginning. */
function alike(one: Spelling, other: Spelling): number {
  const units = Math.min(one.text.length, other.text.length);
  let same = 0;
  while (same < units && one.text.charCodeAt(same) === other.text.charCodeAt(same)) same += 1;
  const most = Math.min(one.letters, other.letters);
  let letters = 0;
  while (letters < most) {
    const end = unitsTo(one, letters + 1);
    if (end > same || end !== unitsTo(other, letters + 1)) break;
    letters += 1;
  }
  return letters;
}

/** The beginning of a text, and what is around one of its letters. */
function around(spelling: Spelling, at: number, most: number): string {
  const { text, columns } = spelling;
  const head = fitting(spelling, 0, Math.floor(most / 4));
  const room = most - columnsTo(spelling, head) - 2;
  const from = Math.max(head, at - Math.floor(room / 3));
  const isToEnd = columns - columnsTo(spelling, from) <= room + 1;
  const end = isToEnd ? text.length : unitsTo(spelling, fitting(spelling, from, room));
  const beginning = text.slice(0, unitsTo(spelling, head)).trimEnd();
  const part = text.slice(unitsTo(spelling, from), end).trim();
  return beginning + ELLIPSIS + part + (isToEnd ? '' : ELLIPSIS);
}
