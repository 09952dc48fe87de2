import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import { STAGING } from '../stages/accounts.ts';
import { ownThings } from '../stages/ownThings.ts';
import { experimentRow, HOME, instanceRow, openSettledTree, serviceRow } from '../stages/window/demoFleet.ts';
import { runningIn } from '../stages/window/haltViews.ts';
import { cutStates, poorRows } from '../stages/window/rowsInSight.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { Theme } from '../stages/window/settingsIn.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const home = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };
const clock = heldClock(Date.now());

const LONG = {
  blue: 'payments-worker-nightly-blue-eu-west-1-production',
  green: 'payments-worker-nightly-green-eu-west-1-production',
  wide: '決済サービスの夜間バッチ処理インスタンス',
  service: 'recommendations-for-returning-customers-api',
  experiment: 'Orders survive the loss of one of the three Availability Zones',
} as const;

/** Things in several states with names that no side bar holds. */
function addLongNames(aws: Simulator): void {
  for (const name of [LONG.blue, LONG.green, LONG.wide]) {
    aws.ec2.add(STAGING, HOME, { name, type: 'm7g.16xlarge', tags: {} });
  }
  ownThings(aws, HOME).startExperiment({}, { tags: { Name: LONG.experiment } });
  const service = aws.ecs.createService(STAGING, HOME, 'shop', {
    name: LONG.service,
    desired: 3,
    launch: 'FARGATE',
    version: 10,
    past: [{ daysAgo: 3, options: { strategy: 'ROLLING', hooks: [] } }],
  });
  aws.ecs.startDeployment(service, { ageSeconds: 5 });
}

/** Pulls the edge of the side bar until it is so many pixels wide. */
async function setWidth({ page }: HaltWindow, pixels: number): Promise<void> {
  const bar = page.locator('.part.sidebar');
  await until(`a side bar of ${pixels} pixels`, async () => {
    const box = await bar.boundingBox();
    if (!box) return false;
    if (Math.abs(box.width - pixels) <= 1) return true;
    const edge = box.x + box.width;
    await page.mouse.move(edge, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(edge + (pixels - box.width) / 2, box.y + box.height / 2);
    await page.mouse.move(box.x + pixels, box.y + box.height / 2);
    await page.mouse.up();
    return false;
  });
}

/** Away from every row, whose buttons would take the place of its words. */
const leave = ({ page }: HaltWindow): Promise<void> => page.mouse.move(900, 400);

inWindow(
  'a narrow side bar',
  { view: 'Halt', simulator: { clock }, settings: home, width: 1200, height: 1400, differsByVersion: true },
  (scenario) => {
    scenario('every line is there, and each state whole, at 300 pixels', async ({ window, aws }) => {
      await openSettledTree(window);
      addLongNames(aws);
      clock.step(60_000);
      await window.runCommand('Halt: Refresh');
      // What VS Code gives a side bar at first in a window of this width.
      const width = (await window.page.locator('.sidebar').first().boundingBox())?.width ?? 0;
      assert.ok(width > 280 && width <= 300, `${width} pixels`);
      const running = runningIn(window);
      const rows = [
        [window.tree, instanceRow(LONG.blue), /running/],
        [window.tree, instanceRow(LONG.green), /running/],
        [window.tree, instanceRow(LONG.wide), /running/],
        [window.tree, serviceRow(LONG.service), / rolling out \d of 3/],
        [window.tree, experimentRow(LONG.experiment), /running|pending/],
        [running, [LONG.service], / rolling out \d of 3/],
        [running, [LONG.experiment], /running|pending/],
      ] as const;
      for (const [tree, path, state] of rows) {
        await tree.text(path, state);
        await leave(window);
        // The buttons of the row that the mouse was over go as it leaves.
        const amiss = async () => [...(await cutStates(window)), ...(await poorRows(window))];
        await until('each state whole', async () => (await amiss()).length === 0, { say: amiss });
        await window.picture(`narrow-${window.version}-${path.at(-1)}`);
      }
      const tip = await window.tooltip(await window.tree.row(instanceRow(LONG.blue)));
      assert.ok(tip.includes(LONG.blue), tip);
      const labels = (await running.rows()).map(({ label }) => label);
      assert.equal(new Set(labels).size, labels.length, labels.join('\n'));
    });

    scenario('the actions of a title lie inside it at 170 pixels', async ({ window }) => {
      await openSettledTree(window);
      await setWidth(window, 170);
      const bar = await window.page.locator('.part.sidebar').boundingBox();
      assert.ok(bar);
      for (const title of ['AWS Resources', 'In Progress']) {
        const header = window.page.locator('.sidebar .pane-header', { hasText: title });
        await header.hover();
        const actions = header.locator('.actions .action-item:visible');
        const drawn = () =>
          actions.evaluateAll((all) =>
            all.map((one) => one.getBoundingClientRect()).map(({ x, width }) => ({ x, width })),
          );
        // What doesn't fit goes into the menu at their end once they have been measured.
        let before = '';
        const boxes = await until('its actions to stand still', async () => {
          const now = await drawn();
          const isStill = now.length > 0 && JSON.stringify(now) === before;
          before = JSON.stringify(now);
          return isStill && now;
        });
        const name = await header.locator('.title').boundingBox();
        assert.ok(name && name.width > 20, `${title} ${name?.width}`);
        for (const box of boxes) {
          assert.ok(box.width >= 16, `${title}: ${before}`);
          assert.ok(box.x >= bar.x && box.x + box.width <= bar.x + bar.width + 0.5, JSON.stringify([title, box, bar]));
        }
      }
      await window.picture(`narrow-${window.version}-titles`);
      await setWidth(window, 300);
    });
  },
);

inWindow(
  'the tree at every width',
  { view: 'Halt', simulator: { clock }, settings: home, width: 1280, height: 900, scale: 1.5 },
  (_, picture) => {
    for (const theme of ['light', 'dark', 'high contrast', 'high contrast light'] as const satisfies readonly Theme[]) {
      picture(`in ${theme}`, async ({ window, aws }) => {
        await openSettledTree(window);
        await window.setTheme(theme);
        if (theme === 'light') {
          addLongNames(aws);
          clock.step(60_000);
        }
        await window.runCommand('Halt: Refresh');
        await runningIn(window).text([LONG.experiment]);
        for (const width of [170, 300, 650]) {
          await setWidth(window, width);
          await leave(window);
          await window.picture(`tree-${theme.replaceAll(' ', '-')}-${width}`);
        }
      });
    }
  },
);
