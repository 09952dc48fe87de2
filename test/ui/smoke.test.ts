import { inWindow } from '../stages/window/scene.ts';
import { until } from '../stages/window/waiting.ts';

inWindow('the packaged extension', { differsByVersion: true }, (scenario) => {
  scenario('shows the chosen profiles and regions, and asks AWS about one that is opened', async ({ window, aws }) => {
    await window.openView('Halt');
    await window.tree.row(['shop-production']);
    await window.tree.row(['shop-staging', 'eu-west-1', /EC2/]);
    await until('a call to eu-west-1', () => aws.log.count({ service: 'ec2', region: 'eu-west-1' }) > 0);
  });
});
