import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FailureKind } from '../../../../src/model/failure.ts';
import { UNREAD_STATE } from '../../../../src/model/resources/states.ts';
import { passes, whyUnseen } from '../../../../src/stopping/follow/passing.ts';
import { failure } from '../../../stages/fakes.ts';

/** Whether waiting, a sign-in or the network's return can make looking possible again. */
const rows: Readonly<Record<FailureKind, boolean>> = {
  'config-broken': true,
  'profile-unknown': true,
  'credentials-missing': true,
  'signin-expired': true,
  'mfa-needed': true,
  'credentials-expired': true,
  'credentials-wrong': true,
  'region-disabled': false,
  'service-missing': false,
  denied: false,
  throttled: true,
  'clock-skew': true,
  unreachable: true,
  timeout: true,
  cut: true,
  server: true,
  malformed: true,
  'not-found': false,
  refused: false,
  forbidden: false,
  cancelled: true,
  unknown: false,
};

for (const [kind, expected] of Object.entries(rows) as [FailureKind, boolean][])
  it(`a look that failed is ${expected ? 'waited for, uncounted' : 'counted as watching'}: ${kind}`, () => {
    assert.equal(passes(failure(kind)), expected);
  });

it('a look tells nothing by what was said of it, of an account that nobody knows, or without a state', () => {
  const denied = failure('denied');
  const [seen, stateless] = ['running', UNREAD_STATE];
  assert.equal(whyUnseen(undefined, true, seen), undefined);
  assert.equal(whyUnseen(undefined, true, undefined), undefined, 'that it is not there');
  assert.equal(whyUnseen(denied, false, stateless), denied, 'what was said comes first');
  const unnamed = whyUnseen(undefined, false, seen);
  assert.deepEqual(
    [unnamed?.kind, unnamed?.code, unnamed?.mayHaveHappened],
    ['credentials-missing', 'account-unknown', false],
  );
  assert.match(unnamed?.message ?? '', /account/);
  const unread = whyUnseen(undefined, true, stateless);
  assert.deepEqual([unread?.kind, unread?.mayHaveHappened], ['malformed', false]);
  assert.match(unread?.message ?? '', /no state/);
  // Each is waited for.
  for (const why of [unnamed, unread]) assert.ok(why && passes(why));
});
