import { setTimeout as pause } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { contextMenuIn } from './overlays.ts';
import { until } from './waiting.ts';

/** One visible row, as a person reads it. */
export interface TreeRow {
  /** Label and description. */
  readonly text: string;
  /** What a screen reader says. */
  readonly spoken: string;
  /** 1 for a root. */
  readonly level: number;
  readonly expanded: boolean | undefined;
  readonly selected: boolean;
}

/** A row is named by the texts on the way to it: a string is the beginning of the row's text, a pattern is searched in it. */
export type TreePath = readonly (string | RegExp)[];

export interface Tree {
  /** The rows that are drawn now, from top to bottom. */
  rows(): Promise<readonly TreeRow[]>;
  /** Waits for a row, expanding what is above it and scrolling to it. */
  row(path: TreePath): Promise<Locator>;
  /** The text of a row, once it matches. */
  text(path: TreePath, pattern?: RegExp): Promise<string>;
  expand(path: TreePath): Promise<void>;
  collapse(path: TreePath): Promise<void>;
  /** Selects one row, then the others with Ctrl held. */
  select(first: TreePath, ...others: readonly TreePath[]): Promise<void>;
  /** Selects everything between two rows. */
  selectRange(from: TreePath, to: TreePath): Promise<void>;
  /** Clicks on a row that does what it says and then goes, until it has gone. */
  follow(path: TreePath): Promise<void>;
  /** Presses a button that appears on the row's right end when the mouse is over it. */
  pressInline(path: TreePath, button: string): Promise<void>;
  /** Picks an entry of a row's menu, by the beginning of its words or by a pattern. */
  pick(path: TreePath, entry: string | RegExp): Promise<void>;
}

interface FoundRow extends TreeRow {
  readonly index: number;
}

/** @param pane selects the element that holds the tree. */
export function treeIn(page: Page, pane: string): Tree {
  const list = page.locator(`${pane} .monaco-list`).first();
  const menu = contextMenuIn(page);

  async function drawn(): Promise<readonly FoundRow[]> {
    const rows = await list.locator('.monaco-list-row').evaluateAll((elements) =>
      elements.map((element) => ({
        index: Number(element.getAttribute('data-index')),
        text: [...element.querySelectorAll('.label-name, .label-description')]
          .map((part) => part.textContent)
          .join(' '),
        spoken: element.getAttribute('aria-label') ?? '',
        level: Number(element.getAttribute('aria-level')),
        expandable: element.getAttribute('aria-expanded'),
        selected: element.getAttribute('aria-selected') === 'true',
      })),
    );
    return rows
      .map(({ expandable, ...row }) => ({ ...row, expanded: expandable === null ? undefined : expandable === 'true' }))
      .sort((a, b) => a.index - b.index);
  }

  /** The row below `above` (undefined for a root), among those that are drawn. */
  function below(rows: readonly FoundRow[], above: FoundRow | undefined, name: string | RegExp): FoundRow | undefined {
    const level = (above?.level ?? 0) + 1;
    const family: FoundRow[] = [];
    for (const row of rows.filter(({ index }) => index > (above?.index ?? -1))) {
      if (row.level < level) break;
      if (row.level === level) family.push(row);
    }
    return family.find(({ text }) => (typeof name === 'string' ? text.startsWith(name) : name.test(text)));
  }

  /** Goes down the tree from its top until the row is drawn. */
  async function find(path: TreePath): Promise<FoundRow | undefined> {
    let above: FoundRow | undefined;
    for (const [depth, name] of path.entries()) {
      if (depth === 0 && !below(await drawn(), undefined, name)) await scrollToTop();
      const found: FoundRow | undefined = below(await drawn(), above, name) ?? (await scrollDownTo(above, name));
      if (!found) return undefined;
      if (depth < path.length - 1 && found.expanded === false) {
        await toggle(found);
        return undefined; // Its children come later.
      }
      above = found;
    }
    return above;
  }

  /** Turns the wheel until what was the last row is one of the first, and answers the rows that are drawn then; undefined at the end of the way. */
  async function scroll(direction: 1 | -1): Promise<readonly FoundRow[] | undefined> {
    const first = (await drawn())[0]?.index;
    const box = await list.boundingBox();
    if (!box) return undefined;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    // VS Code moves a list by 50 pixels for a notch, which is 120 of the wheel's own; three rows stay in sight.
    const notches = Math.max(1, Math.floor((box.height - 3 * 22) / 50));
    await page.mouse.wheel(0, 120 * notches * direction);
    const moved = async (): Promise<boolean> => (await drawn())[0]?.index !== first;
    return until('', moved, { milliseconds: 300 }).then(drawn, () => undefined);
  }

  /**
   * Until the rows are where they were a moment ago. VS Code 1.105 stops drawing a tree for good when its wheel is turned between the moment in which rows
   * with icons have left its data and the one in which they leave the screen ("TreeError … Data tree node not found", from `alignIconWithTwisty`).
   */
  const rest = (): Promise<unknown> =>
    until(
      '',
      async () => {
        const before = (await drawn()).map(({ spoken }) => spoken).join('\n');
        await pause(200);
        return before === (await drawn()).map(({ spoken }) => spoken).join('\n');
      },
      { milliseconds: 3000 },
    ).catch(() => undefined);

  async function scrollToTop(): Promise<void> {
    await rest();
    while (((await drawn())[0]?.index ?? 0) > 0 && (await scroll(-1)));
  }

  /** Whether a row that is drawn already stands behind everything that is below `above`. */
  const isPassed = (rows: readonly FoundRow[], above: FoundRow | undefined): boolean =>
    above !== undefined && rows.some(({ index, level }) => index > above.index && level <= above.level);

  async function scrollDownTo(above: FoundRow | undefined, name: string | RegExp): Promise<FoundRow | undefined> {
    await rest();
    let rows: readonly FoundRow[] | undefined = await drawn();
    for (; rows; rows = await scroll(1)) {
      // What is above may have left the screen: its family then starts with the first row that is drawn.
      const first = rows[0]?.index ?? 0;
      const found = below(rows, above && { ...above, index: Math.max(above.index, first - 1) }, name);
      if (found) return found;
      if (isPassed(rows, above)) return undefined;
    }
    return undefined;
  }

  const at = ({ index }: FoundRow): Locator => list.locator(`.monaco-list-row[data-index="${index}"]`);

  /** One press of the arrow, and the time that the tree takes to answer: a second press would undo the first. */
  async function toggle(row: FoundRow): Promise<void> {
    const wanted = String(row.expanded !== true);
    await at(row)
      .locator('.monaco-tl-twistie')
      .click({ timeout: 2000 })
      .catch(() => undefined);
    await until('', async () => (await at(row).getAttribute('aria-expanded', { timeout: 2000 })) === wanted, {
      milliseconds: 2000,
    }).catch(() => undefined);
  }

  /** The rows that are drawn, indented: what a failure tells. */
  const lines = async (): Promise<readonly string[]> =>
    (await drawn()).map(
      ({ level, text, expanded }) => `${'  '.repeat(level - 1)}${expanded === false ? '› ' : ''}${text}`,
    );

  const settled = (path: TreePath): Promise<FoundRow> =>
    until(`the row ${path.join(' › ')}`, () => find(path), {
      say: lines,
    });

  const row = async (path: TreePath): Promise<Locator> => at(await settled(path));

  /** Rows move while the tree changes: the row is looked for again until the mouse met it. */
  async function click(path: TreePath, options: Parameters<Locator['click']>[0]): Promise<void> {
    await until(`a click on ${path.join(' › ')}`, async () => {
      const found = await settled(path);
      await at(found)
        .click({ timeout: 2000, ...options })
        .catch(() => undefined);
      return until('', async () => (await find(path))?.selected, { milliseconds: 1000 }).catch(() => false);
    });
  }

  /** The editor forgets the nodes that it redraws: Halt then says that nothing was done, and a person closes that and presses again. */
  async function saidThatItWasRedrawn(): Promise<boolean> {
    const toast = page.locator('.notifications-toasts.visible .notification-list-item', { hasText: 'being redrawn' });
    const said = await toast.waitFor({ timeout: 500 }).then(
      () => true,
      () => false,
    );
    if (said) {
      await toast.hover();
      await toast.locator('.codicon-notifications-clear').click();
    }
    return said;
  }

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
    select: async (first, ...others) => {
      await click(first, {});
      for (const other of others) await click(other, { modifiers: ['ControlOrMeta'] });
    },
    selectRange: async (from, to) => {
      await click(from, {});
      await click(to, { modifiers: ['Shift'] });
    },
    follow: async (path) => {
      await row(path);
      await until(`${path.join(' › ')} to be followed`, async () => {
        await rest();
        const found = await find(path);
        if (!found) return true;
        await at(found)
          .click({ timeout: 2000 })
          .catch(() => undefined);
        return until('', async () => (await find(path)) === undefined, { milliseconds: 2000 }).catch(() => false);
      });
    },
    pressInline: (path, button) =>
      until(`${button} of ${path.join(' › ')} to be pressed`, async () => {
        await rest();
        const line = await row(path);
        await line.hover();
        const pressed = await line
          .getByRole('button', { name: button })
          .click({ timeout: 2000 })
          .then(
            () => true,
            () => false,
          );
        return pressed && !(await saidThatItWasRedrawn());
      }).then(() => undefined),
    pick: (path, entry) =>
      until(`${String(entry)} of ${path.join(' › ')} to be picked`, async () => {
        await rest();
        return (await menu.pick(await row(path), entry)) && !(await saidThatItWasRedrawn());
      }).then(() => undefined),
  };
}
