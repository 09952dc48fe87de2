import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { ACCOUNTS, changesSent, HOME, startUntilActive, stoppableExperiments } from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { until } from '../../stages/window/waiting.ts';
import type { HaltWindow } from '../../stages/window/window.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-production'], 'halt.regions': [HOME] };
const account = ACCOUNTS['shop-production'];
const TITLE = 'Production: Stop steps-probe in shop-production (eu-west-1)?';

const production = { profile: 'shop-production' } as const;

const back = ({ page }: HaltWindow) =>
  page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();

inWindow('the steps to a stop', { view: 'Halt', simulator: { clock }, settings }, (scenario) => {
  scenario('lead from a typed name back to the choice and to the list, and are counted', async ({ window, aws }) => {
    aws.ec2.add(account, HOME, { name: 'steps-probe', type: 't3.nano' });
    clock.step(120_000);
    await window.runCommand('Halt: Refresh');
    await window.tree.text(['shop-production', HOME, /^EC2/, 'steps-probe'], /running/);
    aws.log.clear();
    const rowOf = /^\s*steps-probe/;
    // The list draws what fits: it is typed for.
    const isTicked = async () => {
      await window.quickPick.type('steps-probe');
      return window.quickPick.checked(rowOf);
    };

    await window.ask('Halt: Force Stop Instance…', /^Force Stop Instances (?!\()/);
    assert.equal(await isTicked(), false);
    await window.quickPick.check(rowOf);
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^How to stop steps-probe [^(]*\(eu-west-1\) (?!\()/);
    await window.quickPick.accept();
    // The plan tells how many steps there are: nothing before it counts them.
    await window.quickPick.waitFor(`${TITLE} (3/4)`);
    await back(window);
    await window.quickPick.waitFor(/^How to stop steps-probe [^(]*\(eu-west-1\) (?!\()/);
    await back(window);
    await window.quickPick.waitFor(/^Force Stop Instances (?!\()/);
    await until('what was ticked to be so again', isTicked);
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^How to stop steps-probe [^(]*\(eu-west-1\) (?!\()/);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (3/4)`);
    await window.quickPick.type('steps-probe');
    await window.quickPick.accept();
    assert.match(await window.dialog.dismiss(), /^Stop steps-probe in shop-production/);

    await window.ask('Halt: Stop Instance…', 'Stop Instances');
    assert.equal(await isTicked(), false);
    await window.quickPick.check(rowOf);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (2/3)`);
    await back(window);
    // What was ticked still is.
    await window.quickPick.waitFor('Stop Instances');
    await until('what was ticked to be so again', isTicked);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (2/3)`);
    await window.quickPick.cancel();
    assert.equal(await window.dialog.isOpen(), false);
    assert.deepEqual(changesSent(aws), []);
  });

  scenario(
    'count those of a reason that nobody has to give by themselves, and lead back to the dialog',
    async ({ window, aws }) => {
      aws.ec2.add(account, HOME, { name: 'reason-probe', type: 't3.nano' });
      clock.step(120_000);
      await window.runCommand('Halt: Refresh');
      const row = ['shop-production', HOME, /^EC2/, 'reason-probe'] as const;
      await window.tree.text(row, /running/);
      aws.log.clear();
      await window.tree.pick(row, 'Stop Instance…');
      await window.quickPick.waitFor(/^Production: Stop reason-probe .*\(1\/2\)/);
      await window.quickPick.type('reason-probe');
      await window.quickPick.accept();
      const leaving = [() => back(window), () => window.quickPick.cancel()];
      for (const leave of leaving) {
        await window.dialog.answer('Stop with Reason…');
        await window.quickPick.waitFor(/^Reason: Stop reason-probe .*\(1\/2\)/);
        await leave();
        // What was typed is still said.
        assert.match(await window.dialog.text(), /^Stop reason-probe in shop-production/);
      }
      await window.dialog.answer('Stop with Reason…');
      await window.quickPick.waitFor(/^Reason: Stop reason-probe .*\(1\/2\)/);
      await window.quickPick.type('game day is over');
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Ticket: .*\(2\/2\)/);
      await window.quickPick.accept();
      assert.match(await window.dialog.dismiss(), /^Stop reason-probe in shop-production[^]*Reason: game day is over/);
      assert.deepEqual(changesSent(aws), []);
    },
  );

  scenario(
    'of an emergency stop lead back to the reason as it was given and to the list as it was ticked',
    async ({ window, aws }) => {
      startUntilActive(aws, 3, production);
      const active = stoppableExperiments(aws, production);
      const [left, other] = active;
      assert.ok(left && other && active.length > 2);
      aws.log.clear();
      await window.page.keyboard.press('Control+Alt+Shift+H');
      await window.quickPick.waitFor(/^Emergency Stop (?!\()/);
      await window.quickPick.waitFor('Deselect what must keep running');
      await window.quickPick.settle();
      await window.quickPick.uncheck(new RegExp(left));
      await window.quickPick.waitFor('Deselect what must keep running');
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Reason: Emergency Stop (?!\()/);
      await window.quickPick.type('incident 4713');
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Production: Emergency Stop: .*\(3\/4\)/);
      await back(window);
      await window.quickPick.waitFor(/^Reason: Emergency Stop (?!\()/);
      const reason = window.page.locator('.quick-input-widget input[type=text]');
      await until('the reason as it was given', async () => (await reason.inputValue()) === 'incident 4713');
      await back(window);
      await window.quickPick.waitFor(/^Emergency Stop (?!\()/);
      // Nothing is ticked before the ticks are drawn.
      await until('the ticks', () => window.quickPick.checked(new RegExp(other)));
      assert.equal(await window.quickPick.checked(new RegExp(left)), false);
      await window.quickPick.waitFor('Deselect what must keep running');
      await window.quickPick.settle();
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Reason: Emergency Stop (?!\()/);
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Production: Emergency Stop: .*\(3\/4\)/);
      await window.quickPick.type('stop');
      await window.quickPick.accept();
      const said = await window.dialog.dismiss();
      assert.match(said, /incident 4713/);
      assert.doesNotMatch(said, new RegExp(left));
      assert.deepEqual(changesSent(aws), []);
    },
  );

  scenario(
    'of stopping all that a place shows lead back to the list as it was ticked, and to nothing that came later',
    async ({ window, aws }) => {
      const own = aws.ec2.add(account, HOME, { name: 'left-out', type: 't3.nano' });
      clock.step(120_000);
      await window.runCommand('Halt: Refresh');
      await window.tree.text(['shop-production', HOME, /^EC2/, 'left-out'], /running/);
      aws.log.clear();
      await window.tree.pick(['shop-production', HOME], 'Stop Everything Here…');
      const list = 'Stop Everything in shop-production (eu-west-1)';
      await window.quickPick.waitFor(list);
      await window.quickPick.settle();
      await window.quickPick.uncheck(new RegExp(own.id));
      await window.quickPick.accept();
      await window.quickPick.waitFor(/^Production: .*\(2\/\d\)/);
      const late = aws.ec2.add(account, HOME, { name: 'late', type: 't3.nano' });
      clock.step(120_000);
      await back(window);
      await window.quickPick.waitFor(list);
      assert.equal(await window.quickPick.checked(new RegExp(own.id)), false);
      await window.quickPick.type('late');
      await until('no row of what came later', async () =>
        (await window.quickPick.rows()).every((row) => !row.includes(late.id)),
      );
      await window.quickPick.cancel();
      assert.deepEqual(changesSent(aws), []);
    },
  );
});
