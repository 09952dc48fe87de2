import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createCredentialBroker } from '../../../../src/aws/credentials/broker.ts';
import { createProfiles } from '../../../../src/aws/credentials/profiles.ts';
import { profileFiles } from '../../../../src/aws/credentials/sharedConfig.ts';
import { type Answers, assumedRole, credentialHome } from '../../../stages/profiles/credentialsOf.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

const END = '2024-05-06T09:00:00Z';
const START_URL = 'https://old.awsapps.com/start';
const OLD_SIGN_IN = `.aws/sso/cache/${createHash('sha1').update(START_URL).digest('hex')}.json`;
const SESSION = 'arn:aws:iam::111122223333:user/jane';
const LOGIN = `.aws/login/cache/${createHash('sha256').update(SESSION).digest('hex')}.json`;
/** What `aws login` left, with this key. */
const loggedIn = (accessKeyId: string): string => {
  const accessToken = {
    accessKeyId,
    secretAccessKey: 's',
    sessionToken: 't',
    accountId: '111122223333',
    expiresAt: END,
  };
  return JSON.stringify({ accessToken, clientId: 'c', refreshToken: 'r', dpopKey: 'k' });
};
const keys = (key: string): string => `aws_access_key_id = ${key}\naws_secret_access_key = secret of ${key}\n`;
const config = (part: string, from: string, to: string): string => {
  const all = `${SIGN_IN_CONFIG}
[profile old]
sso_start_url = ${START_URL}
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Admin
[profile login]
login_session = ${SESSION}
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = middle
region = eu-west-1
[profile middle]
role_arn = arn:aws:iam::111122223333:role/M
source_profile = keys
[profile keys]
${keys('AKIAKEYS')}
[profile web]
role_arn = arn:aws:iam::111122223333:role/W
web_identity_token_file = {token}
region = eu-west-1
[profile coded]
role_arn = arn:aws:iam::111122223333:role/C
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/jane
region = eu-west-1
`;
  assert.ok(all.includes(part), part);
  return all.replace(from, to);
};
const signedIn = (accessToken: string): string => JSON.stringify({ accessToken, expiresAt: END });
const answers: Answers = ({ path, body }) => {
  if (path === '/token') return { body: { accessToken: 'renewed', expiresIn: 3600, tokenType: 'Bearer' } };
  if (path.includes('federation')) {
    const of = { accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't', expiration: Date.parse(END) };
    return { body: { roleCredentials: of } };
  }
  return { body: assumedRole(body['Action'] ?? '', 'ASIAROLE', END) };
};

/** A broker over a home whose files and variables can change. `generation`: another number for each time that credentials were fetched. */
function stage(t: Parameters<typeof credentialHome>[0], code?: string, answering: Answers = answers) {
  const home = credentialHome(t, {}, { answers: answering });
  const told = (text: string): string => text.replace('{token}', join(home.path, 'token'));
  const writeConfig = (from = '', to = ''): void => void home.write('.aws/config', told(config(from, from, to)));
  writeConfig();
  home.write('token', 'first');
  home.write(LOGIN, loggedIn('ASIAFIRST'));
  home.write(SIGN_IN_FILE, signedIn('first'));
  home.write(OLD_SIGN_IN, signedIn('first'));
  const env: Record<string, string> = { ...home.options.env, AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's' };
  const codes: string[] = [];
  const broker = createCredentialBroker({
    ...{ ...home.options, env },
    askMfa: (profile, serial) => Promise.resolve((codes.push(`${profile} ${serial}`), code)),
  });
  const profiles = createProfiles({ env, files: profileFiles(env), simulated: {} });
  const lease = async (name: string, interactive = false) => {
    const profile = await profiles.find(name);
    return profile.ok ? broker.lease(profile.value, interactive, undefined) : profile;
  };
  const generation = async (name: string): Promise<number> => {
    const leased = await lease(name);
    assert.ok(leased.ok, JSON.stringify(leased));
    return leased.value.generation;
  };
  return { ...home, env, codes, writeConfig, lease, generation };
}
type Home = ReturnType<typeof stage>;

describe('credentials that are kept are fetched anew where there has changed', () => {
  const rows: readonly (readonly [what: string, profile: string, change: (home: Home) => unknown])[] = [
    ['the sign-in of its session', 'work', ({ write }) => write(SIGN_IN_FILE, signedIn('another, and longer'))],
    ['the portal of its session', 'work', ({ writeConfig }) => writeConfig('corp.awsapps.com', 'firm.awsapps.com')],
    ['its role', 'work', ({ writeConfig }) => writeConfig('sso_role_name = Admin', 'sso_role_name = Reader')],
    ['the sign-in of its portal', 'old', ({ write }) => write(OLD_SIGN_IN, signedIn('another, and longer'))],
    ['its login', 'login', ({ write }) => write(LOGIN, loggedIn('ASIAOTHER-AND-LONGER'))],
    ['its token', 'web', ({ write }) => write('token', 'another, and longer')],
    ['who it takes its role from', 'role', ({ writeConfig }) => writeConfig('role/M', 'role/N')],
    ['who that takes its role from', 'role', ({ writeConfig }) => writeConfig('AKIAKEYS', 'AKIAOTHER')],
    ['the other file', 'keys', ({ write }) => write('.aws/credentials', `[keys]\n${keys('AKIAOTHER')}`)],
    [
      ...(['where it sends what it signs', 'keys'] as const),
      ({ writeConfig }) => writeConfig('[profile keys]', '[profile keys]\nendpoint_url = http://127.0.0.1:9'),
    ],
    [
      ...(['where the environment sends what is signed', 'keys'] as const),
      ({ env }) => (env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:9'),
    ],
    [
      ...(['the settings that apply to the environment', 'environment'] as const),
      ({ write }) => write('.aws/credentials', '[default]\naws_account_id = 444455556666\n'),
    ],
    ['the key of the environment', 'environment', ({ env }) => (env['AWS_ACCESS_KEY_ID'] = 'AKIA2')],
    ['the token of the environment', 'environment', ({ env }) => (env['AWS_SESSION_TOKEN'] = 'token')],
  ];
  for (const [what, profile, change] of rows)
    test(`${what}, of ${profile}`, async (t) => {
      const home = stage(t);
      const first = await home.generation(profile);
      assert.equal(await home.generation(profile), first);
      change(home);
      assert.notEqual(await home.generation(profile), first);
    });

  const others: typeof rows = [
    ['another’s login', 'work', ({ write }) => write(LOGIN, loggedIn('ASIAOTHER-AND-LONGER'))],
    ['another’s sign-in, of a login', 'login', ({ write }) => write(SIGN_IN_FILE, signedIn('another, and longer'))],
    ['another’s sign-in', 'old', ({ write }) => write(SIGN_IN_FILE, signedIn('another, and longer'))],
    ['another’s token', 'keys', ({ write }) => write('token', 'another, and longer')],
    ['the environment’s key', 'keys', ({ env }) => (env['AWS_ACCESS_KEY_ID'] = 'AKIA2')],
    ['who takes a role from it', 'keys', ({ writeConfig }) => writeConfig('role/M', 'role/N')],
  ];
  for (const [what, profile, change] of others)
    test(`and not where that is ${what}, of ${profile}`, async (t) => {
      const home = stage(t);
      const first = await home.generation(profile);
      change(home);
      assert.equal(await home.generation(profile), first);
    });

  test('and not where its sign-in was renewed on the way', async (t) => {
    const home = stage(t);
    const registered = { clientId: 'c', clientSecret: 'cs', refreshToken: 'r' };
    const soon = '2024-05-06T07:09:00Z';
    home.write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'first', expiresAt: soon, ...registered }));
    const first = await home.generation('work');
    assert.deepEqual(
      home.asked.map(({ path }) => path),
      ['/token', '/federation/credentials'],
    );
    assert.equal(await home.generation('work'), first);
  });

  for (const [profile, file, content] of [
    ['work', SIGN_IN_FILE, signedIn('of somebody who signed in meanwhile')],
    ['old', OLD_SIGN_IN, signedIn('of somebody who signed in meanwhile')],
  ] as const)
    test(`its sign-in, while credentials were fetched by the one before, of ${profile}`, async (t) => {
      const bearers: unknown[] = [];
      const home: Home = stage(t, undefined, (step) => {
        bearers.push(step.headers['x-amz-sso_bearer_token']);
        if (bearers.length === 1) home.write(file, content);
        return answers(step);
      });
      const first = await home.generation(profile);
      const second = await home.generation(profile);
      assert.notEqual(second, first);
      assert.equal(await home.generation(profile), second);
      assert.deepEqual(bearers, ['first', 'of somebody who signed in meanwhile']);
    });

  test('its sign-in, while credentials were fetched by one that was renewed for it', async (t) => {
    let times = 0;
    const home: Home = stage(t, undefined, (step) => {
      if (step.path.includes('federation') && (times += 1) === 1)
        home.write(SIGN_IN_FILE, signedIn('of somebody who signed in meanwhile'));
      return answers(step);
    });
    const registered = { clientId: 'c', clientSecret: 'cs', refreshToken: 'r' };
    home.write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'x', expiresAt: '2024-05-06T07:09:00Z', ...registered }));
    const first = await home.generation('work');
    assert.notEqual(await home.generation('work'), first);
  });

  test('its token, while a role was assumed by the one before', async (t) => {
    let times = 0;
    const home: Home = stage(t, undefined, (step) => {
      if ((times += 1) === 1) home.write('token', 'another, and longer');
      return answers(step);
    });
    const first = await home.generation('web');
    const second = await home.generation('web');
    assert.notEqual(second, first);
    assert.equal(await home.generation('web'), second);
  });

  test('the sign-in that failed, while it was failing', async (t) => {
    const home: Home = stage(t, undefined, (step) => {
      if (step.headers['x-amz-sso_bearer_token'] !== 'first') return answers(step);
      home.write(SIGN_IN_FILE, signedIn('of somebody who signed in meanwhile'));
      return { status: 401, body: { __type: 'UnauthorizedException', message: 'Session token not found or invalid' } };
    });
    const first = await home.lease('work');
    assert.equal(!first.ok && first.failure.kind, 'signin-expired');
    assert.ok((await home.lease('work')).ok);
  });

  test('a sign-in that is gone, whose end is told then', async (t) => {
    const home = stage(t);
    await home.generation('work');
    rmSync(join(home.path, SIGN_IN_FILE));
    const leased = await home.lease('work');
    assert.ok(!leased.ok);
  });
});

for (const [machine, env] of [
  ['instance', {}],
  ['container', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' }],
] as const)
  test(`credentials are the machine’s where the profile has none of its own: ${machine}`, async (t) => {
    const given = { AccessKeyId: 'ASIAMACHINE', SecretAccessKey: 's', Token: 't', Expiration: END };
    const bare = `[profile bare]\nregion = eu-west-1\n[profile keys]\n${keys('AKIAKEYS')}`;
    const home = credentialHome(
      t,
      { config: bare },
      { env, answers: ({ path }) => ({ body: path.endsWith('/security-credentials/') ? 'Bastion' : given }) },
    );
    const broker = createCredentialBroker({ ...home.options, askMfa: () => Promise.resolve(undefined) });
    const machines = ['bare', 'keys'].map(async (name) => {
      const leased = await broker.lease(await home.profile(name), false, undefined);
      assert.ok(leased.ok, JSON.stringify(leased));
      return leased.value.machine;
    });
    assert.deepEqual(await Promise.all(machines), [machine, undefined]);
  });

test('credentials of the demo are fetched anew where the demo’s are others, and not where they are the same', async (t) => {
  const { options } = credentialHome(t, {});
  const broker = createCredentialBroker({ ...options, askMfa: () => Promise.resolve(undefined) });
  const read = profileFiles(options.env);
  const leased = async (accessKeyId: string) => {
    const demo = { accessKeyId, secretAccessKey: 's', region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' };
    const profile = await createProfiles({ env: options.env, files: read, simulated: { demo } }).find('demo');
    assert.ok(profile.ok);
    const outcome = await broker.lease(profile.value, false, undefined);
    assert.ok(outcome.ok);
    return [outcome.value.credentials.accessKeyId, outcome.value.generation];
  };
  assert.deepEqual(await leased('AKIA1'), ['AKIA1', 1]);
  assert.deepEqual(await leased('AKIA1'), ['AKIA1', 1]);
  assert.deepEqual(await leased('AKIA2'), ['AKIA2', 2]);
});

describe('a code of a device', () => {
  test('isn’t asked for by a poll, and once for all who came while one was on its way', async (t) => {
    const { lease, codes } = stage(t, '123456');
    const [poll, one, other] = await Promise.all([lease('coded'), lease('coded', true), lease('coded', true)]);
    assert.deepEqual([!poll.ok && poll.failure.kind, one.ok, other.ok], ['mfa-needed', true, true]);
    assert.deepEqual(codes, ['coded arn:aws:iam::111122223333:mfa/jane']);
    assert.ok((await lease('coded')).ok);
    assert.equal(codes.length, 1);
  });

  test('that wasn’t given is asked for again when a person tries again, and not before', async (t) => {
    const { lease, codes } = stage(t);
    assert.ok(!(await lease('coded', true)).ok);
    assert.ok(!(await lease('coded')).ok);
    assert.equal(codes.length, 1);
    assert.ok(!(await lease('coded', true)).ok);
    assert.equal(codes.length, 2);
  });
});
