import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval as every } from 'node:timers';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { STAGING } from '../stages/accounts.ts';
import { experimentRow, HOME, instanceRow, openSettledTree } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { poorRows } from '../stages/window/rowsInSight.ts';
import { toldEnds, toldIn, worstFirst } from '../stages/window/toldEnds.ts';
import { until } from '../stages/window/waiting.ts';
import type { Theme } from '../stages/window/settingsIn.ts';

const ROOT = join(import.meta.dirname, '../..');
const home = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** The codicons that Halt names anywhere. */
function iconsInUse(): readonly string[] {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('simulator') && !name.startsWith('panel'))
    .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'));
  const all = [readFileSync(join(ROOT, 'package.json'), 'utf8'), ...sources].join('\n');
  const table = readFileSync(join(ROOT, 'src/ui/tree/rows/icons.ts'), 'utf8');
  const named = [
    ...all.matchAll(/\$\(([a-z0-9-]+)(?:~spin)?\)/g),
    ...all.matchAll(/\b(?:ThemeIcon|icon)\('([a-z0-9-]+)(?:~spin)?'/g),
    ...table.matchAll(/\['([a-z0-9-]+)(?:~spin)?'/g),
  ];
  return [...new Set(named.map(([, name = '']) => name))].toSorted();
}

const ABSENT_ICONS = `(names) => {
  const probe = document.createElement('span');
  document.querySelector('.monaco-workbench').append(probe);
  const absent = names.filter((name) => {
    probe.className = 'codicon codicon-' + name;
    return ['none', 'normal', ''].includes(getComputedStyle(probe, '::before').content);
  });
  probe.remove();
  return absent;
}`;

inWindow(
  'appearance',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()) }, settings: home, differsByVersion: true },
  (scenario, picture) => {
    scenario('every icon that Halt names is one of the editor’s', async ({ window }) => {
      await openSettledTree(window);
      const icons = iconsInUse();
      assert.ok(icons.length > 30, icons.join());
      const missing = await window.page.evaluate<readonly string[]>(`(${ABSENT_ICONS})(${JSON.stringify(icons)})`);
      assert.deepEqual(missing, []);
    });

    for (const theme of ['light', 'dark', 'high contrast', 'high contrast light'] as const satisfies readonly Theme[]) {
      scenario(`the tree in ${theme}`, async ({ window }) => {
        await window.setTheme(theme);
        await window.tree.text(instanceRow('payments-sandbox'), /running/);
        await window.picture(`appearance-${window.version}-${theme.replaceAll(' ', '-')}`);
        await until('no row to be poor', async () => (await poorRows(window)).length === 0, {
          say: () => poorRows(window),
        });
        await window.notifications.none();
      });
    }

    scenario('a tooltip says a tag as it is, and makes nothing of it', async ({ window, aws }) => {
      await window.setTheme('dark');
      const name = '[x](command:halt.stopAllExperiments) **b** $(trash)';
      aws.ec2.add('111122223333', 'eu-west-1', {
        name,
        type: 't3.nano',
        tags: { note: '<img src=x> https://example.com' },
      });
      await window.runCommand('Halt: Refresh');
      const row = instanceRow('[x](command');
      await window.tree.text(row, /running|pending/);
      await window.tree.select(row);
      const tip = await until('the tooltip', async () => {
        const text = await window.tooltip(await window.tree.row(row));
        return text.includes('Instance ID') && text;
      });
      assert.ok(tip.includes(name), tip);
      assert.ok(tip.includes('note = <img src=x> https://example.com'), tip);
      const bubble = window.page.locator('.monaco-hover:visible, .workbench-hover-container:visible').first();
      assert.equal(await bubble.locator('a, img, .codicon-trash, em').count(), 0);
      await window.picture(`appearance-${window.version}-tooltip`);
    });

    picture('an experiment’s page beside the tree', async ({ window }) => {
      await window.page.setViewportSize({ width: 1500, height: 900 });
      await window.tree.pick(experimentRow('Checkout survives losing an AZ'), 'Show Details');
      await window.webview().getByRole('heading', { name: 'Actions' }).waitFor();
      await window.picture(`appearance-${window.version}-page`);
      await window.runCommand('View: Close All Editors');
      await window.notifications.none();
    });

    picture('the dialog and the plan for one', async ({ window }) => {
      await window.tree.pick(instanceRow('web-preview'), 'Stop Instance…');
      await window.dialog.text();
      await window.picture(`appearance-${window.version}-dialog-1`);
      await window.dialog.dismiss();
    });
  },
);

const crowd = fleetOf({ instances: 520, services: 30, experiments: 10, accounts: 1, regions: 1 });

inWindow(
  'appearance with hundreds',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()), fleet: crowd }, settings: home },
  (scenario) => {
    scenario('hundreds of nodes', async ({ window }) => {
      await window.openView('Halt');
      const group = ['shop-staging', 'eu-west-1', /^EC2/] as const;
      await window.tree.text(group, /\d+ of \d+ running$/);
      await window.tree.expand(group);
      await until('many rows', async () => (await window.tree.rows()).length > 10);
      await window.picture(`appearance-${window.version}-hundreds`);
      await until('no row to be poor', async () => (await poorRows(window)).length === 0, {
        say: () => poorRows(window),
      });
    });

    scenario('the dialog for 500 fits on the screen, and the result tells of each', async ({ window, aws }) => {
      await window.ask('Halt: Stop Instance…', 'Stop Instances');
      const widget = window.page.locator('.quick-input-widget');
      await until('the list', async () => (await window.quickPick.rows()).length > 5);
      // What comes once all are ticked isn't ticked.
      await window.quickPick.settle();
      await widget
        .locator(
          '.quick-input-check-all, .quick-input-header input[type=checkbox], .quick-input-header .monaco-checkbox',
        )
        .first()
        .click();
      await window.picture(`appearance-${window.version}-pick`);
      await window.quickPick.accept();
      // Some of them are tagged as production.
      await window.quickPick.waitFor(/Production: Stop \d+ EC2 instances/);
      await window.quickPick.type('shop-staging');
      await window.quickPick.accept();
      const said = await window.dialog.text();
      const count = Number(/^Stop (\d+) EC2 instances/.exec(said)?.[1]);
      assert.ok(count >= 300, said);
      await window.picture(`appearance-${window.version}-dialog-500`);
      const box = await window.page.locator('.monaco-dialog-box').boundingBox();
      assert.ok(box && box.y >= 0 && box.y + box.height <= 780, JSON.stringify(box));
      const hidden = await window.page.evaluate<number>(
        `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('.monaco-dialog-box .dialog-message-container'))`,
      );
      assert.ok(hidden <= 4, `${hidden} pixels have to be scrolled to`);
      await window.dialog.answer(`Stop ${count}`);
      // Some turn out to be protected, and the others are sent again without them. No stop comes to its end meanwhile: it takes minutes at this pace.
      let pace = 100;
      const time = every(() => aws.clock.step(pace), 500);
      const result = await window.notifications
        .waitFor(/ refused\.$|is protected against stops/)
        .then(() => {
          // What was refused has been told, while the others take long.
          pace = 30_000;
          return window.notifications.waitFor(/ stopped\.$/);
        })
        .finally(() => clearInterval(time));
      // In how many messages, and how many in each, depends on when the answers came.
      const told = () => window.notifications.all();
      await until('each to be told', async () => toldIn(await told()) === count, { say: told });
      const messages = await told();
      const ways = new Set(messages.flatMap(toldEnds).map(({ how }) => how));
      assert.deepEqual(ways, new Set([...ways, 'refused', 'stopped']), messages.join('\n'));
      for (const message of messages) assert.ok(worstFirst(message), message);
      await window.picture(`appearance-${window.version}-result`);
      await result.press('Show Result');
      const rowsIn = (section: string) => window.webview().getByRole('region', { name: section }).locator('tbody tr');
      await rowsIn('Requests').first().waitFor();
      await window.picture(`appearance-${window.version}-result-document`);
      await until('a row for each', async () => (await rowsIn('Requests').count()) === count);
      const leftOut = Number(/Left out: (\d+)/.exec(said)?.[1] ?? 0);
      await until('a row for each that was left out', async () => (await rowsIn('Left out').count()) === leftOut);
    });
  },
);

const quiet = fleetOf({ instances: 0, services: 0, experiments: 0, accounts: 1, regions: 1 });

inWindow(
  'hundreds that stop',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()), fleet: quiet }, settings: home },
  (_, picture) => {
    picture('the dialog and the result of a load test that is over', async ({ window, aws }) => {
      for (const [index, role] of Array.from(
        { length: 240 },
        (_own, at) => [at, ['web', 'api', 'job'][at % 3]] as const,
      ))
        aws.ec2.add(STAGING, HOME, {
          name: `load-${role}-${String(index + 1).padStart(3, '0')}`,
          type: role === 'job' ? 'c7g.xlarge' : 't3.large',
          tags: { team: 'payments', purpose: 'load-test' },
          volumes: role === 'job' ? 2 : 1,
          ...(role === 'web' && { publicAddress: 'auto' }),
        });
      await window.openView('Halt');
      await window.runCommand('Halt: Refresh');
      const group = ['shop-staging', 'eu-west-1', /^EC2/] as const;
      await window.tree.text(group, /240 of 240 running/);
      await window.tree.expand(group);
      await window.ask('Halt: Stop Instance…', 'Stop Instances');
      await window.quickPick.settle();
      await window.page.locator('.quick-input-widget .quick-input-header .monaco-checkbox').first().click();
      await window.quickPick.accept();
      await window.dialog.text();
      await window.picture('prompt-many');
      await window.dialog.answer('Stop 240');
      const time = every(() => aws.clock.step(30_000), 500);
      const result = await window.notifications.waitFor(/and \d+ more stopped/).finally(() => clearInterval(time));
      await result.press('Show Result');
      await window.webview().getByRole('region', { name: 'Requests' }).locator('tbody tr').first().waitFor();
      await window.picture('result-many');
    });
  },
);
