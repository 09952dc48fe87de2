import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromInstance, metadataEndpoint } from '../../../../src/aws/credentials/fromInstance.ts';
import { createSecrets } from '../../../../src/aws/sdk/secrets.ts';
import {
  type Timeouts,
  TransportError,
  type WireRequest,
  type WireResponse,
} from '../../../../src/aws/transport/transport.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';

type Settings = Readonly<Record<string, string>>;
const ENDPOINT = 'AWS_EC2_METADATA_SERVICE_ENDPOINT';
const MODE = 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE';
const [IPV4, IPV6] = ['http://169.254.169.254', 'http://[fd00:ec2::254]'];
const asked = (section: Settings = {}) => ({ name: 'p', section });
const at = (url: string) => ({ ec2_metadata_service_endpoint: url });
const mode = (value: string) => ({ ec2_metadata_service_endpoint_mode: value });

describe('where an instance’s metadata are', () => {
  // What the AWS CLI 1.45 (botocore 1.43) takes for each.
  for (const [section, env, expected] of [
    [{}, {}, IPV4],
    [at('http://127.0.0.1:1338/'), {}, 'http://127.0.0.1:1338'],
    [at('http://h:1/base'), {}, 'http://h:1/base'],
    [at('http://h:1/base//'), {}, 'http://h:1/base/'],
    [at('http://h:1/base'), { [ENDPOINT]: 'http://env' }, 'http://env'],
    [at('http://h:1'), { [ENDPOINT]: '' }, IPV4],
    [at(''), {}, IPV4],
    [at('http://[fd00:ec2::254]/'), {}, IPV6],
    [mode('IPv6'), {}, IPV6],
    [mode('ipv6'), { [MODE]: 'IPv4' }, IPV4],
    [{ ...at('http://h'), ...mode('ipv6') }, {}, 'http://h'],
    [{ imds_use_ipv6: 'True' }, {}, IPV6],
    [{ imds_use_ipv6: 'true', ...mode('ipv4') }, {}, IPV4],
    [{ imds_use_ipv6: 'true' }, { AWS_IMDS_USE_IPV6: 'false' }, IPV4],
    [{}, { AWS_IMDS_USE_IPV6: 'true' }, IPV6],
  ] as readonly (readonly [Settings, Settings, string])[])
    it(`is ${expected}: ${JSON.stringify(section)} ${JSON.stringify(env)}`, () =>
      assert.equal(metadataEndpoint(asked(section), env), expected));

  for (const [section, env, setting] of [
    [mode('ipv5'), {}, 'ec2_metadata_service_endpoint_mode'],
    [mode(''), {}, 'ec2_metadata_service_endpoint_mode'],
    [{}, { [MODE]: '' }, 'ec2_metadata_service_endpoint_mode'],
    [{ ...at('http://h'), ...mode('ipv5') }, {}, 'ec2_metadata_service_endpoint_mode'],
    [at('not an address'), {}, 'ec2_metadata_service_endpoint'],
    [at('ftp://h'), {}, 'ec2_metadata_service_endpoint'],
    [at('xhttp://h'), {}, 'ec2_metadata_service_endpoint'],
    [at('https://h#x'), {}, 'ec2_metadata_service_endpoint'],
    [at('https://h?x=1'), {}, 'ec2_metadata_service_endpoint'],
    [at('https://user@h'), {}, 'ec2_metadata_service_endpoint'],
  ] as readonly (readonly [Settings, Settings, string])[])
    it(`can’t be said: ${JSON.stringify(section)} ${JSON.stringify(env)}`, () =>
      assert.throws(
        () => metadataEndpoint(asked(section), env),
        ({ failure }: { failure: { kind: string; credentialFault: unknown } }) => {
          assert.deepEqual(
            [failure.kind, failure.credentialFault],
            ['credentials-missing', { kind: 'unusable', profile: 'p', setting }],
          );
          return true;
        },
      ));
});

const HOUR = 3_600_000;
const NOW = Date.parse('2024-05-06T07:08:09Z');
const ENDS = new Date(NOW + HOUR);
const given = { AccessKeyId: 'ASIA', SecretAccessKey: 's', Token: 't', Expiration: ENDS.toISOString() };
const ok = (body: string): WireResponse => ({ status: 200, headers: {}, body: Buffer.from(body) });
const no = (status: number): WireResponse => ({ status, headers: {}, body: Buffer.from('no') });
const unreachable = new TransportError({ code: 'ECONNREFUSED', message: 'refused', sent: false });
const late = new TransportError({ code: 'ETIMEDOUT', message: 'late', sent: true });

/** The credentials of an instance whose metadata answer so, one a request, and what was sent. */
function stage(answers: readonly (WireResponse | Error)[], env: Settings = {}, attempts = 1, section: Settings = {}) {
  const left = [...answers];
  const sent: WireRequest[] = [];
  const limits: Timeouts[] = [];
  const secrets = createSecrets();
  const transport = {
    send: (request: WireRequest, timeouts: Timeouts) => {
      sent.push(request);
      limits.push(timeouts);
      const answer = left.shift() ?? assert.fail(`asked too often: ${request.url}`);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    close: () => undefined,
  };
  const profile = asked({ ...at('http://imds.test/base'), ...section });
  const options = { env, clock: heldClock(NOW, 0), transport, secrets };
  return { sent, limits, secrets, credentials: () => fromInstance(profile, options, attempts) };
}

describe('how long and how often an instance is asked', () => {
  const TIMEOUT = 'metadata_service_timeout';
  const ATTEMPTS = 'metadata_service_num_attempts';
  for (const [section, env, seconds, attempts] of [
    [{}, {}, 1, 2],
    [{ [TIMEOUT]: '5', [ATTEMPTS]: '3' }, {}, 5, 3],
    [
      { [TIMEOUT]: '5', [ATTEMPTS]: '3' },
      { AWS_METADATA_SERVICE_TIMEOUT: ' 7 ', AWS_METADATA_SERVICE_NUM_ATTEMPTS: '1' },
      7,
      1,
    ],
    [{}, { AWS_METADATA_SERVICE_TIMEOUT: '02' }, 2, 2],
  ] as readonly (readonly [Settings, Settings, number, number])[])
    it(`is ${seconds} s, ${attempts} times: ${JSON.stringify(section)} ${JSON.stringify(env)}`, async () => {
      const answers = [no(503), no(503), no(503)].slice(0, attempts);
      const then = [ok('Bastion'), ok(JSON.stringify(given))];
      const { limits, credentials } = stage([...answers, ...then], env, 2, section);
      assert.equal((await credentials()).accessKeyId, 'ASIA');
      assert.equal(limits.length, attempts + then.length);
      assert.ok(limits.every(({ connect, request }) => connect === seconds * 1_000 && request === seconds * 1_000));
    });

  for (const value of ['', '0', '-1', '1.5', 'ten', '1e3', '9999999'])
    for (const setting of [TIMEOUT, ATTEMPTS])
      it(`can’t be said, and it isn’t asked: ${setting} = ${JSON.stringify(value)}`, async () => {
        for (const [env, section] of [
          [{ [`AWS_${setting.toUpperCase()}`]: value }, {}],
          [{}, { [setting]: value }],
        ] as const) {
          const { sent, credentials } = stage([], env, 1, section);
          await assert.rejects(credentials(), ({ failure }: { failure: { credentialFault: unknown } }) => {
            assert.deepEqual(failure.credentialFault, { kind: 'unusable', profile: 'p', setting });
            return true;
          });
          assert.deepEqual(sent, []);
        }
      });
});

describe('the credentials of an instance', () => {
  it('are asked for with a token, which goes nowhere else and is a secret', async () => {
    const { sent, secrets, credentials } = stage([ok('imds-token'), ok('Bastion\n'), ok(JSON.stringify(given))]);
    assert.deepEqual(await credentials(), {
      ...{ accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration: ENDS },
    });
    const path = 'http://imds.test/base/latest';
    assert.deepEqual(
      sent.map(({ method, url }) => `${method} ${url}`),
      [
        `PUT ${path}/api/token`,
        `GET ${path}/meta-data/iam/security-credentials/`,
        `GET ${path}/meta-data/iam/security-credentials/Bastion`,
      ],
    );
    assert.deepEqual(
      sent.map(({ headers }) => headers['x-aws-ec2-metadata-token']),
      [undefined, 'imds-token', 'imds-token'],
    );
    // Six hours, as AWS's tools ask for.
    assert.deepEqual(sent[0]?.headers, { 'x-aws-ec2-metadata-token-ttl-seconds': '21600' });
    assert.equal(secrets.strike('It was imds-token.'), 'It was ….');
  });

  it('are those of the first version where there is no token, unless that is forbidden', async () => {
    for (const first of [no(403), no(404), no(405), unreachable, late]) {
      const { sent, credentials } = stage([first, ok('Bastion'), ok(JSON.stringify(given))]);
      assert.equal((await credentials()).accessKeyId, 'ASIA');
      assert.deepEqual(sent.at(-1)?.headers, {});
    }
    const { sent, credentials } = stage([no(404)], { AWS_EC2_METADATA_V1_DISABLED: 'true' });
    await assert.rejects(credentials(), /version 1 is disabled/);
    assert.equal(sent.length, 1);
    const second = [ok('token'), ok('Bastion'), ok(JSON.stringify(given))];
    const withToken = stage(second, { AWS_EC2_METADATA_V1_DISABLED: 'true' });
    assert.equal((await withToken.credentials()).accessKeyId, 'ASIA');
  });

  for (const [what, answers, why] of [
    ['a bad request for the token', [no(400)], /Error response/],
    ['nobody is there', [unreachable, unreachable], /Unable to connect/],
    ['silence', [late, late], /late/],
    ['no role', [ok('token'), no(404)], /Error response/],
    ['an empty role', [ok('token'), ok('')], /Error response/],
    ['a role that is a path', [ok('token'), ok('../../user-data')], /can’t be understood/],
    ['two roles', [ok('token'), ok('One\nTwo')], /can’t be understood/],
    ['no JSON', [ok('token'), ok('One'), ok('<html>')], /can’t be understood/],
    ['an error in JSON', [ok('token'), ok('One'), ok('{"Code":"Failed","Message":"no"}')], /can’t be understood/],
    [
      'no key in them',
      [ok('token'), ok('One'), ok(JSON.stringify({ ...given, AccessKeyId: '' }))],
      /can’t be understood/,
    ],
    [
      'no secret',
      [ok('token'), ok('One'), ok(JSON.stringify({ ...given, SecretAccessKey: '' }))],
      /can’t be understood/,
    ],
    ['no token in them', [ok('token'), ok('One'), ok(JSON.stringify({ ...given, Token: '' }))], /can’t be understood/],
    ['no end', [ok('token'), ok('One'), ok(JSON.stringify({ ...given, Expiration: 'soon' }))], /until when/],
  ] as readonly (readonly [string, readonly (WireResponse | Error)[], RegExp])[])
    it(`are none: ${what}`, () => assert.rejects(stage(answers).credentials(), why));

  it('are asked for again as often as is said', async () => {
    const answers = [no(500), ok('token'), unreachable, ok('One'), no(500), ok(JSON.stringify(given))];
    assert.equal((await stage(answers, {}, 2).credentials()).accessKeyId, 'ASIA');
  });

  it('are used on where the instance couldn’t renew them', async () => {
    for (const [ends, until] of [
      [-HOUR, 600_000],
      [60_000, 600_000],
      [600_001, 600_001],
    ] as const) {
      const told = { ...given, Expiration: new Date(NOW + ends).toISOString(), AccountId: '111122223333' };
      const got = await stage([ok('token'), ok('One'), ok(JSON.stringify(told))]).credentials();
      assert.deepEqual([got.expiration?.getTime(), got.accountId], [NOW + until, '111122223333']);
    }
  });
});
