import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import type { Simulator } from '../../../src/simulator/simulator.ts';
import { changesSent, openSettledTree, serviceNamed, serviceRow } from '../../stages/window/demoFleet.ts';
import { STAGING } from '../../stages/accounts.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging'], 'halt.regions': ['eu-west-1'] };

/** A deployment of the payments service that has come to its pause hook. */
async function pausedDeployment(aws: Simulator): Promise<string> {
  const arn = aws.ecs.startDeployment(serviceNamed(aws, 'payments').arn);
  await until('the pause hook', () => {
    clock.step(60_000);
    return aws.ecs.deployment(arn)?.['lifecycleStage'] === 'POST_TEST_TRAFFIC_SHIFT';
  });
  return arn;
}

inWindow('stopping deployments', { view: 'Halt', simulator: { clock }, settings, height: 1400 }, (scenario) => {
  scenario('continues one that waits at a pause hook', async ({ window, aws }) => {
    const arn = await pausedDeployment(aws);
    await openSettledTree(window);
    await window.runCommand('Halt: Refresh');
    const row = serviceRow('payments');
    await window.tree.text(row, /^payments paused/);
    await window.tree.pick(row, 'Show Details');
    await window.webview().getByRole('button', { name: 'Continue…' }).click();
    await window.quickPick.waitFor(
      /^payments in shop-staging \(eu-west-1\) is paused at POST_TEST_TRAFFIC_SHIFT (?!\()/,
    );
    await window.quickPick.cancel();
    await window.runCommand('View: Close All Editors');
    assert.deepEqual(changesSent(aws), []);
    await window.tree.pick(row, 'Continue or Roll Back Paused Deployment…');
    await window.quickPick.waitFor(
      /^payments in shop-staging \(eu-west-1\) is paused at POST_TEST_TRAFFIC_SHIFT (?!\()/,
    );
    assert.match(await window.quickPick.placeholder(), /If nobody answers, ECS rolls back/);
    const ways = async () => (await window.quickPick.rows()).map((text) => /^(Continue|Roll back)/.exec(text)?.[1]);
    await until('both ways', async () => (await ways()).join() === 'Continue,Roll back', { say: ways });
    await window.quickPick.choose(/^\s*Continue/);
    const said = await window.dialog.answer('Continue');
    assert.match(said, /^Continue the deployment of payments in shop-staging \(eu-west-1\)\?/);
    assert.match(said, /It is paused at POST_TEST_TRAFFIC_SHIFT\./);
    await window.notifications.waitFor(/^The deployment of payments continues\.$/);
    await window.tree.text(row, /^payments rolling out/);
    const [sent, ...more] = changesSent(aws);
    assert.deepEqual(more, []);
    assert.equal(sent?.action, 'ContinueServiceDeployment');
    assert.equal(sent.parameters['serviceDeploymentArn'], arn);
    assert.equal(sent.parameters['action'], 'CONTINUE');
    assert.equal(aws.ecs.deployment(arn)?.['status'], 'IN_PROGRESS');
    aws.log.clear();
    await window.notifications.clear();
  });

  scenario(
    'says why one is stuck before it is rolled back: on its row, its page and in the plan',
    async ({ window, aws }) => {
      const arn = aws.ecs.startDeployment(serviceNamed(aws, 'notifications').arn, {
        failing: true,
        circuitBreaker: { rollback: true, threshold: 200 },
        ageSeconds: 900,
      });
      await openSettledTree(window);
      await window.runCommand('Halt: Refresh');
      const row = serviceRow('notifications');
      await window.tree.text(row, /rolling out/);
      await window.tree.select(row);
      const why = /\d+ of \d+ recently stopped tasks: CannotPullContainerError: .+notifications.+not found/;
      const inARow = /1[345] failures in a row/;
      await until('the tooltip', async () => inARow.test(await window.tooltip(await window.tree.row(row))));
      await window.tree.pick(row, 'Show Details');
      // At the top of the page, without scrolling.
      await until('the reason in the first screen', async () => {
        const told = window.webview().getByText(why).first();
        const box = (await told.count()) === 0 ? null : await told.boundingBox();
        return box !== null && box.y < 500;
      });
      await window.webview().getByText(inARow).first().waitFor();
      await window.webview().getByRole('button', { name: 'Roll Back Deployment…' }).click();
      const said = await window.dialog.answer('Roll Back');
      assert.match(said, inARow);
      assert.match(said, why);
      await until('the rollback', () => String(aws.ecs.deployment(arn)?.['status']).startsWith('ROLLBACK'));
      clock.step(3_600_000);
      await window.notifications.waitFor(/^notifications/);
      await window.runCommand('View: Close All Editors');
      aws.log.clear();
      await window.notifications.clear();
    },
  );

  scenario(
    'lists managed daemons, says why nothing stops them, and watches one until its rollout ends, over a reload',
    async ({ window, aws }) => {
      // One of its own: the demo's may have ended by the time of other scenarios.
      aws.ecs.createDaemon(STAGING, 'eu-west-1', 'data', {
        name: 'node-probe',
        rollout: { ageSeconds: 60, takesSeconds: 36_000 },
      });
      aws.log.clear();
      await openSettledTree(window);
      const isAsked = () => aws.log.entries().some(({ action }) => action?.includes('Daemon'));
      assert.equal(isAsked(), false);
      const daemons = ['shop-staging', 'eu-west-1', /^ECS/, /^Managed Daemons/] as const;
      await window.tree.expand(daemons);
      const [row, other] = [[...daemons, /^node-probe/] as const, [...daemons, /^runtime-guard/] as const];
      await window.tree.text(row, /^node-probe rolling out · /);
      await window.tree.text(other, /^runtime-guard rolled back · /);
      await window.tree.spoken(row, /can’t be stopped/);
      await window.tree.select(row);
      await window.tree.press('Delete');
      const told = await window.notifications.waitFor(/^Nothing selected can be stopped\./);
      assert.match(told.text, /ECS has no operation that stops the deployment of a managed daemon/);
      await window.notifications.clear();
      await window.tree.select(row);
      await window.tree.press('Enter', () => window.page.getByRole('tab', { name: /node-probe/ }).isVisible());
      const isDaemonPage = async () => {
        const page = window.webview();
        await page.locator('h1', { hasText: 'node-probe' }).waitFor();
        await page.getByText(/ECS has no operation that stops the deployment of a managed daemon/).waitFor();
        await page.getByText(/^Instances with the new revision: \d+, with the one before: \d+/).waitFor();
        await page.locator('.page-header .status', { hasText: 'IN_PROGRESS' }).waitFor();
        return page;
      };
      await isDaemonPage();
      await window.tree.pick(row, 'Watch Until It Ends');
      await window.tree.text(row, /^node-probe rolling out · .*watched/);
      await window.reload();
      await openSettledTree(window);
      const page = await isDaemonPage();
      await page.getByRole('button', { name: 'Open as JSON' }).click();
      await window.page.locator('.tab.active', { hasText: 'node-probe.json' }).waitFor();
      const text = await until('the answer', async () => {
        const shown = await window.editorText();
        return shown.startsWith('{') && shown;
      });
      const { daemonDeployments } = JSON.parse(text) as { daemonDeployments: readonly { status: string }[] };
      assert.deepEqual(
        daemonDeployments.map(({ status }) => status),
        ['IN_PROGRESS'],
      );
      await window.runCommand('View: Close All Editors');
      await window.openView('Halt');
      await window.tree.pick(other, 'Show Details');
      await window.webview().locator('h1', { hasText: 'runtime-guard' }).waitFor();
      await window
        .webview()
        .getByText(/circuit breaker was triggered/)
        .first()
        .waitFor();
      clock.step(10 * 3_600_000 + 60_000);
      const end = await window.notifications.waitFor(/^node-probe in shop-staging \(eu-west-1\): /);
      await end.press('Show');
      await window.webview().locator('h1', { hasText: 'node-probe' }).waitFor();
      await window.notifications.clear();
      await window.runCommand('View: Close All Editors');
      assert.deepEqual(changesSent(aws), []);
      aws.log.clear();
    },
  );

  scenario('says that a rollback failed when it failed', async ({ window, aws }) => {
    const arn = aws.ecs.startDeployment(serviceNamed(aws, 'web-frontend').arn, { ageSeconds: 20, failRollback: true });
    await window.runCommand('Halt: Refresh');
    const row = serviceRow('web-frontend');
    await window.tree.text(row, /rolling out/);
    await window.tree.pressInline(row, 'Roll Back Deployment…');
    assert.match(await window.dialog.answer('Roll Back'), /Terraform, CloudFormation or your pipeline still has/);
    await window.tree.text(row, /rolling back|rollback requested/);
    clock.step(3_600_000);
    const message = await window.notifications.waitFor(/^web-frontend/);
    assert.match(message.text, /^web-frontend: the rollback failed \(ROLLBACK_FAILED\) — /);
    assert.equal(aws.ecs.deployment(arn)?.['status'], 'ROLLBACK_FAILED');
    assert.deepEqual(
      changesSent(aws).map(({ action }) => action),
      ['StopServiceDeployment'],
    );
    aws.log.clear();
    await window.notifications.clear();
  });

  scenario('says that it finished before it could be rolled back', async ({ window, aws }) => {
    const arn = aws.ecs.startDeployment(serviceNamed(aws, 'checkout-api').arn, { ageSeconds: 20 });
    await window.runCommand('Halt: Refresh');
    const row = serviceRow('checkout-api');
    await window.tree.text(row, /rolling out/);
    await window.tree.pick(row, 'Roll Back Deployment…');
    await window.dialog.text();
    await until('the deployment to finish', () => {
      clock.step(600_000);
      return aws.ecs.deployment(arn)?.['status'] === 'SUCCESSFUL';
    });
    await window.dialog.answer('Roll Back');
    const message = await window.notifications.waitFor(/^checkout-api/);
    assert.match(message.text, /had already ended|finished before it could be rolled back \(SUCCESSFUL\)/);
    assert.equal(aws.ecs.deployment(arn)?.['status'], 'SUCCESSFUL');
    aws.log.clear();
  });

  scenario('has nothing to stop for a service that another controller deploys', async ({ window, aws }) => {
    const entries = await window.menu.entries(await window.tree.row(serviceRow('legacy-orders')));
    assert.ok(entries.includes('Open in the AWS Console'), entries.join());
    assert.deepEqual(
      entries.filter((entry) => /Roll Back|Stop|Continue/.test(entry)),
      [],
    );
    // It has nothing to expand: the mouse rests where a click does nothing else.
    await window.tree.select(serviceRow('legacy-orders'));
    await until('the tooltip', async () =>
      /CODE_DEPLOY: stop its deployments where/.test(
        await window.tooltip(await window.tree.row(serviceRow('legacy-orders'))),
      ),
    );
    assert.deepEqual(changesSent(aws), []);
  });
});
