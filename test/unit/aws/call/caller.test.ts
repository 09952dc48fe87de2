import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defined } from '../../../../src/base/untrusted.ts';
import { isUrgent } from '../../../../src/base/urgency.ts';
import type { Ask } from '../../../../src/aws/call/call.ts';
import type { CallerOptions } from '../../../../src/aws/call/caller.ts';
import { abortError, type WireResponse } from '../../../../src/aws/transport/transport.ts';
import { failed, type Failure } from '../../../../src/model/failure.ts';
import { callerStage, type Given, listing, NOW, ok, rate, refusal, whyNot } from '../../../stages/calls/callerStage.ts';
import { failure, flush } from '../../../stages/fakes.ts';
import { permitFor } from '../../../stages/stopping/permits.ts';

describe('a call', () => {
  test('leases, waits for its rate, is guarded and sent, in this order, and brings what was read', async () => {
    const { perform, events, lease, questions } = callerStage();
    const answer = await perform();
    assert.ok(answer.ok);
    const { output, seen, lease: by, requestId } = answer.value;
    assert.deepEqual([output, by, requestId], ['read in eu-west-1', lease, undefined]);
    assert.deepEqual(seen, { account: '111122223333', at: NOW });
    const expected = ['lease staging', 'take staging/eu-west-1 paged 1', 'guard', 'send'];
    assert.deepEqual(events, expected);
    assert.deepEqual(questions.map(isUrgent), [true], 'who reads is asked once, before polls');
  });

  test('counts against the account where the credentials say which', async () => {
    const { perform, events } = callerStage({ accountId: '444455556666' });
    await perform({ also: { rate: { ...rate, bucket: 'stopped' }, cost: 5 }, interactive: true });
    assert.deepEqual(events.slice(0, 3), [
      'lease staging interactively',
      'take 444455556666/eu-west-1 paged 1',
      'take 444455556666/eu-west-1 stopped 5',
    ]);
  });

  for (const [section, owner] of [
    [{}, '444455556666/eu-west-1'],
    [{ endpoint_url: 'https://fis-fips.eu-west-1.amazonaws.com' }, '444455556666/eu-west-1'],
    [{ endpoint_url: 'http://localhost:4566/' }, 'http://localhost:4566 444455556666/eu-west-1'],
    [{ endpoint_url: 'http://localhost:5000' }, 'http://localhost:5000 444455556666/eu-west-1'],
  ] as const)
    test(`counts an account’s calls for each that answers: ${JSON.stringify(section)}`, async () => {
      const { perform, events } = callerStage({ accountId: '444455556666', section });
      await perform({ also: { rate: { ...rate, bucket: 'stopped' }, cost: 5 } });
      assert.deepEqual(events.slice(1, 3), [`take ${owner} paged 1`, `take ${owner} stopped 5`]);
    });

  test('is not sent to what is no region, for no profile, and without credentials', async () => {
    const leased = failure('signin-expired', { operation: 'credentials: staging' });
    const rows: readonly (readonly [Given, Partial<Ask>, Partial<Failure>])[] = [
      [
        {},
        { scope: { profile: 'staging', region: 'evil.test/' } },
        { kind: 'refused', code: 'InvalidRegion', operation: 'fis:ListExperiments' },
      ],
      [
        {},
        { scope: { profile: 'gone', region: 'eu-west-1' } },
        { kind: 'profile-unknown', operation: 'fis:ListExperiments' },
      ],
      [{ leased }, {}, { kind: 'signin-expired', operation: 'credentials: staging' }],
    ];
    for (const [given, ask, expected] of rows) {
      const { perform, sent } = callerStage(given);
      const told = await whyNot(perform(ask));
      assert.deepEqual({ kind: told.kind, operation: told.operation, ...(told.code && { code: told.code }) }, expected);
      assert.deepEqual([sent, told.mayHaveHappened], [[], false]);
    }
    const told = await whyNot(callerStage().perform({ scope: { profile: 'p', region: `${'x'.repeat(70)}/` } }));
    assert.match(told.message, /^"x{60}" is not the name/);
  });

  test('with credentials of its own asks for no others', async () => {
    const { perform, events, leaseOf } = callerStage();
    const own = leaseOf(8);
    const answer = await perform({ lease: own });
    assert.equal(answer.ok && answer.value.lease, own);
    assert.equal(events.includes('lease staging'), false);
  });

  test('that would leave too little for what it is about is not sent', async () => {
    const spare = { rate: { ...rate, bucket: 'stopping' }, cost: 2, leaves: 30 };
    const rich = callerStage();
    assert.equal((await rich.perform({ spare })).ok, true);
    assert.ok(rich.events.includes('spare staging/eu-west-1 stopping 2 30'));
    const { perform, sent } = callerStage({ neverSpare: true });
    const told = await whyNot(perform({ spare }));
    assert.deepEqual([told.kind, told.operation, told.mayHaveHappened], ['throttled', 'fis:ListExperiments', false]);
    assert.match(told.message, /^Not sent: AWS’s limit/);
    assert.deepEqual(sent, []);
  });

  test('that was given up meanwhile is not sent', async () => {
    const { perform, sent } = callerStage();
    assert.equal((await whyNot(perform({ signal: AbortSignal.abort() }))).kind, 'cancelled');
    assert.deepEqual(sent, []);
  });

  test('can be given up on its way, by a signal that stands for many calls', async () => {
    const { signal } = new AbortController();
    for (const given of [signal, undefined]) {
      const { caller } = callerStage();
      let handed: unknown = 'nothing';
      await caller.perform({ ...listing, ...(given && { signal: given }) }, ({ options }) => {
        handed = options.abortSignal;
        return Promise.resolve('read');
      });
      assert.equal(handed, given);
    }
    const warned: Error[] = [];
    const onWarning = (warning: Error) => void warned.push(warning);
    process.on('warning', onWarning);
    for (let call = 0; call < 20; call += 1) signal.addEventListener('abort', () => undefined);
    await flush();
    process.off('warning', onWarning);
    assert.deepEqual(warned, [], 'Node takes them for no leak');
  });

  test('goes where the profile’s services lead, by its certificates, as often as is allowed', async () => {
    const section = { endpoint_url: 'http://localhost:4566', ca_bundle: '/certificates.pem' };
    const { caller, sent, perform } = callerStage({ section });
    const answer = await perform();
    assert.equal(sent[0]?.caBundle, '/certificates.pem');
    assert.equal(answer.ok && answer.value.seen.elsewhere, 'http://localhost:4566');
    const made = async (stage: typeof caller) => {
      const told = await stage.perform(listing, async (tools) => {
        const {
          requestHandler: _,
          credentials,
          userAgentAppId,
          authSchemePreference,
          ...others
        } = tools.config(() => undefined);
        // Given, so that the SDK looks for neither in files.
        assert.deepEqual([await userAgentAppId(), await authSchemePreference()], [undefined, []]);
        const output = { ...others, key: (await credentials()).accessKeyId };
        await tools
          .config(() => undefined)
          .requestHandler.handle(
            { protocol: 'https:', hostname: 'fis.test', path: '/', method: 'POST', headers: {} },
            tools.options,
          );
        return output;
      });
      return told.ok ? told.value.output : told.failure;
    };
    const always = {
      ...{ key: 'AKIA', region: 'eu-west-1', ignoreConfiguredEndpointUrls: true, maxAttempts: 4 },
      ...{ retryMode: 'standard', defaultsMode: 'legacy' },
    };
    const variants = { useFipsEndpoint: false, useDualstackEndpoint: false };
    assert.deepEqual(await made(caller), { ...always, ...variants, endpoint: 'http://localhost:4566' });
    const fips = callerStage({ section: { use_fips_endpoint: 'true' } });
    assert.deepEqual(await made(fips.caller), { ...always, ...variants, useFipsEndpoint: true });
  });

  test('whose work ends without an answer has failed', async () => {
    const told = await whyNot(callerStage().caller.perform(listing, () => Promise.resolve('made up')));
    assert.equal(told.kind, 'unknown');
    assert.match(told.message, /without an answer/);
  });
});

describe('a call that fails', () => {
  const also = { rate: { ...rate, bucket: 'stopped' }, cost: 5 };
  const change = { mutating: true, also } as const;
  const afterwards = async (given: Given, ask: Partial<Ask> = {}) => {
    const { perform, events } = callerStage(given);
    const told = await whyNot(perform(ask));
    return [told.kind, ...events.filter((it) => /give|drain|spent/.test(it))];
  };

  test('gives back what AWS didn’t count, and only that', async () => {
    const given = 'give back staging/eu-west-1 stopped 5';
    assert.deepEqual(await afterwards({ answer: refusal('ValidationException') }, change), ['refused', given]);
    assert.deepEqual(await afterwards({ answer: refusal('InternalFailure', 500) }, change), ['server']);
    assert.deepEqual(await afterwards({ answer: refusal('ValidationException') }), ['refused']);
  });

  test('gives back nothing that it didn’t take: it was given up while it waited', async () => {
    for (const refused of ['paged', 'stopped']) {
      const { perform, events } = callerStage({
        takes: (bucket) => (bucket === refused ? Promise.reject(abortError()) : Promise.resolve()),
      });
      assert.equal((await whyNot(perform(change))).kind, 'cancelled');
      assert.deepEqual(
        events.filter((it) => it.startsWith('give')),
        [],
        refused,
      );
    }
  });

  test('empties its bucket where AWS throttled it', async () => {
    const drained = 'drain staging/eu-west-1 paged';
    assert.deepEqual(await afterwards({ answer: refusal('ThrottlingException') }), ['throttled', drained]);
  });

  test('has the profile’s credentials fetched anew where they are over', async () => {
    const over = ['credentials-expired', 'spent staging 7'];
    assert.deepEqual(await afterwards({ answer: refusal('ExpiredTokenException') }), over);
  });

  test('names the variable whose keys are over or aren’t accepted, where they are the environment’s, and no other failure', async () => {
    const named = { keysOf: 'AWS_ACCESS_KEY_ID', keysInEnvironment: true };
    for (const [code, kind, whose] of [
      ['ExpiredTokenException', 'credentials-expired', named],
      ['UnrecognizedClientException', 'credentials-wrong', named],
      ['InvalidSignatureException', 'credentials-wrong', named],
      ['AccessDeniedException', 'denied', {}],
      ['ThrottlingException', 'throttled', {}],
    ] as const)
      for (const fromEnvironment of [true, false]) {
        const answer = refusal(code, 403);
        const told = await whyNot(callerStage({ answer, fromEnvironment }).perform());
        const { keysOf, keysInEnvironment } = told;
        const expected = fromEnvironment ? whose : {};
        assert.deepEqual({ kind: told.kind, ...defined({ keysOf, keysInEnvironment }) }, { kind, ...expected }, code);
      }
  });

  test('names the machine whose own role gives the keys, where they are over or aren’t accepted', async () => {
    for (const machine of ['instance', 'container'] as const)
      for (const [code, kind] of [
        ['ExpiredTokenException', 'credentials-expired'],
        ['UnrecognizedClientException', 'credentials-wrong'],
        ['AccessDeniedException', 'denied'],
      ] as const) {
        const told = await whyNot(callerStage({ answer: refusal(code, 403), machine }).perform());
        const expected = kind === 'denied' ? undefined : machine;
        assert.deepEqual([told.kind, told.keysOf, told.keysOfMachine], [kind, undefined, expected], code);
      }
  });

  test('says of whom AWS’s word is, where it is a word about what is there', async () => {
    const rows: readonly (readonly [WireResponse, Failure['kind'], string | undefined])[] = [
      [refusal('AccessDeniedException', 403), 'denied', '111122223333'],
      [refusal('ResourceNotFoundException', 404), 'not-found', '111122223333'],
      [refusal('ValidationException'), 'refused', '111122223333'],
      [refusal('InternalFailure', 500), 'server', undefined],
      [refusal('ThrottlingException'), 'throttled', undefined],
    ];
    for (const [answer, kind, account] of rows) {
      const told = await whyNot(callerStage({ answer }).perform({ operation: 'GetExperiment' }));
      assert.deepEqual([told.kind, told.account], [kind, account]);
      assert.deepEqual([told.operation, told.message], ['fis:GetExperiment', 'AWS says no.']);
    }
    const ofSts = await whyNot(callerStage({ answer: refusal('AccessDeniedException') }).perform({ service: 'STS' }));
    assert.equal(ofSts.account, undefined);
  });

  test('is judged with the credentials that it was made with', async () => {
    const judged: unknown[] = [];
    const diagnosis: CallerOptions['diagnosis'] = {
      judge: (it, ask, generation) => {
        judged.push([it.kind, ask.operation, generation]);
        return Promise.resolve({ ...it, kind: 'region-disabled' });
      },
      forget: () => undefined,
    };
    const told = await whyNot(callerStage({ answer: refusal('UnrecognizedClientException'), diagnosis }).perform());
    assert.equal(told.kind, 'region-disabled');
    assert.deepEqual(judged, [['credentials-wrong', 'ListExperiments', 7]]);
  });
});

describe('a change', () => {
  const permit = permitFor({ type: 'stop' }, ['i-1']);
  const stop: Partial<Ask> = { permit, mutating: true, service: 'EC2', operation: 'StopInstances' };

  test('carries its permit, and in whose account its credentials act', async () => {
    const { perform, sent } = callerStage();
    assert.equal((await perform(stop)).ok, true);
    const carried = { permit, generation: 7, destination: { kind: 'aws' }, account: '111122223333' };
    assert.deepEqual(sent[0]?.change, carried);
    const reading = callerStage();
    await reading.perform();
    assert.equal(reading.sent[0]?.change, undefined);
  });

  test('asks whose account it is before polls, and no longer than somebody wants it', async () => {
    const unbounded = callerStage();
    assert.equal((await unbounded.perform(stop)).ok, true);
    assert.deepEqual(unbounded.questions.map(isUrgent), [true]);
    const { signal } = new AbortController();
    const { perform, questions } = callerStage();
    assert.equal((await perform({ ...stop, signal })).ok, true);
    assert.deepEqual(questions, [signal]);
  });

  test('doesn’t leave where nobody says whose account it is, and the cause is told', async () => {
    const denied = failure('denied', { code: 'AccessDenied', message: 'Not you.' });
    const rows: readonly (readonly [Failure, Partial<Failure>])[] = [
      [denied, { kind: 'forbidden', code: 'account-unknown', message: 'AccessDenied: Not you.' }],
      [
        failure('timeout', { message: 'Late.' }),
        { kind: 'forbidden', code: 'account-unknown', message: 'timeout: Late.' },
      ],
      [
        failure('credentials-expired', { code: 'ExpiredToken', message: 'Old.', requestId: 'r-1', status: 403 }),
        { kind: 'credentials-expired', code: 'ExpiredToken', message: 'Old.' },
      ],
      [failure('signin-expired', { message: 'Sign in.' }), { kind: 'signin-expired', message: 'Sign in.' }],
      [
        failure('signin-expired', { message: 'Sign in.', signIn: { profile: 'source', by: 'login' } }),
        { kind: 'signin-expired', message: 'Sign in.', signIn: { profile: 'source', by: 'login' } },
      ],
      [failure('mfa-needed', { message: 'Which code?' }), { kind: 'mfa-needed', message: 'Which code?' }],
      [failure('cancelled', { message: 'Stop.', mayHaveHappened: true }), { kind: 'cancelled', message: 'Stop.' }],
    ];
    for (const [cause, expected] of rows) {
      const { perform, sent } = callerStage({ naming: () => Promise.resolve(failed(cause)) });
      const told = await whyNot(perform(stop));
      assert.deepEqual(told, { ...expected, operation: 'ec2:StopInstances', mayHaveHappened: false });
      assert.deepEqual(sent, []);
    }
  });

  test('is remembered by AWS’s id of the request, without what the request held', async () => {
    const { perform, secrets } = callerStage({ answer: ok({ 'x-amzn-requestid': 'id-with-s3cret-in-it' }) });
    secrets.add('s3cret-in');
    const answer = await perform(stop);
    assert.ok(answer.ok && answer.value.requestId !== undefined);
    assert.match(answer.value.requestId, /^id-with-/);
    assert.doesNotMatch(answer.value.requestId, /s3cret/);
    const reading = await callerStage({ answer: ok({ 'x-amzn-requestid': 'id' }) }).perform();
    assert.ok(reading.ok && reading.value.requestId === undefined);
  });

  test('keeps secret what it is signed with for as long as it is used', async () => {
    const sessionToken = 'the token of a session that goes on';
    const { perform, secrets } = callerStage({ sessionToken });
    for (let round = 0; round < 3; round += 1) {
      await perform();
      for (let other = 0; other < 3_000; other += 1) secrets.add(`another secret, ${round} ${other}`);
    }
    assert.equal(secrets.strike(`a ${sessionToken} b`), 'a … b');
  });
});
