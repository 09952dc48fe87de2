import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Aws } from '../../../../src/aws/aws.ts';
import type { ListKind } from '../../../../src/model/resources/resource.ts';
import { STAGING } from '../../../stages/accounts.ts';
import { createStage, listed, never, type Stage } from '../../../stages/aws.ts';
import { hurriedClock } from '../../../stages/eachAfresh.ts';

const NO_INSTANCES =
  '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet/><nextToken>again</nextToken></DescribeInstancesResponse>';

const lists: readonly (readonly [action: string, kind: ListKind, body: string])[] = [
  ['DescribeInstances', 'instance', NO_INSTANCES],
  ['ListClusters', 'service', '{"clusterArns":[],"nextToken":"again"}'],
  ['ListServices', 'service', '{"serviceArns":[],"nextToken":"again"}'],
  ['ListExperiments', 'experiment', '{"experiments":[],"nextToken":"again"}'],
];

describe('a list whose next page is one that was read', () => {
  let stage: Stage;
  let aws: Aws;
  before(async () => {
    const accounts = [{ id: STAGING, alias: 'round' }];
    const sizes = { instances: 2, services: 2, experiments: 2 };
    stage = await createStage({ fleet: { kind: 'sized', seed: 7, accounts, regions: ['eu-west-1'], ...sizes } });
    aws = stage.another({ clock: hurriedClock, attempts: 1 });
  });
  afterEach(() => stage.sim.faults.clear());
  after(() => stage.close());

  for (const [action, kind, body] of lists) {
    test(`${action} says that the rest can’t be read, and asks no third time`, async () => {
      stage.sim.faults.add({ action, effect: { kind: 'body', status: 200, body } });
      stage.sim.log.clear();
      const { failure, gaps } = await listed(aws, stage.scope, kind);
      const troubles = [...(failure ? [failure] : []), ...gaps];
      assert.ok(troubles.length > 0);
      for (const trouble of troubles) {
        assert.equal(trouble.kind, 'malformed');
        assert.match(trouble.operation ?? '', new RegExp(`:${action}$`));
        assert.match(trouble.message, /leads back to a page that was read/);
      }
      const calls = stage.sim.log.count({ action });
      assert.ok(calls % 2 === 0 && calls > 0, String(calls));
    });
  }

  for (const [action, kind, body] of lists) {
    test(`${action} of always another page ends, too, and what has gaps keeps what was read until then`, async () => {
      const most = 4;
      const bounded = stage.another({ clock: hurriedClock, attempts: 1, mostPages: most });
      const [first] = (await listed(aws, stage.scope, kind)).resources;
      assert.ok(first);
      const item = { ListServices: JSON.stringify(first.id), ListExperiments: JSON.stringify({ id: first.id }) }[
        action
      ];
      const full = item === undefined ? body : body.replace('[]', `[${item}]`);
      stage.sim.log.clear();
      for (let page = 0; page < 50; page += 1) {
        const another = full.replace('again', `page ${page}`);
        stage.sim.faults.add({ action, times: 1, effect: { kind: 'body', status: 200, body: another } });
      }
      const { failure, gaps, resources } = await listed(bounded, stage.scope, kind);
      const troubles = [...(failure ? [failure] : []), ...gaps];
      assert.ok(troubles.length > 0);
      for (const trouble of troubles) {
        assert.equal(trouble.kind, 'malformed');
        assert.match(trouble.operation ?? '', new RegExp(`:${action}$`));
        assert.match(trouble.message, /no end of them/);
      }
      const ids = new Set(resources.map(({ id }) => id));
      assert.deepEqual([...ids], item === undefined ? [] : [first.id], JSON.stringify(failure));
      const calls = stage.sim.log.count({ action });
      assert.ok(calls % most === 0 && calls > 0, String(calls));
    });
  }

  test('the accounts of an experiment’s targets, too', async () => {
    const { resources } = await listed(aws, stage.scope, 'experiment');
    const id = resources.find((it) => it.kind === 'experiment')?.id;
    assert.ok(id !== undefined);
    const body = '{"targetAccountConfigurations":[],"nextToken":"again"}';
    stage.sim.faults.add({
      action: 'ListExperimentTargetAccountConfigurations',
      effect: { kind: 'body', status: 200, body },
    });
    const answer = await aws.reads.targetAccounts(stage.scope, id, never());
    assert.ok(!answer.ok);
    assert.match(answer.failure.message, /leads back to a page that was read/);
  });
});
