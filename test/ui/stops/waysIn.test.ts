import assert from 'node:assert/strict';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import {
  activeExperiment,
  activeExperiments,
  changesSent,
  experimentRow,
  experimentStatus,
  instanceNamed,
  instanceRow,
  openSettledTree,
  startUntilActive,
  stoppableExperiments,
  serviceNamed,
  serviceRow,
} from '../../stages/window/demoFleet.ts';
import { inWindow } from '../../stages/window/scene.ts';
import { appears, until } from '../../stages/window/waiting.ts';

const clock = heldClock(Date.now());
const settings = { 'halt.profiles': ['shop-staging', 'shop-production'], 'halt.regions': ['eu-west-1'] };

inWindow(
  'stopping',
  { view: 'Halt', simulator: { clock }, settings, height: 1400, differsByVersion: true },
  (scenario) => {
    scenario('an instance from its right-click menu', async ({ window, aws }) => {
      clock.step(120_000); // So that there is a past to read.
      await openSettledTree(window);
      const { id } = instanceNamed(aws, 'devbox-mira');
      const row = instanceRow('devbox-mira');
      await window.tree.text(row, /running/);
      await window.tree.pick(row, 'Stop Instance…');
      const said = await window.dialog.text();
      assert.match(said, /^Stop devbox-mira in shop-staging \(eu-west-1\)\?/);
      assert.match(said, /SIMULATED AWS · profile shop-staging · account 111122223333 · eu-west-1 · as user\/demo/);
      assert.ok(said.includes(`devbox-mira (${id}) · running`), said);
      assert.deepEqual(changesSent(aws), []);

      // Reads that lag behind, as EC2's do: what Halt says now can only come from its own request.
      aws.faults.add({
        service: 'ec2',
        action: 'DescribeInstances',
        effect: { kind: 'staleReads', milliseconds: 60_000 },
      });
      await window.dialog.answer('Stop');
      await window.tree.text(row, /stop requested/);
      // What is under way shows on the row and the view.
      await window.notifications.none();
      aws.faults.clear();
      await window.tree.text(row, /^devbox-mira stopping/);
      clock.step(35_000);
      const message = await window.notifications.waitFor(/devbox-mira/);
      assert.equal(message.text, 'devbox-mira in shop-staging (eu-west-1) stopped.');
      await window.tree.text(row, /^devbox-mira stopped/);

      assert.equal(instanceNamed(aws, 'devbox-mira').state, 'stopped');
      const [sent, ...more] = changesSent(aws);
      assert.deepEqual(more, []);
      assert.equal(sent?.action, 'StopInstances');
      assert.equal(sent.parameters['InstanceId.1'], id);
      assert.equal(sent.parameters['Force'] ?? 'false', 'false');
      aws.log.clear();
      await window.notifications.clear();
    });

    scenario('a service deployment from the palette, with nothing selected', async ({ window, aws }) => {
      const service = serviceNamed(aws, 'catalog');
      const arn = aws.ecs.startDeployment(service.arn, { ageSeconds: 60 });
      await window.runCommand('Halt: Refresh');
      await window.tree.text(serviceRow('catalog'), /rolling out \d+ of \d+/);
      await window.ask('Halt: Roll Back Deployment…', 'Roll Back Service Deployments');
      await window.quickPick.type('catalog');
      const row = await window.quickPick.row(/^\s*catalog.*shop-staging/s);
      assert.match(await row.innerText(), /rolling out · shop-staging \(eu-west-1\) · 111122223333/);
      await window.quickPick.check(/^\s*catalog.*shop-staging/s);
      await window.quickPick.accept();
      const said = await window.dialog.text();
      assert.match(said, /^Roll back the deployment of catalog in shop-staging \(eu-west-1\)\?/);
      assert.match(said, /profile shop-staging · account 111122223333 · eu-west-1/);
      assert.match(said, /New version: .*\nPrevious version: /);
      assert.deepEqual(changesSent(aws), []);

      aws.faults.add({ service: 'ecs', effect: { kind: 'staleReads', milliseconds: 30_000 } });
      await window.dialog.answer('Roll Back');
      await window.tree.text(serviceRow('catalog'), /rollback requested/);
      aws.faults.clear();
      await window.tree.text(serviceRow('catalog'), /rolling back/);
      clock.step(8_000);
      await window.tree.text(serviceRow('catalog'), /rolling back/);
      clock.step(300_000);
      const message = await window.notifications.waitFor(/catalog/);
      assert.match(
        message.text,
        /^catalog in shop-staging \(eu-west-1\) rolled back \(ROLLBACK_SUCCESSFUL\) — .*user request\.$/,
      );
      await window.tree.text(serviceRow('catalog'), /rolled back/);

      assert.equal(aws.ecs.deployment(arn)?.['status'], 'ROLLBACK_SUCCESSFUL');
      assert.deepEqual(changesSent(aws), [
        { action: 'StopServiceDeployment', parameters: { serviceDeploymentArn: arn, stopType: 'ROLLBACK' } },
      ]);
      aws.log.clear();
      await window.notifications.clear();
    });

    scenario('an experiment from the status bar', async ({ window, aws }) => {
      const name = 'Payments latency +300 ms';
      const id = activeExperiment(aws, name);
      await window.statusItem('experiments').click();
      await window.quickPick.waitFor('Running Experiments');
      const row = await window.quickPick.row(name);
      assert.match(await row.innerText(), /shop-staging \(eu-west-1\) · 111122223333/);
      await row.hover();
      await row.getByRole('button', { name: 'Stop…' }).click();
      const said = await window.dialog.text();
      assert.match(said, /^Stop Payments latency \+300 ms in shop-staging \(eu-west-1\)\?/);
      assert.match(said, /profile shop-staging · account 111122223333 · eu-west-1/);
      assert.ok(said.includes(`${name} (${id}) · running`), said);
      assert.match(said, /“DelayProvider” \(aws:ecs:task-network-latency\)/);
      assert.deepEqual(changesSent(aws), []);

      // Whatever Halt says while no look is answered comes from its request and the answer to it.
      for (const action of ['GetExperiment', 'ListExperiments'])
        aws.faults.add({ service: 'fis', action, effect: { kind: 'hold' } });
      await window.dialog.answer('Stop');
      const node = experimentRow(name);
      await window.tree.text(node, /stop requested|stopping/);
      aws.faults.clear();
      await window.tree.text(node, /stopping/);
      clock.step(120_000);
      await until('the experiment to be stopped', () => experimentStatus(aws, id) === 'stopped');
      const message = await window.notifications.waitFor(name);
      assert.equal(message.text, `${name} in shop-staging (eu-west-1) stopped.`);
      await window.tree.text(node, /stopped/);
      assert.deepEqual(
        changesSent(aws).map(({ action }) => action),
        ['StopExperiment'],
      );
    });

    scenario('what runs, by resting on the status bar’s count', async ({ window, aws }) => {
      const places = [{}, { profile: 'shop-production' }] as const;
      const running = places.flatMap((place) => activeExperiments(aws, place));
      assert.ok(running.length > 0);
      await openSettledTree(window);
      await window.changeSettings({ 'workbench.hover.delay': 0 });
      const tip = window.page.locator('.workbench-hover-container:visible, .monaco-hover:visible').first();
      // An item that is drawn again as the mouse comes takes its tooltip along: a person moves the mouse away and back.
      const [count = '', ...lines] = await until('the tooltip', async () => {
        await window.page.mouse.move(600, 300);
        await window.statusItem('experiments').hover();
        if (!(await appears(tip, 3_000))) return false;
        const text = await tip.innerText({ timeout: 1_000 }).catch(() => '');
        return text.startsWith(`${running.length} FIS`) && text.split('\n');
      });
      assert.match(count, new RegExp(`^${running.length} FIS experiments? (is|are) active`));
      assert.equal(lines.length, running.length);
      for (const line of lines)
        assert.match(line, /^.+ · (pending|initiating|running|stopping) · (?:.+ · )?shop-\w+ \(eu-west-1\)$/);

      assert.match(count, /ECS deployments? (is|are) (in progress|paused)/);
      // A list of services that is read meanwhile can have another number in it: what is shown and what is spoken of it are the same, and change together.
      const item = window.statusItem('experiments');
      const shown = async () => (await item.innerText()).trim();
      const spoken = async () => (await item.locator('a').getAttribute('aria-label')) ?? '';
      const deployments = /(\d+) ECS deployments? (?:is|are) (?:in progress|paused)/;
      const numberSpoken = async () => deployments.exec(await spoken())?.[1] ?? 'none';
      await until('experiments and deployments', async () =>
        new RegExp(String.raw`${running.length} ·\s+${await numberSpoken()}$`).test(await shown()),
      );
      await window.changeSettings({ 'halt.statusBar': ['deployments'] });
      await until('the deployments alone', async () => (await shown()) === (await numberSpoken()), {
        say: async () => [await shown(), await spoken()],
      });
      await until('them alone to be spoken of', async () => /^Halt: \d+ ECS deployments? [^;]*$/.test(await spoken()));
      await window.changeSettings({ 'halt.statusBar': [] });
      await item.waitFor({ state: 'hidden' });
      await window.changeSettings({ 'halt.statusBar': undefined, 'workbench.hover.delay': undefined });
      await item.waitFor();
    });

    scenario(
      'everything that is active, from the key, with one word for all of production',
      async ({ window, aws }) => {
        await openSettledTree(window);
        aws.log.clear();
        const production = { profile: 'shop-production' } as const;
        // Since the lists were read, where others have stopped some before.
        startUntilActive(aws, 3);
        startUntilActive(aws, 2, production);
        const [kept, ...staging] = stoppableExperiments(aws);
        const meant = [...staging, ...stoppableExperiments(aws, production)];
        assert.ok(kept !== undefined && staging.length > 0 && meant.length > staging.length);
        await window.page.keyboard.press('Control+Alt+Shift+H');
        await window.quickPick.waitFor('Emergency Stop');
        await window.quickPick.waitFor('Deselect what must keep running');
        await window.quickPick.settle();
        for (const id of [kept, ...meant]) assert.ok(await window.quickPick.checked(new RegExp(id)), id);
        for (const profile of ['shop-staging', 'shop-production']) {
          const lever = new RegExp(String.raw`Safety lever.*disengaged.*${profile}`, 's');
          assert.equal(await window.quickPick.checked(lever), false, profile);
        }
        await window.quickPick.uncheck(new RegExp(kept));
        // What is typed hides rows that are ticked: Enter shows them again, and takes nothing yet.
        await window.quickPick.type('shop-production');
        await window.quickPick.accept();
        await until('all rows to be shown again', () => window.quickPick.checked(new RegExp(staging[0] ?? kept)));
        await window.quickPick.accept();
        await window.quickPick.waitFor('Reason: Emergency Stop');
        await window.quickPick.type('incident 4711');
        await window.quickPick.accept();
        await window.quickPick.waitFor(
          `Production: Emergency Stop: Stop ${meant.length} FIS experiments in 2 accounts?`,
        );
        await window.quickPick.type('sto');
        await window.quickPick.accept();
        assert.ok(await window.quickPick.isOpen());
        await window.quickPick.type('stop');
        await window.quickPick.accept();
        const said = await window.dialog.text();
        assert.match(said, new RegExp(`^Emergency Stop: Stop ${meant.length} FIS experiments in 2 accounts\\?`));
        assert.match(said, new RegExp(`profile shop-staging · account 111122223333 · .*: ${staging.length}`));
        assert.match(said, /PRODUCTION · profile shop-production · account 444455556666/);
        assert.match(said, /incident 4711/);
        assert.deepEqual(changesSent(aws), []);
        await window.dialog.answer(`Stop ${meant.length}`);
        await until('every call', () => changesSent(aws).length === meant.length);
        assert.ok(changesSent(aws).every(({ action }) => action === 'StopExperiment'));
        assert.doesNotMatch(experimentStatus(aws, kept), /^stop/);
        await until('all to be stopped', () => {
          clock.step(30_000);
          const active = new Set([...activeExperiments(aws), ...activeExperiments(aws, production)]);
          return meant.every((id) => !active.has(id));
        });
        await window.notifications.waitFor(/(stopped|cancelled)/);
        aws.log.clear();
        await window.notifications.clear();
      },
    );
  },
);
