import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { type Answers, assumedRole, credentialHome, refusedBySts } from '../../../stages/profiles/credentialsOf.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

const EXPIRES = '2024-05-06T08:08:09Z';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a web identity', () => {
  const answers: Answers = ({ body }) => ({ body: assumedRole(body['Action'] ?? '', 'ASIAWEB', EXPIRES) });
  const lines = (more = '') =>
    `[profile web]\nrole_arn = arn:aws:iam::111122223333:role/Web\nweb_identity_token_file = {home}/token\nregion = eu-west-1\n${more}`;

  test('is shown to STS as its file has it, without a signature', async (t) => {
    const home = credentialHome(t, { config: lines('role_session_name = pod\n') }, { answers });
    home.write('token', 'ey.J.x');
    const given = await home.credentialsOf('web');
    assert.deepEqual(
      [given.accessKeyId, given.sessionToken, given.expiration?.toISOString(), given.accountId],
      ['ASIAWEB', 'token of ASIAWEB', '2024-05-06T08:08:09.000Z', '111122223333'],
    );
    const [asked] = home.asked;
    assert.deepEqual([asked?.host, asked?.headers['authorization']], ['sts.eu-west-1.amazonaws.com', undefined]);
    const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test', AWS_ENDPOINT_URL: 'https://other.test' };
    const elsewhere = credentialHome(t, { config: lines() }, { answers, env });
    elsewhere.write('token', 'ey.J.x');
    await elsewhere.credentialsOf('web');
    assert.deepEqual(
      elsewhere.asked.map(({ host }) => host),
      ['sts.test'],
    );
    assert.deepEqual(asked?.body, {
      ...{ Action: 'AssumeRoleWithWebIdentity', Version: '2011-06-15' },
      ...{ RoleArn: 'arn:aws:iam::111122223333:role/Web', RoleSessionName: 'pod', WebIdentityToken: 'ey.J.x' },
    });
    assert.equal(home.options.secrets.strike('It was ey.J.x!').includes('ey.J.x'), false);
  });

  test('takes the name of the profile’s session, or Halt’s, never one of the environment', async (t) => {
    process.env['AWS_ROLE_SESSION_NAME'] = 'of-the-environment';
    t.after(() => delete process.env['AWS_ROLE_SESSION_NAME']);
    const home = credentialHome(t, { config: lines() }, { answers });
    home.write('token', 'ey.J.x');
    await home.credentialsOf('web');
    assert.equal(home.asked[0]?.body['RoleSessionName'], `halt-${Date.parse('2024-05-06T07:08:09Z')}`);
  });

  test('whose file can’t be read is told with the file and what is wrong with it', async (t) => {
    const home = credentialHome(t, { config: lines() }, { answers });
    const absent = await home.whyNot('web');
    const expected = { kind: 'token-file', path: `${home.path}/token`, fault: { kind: 'missing' } };
    assert.deepEqual([absent.kind, absent.credentialFault], ['credentials-missing', expected]);
    home.write('token', ' '.repeat(1024 * 1024 + 1));
    assert.equal((await home.whyNot('web')).credentialFault?.kind, 'token-file');
    assert.deepEqual(home.asked, []);
  });

  test('that STS refuses gives no credentials, and isn’t quoted', async (t) => {
    const body = refusedBySts('InvalidIdentityToken', 'No provider for ey.J.x.');
    const home = credentialHome(t, { config: lines() }, { answers: () => ({ status: 400, body }) });
    home.write('token', 'ey.J.x');
    const failure = await home.whyNot('web');
    assert.deepEqual([failure.kind, failure.code], ['credentials-missing', 'InvalidIdentityToken']);
    assert.match(failure.message, /^No provider for/);
    assert.doesNotMatch(failure.message, /ey\.J/);
  });
});

test('a helper program’s credentials are the profile’s', async (t) => {
  const output = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAHELPER', SecretAccessKey: 'helped' });
  const config = '[profile vault]\ncredential_process = vault get\n';
  const home = credentialHome(t, { config }, { helper: { kind: 'exited', code: 0, output, complaint: '' } });
  assert.deepEqual(await home.credentialsOf('vault'), { accessKeyId: 'AKIAHELPER', secretAccessKey: 'helped' });
  const failing = credentialHome(t, { config }, { helper: { kind: 'exited', code: 3, output: '', complaint: '' } });
  const failure = await failing.whyNot('vault');
  assert.deepEqual([failure.kind, failure.operation], ['credentials-missing', 'credential_process: vault']);
});

test('a sign-in of IAM Identity Center is looked for in the home’s cache, and asked where its session says', async (t) => {
  const config = `${SIGN_IN_CONFIG}region = us-east-1\n`;
  const roleCredentials = {
    ...{ accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't', expiration: Date.parse(EXPIRES) },
  };
  const home = credentialHome(t, { config }, { answers: () => ({ body: { roleCredentials } }) });
  assert.equal((await home.whyNot('work')).kind, 'signin-expired');
  const kept = { accessToken: 'signed-in', expiresAt: '2024-05-06T15:00:00Z' };
  home.write(SIGN_IN_FILE, JSON.stringify(kept));
  assert.deepEqual(await home.credentialsOf('work'), {
    ...{ accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't', accountId: '111122223333' },
    expiration: new Date(EXPIRES),
  });
  assert.deepEqual(
    home.asked.map(({ host, headers }) => [host, headers['x-amz-sso_bearer_token']]),
    [['portal.sso.eu-central-1.amazonaws.com', 'signed-in']],
  );
});

test('a sign-in of `aws login` is looked for in its cache, by its session', async (t) => {
  const session = 'arn:aws:iam::111122223333:user/jane';
  const home = credentialHome(t, { config: `[profile login]\nlogin_session = ${session}\n` });
  assert.equal((await home.whyNot('login')).kind, 'signin-expired');
  const accessToken = {
    ...{ accessKeyId: 'ASIALOGIN', secretAccessKey: 's', sessionToken: 't', accountId: '111122223333' },
    expiresAt: EXPIRES,
  };
  home.write(`.aws/login/cache/${sha256(session)}.json`, JSON.stringify({ accessToken }));
  assert.equal((await home.credentialsOf('login')).accessKeyId, 'ASIALOGIN');
});

test('a role whose source has to sign in tells which one, however far away, and how: it can’t sign in itself', async (t) => {
  const role = (name: string, source: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::444455556666:role/R\nregion = eu-west-1\nsource_profile = ${source}\n`;
  const home = credentialHome(t, {
    config: `[sso-session company]\nsso_start_url = https://a.awsapps.com/start\nsso_region = eu-west-1\n[profile by-session]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = R\n[profile by-address]\nsso_start_url = https://a.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n[profile by-login]\nlogin_session = arn:aws:iam::111122223333:user/jane\n${['by-session', 'by-address', 'by-login'].map((source) => role(`of-${source}`, source) + role(`far-${source}`, `of-${source}`)).join('')}`,
  });
  for (const [profile, by] of [
    ['by-session', 'sso'],
    ['by-address', 'sso'],
    ['by-login', 'login'],
  ] as const) {
    for (const asked of [profile, `of-${profile}`, `far-${profile}`]) {
      const { kind, signIn } = await home.whyNot(asked);
      assert.deepEqual({ kind, signIn }, { kind: 'signin-expired', signIn: { profile, by } }, asked);
    }
  }
});

test('a role whose source’s keys AWS doesn’t take tells whose they are, however far away: it has none itself', async (t) => {
  const role = (name: string, source: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::444455556666:role/R\nregion = eu-west-1\nsource_profile = ${source}\n`;
  const keys = 'aws_access_key_id = AKIABASE\naws_secret_access_key = s\n';
  const config = `[profile base]\n${keys}${role('near', 'base')}${role('far', 'near')}${role('own', 'own')}${keys}`;
  for (const [code, expected] of [
    ['ExpiredToken', 'credentials-expired'],
    ['InvalidClientTokenId', 'credentials-wrong'],
  ] as const) {
    const body = refusedBySts(code, 'No.');
    const home = credentialHome(t, { config }, { answers: () => ({ status: 403, body }) });
    for (const [profile, owner] of [
      ['near', 'base'],
      ['far', 'base'],
      ['own', 'own'],
    ] as const) {
      const { kind, keysOf } = await home.whyNot(profile);
      assert.deepEqual({ kind, keysOf }, { kind: expected, keysOf: owner }, `${profile}: ${code}`);
    }
  }
});

test('a role whose keys are the environment’s tells so where AWS doesn’t take them, however far away', async (t) => {
  const role = (name: string, from: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::444455556666:role/R\nregion = eu-west-1\n${from}\n`;
  const config = role('near', 'credential_source = Environment') + role('far', 'source_profile = near');
  const env = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };
  for (const [code, expected] of [
    ['ExpiredToken', 'credentials-expired'],
    ['InvalidClientTokenId', 'credentials-wrong'],
  ] as const) {
    const body = refusedBySts(code, 'No.');
    const home = credentialHome(t, { config }, { answers: () => ({ status: 403, body }), env });
    for (const profile of ['near', 'far']) {
      const { kind, keysOf, keysInEnvironment } = await home.whyNot(profile);
      assert.deepEqual([kind, keysOf, keysInEnvironment], [expected, 'AWS_ACCESS_KEY_ID', true], `${profile}: ${code}`);
    }
  }
});

test('a role whose keys are the machine’s tells so where AWS doesn’t take them, however far away', async (t) => {
  const role = (name: string, from: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::444455556666:role/R\nregion = eu-west-1\n${from}\n`;
  const keys = { AccessKeyId: 'ASIAMACHINE', SecretAccessKey: 's', Token: 't', Expiration: EXPIRES };
  const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' };
  for (const place of ['Ec2InstanceMetadata', 'EcsContainer'])
    for (const [code, expected] of [
      ['ExpiredToken', 'credentials-expired'],
      ['InvalidClientTokenId', 'credentials-wrong'],
      ['AccessDenied', 'credentials-missing'],
    ] as const) {
      const answers: Answers = ({ host, path }) => {
        if (host.startsWith('sts.')) return { status: 403, body: refusedBySts(code, 'No.') };
        return { body: path.endsWith('/security-credentials/') ? 'Bastion' : keys };
      };
      const config = role('near', `credential_source = ${place}`) + role('far', 'source_profile = near');
      const home = credentialHome(t, { config }, { answers, env });
      for (const profile of ['near', 'far']) {
        const { kind, keysOf, keysOfMachine, keysInEnvironment } = await home.whyNot(profile);
        const isOfKeys = expected !== 'credentials-missing';
        const machine = place === 'EcsContainer' ? 'container' : 'instance';
        assert.deepEqual(
          [kind, keysInEnvironment, keysOf, keysOfMachine],
          [expected, undefined, ...(isOfKeys ? [place, machine] : [undefined, undefined])],
          `${profile}: ${code}`,
        );
      }
    }
});

describe('a profile without credentials of its own', () => {
  /** Where the machine’s own credentials would be asked for: nobody is there. */
  const atNobody = { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' };
  /** Where no container’s credentials may be asked for: nothing is sent. */
  const NOWHERE = 'http://192.0.2.1/credentials';
  const triedWay = async (
    t: Parameters<typeof credentialHome>[0],
    env: Readonly<Record<string, string>>,
    config = '[profile plain]\nregion = eu-west-1\n',
  ) => {
    const failure = await credentialHome(t, { config }, { env: { ...atNobody, ...env } }).whyNot('plain');
    assert.equal(failure.kind, 'credentials-missing');
    return failure.operation ?? failure.credentialFault?.kind;
  };

  test('takes the instance’s, unless the environment says that there are none', async (t) => {
    assert.equal(await triedWay(t, {}), 'instance metadata: plain');
    assert.equal(await triedWay(t, { AWS_EC2_METADATA_DISABLED: 'false' }), 'instance metadata: plain');
    assert.equal(await triedWay(t, { AWS_EC2_METADATA_DISABLED: 'true' }), 'no-way');
    assert.equal(await triedWay(t, { AWS_EC2_METADATA_DISABLED: 'TRUE' }), 'no-way');
  });

  for (const variable of ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'])
    test(`takes the container’s where ${variable} says so`, async (t) => {
      assert.equal(await triedWay(t, { [variable]: NOWHERE, AWS_EC2_METADATA_DISABLED: 'true' }), 'container: plain');
    });

  for (const [what, token, quoted] of [
    ['the text of a file', 'tok-of+the/pod==', 'tok-of+the/pod=='],
    ['the text of a file behind a word', 'Bearer a.short.one', 'a.short.one'],
  ] as const)
    test(`shows a container what authorizes to it, and tells nobody: ${what}`, async (t) => {
      const shown: (string | undefined)[] = [];
      const answers: Answers = ({ headers: { authorization } }) => {
        shown.push(authorization);
        // No JSON: what quotes an answer that can't be read quotes it.
        return { body: authorization?.split(' ').at(-1) ?? '' };
      };
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:8080/', ...atNobody };
      const files = { config: '[profile plain]\nregion = eu-west-1\n', token };
      const folder = credentialHome(t, files).path;
      const failing = (file: string) => {
        const own = { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'older', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
        return credentialHome(t, files, { env: { ...env, ...own }, answers }).whyNot('plain');
      };
      const failure = await failing(`${folder}/.aws/token`);
      assert.deepEqual([...new Set(shown)], [token]);
      assert.ok(!JSON.stringify(failure).includes(quoted), failure.message);
      const fault = { kind: 'token-file', path: folder, fault: { kind: 'folder' } };
      assert.deepEqual((await failing(folder)).credentialFault, fault);
    });

  test('takes what a container gives, by its variable where no file authorizes to it, or without any', async (t) => {
    const shown: (string | undefined)[] = [];
    const keys = { AccessKeyId: 'ASIAPOD', SecretAccessKey: 's', Token: 't', Expiration: EXPIRES };
    const role = 'role_arn = arn:aws:iam::111122223333:role/R\ncredential_source = EcsContainer\n';
    const config = `[profile plain]\nregion = eu-west-1\n[profile role]\nregion = eu-west-1\n${role}`;
    const answers: Answers = ({ host, headers, body }) => {
      if (host.startsWith('sts.')) return { body: assumedRole(body['Action'] ?? '', 'ASIAROLE', EXPIRES) };
      shown.push(headers['authorization']);
      return { body: keys };
    };
    for (const [more, authorization] of [
      [{}, undefined],
      [{ AWS_CONTAINER_AUTHORIZATION_TOKEN: 'of-the-variable' }, 'of-the-variable'],
    ] as const) {
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:8080/', ...atNobody, ...more };
      const home = credentialHome(t, { config }, { env, answers });
      assert.equal((await home.credentialsOf('plain')).accessKeyId, 'ASIAPOD');
      assert.equal((await home.credentialsOf('role')).accessKeyId, 'ASIAROLE');
      assert.deepEqual(shown.splice(0), [authorization, authorization]);
    }
  });

  test('is not mistaken for a role, whose source says which of the machine’s it takes', async (t) => {
    const role = (place: string) =>
      `[profile plain]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = ${place}\nregion = eu-west-1\n`;
    assert.equal(await triedWay(t, {}, role('Ec2InstanceMetadata')), 'instance metadata: plain');
    for (const AWS_EC2_METADATA_DISABLED of ['true', 'True', 'TRUE'])
      assert.equal(await triedWay(t, { AWS_EC2_METADATA_DISABLED }, role('Ec2InstanceMetadata')), 'unusable');
    assert.equal(
      await triedWay(t, { AWS_EC2_METADATA_DISABLED: '1' }, role('Ec2InstanceMetadata')),
      'instance metadata: plain',
    );
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: NOWHERE, AWS_EC2_METADATA_DISABLED: 'true' };
    assert.equal(await triedWay(t, env, role('EcsContainer')), 'container: plain');
  });
});
