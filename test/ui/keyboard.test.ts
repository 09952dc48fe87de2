import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { changesSent, instanceRow, openSettledTree } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { TreePath } from '../stages/window/treeRows.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** The row that has the keyboard's focus, as a person sees it by its outline. */
const focusedRow = (window: HaltWindow) => window.page.locator('.sidebar .monaco-list-row.focused').first();
const isOn = async (window: HaltWindow, name: string): Promise<boolean> =>
  (await focusedRow(window).getAttribute('aria-label'))?.includes(` ${name}, `) ?? false;
const selectedRows = async (window: HaltWindow) =>
  (await window.tree.rows()).filter(({ selected }) => selected).map(({ text }) => text.split(' ')[0] ?? '');
/** Once the rows behind a dialog that has closed are drawn. */
const stillSelected = (window: HaltWindow, ...names: readonly string[]) =>
  until('the selection as before', async () => isDeepStrictEqual(await selectedRows(window), names), {
    say: () => selectedRows(window),
  });
const expandedRows = async (window: HaltWindow) =>
  (await window.tree.rows()).map(({ text, expanded }) => `${text} ${expanded}`);

/** Presses an arrow until the focus is on a row: each press is seen to have moved it before the next one. */
const walkTo = (window: HaltWindow, key: 'ArrowDown' | 'ArrowUp', name: string, isThere = () => isOn(window, name)) =>
  until(
    `the focus to be on ${name}`,
    async () => {
      if (await isThere()) return true;
      const at = () => focusedRow(window).getAttribute('data-index');
      const before = await at();
      await window.page.keyboard.press(key);
      await until('the focus to move', async () => (await at()) !== before);
      return false;
    },
    { say: () => focusedRow(window).getAttribute('aria-label') },
  );

const hasPage = (window: HaltWindow, name: string): Promise<boolean> =>
  window.page.getByRole('tab', { name: new RegExp(name) }).isVisible();

/** The name of the row that is so many rows below another. */
async function nameBelow(window: HaltWindow, path: TreePath, by: number): Promise<string> {
  const name = path.at(-1);
  assert.ok(typeof name === 'string');
  await window.tree.row(path);
  const names = (await window.tree.rows()).map(({ text }) => text.split(' ')[0] ?? '');
  return names[names.indexOf(name) + by] ?? '';
}

inWindow(
  'the keyboard',
  { view: 'Halt', differsByVersion: true, settings, height: 1400, simulator: { clock: heldClock(Date.now()) } },
  (scenario) => {
    const first = instanceRow('checkout-api-blue');

    scenario('11.20: Delete is about the focused row, not about the one that was clicked', async ({ window, aws }) => {
      await openSettledTree(window);
      await window.tree.select(first);
      const meant = await nameBelow(window, first, 3);
      await window.tree.allDrawn();
      await walkTo(window, 'ArrowDown', meant);
      await window.tree.press('Delete');
      const said = await window.dialog.text();
      assert.ok(said.includes(`${meant} (`), `${meant} is not in: ${said}`);
      assert.ok(!said.includes('checkout-api-blue'), said);
      await window.dialog.dismiss();
      // What was selected stays so, and the focus is where it was.
      await stillSelected(window, 'checkout-api-blue');
      await until('the focus where it was', () => isOn(window, meant));
      assert.deepEqual(changesSent(aws), []);
    });

    const running = instanceRow('bastion-ireland');

    scenario(
      '11.20: Delete is about all that are selected where the focused row is one of them',
      async ({ window }) => {
        await openSettledTree(window);
        const second = await nameBelow(window, running, 1);
        await window.tree.allDrawn();
        await window.tree.select(running, instanceRow(second));
        await window.tree.press('Delete');
        const said = await window.dialog.text();
        assert.ok(said.includes('bastion-ireland (') && said.includes(`${second} (`), said);
        await window.dialog.dismiss();
        await stillSelected(window, 'bastion-ireland', second);
      },
    );

    scenario('11.20: with several selected, Delete is about the focused row outside of them', async ({ window }) => {
      await openSettledTree(window);
      const second = await nameBelow(window, running, 1);
      await window.tree.allDrawn();
      await window.tree.select(running, instanceRow(second));
      const meant = await nameBelow(window, running, 3);
      await walkTo(window, 'ArrowDown', meant);
      await window.tree.press('Delete');
      const said = await window.dialog.text();
      assert.ok(said.includes(`${meant} (`) && !said.includes('bastion-ireland'), said);
      await window.dialog.dismiss();
      await stillSelected(window, 'bastion-ireland', second);
    });

    scenario('11.20: on a group it stops nothing, and opens or collapses nothing', async ({ window, aws }) => {
      await openSettledTree(window);
      await window.tree.select(running);
      const isGroup = async () => (await focusedRow(window).innerText()).includes('EC2 Instances');
      await walkTo(window, 'ArrowUp', 'EC2 Instances', isGroup);
      const before = await expandedRows(window);
      await window.tree.press('Delete');
      await window.notifications.waitFor(/^This key stops single rows\./);
      assert.equal(await window.dialog.isOpen(), false);
      await until('every branch as before', async () => isDeepStrictEqual(await expandedRows(window), before), {
        say: () => expandedRows(window),
      });
      assert.deepEqual(changesSent(aws), []);
      await window.notifications.clear();
    });

    scenario('Ctrl+Enter is about the focused row, too', async ({ window }) => {
      await openSettledTree(window);
      await window.tree.select(running);
      const meant = await nameBelow(window, running, 2);
      await walkTo(window, 'ArrowDown', meant);
      await window.tree.press('ControlOrMeta+Enter', () => hasPage(window, meant));
    });

    scenario('Enter opens the page of the focused row, and opens or closes a branch', async ({ window }) => {
      await openSettledTree(window);
      await window.runCommand('View: Close All Editors');
      await window.tree.select(running);
      const meant = await nameBelow(window, running, 1);
      await walkTo(window, 'ArrowDown', meant);
      await window.tree.press('Enter', () => hasPage(window, meant));
      await window.runCommand('View: Close All Editors');
      const branch = ['shop-staging', 'eu-west-1', /^ECS/] as const;
      await window.tree.select(branch);
      const isOpen = async () => (await window.tree.rows()).find(({ text }) => text.startsWith('ECS'))?.expanded;
      const before = await isOpen();
      await window.tree.press('Enter', async () => (await isOpen()) === !before);
      await window.tree.press('Enter', async () => (await isOpen()) === before);
    });

    for (const by of ['keyboard', 'mouse'] as const) {
      scenario(`so is the palette, by ${by}`, async ({ window }) => {
        await openSettledTree(window);
        await window.tree.select(running);
        const meant = await nameBelow(window, running, 2);
        await walkTo(window, 'ArrowDown', meant);
        await window.tree.row(running);
        const title = 'Halt: Check Stop Permission (Dry Run)…';
        if (by === 'mouse') await window.runCommand(title);
        else {
          await window.page.keyboard.press('F1');
          await window.quickPick.type(`>${title}`);
          // Enter picks what has the focus: another command, as long as the list is the one that was there before.
          await window.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).waitFor();
          await window.quickPick.accept();
        }
        await window.quickPick.waitFor('Check Stop Permission (Dry Run)');
        await until('the focused row to be ticked', () => window.quickPick.checked(meant));
        assert.equal(await window.quickPick.checked('bastion-ireland'), false);
        await window.quickPick.cancel();
      });
    }
  },
);
