import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequestLog } from '../../../src/simulator/gateway/requestLog.ts';

const request = {
  time: 0,
  requestId: 'r',
  service: 'ec2',
  region: 'eu-west-1',
  account: '111122223333',
  parameters: {},
};

test('requests that are no longer kept are still counted', () => {
  const log = createRequestLog();
  for (let index = 0; index < 50_000; index += 1)
    log.arrived({ ...request, action: index % 5 === 0 ? 'StopInstances' : 'DescribeInstances' });
  assert.ok(log.entries().length <= 20_000);
  assert.equal(log.count(), 50_000);
  assert.equal(log.count({ action: 'StopInstances' }), 10_000);
  assert.equal(log.count({ action: 'StopInstances', region: 'us-east-1' }), 0);
  assert.deepEqual(log.countByAction(), { 'ec2:StopInstances': 10_000, 'ec2:DescribeInstances': 40_000 });
  log.clear();
  assert.deepEqual([log.count(), log.countByAction(), log.entries()], [0, {}, []]);
  assert.deepEqual([...log.everAsked()].sort(), ['ec2:DescribeInstances', 'ec2:StopInstances']);
});

test('11.29: requests that name ever other services, operations and regions are kept within bounds', () => {
  const log = createRequestLog();
  const most = 25_000;
  for (const length of [2_000, 50]) {
    for (let index = 0; index < most; index += 1) {
      const name = `${index}${'x'.repeat(length)}`;
      log.arrived({ ...request, service: name, action: name, region: name });
    }
    const kept = [log.entries(), log.countByAction(), [...log.everAsked()]].map((part) => JSON.stringify(part).length);
    assert.ok(Math.max(...kept) < 20_000_000, `it keeps ${kept.join(', ')} characters`);
  }
  assert.ok(log.everAsked().size <= 5_000);
  assert.ok(Object.keys(log.countByAction()).length <= 25_002);
  assert.equal(log.count(), 2 * most);
  assert.equal(log.count({ service: log.entries().at(-1)?.service ?? '' }), 1);
});
