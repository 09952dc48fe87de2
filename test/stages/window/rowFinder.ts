import type { Locator, Page } from 'playwright-core';
import { noteRedraw } from '../../../scripts/suites/redraws.ts';
import { below, drawnRows, type FoundRow, rowsFound, type TreePath } from './treeRows.ts';
import { sinceRowsChanged, sinceRowsDrawn } from './steadyPage.ts';
import { until } from './waiting.ts';
import { ROW_HEIGHT, wheelOver } from './wheel.ts';

/** Where the rows of a tree are, and how one gets to see them. */
export interface RowFinder {
  readonly drawn: () => Promise<readonly FoundRow[]>;
  /** Goes down the tree from its top until the row is drawn, a step at a time: undefined while it isn't. */
  readonly find: (path: TreePath) => Promise<FoundRow | undefined>;
  /** As `find`, until it is there, with its middle where the mouse can meet it. */
  readonly settled: (path: TreePath) => Promise<FoundRow>;
  readonly at: (row: FoundRow) => Locator;
  /** One press of the arrow, and the time that the tree takes to answer: a second press would undo the first. */
  readonly toggle: (row: FoundRow) => Promise<void>;
  readonly rest: () => Promise<void>;
  readonly allDrawn: () => Promise<void>;
  /** The rows that are drawn, indented: what a failure tells. */
  readonly lines: () => Promise<readonly string[]>;
}

/** How long rows stand still before the mouse reaches for one, in milliseconds. */
const STILL_FOR = 200;
/** Longer than the editor waits between drawing a view and drawing it again, in milliseconds. */
const DRAWN_FOR = 2000;

/** @param pane selects the element that holds the list, in CSS. */
export function rowFinder(page: Page, pane: string): RowFinder {
  const list = page.locator(`${pane} .monaco-list`).first();
  const drawn = (): Promise<readonly FoundRow[]> => drawnRows(page, pane);
  const wheel = wheelOver(page, list);

  const known = rowsFound();

  async function find(path: TreePath): Promise<FoundRow | undefined> {
    // One look tells of every step of the way that is in sight: the processors that it takes are those that draw.
    let rows = await drawn();
    const start = known.among(rows, path);
    let above = start.row;
    if (above?.expanded === false && start.depth < path.length) {
      await toggle(above);
      return undefined; // Its children come later.
    }
    if (!above && path[0] !== undefined && !below(rows, undefined, path[0])) {
      await scrollToTop();
      rows = await drawn();
    }
    for (const [depth, name] of path.entries()) {
      if (depth < start.depth) continue;
      const inSight = below(rows, above, name);
      const row = inSight ?? (await scrollDownTo(above, name));
      if (!row) return undefined;
      if (!inSight) rows = await drawn();
      if (depth < path.length - 1 && row.expanded === false) {
        await toggle(row);
        return undefined; // Its children come later.
      }
      known.note(path.slice(0, depth + 1), row);
      above = row;
    }
    return above;
  }

  /** Turns the wheel until what was the last row is one of the first, and returns the rows that are drawn then; undefined at the end of the way. */
  async function scrollDown(): Promise<readonly FoundRow[] | undefined> {
    if (await wheel.isAtItsEnd(1)) return undefined;
    const first = (await drawn())[0]?.index;
    const box = await list.boundingBox();
    // Three rows stay in sight.
    if (!(await wheel.turn(1, (box?.height ?? 0) - 3 * ROW_HEIGHT))) return undefined;
    const moved = async (): Promise<boolean> => (await drawn())[0]?.index !== first;
    return until('', moved, { milliseconds: 10_000 }).then(drawn, () => undefined);
  }

  /** Until the rows have stood still for a moment. */
  const rest = async (): Promise<void> => {
    let moved = 0;
    const isStill = async (): Promise<boolean> => {
      const still = (await sinceRowsChanged(page)) > STILL_FOR;
      if (!still) moved += 1;
      return still;
    };
    await until('', isStill, { milliseconds: 5_000 }).catch(() => undefined);
    if (moved > 0) noteRedraw('waited');
  };

  /**
   * Until the editor has drawn nothing for a while: for a second or two after a view is opened it draws each row several times as it is. A row that is taken out of the selection and back meanwhile is left
   * out of it afterwards.
   */
  const allDrawn = (): Promise<void> =>
    until('the rows to be drawn', async () => (await sinceRowsDrawn(page)) > DRAWN_FOR).then(() => undefined);

  async function scrollToTop(): Promise<void> {
    await rest();
    const first = async (): Promise<number> => (await drawn())[0]?.index ?? 0;
    for (let index = await first(); index > 0 && !(await wheel.isAtItsEnd(-1)); index = await first()) {
      if (!(await wheel.turn(-1, (index + 1) * ROW_HEIGHT))) return;
      await until('', async () => (await first()) < index, { milliseconds: 10_000 }).catch(() => undefined);
    }
  }

  /** Whether a row that is drawn already stands behind everything that is below `above`. */
  const isPassed = (rows: readonly FoundRow[], above: FoundRow | undefined): boolean =>
    above !== undefined && rows.some(({ index, level }) => index > above.index && level <= above.level);

  async function scrollDownTo(above: FoundRow | undefined, name: string | RegExp): Promise<FoundRow | undefined> {
    await rest();
    let rows: readonly FoundRow[] | undefined = await drawn();
    for (; rows; rows = await scrollDown()) {
      // What is above may have left the screen: its family then starts with the first row that is drawn.
      const first = rows[0]?.index ?? 0;
      const found = below(rows, above && { ...above, index: Math.max(above.index, first - 1) }, name);
      if (found) return found;
      if (isPassed(rows, above)) return undefined;
    }
    return undefined;
  }

  const at = ({ index }: FoundRow): Locator => list.locator(`.monaco-list-row[data-index="${index}"]`);

  async function toggle(row: FoundRow): Promise<void> {
    const wanted = String(row.expanded !== true);
    await at(row)
      .locator('.monaco-tl-twistie')
      .click({ timeout: 5000 })
      .catch(() => undefined);
    await until('', async () => (await at(row).getAttribute('aria-expanded', { timeout: 5000 })) === wanted, {
      milliseconds: 5000,
    }).catch(() => undefined);
  }

  const lines = async (): Promise<readonly string[]> =>
    (await drawn()).map(
      ({ level, text, expanded }) => `${'  '.repeat(level - 1)}${expanded === false ? '› ' : ''}${text}`,
    );

  const settled = async (path: TreePath): Promise<FoundRow> => {
    const found = await until(`the row ${path.join(' › ')}`, () => find(path), { say: lines });
    if (await wheel.bringIntoReach(at(found))) await rest();
    return found;
  };

  return { drawn, find, settled, at, toggle, rest, allDrawn, lines };
}
