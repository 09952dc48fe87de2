import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { assumedRole, refusedBySts } from '../../../stages/profiles/credentialsOf.ts';
import { ACCOUNT, diagnosing, END, KEYS, sts } from '../../../stages/profiles/diagnosing.ts';
import { SIGN_IN_CONFIG, SIGN_IN_FILE } from '../../../stages/profiles/signIns.ts';

const OLD = 'https://old.awsapps.com/start';
const OLD_SIGN_IN = `.aws/sso/cache/${createHash('sha1').update(OLD).digest('hex')}.json`;

describe('what a profile does', () => {
  test('is told whole of one with keys, without its secret', async (t) => {
    const { of, config, asked } = diagnosing(
      t,
      { config: `[profile a]\nregion = eu-west-1\n${KEYS}` },
      { takes: 7, env: { AWS_CA_BUNDLE: '/certificates.pem' } },
    );
    assert.deepEqual(await of('a'), {
      profile: 'a',
      places: [{ profile: 'a', file: config, firstLine: 1, lastLine: 4 }],
      source: 'config-file',
      passedOver: [],
      accessKeyId: 'AKIAKEYS',
      hasToken: false,
      account: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/jane`,
      region: 'eu-west-1',
      hops: [],
      endpoints: {
        ec2: 'https://ec2.eu-west-1.amazonaws.com',
        ecs: 'https://ecs.eu-west-1.amazonaws.com',
        fis: 'https://fis.eu-west-1.amazonaws.com',
        sts: 'https://sts.eu-west-1.amazonaws.com',
      },
      certificates: '/certificates.pem',
      steps: [
        { step: 'files', milliseconds: 0 },
        { step: 'credentials', milliseconds: 0 },
        { step: 'identity', milliseconds: 14 },
      ],
      problems: [],
      failure: undefined,
    });
    assert.deepEqual(
      asked.map(({ body }) => body['Action']),
      ['GetCallerIdentity', 'ListAccountAliases'],
    );
  });

  test('is, of one that nobody knows, what the files say', async (t) => {
    const { of, config, asked } = diagnosing(t, { config: '[profile a]\nregion = eu-west-1\n[broken\n' });
    const { failure, ...told } = await of('gone');
    assert.equal(failure?.kind, 'profile-unknown');
    assert.deepEqual(told, {
      ...{ profile: 'gone', places: [], source: undefined, passedOver: [], accessKeyId: undefined, hasToken: false },
      ...{ account: undefined, arn: undefined, region: undefined, hops: [], certificates: undefined },
      endpoints: { ec2: undefined, ecs: undefined, fis: undefined, sts: undefined },
      steps: [{ step: 'files', milliseconds: 0 }],
      problems: told.problems,
    });
    assert.deepEqual(
      told.problems.map(({ file, line }) => [file, line]),
      [[config, 3]],
    );
    assert.deepEqual(asked, []);
  });

  test('goes through each profile that its role comes from, once, wherever its sections are', async (t) => {
    const { of, config, credentials } = diagnosing(
      t,
      {
        config: `[profile role]
role_arn = arn:aws:iam::${ACCOUNT}:role/R
source_profile = middle
region = eu-west-3
[profile middle]
role_arn = arn:aws:iam::${ACCOUNT}:role/M
source_profile = keys
region = eu-west-1
[profile keys]
region = us-east-1
`,
        credentials: `[keys]\n${KEYS}`,
      },
      { takes: 5 },
    );
    const told = await of('role');
    assert.deepEqual(
      told.places.map(({ profile, file, firstLine, lastLine }) => [profile, file, firstLine, lastLine]),
      [
        ['role', config, 1, 4],
        ['middle', config, 5, 8],
        ['keys', config, 9, 10],
        ['keys', credentials, 1, 3],
      ],
    );
    const hop = { operation: 'AssumeRole', host: 'sts.eu-west-3.amazonaws.com', region: 'eu-west-3', milliseconds: 5 };
    assert.deepEqual(told.hops, [hop, hop]);
    assert.deepEqual(
      [told.source, told.accessKeyId, told.hasToken, told.region, told.failure],
      ['assume-role', 'ASIAROLE', true, 'eu-west-3', undefined],
    );
    assert.deepEqual(told.steps, [
      { step: 'files', milliseconds: 0 },
      { step: 'credentials', milliseconds: 10 },
      { step: 'identity', milliseconds: 10 },
    ]);
  });

  test('ends where its profiles lead in a circle', async (t) => {
    const role = (name: string, source: string) =>
      `[profile ${name}]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/${name}\nsource_profile = ${source}\nregion = eu-west-1\n`;
    const { of } = diagnosing(t, { config: `${role('a', 'b')}${role('b', 'a')}` });
    const told = await of('a');
    assert.deepEqual(
      [told.places.map(({ profile }) => profile), told.failure === undefined, told.hops],
      [['a', 'b'], false, []],
    );
  });

  test('has of the environment’s credentials no source of its profile’s', async (t) => {
    const { of } = diagnosing(
      t,
      { config: `[default]\nregion = eu-west-1\n${KEYS}` },
      { env: { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 'token' } },
    );
    const told = await of('environment');
    assert.deepEqual(
      [told.source, told.passedOver, told.accessKeyId, told.hasToken, told.region],
      ['environment', [], 'AKIAENV', true, 'eu-west-1'],
    );
  });

  test('names the sources that don’t count beside the one that does', async (t) => {
    const { of } = diagnosing(t, {
      config: `[profile a]\nregion = eu-west-1\ncredential_process = helper\n${KEYS}`,
    });
    const { source, passedOver } = await of('a');
    assert.deepEqual([source, passedOver], ['credential-process', ['config-file']]);
  });

  test('has of a role that is taken with the profile’s own keys the role for its source', async (t) => {
    const { of } = diagnosing(t, {
      config: `[profile a]\nregion = eu-west-1\nrole_arn = arn:aws:iam::${ACCOUNT}:role/R\nsource_profile = a\n${KEYS}`,
    });
    const { source, passedOver, accessKeyId } = await of('a');
    assert.deepEqual([source, passedOver, accessKeyId], ['assume-role', ['config-file'], 'ASIAROLE']);
  });
});

describe('the calls on the way to credentials', () => {
  const web = `[profile web]
role_arn = arn:aws:iam::${ACCOUNT}:role/W
web_identity_token_file = {home}/.aws/token
region = eu-north-1
`;

  test('are noted once however often they are tried, with all of the time that they took', async (t) => {
    const { of } = diagnosing(t, { config: web, token: 'a token' }, { cut: (question) => question <= 2, takes: 5 });
    const told = await of('web');
    assert.deepEqual(told.hops, [
      {
        operation: 'AssumeRoleWithWebIdentity',
        host: 'sts.eu-north-1.amazonaws.com',
        region: 'eu-north-1',
        milliseconds: 15,
      },
    ]);
    assert.equal(told.account, ACCOUNT);
  });

  const role = `[profile role]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/R\nsource_profile = middle\nregion = eu-north-1
[profile middle]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/M\nsource_profile = keys\n[profile keys]\n${KEYS}`;

  test('are noted each where the second of two in one place gets no answer, or a refusal', async (t) => {
    for (const refused of [true, false]) {
      let calls = 0;
      const { of } = diagnosing(
        t,
        { config: role },
        {
          cut: (question) => !refused && question > 1,
          answers: ({ body }) => {
            calls += 1;
            return calls === 1
              ? { body: assumedRole(body['Action'] ?? '', 'ASIAMIDDLE', END) }
              : { status: 403, body: refusedBySts('AccessDenied', 'Not with the token of ASIAMIDDLE.') };
          },
        },
      );
      const told = await of('role');
      assert.deepEqual(
        told.hops.map(({ operation }) => operation),
        ['AssumeRole', 'AssumeRole'],
      );
      assert.equal(told.failure?.kind, refused ? 'credentials-missing' : 'cut');
      // A step's name is no operation of AWS's, and its secrets are nobody's to read.
      assert.equal(told.failure.operation, undefined);
      assert.ok(!JSON.stringify(told).includes('token of ASIAMIDDLE'), told.failure.message);
      assert.deepEqual(
        [told.account, told.accessKeyId, told.steps.map(({ step }) => step), told.region],
        [undefined, undefined, ['files', 'credentials'], 'eu-north-1'],
      );
    }
  });

  test('are at the portal of a sign-in, in its region', async (t) => {
    const { of, write } = diagnosing(
      t,
      { config: SIGN_IN_CONFIG },
      {
        answers: (step) =>
          step.path.includes('federation')
            ? {
                body: {
                  roleCredentials: {
                    ...{ accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't' },
                    expiration: Date.parse(END),
                  },
                },
              }
            : sts(step),
      },
    );
    write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'signed in', expiresAt: END }));
    const told = await of('work');
    assert.deepEqual(
      [told.source, told.accessKeyId, told.hops.map(({ operation, host, region }) => [operation, host, region])],
      ['identity-center', 'ASIASSO', [['GetRoleCredentials', 'portal.sso.eu-central-1.amazonaws.com', 'eu-central-1']]],
    );
  });

  test('are at an address of the person’s own in the region of the session, or of the role', async (t) => {
    const own = 'endpoint_url = https://aws.example.test/base\n';
    const config = `${SIGN_IN_CONFIG}${own}[profile old]\nsso_start_url = ${OLD}\nsso_region = eu-south-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = Admin\n${own}${web}${own}`;
    const { of, write } = diagnosing(
      t,
      { config, token: 'a token' },
      {
        answers: (step) =>
          step.path.includes('federation')
            ? {
                body: {
                  roleCredentials: {
                    accessKeyId: 'ASIASSO',
                    secretAccessKey: 's',
                    sessionToken: 't',
                    expiration: Date.parse(END),
                  },
                },
              }
            : sts(step),
      },
    );
    write(SIGN_IN_FILE, JSON.stringify({ accessToken: 'signed in', expiresAt: END }));
    write(OLD_SIGN_IN, JSON.stringify({ accessToken: 'signed in', expiresAt: END }));
    const hopsOf = async (name: string) =>
      (await of(name)).hops.map(({ operation, host, region }) => [operation, host, region]);
    assert.deepEqual(await hopsOf('work'), [['GetRoleCredentials', 'aws.example.test', 'eu-central-1']]);
    assert.deepEqual(await hopsOf('old'), [['GetRoleCredentials', 'aws.example.test', 'eu-south-1']]);
    assert.deepEqual(await hopsOf('web'), [['AssumeRoleWithWebIdentity', 'aws.example.test', 'eu-north-1']]);
  });
});

describe('who a profile’s credentials are', () => {
  test('isn’t known where STS doesn’t say so, and why not is', async (t) => {
    const { of } = diagnosing(
      t,
      { config: `[profile a]\nregion = eu-west-1\n${KEYS}` },
      { answers: () => ({ status: 403, body: refusedBySts('InvalidClientTokenId', 'Unknown: the secret of keys.') }) },
    );
    const told = await of('a');
    assert.deepEqual(
      [told.account, told.arn, told.accessKeyId, told.failure?.kind],
      [undefined, undefined, 'AKIAKEYS', 'credentials-wrong'],
    );
    assert.ok(!JSON.stringify(told).includes('the secret of keys'), told.failure?.message);
    assert.deepEqual(
      told.steps.map(({ step }) => step),
      ['files', 'credentials', 'identity'],
    );
  });
});

describe('what is wrong with the files', () => {
  test('is told of the profile’s own sections and of those of nobody, in each file, and not of another profile’s', async (t) => {
    const { of, config, credentials } = diagnosing(t, {
      config: `[profile other]
region = eu-west-1
no value
[profile a]
region = eu-west-1
source_profile = base
no value
[profile base]
no value
[unclosed
`,
      credentials: `[other]\n${KEYS}no value\n`,
    });
    const { problems } = await of('a');
    assert.deepEqual(
      problems.map(({ file, line }) => [file, line]),
      [
        [config, 7],
        [config, 9],
        [config, 10],
      ],
    );
    const others = (await of('other')).problems.map(({ file, line }) => [file, line]);
    assert.deepEqual(others, [
      [config, 3],
      [config, 10],
      [credentials, 4],
    ]);
  });

  test('isn’t a section of another profile that stands there twice', async (t) => {
    const other = '[profile other]\nregion = eu-west-1\n';
    const { of, config } = diagnosing(t, { config: `[profile a]\n${KEYS}${other}${other}` });
    assert.deepEqual((await of('a')).problems, []);
    assert.deepEqual(
      (await of('other')).problems.map(({ file, line }) => [file, line]),
      [[config, 6]],
    );
  });

  test('is told of a file as a whole', async (t) => {
    const { of } = diagnosing(t, { config: `[profile a]\n${KEYS}` }, { env: { AWS_CONFIG_FILE: '/nowhere/config' } });
    const { problems } = await of('a');
    assert.deepEqual(problems, [{ file: '/nowhere/config', line: undefined, fault: { kind: 'missing' } }]);
  });
});
