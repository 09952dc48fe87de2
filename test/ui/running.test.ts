import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { ownThings } from '../stages/ownThings.ts';
import { ACCOUNTS, keepActive, changesSent, experimentStatus, instanceRow } from '../stages/window/demoFleet.ts';
import { RUNNING_PANE, runningIn, texts } from '../stages/window/haltViews.ts';
import { inWindow } from '../stages/window/scene.ts';
import type { Tree } from '../stages/window/tree.ts';
import { until } from '../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const settings = {
  'halt.profiles': ['shop-staging', 'shop-production'],
  'halt.regions': ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
  'halt.refresh.slowSeconds': 15,
};
const LATENCY = 'Payments latency +300 ms';
const ORDERS = 'Throttle the orders API';
/** Another account of the demo has one of that name, too, as its time goes on. */
const ORDERS_ROW = /^Throttle the orders API [^]* · production/;
const ORDERS_PLACE = { profile: 'shop-production', region: 'us-east-1' } as const;

const ONE_MINUTE = {
  Stress: {
    actionId: 'aws:ecs:task-cpu-stress',
    parameters: { duration: 'PT1M' },
    targets: { Tasks: 'Tasks' },
  },
} as const;

const told = { ...settings, 'halt.notify': 'production' };

/** Whether a row is there, in sight or not. */
const isIn = (tree: Tree, row: RegExp): Promise<boolean> =>
  tree.text([row]).then(
    () => true,
    () => false,
  );

inWindow('running now', { view: 'Halt', simulator: { clock }, settings: told }, (scenario) => {
  scenario('lists what runs in every account and region, with where it is', async ({ window, aws }) => {
    keepActive(aws, LATENCY);
    keepActive(aws, ORDERS, ORDERS_PLACE);
    clock.step(120_000);
    await window.runCommand('Halt: Refresh');
    const running = runningIn(window);
    await running.text([LATENCY], /^Payments latency \+300 ms running · shop-staging \(eu-west-1\)$/);
    await running.spoken(
      [new RegExp(`^${ORDERS} running · production · shop-production \\(us-east-1\\)$`)],
      /^FIS experiment Throttle the orders API, running.*, production, shop-production \(us-east-1\)$/,
    );
    await running.text(['catalog-import'], / stopping since \d.* · shop-staging \(eu-west-1\)/);
    await until(
      'nothing to be loading',
      async () => !(await texts(running)).some((text) => text.startsWith('Loading')),
    );
    await window.page
      .locator('.activitybar')
      .getByRole('tab', { name: /^Halt - \d+ in progress/ })
      .waitFor();

    aws.fis.setSafetyLever(ACCOUNTS['shop-staging'], 'ap-southeast-2', 'engaged', 'The game day is over');
    await window.runCommand('Halt: Refresh');
    await running.row(['Safety lever']);
    const first = async () => (await texts(running))[0] ?? '';
    await until('it to be the first', async () => (await first()).startsWith('Safety lever'), { say: first });
    clock.step(30_000);
    await running.text(['Safety lever'], /engaged · The game day is over · shop-staging \(ap-southeast-2\)/);
    await window.picture(`running-now-${window.version}-dark`);
    aws.fis.setSafetyLever(ACCOUNTS['shop-staging'], 'ap-southeast-2', 'disengaged', 'On we go');
    await window.runCommand('Halt: Refresh');
    await until('the lever to be gone', async () => !(await texts(running)).some((text) => text.startsWith('Safety')));
  });

  scenario('shows a new experiment without a refresh', async ({ window, aws }) => {
    const account = ACCOUNTS['shop-production'];
    const [[, template] = []] = aws.fis.templateIds(account, 'us-east-1');
    assert.ok(template);
    await runningIn(window).row([/production/]);
    aws.fis.start(account, 'us-east-1', template, { tags: { Name: 'nobody-announced-it' } });
    const row = /^nobody-announced-it (pending|starting|running) · production · shop-production/;
    await until('the new experiment', () => isIn(runningIn(window), row));
  });

  scenario('stops an experiment, and lets it go when it has ended', async ({ window, aws }) => {
    const running = runningIn(window);
    const id = keepActive(aws, LATENCY);
    await window.runCommand('Halt: Refresh');
    await running.pressInline([LATENCY], 'Stop Experiment…');
    const said = await window.dialog.text();
    assert.match(said, /^Stop .+ in shop-staging \(eu-west-1\)\?/);
    assert.ok(said.includes(id), said);
    assert.deepEqual(changesSent(aws), []);
    await window.dialog.answer('Stop');
    await running.text([LATENCY], /stopping|stop requested/);
    clock.step(120_000);
    await until('AWS to have stopped it', () => experimentStatus(aws, id) === 'stopped');
    await until('it to be gone', async () => !(await texts(running)).some((text) => text.startsWith(LATENCY)));
    assert.deepEqual(
      changesSent(aws).map(({ action }) => action),
      ['StopExperiment'],
    );
    await window.notifications.clear();
  });

  scenario('has the menus of the other view', async ({ window, aws }) => {
    keepActive(aws, ORDERS, ORDERS_PLACE);
    await window.runCommand('Halt: Refresh');
    const entries = await window.menu.entries(await runningIn(window).row([ORDERS_ROW]));
    for (const entry of ['Stop Experiment…', 'Show Details', 'Copy ID', 'Copy as AWS CLI Command', 'Pin']) {
      assert.ok(
        entries.some((text) => text.startsWith(entry)),
        `${entry} in ${entries.join(', ')}`,
      );
    }
  });

  scenario('takes a key for the view that has the focus', async ({ window, aws }) => {
    const running = runningIn(window);
    keepActive(aws, ORDERS, ORDERS_PLACE);
    await window.runCommand('Halt: Refresh');
    const instance = instanceRow('devbox-mira');
    await window.tree.select(instance);
    await running.select([ORDERS_ROW]);
    await running.press('Delete');
    // It is in production: its name is asked for first.
    await window.quickPick.waitFor(/^Production: Stop Throttle the orders API/);
    await window.quickPick.type(ORDERS);
    await window.quickPick.accept();
    assert.match(await window.dialog.dismiss(), /^Stop Throttle the orders API in shop-production \(us-east-1\)\?/);
    // It is still selected here: the click changes nothing but the focus.
    await window.tree.select(instance);
    await window.tree.press('Delete');
    assert.match(await window.dialog.dismiss(), /^Stop devbox-mira in shop-staging \(eu-west-1\)\?[^]*devbox-mira/);
  });

  scenario('says how much of it can’t be read', async ({ window, aws }) => {
    const running = runningIn(window);
    keepActive(aws, ORDERS, ORDERS_PLACE);
    await window.runCommand('Halt: Refresh');
    await running.row([ORDERS_ROW]);
    aws.faults.add({ region: 'ap-southeast-2', effect: { kind: 'drop', when: 'before' } });
    await window.runCommand('Halt: Refresh');
    await running.select([ORDERS_ROW]);
    await running.row(['2 places can’t be read']);
    const focused = window.page.locator(`${RUNNING_PANE} .monaco-list-row.focused[data-index="0"]`);
    await running.press('Home', () => focused.isVisible());
    await running.text(['2 places'], /shop-staging \(ap-southeast-2\), shop-production \(ap-southeast-2\)/);
    // The tooltip of the row that was under the mouse before may still be there.
    await until('the tooltip', async () =>
      /What runs there isn’t known/.test(await window.tooltip(await running.row(['2 places']))),
    );
    aws.faults.clear();
    await window.page.keyboard.press('Escape');
    await running.pressInline(['2 places'], 'Retry');
    await until('all to be read', async () => !(await texts(running)).some((text) => /can’t be read/.test(text)));
  });

  scenario(
    'keeps the row that somebody stands on in the status bar’s list while another comes',
    async ({ window, aws }) => {
      keepActive(aws, LATENCY);
      keepActive(aws, ORDERS, ORDERS_PLACE);
      await window.runCommand('Halt: Refresh');
      await runningIn(window).row([ORDERS_ROW]);
      await window.statusItem('experiments').click();
      await window.quickPick.waitFor('Running Experiments');
      const focused = window.page.locator('.quick-input-list .monaco-list-row.focused');
      await focused.waitFor();
      await window.page.keyboard.press('ArrowDown');
      await until('the second row', async () => (await focused.getAttribute('data-index')) === '1');
      const before = await focused.innerText();
      ownThings(aws, 'ap-southeast-2', ACCOUNTS['shop-staging']).startExperiment(
        { actions: ONE_MINUTE },
        { tags: { Name: 'newcomer' } },
      );
      await until('the newcomer', async () =>
        (await window.quickPick.rows()).some((text) => text.includes('newcomer')),
      );
      await until('the focus on the row of before', async () => (await focused.innerText()) === before, {
        say: () => focused.allInnerTexts(),
      });
      await window.page.keyboard.press('Escape');
      clock.step(120_000);
    },
  );

  scenario(
    'tells in one message of what happened in production, shows it, and is quiet when asked to be',
    async ({ window, aws }) => {
      const start = async (names: readonly string[], region = 'ap-southeast-2') => {
        const own = ownThings(aws, region, ACCOUNTS['shop-production']);
        for (const Name of names) own.startExperiment({}, { tags: { Name } });
        await window.runCommand('Halt: Refresh');
      };
      const item = window.statusItem('experiments');
      // What a first look finds is no news: each place is counted, without a question mark, before anything happens.
      await until('all to be read once', async () => /^[^?]*\d[^?]*$/.test(await item.innerText()));
      await window.notifications.clear();
      aws.log.clear();

      const staging = ownThings(aws, 'ap-southeast-2', ACCOUNTS['shop-staging']);
      staging.startExperiment({}, { tags: { Name: 'nobody-asked' } });
      await start(['load-test-7', 'load-test-8', 'load-test-9']);
      const burst = await window.notifications.waitFor(/load-test/);
      assert.match(burst.text, /^load-test-[789] and 2 more started in shop-production \(ap-southeast-2\)\.$/);
      await burst.press('Show');
      await until('its row', async () =>
        (await window.tree.rows()).some(({ text, selected }) => selected && text.startsWith('load-test-')),
      );

      await start(['load-test-10']);
      const one = await window.notifications.waitFor('load-test-10');
      assert.equal(one.text, 'load-test-10 started in shop-production (ap-southeast-2).');
      await one.press('Quiet for an Hour');
      await start(['load-test-11']);
      await runningIn(window).row(['load-test-11']);
      await item.click();
      await window.quickPick.waitFor('Running Experiments');
      await window.quickPick.type('No notifications');
      await window.quickPick.choose(/No notifications until \d/);

      // Had the one before been told, it would be in the same message, or in one before.
      await start(['load-test-12'], 'us-east-1');
      const again = await window.notifications.waitFor('load-test-12');
      assert.equal(again.text, 'load-test-12 started in shop-production (us-east-1).');
      assert.ok(!(await window.notifications.all()).some((text) => /load-test-11|nobody-asked/.test(text)));
      assert.deepEqual(changesSent(aws), []);
      await window.notifications.clear();
    },
  );

  scenario(
    'watches rows until they end, over a reload, and tells how where nothing else is told',
    async ({ window, aws }) => {
      const running = runningIn(window);
      const own = ownThings(aws, 'ap-southeast-2', ACCOUNTS['shop-staging']);
      for (const Name of ['soak-1', 'soak-2']) own.startExperiment({ actions: ONE_MINUTE }, { tags: { Name } });
      await window.runCommand('Halt: Refresh');
      await running.select(['soak-1'], ['soak-2']);
      aws.log.clear();
      await running.pick(['soak-2'], 'Watch Until It Ends');
      await running.text(['soak-1'], / watched · shop-staging/);
      await running.text(['soak-2'], / watched · shop-staging/);
      await running.spoken(['soak-1'], /, watched/);
      await running.select(['soak-2']);
      await window.runCommand('Halt: Stop Watching');
      await until('one to be let go', async () => !/watched/.test(await running.text(['soak-2'])));
      await window.reload();
      await window.openView('Halt');
      await running.text(['soak-1'], / watched · shop-staging/);
      clock.step(180_000);
      await window.runCommand('Halt: Refresh');
      const end = await window.notifications.waitFor(/soak-1/);
      assert.equal(end.text, 'soak-1 in shop-staging (ap-southeast-2): completed.');
      await end.press('Show');
      await window.page.getByRole('tab', { name: /soak-1/ }).waitFor();
      assert.ok(!(await window.notifications.all()).some((text) => /soak-2/.test(text)));
      assert.deepEqual(changesSent(aws), []);
      await window.runCommand('View: Close Editor');
    },
  );
});
