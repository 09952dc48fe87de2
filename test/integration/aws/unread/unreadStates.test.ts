import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { listed } from '../../../stages/aws.ts';
import { eachAfresh } from '../../../stages/eachAfresh.ts';

describe('what tells no state that can be read', () => {
  const on = eachAfresh();
  const answers = (action: string, body: string, contentType = 'application/x-amz-json-1.1') =>
    on.stage.sim.faults.add({ action, effect: { kind: 'body', body, contentType } });
  /** Where nobody can say how much is active, a count is no count. */
  const gapsOf = async (kind: ListKind) => {
    const { gaps, failure, resources } = await listed(on.stage.aws, on.stage.scope, kind);
    assert.equal(failure, undefined);
    const told = gaps.filter(({ message }) => message.includes('state')).map((gap) => [gap.kind, gap.operation]);
    return { told, count: resources.length };
  };

  test('leaves a gap in the list of instances', async () => {
    const item = (state: string) =>
      `<item><instanceId>i-0123456789abcdef${state.length % 10}</instanceId>${state}</item>`;
    for (const [state, expected] of [
      ['<instanceState><code>16</code><name>running</name></instanceState>', []],
      ['', [['malformed', 'ec2:DescribeInstances']]],
      ['<instanceState/>', [['malformed', 'ec2:DescribeInstances']]],
      ['<instanceState><name><odd>1</odd></name></instanceState>', [['malformed', 'ec2:DescribeInstances']]],
    ] as const) {
      on.stage.sim.faults.clear();
      const reservation = `<item><ownerId>${STAGING}</ownerId><instancesSet>${item(state)}</instancesSet></item>`;
      const body = `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet>${reservation}</reservationSet></DescribeInstancesResponse>`;
      answers('DescribeInstances', body, 'text/xml');
      assert.deepEqual(await gapsOf('instance'), { told: expected, count: 1 }, state);
    }
  });

  test('leaves a gap in the list of experiments', async () => {
    for (const [state, expected] of [
      [{ status: 'completed' }, []],
      [undefined, [['malformed', 'fis:ListExperiments']]],
      [{ status: 7 }, [['malformed', 'fis:ListExperiments']]],
    ] as const) {
      on.stage.sim.faults.clear();
      const experiment = { id: 'EXP1234567890', ...(state && { state }) };
      answers('ListExperiments', JSON.stringify({ experiments: [experiment] }));
      answers('GetExperiment', JSON.stringify({ experiment }));
      assert.deepEqual(await gapsOf('experiment'), { told: expected, count: 1 }, JSON.stringify(state));
    }
  });

  test('leaves a gap in the list of services', async () => {
    const { sim, scope } = on.stage;
    const arn = sim.ecs.createService(STAGING, scope.region, 'odd', { name: 'odd', desired: 2, launch: 'FARGATE' });
    sim.ecs.startDeployment(arn, { ageSeconds: 60 });
    const { resources } = await listed(on.stage.aws, scope, 'service');
    const rolling = resources.flatMap((it) => (it.kind === 'service' && it.deployment ? [it.deployment] : []));
    assert.ok(rolling.length > 0);
    assert.deepEqual((await gapsOf('service')).told, []);
    const serviceDeployments = rolling.map(({ id, serviceArn }) => ({
      serviceDeploymentArn: id,
      serviceArn,
      status: [],
    }));
    answers('DescribeServiceDeployments', JSON.stringify({ serviceDeployments, failures: [] }));
    assert.deepEqual((await gapsOf('service')).told, [['malformed', 'ecs:DescribeServiceDeployments']]);
  });
});
