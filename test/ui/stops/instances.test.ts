import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import { changesSent, instanceNamed, instanceRow, openSettledTree } from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const STAGING = '111122223333';

/** By what is in the tags of an instance, or in its profile, that somebody else runs: what Halt says that this does about a stop. */
const owners: Readonly<Record<string, readonly [InstanceSpec, RegExp]>> = {
  'auto-scaling': [{ autoScalingGroup: 'web' }, /Auto Scaling group web.*terminate/],
  karpenter: [{ tags: { 'karpenter.sh/nodepool': 'general' } }, /Karpenter \(node pool general\) will likely/],
  eks: [{ tags: { 'eks:nodegroup-name': 'workers' } }, /EKS node group workers will likely replace/],
  ecs: [{ tags: { AmazonECSManaged: '' } }, /capacity of an ECS cluster: ECS will likely replace/],
  'ec2-fleet': [{ tags: { 'aws:ec2:fleet-id': 'fleet-1' } }, /EC2 Fleet fleet-1 will likely replace/],
  'spot-fleet': [{ tags: { 'aws:ec2spot:fleet-request-id': 'sfr-1' } }, /Spot Fleet sfr-1 will likely replace/],
  emr: [{ tags: { 'aws:elasticmapreduce:job-flow-id': 'j-1' } }, /EMR cluster j-1 counts it as failed/],
  batch: [{ tags: { AWSBatchServiceTag: 'batch' } }, /AWS Batch will likely replace it while jobs are waiting/],
  beanstalk: [{ tags: { 'elasticbeanstalk:environment-name': 'shop' } }, /Beanstalk environment shop will likely/],
  cloudformation: [{ tags: { 'aws:cloudformation:stack-name': 'base' } }, /CloudFormation stack base.*drift/],
  scheduler: [{ tags: { Schedule: 'office-hours' } }, /schedule office-hours\) will likely start it/],
};
const settings = { 'halt.profiles': ['shop-staging', 'shop-production'], 'halt.regions': ['eu-west-1'] };
const production = { profile: 'shop-production' } as const;
/** The message about both, in whatever order they ended. */
const both = (end: string) =>
  new RegExp(
    `^(payments-sandbox and web-preview|web-preview and payments-sandbox) in shop-staging \\(eu-west-1\\) ${end}\\.$`,
  );

inWindow('stopping instances', { view: 'Halt', simulator: { clock }, settings, height: 1400 }, (scenario) => {
  scenario('sends nothing for a dialog that is dismissed, and leaves a protected one out', async ({ window, aws }) => {
    aws.log.clear();
    await openSettledTree(window);
    const names = ['payments-sandbox', 'web-preview', 'payments-db-replica'];
    const [first = [], ...others] = names.map((name) => instanceRow(name));
    await window.tree.select(first, ...others);
    await window.tree.pick(first, 'Stop Instance…');
    const said = await window.dialog.dismiss();
    assert.match(said, /^Stop 2 EC2 instances in shop-staging \(eu-west-1\)\?/);
    for (const name of ['payments-sandbox', 'web-preview']) {
      assert.ok(said.includes(`• ${name} (${instanceNamed(aws, name).id}) · running`), said);
    }
    assert.match(said, /web-preview: It loses its public address [\d.]+ and gets a new one when started/);
    assert.match(said, /Left out: 1\n.*payments-db-replica: Stop protection is on/);
    assert.deepEqual(changesSent(aws), []);
    for (const name of names) assert.equal(instanceNamed(aws, name).state, 'running');
  });

  scenario(
    'stops several that are selected with one call, and starts them again from the message',
    async ({ window, aws }) => {
      aws.log.clear();
      const names = ['payments-sandbox', 'web-preview'];
      const [first = [], second = []] = names.map((name) => instanceRow(name));
      await window.tree.select(first, second, instanceRow('payments-db-replica'));
      await window.tree.pick(second, 'Stop Instance…');
      await window.dialog.answer('Stop 2');
      for (const row of [first, second]) await window.tree.text(row, /stop requested|stopping/);
      clock.step(35_000);
      const stopped = await window.notifications.waitFor(both('stopped'));
      await stopped.press('Show Result');
      const rowsIn = (section: string) => window.webview().getByRole('region', { name: section }).locator('tbody');
      await until('the result', async () => /web-preview\s+i-\w+\s+stopped/.test(await rowsIn('Requests').innerText()));
      await until('what was left out', async () =>
        /payments-db-replica\s[^]*Stop protection is on/.test(await rowsIn('Left out').innerText()),
      );
      for (const row of [first, second]) await window.tree.text(row, / stopped /);
      for (const name of names) assert.equal(instanceNamed(aws, name).state, 'stopped');
      assert.equal(instanceNamed(aws, 'payments-db-replica').state, 'running');
      const [sent, ...more] = changesSent(aws);
      assert.deepEqual(more, []);
      assert.deepEqual(
        new Set([sent?.parameters['InstanceId.1'], sent?.parameters['InstanceId.2']]),
        new Set(names.map((name) => instanceNamed(aws, name).id)),
      );
      aws.log.clear();
      clock.step(60_000);
      await (await window.notifications.waitFor(both('stopped'))).press('Start Again…');
      await window.dialog.text();
      aws.faults.add({
        service: 'ec2',
        action: 'DescribeInstances',
        effect: { kind: 'staleReads', milliseconds: 30_000 },
      });
      const said = await window.dialog.answer('Start 2');
      assert.match(said, /^Start 2 EC2 instances in shop-staging \(eu-west-1\)\?/);
      assert.match(said, /billed again/);
      await window.tree.text(instanceRow('web-preview'), /start requested/);
      aws.faults.clear();
      await window.tree.text(instanceRow('web-preview'), /pending/);
      clock.step(25_000);
      const result = await window.notifications.waitFor(both('are running again'));
      await result.press('Show Result');
      await until('the result', async () =>
        /web-preview\s+i-\w+\s+running again/.test(await rowsIn('Requests').innerText()),
      );
      assert.equal(instanceNamed(aws, 'web-preview').state, 'running');
      assert.deepEqual(
        changesSent(aws).map(({ action }) => action),
        ['StartInstances'],
      );
      await window.notifications.clear();
    },
  );

  scenario('shows the whole plan before, and asks again', async ({ window, aws }) => {
    aws.log.clear();
    const { id } = instanceNamed(aws, 'bastion-ireland');
    await window.tree.pick(instanceRow('bastion-ireland'), 'Stop Instance…');
    await window.dialog.answer('Show Details');
    await window.notifications.waitFor(/Nothing has been sent/);
    const plan = window.webview();
    await plan.locator('h1', { hasText: 'Plan: Stop bastion-ireland' }).waitFor();
    assert.match(await plan.locator('.page-header').innerText(), /nothing has been sent/);
    const text = () => plan.locator('main').innerText();
    for (const words of [
      new RegExp(`bastion-ireland\\s+${id}\\s+Show in Tree\\s+running\\s+will be sent`),
      /arn:aws:iam::111122223333:user\/demo/,
    ])
      await until(`${words} in the plan`, async () => words.test(await text()), { say: text });
    assert.deepEqual(changesSent(aws), []);
    await plan.getByRole('button', { name: 'Stop…' }).click();
    await window.dialog.answer('Stop with Reason…');
    await window.quickPick.waitFor(/^Reason: Stop bastion-ireland in shop-staging/);
    await window.quickPick.type('game day is over');
    await window.quickPick.accept();
    await until('the second question', async () =>
      /Ticket/.test(await window.page.locator('.quick-input-widget').innerText()),
    );
    // The way back keeps what was said.
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    await window.quickPick.waitFor(/^Reason: /);
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^Ticket: /);
    await window.quickPick.type('OPS-4711');
    await window.quickPick.accept();
    assert.match(await window.dialog.text(), /Reason: game day is over · OPS-4711/);
    assert.deepEqual(changesSent(aws), []);
    await window.dialog.answer('Stop');
    await window.tree.text(instanceRow('bastion-ireland'), /stop requested|stopping/);
    clock.step(35_000);
    await window.notifications.waitFor(/^bastion-ireland in shop-staging \(eu-west-1\) stopped\./);
    assert.equal(changesSent(aws).length, 1);
    // The plan's page says what became of it, and leads there.
    await until('the plan to be sent', async () => /\bsent\b(?! )/.test(await plan.locator('.status').innerText()));
    await plan.getByRole('button', { name: 'Show Result' }).click();
    await window.webview().locator('h1', { hasText: 'Result' }).waitFor();
    await window.webview().locator('.status', { hasText: '1 of 1 succeeded' }).waitFor();
    await window.runCommand('Halt: Show the Audit Log');
    const page = window.webview();
    await page.locator('h1', { hasText: 'Audit Log' }).waitFor();
    await page.getByRole('searchbox').fill('ops-4711');
    await until('the one row', async () => (await page.locator('tbody tr').count()) === 1);
    const entry = await page.locator('tbody tr').innerText();
    assert.match(entry, /bastion-ireland\s+i-\w+\s+stopped/);
    assert.match(entry, /Stop \(ec2:StopInstances\)/);
    assert.match(entry, /shop-staging \(eu-west-1\)\s+account 111122223333/);
    assert.match(entry, /arn:aws:iam::111122223333:user\/demo\s+game day is over\s+OPS-4711/);
    assert.match(entry, /accepted running → stopping\s+[\w-]+/);
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    const summary = await until('the summary', async () => {
      const copied = await window.clipboard();
      return copied.startsWith('## Halt') && copied;
    });
    assert.match(summary, /\| bastion\\-ireland .*game day is over.*\| stopped \|/);
    await window.runCommand('View: Close All Editors');
    await window.notifications.clear();
  });

  scenario(
    'says who undoes the stop of each, whom AWS would deny it, and what stays billed',
    async ({ window, aws }) => {
      const nameOf = (owner: string) => `owned-by-${owner}`;
      const names = [...Object.keys(owners), 'nobody'].map(nameOf).toSorted();
      for (const [owner, [spec]] of Object.entries(owners))
        aws.ec2.add(STAGING, 'eu-west-1', { ...spec, name: nameOf(owner) });
      aws.ec2.add(STAGING, 'eu-west-1', { name: nameOf('nobody'), volumes: 2, publicAddress: 'elastic' });
      await openSettledTree(window);
      await window.changeSettings({ 'halt.preflight': true });
      await window.runCommand('Halt: Refresh');
      await window.tree.selectRange(instanceRow(names[0] ?? ''), instanceRow(names.at(-1) ?? ''));
      aws.log.clear();
      // Each names one of those in the call: the others are asked about again without it.
      aws.faults.add({ action: 'StopInstances', effect: { kind: 'denied' }, times: 3 });
      await window.tree.pick(instanceRow(names[0] ?? ''), 'Stop Instance…');
      const said = await window.dialog.text();
      assert.match(said, /^Stop 12 EC2 instances in shop-staging \(eu-west-1\)\?/);
      for (const [owner, [, words]] of Object.entries(owners)) assert.match(said, words, owner);
      assert.match(said, /Stays billed when stopped: 13 EBS volumes, \d+ GiB; Elastic IP [\d.]+\./);
      await window.picture('owners-prompt');
      await window.dialog.answer('Show Details');
      const plan = window.webview();
      await plan.locator('h1', { hasText: 'Plan: Stop 12 EC2 instances' }).waitFor();
      // The prompt waits for no dry run; the page says in the end what they told.
      await plan.getByText(/You are not allowed to stop 3 of 12: /).waitFor();
      const dryRuns = aws.log.entries({ action: 'StopInstances' });
      assert.ok(dryRuns.length > 3 && dryRuns.every(({ parameters }) => parameters['DryRun'] === 'true'));
      for (const [owner, [, words]] of Object.entries(owners)) {
        const row = plan.locator('tbody tr', { hasText: nameOf(owner) });
        assert.match((await row.allInnerTexts()).join(' '), words, owner);
      }
      await window.picture('owners-plan');
      for (const name of names) {
        const { id, state } = instanceNamed(aws, name);
        assert.equal(state, 'running');
        // Lists that others read are as long as before.
        aws.ec2.set(STAGING, 'eu-west-1', id, { state: 'terminated' });
      }
      await window.changeSettings({ 'halt.preflight': undefined });
      await window.runCommand('View: Close All Editors');
      await window.notifications.clear();
      aws.log.clear();
    },
  );

  scenario('has the name typed in production', async ({ window, aws }) => {
    await window.openView('Halt');
    aws.log.clear();
    const row = instanceRow('session-cache-1', production);
    const { id } = instanceNamed(aws, 'session-cache-1', production);
    const ask = async () => {
      await window.tree.pick(row, 'Stop Instance…');
      await window.quickPick.waitFor('Production: Stop session-cache-1 in shop-production (eu-west-1)?');
    };
    const isRefused = async () =>
      /nothing has been sent/.test(await window.page.locator('.quick-input-widget').innerText());
    await ask();
    // Nothing, and a beginning: not wrong yet, and not enough.
    for (const text of ['', 'session']) {
      await window.quickPick.type(text);
      await window.quickPick.accept();
      assert.equal(await window.quickPick.isOpen(), true);
      assert.equal(await isRefused(), false);
    }
    await window.quickPick.type('session-cache-2');
    await until('the box to refuse', isRefused);
    await window.quickPick.accept();
    assert.equal(await window.dialog.isOpen(), false);
    await window.quickPick.cancel();
    assert.deepEqual(changesSent(aws), []);
    // Each step has its number, of which the dialog is the last, and a way back to what was typed.
    await window.changeSettings({ 'halt.requireReason': 'production' });
    await ask();
    assert.match(await window.quickPick.title(), / \(1\/4\)$/);
    await window.quickPick.type('session-cache-1');
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^Reason: .* \(2\/4\) /);
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    await window.quickPick.waitFor(/ \(1\/4\) /);
    const box = window.page.locator('.quick-input-box input');
    await until('what was typed', async () => (await box.inputValue()) === 'session-cache-1');
    await window.quickPick.cancel();
    await window.changeSettings({ 'halt.requireReason': undefined });
    // The id is as good as the name, and the dialog comes last.
    await ask();
    assert.match(await window.quickPick.title(), / \(1\/2\)$/);
    await window.quickPick.type(id);
    await window.quickPick.accept();
    await window.dialog.dismiss();
    assert.deepEqual(changesSent(aws), []);
    await ask();
    await window.quickPick.type('session-cache-1');
    await window.quickPick.accept();
    const said = await window.dialog.answer('Stop');
    assert.match(said, /^Stop session-cache-1 in shop-production \(eu-west-1\)\?/);
    assert.match(said, /PRODUCTION · profile shop-production · account 444455556666 · eu-west-1/);
    await window.tree.text(row, /stop requested|stopping/);
    clock.step(35_000);
    assert.equal(
      (await window.notifications.waitFor(/session-cache-1/)).text,
      'session-cache-1 in shop-production (eu-west-1) stopped.',
    );
    assert.equal(changesSent(aws).length, 1);
    await window.notifications.clear();
  });

  scenario('sends nothing more when the watching is ended, and the stop continues', async ({ window, aws }) => {
    aws.log.clear();
    const row = instanceRow('devbox-mira');
    await window.tree.pick(row, 'Stop Instance…');
    await window.dialog.answer('Stop');
    await window.tree.text(row, /stopping/);
    await window.tree.pick(row, 'Stop Watching');
    await window.notifications.waitFor(
      /devbox-mira in shop-staging \(eu-west-1\): no longer watched .*what was requested continues\./,
    );
    clock.step(35_000);
    await window.tree.text(row, /^devbox-mira stopped/);
    assert.equal(instanceNamed(aws, 'devbox-mira').state, 'stopped');
    assert.deepEqual(
      changesSent(aws).map(({ action }) => action),
      ['StopInstances'],
    );
    await window.notifications.clear();
  });

  scenario('forces one that hangs, and recommends the plain stop for one that runs', async ({ window, aws }) => {
    await window.openView('Halt');
    aws.log.clear();
    await window.tree.pick(instanceRow('search-reindex-worker'), 'Force Stop Instance…');
    await window.quickPick.waitFor(/^How to stop search-reindex-worker in shop-staging \(eu-west-1\) (?!\()/);
    await until(
      'both ways',
      async () => {
        const [plain = '', skip = ''] = await window.quickPick.rows();
        return /^Stop normally ?recommended/.test(plain) && skip.startsWith('Skip the OS shutdown');
      },
      { say: () => window.quickPick.rows() },
    );
    await window.quickPick.cancel();
    assert.equal(await window.dialog.isOpen(), false);
    await window.ask('Halt: Force Stop Instance…', /^Force Stop Instances (?!\()/);
    await window.quickPick.settle();
    // What the keyboard is on is ticked from the start.
    await window.quickPick.uncheck('search-reindex-worker');
    await window.quickPick.check('payments-sandbox');
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^How to stop payments-sandbox in shop-staging \(eu-west-1\) (?!\()/);
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    await window.quickPick.waitFor(/^Force Stop Instances (?!\()/);
    await until('what was ticked to be so again', () => window.quickPick.checked('payments-sandbox'));
    await window.quickPick.cancel();
    const row = instanceRow('catalog-import');
    await window.tree.pick(row, 'Force Stop Instance…');
    await window.quickPick.waitFor(/^How to stop catalog-import/);
    await until(
      'the way to force it',
      async () =>
        (await window.quickPick.rows()).some((way) =>
          /^Force ?not advised on Windows ?Risk: damaged file systems/.test(way),
        ),
      { say: () => window.quickPick.rows() },
    );
    await window.quickPick.choose(/^\s*Force(?! and)/);
    const said = await window.dialog.answer('Force Stop');
    assert.match(said, /^Force-stop catalog-import in shop-staging \(eu-west-1\)\?/);
    assert.match(said, /Already stopping\./);
    assert.match(said, /cuts the power/);
    await until('the call', () => changesSent(aws).length > 0);
    clock.step(12_000);
    await window.notifications.waitFor(/^catalog-import in shop-staging \(eu-west-1\) stopped\./);
    const [sent, ...more] = changesSent(aws);
    assert.deepEqual(more, []);
    assert.equal(sent?.parameters['Force'], 'true');
    assert.equal(sent.parameters['SkipOsShutdown'] ?? 'false', 'false');
    assert.equal(instanceNamed(aws, 'catalog-import').state, 'stopped');
  });
});

// It stops what other scenarios stand on, and so has a window of its own.
inWindow(
  'stopping everything',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()) }, settings, height: 1400 },
  (scenario) => {
    scenario('everything that a place shows, by its number, and nothing that comes later', async ({ window, aws }) => {
      const own = Array.from({ length: 8 }, (_, index) =>
        aws.ec2.add('111122223333', 'eu-west-1', { tags: { Name: `batch-${index}` } }),
      );
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      await window.tree.text(instanceRow('batch-7'), /running/);
      await window.tree.pick(['shop-staging', 'eu-west-1'], 'Stop Everything Here…');
      await window.quickPick.waitFor('Stop Everything in shop-staging (eu-west-1)');
      const kept = own[0]?.id ?? '';
      await window.quickPick.settle();
      await window.quickPick.uncheck(new RegExp(kept));
      const late = aws.ec2.add('111122223333', 'eu-west-1', { tags: { Name: 'late' } }).id;
      await window.quickPick.accept();
      await window.quickPick.waitFor(
        /^Stop \d+ EC2 instances · .*Stop \d+ FIS experiments in shop-staging \(eu-west-1\)\?/,
      );
      const said = await window.page.locator('.quick-input-widget').innerText();
      const asked = / and \d+ more · Type “(\d+)”/.exec(said);
      const count = Number(asked?.[1]);
      assert.ok(count > 10, `${count}`);
      await window.quickPick.type(String(count - 1));
      await window.quickPick.accept();
      assert.ok(await window.quickPick.isOpen());
      assert.deepEqual(changesSent(aws), []);
      await window.quickPick.type(String(count));
      await window.quickPick.accept();
      await window.dialog.answer(`Stop ${count}`);
      const targets = () =>
        changesSent(aws).flatMap(({ action, parameters }) =>
          action === 'StopInstances'
            ? Object.entries(parameters).flatMap(([key, value]) =>
                key.startsWith('InstanceId.') ? [String(value)] : [],
              )
            : [action],
        );
      await until('every call', () => targets().length === count);
      assert.ok(targets().includes('StopExperiment') && targets().includes('StopServiceDeployment'));
      for (const id of [kept, late]) assert.ok(!targets().includes(id), id);
      assert.equal(instanceNamed(aws, 'late').state, 'running');
    });
  },
);
