import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import { requestOutcome } from '../../../src/app/requestOutcome.ts';

const failure = (of: Partial<Failure>): Failure => ({ kind: 'refused', message: '', mayHaveHappened: false, ...of });

describe('a request in a page’s state history', () => {
  it('was refused by AWS only where AWS has answered', () => {
    for (const [of, result] of [
      [{ kind: 'denied', code: 'UnauthorizedOperation' }, 'refused'],
      [{ kind: 'throttled' }, 'refused'],
      [{ kind: 'signin-expired' }, 'not-sent'],
      [{ kind: 'unreachable' }, 'not-sent'],
      [{ kind: 'forbidden', code: 'permit-expired' }, 'not-sent'],
      // The endpoint's own word for it, with its request.
      [{ kind: 'credentials-expired', code: 'ExpiredToken', requestId: 'r-1' }, 'refused'],
      [{ kind: 'credentials-expired' }, 'not-sent'],
      [{ kind: 'timeout', mayHaveHappened: true }, 'unknown'],
      [{ kind: 'denied', mayHaveHappened: true }, 'unknown'],
    ] as const)
      assert.equal(requestOutcome(failure(of), undefined).result, result, JSON.stringify(of));
    assert.equal(requestOutcome(undefined, 'r-2').result, 'accepted');
  });
});
