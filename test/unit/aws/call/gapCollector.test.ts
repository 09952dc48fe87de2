import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapsOnce, gapCollector } from '../../../../src/aws/call/gapCollector.ts';
import type { Failure } from '../../../../src/model/failure.ts';

const denied: Failure = {
  kind: 'denied',
  operation: 'ecs:DescribeServices',
  code: 'AccessDeniedException',
  message: 'No.',
  mayHaveHappened: false,
};
/** Each differs from the first in one thing that a person is told. */
const others: readonly Failure[] = [
  { ...denied, kind: 'throttled' },
  { ...denied, operation: 'ecs:DescribeTasks' },
  { ...denied, code: 'UnauthorizedOperation' },
  { ...denied, message: 'Not you.' },
];

test('a gap is said once, whichever request it came with', () => {
  const gaps = gapCollector();
  assert.deepEqual(gaps.fresh([denied, { ...denied, requestId: 'r-2', attempts: 3 }]), [denied]);
  assert.deepEqual(gaps.fresh([{ ...denied, requestId: 'r-3' }]), []);
  assert.deepEqual(gaps.fresh([]), []);
});

test('gaps that differ in what is told of them are each said', () => {
  const gaps = gapCollector();
  assert.deepEqual(gaps.fresh([denied]), [denied]);
  assert.deepEqual(gaps.fresh(others), others);
  assert.deepEqual(gaps.fresh([denied, ...others]), []);
  assert.deepEqual(gapCollector().fresh([denied]), [denied], 'another listing says its own');
});

test('a listing without gaps has no list of them', () => {
  assert.equal(gapsOnce([]), undefined);
  assert.deepEqual(gapsOnce([denied, denied]), [denied]);
  assert.deepEqual(gapsOnce([denied, ...others, denied]), [denied, ...others]);
});
