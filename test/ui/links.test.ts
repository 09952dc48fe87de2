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
import { appears, until } from '../stages/window/waiting.ts';

const settings = {
  'halt.profiles': ['shop-staging'],
  'halt.regions': [HOME],
  // What a terminal shows is found as text.
  'terminal.integrated.gpuAcceleration': 'off',
};

inWindow(
  'links and ids',
  { view: 'Halt', simulator: { clock: heldClock(Date.now()) }, settings, height: 1400 },
  (scenario) => {
    scenario('an id that nobody has listed leads to its page', async ({ window, aws }) => {
      // It comes after everything was listed.
      await openSettledTree(window);
      const { id } = aws.ec2.add(ACCOUNTS['shop-staging'], HOME, { name: 'came-later', type: 't3.nano' });
      aws.log.clear();
      await window.ask('Halt: Go to ID or ARN…', /Go to ID or ARN/);
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
      await window.ask('Halt: Go to ID or ARN…', /Go to ID or ARN/);
      await window.quickPick.type(`cursor${link.slice(link.indexOf(':'))}`);
      await window.quickPick.accept();
      await window.webview().getByRole('heading', { name: 'web-preview' }).first().waitFor();
      assert.deepEqual(changesSent(aws), []);
    });

    scenario(
      'a link that is opened leads to its page through the editor’s own question, and no other one to anything',
      async ({ window, aws }) => {
        await openSettledTree(window);
        await window.tree.pick(instanceRow('bastion-ireland'), 'Copy Halt Link');
        const { id } = instanceNamed(aws, 'bastion-ireland');
        const link = await until('the link', async () => {
          const text = await window.clipboard();
          return text.includes(id) && text;
        });
        aws.log.clear();
        /** As a browser or a chat hands it to the editor, which asks whether the extension may have it. */
        const open = async (text: string) => {
          await window.runCommand('Developer: Open URL');
          await window.page.locator('.quick-input-widget').getByText('URL to open').waitFor();
          await window.quickPick.type(text);
          await window.quickPick.accept();
          assert.match(await window.dialog.answer('Open'), /Halt for AWS.*extension/);
        };
        const heading = window.webview().getByRole('heading', { name: 'bastion-ireland' }).first();
        for (const hostile of [
          `${link}&stop=true`,
          link.replace('/open?', '/stop?'),
          `${link}&arn=${encodeURIComponent('[Stop](command:halt.stopInstances)')}`,
          link.replace(/arn=.*/, `arn=${encodeURIComponent('command:halt.stopInstances')}`),
        ]) {
          await open(hostile);
          const told = await window.notifications.waitFor('Halt can’t show what this names.');
          await told.dismiss();
          assert.equal(await window.dialog.isOpen(), false, hostile);
          assert.equal(await heading.isVisible(), false, hostile);
        }
        await open(link);
        await heading.waitFor();
        assert.equal(await window.dialog.isOpen(), false);
        assert.deepEqual(changesSent(aws), []);
      },
    );

    scenario('an id that a program writes into the terminal leads there too', async ({ window, aws }) => {
      await openSettledTree(window);
      const { id } = instanceNamed(aws, 'bastion-ireland');
      await window.runCommand('Terminal: Create New Terminal');
      const { page } = window;
      const lines = page.locator('.xterm-rows > div');
      await until('the shell', async () => /\S/.test((await lines.allInnerTexts()).join('')));
      await page.locator('.xterm-helper-textarea').first().focus();
      await page.keyboard.type(`echo ${id}\n`);
      const line = lines.filter({ hasText: new RegExp(`^${id}\\s*$`) }).last();
      await until('what it writes', () => line.isVisible());
      const heading = window.webview().getByRole('heading', { name: 'bastion-ireland' }).first();
      // The editor looks for links in a line only once the mouse is over it.
      await until('the page', async () => {
        if (await heading.isVisible()) return true;
        const box = await line.boundingBox();
        if (!box) return false;
        const [x, y] = [box.x + 30, box.y + box.height / 2];
        await page.mouse.move(x + 5, y);
        await page.mouse.move(x, y);
        await page.keyboard.down('Control');
        await page.mouse.click(x, y);
        await page.keyboard.up('Control');
        return appears(heading, 2000);
      });
      await window.runCommand('Terminal: Kill All Terminals');
      assert.deepEqual(changesSent(aws), []);
    });
  },
);
