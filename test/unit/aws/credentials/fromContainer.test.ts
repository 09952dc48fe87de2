import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { containerUrl } from '../../../../src/aws/credentials/fromContainer.ts';
import { type Answers, assumedRole, credentialHome } from '../../../stages/profiles/credentialsOf.ts';

const RELATIVE = 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI';
const FULL = 'AWS_CONTAINER_CREDENTIALS_FULL_URI';
const TOKEN = 'AWS_CONTAINER_AUTHORIZATION_TOKEN';
const TOKEN_FILE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';
const EXPIRES = '2024-05-06T09:00:00Z';
const keys = { AccessKeyId: 'ASIAPOD', SecretAccessKey: 's', Token: 't', Expiration: EXPIRES };
const CONFIG = `[profile plain]
region = eu-west-1
[profile role]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/R
credential_source = EcsContainer
`;
const ways = [
  [RELATIVE, '/v2/credentials/7', '169.254.170.2'],
  [FULL, 'http://169.254.170.23/v1/credentials', '169.254.170.23'],
] as const;
type Environment = Readonly<Record<string, string>>;
const homeOf = (t: Parameters<typeof credentialHome>[0], env: Environment, answers: Answers) =>
  credentialHome(t, { config: CONFIG, token: 'of-the-file' }, { env, answers });

describe('where a container’s credentials are', () => {
  for (const [env, expected] of [
    [{ [RELATIVE]: '/v2/credentials?id=7' }, 'http://169.254.170.2/v2/credentials?id=7'],
    [{ [RELATIVE]: '/v2', [FULL]: 'https://other.test/' }, 'http://169.254.170.2/v2'],
    [{ [RELATIVE]: '', [FULL]: 'https://other.test/v1' }, 'https://other.test/v1'],
    [{ [FULL]: 'http://169.254.170.23/v1#part' }, 'http://169.254.170.23/v1'],
    [{ [FULL]: 'http://[fd00:ec2::23]/v1' }, 'http://[fd00:ec2::23]/v1'],
    [{ [FULL]: 'http://localhost:8080/' }, 'http://localhost:8080/'],
    [{ [FULL]: 'http://127.3.2.1/' }, 'http://127.3.2.1/'],
    [{ [FULL]: 'http://[::1]:80/' }, 'http://[::1]/'],
  ] as readonly (readonly [Environment, string])[])
    test(`is ${expected}: ${JSON.stringify(env)}`, () => assert.equal(containerUrl('p', env), expected));

  for (const [env, setting] of [
    // What is put behind a host’s address must not become a part of another’s.
    [{ [RELATIVE]: '@evil.test/' }, RELATIVE],
    [{ [RELATIVE]: '.evil.test/' }, RELATIVE],
    [{ [RELATIVE]: '3/v2' }, RELATIVE],
    [{ [FULL]: 'http://elsewhere.test/' }, FULL],
    [{ [FULL]: 'http://127.0.0.1.elsewhere.test/' }, FULL],
    [{ [FULL]: 'https://me:secret@elsewhere.test/' }, FULL],
    [{ [FULL]: 'file:///etc/passwd' }, FULL],
    [{ [FULL]: 'no address' }, FULL],
  ] as readonly (readonly [Environment, string])[])
    test(`can’t be said, and nobody is asked: ${JSON.stringify(env)}`, async (t) => {
      const home = homeOf(t, { ...env, [TOKEN]: 'shown' }, () => ({ body: keys }));
      const { kind, credentialFault, operation } = await home.whyNot('plain');
      assert.deepEqual([kind, operation], ['credentials-missing', 'container: plain']);
      assert.deepEqual(credentialFault, { kind: 'unusable', profile: 'plain', setting });
      assert.deepEqual(home.asked, []);
    });
});

for (const [variable, value, host] of ways)
  describe(`a container’s credentials, by ${variable},`, () => {
    test('are a profile’s without its own, and the source of a role', async (t) => {
      const home = homeOf(t, { [variable]: value, [TOKEN]: 'Bearer of-the-variable' }, (asked) =>
        asked.host === host
          ? { body: { ...keys, AccountId: '111122223333' } }
          : { body: assumedRole(asked.body['Action'] ?? '', 'ASIAROLE', EXPIRES) },
      );
      assert.deepEqual(await home.credentialsOf('plain'), {
        ...{ accessKeyId: 'ASIAPOD', secretAccessKey: 's', sessionToken: 't', accountId: '111122223333' },
        expiration: new Date(EXPIRES),
      });
      const [asked] = home.asked;
      assert.deepEqual([asked?.host, asked?.headers['authorization']], [host, 'Bearer of-the-variable']);
      assert.doesNotMatch(home.options.secrets.strike('of-the-variable'), /variable/);
      assert.equal((await home.credentialsOf('role')).accessKeyId, 'ASIAROLE');
    });

    test('are none, with a sentence, where nobody can tell when they end', async (t) => {
      for (const Expiration of ['soon', '', 'in 5', '2024-02-30T09:00:00Z', '2024-05-06T09:00:00', 1.5, null]) {
        const home = homeOf(t, { [variable]: value }, () => ({ body: { ...keys, Expiration } }));
        for (const profile of ['plain', 'role']) {
          const { kind, credentialFault, operation, message } = await home.whyNot(profile);
          assert.deepEqual([kind, operation], ['credentials-missing', `container: ${profile}`], String(Expiration));
          assert.deepEqual(credentialFault, { kind: 'no-end' }, String(Expiration));
          assert.equal(message, 'The answer doesn’t say until when the credentials are valid.');
        }
      }
    });

    test('are none where the answer lacks a part, or is an error or a page', async (t) => {
      const bad = [
        '<html>',
        { Code: 'Failed' },
        [],
        ...Object.keys(keys)
          .slice(0, 3)
          .map((key) => ({ ...keys, [key]: '' })),
      ];
      for (const body of bad) {
        const home = homeOf(t, { [variable]: value }, () => ({ body }));
        assert.deepEqual((await home.whyNot('plain')).credentialFault, { kind: 'no-key' }, JSON.stringify(body));
      }
    });

    test('are asked for three times, a second apart', async (t) => {
      let left = 2;
      const faulty = homeOf(t, { [variable]: value }, () =>
        (left -= 1) >= 0 ? { status: 503, body: '' } : { body: keys },
      );
      const given = faulty.credentialsOf('plain');
      for (const seconds of [1, 2]) {
        await until(() => faulty.asked.length === seconds);
        faulty.clock.advance(999);
        await Promise.resolve();
        assert.equal(faulty.asked.length, seconds);
        faulty.clock.advance(1);
      }
      assert.equal((await given).accessKeyId, 'ASIAPOD');
      const gone = homeOf(t, { [variable]: value }, () => ({ status: 404, body: '' }));
      const failure = gone.whyNot('plain');
      for (const times of [1, 2]) {
        await until(() => gone.asked.length === times);
        gone.clock.advance(1_000);
      }
      assert.match((await failure).message, /HTTP 404/);
      assert.equal(gone.asked.length, 3);
    });

    test('are asked for with the file before the variable, and with neither where it would end the header', async (t) => {
      const home = homeOf(t, { [variable]: value }, () => ({ body: keys }));
      const file = home.write('pod', 'of-the-file');
      const two = homeOf(t, { [variable]: value, [TOKEN]: 'older', [TOKEN_FILE]: file }, () => ({ body: keys }));
      await two.credentialsOf('plain');
      assert.deepEqual(
        two.asked.map(({ headers }) => headers['authorization']),
        ['of-the-file'],
      );
      home.write('pod', 'of-the-file\r\nhost: evil.test');
      for (const [env, setting] of [
        [{ [TOKEN_FILE]: file }, TOKEN_FILE],
        [{ [TOKEN]: 'one\ntwo' }, TOKEN],
      ] as const) {
        const broken = homeOf(t, { [variable]: value, ...env }, () => ({ body: keys }));
        assert.deepEqual((await broken.whyNot('plain')).credentialFault, {
          kind: 'unusable',
          profile: 'plain',
          setting,
        });
        assert.deepEqual(broken.asked, []);
      }
    });
  });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  // What was answered is read before the pause begins.
  await new Promise((resolve) => setImmediate(resolve));
}
