import assert from 'node:assert/strict';
import type { Failure, FailureKind } from '../../../src/model/failure.ts';
import { apiName, operationTypes, type Operation } from '../../../src/model/operation.ts';
import { operationKind } from '../../../src/stopping/operation.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import { resultMessage } from '../../../src/ui/stop/results/resultMessage.ts';
import { changeFailureWords } from '../../../src/ui/words/changeFailures.ts';
import { changeWords, ownWords } from '../../../src/ui/words/failureCodes.ts';
import { failureWords } from '../../../src/ui/words/failures.ts';
import { verdictWords } from '../../../src/ui/words/verdicts.ts';
import { seenState } from '../../stages/fakes.ts';
import { nothingIsProduction } from '../../stages/nothingSpecial.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
/** Who has said that it isn't done, and what the person is told to do; of a kind's own words. */
const kinds: Readonly<Record<FailureKind, readonly [by: 'aws' | 'nobody' | 'halt', next: RegExp]>> = {
  'config-broken': ['nobody', /Correct the file, then try again\.$/],
  'profile-unknown': ['nobody', /Choose other profiles/],
  'credentials-missing': ['nobody', /aws sts get-caller-identity/],
  'signin-expired': ['nobody', /isn’t signed in\. Sign in, then try again\.$/],
  'mfa-needed': ['nobody', /Sign in to enter the code, then try again\.$/],
  'credentials-expired': ['nobody', /Renew them, then try again\.$/],
  'credentials-wrong': ['aws', /Check the access key/],
  'region-disabled': ['aws', /Enable the region/],
  'service-missing': ['nobody', /leave the region out/],
  denied: ['aws', /Ask for the permission/],
  throttled: ['aws', /Try again in a moment\.$/],
  'clock-skew': ['aws', /Set the clock, then try again\.$/],
  unreachable: ['nobody', /then try again\.$/],
  timeout: ['nobody', /Try again\.$/],
  cut: ['nobody', /Try again\.$/],
  server: ['aws', /Try again; see the AWS Health Dashboard\.$/],
  malformed: ['nobody', /Open the log/],
  'not-found': ['aws', /Refresh/],
  refused: ['aws', /Refresh/],
  forbidden: ['halt', /Check Halt’s settings/],
  cancelled: ['nobody', /Cancelled\.$/],
  unknown: ['nobody', /Open the log/],
};
/** What is true of a list that is read again and again, and of no change. */
const POLLED = /Halt (?:keeps|continues|waits|then reads)/;

const all = Object.keys(kinds) as FailureKind[];
const operationOf = (type: Operation['type']): Operation =>
  ({ type, reason: 'why', action: 'CONTINUE', skipOsShutdown: false }) as unknown as Operation;
const endOf = (type: Operation['type'], name: string, failure: Failure): Ended => ({
  tracked: {
    ...{ id: name, run: 'r', name, operation: operationOf(type), requestedAt: 0 },
    ref: { kind: operationKind[type], scope, id: `i-${name}` },
  },
  verdict: { type: 'refused', failure },
});

describe('the words for a change that did not succeed', () => {
  for (const type of operationTypes)
    it(`${type}: say of each kind whether AWS or nobody was told of it, and what to do, for nothing goes on without the person`, () => {
      for (const kind of all) {
        const [by, next] = kinds[kind];
        const failure: Failure = { kind, operation: apiName[type], message: 'Told.', mayHaveHappened: false };
        const words = verdictWords({ type: 'refused', failure }, operationOf(type), scope);
        assert.match(words, next, kind);
        assert.doesNotMatch(words, POLLED, kind);
        assert.equal(words.startsWith('Not sent. '), by === 'nobody', `${kind}: ${words}`);
        const others = resultMessage(
          ['a', 'b', 'c'].map((name) => endOf(type, name, failure)),
          [scope],
          nothingIsProduction,
        );
        const none = resultMessage(
          [endOf(type, 'a', failure), endOf(type, 'b', failure)],
          [scope],
          nothingIsProduction,
        );
        for (const message of [others, none])
          assert.match(
            message,
            by === 'aws' ? / refused — in each case: .+\.$/ : / not sent — in each case: .+\.$/,
            `${kind}: ${message}`,
          );
        // What may have arrived was perhaps not left out.
        const doubt = changeFailureWords({ ...failure, mayHaveHappened: true }, { ...scope, asked: operationOf(type) });
        assert.doesNotMatch(doubt.sentence + doubt.next, /Not sent\. |Halt keeps/, kind);
      }
      for (const code of Object.keys(changeWords[apiName[type]]))
        for (const kind of ['refused', 'denied', 'server', 'throttled'] as const) {
          const failure: Failure = { kind, code, operation: apiName[type], message: '', mayHaveHappened: false };
          const asked = { ...scope, asked: operationOf(type) };
          const { sentence, next } = changeFailureWords(failure, asked);
          assert.deepEqual(
            { sentence, next },
            (({ sentence: s, next: n }) => ({ sentence: s, next: n }))(failureWords(failure, asked)),
          );
          assert.doesNotMatch(sentence + next, POLLED, code);
        }
    });

  it('say a command to type only for a profile of which no shell makes more than a word', () => {
    const missing: Failure = { kind: 'credentials-missing', message: 'no', mayHaveHappened: false };
    for (const words of [failureWords, changeFailureWords]) {
      for (const [profile, typed] of [
        ['ci', ' --profile ci”'],
        ['my ci', ' --profile "my ci"”'],
      ] as const)
        assert.ok(words(missing, { profile, asked: undefined }).next.includes(typed), profile);
      for (const profile of ['$(calc)', 'a;calc', '`calc`', '--debug', 'x'.repeat(200)])
        assert.equal(words(missing, { profile, asked: undefined }).next, '', profile);
    }
  });

  it('tell those that AWS refused from those that it never heard of', () => {
    const of = (name: string, kind: FailureKind) => endOf('stop', name, { kind, message: '', mayHaveHappened: false });
    const message = resultMessage(
      [of('a', 'denied'), of('b', 'timeout'), of('c', 'refused'), of('d', 'signin-expired'), of('e', 'cut')],
      [scope],
      nothingIsProduction,
    );
    assert.equal(message, 'b and 2 more not sent; a and c refused.');
  });

  it('tell why of several at once where it is the same for all of them', () => {
    const ended = (name: string, code: string) =>
      endOf('stop', name, {
        kind: 'refused',
        code,
        operation: 'ec2:StopInstances',
        message: '',
        mayHaveHappened: false,
      });
    const said = (...ends: readonly Ended[]) => resultMessage(ends, [scope], nothingIsProduction);
    const [a, b] = [ended('a', 'OperationNotPermitted'), ended('b', 'OperationNotPermitted')];
    const protectedWords = 'refused — in each case: The instance is protected against stops';
    assert.equal(said(a, b), `a and b ${protectedWords}.`);
    const stopped = { ...ended('c', ''), verdict: { type: 'stopped', ...seenState('stopped') } } as const;
    assert.equal(said(a, b, stopped), `a and b ${protectedWords}; c stopped.`);
    assert.equal(said(a, ended('c', 'UnsupportedOperation')), 'a and c refused.');
    assert.equal(said(a, stopped), 'a refused; c stopped.');
  });

  it('of a file or a certificate name that', () => {
    for (const [code, kind, words] of [
      ['ENOENT', 'config-broken', /makes one; then try again\.$/],
      ['CERT_HAS_EXPIRED', 'unreachable', /NODE_EXTRA_CA_CERTS/],
      ['ECONNREFUSED', 'unreachable', /Check the network, the VPN or the endpoint, then try again\.$/],
    ] as const)
      assert.match(
        changeFailureWords({ kind, code, message: '', mayHaveHappened: false }, { ...scope, asked: { type: 'stop' } })
          .next,
        words,
      );
  });
});

describe('Halt’s own words', () => {
  it('are said of what Halt itself forbids, whatever code an endpoint answers with', () => {
    for (const code of Object.keys(ownWords)) {
      const own = failureWords({ kind: 'forbidden', code, message: 'x', mayHaveHappened: false }, scope).sentence;
      for (const kind of all.filter((one) => one !== 'forbidden'))
        for (const operation of [undefined, 'ecs:ContinueServiceDeployment', 'fis:ListExperiments']) {
          const failure: Failure = { kind, code, status: 400, message: 'x', mayHaveHappened: false };
          const said = failureWords({ ...failure, ...(operation && { operation }) }, scope).sentence;
          const plain = failureWords({ ...failure, code: 'Other', ...(operation && { operation }) }, scope).sentence;
          assert.equal(said, plain, `${kind} ${code}`);
          assert.notEqual(said, own, `${kind} ${code}`);
        }
    }
  });

  it('are said of what was read of another account, or of one that nobody knows', () => {
    const said = (kind: FailureKind, code: string) =>
      failureWords({ kind, code, message: '', mayHaveHappened: false }, scope).sentence;
    assert.match(said('credentials-missing', 'account-unknown'), /isn’t known to which account/);
    assert.match(said('unknown', 'account-changed'), /now leads to another account/);
  });
});
