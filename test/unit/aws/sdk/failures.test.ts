import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureOf } from '../../../../src/aws/sdk/failures.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { type CallTrace, newTrace } from '../../../../src/aws/sdk/sdkHandler.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import { TransportError } from '../../../../src/aws/transport/transport.ts';

const trace = (more: Partial<CallTrace>): CallTrace => ({ ...newTrace(), ...more });
const answer = (status: number) => ({ lastResponse: { status, headers: {}, body: new Uint8Array() } });

const known = (mayHaveHappened: boolean) =>
  new KnownFailure({ kind: 'cancelled', message: 'Refused.', mayHaveHappened });
const sent = (isSent: boolean) => new TransportError({ code: 'ECONNRESET', message: 'Cut.', sent: isSent });

/** What happened, the error, what is known of the call, and whether AWS may have carried it out. */
const ROWS: readonly (readonly [string, unknown, CallTrace | undefined, boolean])[] = [
  ['a call of which nothing is known', new Error('Odd.'), undefined, false],
  ['a call that never began', new Error('Odd.'), newTrace(), false],
  ['an attempt that was not sent', sent(false), trace({ attempts: 1 }), false],
  ['an attempt in doubt', sent(true), trace({ attempts: 1, uncertain: true }), true],
  ['a refusal after an attempt in doubt', new Error('No.'), trace({ uncertain: true, ...answer(400) }), true],
  ['a good answer that can’t be read', new Error('Odd.'), trace(answer(200)), true],
  ['a redirection', new Error('No.'), trace(answer(300)), false],
  ['a refusal', new Error('No.'), trace(answer(400)), false],
  ['what was known before anything was sent', known(false), undefined, false],
  ['what was known before a further attempt', known(false), trace({ uncertain: true }), true],
  ['what is known to be in doubt', known(true), undefined, true],
];

describe('a change that failed', () => {
  for (const [what, error, about, may] of ROWS)
    it(`may ${may ? '' : 'not '}have happened: ${what}`, () => {
      const context = { operation: 'ec2:StopInstances', secrets: createSecrets(), ...(about && { trace: about }) };
      assert.equal(failureOf(error, { ...context, mutating: true }).mayHaveHappened, may);
      if (!(error instanceof KnownFailure && may && about === undefined))
        assert.equal(failureOf(error, { ...context, mutating: false }).mayHaveHappened, false, 'of a read');
    });
});
