import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { writeProfiles } from '../../src/simulator/profiles.ts';
import { message, runningIn, texts } from '../stages/window/haltViews.ts';
import { inWindow } from '../stages/window/scene.ts';
import { gone, until } from '../stages/window/waiting.ts';

const settings = {
  'halt.profiles': ['shop-staging', 'shop-production'],
  'halt.regions': ['eu-west-1', 'us-east-1', 'ap-southeast-2'],
  'halt.refresh.slowSeconds': 15,
};
const ORDERS = 'Throttle the orders API';

inWindow('the shared config', { settings, awsFiles: () => undefined }, (scenario) => {
  scenario(
    'is followed from before it exists: what failed is tried again by itself',
    async ({ window, aws, config }) => {
      rmSync(dirname(config), { recursive: true, force: true });
      await window.openView('Halt');
      await window.tree.text(['shop-staging'], /^shop-staging ⚠ /);
      aws.log.clear();
      await window.runCommand('Halt: Refresh');
      await window.tree.text(['shop-staging'], /^shop-staging ⚠ /);
      assert.equal(aws.log.count({ service: 'ec2' }), 0);
      await runningIn(window).row(['6 places can’t be read']);
      writeProfiles(aws, dirname(config));
      await window.tree.row(['shop-staging', 'eu-west-1', /^EC2 Instances \d+ of \d+ running/]);
      await runningIn(window).row([ORDERS]);
      await until(
        'nothing to be amiss',
        async () => !(await texts(runningIn(window))).some((text) => /read/.test(text)),
      );
      await gone(message(window, /\S/));
    },
  );

  scenario('has a row for a file with a broken line, which opens the file there', async ({ window, aws, config }) => {
    await window.openView('Halt');
    writeProfiles(aws, dirname(config));
    const sound = readFileSync(config, 'utf8');
    writeFileSync(config, `[profile half\nregion = eu-west-1\n${sound}`);
    const broken = /^Line 1 of \S+config isn’t valid the section header is empty or isn’t closed/;
    await window.tree.spoken([broken], /^Problem: Line 1 of /);
    await window.tree.row(['shop-staging']);
    const cursor = (at: string) => window.page.locator('.statusbar-item').filter({ hasText: `Ln ${at}, Col 1` });
    await window.tree.select([broken]);
    await cursor('1').waitFor();
    await window.runCommand('View: Close Editor');
    writeFileSync(config, `${sound}\n[half\n`);
    const line = sound.split('\n').length + 1;
    const below = new RegExp(`^Line ${line} of `);
    await window.tree.row([below]);
    await window.runCommand('Halt: Focus on AWS Resources View');
    const focused = window.page.locator(`.sidebar .monaco-list-row.focused[aria-label*="Line ${line} of "]`);
    await window.tree.press('Home', () => focused.isVisible());
    await window.tree.press('Enter', () => cursor(String(line)).isVisible());
    await window.runCommand('View: Close Editor');
    await window.tree.pressInline([below], 'Open File');
    await cursor(String(line)).waitFor();
    await window.runCommand('View: Close Editor');

    const lines = async () => (await texts(window.tree)).filter((text) => text.startsWith('Line '));
    writeFileSync(config, sound);
    await until('the row to go', async () => (await lines()).length === 0);
  });
});
