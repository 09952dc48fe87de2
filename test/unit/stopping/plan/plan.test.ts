import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Finding,
  isBlocked,
  isFailed,
  leftOutOf,
  type Plan,
  type PlannedTarget,
  productionGroups,
  type ProductionMatch,
  productionOf,
  sendable,
} from '../../../../src/stopping/plan/plan.ts';
import { failure, heldTime, instance, refTo, scope } from '../../../stages/fakes.ts';
import { momentOf } from '../../../../src/base/deadline.ts';

const gone: Finding = { severity: 'block', type: 'gone' };
const managed: Finding = { severity: 'block', type: 'managed', by: 'eks' };
const warned: Finding = { severity: 'warn', type: 'auto-scaling', group: 'asg' };
const told: Finding = { severity: 'info', type: 'persistent-spot' };
const byProfile: ProductionMatch = { kind: 'matched', pattern: 'prod*', matched: 'production' };
const byTag: ProductionMatch = { kind: 'matched', pattern: 'env=prod', matched: 'env=prod' };

const target = (id: string, ...findings: readonly Finding[]): PlannedTarget => ({
  ref: refTo(instance({ id })),
  name: `name of ${id}`,
  findings,
});

const planOf = (...groups: readonly (readonly [readonly ProductionMatch[], ...PlannedTarget[]])[]): Plan => ({
  ...{ id: 'p1', operation: { type: 'stop' }, made: momentOf(heldTime()), policyVersion: '1' },
  groups: groups.map(([production, ...targets]) => ({ scope, production, targets })),
});

const ids = (all: readonly Pick<PlannedTarget, 'ref'>[]) => all.map(({ ref }) => ref.id);

describe('what a plan would do', () => {
  const made = planOf(
    [[byProfile], target('a'), target('b', warned, gone), target('c', told, warned)],
    [[], target('d', gone, told, managed), target('e', told)],
  );

  it('is sent for what no finding blocks, in each of its places', () => {
    assert.deepEqual(ids(sendable(made)), ['a', 'c', 'e']);
    assert.equal(isBlocked(target('x', told, warned)), false);
    assert.equal(isBlocked(target('x', told, gone)), true);
    assert.equal(isBlocked(target('x')), false);
  });

  it('is left out for the rest, with every reason and no mere warning', () => {
    assert.deepEqual(leftOutOf(made), [
      { ref: refTo(instance({ id: 'b' })), name: 'name of b', why: [gone] },
      { ref: refTo(instance({ id: 'd' })), name: 'name of d', why: [gone, managed] },
    ]);
  });
});

describe('the places of a plan in production', () => {
  it('are those that are marked and of which anything is sent', () => {
    const made = planOf(
      [[byProfile], target('a', gone), target('b', warned)],
      [[], target('c')],
      [[byProfile], target('d', gone), target('e', managed)],
      [[byTag], target('f')],
    );
    assert.deepEqual(
      productionGroups(made).map(({ targets }) => ids(targets)),
      [['a', 'b'], ['f']],
    );
  });

  it('mark each target as they are marked, but for one that has marks of its own or is known to have none', () => {
    const group = { production: [byProfile, byTag] };
    assert.deepEqual(productionOf({}, group), [byProfile, byTag]);
    assert.deepEqual(productionOf({ production: [byProfile] }, group), [byProfile]);
    assert.deepEqual(productionOf({ production: [] }, group), []);
  });
});

describe('a finding that a failed call has left', () => {
  const no = failure('denied');
  const rows: readonly (readonly [Finding, boolean])[] = [
    [{ severity: 'block', type: 'forbidden', failure: no }, true],
    [{ severity: 'block', type: 'unreachable-account', failure: no }, true],
    [{ severity: 'warn', type: 'not-reread', failure: no }, true],
    [{ severity: 'warn', type: 'protection-unknown', failure: no }, true],
    [gone, false],
    [warned, false],
    [{ severity: 'warn', type: 'spot-unknown' }, false],
    [{ severity: 'info', type: 'stopped-tasks-unread', why: 'failed' }, false],
  ];
  for (const [finding, is] of rows)
    it(`${is ? 'is' : 'isn’t'} ${finding.type}`, () => assert.equal(isFailed(finding), is));
});
