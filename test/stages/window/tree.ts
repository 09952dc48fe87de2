import type { Locator, Page } from 'playwright-core';
import { noteRedraw } from '../../../scripts/suites/redraws.ts';
import { contextMenuIn } from './overlays.ts';
import { rowFinder } from './rowFinder.ts';
import { redrawnToast, rowKeysIn } from './rowKeys.ts';
import { rowSelection } from './rowSelection.ts';
import { isCalled, type TreePath, type TreeRow } from './treeRows.ts';
import { until } from './waiting.ts';

export interface Tree {
  /** The rows that are drawn now, from top to bottom. */
  rows(): Promise<readonly TreeRow[]>;
  /** Waits until the editor has stopped drawing the rows, be it as they were. */
  allDrawn(): Promise<void>;
  /** Waits for a row, expanding what is above it and scrolling to it. */
  row(path: TreePath): Promise<Locator>;
  /** The text of a row, once it matches. */
  text(path: TreePath, pattern?: RegExp): Promise<string>;
  /** As `text`, for what a screen reader says of it. */
  spoken(path: TreePath, pattern: RegExp): Promise<string>;
  expand(path: TreePath): Promise<void>;
  collapse(path: TreePath): Promise<void>;
  /** Selects one row, then the others with Ctrl held, until just these are selected. */
  select(first: TreePath, ...others: readonly TreePath[]): Promise<void>;
  /** Selects everything between two rows. */
  selectRange(from: TreePath, to: TreePath): Promise<void>;
  /**
   * Presses a key on the row with the focus, once the rows stand still, and returns when that was, by `performance.now()`. It waits for the `effect`; without one, for something that asks or
   * tells.
   */
  press(key: string, effect?: () => Promise<boolean>): Promise<number>;
  /** Clicks on a row that does what it says and then goes, until it has gone. */
  follow(path: TreePath): Promise<void>;
  /** Presses a button that appears on the row's right end when the mouse is over it. */
  pressInline(path: TreePath, button: string): Promise<void>;
  /** Picks an entry of a row's menu, by the beginning of its words or by a pattern. */
  pick(path: TreePath, entry: string | RegExp): Promise<void>;
}

/** @param pane selects the element that holds the tree, in CSS. */
export function treeIn(page: Page, pane: string): Tree {
  const list = page.locator(`${pane} .monaco-list`).first();
  const finder = rowFinder(page, pane);
  const { drawn, find, settled, at, toggle, rest, allDrawn, lines } = finder;
  const menu = contextMenuIn(page);

  const row = async (path: TreePath): Promise<Locator> => {
    await rest();
    return at(await settled(path));
  };

  const tabs = page.locator('.editor-group-container .tab.active');
  /** What most commands change: the page in front, or what a row says. */
  const sight = async (): Promise<Sight> => ({
    front: JSON.stringify(await tabs.allInnerTexts()),
    rows: JSON.stringify((await drawn()).map(({ text }) => text)),
  });

  return {
    rows: drawn,
    row,
    text: async (path, pattern) =>
      until(
        `${path.join(' › ')} to say ${pattern ?? 'something'}`,
        async () => {
          const text = (await find(path))?.text;
          return text !== undefined && (pattern?.test(text) ?? true) ? text : undefined;
        },
        { say: async () => (await find(path))?.text ?? (await lines()) },
      ),
    spoken: (path, pattern) =>
      until(
        `${path.join(' › ')} to be spoken of as ${pattern}`,
        async () => {
          const words = (await find(path))?.spoken;
          return words !== undefined && pattern.test(words) && words;
        },
        { say: async () => (await find(path))?.spoken ?? (await lines()) },
      ),
    expand: (path) =>
      until(`${path.join(' › ')} to be expanded`, async () => {
        const found = await settled(path);
        if (found.expanded === true) return true;
        await toggle(found);
        return false;
      }).then(() => undefined),
    collapse: (path) =>
      until(`${path.join(' › ')} to be collapsed`, async () => {
        const found = await settled(path);
        if (found.expanded === false) return true;
        await toggle(found);
        return false;
      }).then(() => undefined),
    ...rowSelection(finder),
    press: rowKeysIn(page, list, rest),
    allDrawn,
    follow: async (path) => {
      await row(path);
      await until(`${path.join(' › ')} to be followed`, async () => {
        await rest();
        const found = await find(path);
        if (!found) return true;
        await at(found)
          .click({ timeout: 5000 })
          .catch(() => undefined);
        return until('', async () => (await find(path)) === undefined, { milliseconds: 5000 }).catch(() => false);
      });
    },
    pressInline: (path, button) =>
      until(`${button} of ${path.join(' › ')} to be pressed`, async () => {
        const line = await row(path);
        await line.hover();
        await rest();
        const wasRedrawn = await redrawIn(page, sight);
        noteRedraw('pressed');
        const pressed = await line
          .getByRole('button', { name: button })
          .click({ timeout: 5000 })
          .then(
            () => true,
            () => false,
          );
        return pressed && !(await wasRedrawn(`${button} of ${path.join(' › ')}`));
      }).then(() => undefined),
    pick: (path, entry) =>
      until(`${String(entry)} of ${path.join(' › ')} to be picked`, async () => {
        await rest();
        const found = await settled(path);
        // What is drawn again while the menu opens is unknown to the editor for as long.
        const isStillThere = async (): Promise<boolean> => {
          await rest();
          return (await drawn()).some((one) => one.index === found.index && isCalled(one, path.at(-1) ?? ''));
        };
        const wasRedrawn = await redrawIn(page, sight);
        noteRedraw('pressed');
        return (
          (await menu.pick(at(found), entry, isStillThere)) &&
          !(await wasRedrawn(`${String(entry)} of ${path.join(' › ')}`))
        );
      }).then(() => undefined),
  };
}

interface Sight {
  readonly front: string;
  readonly rows: string;
}

/** After rows have moved, in milliseconds. */
const SAID_WITHIN = 1000;

/**
 * Whether Halt says that the view was being redrawn, by what is told and seen from before a press. Whatever else comes into sight first shows that the command ran; what asks something, as its name says,
 * does so, however long that takes.
 */
async function redrawIn(page: Page, sight: () => Promise<Sight>): Promise<(pressed: string) => Promise<boolean>> {
  const { toast, anAnswer, close } = redrawnToast(page);
  const [answered, before] = [await anAnswer(), await sight()];
  return async (pressed) => {
    const asks = pressed.includes('…');
    let movedAt: number | undefined;
    const effect = async (): Promise<boolean> => {
      if (await answered()) return true;
      if (asks) return false;
      const { front, rows } = await sight();
      if (rows !== before.rows) movedAt ??= performance.now();
      // Rows may have moved because they were drawn again, which Halt then says a moment later.
      return front !== before.front || (movedAt !== undefined && performance.now() - movedAt > SAID_WITHIN);
    };
    const said = await until('', async () => ((await toast.isVisible()) ? 'redrawn' : (await effect()) && 'ran'), {
      milliseconds: asks ? 10_000 : 3_000,
    }).catch(() => 'nothing');
    if (said !== 'redrawn') return false;
    await close(pressed);
    return true;
  };
}
