import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, none, unread } from '../../../../src/model/fact.ts';
import {
  daemonCounts,
  type DaemonDeployment,
  daemonNames,
  rolloutOfDaemon,
} from '../../../../src/model/resources/daemon.ts';
import { UNREAD_STATE } from '../../../../src/model/resources/states.ts';

const target = { arn: 'arn:new', running: 3, draining: 1 };
const sources = [
  { arn: 'arn:old', running: 4, draining: 2 },
  { arn: 'arn:older', running: 5, draining: 6 },
];
const rollout: DaemonDeployment = { arn: 'arn:d', status: 'IN_PROGRESS', target, sources };

describe('a managed daemon', () => {
  it('is where its newest deployment is, which can be unread, or none', () => {
    assert.equal(rolloutOfDaemon({ deployment: known(rollout) }), 'IN_PROGRESS');
    assert.equal(rolloutOfDaemon({ deployment: unread }), UNREAD_STATE);
    assert.equal(rolloutOfDaemon({ deployment: none }), undefined);
  });

  for (const [path, counts] of [
    [undefined, [3, 9, 9]],
    ['targetDaemonRevision.running', ['?', 9, '?']],
    ['sourceDaemonRevisions[1].draining', [3, '?', '?']],
    ['status', [3, 9, 9]],
  ] as const)
    it(`counts its container instances, new, old and draining, as far as they can be read: ${path}`, () => {
      const one = path === undefined ? rollout : { ...rollout, unread: [path] };
      assert.deepEqual(daemonCounts(one, target), counts);
    });

  for (const [arn, name, clusterName] of [
    ['arn:aws:ecs:eu-west-1:111122223333:daemon/shop/node-metrics', 'node-metrics', 'shop'],
    ['arn:aws:ecs:eu-west-1:111122223333:daemon/node-metrics', 'node-metrics', ''],
    ['node-metrics', 'node-metrics', ''],
  ] as const)
    it(`is called as its ARN says: ${arn}`, () => assert.deepEqual(daemonNames(arn), { name, clusterName }));
});
