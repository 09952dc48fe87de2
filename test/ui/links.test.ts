import assert from 'node:assert/strict';
import { heldClock } from '../../src/simulator/core/clock.ts';
import {
  ACCOUNTS,
  changesSent,
  HOME,
  instanceNamed,
  instanceRow,
  openSettledTree,
} from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME] };

inWindow(
  'links and ids',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()) }, settings, height: 1400 },
  (scenario) => {
    scenario('an id that nobody has listed leads to its page', async ({ window, aws }) => {
      // It comes after everything was listed.
      await openSettledTree(window);
      const { id } = aws.ec2.add(ACCOUNTS['shop-staging'], HOME, { name: 'came-later', type: 't3.nano' });
      aws.log.clear();
      await window.runCommand('Halt: Go to ID or ARN…');
      await window.quickPick.waitFor(/Go to ID or ARN/);
      await window.quickPick.type(id);
      await window.quickPick.accept();
      await window.webview().getByRole('heading', { name: 'came-later' }).first().waitFor();
      assert.equal(await window.dialog.isOpen(), false);
      // It was asked for by its id.
      const asked = aws.log.entries().filter(({ action }) => action === 'DescribeInstances');
      assert.ok(asked.some(({ parameters }) => parameters['InstanceId.1'] === id));
      // The page hands on the link by which others come here.
      await window.webview().getByRole('button', { name: 'Copy Halt Link' }).first().click();
      const arn = `arn:aws:ec2:${HOME}:${ACCOUNTS['shop-staging']}:instance/${id}`;
      const link = `://halt-for-aws.halt-for-aws/open?arn=${encodeURIComponent(arn)}`;
      await until('the link', async () => (await window.clipboard()).endsWith(link));
      assert.deepEqual(changesSent(aws), []);
    });

    scenario('a copied link of another editor leads there too', async ({ window, aws }) => {
      await openSettledTree(window);
      const row = instanceRow('web-preview');
      await window.tree.pick(row, 'Copy Halt Link');
      const { id } = instanceNamed(aws, 'web-preview');
      const link = await until('the link', async () => {
        const text = await window.clipboard();
        return text.includes(id) && text;
      });
      const arn = `arn:aws:ec2:${HOME}:${ACCOUNTS['shop-staging']}:instance/${id}`;
      assert.equal(link.slice(link.indexOf(':')), `://halt-for-aws.halt-for-aws/open?arn=${encodeURIComponent(arn)}`);
      await window.runCommand('Halt: Go to ID or ARN…');
      await window.quickPick.waitFor(/Go to ID or ARN/);
      await window.quickPick.type(`cursor${link.slice(link.indexOf(':'))}`);
      await window.quickPick.accept();
      await window.webview().getByRole('heading', { name: 'web-preview' }).first().waitFor();
      assert.deepEqual(changesSent(aws), []);
    });
  },
);
