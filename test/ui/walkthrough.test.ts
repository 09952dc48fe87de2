import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { ROOT } from '../../scripts/root.ts';
import { DEMO_SETTINGS } from '../../scripts/vscode/demoSettings.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { ACCOUNTS, instanceRow, openSettledTree } from '../stages/window/demoFleet.ts';
import { ownThings } from '../stages/ownThings.ts';
import { fewColors } from '../stages/window/images/fewColors.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

/** VS Code's names for its kinds of theme, as the media of a walkthrough has them. */
const themes = {
  light: 'light',
  dark: 'dark',
  'high-contrast': 'high contrast',
  'high-contrast-light': 'high contrast light',
} as const;
const FOLDER = join(ROOT, 'media/walkthrough');
/** The height of what is cut off of a view that goes on below. */
const MOST_HEIGHT = 520;
/** Nothing runs there. */
const QUIET = 'ap-southeast-2';
/** A side bar in which a row can be read, in pixels. */
const SIDE_BAR = 430;

/** Writes what a place in the window looks like beside the manifest's other pictures. */
async function keep({ page }: HaltWindow, place: Locator, name: string): Promise<void> {
  const box = await place.boundingBox();
  const view = page.viewportSize();
  if (!box || !view) throw new Error(`There is nothing to see of ${name}.`);
  const { x, y } = box;
  const height = Math.min(view.height - y, box.height, MOST_HEIGHT);
  const clip = { x, y, width: Math.min(view.width - x, box.width), height };
  mkdirSync(FOLDER, { recursive: true });
  const seen = await page.screenshot({ clip, animations: 'disabled', caret: 'hide' });
  writeFileSync(join(FOLDER, `${name}.png`), fewColors(seen));
}

/** Drags the side bar's edge, as a person does. */
async function widen({ page }: HaltWindow): Promise<void> {
  const bar = page.locator('.part.sidebar');
  const box = await bar.boundingBox();
  if (!box) throw new Error('There is no side bar.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDE_BAR, y, { steps: 5 });
  await page.mouse.up();
  await until('the side bar to be wide', async () => ((await bar.boundingBox())?.width ?? 0) > SIDE_BAR - 20);
}

/** npm run pictures -- test/ui/walkthrough.test.ts makes them anew. */
inWindow(
  'the pictures of the walkthrough',
  {
    simulator: { clock: heldClock(Date.UTC(2026, 0, 15, 12)) },
    settings: { ...DEMO_SETTINGS, 'halt.notify': 'all' },
    width: 1000,
    height: 700,
  },
  (_scenario, picture) => {
    for (const [file, theme] of Object.entries(themes)) {
      picture(`show what Halt shows: ${theme}`, async ({ window }) => {
        const { page, quickPick, dialog } = window;
        await openSettledTree(window);
        await window.setTheme(theme);
        await window.notifications.clear();
        await window.tree.row(['shop-staging']);
        await widen(window);
        await page.mouse.move(700, 500);
        await keep(window, page.locator('.part.sidebar'), `demo-${file}`);

        await window.ask('Halt: Choose Profiles…', 'Choose Profiles');
        await keep(window, page.locator('.quick-input-widget'), `profiles-${file}`);
        await quickPick.cancel();

        await window.ask('Halt: Choose Regions…', 'Choose Regions for Every Chosen Profile');
        await until('AWS’s own list', async () => /as AWS lists them/.test(await quickPick.placeholder()));
        await keep(window, page.locator('.quick-input-widget'), `regions-${file}`);
        await quickPick.cancel();

        const [first, second] = [instanceRow('checkout-api-green'), instanceRow('search-reindex-worker')];
        await window.tree.select(first, second);
        await window.tree.press('Delete');
        await dialog.text();
        await keep(window, page.locator('.monaco-dialog-box'), `stop-${file}`);
        await dialog.dismiss();

        await window.runCommand('Halt: Accessibility Help');
        await page.getByRole('tab', { name: /Accessibility Help/ }).waitFor();
        await keep(window, page.locator('.part.editor'), `accessibility-${file}`);
        await window.runCommand('View: Close All Editors');
      });
    }

    // After the others, which show what runs without these.
    picture('show what Halt tells', async ({ window, aws }) => {
      const { page, notifications } = window;
      await openSettledTree(window);
      // What a first look finds is no news: the list has been read once.
      await window.tree.row(['shop-production', QUIET, /^FIS Experiments 0 of \d+ active/]);
      await notifications.clear();
      const own = ownThings(aws, QUIET, ACCOUNTS['shop-production']);
      for (const Name of ['load-test-7', 'load-test-8', 'load-test-9']) own.startExperiment({}, { tags: { Name } });
      await window.runCommand('Halt: Refresh');
      const { text } = await notifications.waitFor(/load-test/);
      assert.equal(text, `load-test-7 and 2 more started in shop-production (${QUIET}).`);
      await window.runCommand('Notifications: Show Notifications');
      await page.mouse.move(700, 100);
      for (const [file, theme] of Object.entries(themes)) {
        await window.setTheme(theme);
        const item = page.locator('.notifications-center.visible .notification-list-item').first();
        await keep(window, item, `notify-${file}`);
      }
    });
  },
);
