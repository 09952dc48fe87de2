import { createCutNames, type CutNames, cutText, cutTo, ELLIPSIS } from './cutNames.ts';
import { columnsTo, lettersIn, lettersWithin, type Spelling, spellingOf, unitsTo } from './spelling.ts';

/** How many columns a text takes: a Chinese, Japanese or Korean letter and an emoji two, everything else one. */
export const columnsOf = (text: string): number => spellingOf(text).columns;

/** A text that takes more than `most` columns, without its middle: its beginning and its end tell it from others. */
export const elided = (text: string, most: number): string => cutText(cutTo(spellingOf(text), most));

/** A name in at most so many columns. */
export type Elisions = (name: string, most: number) => string;

/**
 * Shortens the names of a list so that different ones stay different: those that differ only in their middle keep the part in which they differ, and
 * those that nothing tells apart stay whole.
 */
export function createElisions(names: readonly string[]): Elisions {
  const bySize = new Map<number, ReadonlyMap<string, string>>();
  let kept: Names | undefined;
  return (name, most) => {
    const spelling = spellingOf(name);
    if (spelling.columns <= most) return name;
    kept ??= { spelled: names.map(spellingOf), alikes: new Map() };
    const known = bySize.get(most) ?? apart(kept, most);
    bySize.set(most, known);
    return known.get(name) ?? cutText(cutTo(spelling, most));
  };
}

/** What is kept of a list's names for all sizes. */
interface Names {
  readonly spelled: readonly Spelling[];
  /** The names that looked like another in some size so far, sorted. To sort all names would take long for nothing. */
  alikes: ReadonlyMap<string, Spelling>;
}

/** The names whose elided form another one has too, each with a form of its own. */
function apart(names: Names, most: number): ReadonlyMap<string, string> {
  const { cuts, groups } = alikeIn(names, most);
  const forms = new Map<string, string>();
  const uses = new Map<string, number>();
  for (const inOrder of new Set(groups.values())) {
    let alikeBefore = 0;
    for (const [index, spelling] of inOrder.entries()) {
      const next = inOrder[index + 1];
      const alikeAfter = next ? alike(spelling, next) : 0;
      const form = spelling.columns <= most ? spelling.text : around(spelling, Math.max(alikeBefore, alikeAfter), most);
      alikeBefore = alikeAfter;
      forms.set(spelling.text, form);
      uses.set(form, (uses.get(form) ?? 0) + 1);
    }
  }
  for (const [name, form] of forms) {
    const other = cuts.of(form)?.text;
    const isAnothers = other !== undefined && !groups.has(other);
    if (isAnothers || uses.get(form) !== 1) forms.set(name, name);
  }
  return forms;
}

/** The cut names, and by each name that looks like another all that look the same, sorted, so that the most similar ones stand beside each other. */
function alikeIn(names: Names, most: number): { cuts: CutNames; groups: ReadonlyMap<string, readonly Spelling[]> } {
  const cuts = createCutNames();
  const groups = new Map<string, Spelling[]>();
  for (const spelling of names.spelled) {
    const { text, columns } = spelling;
    // A name that is cut has an ellipsis, so a whole name without one looks like no cut name.
    if (columns <= most && !text.includes(ELLIPSIS)) continue;
    const first = cuts.add(cutTo(spelling, most))?.text;
    if (first === undefined || first === text) continue;
    let group = groups.get(first);
    if (!group) groups.set(first, (group = []));
    groups.set(text, group);
  }
  const texts = [...groups.keys()];
  if (texts.some((text) => !names.alikes.has(text))) {
    const sorted = [...new Set([...names.alikes.keys(), ...texts])].toSorted();
    names.alikes = new Map(sorted.map((text) => [text, spellingOf(text)]));
  }
  for (const [text, spelling] of names.alikes) groups.get(text)?.push(spelling);
  return { cuts, groups };
}

/** How many letters two texts have in common at their beginning. */
function alike(one: Spelling, other: Spelling): number {
  const units = Math.min(one.text.length, other.text.length);
  let same = 0;
  while (same < units && one.text.charCodeAt(same) === other.text.charCodeAt(same)) same += 1;
  // Only the last letter can end at another place in the other text, as the end of a letter depends on what stands before and right behind it.
  return Math.min(lettersIn(one, same), lettersIn(other, same));
}

/** The beginning of a text, and the part around one of its letters. */
function around(spelling: Spelling, at: number, most: number): string {
  const { text, columns } = spelling;
  const head = lettersWithin(spelling, Math.floor(most / 4));
  const room = Math.max(0, most - columnsTo(spelling, head) - 2);
  const from = Math.max(head, at - Math.floor(room / 3));
  const isToEnd = columns - columnsTo(spelling, from) <= room + 1;
  const end = isToEnd ? text.length : unitsTo(spelling, lettersWithin(spelling, columnsTo(spelling, from) + room));
  const beginning = text.slice(0, unitsTo(spelling, head)).trimEnd();
  const part = text.slice(unitsTo(spelling, from), end).trim();
  return beginning + ELLIPSIS + part + (isToEnd ? '' : ELLIPSIS);
}
