import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { ACCOUNTS, changesSent, HOME } from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-production'], 'halt.regions': [HOME] };
const account = ACCOUNTS['shop-production'];
const TITLE = 'Production: Stop steps-probe in shop-production (eu-west-1)?';

inWindow('the steps to a stop', { view: 'Halt', simulator: { clock }, settings }, (scenario) => {
  scenario('lead from a typed name back to the choice and to the list, and are counted', async ({ window, aws }) => {
    aws.ec2.add(account, HOME, { name: 'steps-probe', type: 't3.nano' });
    clock.step(120_000);
    await window.runCommand('Halt: Refresh');
    await window.tree.text(['shop-production', HOME, /^EC2/, 'steps-probe'], /running/);
    aws.log.clear();
    const back = () => window.page.locator('.quick-input-widget').getByRole('button', { name: 'Back' }).click();
    const rowOf = /^\s*steps-probe/;
    // The list draws what fits: it is typed for.
    const isTicked = async () => {
      await window.quickPick.type('steps-probe');
      return window.quickPick.checked(rowOf);
    };

    await window.runCommand('Halt: Force Stop Instances…');
    await window.quickPick.waitFor('Force Stop Instances (1/3)');
    assert.equal(await isTicked(), false);
    await window.quickPick.check(rowOf);
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^How to stop steps-probe .*\(2\/3\)/);
    await window.quickPick.accept();
    // The plan has shown that a name has to be typed: one step more.
    await window.quickPick.waitFor(`${TITLE} (3/4)`);
    await back();
    await window.quickPick.waitFor(/^How to stop steps-probe .*\(2\/3\)/);
    await back();
    await window.quickPick.waitFor('Force Stop Instances (1/3)');
    assert.equal(await isTicked(), true);
    await window.quickPick.accept();
    await window.quickPick.waitFor(/^How to stop steps-probe .*\(2\/3\)/);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (3/4)`);
    await window.quickPick.type('steps-probe');
    await window.quickPick.accept();
    assert.match(await window.dialog.dismiss(), /^Stop steps-probe in shop-production/);

    await window.runCommand('Halt: Stop Instances…');
    await window.quickPick.waitFor('Stop Instances');
    assert.equal(await isTicked(), false);
    await window.quickPick.check(rowOf);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (2/3)`);
    await back();
    // What was ticked still is.
    await window.quickPick.waitFor('Stop Instances');
    assert.equal(await isTicked(), true);
    await window.quickPick.accept();
    await window.quickPick.waitFor(`${TITLE} (2/3)`);
    await window.quickPick.cancel();
    assert.equal(await window.dialog.isOpen(), false);
    assert.deepEqual(changesSent(aws), []);
  });
});
