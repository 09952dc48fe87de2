import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import { instance, scope } from '../../../stages/fakes.ts';

const group = { Key: 'aws:autoscaling:groupName', Value: 'web' };
const reached = (Tags: unknown) =>
  instanceOf(scope, { InstanceId: 'i-1', State: { Code: 16 }, InstanceType: 'm5.large', Tags }, '1') ?? instance();
const warns = (of: ReturnType<typeof reached>, type: 'stop' | 'start' = 'stop') =>
  findingsFor({ type }, of, {}, 'Schedule', 0).some((one) => one.type === 'owners-unread');

describe('who starts an instance again', () => {
  it('is not known where the key of a tag can’t be read, and is where all can', () => {
    for (const [tags, isUnread] of [
      [[], false],
      [undefined, false],
      [null, false],
      [[group], false],
      [[{ Key: 'env', Value: '' }], false],
      // A value alone hides no owner.
      [
        [
          { ...group, Value: 7 },
          { Key: 'Schedule', Value: {} },
        ],
        false,
      ],
      ['none', true],
      [{ env: 'prod' }, true],
      [[7], true],
      [[group, 'x'], true],
      [[{ Key: 7, Value: 'web' }], true],
      [[{ Key: {}, Value: {} }, group], true],
    ] as const) {
      assert.equal(warns(reached(tags)), isUnread, JSON.stringify(tags));
      assert.equal(warns(reached(tags), 'start'), false);
    }
    assert.equal(warns(instance({ tagsUnread: true })), true);
    assert.equal(
      warns(instance({ tagsUnread: true, unread: Array.from({ length: 50 }, () => 'Tags[1].Value') })),
      true,
    );
  });

  it('is told by tags whose values are empty only where they are', () => {
    for (const [Value, tag] of [
      ['', { key: 'env', value: '' }],
      [undefined, { key: 'env', value: '' }],
      [null, { key: 'env', value: '' }],
      ['prod', { key: 'env', value: 'prod' }],
      [7, { key: 'env', value: '', valueUnread: true }],
      [{}, { key: 'env', value: '', valueUnread: true }],
    ] as const)
      assert.deepEqual(reached([{ Key: 'env', Value }]).tags, [tag]);
  });
});
