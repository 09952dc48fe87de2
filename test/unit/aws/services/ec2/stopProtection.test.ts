import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stopProtectionOf } from '../../../../../src/aws/services/ec2/stopProtection.ts';
import { ec2Reading, SEEN } from '../../../../stages/answering/ec2Reading.ts';
import { failure, never, scope } from '../../../../stages/fakes.ts';

describe('the stop protection of instances', () => {
  it('is asked of each by itself, once, and is unread of one that AWS doesn’t tell', async () => {
    const { clients, asked } = ec2Reading(({ InstanceId }) => {
      switch (InstanceId) {
        case 'i-on':
          return { DisableApiStop: { Value: true } };
        case 'i-off':
          return { DisableApiStop: { Value: false } };
        case 'i-denied':
          return failure('denied');
        default:
          return { DisableApiStop: { Value: 'false' } };
      }
    });
    const ids = ['i-on', 'i-off', 'i-denied', 'i-odd'];
    const told = await stopProtectionOf(clients, scope, [...ids, ...ids], never());
    assert.deepEqual(
      ids.map((id) => {
        const answer = told[id];
        return answer?.ok ? [answer.value, answer.seen] : answer?.failure.kind;
      }),
      [[true, SEEN], [false, SEEN], 'denied', 'malformed'],
    );
    const odd = told['i-odd'];
    assert.deepEqual(odd?.ok === false && [odd.failure.operation, odd.failure.message], [
      'ec2:DescribeInstanceAttribute',
      'The answer does not tell disableApiStop.',
    ]);
    assert.deepEqual(
      asked,
      ids.map((InstanceId) => ({ InstanceId, Attribute: 'disableApiStop' })),
    );
  });
});
