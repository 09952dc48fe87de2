import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  failed,
  type FailureKind,
  isProfileFailure,
  malformed,
  saysItself,
  succeeded,
} from '../../../src/model/failure.ts';

/** Of each: whether it stops all that the profile asks for, and whether its message is AWS's answer or Halt's own. */
const rows: Readonly<Record<FailureKind, readonly [stopsAll: boolean, isAnswer: boolean]>> = {
  'config-broken': [true, false],
  'profile-unknown': [true, false],
  'credentials-missing': [true, false],
  'signin-expired': [true, false],
  'mfa-needed': [true, false],
  'credentials-expired': [true, false],
  'credentials-wrong': [true, false],
  'region-disabled': [false, true],
  'service-missing': [false, false],
  denied: [false, true],
  throttled: [false, false],
  'clock-skew': [false, false],
  unreachable: [false, false],
  timeout: [false, false],
  cut: [false, false],
  server: [false, false],
  malformed: [false, false],
  'not-found': [false, true],
  refused: [false, true],
  forbidden: [false, true],
  cancelled: [false, true],
  unknown: [false, false],
};
const kinds = Object.keys(rows) as FailureKind[];

describe('a failure', () => {
  for (const kind of kinds) {
    const [stopsAll, isAnswer] = rows[kind];
    it(`${kind} ${stopsAll ? 'stops' : 'doesn’t stop'} all of a profile, and its words are ${isAnswer ? '' : 'not '}for keeping`, () => {
      assert.equal(isProfileFailure(kind), stopsAll);
      assert.equal(saysItself({ kind }), isAnswer);
      assert.equal(saysItself({ kind, code: 'AccessDenied' }), isAnswer);
      // What says why nobody can tell the account is the credentials' source.
      assert.equal(saysItself({ kind, code: 'account-unknown' }), false);
    });
  }

  it('of an answer that can’t be read changed nothing', () => {
    assert.deepEqual(malformed('fis:ListExperiments', 'No list.'), {
      ...{ kind: 'malformed', message: 'No list.', operation: 'fis:ListExperiments', mayHaveHappened: false },
    });
  });
});

it('an outcome is a value, whatever that is, or why there is none', () => {
  assert.deepEqual(
    [succeeded(7), succeeded(undefined)],
    [
      { ok: true, value: 7 },
      { ok: true, value: undefined },
    ],
  );
  const failure = malformed('DescribeInstances', 'no XML');
  assert.deepEqual(failed(failure), { ok: false, failure });
});
