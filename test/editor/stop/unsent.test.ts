import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import type { TargetAnswer } from '../../../src/stopping/run/runStop.ts';
import { unsentOf } from '../../../src/ui/stop/unsent.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const operation = { type: 'stop' } as const;
const answer = (name: string, failure?: Partial<Failure>): TargetAnswer => ({
  tracked: { id: name, run: 'r', ref: { kind: 'instance', scope, id: `i-${name}` }, name, operation, requestedAt: 0 },
  ...(failure && { failure: { kind: 'forbidden', message: '', mayHaveHappened: false, ...failure } }),
});
const late = { code: 'permit-expired' };

describe('what was confirmed and has not left', () => {
  it('A5: is listed by name, without what has left or may have, and can be confirmed again', () => {
    const unsent = unsentOf({
      operation,
      answers: [
        answer('sent'),
        answer('web', late),
        answer('in doubt', { ...late, mayHaveHappened: true }),
        answer('refused', { kind: 'refused', code: 'IncorrectInstanceState' }),
        answer('elsewhere', { code: 'account-changed' }),
        answer('api', { code: 'policy-changed' }),
      ],
    });
    assert.deepEqual(
      unsent?.targets.map(({ name }) => name),
      ['web', 'api'],
    );
    assert.equal(unsent?.button, 'Confirm the Rest…');
    assert.match(unsent.message, /^2 of 6 were not sent: web \(i-web\), api \(i-api\)\. .*two minutes.*settings/);
  });

  it('A2: is tried again where nobody told whose account it is', () => {
    const unsent = unsentOf({ operation, answers: [answer('web', { code: 'account-unknown' })] });
    assert.equal(unsent?.button, 'Try Again');
    assert.match(unsent.message, /^web \(i-web\) was not sent\. AWS didn’t tell which account “shop-staging” leads to/);
  });

  it('is tried again where credentials or the network were missing, by name and with the reason', () => {
    for (const [kind, reason] of [
      ['signin-expired', '“shop-staging” isn’t signed in.'],
      ['mfa-needed', 'The profile “shop-staging” needs an MFA code.'],
      ['credentials-expired', 'The credentials of “shop-staging” have expired.'],
      ['unreachable', 'AWS can’t be reached.'],
      ['timeout', 'AWS did not answer in time.'],
    ] as const) {
      const unsent = unsentOf({
        operation,
        answers: [answer('sent'), answer('web', { kind }), answer('api', { kind })],
      });
      assert.equal(unsent?.button, 'Try Again', kind);
      assert.equal(unsent.message, `2 of 3 were not sent: web (i-web), api (i-api). ${reason}`);
      const mixed = unsentOf({ operation, answers: [answer('web', { kind }), answer('api', late)] });
      assert.equal(mixed?.button, 'Confirm the Rest…', kind);
      assert.equal(unsentOf({ operation, answers: [answer('web', { kind, mayHaveHappened: true })] }), undefined);
    }
  });

  it('says how many there are where they are too many to name', () => {
    const answers = Array.from({ length: 500 }, (_, index) => answer(`n${index}`, late));
    const { message = '', targets = [] } = unsentOf({ operation, answers }) ?? {};
    assert.equal(targets.length, 500);
    assert.match(message, /^500 of 500 were not sent: n0 \(i-n0\), .*n9 \(i-n9\), 490 more\. /);
    assert.ok(message.length < 600);
  });

  it('names a safety lever as the sentence needs it', () => {
    const lever = (profile: string): TargetAnswer => {
      const { tracked, ...rest } = answer('default', late);
      return { ...rest, tracked: { ...tracked, ref: { kind: 'lever', scope: { ...scope, profile }, id: 'default' } } };
    };
    const messageOf = (...answers: readonly TargetAnswer[]) => unsentOf({ operation, answers })?.message ?? '';
    assert.match(messageOf(lever('a')), /^The safety lever in a \(eu-west-1\) was not sent\./);
    assert.match(messageOf(lever('a'), answer('sent')), /^The safety lever in a \(eu-west-1\) was not sent\./);
    for (const answers of [
      [lever('a'), answer('web', late)],
      [answer('web', late), lever('a'), lever('b')],
    ]) {
      const message = messageOf(...answers);
      assert.match(message, /were not sent: .*the safety lever in a \(eu-west-1\)/);
      assert.doesNotMatch(message, /The safety/);
    }
  });

  it('is nothing where everything has left, or may not be confirmed again', () => {
    assert.equal(unsentOf({ operation, answers: [answer('sent'), answer('no', { code: 'read-only' })] }), undefined);
  });
});
