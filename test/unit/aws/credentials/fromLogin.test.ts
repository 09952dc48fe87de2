import assert from 'node:assert/strict';
import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Answers, type AskedStep, credentialHome } from '../../../stages/profiles/credentialsOf.ts';

const SESSION = 'arn:aws:iam::111122223333:user/jane';
const FILE = `.aws/login/cache/${createHash('sha256').update(SESSION).digest('hex')}.json`;
const CONFIG = `[profile dev]\nlogin_session = ${SESSION}\nregion = eu-west-1\n`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const DPOP_KEY = privateKey.export({ format: 'pem', type: 'sec1' });
const renewable = { clientId: 'same-device', refreshToken: 'refresh-me', dpopKey: DPOP_KEY };
const keys = { accessKeyId: 'ASIAKEPT', secretAccessKey: 'kept-secret', sessionToken: 'kept-token' };
const next = { accessKeyId: 'ASIANEXT', secretAccessKey: 'next-secret', sessionToken: 'next-token' };
/** The stage's time is 07:08:09. */
const at = (time: string): string => `2024-05-06T${time}Z`;
const renewed = { accessToken: next, expiresIn: 600, refreshToken: 'refresh-next', tokenType: 'aws_sigv4' };

const answering =
  (body: object, status = 200): Answers =>
  () => ({ status, body });

function stage(t: Parameters<typeof credentialHome>[0], kept: object, answers: Answers = answering(renewed)) {
  const home = credentialHome(t, { config: CONFIG }, { answers });
  home.write(FILE, JSON.stringify(kept));
  const written = () => JSON.parse(readFileSync(join(home.path, FILE), 'utf8')) as Record<string, unknown>;
  return { ...home, written };
}

/** A sign-in that ends at a time. */
const until = (time: string, more: object = {}) => ({
  accessToken: { ...keys, accountId: '111122223333', expiresAt: at(time) },
  ...renewable,
  ...more,
});

/** The parts of a proof of possession, whose signature was made with the key that it names. */
function proofIn({ headers }: AskedStep): {
  readonly head: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
} {
  const [head = '', claims = '', signature = ''] = (headers['DPoP'] ?? headers['dpop'] ?? '').split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  const key = createPublicKey({ key: read(head)['jwk'] as JsonWebKey, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  assert.ok(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')));
  return { head: read(head), claims: read(claims) };
}

describe('a sign-in of aws login', () => {
  test('is used as it is until five minutes before its end, and then a renewed one', async (t) => {
    const rows: readonly (readonly [expires: string, used: string])[] = [
      ['07:13:10', 'ASIAKEPT'],
      ['07:13:09', 'ASIANEXT'],
      ['07:08:10', 'ASIANEXT'],
      ['06:00:00', 'ASIANEXT'],
    ];
    for (const [expires, used] of rows) {
      const home = stage(t, until(expires));
      const { accessKeyId } = await home.credentialsOf('dev');
      assert.deepEqual([accessKeyId, home.asked.length], [used, used === 'ASIANEXT' ? 1 : 0], expires);
    }
  });

  test('has its account and its end with the keys, kept or renewed', async (t) => {
    assert.deepEqual(await stage(t, until('09:00:00')).credentialsOf('dev'), {
      ...keys,
      accountId: '111122223333',
      expiration: new Date(at('09:00:00')),
    });
    assert.deepEqual(await stage(t, until('07:00:00')).credentialsOf('dev'), {
      ...next,
      accountId: '111122223333',
      expiration: new Date(at('07:18:09')),
    });
    const nameless = { accessToken: { ...keys, expiresAt: at('09:00:00') } };
    assert.deepEqual(await stage(t, nameless).credentialsOf('dev'), { ...keys, expiration: new Date(at('09:00:00')) });
    const endless = stage(t, until('07:00:00'), answering({ ...renewed, expiresIn: undefined }));
    assert.deepEqual((await endless.credentialsOf('dev')).expiration, new Date(at('07:23:09')));
  });

  test('is renewed where it was signed in, with what is kept and a proof that its key is there', async (t) => {
    for (const [kept, region] of [
      [until('07:00:00'), 'eu-west-1'],
      [until('07:00:00', { signInRegion: 'us-east-2' }), 'us-east-2'],
    ] as const) {
      const home = stage(t, kept);
      await home.credentialsOf('dev');
      const [asked, ...more] = home.asked;
      assert.ok(asked && more.length === 0);
      assert.deepEqual(
        [asked.host, asked.path, asked.body],
        [
          `${region}.signin.aws.amazon.com`,
          '/v1/token',
          { clientId: 'same-device', refreshToken: 'refresh-me', grantType: 'refresh_token' },
        ],
      );
      const { head, claims } = proofIn(asked);
      const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
      assert.deepEqual(head, { alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } });
      const { jti, ...rest } = claims;
      assert.match(String(jti), /^[\da-f-]{36}$/);
      const htu = `https://${region}.signin.aws.amazon.com/v1/token`;
      assert.deepEqual(rest, { htm: 'POST', htu, iat: Date.parse(at('07:08:09')) / 1000 });
    }
  });

  test('is renewed at the endpoint that is configured for it, which the proof names with its port', async (t) => {
    const env = { AWS_ENDPOINT_URL_SIGNIN: 'https://sign-in.test:8443/base', AWS_ENDPOINT_URL: 'https://other.test' };
    const home = credentialHome(t, { config: CONFIG }, { answers: answering(renewed), env });
    home.write(FILE, JSON.stringify(until('07:00:00')));
    await home.credentialsOf('dev');
    const [asked] = home.asked;
    assert.ok(asked);
    assert.equal(`${asked.host}${asked.path}`, 'sign-in.test:8443/base/v1/token');
    assert.equal(proofIn(asked).claims['htu'], 'https://sign-in.test:8443/base/v1/token');
  });

  test('is kept renewed, with all that was there', async (t) => {
    const home = stage(t, until('07:00:00', { tokenType: 'x', idToken: 'who' }));
    await home.credentialsOf('dev');
    assert.deepEqual(home.written(), {
      accessToken: { ...next, accountId: '111122223333', expiresAt: at('07:18:09').replace('Z', '.000Z') },
      ...renewable,
      refreshToken: 'refresh-next',
      tokenType: 'x',
      idToken: 'who',
    });
    const same = stage(t, until('07:00:00'), answering({ ...renewed, refreshToken: undefined }));
    await same.credentialsOf('dev');
    assert.equal(same.written()['refreshToken'], 'refresh-me');
  });

  test('that can’t be renewed is used to its end, and has expired then', async (t) => {
    const refused: Answers = answering(
      { error: 'TOKEN_EXPIRED', message: 'over', __type: 'AccessDeniedException' },
      400,
    );
    const rows: readonly (readonly [what: string, more: object, answers: Answers])[] = [
      ['no client', { clientId: undefined }, answering(renewed)],
      ['no token', { refreshToken: 7 }, answering(renewed)],
      ['no key', { dpopKey: undefined }, answering(renewed)],
      ['an answer without an id', {}, answering({ ...renewed, accessToken: { ...next, accessKeyId: '' } })],
      ['an answer without a secret', {}, answering({ ...renewed, accessToken: { ...next, secretAccessKey: '' } })],
      ['an answer without a token', {}, answering({ ...renewed, accessToken: { ...next, sessionToken: '' } })],
      ['a refusal', {}, refused],
    ];
    for (const [what, more, answers] of rows) {
      const home = stage(t, until('07:08:10', more), answers);
      assert.equal((await home.credentialsOf('dev')).accessKeyId, 'ASIAKEPT', what);
      const late = stage(t, until('07:08:09', more), answers);
      assert.equal((await late.whyNot('dev')).kind, 'signin-expired', what);
    }
    const { message } = await stage(t, until('07:00:00', { clientId: undefined })).whyNot('dev');
    assert.match(message, /"dev".*aws login/);
  });

  test('of which a part is missing is none, and asks nothing', async (t) => {
    const whole = { ...keys, expiresAt: at('09:00:00') };
    for (const part of ['accessKeyId', 'secretAccessKey', 'sessionToken', 'expiresAt']) {
      for (const value of [undefined, '', 5]) {
        const home = stage(t, { accessToken: { ...whole, [part]: value }, ...renewable });
        assert.equal((await home.whyNot('dev')).kind, 'signin-expired', `${part}: ${String(value)}`);
        assert.deepEqual(home.asked, []);
      }
    }
  });
});
