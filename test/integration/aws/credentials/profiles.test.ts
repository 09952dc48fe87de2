import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { effectiveEndpoint, endpointVariants, type ServiceId } from '../../../../src/aws/credentials/endpoints.ts';
import { profileFiles, type SharedConfig } from '../../../../src/aws/credentials/sharedConfig.ts';
import { parseProfileFile } from '../../../../src/aws/credentials/sharedConfigParser.ts';
import { createProfiles } from '../../../../src/aws/credentials/profiles.ts';
import { createHome, type Home } from '../../../stages/aws.ts';
import { valueOf } from '../../../stages/answering/outcomes.ts';

describe('profiles of the shared files', () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.remove());
  const profilesOf = (env: Readonly<Record<string, string>> = home.env) =>
    createProfiles({ env, files: profileFiles(env), simulated: {} });

  test('tells how each kind of profile gets its credentials', async () => {
    await home.write(
      '.aws/config',
      `
# a comment
[default]
region = eu-west-1
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key=se/cr=et
aws_account_id = 111122223333
[profile sso]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = Admin
[profile legacy]
sso_start_url = https://x.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = Admin
[profile role]
role_arn = arn:aws:iam::123456789012:role/Ops
source_profile = keys
[profile "with spaces"]
credential_process = /bin/true --x "a b"
[profile helped]
role_arn = arn:aws:iam::123456789012:role/Ops
source_profile = with spaces
[profile token]
role_arn = arn:aws:iam::123456789012:role/Ops
web_identity_token_file = /tmp/t
[profile login]
login_session = arn:aws:iam::123456789012:user/x
[profile nothing]
output = json
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[services dev]
ec2 =
  endpoint_url = http://127.0.0.1:1
[preview]
cloudfront = true
`,
    );
    await home.write(
      '.aws/credentials',
      '[default]\naws_access_key_id=A\naws_secret_access_key=B\n[only-here]\naws_access_key_id=A\naws_secret_access_key=B\n',
    );
    const { profiles, problems } = await profilesOf().list();
    assert.deepEqual(problems, []);
    const facts = Object.fromEntries(profiles.map(({ name, source, account }) => [name, [source, account]]));
    assert.deepEqual(facts, {
      default: ['static', undefined],
      keys: ['static', '111122223333'],
      sso: ['sso', '444455556666'],
      legacy: ['sso', '444455556666'],
      role: ['assume-role', '123456789012'],
      'with spaces': ['process', undefined],
      helped: ['assume-role', '123456789012'],
      token: ['web-identity', '123456789012'],
      login: ['login', '123456789012'],
      nothing: ['unknown', undefined],
      'only-here': ['static', undefined],
    });
    const helped = profiles.flatMap(({ name, helperOf }) => (helperOf === undefined ? [] : [[name, helperOf]]));
    assert.deepEqual(Object.fromEntries(helped), { 'with spaces': 'with spaces', helped: 'with spaces' });
    assert.equal(profiles.find(({ name }) => name === 'role')?.roleArn, 'arn:aws:iam::123456789012:role/Ops');
    assert.ok(!JSON.stringify(profiles).includes('se/cr'));
    const keys = valueOf(await profilesOf().find('keys')).section;
    assert.deepEqual([keys['aws_access_key_id'], keys['aws_secret_access_key']], ['AKIA', 'se/cr=et']);
  });

  test('says where a line is broken, without saying what is there, and lists the rest', async () => {
    await home.write(
      '.aws/config',
      '[profile a]\nregion = eu-west-1\nmy secret AKIAXYZ\n[profile b\nregion=x\n[profile c]\nregion = us-east-1\n',
    );
    const { profiles, problems } = await profilesOf().list();
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['config-broken', 'config-broken'],
    );
    assert.match(problems[0]?.message ?? '', /config, line 3: /);
    assert.match(problems[1]?.message ?? '', /line 4: /);
    assert.ok(!JSON.stringify(problems).includes('AKIAXYZ'));
  });

  test('says which file is missing or unreadable', async () => {
    const none = await profilesOf().list();
    assert.deepEqual(none.profiles, []);
    assert.deepEqual(
      none.problems.map(({ code }) => code),
      ['ENOENT'],
    );
    const env = {
      ...home.env,
      AWS_CONFIG_FILE: '/nowhere/config',
      AWS_SHARED_CREDENTIALS_FILE: home.env['HOME'] ?? '',
    };
    const { problems } = await profilesOf(env).list();
    assert.deepEqual(new Set(problems.map(({ code }) => code)), new Set(['ENOENT', 'EISDIR']));
    for (const { kind } of problems) assert.equal(kind, 'config-broken');
    const failure = await profilesOf(env).find('x');
    assert.ok(!failure.ok && failure.failure.kind === 'config-broken');
    await home.write('.aws/credentials', '[p]\n');
    const other = await profilesOf().find('x');
    assert.ok(!other.ok && other.failure.kind === 'profile-unknown');
  });

  test('goes by AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, a tilde included', async () => {
    await home.write('elsewhere/config', '[profile moved]\nregion = eu-west-3\n');
    await home.write('elsewhere/credentials', '[moved]\naws_access_key_id=A\naws_secret_access_key=B\n');
    const { profiles } = await profilesOf({
      ...home.env,
      AWS_CONFIG_FILE: '~/elsewhere/config',
      AWS_SHARED_CREDENTIALS_FILE: '~/elsewhere/credentials',
    }).list();
    assert.deepEqual(profiles, [
      { name: 'moved', source: 'static', region: 'eu-west-3', destination: { kind: 'aws' } },
    ]);
  });

  test('misses a file that is named and not there only where the other doesn’t make up for it', async () => {
    await home.write('elsewhere/config', '[profile moved]\nregion = eu-west-3\n');
    await home.write('elsewhere/credentials', '[moved]\naws_access_key_id=A\naws_secret_access_key=B\n');
    const problems = async (config: string, credentials: string) => {
      const list = await profilesOf({
        ...home.env,
        AWS_CONFIG_FILE: `~/elsewhere/${config}`,
        AWS_SHARED_CREDENTIALS_FILE: `~/elsewhere/${credentials}`,
      }).list();
      return list.problems.map(({ message }) => /(\w+): the file doesn’t exist/.exec(message)?.[1]);
    };
    assert.deepEqual(await problems('config', 'none'), []);
    assert.deepEqual(await problems('none', 'credentials'), ['none']);
    assert.deepEqual(await problems('nothing', 'none'), ['nothing', 'none']);
  });

  test("lists the environment's credentials, unless a profile has that name", async () => {
    const env = { ...home.env, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B', AWS_REGION: 'eu-west-2' };
    const { profiles, problems } = await profilesOf(env).list();
    assert.deepEqual(profiles, [
      { name: 'environment', source: 'environment', region: 'eu-west-2', destination: { kind: 'aws' } },
    ]);
    assert.deepEqual(problems, []);
    await home.write('.aws/credentials', '[environment]\ncredential_process = x\n');
    assert.deepEqual(
      (await profilesOf(env).list()).profiles.map(({ source }) => source),
      ['process'],
    );
  });

  test('reads a file again when it has changed, and not otherwise', async () => {
    const path = await home.write('.aws/config', '[profile a]\n');
    const files = profileFiles(home.env);
    const first = await files.read();
    assert.equal(await files.read(), first);
    await home.write('.aws/config', '[profile a]\n[profile b]\n');
    const second = await files.read();
    assert.deepEqual([...second.profiles.keys()], ['a', 'b']);
    assert.ok(second.version > first.version);
    await rm(path);
    assert.deepEqual([...(await files.read()).profiles.keys()], []);
    await home.write('.aws/config', '[profile c]\n');
    assert.deepEqual([...(await files.read()).profiles.keys()], ['c']);
  });

  test('a file that can be read after all is read', async () => {
    const path = join(home.env['HOME'] ?? '', '.aws', 'config');
    await mkdir(path, { recursive: true });
    const files = profileFiles(home.env);
    assert.deepEqual(
      (await files.read()).problems.map(({ code }) => code),
      ['EISDIR'],
    );
    await rm(path, { recursive: true });
    await home.write('.aws/config', '[profile a]\n');
    assert.deepEqual([...(await files.read()).profiles.keys()], ['a']);
  });

  test('5,000 profiles are parsed once', async () => {
    const lines = Array.from(
      { length: 5_000 },
      (_, index) =>
        `[profile p${index}]\nregion = eu-west-1\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = p0\n`,
    );
    await home.write('.aws/config', lines.join('\n'));
    const profiles = profilesOf();
    assert.equal((await profiles.list()).profiles.length, 5_000);
    const first = valueOf(await profiles.find('p4999')).shared;
    assert.equal(valueOf(await profiles.find('p1')).shared, first);
  });

  test('no file makes the parser throw', () => {
    for (const source of [
      '',
      '\0\0',
      '[',
      ']',
      '[]',
      '=',
      ' = ',
      '[a]\n =b',
      '[profile]\nx=y',
      '\uFEFF[profile a]\nb=c',
      '[profile __proto__]\nx = y',
    ]) {
      for (const kind of ['config', 'credentials'] as const)
        assert.ok(parseProfileFile(source, kind).profiles instanceof Map);
    }
    assert.deepEqual([...parseProfileFile('\uFEFF[profile a]\nb=c', 'config').profiles.keys()], ['a']);
  });
});

describe('endpoints', () => {
  const shared: Pick<SharedConfig, 'services'> = {
    services: new Map([
      ['dev', { 'ec2.endpoint_url': 'http://services-ec2', 'sso_oidc.endpoint_url': 'http://services-oidc' }],
    ]),
  };
  const section = { services: 'dev', endpoint_url: 'http://profile' };
  const endpoint = (service: ServiceId, env: Record<string, string>, profile: Record<string, string> = section) =>
    effectiveEndpoint({ section: profile, shared }, service, env);
  const everything = { AWS_ENDPOINT_URL_EC2: 'http://env-ec2', AWS_ENDPOINT_URL: 'http://env' };

  test("are taken in AWS's order of precedence", () => {
    assert.equal(endpoint('EC2', everything), 'http://env-ec2');
    assert.equal(endpoint('ECS', everything), 'http://env');
    assert.equal(endpoint('EC2', {}), 'http://services-ec2');
    assert.equal(endpoint('SSO OIDC', {}), 'http://services-oidc');
    assert.equal(endpoint('SSO OIDC', { AWS_ENDPOINT_URL_SSO_OIDC: 'http://env-oidc' }), 'http://env-oidc');
    assert.equal(endpoint('fis', {}), 'http://profile');
    assert.equal(endpoint('fis', { AWS_ENDPOINT_URL_FIS: 'http://env-fis' }), 'http://env-fis');
    assert.equal(endpoint('STS', {}, {}), undefined);
  });

  test('can be turned off by the environment and by the profile', () => {
    assert.equal(endpoint('EC2', { ...everything, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }), undefined);
    const ignoring = { ...section, ignore_configured_endpoint_urls: 'TRUE' };
    assert.equal(endpoint('EC2', everything, ignoring), undefined);
    assert.equal(endpoint('EC2', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }, ignoring), 'http://services-ec2');
  });

  test('a demo profile goes to the demo, whatever the environment says', () => {
    const simulation = { endpoint: 'http://127.0.0.1:9', accessKeyId: 'a', secretAccessKey: 'b', region: 'eu-west-1' };
    assert.equal(effectiveEndpoint({ section: {}, shared, simulation }, 'EC2', everything), simulation.endpoint);
  });

  test('FIPS and dual-stack come from the environment, then from the profile', () => {
    const profile = { section: { use_fips_endpoint: 'true', use_dualstack_endpoint: 'true' }, shared };
    assert.deepEqual(endpointVariants(profile, { AWS_USE_DUALSTACK_ENDPOINT: 'false' }), {
      useFipsEndpoint: true,
      useDualstackEndpoint: false,
    });
  });
});
