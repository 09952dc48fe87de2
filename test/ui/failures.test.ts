import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { simulatedAccessKeyId, simulatedSecret } from '../../src/simulator/core/accounts.ts';
import { runningClock } from '../../src/simulator/core/clock.ts';
import { list } from '../../src/base/untrusted.ts';
import { changesSent, instanceNamed, instanceRow } from '../stages/window/demoFleet.ts';
import { writeOddProfiles } from '../stages/window/oddProfiles.ts';
import { inWindow } from '../stages/window/scene.ts';
import { runningIn } from '../stages/window/haltViews.ts';
import type { TreePath } from '../stages/window/treeRows.ts';
import { until } from '../stages/window/waiting.ts';

const port = await freePort();

const ACCOUNT = '111122223333';
const profileOf = (name: string, more: Readonly<Record<string, string>>) =>
  [
    `[profile ${name}]`,
    'region = eu-west-1',
    ...Object.entries(more).map(([key, value]) => `${key} = ${value}`),
    '',
  ].join('\n');
const keys = { aws_access_key_id: simulatedAccessKeyId(ACCOUNT), aws_secret_access_key: simulatedSecret(ACCOUNT) };
const here = { endpoint_url: `http://127.0.0.1:${port}`, halt_simulated: 'true' };
const GOOD = profileOf('shop-staging', { ...keys, ...here });
const CONFIG = [
  GOOD,
  profileOf('far-away', { ...keys, endpoint_url: 'http://127.0.0.1:9' }),
  profileOf('mistyped', { aws_access_key_id: 'AKIAIOSFODNN7EXAMPLE', aws_secret_access_key: 'mistyped', ...here }),
  profileOf('empty', {}),
].join('\n');
/** The files of `~/.aws`. */
function awsFiles(folder: string): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'config'), CONFIG);
  writeFileSync(join(folder, 'credentials'), '');
}

const settings = {
  'halt.profiles': ['shop-staging', 'nobody', 'far-away', 'mistyped', 'empty'],
  'halt.regions': ['eu-west-1', 'us-esat-1'],
};
const home: TreePath = ['shop-staging', 'eu-west-1'];
/** What stands above the tree. */
inWindow(
  'failures',
  { view: 'Halt', simulator: { port, clock: runningClock(1) }, awsFiles, settings, height: 2000 },
  (scenario) => {
    scenario('are told at their nodes, with the next step; everything else works', async ({ window }) => {
      const told: readonly (readonly [TreePath, RegExp])[] = [
        [
          ['shop-staging', 'us-esat-1', /us-esat-1/],
          /^us-esat-1 is not enabled for this account\. Enable the region in the AWS console, or leave it out\.$/,
        ],
        [['nobody'], /^nobody ⚠ not in the AWS config/],
        [['mistyped'], /^mistyped ⚠ credentials not accepted/],
        [['empty'], /^empty ⚠ no usable credentials/],
        [
          ['far-away', 'eu-west-1', /reached/],
          /127\.0\.0\.1:9.* can’t be reached\. Check the network, the VPN or the endpoint/,
        ],
      ];
      for (const [path, words] of told) {
        await window.tree.text(path, words);
        const [spoken] = (await window.tree.rows()).filter(({ text }) => words.test(text));
        if (spoken && path.length > 1) assert.match(spoken.spoken, /^Problem: /);
        if (path.length === 1) assert.equal(spoken?.expanded, undefined, 'a profile that can’t be read is one row');
      }
      // A click says the whole sentence.
      await window.tree.select(['empty']);
      const { text: sentence } = await window.notifications.waitFor(/empty/);
      assert.match(sentence, /^No usable credentials in profile “empty”: .* Try “aws sts get-caller-identity/);
      await window.notifications.clear();
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      await window.tree.text([...home, /^FIS/], /of \d+ active/);
      await window.notifications.none();
      await until('a count that misses something to say so', async () =>
        /\d\?$/.test(await window.statusItem('experiments').innerText()),
      );
    });

    scenario('keep the last good data with its time, until they are over', async ({ window, aws }) => {
      const ec2: TreePath = [...home, /^EC2/];
      const ecs: TreePath = [...home, /^ECS/];
      const fis: TreePath = [...home, /^FIS/];
      for (const group of [ec2, ecs, fis]) await window.tree.text(group, /\d of \d+ [a-z ]+$/);
      aws.faults.add({
        service: 'ec2',
        region: 'eu-west-1',
        effect: { kind: 'serverError', status: 503, when: 'before' },
      });
      aws.faults.add({ service: 'ecs', region: 'eu-west-1', action: 'ListClusters', effect: { kind: 'denied' } });
      aws.faults.add({ service: 'fis', region: 'eu-west-1', effect: { kind: 'throttle' } });
      await window.runCommand('Halt: Refresh');
      await window.tree.text([...ec2, /^AWS/], /^AWS reported an internal error\. Halt keeps trying/);
      await window.tree.text(
        [...ecs, /^Access/],
        /^Access denied: ecs:ListClusters is not allowed for you\. Ask for the permission/,
      );
      await window.tree.text(
        [...fis, /^AWS/],
        /^AWS is throttling this account’s calls\. Halt waits and tries again\.$/,
      );
      for (const group of [ec2, ecs, fis]) await window.tree.text(group, /\d of \d+ [a-z ]+ · as of \d/);
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      const row = await window.tree.row([...ecs, /^Access/]);
      const tip = await until('the tooltip', async () => {
        const text = await window.tooltip(row);
        return text.startsWith('Access denied') && text;
      });
      assert.match(tip, /not authorized to perform: ecs:ListClusters/);
      assert.match(tip, /request id [\w-]{20,}/);
      await window.notifications.none();

      aws.faults.clear();
      await window.tree.pressInline([...ecs, /^Access/], 'Retry');
      for (const group of [ec2, ecs, fis]) await window.tree.text(group, /\d of \d+ [a-z ]+$/);
      const amiss = async () =>
        (await window.tree.rows()).filter(({ text }) => /^(AWS reported|Access denied|AWS is)/.test(text));
      await until('nothing to be amiss', async () => (await amiss()).length === 0, { say: amiss });
    });

    scenario('of expired credentials are told once, for the whole profile', async ({ window, aws, config }) => {
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      aws.faults.add({ effect: { kind: 'expiredToken' } });
      await window.runCommand('Halt: Refresh');
      const note: TreePath = ['shop-staging'];
      await window.tree.text(note, /^shop-staging ⚠ credentials expired · as of \d/);
      await window.tree.text(instanceRow('payments-sandbox'), /running/);
      const notes = async () => (await window.tree.rows()).filter(({ text }) => /expired/.test(text));
      await until('one note', async () => (await notes()).length === 1, { say: notes });
      const entries = await window.menu.entries(await window.tree.row(note));
      for (const entry of ['Sign In', 'Retry', 'Show Log']) assert.ok(entries.includes(entry), entries.join());
      const running = runningIn(window);
      const unread = await window.menu.entries(await running.row([/can’t be read/]));
      assert.ok(unread.includes('Sign In'), unread.join());
      aws.faults.clear();
      // Renewed in a terminal, say: Halt continues.
      writeFileSync(join(dirname(config), 'credentials'), '# renewed\n');
      const gone = async () => (await window.tree.rows()).every(({ text }) => !/expired/.test(text));
      await until('the note to go', gone);
      await window.tree.text([...home, /^EC2/], /\d of \d+ [a-z ]+$/);

      aws.faults.add({ effect: { kind: 'expiredToken' } });
      await window.runCommand('Halt: Refresh');
      await window.tree.text(note, /credentials expired/);
      aws.faults.clear();
      await window.ask('Halt: Sign In', 'Sign In');
      await window.quickPick.choose('shop-staging');
      await until('the note to go', gone);
      await window.notifications.none();
    });

    scenario(
      'of the config file name its line, and end by themselves once it is mended',
      async ({ window, config }) => {
        writeFileSync(config, `${GOOD}\n[profile broken\nregion = eu-west-1\n`);
        const line = GOOD.split('\n').length + 1;
        const broken = new RegExp(`^Line ${line} of \\S+ isn’t valid the section header is empty or isn’t closed`);
        await window.tree.row([broken]);
        await window.tree.text(instanceRow('payments-sandbox'), /running/);
        writeFileSync(config, CONFIG);
        await until('the row to go', async () => !(await window.tree.rows()).some(({ text }) => broken.test(text)));

        rmSync(config);
        await window.tree.text(['shop-staging'], /⚠ not in the AWS config/);
        await window.ask('Halt: Choose Profiles…', 'Choose Profiles');
        assert.match((await window.quickPick.someRows()).join('\n'), /^shop-staging ?not in the shared AWS config/m);
        await window.quickPick.cancel();
        writeFileSync(config, CONFIG);
        await until('the profile to be known again', async () =>
          (await window.tree.rows()).every(({ text }) => !/⚠ not in the AWS config/.test(text)),
        );
        await window.tree.text([...home, /^EC2/], /\d of \d+ [a-z ]+$/);
        await window.notifications.none();
      },
    );
  },
);

// Neither file is named, and the home folder is empty.
const noFiles = { AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };

inWindow('no config at all', { env: noFiles, settings: { 'halt.production': [] }, height: 1600 }, (scenario) => {
  scenario('says how a profile is made', async ({ window }) => {
    await window.openView('Halt');
    await window.page
      .locator('.sidebar .welcome-view-content')
      .getByRole('button', { name: 'Choose Profiles' })
      .first()
      .click();
    const { text } = await window.notifications.waitFor(/There is no shared AWS config/);
    assert.match(text, /\.aws.config: the file doesn’t exist\. “aws configure sso” or “aws configure” makes one/);
    await window.notifications.clear();
  });

  scenario(
    'lets three odd profiles that appear be chosen, shown with the account that STS tells, and used',
    async ({ window, aws }) => {
      const { profiles, remove } = writeOddProfiles(window.server.profile.home, aws.endpoint);
      await window.openView('Halt');
      await window.ask('Halt: Choose Profiles…', 'Choose Profiles');
      const rows = () => window.quickPick.rows();
      await until('a row for each', async () => (await rows()).length === profiles.length, { say: rows });
      await window.quickPick.check(...profiles.map(({ name }) => name));
      await window.quickPick.accept();
      await window.quickPick.waitFor('Choose Regions for Every Chosen Profile');
      await until('AWS’s answer', async () => !(await window.quickPick.placeholder()).startsWith('Asking'));
      await window.quickPick.settle();
      assert.equal(await window.quickPick.checked(/^\s*eu-west-1/), true, 'the profiles’ own region');
      await window.quickPick.accept();
      for (const { name, account, instance } of profiles) {
        await window.tree.text([name], new RegExp(account));
        await window.tree.text([name, 'eu-west-1', /^EC2/, instance], /running/);
        await window.tree.collapse([name]);
      }
      const chosen = new Set(profiles.map(({ name }) => name));
      await window.settingsHold('all of them', (now) => isDeepStrictEqual(new Set(list(now['halt.profiles'])), chosen));

      const asked = aws.log.entries().filter(({ action }) => action === 'GetCallerIdentity');
      for (const { account } of profiles) assert.ok(asked.some((one) => one.account === account));

      const { name, account, as, instance } = profiles[1];
      aws.log.clear();
      await window.tree.pick([name, 'eu-west-1', /^EC2/, instance], 'Stop Instance…');
      const said = await window.dialog.answer('Stop');
      assert.ok(said.includes(`profile ${name} · account ${account}`), said);
      await window.notifications.waitFor(new RegExp(`${instance} .*stopped`));
      await window.notifications.clear();
      const { id, state } = instanceNamed(aws, instance, { profile: as });
      assert.equal(state, 'stopped');
      assert.deepEqual(
        changesSent(aws).map(({ action, parameters }) => [action, parameters['InstanceId.1']]),
        [['StopInstances', id]],
      );
      assert.deepEqual(
        [...new Set(aws.log.entries().flatMap((one) => (one.action === 'StopInstances' ? [one.account] : [])))],
        [account],
      );
      await window.changeSettings({ 'halt.profiles': undefined, 'halt.regions': undefined });
      remove();
    },
  );
});

/** A port for the simulated AWS, which the config names before it starts. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}
