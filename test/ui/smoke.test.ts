import assert from 'node:assert/strict';
import { createViewOpener } from '../../scripts/vscode/viewOpener.ts';
import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

const opener = await createViewOpener().vsix();

inWindow('the packaged extension', { vsix: opener }, (scenario) => {
  scenario('is in front when npm start opens its window, with no tab in the way', async ({ window }) => {
    await window.tree.row(['shop-production']);
    await window.page.locator('.activitybar').getByRole('tab', { name: /^Halt/, selected: true }).waitFor();
    assert.equal(await window.page.locator('.editor-group-container .tab').count(), 0);
    await window.picture(`start-${window.version}`);
  });

  scenario('shows the chosen profiles and regions, and asks AWS about one that is opened', async ({ window, aws }) => {
    await window.openView('Halt');
    await window.tree.row(['shop-production']);
    await window.tree.row(['shop-staging', 'eu-west-1', /EC2/]);
    await until('a call to eu-west-1', () => aws.log.count({ service: 'ec2', region: 'eu-west-1' }) > 0);
  });
});
