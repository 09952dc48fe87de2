import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createProfiles } from '../../../../src/aws/credentials/profiles.ts';
import { profileFiles } from '../../../../src/aws/credentials/sharedConfig.ts';
import type { SimulatedProfile } from '../../../../src/model/simulatedProfile.ts';
import { credentialHome } from '../../../stages/profiles/credentialsOf.ts';

type Files = Parameters<typeof credentialHome>[1];

function profilesOf(
  t: Parameters<typeof credentialHome>[0],
  files: Files,
  more: Readonly<Record<string, string>> = {},
  simulated: Readonly<Record<string, SimulatedProfile>> = {},
) {
  const home = credentialHome(t, files, { env: more });
  const { env } = home.options;
  return { ...home, profiles: createProfiles({ env, files: profileFiles(env), simulated }) };
}

const KEYS = 'aws_access_key_id = AKIA\naws_secret_access_key = s\n';

describe('the list of profiles', () => {
  test('tells of each where its credentials come from, and which account it names', async (t) => {
    const config = `
[profile keys]
aws_access_key_id = AKIA
aws_secret_access_key = s
aws_account_id = 444455556666
region = eu-west-1
[profile role]
role_arn = arn:aws:iam::111122223333:role/R
source_profile = keys
aws_account_id = 444455556666
[profile login]
login_session = arn:aws:iam::777788889999:user/jane
[profile signed]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 123456789012
sso_role_name = Admin
[profile half]
sso_account_id = 12345
[profile longer]
sso_account_id = 1234567890123
`;
    const { profiles } = await profilesOf(t, { config }).profiles.list();
    const told = profiles.map(({ name, source, account, region, roleArn, portal }) => [
      ...[name, source, account, region, roleArn, portal?.account],
    ]);
    assert.deepEqual(told, [
      ['keys', 'static', '444455556666', 'eu-west-1', undefined, undefined],
      ['role', 'assume-role', '111122223333', undefined, 'arn:aws:iam::111122223333:role/R', undefined],
      ['login', 'login', '777788889999', undefined, undefined, undefined],
      ['signed', 'sso', '123456789012', undefined, undefined, '123456789012'],
      ['half', 'sso', undefined, undefined, undefined, undefined],
      ['longer', 'sso', undefined, undefined, undefined, undefined],
    ]);
  });

  test('has an access portal of those alone whose credentials come from it', async (t) => {
    const sso = `sso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = Admin\n`;
    const config = `[profile own]\n${sso}[profile role]\n${sso}role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = own\n`;
    const { profiles } = await profilesOf(t, { config }).profiles.list();
    assert.deepEqual(
      profiles.map(({ name, source, portal }) => [name, source, portal]),
      [
        [
          'own',
          'sso',
          {
            session: undefined,
            startUrl: 'https://corp.awsapps.com/start',
            region: 'eu-central-1',
            account: '123456789012',
            role: 'Admin',
          },
        ],
        ['role', 'assume-role', undefined],
      ],
    );
  });

  test('has the environment’s credentials where there are some, with the settings of its profile but not its role', async (t) => {
    const files = {
      config: `[default]\nregion = us-east-1\n[profile work]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/R\n`,
    };
    const key = { AWS_ACCESS_KEY_ID: 'AKIA' };
    const rows: readonly (readonly [Readonly<Record<string, string>>, string | undefined])[] = [
      [{ AWS_PROFILE: 'work', AWS_DEFAULT_PROFILE: 'default' }, 'eu-west-1'],
      [{ AWS_DEFAULT_PROFILE: 'work' }, 'eu-west-1'],
      [{ AWS_PROFILE: '' }, 'us-east-1'],
      [{ AWS_PROFILE: 'gone' }, undefined],
      [{ AWS_REGION: 'ap-south-1' }, 'ap-south-1'],
    ];
    for (const [env, region] of rows) {
      const { profiles } = await profilesOf(t, files, { ...key, ...env }).profiles.list();
      const own = profiles.find(({ name }) => name === 'environment');
      assert.deepEqual(
        [own?.source, own?.region, own?.roleArn, own?.account],
        ['environment', region, undefined, undefined],
      );
    }
    const { profiles } = await profilesOf(t, files).profiles.list();
    assert.deepEqual(
      profiles.map(({ name }) => name),
      ['default', 'work'],
    );
  });

  test('has a profile of the name “environment” as its file has it', async (t) => {
    const { profiles } = profilesOf(t, { config: `[profile environment]\n${KEYS}` }, { AWS_ACCESS_KEY_ID: 'AKIAENV' });
    assert.deepEqual(
      (await profiles.list()).profiles.map(({ name, source }) => [name, source]),
      [['environment', 'static']],
    );
    const found = await profiles.find('environment');
    assert.equal(found.ok && found.value.fromEnvironment, false);
  });

  test('has the demo’s beside those of the files, and misses no file then', async (t) => {
    const demo = { accessKeyId: 'AKIA', secretAccessKey: 's', region: 'eu-north-1', endpoint: 'http://127.0.0.1:9' };
    const { profiles } = profilesOf(t, {}, {}, { demo });
    const list = await profiles.list();
    assert.deepEqual(list.problems, []);
    assert.deepEqual(
      list.profiles.map(({ name, source, region, destination }) => [name, source, region, destination?.kind]),
      [['demo', 'static', 'eu-north-1', 'simulated']],
    );
    assert.equal((await profilesOf(t, {}).profiles.list()).problems.length, 1);
    const broken = profilesOf(t, { config: '[profile a]\nno value\n' }, {}, { demo });
    assert.deepEqual(
      (await broken.profiles.list()).problems.map(({ file }) => file?.line),
      [2],
    );
  });
});

describe('a profile', () => {
  const whyNot = async (t: Parameters<typeof credentialHome>[0], files: Files, name: string) => {
    const found = await profilesOf(t, files).profiles.find(name);
    assert.ok(!found.ok);
    return found.failure;
  };

  test('that nobody knows is told by its name, or else by the file that can’t be read', async (t) => {
    const unknown = await whyNot(t, { config: `[profile a]\n${KEYS}` }, 'gone');
    assert.deepEqual(
      [unknown.kind, unknown.message],
      ['profile-unknown', 'The shared AWS config has no profile "gone".'],
    );
    const without = await whyNot(t, {}, 'gone');
    assert.deepEqual([without.kind, without.message], [unknown.kind, unknown.message], 'no files at all');
    assert.equal(unknown.mayHaveHappened, false);
  });

  test('that nobody knows is no matter of a line that is broken', async (t) => {
    const unknown = await whyNot(t, { config: '[profile a]\nno value\n' }, 'gone');
    assert.equal(unknown.kind, 'profile-unknown');
  });

  test('is found in the one file where the other, which a variable names, isn’t there', async (t) => {
    const gone = { AWS_CONFIG_FILE: '/nowhere/config' };
    const { profiles } = profilesOf(t, { credentials: `[a]\n${KEYS}` }, gone);
    assert.equal((await profiles.list()).problems.length, 1);
    const found = await profiles.find('a');
    assert.deepEqual(found.ok && [found.value.name, found.value.source], ['a', 'static']);
    const unknown = await profiles.find('gone');
    assert.equal(!unknown.ok && unknown.failure.kind, 'profile-unknown');
  });

  test('is never another one’s: the environment’s keys are those of its own name, where there are any', async (t) => {
    const files = { config: `[profile a]\n${KEYS}` };
    const key = { AWS_ACCESS_KEY_ID: 'AKIAENV' };
    const rows: readonly (readonly [string, Readonly<Record<string, string>>, boolean | string])[] = [
      ['environment', key, true],
      ['environment', {}, 'profile-unknown'],
      ['environment', { AWS_ACCESS_KEY_ID: '' }, 'profile-unknown'],
      ['gone', key, 'profile-unknown'],
      ['a', key, false],
    ];
    for (const [name, env, expected] of rows) {
      const found = await profilesOf(t, files, env).profiles.find(name);
      assert.equal(
        found.ok ? found.value.fromEnvironment : found.failure.kind,
        expected,
        `${name} of ${Object.keys(env).join()}`,
      );
    }
  });

  test('of the demo is there whatever the files are, and in place of a file’s of its name', async (t) => {
    const demo = { accessKeyId: 'AKIA', secretAccessKey: 's', region: 'eu-north-1', endpoint: 'http://127.0.0.1:9' };
    const { profiles, path } = profilesOf(t, { credentials: `[demo]\n${KEYS}region = eu-west-1\n` }, {}, { demo });
    // As PowerShell writes it.
    writeFileSync(join(path, '.aws', 'config'), Buffer.from([0xff, 0xfe, 0x5b, 0x00]));
    const found = await profiles.find('demo');
    assert.deepEqual(found.ok && [found.value.simulation, found.value.region, found.value.section], [
      ...[demo, 'eu-north-1', {}],
    ]);
    for (const name of ['toString', '__proto__', 'constructor']) assert.equal((await profiles.find(name)).ok, false);
  });

  test('isn’t used where the other file can’t be read: it could mean another account', async (t) => {
    const { profiles, path } = profilesOf(t, { credentials: `[a]\n${KEYS}` });
    // As PowerShell writes it.
    writeFileSync(join(path, '.aws', 'config'), Buffer.from([0xff, 0xfe, 0x5b, 0x00]));
    for (const name of ['a', 'gone']) {
      const found = await profiles.find(name);
      assert.deepEqual(!found.ok && [found.failure.kind, found.failure.code], ['config-broken', 'UTF16'], name);
    }
    const folder = profilesOf(t, { credentials: `[a]\n${KEYS}` });
    mkdirSync(join(folder.path, '.aws', 'config'));
    assert.equal((await folder.profiles.find('a')).ok, true, 'a folder is as good as no file');
  });

  test('that could lead elsewhere than configured is told with its name', async (t) => {
    const failure = await whyNot(t, { config: `[profile a]\n${KEYS}services = gone\n` }, 'a');
    assert.equal(failure.kind, 'config-broken');
    assert.match(failure.message, /^Profile "a" can’t be used\. .*gone/);
    assert.equal(failure.mayHaveHappened, false);
  });
});
