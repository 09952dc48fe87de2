import assert from 'node:assert/strict';
import {
  ACCOUNTS,
  changesSent,
  HOME,
  instanceNamed,
  instanceRow,
  openSettledTree,
} from '../stages/window/demoFleet.ts';
import { inWindow } from '../stages/window/scene.ts';

const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME] };

inWindow('links and ids', { view: 'Halt', settings, height: 1400 }, (scenario) => {
  scenario('an id that nobody has listed leads to its page', async ({ window, aws }) => {
    const { id } = instanceNamed(aws, 'devbox-mira');
    await window.runCommand('Halt: Go to ID or ARN…');
    await window.quickPick.waitFor(/Go to ID or ARN/);
    await window.quickPick.type(id);
    await window.quickPick.accept();
    await window.webview().getByRole('heading', { name: 'devbox-mira' }).first().waitFor();
    assert.equal(await window.dialog.isOpen(), false);
    assert.deepEqual(changesSent(aws), []);
  });

  scenario('a copied link of another editor leads there too', async ({ window, aws }) => {
    await openSettledTree(window);
    const row = instanceRow('web-preview');
    await window.tree.pick(row, 'Copy Halt Link');
    const link = await window.clipboard();
    const { id } = instanceNamed(aws, 'web-preview');
    const arn = `arn:aws:ec2:${HOME}:${ACCOUNTS['shop-staging']}:instance/${id}`;
    assert.equal(link.slice(link.indexOf(':')), `://halt-for-aws.halt-for-aws/open?arn=${encodeURIComponent(arn)}`);
    await window.runCommand('Halt: Go to ID or ARN…');
    await window.quickPick.waitFor(/Go to ID or ARN/);
    await window.quickPick.type(`cursor${link.slice(link.indexOf(':'))}`);
    await window.quickPick.accept();
    await window.webview().getByRole('heading', { name: 'web-preview' }).first().waitFor();
    assert.deepEqual(changesSent(aws), []);
  });
});
