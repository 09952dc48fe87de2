import assert from 'node:assert/strict';
import { changesSent, instanceRow, openSettledTree } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { TreePath } from '../stages/window/tree.ts';
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

inWindow('the keyboard', { settings, height: 1400, simulator: {} }, (scenario) => {
  const first = instanceRow('checkout-api-blue');

  scenario('Delete is about the focused row, not about the one that was clicked', async ({ window, aws }) => {
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
    assert.ok((await focusedRow(window).innerText()).startsWith(meant));
    assert.deepEqual(changesSent(aws), []);
  });

  scenario('Delete is about all that are selected where the focused row is one of them', async ({ window }) => {
    const second = instanceRow(await nameBelow(window, first, 1));
    await window.tree.select(first, second);
    await press(window, 'Delete');
    const said = await window.dialog.text();
    assert.ok(said.includes('checkout-api-blue (') && said.includes(`${String(second.at(-1))} (`), said);
    await window.dialog.dismiss();
    assert.equal((await selectedRows(window)).length, 2);
  });

  scenario('with several selected, Delete is about the focused row outside of them', async ({ window }) => {
    const second = instanceRow(await nameBelow(window, first, 1));
    await window.tree.select(first, second);
    const meant = await nameBelow(window, first, 4);
    await press(window, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Delete');
    const said = await window.dialog.text();
    assert.ok(said.includes(`${meant} (`) && !said.includes('checkout-api-blue'), said);
    await window.dialog.dismiss();
    assert.equal((await selectedRows(window)).length, 2);
  });

  scenario('on a group it stops nothing, and opens or collapses nothing', async ({ window, aws }) => {
    await window.tree.select(first);
    const group = await window.tree.row(['shop-staging', 'eu-west-1', /^EC2/]);
    const before = await expandedRows(window);
    await press(window, ...Array<string>(30).fill('ArrowUp'));
    const isGroup = async () => /^EC2/.test(await focusedRow(window).innerText());
    for (let i = 0; i < 40 && !(await isGroup()); i += 1) await press(window, 'ArrowDown');
    assert.ok(await isGroup(), await group.innerText());
    await press(window, 'Delete');
    await window.notifications.waitFor(/can’t be stopped|can be stopped/);
    assert.equal(await window.dialog.isOpen(), false);
    assert.deepEqual(await expandedRows(window), before);
    assert.deepEqual(changesSent(aws), []);
    await window.notifications.clear();
  });

  scenario('Ctrl+Enter and the palette are about the focused row, too', async ({ window }) => {
    await window.tree.select(first);
    const meant = await nameBelow(window, first, 2);
    await press(window, 'ArrowDown', 'ArrowDown', 'ControlOrMeta+Enter');
    const tab = window.page.getByRole('tab', { name: new RegExp(meant) });
    await tab.waitFor();
    await window.tree.select(first);
    await press(window, 'ArrowDown', 'ArrowDown', 'F1');
    await window.quickPick.type('>Halt: Stop Instances');
    await window.quickPick.accept();
    await window.quickPick.waitFor('Instances to stop');
    await until('the focused row to be ticked', () => window.quickPick.checked(meant));
    assert.equal(await window.quickPick.checked('checkout-api-blue'), false);
    await window.quickPick.cancel();
  });
});
