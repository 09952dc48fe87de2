import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import {
  ACCOUNTS,
  activeExperiments,
  changesSent,
  experimentRow,
  experimentStatus,
  HOME,
  openSettledTree,
  startUntilActive,
  stoppableExperiments,
} from '../../stages/window/demoFleet.ts';
import { ownThings } from '../../stages/ownThings.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { toldIn } from '../../stages/window/toldEnds.ts';
import { until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1', 'us-east-1'] };
const virginia = { region: 'us-east-1' } as const;

inWindow('stopping experiments', { view: 'Halt', simulator: { clock }, settings, height: 1600 }, (scenario) => {
  scenario('stops what is active below a branch, from its menu', async ({ window, aws }) => {
    aws.log.clear();
    startUntilActive(aws, 1, virginia);
    const there = stoppableExperiments(aws, virginia);
    await openSettledTree(window);
    await window.runCommand('Halt: Refresh');
    const active = activeExperiments(aws, virginia).length;
    await window.tree.text(['shop-staging', 'us-east-1', /^FIS/], new RegExp(` ${active} of \\d+ active`));
    await window.tree.pick(['shop-staging', 'us-east-1'], 'Stop All Experiments Here…');
    const said = await window.dialog.dismiss();
    const what = there.length === 1 ? String.raw`\S.*` : `${there.length} FIS experiments`;
    assert.match(said, new RegExp(String.raw`^Stop ${what} in shop-staging \(us-east-1\)\?\n`));
    for (const id of there) assert.ok(said.includes(id), said);
    assert.deepEqual(changesSent(aws), []);
  });

  scenario('warns of one that nothing would stop by itself, on its page and in the plan', async ({ window, aws }) => {
    await openSettledTree(window);
    const account = ACCOUNTS['shop-staging'];
    const alarms = ['first-that-would-stop-it', 'second-that-would-stop-it'];
    const [alarm = '', ...others] = alarms;
    const arnOf = (name: string) => `arn:aws:cloudwatch:${HOME}:${account}:alarm:${name}`;
    const stopConditions = alarms.map((name) => ({ source: 'aws:cloudwatch:alarm', value: arnOf(name) }));
    ownThings(aws, HOME).startExperiment({ stopConditions }, { tags: { Name: 'Guarded by two' } });
    await window.runCommand('Halt: Refresh');
    aws.alarms.set(account, HOME, alarm, 'gone');
    for (const other of others) aws.alarms.set(account, HOME, other, 'INSUFFICIENT_DATA');
    await window.tree.pick(experimentRow('Guarded by two'), 'Show Details');
    const page = window.webview();
    await page.getByText('No alarm would stop it.').waitFor();
    await page.getByText('no longer exists').first().waitFor();
    await page.getByRole('button', { name: 'Stop Experiment…' }).click();
    const said = await window.dialog.dismiss();
    assert.match(said, /⚠ No alarm would stop it: /);
    assert.ok(said.includes(`${alarm} (no longer exists)`), said);
    assert.deepEqual(changesSent(aws), []);
    await window.runCommand('View: Close All Editors');
    for (const one of alarms) aws.alarms.set(account, HOME, one, 'OK');
  });

  scenario(
    'stops everything that is active, from the view’s own menu, whatever has the focus',
    async ({ window, aws }) => {
      startUntilActive(aws, 2);
      startUntilActive(aws, 1, virginia);
      const here = stoppableExperiments(aws);
      const there = stoppableExperiments(aws, virginia);
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      for (const region of [HOME, virginia.region]) {
        const active = activeExperiments(aws, { region }).length;
        await window.tree.text(['shop-staging', region, /^FIS/], new RegExp(` ${active} of \\d+ active`));
      }
      aws.log.clear();
      // The editor hands the focused branch over: the title is about everything nevertheless.
      await window.tree.select(['shop-staging', 'us-east-1']);
      const header = window.page.locator('.sidebar .pane-header', { hasText: 'AWS Resources' });
      await header.hover();
      await header.locator('.codicon-toolbar-more').click();
      const entry = window.page
        .locator('.context-view .monaco-menu')
        .getByRole('menuitem', { name: 'Stop All Experiments…' });
      await entry.waitFor();
      await until('the menu to take it', async () => {
        await entry.click({ timeout: 1000 }).catch(() => undefined);
        return !(await entry.isVisible());
      });
      const said = await window.dialog.text();
      const total = here.length + there.length;
      assert.match(said, new RegExp(`^Stop ${total} FIS experiments in 2 regions\\?`));
      assert.match(said, new RegExp(`account 111122223333 · eu-west-1 · as user/demo: ${here.length}`));
      assert.match(said, new RegExp(`account 111122223333 · us-east-1 · as user/demo: ${there.length}`));
      assert.deepEqual(changesSent(aws), []);
      await window.dialog.answer(`Stop ${total}`);
      const open = () => [
        ...here.filter((id) => !['stopped', 'cancelled'].includes(experimentStatus(aws, id))),
        ...there.filter((id) => experimentStatus(aws, id, virginia) !== 'stopped'),
      ];
      await until('every call', () => changesSent(aws).length === total);
      await until('all to be stopped', () => {
        clock.step(30_000);
        return open().length === 0;
      });
      // Those that stop with an error, or later, may be told in a message of their own.
      const told = () => window.notifications.all();
      await until('each to be told', async () => toldIn(await told()) === total, { say: told });
      const sent = changesSent(aws);
      assert.equal(sent.length, total, 'one call for each');
      assert.ok(sent.every(({ action }) => action === 'StopExperiment'));
      aws.log.clear();
      await window.notifications.clear();
    },
  );

  scenario('engages the safety lever, shows it, and disengages it from the palette', async ({ window, aws }) => {
    await openSettledTree(window);
    const lever = experimentRow('Safety lever');
    await window.tree.text(lever, /disengaged/);
    const active = activeExperiments(aws);
    await window.tree.pressInline(lever, 'Engage the Safety Lever…');
    await window.quickPick.waitFor(/^Engage the safety lever in shop-staging \(eu-west-1\) (?!\()/);
    await window.quickPick.accept();
    await until('a reason to be asked for', async () =>
      /FIS needs a reason/.test(await window.page.locator('.quick-input-widget').innerText()),
    );
    await window.quickPick.type('incident 4711');
    await window.quickPick.accept();
    const said = await window.dialog.text();
    assert.match(said, /^Engage the safety lever in shop-staging \(eu-west-1\)\?/);
    assert.match(said, /Stops EVERY experiment in this account and region/);
    assert.match(said, /Reason \(visible to everyone in FIS\): incident 4711/);
    assert.ok(!(await window.dialog.buttons()).some((name) => name.includes('with Reason')));
    // All are stopped already where the scenario before this one has run.
    assert.match(said, active.length === 0 ? /No experiment is active here/ : /Stops \d+ active experiments?:/);
    for (const id of active) assert.ok(said.includes(id), said);
    assert.deepEqual(changesSent(aws), []);
    await window.dialog.answer('Engage');
    await until('the call', () => changesSent(aws).length === 1);
    await until('the lever to be engaged', async () => {
      clock.step(30_000);
      return (await window.tree.rows()).some(({ text }) => text.startsWith('Safety lever engaged · incident 4711'));
    });
    await window.notifications.waitFor(/engaged\./);
    await window.tree.text(['shop-staging', HOME], /safety lever engaged/);
    const item = window.statusItem('experiments');
    await until('the status bar to say so', async () => /lever engaged/.test(await item.innerText()));
    await until('the status bar to speak of it', async () =>
      /the safety lever is engaged in shop-staging \(eu-west-1\)/.test(
        (await item.locator('a').getAttribute('aria-label')) ?? '',
      ),
    );
    const [sent] = changesSent(aws);
    assert.equal(sent?.action, 'UpdateSafetyLeverState');
    assert.deepEqual(sent.parameters['state'], { status: 'engaged', reason: 'incident 4711' });
    aws.log.clear();
    await window.notifications.clear();

    await window.ask('Halt: Disengage the Safety Lever…', 'Disengage the Safety Lever');
    const levers = async () =>
      (await window.quickPick.rows()).map((text) => /engaged · [\w-]+ \([\w-]+\) · \d{12}/.exec(text)?.[0]);
    const engaged = 'engaged · shop-staging (eu-west-1) · 111122223333';
    await until('the one lever', async () => (await levers()).join() === engaged, { say: levers });
    await window.quickPick.check(/engaged/);
    await window.quickPick.accept();
    // Both have the same title.
    await until('the reason to be asked for', async () =>
      /visible to everyone in FIS/.test(
        `${await window.page.locator('.quick-input-widget').innerText()} ${await window.quickPick.placeholder()}`,
      ),
    );
    // Enter alone takes no reason that was given before.
    await window.quickPick.accept();
    await window.quickPick.type('over');
    await window.quickPick.accept();
    assert.match(
      await window.dialog.text(),
      /Engaged since .+ by user\/demo \(Halt’s audit log\)\s+Reason in FIS: incident 4711/,
    );
    await window.dialog.answer('Disengage');
    await window.notifications.waitFor(/disengaged\./);
    await window.tree.text(experimentRow('Safety lever'), /disengaged/);
    await until(
      'the status bar to forget it',
      async () => !/lever/.test(await window.statusItem('experiments').innerText()),
    );
    const [second] = changesSent(aws);
    assert.equal(changesSent(aws).length, 1);
    assert.deepEqual(second?.parameters['state'], { status: 'disengaged', reason: 'over' });
  });

  scenario('engages the safety lever that is ticked in the emergency stop, and no other', async ({ window, aws }) => {
    await openSettledTree(window);
    const account = ACCOUNTS['shop-staging'];
    startUntilActive(aws, 1);
    startUntilActive(aws, 1, virginia);
    const meant = [...stoppableExperiments(aws), ...stoppableExperiments(aws, virginia)];
    const levers = [HOME, virginia.region].map((region) => new RegExp(String.raw`Safety lever.*${region}`, 's'));
    const [here, there] = levers;
    assert.ok(here && there);
    aws.log.clear();
    await window.page.keyboard.press('Control+Alt+Shift+H');
    await window.quickPick.waitFor('Deselect what must keep running');
    await window.quickPick.settle();
    for (const lever of levers) assert.equal(await window.quickPick.checked(lever), false);
    // Each can be read: no heading stands in the way.
    await (await window.quickPick.row(here)).getByText('Safety lever', { exact: true }).waitFor();
    // What it does is said whole, beside the heading, too.
    const reach = (await window.quickPick.row(here)).locator('.quick-input-list-label-meta');
    assert.match(await reach.innerText(), /until disengaged\.$/);
    const hidden = await reach.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    assert.ok(hidden <= 0, `${hidden} pixels of it are cut off`);
    await window.quickPick.check(here);
    await window.quickPick.accept();
    await window.quickPick.waitFor('Reason: Emergency Stop');
    // A lever takes none without a reason.
    await window.quickPick.accept();
    await until('a reason to be asked for', async () =>
      /FIS needs a reason/.test(await window.page.locator('.quick-input-widget').innerText()),
    );
    await window.quickPick.type('incident 4712');
    await window.quickPick.accept();
    const said = await window.dialog.text();
    assert.match(said, /^Emergency Stop: Stop /);
    assert.match(said, /Stop .+ in (?:shop-staging \()?2 regions\)?\?/);
    assert.match(said, /Engage the FIS safety lever in shop-staging \(eu-west-1\)\?/);
    assert.match(said, /• Safety lever(?: ·|:) shop-staging \(eu-west-1\)/);
    assert.match(said, /Stops \d+ active experiments?:/);
    assert.match(said, /stops EVERY experiment in its account and region/);
    assert.match(said, /incident 4712/);
    assert.deepEqual(changesSent(aws), []);
    await window.dialog.answer(`Stop ${meant.length} · Engage 1`);
    await until('every call', () => changesSent(aws).length === meant.length + 1);
    const engaged = aws.log.entries().filter(({ action }) => action === 'UpdateSafetyLeverState');
    assert.deepEqual(
      engaged.map(({ region, parameters }) => [region, parameters['state']]),
      [[HOME, { status: 'engaged', reason: 'incident 4712' }]],
    );
    await until('all to be stopped', () => {
      clock.step(30_000);
      return activeExperiments(aws).length + activeExperiments(aws, virginia).length === 0;
    });
    aws.fis.setSafetyLever(account, HOME, 'disengaged', 'over');
    aws.log.clear();
    await window.notifications.clear();
  });
});
