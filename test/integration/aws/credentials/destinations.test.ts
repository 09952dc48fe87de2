import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { simulatedAccessKeyId, simulatedTemporaryKeyId } from '../../../../src/simulator/core/accounts.ts';
import { routesOf } from '../../../../src/aws/credentials/endpoints.ts';
import { profileFiles } from '../../../../src/aws/credentials/sharedConfig.ts';
import { createProfiles } from '../../../../src/aws/credentials/profiles.ts';
import { createHome, type Home } from '../../../stages/aws.ts';
import { customAt, customBut } from '../../../stages/destinations.ts';

describe('where a profile of the shared files leads', () => {
  let home: Home;
  beforeEach(async () => {
    home = await createHome();
  });
  afterEach(() => home.remove());
  const profilesOf = (env: Readonly<Record<string, string>> = home.env) =>
    createProfiles({ env, files: profileFiles(env), simulated: {} });

  const here = 'http://127.0.0.1:4566';
  const services = (names: readonly string[], endpoint = here) =>
    names.map((name) => `${name} =\n  endpoint_url = ${endpoint}\n`).join('');
  const marked = `halt_simulated = true\naws_access_key_id = ${simulatedAccessKeyId('111122223333')}\n`;
  const simulated = { kind: 'simulated' };
  /** What a config says, what the environment says, and what the profile `x` is taken for. */
  const destinations: readonly (readonly [string, string, Readonly<Record<string, string>>, unknown])[] = [
    ['marked, every service here', `${marked}endpoint_url = ${here}\n`, {}, simulated],
    ['marked, by IPv6', `${marked}endpoint_url = http://[::1]:4566\n`, {}, simulated],
    ['marked, by name', `${marked}endpoint_url = http://LOCALHOST:4566/path\n`, {}, simulated],
    ['marked, another address of this machine', `${marked}endpoint_url = http://127.8.0.1:1\n`, {}, simulated],
    ['marked, by the environment', marked, { AWS_ENDPOINT_URL: here }, simulated],
    [
      'marked, each service by itself',
      `${marked}services = s\n[services s]\n${services(['ec2', 'ecs', 'fis', 'sts', 'iam', 'cloudwatch'])}`,
      {},
      simulated,
    ],
    ['not marked', `endpoint_url = ${here}\n`, {}, customAt(here)],
    ['marked otherwise than by the simulator', `halt_simulated = yes\nendpoint_url = ${here}\n`, {}, customAt(here)],
    ['marked, at AWS', marked, {}, { kind: 'aws' }],
    [
      'marked, at AWS by its own address',
      `${marked}endpoint_url = https://ec2.eu-west-1.amazonaws.com\n`,
      {},
      customAt('https://ec2.eu-west-1.amazonaws.com'),
    ],
    [
      'marked, EC2 alone here',
      `${marked}services = s\n[services s]\n${services(['ec2'])}`,
      {},
      customBut({ EC2: here }),
    ],
    [
      'marked, all but STS here',
      `${marked}services = s\n[services s]\n${services(['ec2', 'ecs', 'fis', 'iam', 'cloudwatch'])}`,
      {},
      customAt(here, { STS: 'aws' }),
    ],
    [
      'marked, all but IAM here',
      `${marked}services = s\n[services s]\n${services(['ec2', 'ecs', 'fis', 'sts', 'cloudwatch'])}`,
      {},
      customAt(here, { IAM: 'aws' }),
    ],
    [
      'marked, all but CloudWatch here',
      `${marked}services = s\n[services s]\n${services(['ec2', 'ecs', 'fis', 'sts', 'iam'])}`,
      {},
      customAt(here, { CloudWatch: 'aws' }),
    ],
    [
      'marked, FIS elsewhere by the environment',
      `${marked}endpoint_url = ${here}\n`,
      { AWS_ENDPOINT_URL_FIS: 'https://fis.eu-west-1.amazonaws.com' },
      customAt(here, { fis: 'https://fis.eu-west-1.amazonaws.com' }),
    ],
    [
      'marked, everything elsewhere by the environment',
      `${marked}endpoint_url = ${here}\n`,
      { AWS_ENDPOINT_URL: 'https://aws.example.com' },
      customAt('https://aws.example.com'),
    ],
    [
      'marked, what is configured turned off',
      `${marked}endpoint_url = ${here}\n`,
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      { kind: 'aws' },
    ],
    ...[
      'localhost.evil.test',
      '127.0.0.1.evil.test',
      'localhost@evil.test',
      '127.0.0.1:80@evil.test',
      'notlocalhost',
    ].map(
      (host) =>
        [
          `marked, ${host}`,
          `${marked}endpoint_url = http://${host}\n`,
          {},
          customAt(`http://${host.replace(/^.*@/, '')}`),
        ] as const,
    ),
    ...['[::ffff:10.0.0.1]', '0.0.0.0', '10.0.0.1', '[::]', '128.0.0.1'].map(
      (host) =>
        [
          `marked, ${host}`,
          `${marked}endpoint_url = http://${host}\n`,
          {},
          customAt(new URL(`http://${host}`).origin),
        ] as const,
    ),
    ['marked, no address', `${marked}endpoint_url = 127.0.0.1:4566\n`, {}, customAt('')],
    ['marked, no web address', `${marked}endpoint_url = ftp://127.0.0.1\n`, {}, customAt('ftp://127.0.0.1')],
  ];
  test('27: what is signed with other keys than the simulator’s is not simulated, however it is marked', () => {
    const section = { halt_simulated: 'true', endpoint_url: here };
    const of = (accessKeyId: string) =>
      routesOf({ section, shared: { services: new Map() } }, {}, { accessKeyId, secretAccessKey: 'x' }).destination;
    for (const own of [simulatedAccessKeyId('111122223333'), simulatedTemporaryKeyId('111122223333')])
      assert.deepEqual(of(own), simulated);
    for (const other of ['AKIAIOSFODNN7EXAMPLE', 'AKIA11112222333DEMO', 'xAKIA111122223333DEMO', ''])
      assert.deepEqual(of(other), customAt(here));
  });

  for (const [what, lines, env, expected] of destinations) {
    test(`27: is simulated only when marked, with a key of the simulator’s and with every service on this machine: ${what}`, async () => {
      await home.write('.aws/config', `[profile x]\n${lines}`);
      const { profiles } = await profilesOf({ ...home.env, ...env }).list();
      assert.deepEqual(profiles.find(({ name }) => name === 'x')?.destination, expected);
    });
  }

  test('27: a marked profile whose keys are somebody’s own, or not known yet, is not simulated', async () => {
    const lines = `halt_simulated = true\nendpoint_url = ${here}\n`;
    const role = 'role_arn = arn:aws:iam::111122223333:role/r\nsource_profile = own\n';
    await home.write('.aws/config', `[profile own]\n${lines}[profile role]\n${lines}${role}`);
    for (const [key, kind] of [
      ['AKIAIOSFODNN7EXAMPLE', 'custom'],
      [simulatedAccessKeyId('111122223333'), 'simulated'],
    ] as const) {
      await home.write('.aws/credentials', `[own]\naws_access_key_id = ${key}\naws_secret_access_key = x\n`);
      const { profiles } = await profilesOf(home.env).list();
      const kinds = Object.fromEntries(profiles.map(({ name, destination }) => [name, destination.kind]));
      assert.deepEqual(kinds, { own: kind, role: 'custom' });
    }
  });
});
