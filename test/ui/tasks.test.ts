import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { changesSent, experimentRow, instanceRow, openSettledTree, serviceRow } from '../stages/window/demoFleet.ts';
import { countPresses } from '../stages/window/presses.ts';
import { inWindow, type Scene } from '../stages/window/scene.ts';
import type { TreePath } from '../stages/window/treeRows.ts';
import { disappears, until } from '../stages/window/waiting.ts';

const settings = {
  'halt.profiles': ['shop-staging', 'shop-production'],
  'halt.regions': ['eu-west-1', 'us-east-1'],
};
const virginia = { region: 'us-east-1' } as const;
const production = { profile: 'shop-production' } as const;

/** What people come for, in the window that they use, with the branches open: how many clicks and keys it takes to the prompt or the page. */
inWindow(
  'the nine tasks',
  { view: 'Halt', settings, height: 1600, width: 1400, simulator: { clock: heldClock(Date.now()) } },
  (scenario) => {
    /** A task that takes no more than `most`, beside the typing of a name or a reason; nothing is sent by it. */
    const task = (
      name: string,
      most: number,
      {
        rows = [],
        press,
        prompt,
      }: { rows?: readonly TreePath[] } & Record<'press' | 'prompt', (scene: Scene) => Promise<unknown>>,
    ): void =>
      scenario(`${name}: ${most}`, async (scene) => {
        const { window, aws } = scene;
        await openSettledTree(window);
        for (const row of rows) await window.tree.row(row);
        aws.log.clear();
        const presses = await countPresses(window.page);
        const count = await presses.of(async () => {
          await press(scene);
        });
        assert.ok(count > 0 && count <= most, `${count} clicks and keys`);
        await prompt(scene);
        assert.deepEqual(changesSent(aws), []);
      });

    task('stop one from its row', 1, {
      rows: [instanceRow('bastion-ireland')],
      press: ({ window }) => window.tree.pressInline(instanceRow('bastion-ireland'), 'Stop Instance…'),
      prompt: async ({ window }) => assert.match(await window.dialog.dismiss(), /^Stop bastion-ireland in /),
    });

    const three = [
      instanceRow('bastion-ireland'),
      instanceRow('payments-sandbox'),
      instanceRow('session-cache-1', production),
    ] as const;
    task('stop three over two accounts', 4, {
      rows: three,
      press: async ({ window }) => {
        await window.tree.select(...three);
        await window.tree.press('Delete');
      },
      prompt: async ({ window }) => {
        await window.quickPick.waitFor('Production: Stop 3 EC2 instances in 2 accounts?');
        await window.quickPick.type('shop-production');
        await window.quickPick.accept();
        assert.match(await window.dialog.dismiss(), /^Stop 3 EC2 instances in 2 accounts\?/);
      },
    });

    task('stop all experiments', 2, {
      press: async ({ window }) => {
        await window.statusItem('experiments').click();
        await window.quickPick.waitFor('Running Experiments');
        await window.quickPick.choose(/^\s*Stop (?:all )?\d/);
      },
      prompt: async ({ window }) => {
        await window.quickPick.waitFor(/^Production: Stop \d+ FIS experiments/);
        await window.quickPick.type('shop-production');
        await window.quickPick.accept();
        assert.match(await window.dialog.dismiss(), /^Stop \d+ FIS experiments in 2 accounts\?/);
      },
    });

    task('roll back', 1, {
      rows: [serviceRow('search-indexer')],
      press: ({ window }) => window.tree.pressInline(serviceRow('search-indexer'), 'Roll Back Deployment…'),
      prompt: async ({ window }) => assert.match(await window.dialog.dismiss(), /search-indexer/),
    });

    const paused = serviceRow('payments', 'shop', virginia);
    task('continue', 2, {
      rows: [paused],
      press: async ({ window }) => {
        await window.tree.pressInline(paused, 'Continue or Roll Back Paused Deployment…');
        await window.quickPick.waitFor(/^payments in shop-staging \(us-east-1\) is paused/);
        await window.quickPick.choose(/^\s*Continue/);
      },
      prompt: async ({ window }) => assert.match(await window.dialog.dismiss(), /payments/),
    });

    const lever = experimentRow('Safety lever');
    task('engage the safety lever', 2, {
      rows: [lever],
      press: async ({ window }) => {
        await window.tree.pick(lever, 'Engage the Safety Lever…');
        await window.quickPick.waitFor('Engage the safety lever in shop-staging (eu-west-1)');
      },
      prompt: async ({ window }) => {
        await window.quickPick.type('incident 4711');
        await window.quickPick.accept();
        assert.match(await window.dialog.dismiss(), /^Engage the safety lever in shop-staging \(eu-west-1\)\?/);
      },
    });

    task('open a page', 1, {
      rows: [instanceRow('bastion-ireland')],
      press: ({ window }) => window.tree.pressInline(instanceRow('bastion-ireland'), 'Show Details'),
      prompt: async ({ window }) => {
        await window.webview().locator('h1', { hasText: 'bastion-ireland' }).waitFor();
        await window.runCommand('View: Close All Editors');
      },
    });

    task('the audit log', 2, {
      press: async ({ window }) => {
        const title = window.page.locator('.sidebar .pane').filter({ hasText: 'AWS Resources' }).first();
        await title.locator('.pane-header').hover();
        await title.getByRole('button', { name: /^Views and More Actions|^More Actions/ }).click();
        const entry = window.page
          .locator('.context-view .monaco-menu')
          .getByRole('menuitem', { name: 'Show the Audit Log' });
        await until('the menu to take it', async () => {
          await entry.click({ timeout: 5000 }).catch(() => undefined);
          return disappears(entry, 500);
        });
      },
      prompt: async ({ window }) => {
        await window.webview().locator('h1', { hasText: 'Audit Log' }).waitFor();
        await window.runCommand('View: Close All Editors');
      },
    });

    scenario('sign in: 1', async ({ window, aws }) => {
      await openSettledTree(window);
      const presses = await countPresses(window.page);
      aws.faults.add({ effect: { kind: 'expiredToken' } });
      await window.runCommand('Halt: Refresh');
      await window.tree.text(['shop-staging'], /credentials expired/);
      // Not before the press: a poll that came between would take the button away.
      const count = await presses.of(() => window.tree.pressInline(['shop-staging'], 'Sign In'));
      assert.equal(count, 1);
      aws.faults.clear();
      await window.runCommand('Halt: Refresh');
      await until('the profile to be signed in', async () =>
        (await window.tree.rows()).every(({ text }) => !/^shop-staging .*expired/.test(text)),
      );
    });
  },
);
