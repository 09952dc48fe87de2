import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../../../src/aws/credentials/profiles.ts';
import {
  type ConfigureClient,
  FaultyCredentials,
  knownFailure,
  missing,
  step,
  type CredentialWay,
} from '../../../../src/aws/credentials/step.ts';
import type { Credentials } from '../../../../src/aws/credentials/credentials.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import { KnownFailure } from '../../../../src/aws/transport/knownFailure.ts';
import {
  abortError,
  TransportError,
  type WireRequest,
  type WireResponse,
} from '../../../../src/aws/transport/transport.ts';
import type { Failure, FailureKind } from '../../../../src/model/failure.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';

const keys: Credentials = { accessKeyId: 'ASIAGIVEN', secretAccessKey: 'given-secret', sessionToken: 'given-token' };
const request = { protocol: 'https:', hostname: 'sts.example', path: '/', method: 'POST', headers: {} };
const answer = (status: number, body: string): WireResponse => ({ status, headers: {}, body: Buffer.from(body) });

interface Given {
  readonly way?: CredentialWay;
  readonly section?: Readonly<Record<string, string>>;
  readonly outcome?: WireResponse | Error;
  readonly secrets?: readonly string[];
}

/** One step at work, of the role `hop` of the profile `asked`; what is sent comes to `outcome`. */
function stage({ way = 'STS', section = {}, outcome = answer(200, '{}'), secrets: own = [] }: Given = {}) {
  const sent: WireRequest[] = [];
  const secrets = createSecrets();
  const asked: Profile = {
    ...{ name: 'asked', section, shared: sharedConfigOf({ asked: section }), source: 'static', region: undefined },
    fromEnvironment: false,
  };
  const transport = {
    send: (wire: WireRequest) => {
      sent.push(wire);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    close: () => undefined,
  };
  const options = {
    ...{ env: {}, clock: heldClock(0, 0), transport, timeouts: { connect: 1, request: 1 }, secrets },
    processes: { run: () => assert.fail('No program is run.'), dispose: () => undefined },
  };
  const run = (work: (configure: ConfigureClient) => Promise<Credentials>) =>
    step({ asked, name: 'hop', way, secrets: own }, options, work);
  const whyNot = async (work: (configure: ConfigureClient) => Promise<Credentials>): Promise<Failure> => {
    const error = await run(work).then(
      () => assert.fail('It should have failed.'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof KnownFailure);
    return error.failure;
  };
  return { run, whyNot, sent, secrets };
}
const sending =
  (then: () => Credentials, headers: Readonly<Record<string, string>> = {}, body?: string) =>
  async (configure: ConfigureClient): Promise<Credentials> => {
    await configure('STS', 'eu-west-1').requestHandler.handle({ ...request, headers, body }, {});
    return then();
  };
const throwing = (error: Error) => (): never => {
  throw error;
};
const lost = new TransportError({ code: 'ECONNREFUSED', message: 'Refused.', sent: false });
const ways: readonly CredentialWay[] = [
  ...(['STS', 'SSO', 'Signin', 'credential_process', 'environment', 'instance metadata', 'container'] as const),
];

describe('a way to credentials', () => {
  for (const way of ways) {
    it(`of ${way} that the network failed is told as that, whatever the provider makes of it`, async () => {
      const { whyNot } = stage({ way, outcome: lost });
      const failure = await whyNot((configure) =>
        sending(throwing(new Error('')))(configure).catch(() => Promise.reject(new Error('No credentials found.'))),
      );
      assert.deepEqual([failure.kind, failure.code, failure.operation], ['unreachable', 'ECONNREFUSED', `${way}: hop`]);
    });

    it(`of ${way} that nobody wants any more is cancelled, and nothing is missing`, async () => {
      assert.equal((await stage({ way }).whyNot(() => Promise.reject(abortError()))).kind, 'cancelled');
    });

    it(`of ${way} tells of what Halt knows in its own words`, async () => {
      const failed = knownFailure('mfa-needed', 'A code is needed.');
      assert.equal(await stage({ way }).whyNot(() => Promise.reject(failed)), failed.failure);
    });
  }

  const odd: readonly (readonly [CredentialWay, FailureKind])[] = [
    ['STS', 'credentials-missing'],
    ['SSO', 'unknown'],
    ['Signin', 'unknown'],
    ['credential_process', 'credentials-missing'],
    ['environment', 'credentials-missing'],
    ['instance metadata', 'credentials-missing'],
    ['container', 'credentials-missing'],
  ];
  for (const [way, kind] of odd)
    it(`of ${way} that fails in some odd way is told as ${kind}`, async () => {
      const failure = await stage({ way }).whyNot(() => Promise.reject(new Error('Odd.')));
      assert.deepEqual([failure.kind, failure.message, failure.credentialFault], [kind, 'Odd.', undefined]);
    });

  const refusals: readonly (readonly [CredentialWay, number, string, string, FailureKind])[] = [
    ['Signin', 400, 'ValidationException', 'No.', 'signin-expired'],
    ['Signin', 403, 'AccessDeniedException', 'No.', 'signin-expired'],
    ['Signin', 500, 'InternalServerException', 'No.', 'server'],
    ['SSO', 403, 'AccessDeniedException', 'No.', 'credentials-missing'],
    ['SSO', 429, 'TooManyRequestsException', 'No.', 'throttled'],
    ['STS', 403, 'AccessDenied', 'multifactorauthentication failed, they say', 'mfa-needed'],
    ['STS', 400, 'ValidationError', 'MultiFactorAuthentication failed', 'credentials-missing'],
    ['STS', 500, 'InternalFailure', 'No.', 'server'],
    ['container', 500, 'InternalFailure', 'No.', 'credentials-missing'],
  ];
  for (const [way, status, code, message, kind] of refusals)
    it(`of ${way} that answers ${status} ${code} (${message}) is told as ${kind}`, async () => {
      const { whyNot } = stage({ way, outcome: answer(status, JSON.stringify({ __type: code, message })) });
      const failure = await whyNot(sending(throwing(new Error(message))));
      assert.deepEqual([failure.kind, failure.code, failure.message], [kind, code, message]);
    });

  it('that gave nothing usable says why, without what it was given', async () => {
    const { whyNot } = stage({ way: 'credential_process', secrets: ['the-own-secret'] });
    const fault = { kind: 'exited', code: 3, hint: 'It said the-own-secret.' } as const;
    const failure = await whyNot(() =>
      Promise.reject(new FaultyCredentials({ kind: 'helper', profile: 'hop', fault })),
    );
    assert.equal(failure.kind, 'credentials-missing');
    const { credentialFault } = failure;
    assert.ok(credentialFault?.kind === 'helper' && credentialFault.fault.kind === 'exited');
    assert.deepEqual([credentialFault.profile, credentialFault.fault.code], ['hop', 3]);
    assert.match(credentialFault.fault.hint, /^It said /);
    assert.doesNotMatch(JSON.stringify(failure), /the-own-secret/);
  });

  it('is waited for a minute, and a helper program as long as its own owner says', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const never = () => new Promise<Credentials>(() => undefined);
    const failures: Failure[] = [];
    void stage({ way: 'container' })
      .whyNot(never)
      .then((told) => void failures.push(told));
    let ended = false;
    void stage({ way: 'credential_process' })
      .whyNot(never)
      .finally(() => (ended = true));
    const passing = async (milliseconds: number): Promise<void> => {
      t.mock.timers.tick(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await passing(59_999);
    assert.deepEqual(failures, []);
    await passing(1);
    assert.deepEqual(
      failures.map(({ kind, credentialFault }) => [kind, credentialFault]),
      [['credentials-missing', { kind: 'late' }]],
    );
    await passing(600_000);
    assert.equal(ended, false);
  });
});

describe('what a way to credentials gives', () => {
  it('is what it got, and is struck from whatever is told later', async () => {
    const { run, secrets } = stage({ secrets: ['the-own-secret'] });
    assert.equal(await run(() => Promise.resolve(keys)), keys);
    const told = secrets.strike('ASIAGIVEN given-secret given-token the-own-secret');
    assert.doesNotMatch(told, /given-|the-own-secret/);
  });

  for (const half of ['accessKeyId', 'secretAccessKey'] as const)
    it(`is nothing without the ${half}`, async () => {
      const failure = await stage().whyNot(() => Promise.resolve({ ...keys, [half]: '' }));
      assert.deepEqual([failure.kind, failure.credentialFault], ['credentials-missing', { kind: 'no-key' }]);
      assert.equal(failure.mayHaveHappened, false);
    });

  it('is nothing where it ends at no time: it would be fetched anew for each request', async () => {
    const failure = await stage().whyNot(() => Promise.resolve({ ...keys, expiration: new Date('soon') }));
    assert.deepEqual([failure.kind, failure.credentialFault], ['credentials-missing', { kind: 'no-end' }]);
    const ending = { ...keys, expiration: new Date(0) };
    assert.equal(await stage().run(() => Promise.resolve(ending)), ending);
  });

  it('is told as missing with its reason', () => {
    const { failure } = missing({ kind: 'no-way', profile: 'work' });
    assert.deepEqual(
      [failure.kind, failure.credentialFault, failure.mayHaveHappened],
      [...['credentials-missing', { kind: 'no-way', profile: 'work' }, false]],
    );
    assert.match(failure.message, /“work” is incomplete/);
    const other = knownFailure('denied', 'No.').failure;
    assert.deepEqual([other.kind, other.message, other.mayHaveHappened], ['denied', 'No.', false]);
  });
});

describe('the client of a way to credentials', () => {
  const configured = async (section: Readonly<Record<string, string>>, region = 'eu-west-1') => {
    const { run, sent } = stage({ section });
    let told: object = {};
    await run(async (configure) => {
      const { requestHandler, ...rest } = configure('STS', region);
      told = rest;
      await requestHandler.handle(request, {});
      return keys;
    });
    return { told, caBundle: sent[0]?.caBundle };
  };
  const plain = {
    ...{ region: 'eu-west-1', maxAttempts: 3, retryMode: 'standard', defaultsMode: 'legacy' },
    ...{ ignoreConfiguredEndpointUrls: true, useFipsEndpoint: false, useDualstackEndpoint: false },
  };

  it('goes by the profile that was asked for: its endpoint, its variants and its certificates', async () => {
    assert.deepEqual(await configured({}), { told: plain, caBundle: undefined });
    const variants = { use_fips_endpoint: 'true', use_dualstack_endpoint: 'true' };
    assert.deepEqual((await configured(variants)).told, {
      ...plain,
      useFipsEndpoint: true,
      useDualstackEndpoint: true,
    });
    const elsewhere = { ...variants, endpoint_url: 'http://127.0.0.1:9', ca_bundle: '/ca.pem' };
    assert.deepEqual(await configured(elsewhere), {
      ...{ told: { ...plain, endpoint: 'http://127.0.0.1:9' }, caBundle: '/ca.pem' },
    });
  });

  it('isn’t made for what is no region: its name would be a part of an address', async () => {
    const { whyNot, sent } = stage();
    for (const region of ['', 'eu-west-1.evil.example/', 'a b']) {
      const failure = await whyNot((configure) => Promise.resolve((configure('STS', region), keys)));
      assert.deepEqual(
        [failure.kind, failure.credentialFault],
        [...['credentials-missing', { kind: 'unusable', profile: 'asked', setting: 'region' }]],
      );
    }
    assert.deepEqual(sent, []);
  });

  it('has what it sends and gets of secrets struck from a failure', async () => {
    const body = JSON.stringify({
      roleCredentials: { secretAccessKey: 'an-answered-secret', sessionToken: 'a-token-x' },
    });
    const { whyNot } = stage({ outcome: answer(200, body) });
    const headers = { 'x-amz-sso_bearer_token': 'a-bearer-secret' };
    const error = new Error('a-bearer-secret an-answered-secret a-token-x a-posted-secret');
    const { message } = await whyNot(sending(throwing(error), headers, '{"refreshToken":"a-posted-secret"}'));
    assert.doesNotMatch(message, /secret|token-x/);
  });
});
