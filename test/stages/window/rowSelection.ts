import type { Locator } from 'playwright-core';
import type { RowFinder } from './rowFinder.ts';
import { type FoundRow, isCalled, type TreePath } from './treeRows.ts';
import { until } from './waiting.ts';

/** Selects rows with the mouse, and ends when just these are selected. */
export function rowSelection({ drawn, find, settled, at, rest }: RowFinder) {
  const selected = async () => (await drawn()).filter((one) => one.selected);
  const nameOf = (path: TreePath): string | RegExp => path.at(-1) ?? '';

  /** Whether a row that was found is selected now, if it is where it was. */
  const isSelected = async ({ index }: FoundRow, path: TreePath): Promise<boolean> =>
    (await selected()).some((one) => one.index === index && isCalled(one, nameOf(path)));

  /** Rows move while the tree changes: the row is looked for again until the mouse met it. Once more does no harm to what such a click selects. */
  async function click(path: TreePath, options: Parameters<Locator['click']>[0]): Promise<void> {
    await until(`a click on ${path.join(' › ')}`, async () => {
      await rest();
      const found = await settled(path);
      await at(found)
        .click({ timeout: 5000, ...options })
        .catch(() => undefined);
      return until('', () => isSelected(found, path), { milliseconds: 1000 }).catch(() => false);
    });
  }

  /** One click with Ctrl held: a second one would take the row out again. False when it isn't selected after a while. */
  async function add(path: TreePath): Promise<boolean> {
    await rest();
    const found = await settled(path);
    if (found.selected) return true;
    await at(found)
      .click({ timeout: 5000, modifiers: ['ControlOrMeta'] })
      .catch(() => undefined);
    return until('', () => isSelected(found, path), { milliseconds: 5000 }).catch(() => false);
  }

  /** Whether these are selected, and nothing else on the way to them. To go there scrolls the list, which is spared where all are in sight. */
  async function areJust(paths: readonly TreePath[]): Promise<boolean> {
    const inSight = await selected();
    if (inSight.length === paths.length && paths.every((path) => inSight.some((one) => isCalled(one, nameOf(path)))))
      return true;
    const [wanted, all] = [new Set<number>(), new Set<number>()];
    for (const path of paths) {
      const found = await find(path);
      if (found?.selected !== true) return false;
      wanted.add(found.index);
      for (const { index } of await selected()) all.add(index);
    }
    return wanted.size === all.size;
  }

  /** Whether every row from one to the other is selected, and no other, as far as they are drawn. */
  async function areBetween(from: TreePath, to: TreePath): Promise<boolean> {
    const [one, other] = [await find(from), await find(to)];
    if (!one || !other) return false;
    const [first, last] = [Math.min(one.index, other.index), Math.max(one.index, other.index)];
    return (await drawn()).every(({ index, selected: is }) => is === (index >= first && index <= last));
  }

  const saySelected = { say: async () => (await selected()).map(({ text }) => text) };

  return {
    // A row that comes under the mouse meanwhile would stay selected with the others: all begins anew with the first one, which leaves nothing else selected.
    select: (first: TreePath, ...others: readonly TreePath[]): Promise<void> =>
      until(
        'just these to be selected',
        async () => {
          await click(first, {});
          for (const other of others) if (!(await add(other))) return false;
          if (!(await areJust([first, ...others]))) return false;
          await rest();
          return areJust([first, ...others]);
        },
        saySelected,
      ).then(() => undefined),
    selectRange: (from: TreePath, to: TreePath): Promise<void> =>
      until(
        'just what is between them to be selected',
        async () => {
          await click(from, {});
          await click(to, { modifiers: ['Shift'] });
          await rest();
          return areBetween(from, to);
        },
        saySelected,
      ).then(() => undefined),
  };
}
