import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Answers, type AskedStep, credentialHome } from '../../../stages/profiles/credentialsOf.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

/** The stage's time is 07:08:09. */
const at = (time: string): string => `2024-05-06T${time}Z`;
const renewable = { clientId: 'c', clientSecret: 'client-secret', refreshToken: 'refresh-me' };
const given = { accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't' };

const answering =
  (renewal: { readonly status?: number; readonly body: unknown }, roleCredentials: object = given): Answers =>
  ({ path }) =>
    path === '/token' ? renewal : { body: { roleCredentials } };
const renewed = { body: { accessToken: 'renewed', expiresIn: 3600, tokenType: 'Bearer' } };

describe('a sign-in of an sso-session', () => {
  const stage = (t: Parameters<typeof credentialHome>[0], kept: object, answers: Answers = answering(renewed)) => {
    const home = credentialHome(t, { config: SIGN_IN_CONFIG }, { answers });
    home.write(SIGN_IN_FILE, JSON.stringify(kept));
    return home;
  };
  const told = (asked: readonly AskedStep[]) =>
    asked.map(({ path, headers }) => [path, headers['x-amz-sso_bearer_token'] ?? ''].join(' ').trim());

  test('is used as it is until a quarter of an hour before its end, and then a renewed one', async (t) => {
    const rows: readonly (readonly [expires: string, used: string])[] = [
      ['07:23:09', 'kept'],
      ['07:23:08', 'renewed'],
      ['07:08:10', 'renewed'],
      ['07:08:09', 'renewed'],
      ['06:00:00', 'renewed'],
    ];
    for (const [expires, used] of rows) {
      const home = stage(t, { accessToken: 'kept', expiresAt: at(expires), ...renewable });
      await home.credentialsOf('work');
      const renewal = used === 'renewed' ? ['/token'] : [];
      assert.deepEqual(told(home.asked), [...renewal, `/federation/credentials ${used}`], expires);
    }
  });

  test('is renewed at its session’s region with what is kept, and kept with all that was there', async (t) => {
    const kept = {
      accessToken: 'kept',
      expiresAt: at('07:10:00'),
      ...renewable,
      startUrl: 'https://corp',
      region: 'x',
    };
    const home = stage(t, kept);
    await home.credentialsOf('work');
    const [asked] = home.asked;
    assert.deepEqual(
      [asked?.host, asked?.body],
      ['oidc.eu-central-1.amazonaws.com', { ...renewable, grantType: 'refresh_token' }],
    );
    const after = JSON.parse(readFileSync(join(home.path, SIGN_IN_FILE), 'utf8')) as unknown;
    assert.deepEqual(after, { ...kept, accessToken: 'renewed', expiresAt: at('08:08:09') });
    const next = stage(t, kept, answering({ body: { ...renewed.body, refreshToken: 'next' } }));
    await next.credentialsOf('work');
    const { refreshToken } = JSON.parse(readFileSync(join(next.path, SIGN_IN_FILE), 'utf8')) as Record<string, unknown>;
    assert.equal(refreshToken, 'next');
  });

  test('is renewed and used where its two services are configured to be, each at its own endpoint', async (t) => {
    const config = `${SIGN_IN_CONFIG}services = own\n[services own]\nsso =\n  endpoint_url = https://sso.test\nsso_oidc =\n  endpoint_url = https://oidc.test\n`;
    const home = credentialHome(t, { config }, { answers: answering(renewed) });
    home.write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'kept', expiresAt: at('07:10:00'), ...renewable }));
    await home.credentialsOf('work');
    assert.deepEqual(
      home.asked.map(({ host, path }) => [host, path]),
      [
        ['oidc.test', '/token'],
        ['sso.test', '/federation/credentials'],
      ],
    );
  });

  test('that can’t be renewed is used to its end, and has expired then', async (t) => {
    const over = at('06:00:00');
    const rows: readonly (readonly [what: string, kept: object, answers: Answers])[] = [
      ['no client', { ...renewable, clientId: undefined }, answering(renewed)],
      ['no secret', { ...renewable, clientSecret: 5 }, answering(renewed)],
      ['no token', { ...renewable, refreshToken: '' }, answering(renewed)],
      ['a registration that is over', { ...renewable, registrationExpiresAt: at('07:08:09') }, answering(renewed)],
      ['an answer without a token', renewable, answering({ body: { expiresIn: 3600 } })],
      ['an answer without a time', renewable, answering({ body: { accessToken: 'renewed' } })],
    ];
    for (const [what, kept, answers] of rows) {
      const home = stage(t, { accessToken: 'kept', expiresAt: at('07:08:10'), ...kept }, answers);
      await home.credentialsOf('work');
      assert.equal(told(home.asked).at(-1), '/federation/credentials kept', what);
      const late = stage(t, { accessToken: 'kept', expiresAt: over, ...kept }, answers);
      const failure = await late.whyNot('work');
      assert.deepEqual([failure.kind, /aws sso login/.test(failure.message)], ['signin-expired', true], what);
      const end = stage(t, { accessToken: 'kept', expiresAt: at('07:08:09'), ...kept }, answers);
      assert.equal((await end.whyNot('work')).kind, 'signin-expired', `${what}, at the end`);
    }
    const registered = { ...renewable, registrationExpiresAt: at('07:08:10') };
    const home = stage(t, { accessToken: 'kept', expiresAt: over, ...registered });
    await home.credentialsOf('work');
    assert.equal(told(home.asked).at(-1), '/federation/credentials renewed');
  });

  test('whose renewal AWS refuses is used to its end, and is to be signed in anew then', async (t) => {
    const answers = answering({ status: 400, body: { error: 'invalid_grant', __type: 'InvalidGrantException' } });
    const home = stage(t, { accessToken: 'kept', expiresAt: at('07:08:10'), ...renewable }, answers);
    await home.credentialsOf('work');
    assert.equal(told(home.asked).at(-1), '/federation/credentials kept');
    const late = stage(t, { accessToken: 'kept', expiresAt: at('07:00:00'), ...renewable }, answers);
    const failure = await late.whyNot('work');
    assert.deepEqual([failure.kind, failure.code], ['signin-expired', 'InvalidGrantException']);
  });

  test('that can’t be read is none', async (t) => {
    for (const kept of [
      {},
      { accessToken: 'kept' },
      { expiresAt: at('09:00:00') },
      { accessToken: 'k', expiresAt: 'x' },
    ]) {
      const home = stage(t, kept);
      assert.equal((await home.whyNot('work')).kind, 'signin-expired');
      assert.deepEqual(home.asked, []);
    }
  });

  test('gives what AWS has for account and role, and no half of it', async (t) => {
    const kept = { accessToken: 'kept', expiresAt: at('09:00:00') };
    const home = stage(t, kept, answering(renewed, { ...given, expiration: Date.parse(at('08:00:00')) }));
    const credentials = await home.credentialsOf('work');
    assert.deepEqual(credentials, { ...given, accountId: '111122223333', expiration: new Date(at('08:00:00')) });
    assert.deepEqual(home.asked[0]?.body, { account_id: '111122223333', role_name: 'Admin' });
    const endless = await stage(t, kept, answering(renewed)).credentialsOf('work');
    assert.deepEqual(endless, { ...given, accountId: '111122223333' });
    for (const missing of ['accessKeyId', 'secretAccessKey', 'sessionToken']) {
      const failure = await stage(t, kept, answering(renewed, { ...given, [missing]: '' })).whyNot('work');
      assert.deepEqual([failure.kind, failure.credentialFault], ['credentials-missing', { kind: 'no-key' }], missing);
    }
  });
});

test('a sign-in without a session is never renewed, and is found by its start URL', async (t) => {
  const url = 'https://old.awsapps.com/start';
  const config = `[profile work]\nsso_start_url = ${url}\nsso_region = eu-central-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n`;
  const home = credentialHome(t, { config }, { answers: answering(renewed) });
  const file = `.aws/sso/cache/${createHash('sha1').update(url).digest('hex')}.json`;
  home.write(file, JSON.stringify({ accessToken: 'kept', expiresAt: at('07:08:10'), ...renewable }));
  await home.credentialsOf('work');
  assert.deepEqual(
    home.asked.map(({ path }) => path),
    ['/federation/credentials'],
  );
  home.write(file, JSON.stringify({ accessToken: 'kept', expiresAt: at('07:08:09'), ...renewable }));
  assert.equal((await home.whyNot('work')).kind, 'signin-expired');
});
