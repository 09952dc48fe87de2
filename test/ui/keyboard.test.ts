import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { changesSent, instanceRow, openSettledTree } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { TreePath } from '../stages/window/treeRows.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** The row that has the keyboard's focus, as a person sees it by its outline. */
const focusedRow = (window: HaltWindow) => window.page.locator('.sidebar .monaco-list-row.focused').first();
const selectedRows = async (window: HaltWindow) =>
  (await window.tree.rows()).filter(({ selected }) => selected).map(({ text }) => text);
const expandedRows = async (window: HaltWindow) =>
  (await window.tree.rows()).map(({ text, expanded }) => `${text} ${expanded}`);

async function press(window: HaltWindow, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await window.page.keyboard.press(key);
}

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
      await press(window, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Delete');
      const said = await window.dialog.text();
      assert.ok(said.includes(`${meant} (`), `${meant} is not in: ${said}`);
      assert.ok(!said.includes('checkout-api-blue'), said);
      await window.dialog.dismiss();
      // What was selected stays so, and the focus is where it was.
      assert.deepEqual(
        (await selectedRows(window)).map((text) => text.split(' ')[0]),
        ['checkout-api-blue'],
      );
      assert.ok((await focusedRow(window).getAttribute('aria-label'))?.includes(` ${meant}, `));
      assert.deepEqual(changesSent(aws), []);
    });

    const running = instanceRow('bastion-ireland');

    scenario(
      '11.20: Delete is about all that are selected where the focused row is one of them',
      async ({ window }) => {
        const second = await nameBelow(window, running, 1);
        await window.tree.select(running, instanceRow(second));
        await press(window, 'Delete');
        const said = await window.dialog.text();
        assert.ok(said.includes('bastion-ireland (') && said.includes(`${second} (`), said);
        await window.dialog.dismiss();
        assert.equal((await selectedRows(window)).length, 2);
      },
    );

    scenario('11.20: with several selected, Delete is about the focused row outside of them', async ({ window }) => {
      await window.tree.select(running, instanceRow(await nameBelow(window, running, 1)));
      const meant = await nameBelow(window, running, 3);
      await press(window, 'ArrowDown', 'ArrowDown', 'Delete');
      const said = await window.dialog.text();
      assert.ok(said.includes(`${meant} (`) && !said.includes('bastion-ireland'), said);
      await window.dialog.dismiss();
      assert.equal((await selectedRows(window)).length, 2);
    });

    scenario('11.20: on a group it stops nothing, and opens or collapses nothing', async ({ window, aws }) => {
      await window.tree.select(running);
      const isGroup = async () => (await focusedRow(window).innerText()).includes('EC2 Instances');
      for (let i = 0; i < 20 && !(await isGroup()); i += 1) await press(window, 'ArrowUp');
      assert.ok(await isGroup());
      const before = await expandedRows(window);
      await press(window, 'Delete');
      await window.notifications.waitFor(/can.* be stopped/);
      assert.equal(await window.dialog.isOpen(), false);
      assert.deepEqual(await expandedRows(window), before);
      assert.deepEqual(changesSent(aws), []);
      await window.notifications.clear();
    });

    scenario('Ctrl+Enter is about the focused row, too', async ({ window }) => {
      await window.tree.select(running);
      const meant = await nameBelow(window, running, 2);
      await press(window, 'ArrowDown', 'ArrowDown', 'ControlOrMeta+Enter');
      await window.page.getByRole('tab', { name: new RegExp(meant) }).waitFor();
    });

    scenario('Enter opens the page of the focused row, and opens or closes a branch', async ({ window }) => {
      await window.runCommand('View: Close All Editors');
      await window.tree.select(running);
      const meant = await nameBelow(window, running, 1);
      await press(window, 'ArrowDown', 'Enter');
      await window.page.getByRole('tab', { name: new RegExp(meant) }).waitFor();
      await window.runCommand('View: Close All Editors');
      const branch = ['shop-staging', 'eu-west-1', /^ECS/] as const;
      await window.tree.select(branch);
      const isOpen = async () => (await window.tree.rows()).find(({ text }) => text.startsWith('ECS'))?.expanded;
      const before = await isOpen();
      await press(window, 'Enter');
      await until('the branch to turn', async () => (await isOpen()) === !before);
      await press(window, 'Enter');
      await until('the branch to turn back', async () => (await isOpen()) === before);
    });

    for (const by of ['keyboard', 'mouse'] as const) {
      scenario(`so is the palette, by ${by}`, async ({ window }) => {
        await window.tree.select(running);
        const meant = await nameBelow(window, running, 2);
        await press(window, 'ArrowDown', 'ArrowDown');
        if (by === 'mouse') await window.runCommand('Halt: Check Stop Permission (Dry Run)…');
        else {
          await press(window, 'F1');
          await window.quickPick.type('>Halt: Check Stop Permission (Dry Run)…');
          await window.quickPick.accept();
        }
        await window.quickPick.waitFor('Instances to check');
        await until('the focused row to be ticked', () => window.quickPick.checked(meant));
        assert.equal(await window.quickPick.checked('bastion-ireland'), false);
        await window.quickPick.cancel();
      });
    }
  },
);
