import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import { instance, refTo, scope } from '../../../stages/fakes.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { managerOf } from '../../../../src/model/resources/instance.ts';
import { unfitFor } from '../../../../src/stopping/operation.ts';
import { isBlocked } from '../../../../src/stopping/plan/plan.ts';

const group = { Key: 'aws:autoscaling:groupName', Value: 'web' };
const tagged = (Tags: unknown) =>
  instanceOf(scope, { InstanceId: 'i-1', State: { Code: 16 }, InstanceType: 'm5.large', Tags }, '1') ?? instance();
const warns = (of: ReturnType<typeof tagged>, type: 'stop' | 'start' = 'stop') =>
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
      assert.equal(warns(tagged(tags)), isUnread, JSON.stringify(tags));
      assert.equal(warns(tagged(tags), 'start'), false);
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
      assert.deepEqual(tagged([{ Key: 'env', Value }]).tags, [tag]);
  });
});

const operatedBy = (Operator: unknown, state = 16) => {
  const read = instanceOf(
    scope,
    {
      InstanceId: 'i-1',
      State: { Code: state },
      InstanceType: 'm5.large',
      HibernationOptions: { Configured: true },
      Operator,
    },
    '1',
  );
  assert.ok(read);
  return read;
};
const byEks = { kind: 'known', value: 'eks.amazonaws.com' } as const;
const unread = { kind: 'unread' } as const;
const none = { kind: 'none' } as const;

/** What DescribeInstances may tell of an operator, and what is known by it. */
const told: readonly (readonly [operator: unknown, manager: ReturnType<typeof managerOf>])[] = [
  [undefined, none],
  [null, none],
  [{}, none],
  [{ Managed: false }, none],
  [{ Managed: false, Principal: 'eks.amazonaws.com' }, none],
  [{ Managed: true, Principal: 'eks.amazonaws.com' }, byEks],
  [{ Managed: true }, { kind: 'known', value: 'an AWS service' }],
  [
    { Managed: true, Principal: 7 },
    { kind: 'known', value: 'an AWS service' },
  ],
  [{ Principal: 'eks.amazonaws.com' }, byEks],
  [{ Managed: 'maybe', Principal: 'eks.amazonaws.com' }, byEks],
  [{ Managed: 'maybe' }, unread],
  [{ Managed: {} }, unread],
  [{ Principal: 7 }, unread],
  ['eks', unread],
  [[], unread],
];
const stops: readonly Operation[] = [
  { type: 'stop' },
  { type: 'hibernate' },
  { type: 'force-stop', skipOsShutdown: false },
];

describe('an instance that an AWS service may manage', () => {
  it('is managed where AWS names who does, and not known to be where that can’t be read', () => {
    for (const [operator, manager] of told)
      assert.deepEqual(managerOf(operatedBy(operator)), manager, JSON.stringify(operator));
  });

  it('is offered and planned alike: refused where it is known, warned of where it can’t be read', () => {
    for (const [operator, { kind }] of told) {
      for (const operation of stops) {
        const observed = operatedBy(operator);
        const says = JSON.stringify([operator, operation]);
        assert.equal(unfitFor(operation.type, observed), kind === 'known' ? 'managed' : undefined, says);
        const findings = findingsFor(operation, observed, {}, 'Schedule', 0);
        assert.equal(isBlocked({ ref: refTo(observed), name: '', findings }), kind === 'known', says);
        assert.equal(
          findings.some((one) => one.type === 'managed-unknown' && one.severity === 'warn'),
          kind === 'unread',
          says,
        );
      }
      const stopped = findingsFor({ type: 'start' }, operatedBy(operator, 80), {}, 'Schedule', 0);
      assert.equal(
        stopped.some(({ type }) => type === 'managed-unknown'),
        kind === 'unread',
      );
    }
  });
});
