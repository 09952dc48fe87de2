import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { heldClock } from '../../src/simulator/core/clock.ts';
import {
  ACCOUNTS,
  changesSent,
  experimentRow,
  HOME,
  instanceNamed,
  instanceRow,
  openSettledTree,
  serviceNamed,
  serviceRow,
} from '../stages/window/demoFleet.ts';
import { assertAccessible } from '../stages/window/accessibility.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const clock = heldClock(Date.now());
const account = ACCOUNTS['shop-staging'];
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME] };
const folder = mkdtempSync(join(tmpdir(), 'halt-exports-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Answers the editor's own dialog, which writes its own name again once it has read the folder, and waits for the file. */
async function saveAs(window: HaltWindow, name: string): Promise<string> {
  const file = join(folder, name);
  const widget = window.page.locator('.quick-input-widget');
  const input = widget.locator('.quick-input-box input');
  await until('the name that is offered', async () => /halt|history/.test(await input.inputValue()));
  return until(`${name} to be written`, async () => {
    if (existsSync(file)) return readFileSync(file, 'utf8') || undefined;
    // Once it is there and stays, it is taken; after that the dialog is gone.
    if (!(await input.isVisible())) return undefined;
    if ((await input.inputValue({ timeout: 1_000 }).catch(() => file)) === file) {
      await widget
        .getByRole('button', { name: /^OK/ })
        .click({ timeout: 1_000 })
        .catch(() => undefined);
    } else await input.fill(file, { timeout: 1_000 }).catch(() => undefined);
    return undefined;
  });
}

inWindow('what Halt tells and keeps', { view: 'Halt', simulator: { clock }, settings, height: 1200 }, (scenario) => {
  scenario('asks whether several may be stopped, and stops none', async ({ window, aws }) => {
    await openSettledTree(window);
    aws.log.clear();
    const [first = [], second = []] = ['payments-sandbox', 'web-preview'].map((name) => instanceRow(name));
    await window.tree.select(first, second);
    await window.tree.pick(second, 'Check Stop Permission');
    const said = await window.notifications.waitFor(/^You are allowed to stop/);
    assert.match(said.text, /^You are allowed to stop 2 of 2\. This checks the permission alone/);
    await said.press('Show Result');
    await until('the answers', async () => {
      const lines = (await window.editorText()).trim().split('\n');
      return (
        lines.length === 2 &&
        lines.every((line) =>
          /^✓ (payments-sandbox|web-preview) \(i-\w+\) · shop-staging \(eu-west-1\): you are allowed to stop it$/.test(
            line,
          ),
        )
      );
    });
    assert.deepEqual(changesSent(aws), []);
    assert.equal(aws.log.entries({ action: 'StopInstances' }).length, 2);
    await window.runCommand('View: Close All Editors');
    await window.notifications.clear();
  });

  scenario('copies what a terminal, a policy and a colleague need', async ({ window }) => {
    const row = instanceRow('payments-sandbox');
    await window.tree.select(row);
    await window.runCommand('Halt: Copy ARN');
    await until('the ARN', async () =>
      new RegExp(`^arn:aws:ec2:${HOME}:${account}:instance/i-\\w+$`).test(await window.clipboard()),
    );
    await window.tree.pick(row, 'Copy as AWS CLI Command');
    await window.quickPick.waitFor('Copy which command?');
    await window.quickPick.choose('Stop payments-sandbox');
    await until('the command', async () =>
      /^aws ec2 stop-instances --instance-ids i-\w+ .*--profile shop-staging/.test(await window.clipboard()),
    );
    await window.ask('Halt: Copy IAM Policy…', 'Copy IAM Policy');
    for (const service of ['EC2 Instances', 'ECS Services', 'FIS Experiments'])
      await until(`the tick of ${service}`, () => window.quickPick.checked(service));
    await window.quickPick.uncheck('EC2 Instances', 'ECS Services', 'FIS Experiments');
    await window.quickPick.accept();
    await window.quickPick.waitFor('Select at least one.');
    await window.quickPick.check('EC2 Instances', 'FIS Experiments');
    await window.quickPick.accept();
    const policy = await until('the policy', async () => {
      const text = await window.clipboard();
      return text.startsWith('{') && text;
    });
    assert.match(policy, /"ec2:StopInstances"/);
    assert.match(policy, /"cloudwatch:DescribeAlarms"/);
    assert.doesNotMatch(policy, /"ecs:/);
    await window.page.locator('.tab.active', { hasText: 'halt-policy.json' }).waitFor();
    await until('the policy in the editor', async () => (await window.editorText()) === policy);
    await window.runCommand('View: Close All Editors');
  });

  scenario('tells a hibernation from one that became a shutdown', async ({ window, aws }) => {
    aws.log.clear();
    const [good = [], bad = []] = ['devbox-mira', 'devbox-jonas'].map((name) => instanceRow(name));
    await window.tree.select(good, bad);
    await window.tree.pick(bad, 'Hibernate Instance…');
    assert.match(
      await window.dialog.answer('Hibernate 2'),
      /^Hibernate 2 EC2 instances in shop-staging \(eu-west-1\)\?/,
    );
    await window.tree.text(good, /requested|stopping/);
    clock.step(600_000);
    const result = await window.notifications.waitFor(/hibernated/);
    await result.press('Show Result');
    await until('the result', async () => {
      const rows = (await window.webview().locator('tbody tr').allInnerTexts()).join('\n\n');
      return (
        /devbox-mira\s+i-\w+\s+hibernated\b/.test(rows) &&
        /devbox-jonas\s+i-\w+\s+did not hibernate: AWS shut it down/.test(rows)
      );
    });
    assert.deepEqual(
      changesSent(aws).map(({ action, parameters }) => [action, parameters['Hibernate']]),
      [['StopInstances', 'true']],
    );
    await window.runCommand('View: Close All Editors');
    await window.notifications.clear();
  });

  scenario('starts again from the audit log, and exports it', async ({ window, aws }) => {
    const { id } = instanceNamed(aws, 'web-preview');
    await openSettledTree(window);
    await window.tree.pick(instanceRow('web-preview'), 'Stop Instance…');
    await window.dialog.answer('Stop');
    await window.tree.text(instanceRow('web-preview'), /requested|stopping/);
    clock.step(60_000);
    await window.notifications.waitFor('web-preview stopped.');
    await window.notifications.clear();
    await window.runCommand('Halt: Show the Audit Log');
    const logged = window.webview().getByRole('row').filter({ hasText: id });
    // From the record to where it stands in the tree.
    await window.tree.select(instanceRow('bastion-ireland'));
    await logged.getByRole('button', { name: 'Show in Tree' }).click();
    await window.page.locator('.sidebar .monaco-list-row.selected', { hasText: 'web-preview' }).waitFor();
    await logged.getByRole('button', { name: 'Start Again…' }).click();
    assert.match(await window.dialog.answer('Start'), /^Start web-preview in shop-staging/);
    await until('the start to be asked for', () => aws.log.entries({ action: 'StartInstances' }).length === 1);
    clock.step(60_000);
    await window.notifications.waitFor(/running again/);
    await window.runCommand('View: Close All Editors');
    await window.notifications.clear();
    await window.runCommand('Halt: Export the Audit Log…');
    const records = JSON.parse(await saveAs(window, 'log.json')) as readonly {
      readonly requested: { readonly action: string; readonly resource: string };
    }[];
    assert.deepEqual(
      records.filter(({ requested }) => requested.resource === id).map(({ requested }) => requested.action),
      ['ec2:StopInstances', 'ec2:StartInstances'],
    );
    await window.notifications.waitFor(new RegExp(`^${records.length} entries are in `));
    await window.notifications.clear();
  });

  scenario('has a plan and the audit log again after a reload', async ({ window }) => {
    await openSettledTree(window);
    // Of an empty log there is nothing to search.
    await window.tree.pick(instanceRow('bastion-ireland'), 'Stop Instance…');
    await window.dialog.answer('Stop');
    await window.tree.text(instanceRow('bastion-ireland'), /requested|stopping/);
    clock.step(60_000);
    await window.notifications.waitFor('bastion-ireland stopped.');
    await window.notifications.clear();
    await window.tree.pick(instanceRow('web-preview'), 'Stop Instance…');
    await window.dialog.answer('Show Details');
    const page = window.webview();
    const title = page.locator('h1');
    await title.filter({ hasText: 'Plan: Stop web-preview' }).waitFor();
    await page.getByText('nothing has been sent').first().waitFor();
    assert.equal(await page.getByText('before the window was reloaded').count(), 0);
    await assertAccessible(window);
    await window.notifications.clear();
    await window.runCommand('Halt: Show the Audit Log');
    await title.filter({ hasText: 'Audit Log' }).waitFor();
    await page.getByRole('searchbox').fill('not to be found');
    await page.getByText('not found').waitFor();
    await assertAccessible(window);
    await window.reload();
    await title.filter({ hasText: 'Audit Log' }).waitFor();
    const sought = page.getByRole('searchbox');
    await until('what was searched for', async () => (await sought.inputValue()) === 'not to be found');
    await window.page.locator('.tab', { hasText: 'Plan: Stop web-preview' }).click();
    await title.filter({ hasText: 'Plan: Stop web-preview' }).waitFor();
    await page.getByText('before the window was reloaded').waitFor();
    // A kept plan leads to its resources as a new one does.
    await page.getByRole('button', { name: 'web-preview' }).click();
    await title.filter({ hasText: /^web-preview$/ }).waitFor();
    await window.runCommand('View: Close All Editors');
    await window.notifications.clear();
  });

  scenario('tells on a page what a profile does, and opens the file at it', async ({ window }) => {
    await window.ask('Halt: Diagnose Profiles…', 'Diagnose Profiles');
    await window.quickPick.someRows();
    await window.quickPick.accept();
    const page = window.webview();
    await page.locator('h1', { hasText: 'Profiles' }).waitFor();
    await page.getByText(`Acts in account ${account} as arn:aws:iam::${account}:user/demo.`).waitFor();
    const patterns = page.getByRole('region', { name: 'What the patterns in your settings match now' }).first();
    const matches = async (pattern: string): Promise<readonly string[]> =>
      patterns.locator('tbody tr').filter({ hasText: pattern }).allInnerTexts();
    await until('what each pattern matches', async () => /\bshop-production\b/.test((await matches('*prod*')).join()), {
      say: () => matches('prod'),
    });
    await until('the one that matches no profile', async () => /nothing/.test((await matches('*nonprod*')).join()), {
      say: () => matches('prod'),
    });
    await assertAccessible(window);
    await window.picture(`profiles-patterns-${window.version}`);
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    const copied = await until('the copy', async () => {
      const text = await window.clipboard();
      return text.startsWith('## Profiles') && text;
    });
    assert.match(copied, /### shop\\-staging\n/);
    assert.match(copied, new RegExp(`Acts in account ${account}`));
    await page.getByRole('button', { name: 'Open File' }).first().click();
    await until('the file', async () => (await window.editorText()).includes('shop-staging'));
    await window.runCommand('View: Close All Editors');
  });

  scenario('aborts a deployment only where a setting allows it, and says what that is', async ({ window, aws }) => {
    aws.log.clear();
    const arn = aws.ecs.startDeployment(serviceNamed(aws, 'web-frontend').arn, { ageSeconds: 20 });
    await window.runCommand('Halt: Refresh');
    const row = serviceRow('web-frontend');
    await window.tree.text(row, /rolling out/);
    assert.ok(!(await window.menu.entries(await window.tree.row(row))).some((entry) => entry.startsWith('Abort')));
    await window.changeSettings({ 'halt.enableAbort': true });
    await window.tree.pick(row, 'Abort Deployment…');
    const said = await window.dialog.answer('Abort');
    assert.match(said, /^Abort the deployment of web-frontend in shop-staging/);
    await until('the abort', () => changesSent(aws).length === 1);
    const [sent] = changesSent(aws);
    assert.deepEqual(
      [sent?.action, sent?.parameters['serviceDeploymentArn'], sent?.parameters['stopType']],
      ['StopServiceDeployment', arn, 'ABORT'],
    );
    clock.step(3_600_000);
    await window.notifications.waitFor(/^web-frontend/);
    await window.changeSettings({ 'halt.enableAbort': undefined });
    await window.notifications.clear();
  });

  scenario(
    'compares the revisions of a deployment, and opens the template of an experiment',
    async ({ window, aws }) => {
      aws.ecs.startDeployment(serviceNamed(aws, 'notifications').arn, { failing: true, ageSeconds: 120 });
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      await window.tree.text(serviceRow('notifications'), /rolling out/);
      await window.tree.pick(serviceRow('notifications'), 'Show Details');
      const deployment = window.webview();
      await deployment.getByRole('button', { name: 'Compare in the diff editor' }).click();
      const side = (name: 'original' | 'modified') =>
        window.page.locator(`.monaco-diff-editor .editor.${name} .view-lines`);
      // The editor draws a space as one that doesn't break.
      const shownIn = async (name: 'original' | 'modified') => (await side(name).innerText()).replaceAll('\u00a0', ' ');
      await side('modified').locator('.view-line').first().click();
      // To the variable's name, and down to its value.
      await window.page.keyboard.press('Control+F');
      await window.page.locator('.find-widget.visible textarea').first().fill('PARTNER_TOKEN');
      await window.page.keyboard.press('Enter');
      await window.page.keyboard.press('Escape');
      const hidden = /"PARTNER_TOKEN",?\s*"value": "\(hidden [0-9a-f]{8}\)"/;
      await until('the hidden value', async () => hidden.test(await shownIn('modified')));
      assert.doesNotMatch((await shownIn('original')) + (await shownIn('modified')), /simulated-token/);
      await window.page.keyboard.press('ArrowDown');
      const before = await shownIn('modified');
      const denied = aws.faults.add({ action: 'DescribeServiceRevisions', effect: { kind: 'denied' } });
      await window.runCommand('Halt: Show Hidden Value');
      const still = await window.notifications.waitFor(/^The value is still hidden\./);
      assert.equal(await shownIn('modified'), before);
      aws.faults.remove(denied);
      await still.press('Try Again');
      await until('the value', async () => /"simulated-token-notifications-\d+"/.test(await shownIn('modified')));
      await until('the other side as before', async () => hidden.test(await shownIn('original')));
      await window.runCommand('View: Close All Editors');
      await window.tree.pick(experimentRow('Checkout survives losing an AZ'), 'Show Details');
      const page = window.webview();
      await page.getByRole('button', { name: /^EXT/ }).first().click();
      const template = JSON.parse(
        await until('the template', async () => {
          const text = await window.editorText();
          return text.startsWith('{') && text;
        }),
      ) as object;
      assert.ok('experimentTemplate' in template);
      await window.runCommand('View: Close All Editors');
    },
  );

  scenario('compares two moments of an experiment, and exports its history', async ({ window, aws }) => {
    const id = aws.fis.start(account, HOME, definition, { tags: { Name: 'Is compared' } });
    await window.runCommand('Halt: Refresh');
    await window.tree.pick(experimentRow('Is compared'), 'Show Details');
    const page = window.webview();
    await until('the experiment to be completed', async () => {
      clock.step(15_000);
      return (await page.locator('.page-header .state').innerText()).trim() === 'completed';
    });
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await window.page.locator('.monaco-diff-editor .view-line', { hasText: 'completed' }).first().waitFor();
    await window.runCommand('View: Close Editor');
    await page.getByRole('button', { name: /^Export.*CSV/ }).click();
    const [header = '', ...lines] = (await saveAs(window, 'history.csv')).trimEnd().split('\r\n');
    assert.ok(header.startsWith('time,type,subject,from,to,'), header);
    assert.ok(
      lines.some((line) => line.includes(',completed,') && line.includes(id)),
      lines.join('\n'),
    );
    // It is opened once it is written.
    await window.page.getByRole('tab', { name: /history\.csv/, selected: true }).waitFor();
    await window.runCommand('View: Close Editor');
    await page.getByRole('button', { name: /^Export.*JSON/ }).click();
    const history = JSON.parse(await saveAs(window, 'history.json')) as {
      resource: { id: string };
      entries: unknown[];
    };
    assert.equal(history.resource.id, id);
    assert.equal(history.entries.length, lines.length);
  });
});

const definition = {
  description: 'Is compared',
  targets: {},
  actions: { Wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT1M' } } },
  stopConditions: [{ source: 'none' }],
} as const;
