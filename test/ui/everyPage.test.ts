import { heldClock } from '../../src/simulator/core/clock.ts';
import type { Simulator } from '../../src/simulator/simulator.ts';
import {
  experimentRow,
  HOME,
  instanceRow,
  openSettledTree,
  serviceNamed,
  serviceRow,
} from '../stages/window/demoFleet.ts';
import { assertAccessibleInEachTheme, type PageThemes } from '../stages/window/accessibility.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME] };

/** One that can be stopped, and one that is protected and so left out. */
async function askToStop(window: HaltWindow, name: string): Promise<void> {
  await openSettledTree(window);
  const row = instanceRow(name);
  await window.tree.select(row, instanceRow('payments-db-replica'));
  await window.tree.pick(row, 'Stop Instance…');
}

const details =
  (row: Parameters<HaltWindow['tree']['pick']>[0]) =>
  async (window: HaltWindow): Promise<void> => {
    await openSettledTree(window);
    await window.tree.pick(row, 'Show Details');
  };

/** By what the page is: what its heading and a part of it say once it is drawn, and how a person comes to it. */
const pages: Readonly<
  Record<string, readonly [RegExp, RegExp, (window: HaltWindow, aws: Simulator) => Promise<unknown>]>
> = {
  'an instance': [/^payments-sandbox$/, /State history/, details(instanceRow('payments-sandbox'))],
  'a service deployment': [
    /^web-frontend$/,
    /State history/,
    async (window, aws) => {
      aws.ecs.startDeployment(serviceNamed(aws, 'web-frontend').arn, { ageSeconds: 20 });
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      await window.tree.text(serviceRow('web-frontend'), /rolling out/);
      await window.tree.pick(serviceRow('web-frontend'), 'Show Details');
    },
  ],
  'an experiment': [
    /^Checkout survives losing an AZ$/,
    /Actions/,
    details(experimentRow('Checkout survives losing an AZ')),
  ],
  'a managed daemon': [
    /^runtime-guard$/,
    /Halt keeps no history of managed daemons/,
    details(['shop-staging', HOME, /^ECS/, /^Managed Daemons/, /^runtime-guard/]),
  ],
  'a plan that leaves something out': [
    /^Plan: Stop web-preview/,
    /left out/,
    async (window) => {
      await askToStop(window, 'web-preview');
      await window.dialog.answer('Show Details');
    },
  ],
  'a result that leaves something out': [
    /^Result: Stop payments-sandbox/,
    /Left out/,
    async (window) => {
      await askToStop(window, 'payments-sandbox');
      await window.dialog.answer('Stop');
      await window.tree.text(instanceRow('payments-sandbox'), /stop requested|stopping/);
      clock.step(60_000);
      await (await window.notifications.waitFor('payments-sandbox stopped.')).press('Show Result');
    },
  ],
  'the audit log with what was left out': [
    /^Audit Log$/,
    /Left out/,
    async (window) => {
      await askToStop(window, 'bastion-ireland');
      await window.dialog.answer('Stop');
      await window.tree.text(instanceRow('bastion-ireland'), /stop requested|stopping/);
      clock.step(60_000);
      await window.notifications.waitFor('bastion-ireland stopped.');
      await window.runCommand('Halt: Show the Audit Log');
    },
  ],
  'what profiles do': [
    /^Profiles$/,
    /Acts in account/,
    async (window) => {
      await window.ask('Halt: Diagnose Profiles…', 'Diagnose Profiles');
      await window.quickPick.someRows();
      await window.quickPick.accept();
    },
  ],
};

inWindow('axe finds nothing', { view: 'Halt', simulator: { clock }, settings, height: 1200 }, (scenario) => {
  const themes: PageThemes = new Map();
  for (const [name, [title, part, open]] of Object.entries(pages)) {
    scenario(`on the page of ${name}, in light, dark and both high contrasts`, async ({ window, aws }) => {
      await open(window, aws);
      const page = window.webview();
      await page.locator('h1', { hasText: title }).waitFor();
      await page.getByText(part).first().waitFor();
      await assertAccessibleInEachTheme(window, themes);
      await window.runCommand('View: Close All Editors');
      await window.notifications.clear();
    });
  }
});
