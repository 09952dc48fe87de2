import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { list } from '../../src/base/untrusted.ts';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { changesSent, instanceNamed, instanceRow, openSettledTree, untilUnasked } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';
import type { HaltWindow } from '../stages/window/window.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** The editor's last word doesn't always arrive, and its server then keeps the extensions for hours. */
const sendNoLastWord = (window: HaltWindow) => window.page.evaluate('WebSocket.prototype.send = () => undefined');

const LEFT = 'about:blank';

inWindow('a reload', { simulator: { clock }, settings, height: 1200 }, (scenario) => {
  scenario(
    'in the middle of a stop: it is followed to its end, told once, never asked for again, and can be undone',
    async ({ window, aws }) => {
      // Another scenario left the editor, and did not come back.
      if (window.page.url() === LEFT) await window.page.goto(window.server.url());
      await openSettledTree(window);
      const row = instanceRow('web-preview');
      await window.tree.pick(row, 'Stop Instance…');
      await window.dialog.answer('Stop');
      await window.tree.text(row, /stopping/);
      await window.reload();
      await window.openView('Halt');
      await window.tree.text(row, /stopping/);
      clock.step(35_000);
      assert.equal((await window.notifications.waitFor(/web-preview/)).text, 'web-preview stopped.');
      await window.tree.text(row, /^web-preview stopped/);
      await window.notifications.clear();

      // Once more, in the middle of another, and with the extensions of before told nothing: what they see end is told in the new window.
      const other = instanceRow('devbox-mira');
      await window.tree.pick(other, 'Stop Instance…');
      await window.dialog.answer('Stop');
      await window.tree.text(other, /stopping/);
      await sendNoLastWord(window);
      await window.reload();
      await openSettledTree(window);
      await window.tree.text(other, /stopping/);
      // What has ended is not followed again, and not said again.
      await window.notifications.none();
      clock.step(35_000);
      assert.equal((await window.notifications.waitFor(/devbox-mira/)).text, 'devbox-mira stopped.');
      await window.notifications.clear();
      // What Halt stopped, it goes on offering to start.
      await window.tree.pick(row, 'Start Stopped Instance Again…');
      assert.match(await window.dialog.dismiss(), /^Start web-preview in shop-staging \(eu-west-1\)\?/);
      const entries = await window.menu.entries(await window.tree.row(instanceRow('etl-rehearsal')));
      assert.ok(!entries.some((entry) => entry.startsWith('Start')), 'somebody else stopped that one');
      assert.deepEqual(
        changesSent(aws).map(({ action, parameters }) => [action, parameters['InstanceId.1']]),
        ['web-preview', 'devbox-mira'].map((name) => ['StopInstances', instanceNamed(aws, name).id]),
      );
    },
  );

  scenario('of which the extensions of before hear nothing: they ask AWS nothing any more', async ({ window, aws }) => {
    await openSettledTree(window);
    await sendNoLastWord(window);
    // From here on they hear nothing. The page may take long to leave.
    const left = performance.now();
    await window.page.goto(LEFT);
    // Within a beat, and as long as a window has for an answer, they notice.
    const { since } = await untilUnasked(aws, 'AWS to be asked nothing for longer than what moves is left alone', {
      quietFor: 12_000,
      within: 90_000,
    });
    assert.ok(since - left > 1_000, 'they lived on, and went on asking until they had noticed');
  });
});

/** The welcome is seen while the rows before it are still being taken away. */
const noRows = (window: HaltWindow) =>
  until('no rows', async () => (await window.tree.rows()).length === 0, { say: () => window.tree.rows() });

const welcomeButton = (window: HaltWindow, name: string) =>
  window.page.locator('.sidebar .welcome-view-content').getByRole('button', { name }).first();

/** As in a window in which nobody has chosen anything yet. */
async function chooseNothing(window: HaltWindow): Promise<void> {
  await window.changeSettings({ 'halt.profiles': undefined, 'halt.regions': undefined });
  await welcomeButton(window, 'Choose Profiles').waitFor();
}

inWindow('the first time', { view: 'Halt', settings: {}, height: 1200 }, (scenario) => {
  scenario('asks AWS nothing, and offers to choose or to try', async ({ window, aws }) => {
    await window.openView('Halt');
    await welcomeButton(window, 'Choose Profiles').waitFor();
    await welcomeButton(window, 'Try with a Simulated AWS').waitFor();
    await noRows(window);
    assert.equal(await window.statusItem('experiments').isVisible(), false);
    assert.equal(aws.log.count(), 0);
  });

  scenario('tries with a simulated AWS of its own, plainly marked, and leaves it', async ({ window, aws }) => {
    await welcomeButton(window, 'Try with a Simulated AWS').click();
    await window.tree.text(['shop-staging (simulated)'], /^shop-staging \(simulated\) .*111122223333/);
    await window.tree.text(['shop-production (simulated)'], /^shop-production \(simulated\) production .*444455556666/);
    const row = ['shop-staging (simulated)', 'eu-west-1', /^EC2/, 'payments-sandbox'] as const;
    await window.tree.text(row, /running/);
    await window.tree.pick(row, 'Stop Instance…');
    assert.match(await window.dialog.answer('Stop'), /SIMULATED AWS · profile shop-staging \(simulated\)/);
    assert.equal(
      (await window.notifications.waitFor(/payments-sandbox/)).text,
      'payments-sandbox in shop-staging (simulated) (eu-west-1) stopped.',
    );
    await window.notifications.clear();
    await window.runCommand('Halt: Exit the Simulated AWS');
    await welcomeButton(window, 'Choose Profiles').waitFor();
    await noRows(window);
    assert.equal(aws.log.count(), 0, 'the other AWS was not asked');
    assert.equal(window.settings()['halt.profiles'], undefined);
  });

  scenario('chooses profiles and regions, which the settings keep', async ({ window }) => {
    await welcomeButton(window, 'Choose Profiles').click();
    await window.quickPick.waitFor('Choose Profiles');
    const offered = async () =>
      (await window.quickPick.rows()).map((text) => /^(shop-\w+) ?simulated · eu-west-1/.exec(text)?.[1]);
    await until('both', async () => (await offered()).join() === 'shop-staging,shop-production', { say: offered });
    await window.quickPick.check('shop-staging');
    await window.quickPick.accept();
    await window.quickPick.waitFor('Choose Regions for Every Chosen Profile');
    await until('AWS’s own list', async () =>
      /\d+ regions, as AWS lists them for “shop-staging”/.test(await window.quickPick.placeholder()),
    );
    await window.quickPick.settle();
    assert.equal(await window.quickPick.checked(/^\s*eu-west-1/), true, 'the profile’s own');
    await window.quickPick.type('us-east-1');
    await window.quickPick.check(/^\s*us-east-1/);
    await window.quickPick.accept();
    await window.tree.row(['shop-staging', 'us-east-1']);
    await window.settingsHold('what was chosen', (now) =>
      isDeepStrictEqual(
        [now['halt.profiles'], new Set(list(now['halt.regions']))],
        [['shop-staging'], new Set(['eu-west-1', 'us-east-1'])],
      ),
    );
    await chooseNothing(window);
  });

  scenario('changes the choice, and takes everything out again', async ({ window }) => {
    await window.changeSettings({ 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1', 'us-east-1'] });
    await window.openView('Halt');
    await window.tree.row(['shop-staging', 'us-east-1']);
    await window.ask('Halt: Choose Regions…', 'Choose Regions for Every Chosen Profile');
    await until('AWS’s own list', async () => /as AWS lists them/.test(await window.quickPick.placeholder()));
    await window.quickPick.settle();
    await window.page.keyboard.press('ArrowUp');
    await window.quickPick.row(/Not enabled/);
    await window.quickPick.type('us-east-1');
    await window.quickPick.row(/US East \(N\. Virginia\)/);
    await window.quickPick.uncheck(/^\s*us-east-1/);
    await window.quickPick.accept();
    await until('one region', async () =>
      (await window.tree.rows()).every(({ text }) => !text.startsWith('us-east-1')),
    );
    await window.ask('Halt: Choose Profiles…', 'Choose Profiles');
    await until('the tick of what is chosen', () => window.quickPick.checked('shop-staging'));
    await window.quickPick.uncheck('shop-staging');
    await window.quickPick.accept();
    await welcomeButton(window, 'Choose Profiles').waitFor();
    await window.settingsHold('no profile', (now) => isDeepStrictEqual(now['halt.profiles'], []));
    await chooseNothing(window);
  });
});
