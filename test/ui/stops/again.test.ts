import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { changesSent, instanceNamed, instanceRow, openSettledTree } from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

inWindow('confirming again', { view: 'Halt', simulator: { clock }, settings }, (scenario) => {
  scenario('A2: is offered where nobody tells whose account it is, and nothing is sent', async ({ window, aws }) => {
    aws.log.clear();
    await openSettledTree(window);
    const row = instanceRow('payments-sandbox');
    const fault = aws.faults.add({ action: 'GetCallerIdentity', effect: { kind: 'denied' } });
    await window.tree.pick(row, 'Stop Instance…');
    const said = await window.dialog.answer('Try Again');
    assert.match(said, /^payments-sandbox can’t be changed now\./);
    aws.faults.remove(fault);
    await until('the prompt', async () => {
      const text = await window.dialog.text();
      if (text.startsWith('Stop payments-sandbox in shop-staging')) return true;
      await window.dialog.answer('Try Again');
      return false;
    });
    await window.dialog.dismiss();
    assert.deepEqual(changesSent(aws), []);
  });

  scenario('names what was not sent, and asks for just that with a fresh plan', async ({ window, aws }) => {
    aws.log.clear();
    await openSettledTree(window);
    const row = instanceRow('web-preview');
    // While AWS throttles it, a guard changes.
    const fault = aws.faults.add({ action: 'StopInstances', effect: { kind: 'throttle' } });
    await window.tree.pick(row, 'Stop Instance…');
    await window.dialog.answer('Stop');
    await until('the first attempt', () => changesSent(aws).length > 0);
    await window.tree.text(row, /throttled by AWS, trying again/);
    await window.changeSettings({ 'halt.production': ['nothing-is-called-so'] });
    // The pause before the attempt that finds the guard grows with those before it.
    const told = await window.notifications.waitFor(/was not sent/);
    assert.match(told.text, /^web-preview \(i-\w+\) was not sent\. /);
    assert.equal(instanceNamed(aws, 'web-preview').state, 'running');
    aws.faults.remove(fault);
    const sent = changesSent(aws).length;
    await told.press('Confirm the Rest…');
    assert.match(await window.dialog.text(), /^Stop web-preview in shop-staging \(eu-west-1\)\?/);
    assert.equal(changesSent(aws).length, sent, 'a toast’s button sends nothing');
    await window.dialog.answer('Stop');
    await until('the stop to arrive', () => instanceNamed(aws, 'web-preview').state === 'stopping');
    clock.step(35_000);
    await window.tree.text(row, /^web-preview stopped/);
  });
});
