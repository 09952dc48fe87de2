import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { instanceOf } from '../../../../src/aws/services/ec2/instance.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { managerOf } from '../../../../src/model/resources/instance.ts';
import { unfitFor } from '../../../../src/stopping/operation.ts';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import { isBlocked } from '../../../../src/stopping/plan/plan.ts';
import { refTo, scope } from '../../../stages/fakes.ts';

const reached = (Operator: unknown, state = 16) => {
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
      assert.deepEqual(managerOf(reached(operator)), manager, JSON.stringify(operator));
  });

  it('is offered and planned alike: refused where it is known, warned of where it can’t be read', () => {
    for (const [operator, { kind }] of told) {
      for (const operation of stops) {
        const observed = reached(operator);
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
      const stopped = findingsFor({ type: 'start' }, reached(operator, 80), {}, 'Schedule', 0);
      assert.equal(
        stopped.some(({ type }) => type === 'managed-unknown'),
        kind === 'unread',
      );
    }
  });
});
