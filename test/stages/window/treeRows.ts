import type { Page } from 'playwright-core';

/** One visible row, as a person reads it. */
export interface TreeRow {
  /** Label and description; a label that is shown without its middle is whole here, as it is spoken. */
  readonly text: string;
  /** The label alone, as it is shown. */
  readonly label: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** 1 for a root. */
  readonly level: number;
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
}

/** A row is named by the texts on the way to it: a string is the beginning of the row's text, a pattern is searched in it. */
export type TreePath = readonly (string | RegExp)[];

export interface FoundRow extends TreeRow {
  readonly index: number;
  /** Which of how many siblings it is, in a list of which height: lists of two places look alike, and one may come to where the other was when rows come above it. */
  readonly standing: string;
}

/** The rows of a list that are drawn. In the page, which has a DOM. */
const DRAWN_ROWS = `(list) => [...(list?.querySelectorAll('.monaco-list-row') ?? [])].map((row) => ({
  index: Number(row.getAttribute('data-index')),
  label: row.querySelector('.label-name')?.textContent ?? '',
  description: [...row.querySelectorAll('.label-description')].map((part) => part.textContent),
  spoken: row.getAttribute('aria-label') ?? '',
  level: Number(row.getAttribute('aria-level')),
  standing: [row.getAttribute('aria-posinset'), row.getAttribute('aria-setsize'), row.parentElement.style.height].join(),
  expandable: row.getAttribute('aria-expanded'),
  selected: row.getAttribute('aria-selected') === 'true',
}))`;

type DrawnRow = Omit<FoundRow, 'text' | 'expanded'> & {
  readonly description: readonly string[];
  readonly expandable: string | null;
};

/** The rows of the first list in a pane that are drawn now, from top to bottom. It is what a test asks most: one question to the page, where a locator takes three or four. */
export async function drawnRows(page: Page, pane: string): Promise<readonly FoundRow[]> {
  const list = JSON.stringify(`${pane} .monaco-list`);
  const rows = await page.evaluate<readonly DrawnRow[]>(`(${DRAWN_ROWS})(document.querySelector(${list}))`);
  return rows
    .map(({ expandable, description, ...row }) => ({
      ...row,
      text: [wholeLabel(row), ...description].join(' '),
      expanded: expandable === null ? undefined : expandable === 'true',
    }))
    .sort((a, b) => a.index - b.index);
}

/** A long name is shown by its beginning and its end, and spoken whole. */
function wholeLabel({ label, spoken }: Pick<TreeRow, 'label' | 'spoken'>): string {
  const parts = label.split('…');
  if (parts.length === 1) return label;
  const pattern = parts.map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)).join('.*?');
  return new RegExp(`${pattern}(?=, | in the cluster )`, 'u').exec(spoken)?.[0] ?? label;
}

/** The row below `above` (undefined for a root), among those that are drawn. */
export function below(
  rows: readonly FoundRow[],
  above: FoundRow | undefined,
  name: string | RegExp,
): FoundRow | undefined {
  const level = (above?.level ?? 0) + 1;
  const family: FoundRow[] = [];
  for (const row of rows.filter(({ index }) => index > (above?.index ?? -1))) {
    if (row.level < level) break;
    if (row.level === level) family.push(row);
  }
  return family.find((row) => isCalled(row, name));
}

/** Whether a row is the one that a step of a path means, as far as its own text tells. */
export const isCalled = ({ text }: Pick<TreeRow, 'text'>, name: string | RegExp): boolean =>
  typeof name === 'string' ? text.startsWith(name) : name.test(text);

/** Where the rows of a tree stood when they were last found. What is above a row may be out of sight, and to scroll there and back for each row was most of the work of a window. */
export function rowsFound() {
  const stood = new Map<string, FoundRow>();
  const wayTo = (path: TreePath): string => path.map(String).join('\n');
  return {
    note: (path: TreePath, row: FoundRow): void => {
      stood.set(wayTo(path), row);
    },
    /** The row of a path, else the last one on the way to it, that is drawn where it stood, and how many steps of the path lead there. */
    among: (rows: readonly FoundRow[], path: TreePath): { readonly row?: FoundRow; readonly depth: number } => {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const before = stood.get(wayTo(path.slice(0, depth)));
        const row = before && rows.find(({ index }) => index === before.index);
        const isThere = row && row.level === before.level && row.standing === before.standing;
        if (isThere && isCalled(row, path[depth - 1] ?? '')) return { row, depth };
      }
      return { depth: 0 };
    },
  };
}
