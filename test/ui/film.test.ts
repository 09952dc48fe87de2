import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../scripts/root.ts';
import { openSettledTree } from '../stages/window/demoFleet.ts';
import { startFilm } from '../stages/window/images/film.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

const settings = {
  'halt.profiles': ['shop-production', 'shop-staging'],
  'halt.regions': ['eu-west-1', 'us-east-1'],
  'workbench.layoutControl.enabled': false,
};

inWindow('the film of the README', { speed: 12, settings, width: 1100, height: 680 }, (_scenario, picture) => {
  picture('stops every experiment from the status bar, production’s name typed', async ({ window, aws }) => {
    const { page } = window;
    await openSettledTree(window);
    await window.notifications.clear();
    const film = await startFilm(page);
    /** As slow as somebody who wants to be followed. */
    const glide = async (target: ReturnType<typeof window.statusItem>): Promise<void> => {
      const box = await target.boundingBox();
      if (!box) throw new Error('There is nothing to point at.');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 12 });
      await pause(350);
    };
    await page.mouse.move(550, 300);
    await pause(600);
    await glide(window.statusItem('experiments'));
    await window.statusItem('experiments').click();
    await window.quickPick.waitFor('Running Experiments');
    await pause(900);
    const all = await window.quickPick.row(/^\s*Stop (?:all )?\d/);
    await glide(all);
    await all.click();
    await window.quickPick.waitFor(/^Production/);
    await page.keyboard.type('shop-production', { delay: 70 });
    await pause(300);
    await page.keyboard.press('Enter');
    await window.dialog.text();
    await pause(1800);
    const stop = page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: /^Stop \d+$/ })
      .first();
    await glide(stop);
    await stop.click();
    await until('every experiment to end', () => aws.log.count({ action: 'StopExperiment' }) > 0);
    await window.notifications.waitFor(/stopped/);
    await pause(800);
    const folder = join(ROOT, 'artifacts');
    mkdirSync(folder, { recursive: true });
    await film.end(join(folder, 'halt.gif'));
  });
});
