import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoFleet } from '../../../src/simulator/core/fleet.ts';
import {
  ACCOUNTS,
  changesSent,
  experimentStatus,
  HOME,
  openSettledTree,
  startUntilActive,
  stoppableExperiments,
} from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const id = ACCOUNTS['shop-staging'];
const fleet = { ...demoFleet(), accounts: ['shop-staging', 'shop-prod'].map((alias) => ({ id, alias })) };
const settings = {
  'halt.profiles': ['shop-staging', 'shop-prod'],
  'halt.regions': [HOME],
  'halt.production': ['*-prod'],
};

inWindow('two profiles of one account', { view: 'Halt', simulator: { clock, fleet }, settings }, (scenario) => {
  scenario(
    'lead to one stop, in production through either, and through the other where the first is denied',
    async ({ window, aws }) => {
      aws.log.clear();
      startUntilActive(aws, 1);
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      const there = stoppableExperiments(aws);
      aws.faults.add({ action: 'StopExperiment', effect: { kind: 'denied' }, times: there.length });
      await window.page.keyboard.press('Control+Alt+Shift+H');
      await window.quickPick.waitFor('Deselect what must keep running');
      await until('a row of either profile', async () => {
        const rows = await window.page.locator('.quick-input-widget').innerText();
        return ['shop-staging', 'shop-prod'].every((profile) => rows.includes(`${profile} (${HOME}) · ${id}`));
      });
      await window.quickPick.settle();
      await window.quickPick.accept();
      await window.quickPick.waitFor('Reason: Emergency Stop');
      await window.quickPick.accept();
      await window.quickPick.waitFor('Production: Emergency Stop');
      await window.quickPick.type('stop');
      await window.quickPick.accept();
      await window.dialog.answer(there.length === 1 ? 'Stop' : `Stop ${there.length}`);
      const told = await window.notifications.waitFor(/Profiles of the same account: shop-(staging|prod)\./);
      assert.match(told.text, /You are not allowed to stop this experiment/);
      const sent = changesSent(aws).length;
      assert.equal(sent, there.length);
      await told.press('Confirm with Another Profile…');
      // Production is typed for all the same, whichever of them it was that was denied.
      await window.quickPick.waitFor('Production: Emergency Stop');
      await window.quickPick.type('stop');
      await window.quickPick.accept();
      assert.equal(changesSent(aws).length, sent);
      await window.dialog.answer(there.length === 1 ? 'Stop' : `Stop ${there.length}`);
      await until('the stops', () => there.every((one) => experimentStatus(aws, one) === 'stopping'));
      clock.step(120_000);
    },
  );
});
