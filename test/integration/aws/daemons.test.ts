import assert from 'node:assert/strict';
import { valueOf as factValue } from '../../../src/model/fact.ts';
import { after, before, describe, test } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { STAGING } from '../../stages/accounts.ts';
import { createStage, listed, never, type Stage, type Way } from '../../stages/aws.ts';
import { failureIn, valueOf } from '../../stages/answering/outcomes.ts';

const REGION = 'eu-west-1';

for (const way of ['direct', 'worker'] satisfies Way[]) {
  describe(`the managed daemons of a place (${way})`, () => {
    let stage: Stage;
    before(async () => {
      stage = await createStage({ way, clock: heldClock() });
      const { ecs } = stage.sim;
      ecs.createDaemon(STAGING, REGION, 'alone', { name: 'quiet', instances: 2 });
      const rollout = { ageSeconds: 60, takesSeconds: 120 };
      ecs.createDaemon(STAGING, REGION, 'busy', { name: 'agent', instances: 4, rollout });
      ecs.createDaemon(STAGING, REGION, 'busy', {
        ...{ name: 'broken', instances: 4 },
        rollout: { ageSeconds: 200, takesSeconds: 120, fails: true },
      });
    });
    after(() => stage.close());
    const read = async () => valueOf(await stage.aws.reads.daemons(stage.scope, never()));
    const actions = () => stage.sim.log.entries().map(({ action }) => action);
    const own = async () =>
      (await read()).daemons.filter(({ clusterName }) => clusterName === 'alone' || clusterName === 'busy');

    test('are read by no listing', async () => {
      stage.sim.log.clear();
      await listed(stage.aws, stage.scope, 'service');
      assert.ok(!actions().some((action) => action?.includes('Daemon')));
    });

    test('are each in its cluster, also in one without a service, with their newest deployments', async () => {
      stage.sim.log.clear();
      const daemons = await own();
      assert.deepEqual(
        daemons.map(({ clusterName, name, deployment }) => [clusterName, name, factValue(deployment)?.status]),
        [
          ['alone', 'quiet', 'SUCCESSFUL'],
          ['busy', 'agent', 'IN_PROGRESS'],
          ['busy', 'broken', 'ROLLBACK_IN_PROGRESS'],
        ],
      );
      const [quiet, agent, broken] = daemons.map(({ deployment }) => factValue(deployment));
      assert.deepEqual([quiet?.target?.running, quiet?.sources], [2, []]);
      assert.equal(
        (agent?.target?.running ?? 0) + (agent?.sources[0]?.running ?? 0) + (agent?.sources[0]?.draining ?? 0),
        4,
      );
      assert.match(broken?.rollbackReason ?? '', /circuit breaker/);
      assert.deepEqual(broken?.breaker, { status: 'TRIGGERED', failureCount: 3, threshold: 3 });
      assert.equal(actions().filter((action) => action === 'DescribeDaemonDeployments').length, 1);
    });

    const document = async (name: string) =>
      stage.aws.reads.wholeDaemon(stage.scope, `arn:aws:ecs:${REGION}:${STAGING}:daemon/busy/${name}`, never());

    test('are read one by one in two calls, with AWS’s answer as it came', async () => {
      stage.sim.log.clear();
      const { deployment, json = '', gaps } = valueOf(await document('broken'));
      assert.deepEqual(actions(), ['ListDaemonDeployments', 'DescribeDaemonDeployments']);
      assert.deepEqual([deployment?.status, gaps], ['ROLLBACK_IN_PROGRESS', []]);
      const body = JSON.parse(json) as { daemonDeployments: { daemonDeploymentArn: string; status: string }[] };
      assert.deepEqual(
        body.daemonDeployments.map(({ daemonDeploymentArn, status }) => [daemonDeploymentArn, status]),
        [[deployment?.arn, 'ROLLBACK_IN_PROGRESS']],
      );
      assert.equal(failureIn(await document('never-there')).kind, 'not-found');
    });

    test('are as the list tells them, with a gap, where one may not be described', async () => {
      const fault = stage.sim.faults.add({ action: 'DescribeDaemonDeployments', effect: { kind: 'denied' } });
      const { deployment, json, gaps } = valueOf(await document('agent'));
      stage.sim.faults.remove(fault);
      assert.deepEqual(
        [deployment?.status, json, gaps.map(({ kind }) => kind)],
        ['IN_PROGRESS', undefined, ['denied']],
      );
    });

    test('fail as one where they may not be listed, in two calls', async () => {
      const fault = stage.sim.faults.add({ action: 'ListDaemons', effect: { kind: 'denied' } });
      stage.sim.log.clear();
      const failure = failureIn(await stage.aws.reads.daemons(stage.scope, never()));
      stage.sim.faults.remove(fault);
      assert.equal(failure.kind, 'denied');
      assert.deepEqual(actions(), ['ListClusters', 'ListDaemons']);
    });

    for (const action of ['ListDaemonDeployments', 'DescribeDaemonDeployments'] as const) {
      test(`are there with a gap where ${action} is denied`, async () => {
        const fault = stage.sim.faults.add({ action, effect: { kind: 'denied' } });
        const { daemons, gaps } = await read();
        stage.sim.faults.remove(fault);
        assert.ok(daemons.some(({ name }) => name === 'agent'));
        assert.deepEqual(
          gaps.map(({ kind, operation }) => [kind, operation]),
          [['denied', `ecs:${action}`]],
        );
        const agent = daemons.find(({ name }) => name === 'agent');
        // What could not be listed is unread, which is not the same as none; what could be listed and not described says so.
        assert.equal(agent?.deployment.kind, action === 'ListDaemonDeployments' ? 'unread' : 'known');
        const known = agent && factValue(agent.deployment);
        assert.equal(known?.status, action === 'ListDaemonDeployments' ? undefined : 'IN_PROGRESS');
        assert.equal(known?.details, action === 'ListDaemonDeployments' ? undefined : 'unread');
      });
    }
  });
}
