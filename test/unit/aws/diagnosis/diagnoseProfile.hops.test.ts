import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Answers } from '../../../stages/profiles/credentialsOf.ts';
import { ACCOUNT, diagnosing, END, KEYS, sts } from '../../../stages/profiles/diagnosing.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

const SESSION = `arn:aws:iam::${ACCOUNT}:user/jane`;
const LOGIN = `.aws/login/cache/${createHash('sha256').update(SESSION).digest('hex')}.json`;
const given = { accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't' };
/** Two minutes from the stage's time. */
const SOON = '2024-05-06T07:10:09Z';
const signedIn = (expiresAt: string) =>
  JSON.stringify({ accessToken: 'kept', expiresAt, clientId: 'c', clientSecret: 'cs', refreshToken: 'r' });
/** The portal and the sign-in’s services answer, too. */
const answering =
  (renewal: { readonly status?: number; readonly body: unknown }): Answers =>
  (step) => {
    if (step.path.endsWith('/token')) return renewal;
    return step.path.endsWith('/federation/credentials')
      ? { body: { roleCredentials: { ...given, expiration: Date.parse(END) } } }
      : sts(step);
  };
const renewed = { body: { accessToken: 'renewed', expiresIn: 3600, tokenType: 'Bearer' } };
const refused = { status: 400, body: { error: 'invalid_grant' } };

type Diagnosing = ReturnType<typeof diagnosing>;
const hopsOf = async ({ of }: Pick<Diagnosing, 'of'>, name: string) =>
  (await of(name)).hops.map(({ operation, host, region }) => `${operation} ${host} ${region}`);

describe('the calls on the way to credentials', () => {
  const portal = 'portal.sso.eu-central-1.amazonaws.com eu-central-1';
  const oidc = 'oidc.eu-central-1.amazonaws.com eu-central-1';

  test('are the renewal of a sign-in, and what it is for, also where that is refused and the old one still holds', async (t) => {
    for (const renewal of [renewed, refused]) {
      const home = diagnosing(t, { config: SIGN_IN_CONFIG }, { answers: answering(renewal) });
      home.write(SIGN_IN_FILE, signedIn(SOON));
      assert.deepEqual(await hopsOf(home, 'work'), [`CreateToken ${oidc}`, `GetRoleCredentials ${portal}`]);
    }
  });

  test('are both where the two services of a sign-in have one address, and the renewal is refused', async (t) => {
    const home = diagnosing(
      t,
      { config: `${SIGN_IN_CONFIG}endpoint_url = https://aws.example.test\n` },
      { answers: answering(refused) },
    );
    home.write(SIGN_IN_FILE, signedIn(SOON));
    assert.deepEqual(
      (await hopsOf(home, 'work')).map((hop) => hop.split(' ')[0]),
      ['CreateToken', 'GetRoleCredentials'],
    );
  });

  test('are the renewal of a login', async (t) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const config = `[profile login]\nlogin_session = ${SESSION}\nregion = eu-west-1\n`;
    const home = diagnosing(
      t,
      { config },
      {
        answers: answering({ body: { accessToken: given, expiresIn: 600, refreshToken: 'n', tokenType: 'aws_sigv4' } }),
      },
    );
    const accessToken = { ...given, accountId: ACCOUNT, expiresAt: SOON };
    const dpopKey = privateKey.export({ format: 'pem', type: 'sec1' });
    home.write(LOGIN, JSON.stringify({ accessToken, clientId: 'same-device', refreshToken: 'r', dpopKey }));
    const hops = await hopsOf(home, 'login');
    assert.equal(hops.length, 1);
    assert.match(hops[0] ?? '', /^CreateOAuth2Token /);
  });

  test('are noted once where a service stumbles and is asked again', async (t) => {
    let answers = 0;
    const { of } = diagnosing(
      t,
      {
        config: `[profile role]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/R\nsource_profile = keys\nregion = eu-west-1\n[profile keys]\n${KEYS}`,
      },
      {
        answers: (step) => {
          answers += 1;
          return answers === 1 ? { status: 500, body: '<html></html>' } : sts(step);
        },
      },
    );
    const told = await of('role');
    assert.deepEqual([told.hops.length, told.account], [1, ACCOUNT]);
  });

  test('are in the region that their host names, whatever the session’s is, and else in the session’s', async (t) => {
    for (const [endpoint, region] of [
      ['https://portal.sso.us-east-1.amazonaws.com', 'us-east-1'],
      ['https://portal.sso-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
      ['https://oidc.eu-west-3.amazonaws.com', 'eu-west-3'],
      ['https://my-portal.sso.us-east-1.example.test', 'eu-central-1'],
      ['https://portal.sso.x_y.example.test', 'eu-central-1'],
      ['https://portal.sso', 'eu-central-1'],
    ] as const) {
      const config = `${SIGN_IN_CONFIG}endpoint_url = ${endpoint}\n`;
      const home = diagnosing(t, { config }, { answers: answering(renewed) });
      home.write(SIGN_IN_FILE, signedIn(END));
      assert.deepEqual(await hopsOf(home, 'work'), [`GetRoleCredentials ${new URL(endpoint).host} ${region}`]);
    }
  });

  test('are, of a role that is taken with a sign-in, in the regions of each', async (t) => {
    const own = 'endpoint_url = https://aws.example.test\n';
    const home = diagnosing(
      t,
      {
        config: `${SIGN_IN_CONFIG}[profile role]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/R\nsource_profile = work\nregion = eu-west-3\n${own}`,
      },
      { answers: answering(renewed) },
    );
    home.write(SIGN_IN_FILE, signedIn(END));
    assert.deepEqual(await hopsOf(home, 'role'), [
      'GetRoleCredentials aws.example.test eu-central-1',
      'AssumeRole aws.example.test eu-west-3',
    ]);
  });

  test('are, of a token’s role, in the region of that role’s partition where none is configured', async (t) => {
    const web = (arn: string) => `role_arn = ${arn}\nweb_identity_token_file = {home}/.aws/token\n`;
    // The profile that was asked for has a role elsewhere: the token isn't for that one.
    const config = `[profile china]
${web(`arn:aws-cn:iam::${ACCOUNT}:role/W`)}[profile role]
role_arn = arn:aws:iam::${ACCOUNT}:role/R
source_profile = china
[profile west]
region = eu-west-1
${web(`arn:aws-cn:iam::${ACCOUNT}:role/W`)}`;
    const home = diagnosing(t, { config, token: 'a token' });
    const of = async (name: string) => (await hopsOf(home, name))[0]?.split(' ');
    for (const name of ['china', 'role', 'west']) {
      const [operation, host, region = ''] = (await of(name)) ?? [];
      assert.equal(operation, 'AssumeRoleWithWebIdentity', name);
      assert.match(region, /^cn-/, name);
      assert.equal(host, `sts.${region}.amazonaws.com.cn`, name);
    }
  });
});

describe('why there are no credentials', () => {
  test('is told as a cause that a person can read, too', async (t) => {
    const { of } = diagnosing(t, {
      config: `[profile half]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/R\nsource_profile = gone\n`,
    });
    const { failure } = await of('half');
    assert.equal(failure?.kind, 'credentials-missing');
    assert.deepEqual(failure.credentialFault, { kind: 'absent', profile: 'half', named: 'gone' });
  });

  test('is told without a secret that somebody wrote into another setting, too', async (t) => {
    const { of } = diagnosing(t, {
      config: `[profile a]\nregion = eu-west-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = Admin\nsso_session = the secret of keys\n${KEYS}`,
    });
    const told = await of('a');
    assert.equal(told.failure?.credentialFault?.kind, 'absent');
    assert.ok(!JSON.stringify(told).includes('the secret of keys'), JSON.stringify(told.failure));
  });
});
