import assert from 'node:assert/strict';
import { fleetOf } from '../../src/simulator/core/sizedFleet.ts';
import { changesSent } from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

/** 25 accounts × 16 regions, each with an experiment that runs for hours: what is looked at most often. */
const fleet = fleetOf({ accounts: 25, regions: 16, instances: 3, services: 0, experiments: 1 });
/** Where nothing is waited for but what a person asks for: 400 places that are looked at all the while leave little of two processors. */
const settings = {
  'halt.profiles': fleet.accounts.map(({ alias }) => alias),
  'halt.regions': fleet.regions,
  'halt.notify': 'off',
};
/** How long the slowest answer takes that a prompt waits for, in milliseconds: much longer than the editor takes to draw it, also while other windows are drawn. */
const SLOWEST = 20_000;
/** How many times that the prompt may take, from the key to what it says, beside what the editor takes to draw it. */
const MOST = 1.5;

inWindow('400 places', { simulator: { fleet }, settings, view: 'Halt' }, (scenario) => {
  scenario('the prompt is there soon after the slowest answer that it needs', async ({ window, aws }) => {
    const [account] = fleet.accounts;
    const [region] = fleet.regions;
    assert.ok(account !== undefined && region !== undefined);
    const running = aws.ec2.instances(account.id, region).find(({ state }) => state === 'running');
    assert.ok(running, 'an instance runs');
    const { id } = running;
    const row = [account.alias, region, /^EC2/, running.tags['Name'] ?? id];
    await until(
      'the first round to end',
      async () => /\d$/.test((await window.statusItem('experiments').innerText()).trim()),
      { milliseconds: 300_000 },
    );
    await window.tree.select(row);
    const ask = async () => {
      const begun = await window.tree.press('Delete', () => window.dialog.isOpen());
      const said = await window.dialog.text();
      return { said, took: performance.now() - begun };
    };
    // Where AWS answers at once, all of it is the editor's.
    const drawn = (await ask()).took;
    await window.dialog.dismiss();
    aws.log.clear();
    const fault = aws.faults.add({
      action: 'DescribeInstances',
      account: account.id,
      effect: { kind: 'latency', milliseconds: SLOWEST },
    });
    try {
      const { said, took } = await ask();
      assert.ok(said.includes(id), said);
      assert.ok(took >= SLOWEST, `${took} ms: it waits for what it says`);
      assert.ok(took <= drawn + MOST * SLOWEST, `${took} ms, ${drawn} where AWS answers at once`);
    } finally {
      aws.faults.remove(fault);
    }
    await window.dialog.answer('Stop');
    await until('the stop to arrive', () => changesSent(aws).length > 0);
    assert.equal(changesSent(aws)[0]?.parameters['InstanceId.1'], id);
    await window.tree.text(row, /stopping|stopped/);
  });
});
