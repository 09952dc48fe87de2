import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolveCredentials } from '../../../../src/aws/credentials/chain.ts';
import { defined } from '../../../../src/base/untrusted.ts';
import { type Answers, assumedRole, type AskedStep, credentialHome } from '../../../stages/profiles/credentialsOf.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';

const EXPIRES = '2024-05-06T08:08:09Z';
const roleOf = ({ body }: AskedStep): string => (body['RoleArn'] ?? '').split('/').at(-1) ?? '';
/** Each role has a key that is called after it. */
const rolesAreTaken: Answers = (asked) => ({
  body: assumedRole(asked.body['Action'] ?? '', `ASIA${roleOf(asked).toUpperCase()}`, EXPIRES),
});
/** Whose key signed, and for which region. */
const signature = ({ headers }: AskedStep): string =>
  /Credential=(\w+)\/\d+\/([\w-]+)\/sts\//
    .exec(headers['authorization'] ?? '')
    ?.slice(1)
    .join(' ') ?? 'unsigned';

const BASE = `
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = secret of base
region = us-east-2
`;

test('a chain of roles is gone through from its keys to the role that was asked for, in the region of that', async (t) => {
  const config = `${BASE}
[profile one]
role_arn = arn:aws:iam::111122223333:role/One
role_session_name = first
source_profile = base
region = us-east-1
[profile two]
role_arn = arn:aws:iam::444455556666:role/Two
role_session_name = second
source_profile = one
external_id = the-external-id
duration_seconds = 900
region = eu-west-1
`;
  const home = credentialHome(t, { config }, { answers: rolesAreTaken });
  assert.deepEqual(defined(await home.credentialsOf('two')), {
    accessKeyId: 'ASIATWO',
    secretAccessKey: 'secret of ASIATWO',
    sessionToken: 'token of ASIATWO',
    expiration: new Date(EXPIRES),
    accountId: '444455556666',
  });
  const told = home.asked.map((it) => [it.host, signature(it), it.headers['x-amz-security-token']]);
  assert.deepEqual(told, [
    ['sts.eu-west-1.amazonaws.com', 'AKIABASE eu-west-1', undefined],
    ['sts.eu-west-1.amazonaws.com', 'ASIAONE eu-west-1', 'token of ASIAONE'],
  ]);
  const [first, second] = home.asked.map(({ body }) => body);
  assert.deepEqual(
    { ...first },
    {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: 'arn:aws:iam::111122223333:role/One',
      RoleSessionName: 'first',
    },
  );
  assert.deepEqual(
    [second?.['RoleSessionName'], second?.['ExternalId'], second?.['DurationSeconds']],
    ['second', 'the-external-id', '900'],
  );
});

describe('a role’s session', () => {
  const sessionOf = async (t: Parameters<typeof credentialHome>[0], lines: string, code?: string) => {
    const config = `${BASE}[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n${lines}\n`;
    const home = credentialHome(t, { config }, { answers: rolesAreTaken, ...(code !== undefined && { code }) });
    await home.credentialsOf('role');
    return home;
  };

  test('is called after Halt and the time where the profile has no name for it', async (t) => {
    for (const lines of ['', 'role_session_name =']) {
      const [asked] = (await sessionOf(t, lines)).asked;
      assert.equal(asked?.body['RoleSessionName'], `halt-${Date.parse('2024-05-06T07:08:09Z')}`, lines);
    }
  });

  test('lasts as long as the profile says in whole seconds, and else as long as AWS wants', async (t) => {
    const rows: readonly (readonly [written: string, asked: string | undefined])[] = [
      ['3600', '3600'],
      ['+900', '900'],
      ['1h', undefined],
      ['in 900', undefined],
      ['900.5', undefined],
      ['', undefined],
    ];
    for (const [written, expected] of rows) {
      const [asked] = (await sessionOf(t, `duration_seconds = ${written}`)).asked;
      assert.equal(asked?.body['DurationSeconds'], expected, written);
    }
  });

  test('is asked for with a code of the device that the profile names, and with none where it names none', async (t) => {
    const serial = 'arn:aws:iam::111122223333:mfa/me';
    const with_ = await sessionOf(t, `mfa_serial = ${serial}`, '123456');
    assert.deepEqual(with_.codes, [`role ${serial}`]);
    assert.deepEqual([with_.asked[0]?.body['SerialNumber'], with_.asked[0]?.body['TokenCode']], [serial, '123456']);
    const without = await sessionOf(t, '', '123456');
    assert.deepEqual(without.codes, []);
    assert.deepEqual(
      Object.keys(without.asked[0]?.body ?? {}).filter((key) => /Serial|Token/.test(key)),
      [],
    );
  });

  test('is not begun where nobody gives the code', async (t) => {
    const config = `${BASE}[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nmfa_serial = gadget-7\n`;
    const home = credentialHome(t, { config }, { answers: rolesAreTaken });
    const failure = await home.whyNot('role');
    assert.equal(failure.kind, 'mfa-needed');
    assert.match(failure.message, /"role".*gadget-7/);
    assert.deepEqual(home.asked, []);
  });

  test('tells its account from the role’s ARN, and none where that has none', async (t) => {
    const accountIn = async (arn: string) => {
      const config = `${BASE}[profile role]\nrole_arn = ${arn}\nsource_profile = base\n`;
      return (await credentialHome(t, { config }, { answers: rolesAreTaken }).credentialsOf('role')).accountId;
    };
    assert.equal(await accountIn('arn:aws:iam::444455556666:role/R'), '444455556666');
    assert.equal(await accountIn('arn:aws:iam:::role/R'), undefined);
    assert.equal(await accountIn('R'), undefined);
  });

  test('is asked for at the endpoint that is configured for STS', async (t) => {
    const config = `${BASE}[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\nendpoint_url = https://all.test\n`;
    const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test' };
    const home = credentialHome(t, { config }, { answers: rolesAreTaken, env });
    await home.credentialsOf('role');
    assert.deepEqual(
      home.asked.map(({ host }) => host),
      ['sts.test'],
    );
  });

  test('is asked for in the partition of the role', async (t) => {
    const config = `${BASE}[profile role]\nrole_arn = arn:aws-cn:iam::111122223333:role/R\nsource_profile = base\nregion = eu-west-1\n`;
    const home = credentialHome(t, { config }, { answers: rolesAreTaken });
    await home.credentialsOf('role');
    assert.deepEqual(
      home.asked.map(({ host }) => host),
      ['sts.cn-north-1.amazonaws.com.cn'],
    );
  });
});

describe('a source profile', () => {
  test('can be the profile itself, which takes its role with its own keys', async (t) => {
    const config = `[profile own]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = own\naws_access_key_id = AKIAOWN\naws_secret_access_key = own secret\nregion = eu-west-1\n`;
    const home = credentialHome(t, { config }, { answers: rolesAreTaken });
    assert.equal((await home.credentialsOf('own')).accessKeyId, 'ASIAR');
    assert.deepEqual(home.asked.map(signature), ['AKIAOWN eu-west-1']);
  });

  test('is not gone through in a circle, whose way is told', async (t) => {
    const role = (name: string, source: string) =>
      `[profile ${name}]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = ${source}\nregion = eu-west-1\n`;
    const keyed = `${role('keyed', 'other')}aws_access_key_id = AKIAOWN\naws_secret_access_key = own secret\n`;
    const all = [role('a', 'b'), role('b', 'c'), role('c', 'b'), role('self', 'self'), keyed, role('other', 'keyed')];
    const config = all.join('');
    const home = credentialHome(t, { config }, { answers: rolesAreTaken });
    const circles: readonly (readonly [string, string])[] = [
      ['a', 'source_profile (a → b → c → b)'],
      ['self', 'source_profile (self → self)'],
      // Its own keys would do for its own role alone.
      ['keyed', 'source_profile (keyed → other → keyed)'],
    ];
    for (const [profile, setting] of circles) {
      const failure = await home.whyNot(profile);
      assert.deepEqual(failure.credentialFault, { kind: 'contradiction', profile, setting });
    }
    assert.deepEqual(home.asked, []);
  });

  test('that gives nothing is not made up for by the machine’s own credentials', async (t) => {
    const config = `[profile empty]\nregion = eu-west-1\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = empty\n`;
    const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' };
    const failure = await credentialHome(t, { config }, { env }).whyNot('role');
    assert.deepEqual(failure.credentialFault, { kind: 'no-way', profile: 'empty' });
  });
});

describe('a profile that can’t give credentials says why', () => {
  const role = 'role_arn = arn:aws:iam::111122223333:role/R';
  const rows: readonly (readonly [lines: string, fault: Readonly<Record<string, string>>])[] = [
    [role, { kind: 'lacks', setting: 'source_profile' }],
    [`${role}\nsource_profile = gone`, { kind: 'absent', named: 'gone' }],
    [
      `${role}\nsource_profile = base\ncredential_source = Environment`,
      { kind: 'contradiction', setting: 'source_profile, credential_source' },
    ],
    [`${role}\ncredential_source = Elsewhere`, { kind: 'unusable', setting: 'credential_source' }],
    [`${role}\ncredential_source = Environment`, { kind: 'lacks', setting: 'AWS_ACCESS_KEY_ID' }],
    [`${role}\n${role}2\nsource_profile = base`, { kind: 'contradiction', setting: 'role_arn' }],
    ['web_identity_token_file = /nowhere', { kind: 'lacks', setting: 'role_arn' }],
    ['aws_access_key_id = AKIAHALF', { kind: 'lacks', setting: 'aws_secret_access_key' }],
    ['aws_access_key_id =\naws_secret_access_key = s', { kind: 'lacks', setting: 'aws_access_key_id' }],
    ['sso_account_id = 111122223333', { kind: 'lacks', setting: 'sso_start_url, sso_region, sso_role_name' }],
    // What names a part of a source isn't taken for a profile without any.
    ...['aws_secret_access_key', 'source_profile', 'credential_source', 'mfa_serial', 'sso_session'].map(
      (key) => [`${key} = x`, { kind: 'no-way' }] as const,
    ),
  ];
  for (const [lines, fault] of rows) {
    test(lines.replaceAll('\n', ', '), async (t) => {
      const home = credentialHome(t, { config: `${BASE}[profile bad]\n${lines}\n` });
      const failure = await home.whyNot('bad');
      assert.deepEqual([failure.kind, failure.mayHaveHappened], ['credentials-missing', false]);
      assert.deepEqual(failure.credentialFault, { profile: 'bad', ...fault });
      assert.deepEqual(home.asked, []);
    });
  }
});

describe('the metadata of an instance', () => {
  const keys = { AccessKeyId: 'ASIAINSTANCE', SecretAccessKey: 's', Token: 't', Expiration: '2024-05-06T09:00:00Z' };
  /** An instance that has failed so often before it answers, and AWS, which gives each role a key. */
  function instance(t: Parameters<typeof credentialHome>[0], config: string, faults = 0, env = {}) {
    let left = faults;
    const answers: Answers = (asked) => {
      if (asked.host !== '169.254.169.254') return rolesAreTaken(asked);
      if (asked.path.endsWith('/token')) return { body: 'imds-token' };
      if (asked.path.endsWith('/security-credentials/')) return { body: 'Bastion' };
      left -= 1;
      return left >= 0 ? { status: 503, body: 'no' } : { body: keys };
    };
    return credentialHome(t, { config }, { env, answers });
  }
  const PLAIN = '[profile own]\nregion = eu-west-1\n';
  const ROLE = `${PLAIN}role_arn = arn:aws:iam::111122223333:role/R\ncredential_source = Ec2InstanceMetadata\n`;

  test('give a profile its credentials that has none of its own, and are asked for once', async (t) => {
    assert.deepEqual(await instance(t, PLAIN).credentialsOf('own'), {
      ...{ accessKeyId: 'ASIAINSTANCE', secretAccessKey: 's', sessionToken: 't' },
      expiration: new Date('2024-05-06T09:00:00Z'),
    });
    const failing = instance(t, PLAIN, 1);
    assert.equal((await failing.whyNot('own')).operation, 'instance metadata: own');
    assert.equal(failing.asked.length, 3);
  });

  test('give a role its credentials that says so, and are asked for twice', async (t) => {
    const home = instance(t, ROLE, 1);
    assert.equal((await home.credentialsOf('own')).accessKeyId, 'ASIAR');
    assert.deepEqual(home.asked.slice(-1).map(signature), ['ASIAINSTANCE eu-west-1']);
    assert.equal((await instance(t, ROLE, 2).whyNot('own')).operation, 'instance metadata: own');
  });

  test('are asked for nothing where the environment says that there are none', async (t) => {
    const env = { AWS_EC2_METADATA_DISABLED: 'true' };
    for (const [config, fault] of [
      [PLAIN, { kind: 'no-way', profile: 'own' }],
      [ROLE, { kind: 'unusable', profile: 'own', setting: 'credential_source' }],
    ] as const) {
      const home = instance(t, config, 0, env);
      assert.deepEqual((await home.whyNot('own')).credentialFault, fault);
      assert.deepEqual(home.asked, []);
    }
  });
});

describe('keys', () => {
  test('come whole from the one file that has them, the credentials file first', async (t) => {
    const home = credentialHome(t, {
      config:
        '[profile both]\naws_access_key_id = AKIACONFIG\naws_secret_access_key = c\naws_session_token = ct\n[profile here]\naws_access_key_id = AKIAHERE\naws_secret_access_key = h\naws_account_id = 111122223333\n',
      credentials: '[both]\naws_access_key_id = AKIACREDENTIALS\naws_secret_access_key = d\n',
    });
    assert.deepEqual(await home.credentialsOf('both'), { accessKeyId: 'AKIACREDENTIALS', secretAccessKey: 'd' });
    assert.deepEqual(await home.credentialsOf('here'), {
      ...{ accessKeyId: 'AKIAHERE', secretAccessKey: 'h', accountId: '111122223333' },
    });
  });

  test('that are half in each file are none', async (t) => {
    const home = credentialHome(t, {
      config: '[profile torn]\naws_secret_access_key = c\n',
      credentials: '[torn]\naws_access_key_id = AKIATORN\n',
    });
    const failure = await home.whyNot('torn');
    const expected = { kind: 'lacks', profile: 'torn', setting: 'aws_secret_access_key' };
    assert.deepEqual(failure.credentialFault, expected);
  });

  test('of the environment sign for a role that says so', async (t) => {
    const config =
      '[profile role]\nrole_arn = arn:aws:iam::111122223333:role/R\ncredential_source = Environment\nregion = eu-west-1\n';
    const env = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'e' };
    const home = credentialHome(t, { config }, { env, answers: rolesAreTaken });
    await home.credentialsOf('role');
    assert.deepEqual(home.asked.map(signature), ['AKIAENV eu-west-1']);
  });

  test('of the environment are taken with what stands beside them', async (t) => {
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'e' };
    const plain = { accessKeyId: 'AKIAENV', secretAccessKey: 'e' };
    const rows: readonly (readonly [env: Readonly<Record<string, string>>, more: object])[] = [
      [{}, {}],
      [{ AWS_SESSION_TOKEN: 'new' }, { sessionToken: 'new' }],
      [{ AWS_SESSION_TOKEN: 'new', AWS_SECURITY_TOKEN: 'old' }, { sessionToken: 'old' }],
      [{ AWS_SESSION_TOKEN: '', AWS_SECURITY_TOKEN: '' }, {}],
      [{ AWS_CREDENTIAL_EXPIRATION: EXPIRES }, { expiration: new Date(EXPIRES) }],
      [{ AWS_CREDENTIAL_EXPIRATION: 'soon' }, {}],
      [{ AWS_ACCOUNT_ID: '111122223333' }, { accountId: '111122223333' }],
      [{ AWS_ACCOUNT_ID: '' }, {}],
    ];
    for (const [env, more] of rows) {
      const home = credentialHome(t, {}, { env: { ...keys, ...env } });
      assert.deepEqual(await home.credentialsOf('environment'), { ...plain, ...more });
    }
  });

  test('of the environment are named where one is missing', async (t) => {
    const home = credentialHome(t, {}, { env: { AWS_ACCESS_KEY_ID: 'AKIAENV' } });
    const expected = { kind: 'lacks', profile: 'environment', setting: 'AWS_SECRET_ACCESS_KEY' };
    assert.deepEqual((await home.whyNot('environment')).credentialFault, expected);
  });

  test('of a profile of the demo are the simulation’s own', async (t) => {
    const home = credentialHome(t, {});
    const keys = { accessKeyId: 'AKIA111122223333DEMO', secretAccessKey: 'a demo secret' };
    const simulation = { ...keys, region: 'eu-west-1', endpoint: 'http://127.0.0.1:9' };
    const profile = {
      ...{ name: 'demo', section: {}, shared: sharedConfigOf(), source: 'static' as const, region: 'eu-west-1' },
      ...{ simulation, fromEnvironment: false },
    };
    assert.deepEqual(await resolveCredentials(profile, home.options), keys);
    assert.doesNotMatch(home.options.secrets.strike('AKIA111122223333DEMO, a demo secret'), /AKIA|demo secret/);
  });
});

test('whatever a chain was given, sent or got is not told', async (t) => {
  const config = `
[profile base]
aws_access_key_id = AKIABASEBASE
aws_secret_access_key = base-secret
aws_session_token = base-token
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = base
external_id = the-external-id
mfa_serial = gadget
aws_security_token = unused-older-token
region = eu-west-1
`;
  const home = credentialHome(t, { config }, { answers: rolesAreTaken, code: '918273' });
  const given = await home.credentialsOf('role');
  const all = ['AKIABASEBASE', 'base-secret', 'base-token', 'the-external-id', 'unused-older-token', '918273'];
  for (const secret of [...all, given.accessKeyId, given.secretAccessKey, given.sessionToken ?? ''])
    assert.doesNotMatch(home.options.secrets.strike(`It was ${secret}, I think.`), new RegExp(secret), secret);
  assert.equal(home.options.secrets.strike('the gadget of role R'), 'the gadget of role R');
});

test('what stands in a profile is not told, also where it gets its credentials in another way', async (t) => {
  const config = `[profile vault]
credential_process = vault get
aws_access_key_id = AKIAUNUSEDKEY
aws_secret_access_key = unused-secret
aws_session_token = unused-token
aws_security_token = unused-older-token
external_id = unused-external-id
`;
  const home = credentialHome(t, { config });
  await home.whyNot('vault');
  for (const secret of ['AKIAUNUSEDKEY', 'unused-secret', 'unused-token', 'unused-older-token', 'unused-external-id'])
    assert.ok(!home.options.secrets.strike(`It was ${secret}, I think.`).includes(secret), secret);
});
