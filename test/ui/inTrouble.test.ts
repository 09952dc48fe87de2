import { heldClock } from '../../src/simulator/core/clock.ts';
import { STAGING } from '../stages/accounts.ts';
import { ownThings } from '../stages/ownThings.ts';
import {
  experimentRow,
  HOME,
  instanceRow,
  openSettledTree,
  serviceNamed,
  serviceRow,
} from '../stages/window/demoFleet.ts';
import { inWindow, type Scene } from '../stages/window/scene.ts';
import type { Theme } from '../stages/window/settingsIn.ts';
import { until } from '../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const home = { 'halt.profiles': ['shop-staging'], 'halt.regions': [HOME] };

const TAGS = {
  'aws:autoscaling:groupName': 'checkout-workers',
  'karpenter.sh/nodepool': 'general-purpose',
  'eks:nodegroup-name': 'checkout-workers-spot',
  AmazonECSManaged: 'true',
  'aws:ec2:fleet-id': 'fleet-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
  'aws:elasticmapreduce:job-flow-id': 'j-1A2B3C4D5E6F7',
  AWSBatchServiceTag: 'batch',
  'elasticbeanstalk:environment-name': 'checkout-staging',
  'aws:cloudformation:stack-name': 'checkout-workers',
  Schedule: 'office-hours-dublin',
};

/** Everything that somebody looks at before a stop, with what decides. */
function addTrouble({ aws }: Scene): void {
  aws.ecs.startDeployment(serviceNamed(aws, 'notifications').arn, {
    failing: true,
    circuitBreaker: { rollback: true, threshold: 200 },
    ageSeconds: 900,
  });
  aws.ec2.add(STAGING, HOME, { name: 'owned-by-all', tags: TAGS, volumes: 2, publicAddress: 'elastic' });
  const value = `arn:aws:cloudwatch:${HOME}:${STAGING}:alarm:checkout-5xx-rate`;
  aws.alarms.set(STAGING, HOME, 'checkout-5xx-rate', 'INSUFFICIENT_DATA');
  ownThings(aws, HOME).startExperiment(
    { stopConditions: [{ source: 'aws:cloudwatch:alarm', value }] },
    { tags: { Name: 'Without a net' } },
  );
}

/** The editor beside the side bar, and so narrow that a page is 300 pixels wide. */
const WIDTHS = { narrow: 660, wide: 1_500 } as const;

inWindow(
  'what decides before a stop',
  { view: 'Halt', simulator: { clock }, settings: home, width: WIDTHS.wide, height: 950 },
  (_, picture) => {
    for (const theme of ['light', 'dark', 'high contrast'] as const satisfies readonly Theme[]) {
      picture(`in ${theme}`, async (scene) => {
        const { window } = scene;
        await openSettledTree(window);
        await window.setTheme(theme);
        if (theme === 'light') addTrouble(scene);
        await window.runCommand('Halt: Refresh');
        const pictures = async (what: string): Promise<void> => {
          for (const [name, width] of Object.entries(WIDTHS)) {
            await window.page.setViewportSize({ width, height: 950 });
            await window.picture(`in-trouble-${what}-${theme.replaceAll(' ', '-')}-${name}`);
          }
          await window.page.setViewportSize({ width: WIDTHS.wide, height: 950 });
        };
        for (const [what, row, button, told] of [
          ['stuck', serviceRow('notifications'), 'Roll Back Deployment…', /recently stopped tasks/],
          ['owners', instanceRow('owned-by-all'), 'Stop Instance…', /Karpenter/],
          ['net', experimentRow('Without a net'), 'Stop Experiment…', /No alarm would stop it/],
        ] as const) {
          await window.tree.text(row, /rolling out|running|pending/);
          await window.tree.pick(row, 'Show Details');
          await window.webview().getByText(told).first().waitFor();
          await pictures(`${what}-page`);
          await window.webview().getByRole('button', { name: button }).click();
          await window.dialog.text();
          await pictures(`${what}-prompt`);
          await window.dialog.answer('Show Details');
          await window.webview().locator('h1', { hasText: /^Plan/ }).waitFor();
          await pictures(`${what}-plan`);
          await window.runCommand('View: Close All Editors');
          await window.notifications.clear();
        }
        await window.tree.pick(serviceRow('notifications'), 'Show Details');
        await window.webview().getByRole('button', { name: 'Compare in the diff editor' }).click();
        const lines = window.page.locator('.monaco-diff-editor .editor.modified .view-lines');
        await lines.locator('.view-line').first().click();
        await window.page.keyboard.press('Control+F');
        await window.page.locator('.find-widget.visible textarea').first().fill('PARTNER_TOKEN');
        await window.page.keyboard.press('Enter');
        await window.page.keyboard.press('Escape');
        await until('the hidden value', async () => (await lines.innerText()).includes('hidden'));
        await pictures('diff');
        await window.runCommand('View: Close All Editors');
      });
    }
  },
);
