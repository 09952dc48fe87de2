import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  simulatedSecret,
  simulatedSessionToken,
  simulatedTemporaryKeyId,
} from '../../../../src/simulator/core/accounts.ts';
import { asksWho, callerIdentity } from '../../../stages/callerIdentity.ts';
import { startStub, type Stub, useCredentialStage } from '../../../stages/credentials.ts';
import { never } from '../../../stages/aws.ts';
import { valueOf } from '../../../stages/answering/outcomes.ts';
import { PRODUCTION, STAGING } from '../../../stages/accounts.ts';

const sha = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const HOUR = 3_600_000;

describe('sign-ins', () => {
  const { stage, config, arnOf, whyNot } = useCredentialStage('bundled');
  let signIn: Stub;
  /** `METHOD path token` of what the sign-in services were asked. */
  const asked: string[] = [];
  let ssoStatus = 200;

  before(async () => {
    signIn = await startStub((request, response) => {
      const path = request.url?.split('?')[0] ?? '';
      asked.push(`${request.method} ${path} ${String(request.headers['x-amz-sso_bearer_token'] ?? '')}`.trim());
      request.resume();
      response.setHeader('content-type', 'application/json');
      if (path === '/token') {
        response.end(
          JSON.stringify({ accessToken: 'renewed', expiresIn: 3600, refreshToken: 'next', tokenType: 'Bearer' }),
        );
        return;
      }
      if (ssoStatus !== 200) {
        const [code, message] =
          ssoStatus === 401
            ? ['UnauthorizedException', 'Session token not found or invalid']
            : ['ForbiddenException', 'No access'];
        response.writeHead(ssoStatus, { 'x-amzn-errortype': code ?? '' }).end(JSON.stringify({ message }));
        return;
      }
      const session = { account: PRODUCTION, role: 'Admin', name: 'someone', expires: Date.now() + HOUR };
      response.end(
        JSON.stringify({
          roleCredentials: {
            accessKeyId: simulatedTemporaryKeyId(PRODUCTION),
            secretAccessKey: simulatedSecret(PRODUCTION),
            sessionToken: simulatedSessionToken(session),
            expiration: session.expires,
          },
        }),
      );
    });
  });
  after(() => signIn.close());
  beforeEach(() => {
    asked.length = 0;
    ssoStatus = 200;
  });

  const ssoConfig = (): Promise<string> =>
    config(
      `
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile session]
sso_session = corp
sso_account_id = ${PRODUCTION}
sso_role_name = Admin
region = eu-west-1
services = sim
[profile legacy]
sso_start_url = https://old.awsapps.com/start
sso_region = eu-west-1
sso_account_id = ${PRODUCTION}
sso_role_name = Admin
region = eu-west-1
services = sim
[profile above]
role_arn = arn:aws:iam::${STAGING}:role/R
role_session_name = me
source_profile = session
region = eu-west-1
services = sim
`,
      signIn.url,
    );
  const token = (key: string, expires: number, more: Record<string, unknown> = {}): Promise<string> =>
    stage().home.write(
      `.aws/sso/cache/${sha('sha1', key)}.json`,
      JSON.stringify({ accessToken: `token-${expires}`, expiresAt: new Date(expires).toISOString(), ...more }),
    );

  test('come from a sign-in, and again once the person has signed in', async () => {
    await ssoConfig();
    for (const profile of ['session', 'legacy', 'above']) {
      const failure = await whyNot(profile);
      assert.equal(failure.kind, 'signin-expired', `${profile}: ${JSON.stringify(failure)}`);
    }
    await token('corp', Date.now() - HOUR);
    await token('https://old.awsapps.com/start', Date.now() - HOUR);
    for (const profile of ['session', 'legacy']) assert.equal((await whyNot(profile)).kind, 'signin-expired', profile);
    assert.deepEqual(asked, []);
    const expires = Date.now() + HOUR;
    await token('corp', expires);
    await token('https://old.awsapps.com/start', expires);
    assert.equal(await arnOf('session'), `arn:aws:sts::${PRODUCTION}:assumed-role/Admin/someone`);
    assert.equal(await arnOf('legacy'), `arn:aws:sts::${PRODUCTION}:assumed-role/Admin/someone`);
    assert.equal(await arnOf('above'), `arn:aws:sts::${STAGING}:assumed-role/R/me`);
    assert.deepEqual(new Set(asked), new Set([`GET /federation/credentials token-${expires}`]));
  });

  test('of a sign-in that AWS has ended are signin-expired, of a role that one may not have are not', async () => {
    await ssoConfig();
    await token('corp', Date.now() + HOUR);
    ssoStatus = 401;
    assert.equal((await whyNot('session')).kind, 'signin-expired');
    ssoStatus = 403;
    stage().aws.invalidate();
    assert.equal((await whyNot('session')).kind, 'credentials-missing');
  });

  test('of a sign-in that can be renewed are renewed where its service is configured to be', async () => {
    await ssoConfig();
    await token('corp', Date.now() - 60_000, { clientId: 'c', clientSecret: 's', refreshToken: 'r' });
    assert.equal(await arnOf('session'), `arn:aws:sts::${PRODUCTION}:assumed-role/Admin/someone`);
    assert.deepEqual(asked, ['POST /token', 'GET /federation/credentials renewed']);
    // AWS's tools find what was renewed, and all that they had kept.
    const path = join(stage().home.env['HOME'] ?? '', '.aws', 'sso', 'cache', `${sha('sha1', 'corp')}.json`);
    const kept = JSON.parse(await readFile(path, 'utf8')) as Readonly<Record<string, unknown>>;
    const { expiresAt, ...others } = kept;
    assert.deepEqual(others, { accessToken: 'renewed', clientId: 'c', clientSecret: 's', refreshToken: 'next' });
    assert.match(String(expiresAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const left = Date.parse(String(expiresAt)) - Date.now();
    assert.ok(left > HOUR - 120_000 && left <= HOUR, String(left));
  });

  test('are not renewed early, nor without what a renewal needs, nor by a registration that is over', async () => {
    await ssoConfig();
    const whole = { clientId: 'c', clientSecret: 's', refreshToken: 'r' };
    const past = new Date(Date.now() - HOUR).toISOString();
    const rows: readonly (readonly [minutes: number, object, string | undefined])[] = [
      [20, whole, undefined],
      [10, whole, 'renewed'],
      [10, { ...whole, clientId: 7 }, undefined],
      [10, { ...whole, clientSecret: undefined }, undefined],
      [10, { ...whole, refreshToken: '' }, undefined],
      [10, { ...whole, registrationExpiresAt: past }, undefined],
      [10, { ...whole, registrationExpiresAt: new Date(Date.now() + HOUR).toISOString() }, 'renewed'],
    ];
    for (const [minutes, more, renewed] of rows) {
      asked.length = 0;
      stage().aws.invalidate();
      const expires = Date.now() + minutes * 60_000;
      await token('corp', expires, { ...more });
      assert.equal(await arnOf('session'), `arn:aws:sts::${PRODUCTION}:assumed-role/Admin/someone`);
      const expected = [
        ...(renewed === undefined ? [] : ['POST /token']),
        `GET /federation/credentials ${renewed ?? `token-${expires}`}`,
      ];
      assert.deepEqual(asked, expected, JSON.stringify(more));
    }
    for (const more of [
      { ...whole, refreshToken: undefined },
      { ...whole, registrationExpiresAt: past },
    ]) {
      stage().aws.invalidate();
      await token('corp', Date.now() - 60_000, more);
      assert.equal((await whyNot('session')).kind, 'signin-expired');
    }
  });

  test('come from `aws login`, and are signin-expired without it', async () => {
    const session = `arn:aws:iam::${STAGING}:user/demo`;
    await config(`[profile login]\nlogin_session = ${session}\nregion = eu-west-1\nservices = sim\n`);
    assert.equal((await whyNot('login')).kind, 'signin-expired');
    await stage().home.write(
      `.aws/login/cache/${sha('sha256', session)}.json`,
      JSON.stringify({
        accessToken: {
          accessKeyId: simulatedTemporaryKeyId(STAGING),
          secretAccessKey: simulatedSecret(STAGING),
          sessionToken: simulatedSessionToken({
            account: STAGING,
            role: 'Login',
            name: 'me',
            expires: Date.now() + HOUR,
          }),
          accountId: STAGING,
          expiresAt: new Date(Date.now() + HOUR).toISOString(),
        },
        clientId: 'c',
        refreshToken: 'r',
        dpopKey: 'k',
      }),
    );
    assert.equal(await arnOf('login'), `arn:aws:sts::${STAGING}:assumed-role/Login/me`);
  });

  test('come from a web identity token', async () => {
    const file = await stage().home.write('token', 'ey.J.x');
    const tokens: string[] = [];
    const sts = await startStub((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        response.setHeader('content-type', 'text/xml');
        if (asksWho(body)) {
          response.end(callerIdentity(STAGING, `arn:aws:sts::${STAGING}:assumed-role/Web/pod`));
          return;
        }
        tokens.push(new URLSearchParams(body).get('WebIdentityToken') ?? '');
        const expires = Date.now() + HOUR;
        const sessionToken = simulatedSessionToken({ account: STAGING, role: 'Web', name: 'pod', expires });
        response.end(
          `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${simulatedTemporaryKeyId(STAGING)}</AccessKeyId><SecretAccessKey>${simulatedSecret(STAGING).replaceAll('&', '&amp;')}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken><Expiration>${new Date(expires).toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
        );
      });
    });
    await stage().home.write(
      '.aws/config',
      `[profile web]\nrole_arn = arn:aws:iam::${STAGING}:role/Web\nweb_identity_token_file = ${file}\nrole_session_name = pod\nregion = eu-west-1\nservices = web\n[services web]\nsts =\n  endpoint_url = ${sts.url}\nec2 =\n  endpoint_url = ${stage().sim.endpoint}\n`,
    );
    const scope = { profile: 'web', region: 'eu-west-1' };
    valueOf(await stage().aws.reads.describe(scope, 'instance', ['i-0123456789abcdef0'], never()));
    assert.deepEqual(tokens, ['ey.J.x']);
    await stage().home.write('token', 'ey.J.new');
    valueOf(await stage().aws.reads.describe(scope, 'instance', ['i-0123456789abcdef0'], never()));
    assert.deepEqual(tokens, ['ey.J.x', 'ey.J.new']);
    sts.close();
  });

  test("never go to another profile's endpoint", async () => {
    const strangers: string[] = [];
    const stranger = await startStub((request, response) => {
      strangers.push(request.url ?? '');
      response.end();
    });
    await stage().home.write(
      '.aws/config',
      `[default]\nendpoint_url = ${stranger.url}\n[profile plain]\naws_access_key_id = AKIAX\naws_secret_access_key = abcdefghij\nregion = eu-west-1\n`,
    );
    const hosts: string[] = [];
    const aws = stage().another({
      transport: {
        send: (request) => {
          hosts.push(new URL(request.url).host);
          return Promise.resolve({ status: 400, headers: {}, body: new Uint8Array() });
        },
        close: () => undefined,
      },
    });
    const signal = never();
    await aws.reads.regions('plain', signal);
    await aws.reads.identity('plain', signal);
    await aws.reads.describe({ profile: 'plain', region: 'eu-west-1' }, 'lever', ['default'], signal);
    await aws.reads.revisions({ profile: 'plain', region: 'eu-west-1' }, ['x'], signal);
    stranger.close();
    assert.deepEqual(strangers, []);
    assert.deepEqual(
      new Set(hosts),
      new Set([
        'ec2.eu-west-1.amazonaws.com',
        'ec2.us-east-1.amazonaws.com',
        'sts.eu-west-1.amazonaws.com',
        'fis.eu-west-1.amazonaws.com',
        'ecs.eu-west-1.amazonaws.com',
      ]),
    );
  });
});
