import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { effectiveEndpoint } from '../../../../src/aws/credentials/endpoints.ts';
import { createProfiles } from '../../../../src/aws/credentials/profiles.ts';
import { profileFiles } from '../../../../src/aws/credentials/sharedConfig.ts';

const home = mkdtempSync(join(tmpdir(), 'halt-misconfigured-'));
after(() => rmSync(home, { recursive: true }));

const HERE = 'http://localhost:4566';
type Variables = Readonly<Record<string, string>>;

/** Where calls of EC2 go by the profile, or the sentence for which there are none. */
async function led(source: string, variables: Variables = {}, { name = 'local', credentials = '' } = {}) {
  const paths = [join(home, 'config'), join(home, 'credentials')] as const;
  writeFileSync(paths[0], source);
  writeFileSync(paths[1], credentials);
  const env = { HOME: home, AWS_CONFIG_FILE: paths[0], AWS_SHARED_CREDENTIALS_FILE: paths[1], ...variables };
  const found = await createProfiles({ env, files: profileFiles(env), simulated: {} }).find(name);
  if (found.ok) return effectiveEndpoint(found.value, 'EC2', env) ?? 'AWS';
  assert.equal(found.failure.kind, 'config-broken');
  return found.failure.message;
}

const profile = (lines: string): string => `[profile local]\nregion = eu-west-1\n${lines}\n`;
const services = (lines: string): string => `${profile('services = loc')}[services loc]\n${lines}\n`;
const NESTED = `\n  endpoint_url = ${HERE}\n`;

describe('a profile whose services section can’t be understood is not sent to AWS', () => {
  for (const [what, lines, property] of [
    ['an endpoint beside its service', `ec2 =\nendpoint_url = ${HERE}`, 'endpoint_url'],
    ['an endpoint of no service', `endpoint_url = ${HERE}`, 'endpoint_url'],
    ['an endpoint in the service’s line', `ec2 = endpoint_url = ${HERE}`, 'ec2'],
    ['an address as a service', `ecs = ${HERE}`, 'ecs'],
    ['an address as a service that Halt never asks', `dynamodb = ${HERE}`, 'dynamodb'],
    ['a colon in the block', `ec2 =\n  endpoint_url: ${HERE}`, 'ec2'],
    ['a line in the block that says nothing', `ec2 =\n  endpoint_url = ${HERE}\n  x`, 'ec2'],
    ['a service of nothing', 'ec2 =', 'ec2'],
    ['a service of nothing with a comment', `fis =\n  # endpoint_url = ${HERE}`, 'fis'],
    ['a service without an equals sign', `ec2${NESTED}`, 'ec2'],
    ['a name with a dot', `ec2.endpoint_url = ${HERE}`, 'ec2.endpoint_url'],
    ['a service twice', `ec2 =${NESTED}ec2 =\n  endpoint_url = http://other.test`, 'ec2'],
    ['a section twice', `ec2 =${NESTED}[services loc]\necs =${NESTED}`, 'ec2'],
  ] as const)
    it(what, async () => {
      const sentence = `Profile "local" can’t be used. It names the services section "loc", in which "${property}" can’t be understood.`;
      assert.equal(await led(services(lines)), sentence);
      const other = 'http://env.test';
      assert.equal(await led(services(lines), { AWS_ENDPOINT_URL: other }), other);
      assert.equal(await led(services(lines), { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }), 'AWS');
      assert.equal(await led(`${services(lines)}[profile b]\n`, {}, { name: 'b' }), 'AWS', 'another profile');
    });
});

describe('a services section is understood', () => {
  for (const [what, lines, expected] of [
    ['with a block', `ec2 =${NESTED}`, HERE],
    ['with blocks and comments', `# x\nec2 =\n  # y\n  endpoint_url = ${HERE}\n\n  ; z\necs =${NESTED}`, HERE],
    ['for other services', `s3 =${NESTED}`, 'AWS'],
    ['with nothing in it', '', 'AWS'],
    ['with a service of nothing that Halt never asks', `ec2 =${NESTED}s3 =`, HERE],
    ['with something else in the block', `ec2 =${NESTED}  other = 1`, HERE],
    ['with what [DEFAULT] gives it', `ec2 =${NESTED}[DEFAULT]\nendpoint_url = http://else.test\noutput = json`, HERE],
  ] as const)
    it(what, async () => {
      assert.equal(await led(services(lines)), expected);
    });
});

describe('a profile that says in two ways, or in none, where its calls go makes none', () => {
  for (const [setting, lines, variables] of [
    ['endpoint_url', `endpoint_url = ${HERE}\nendpoint_url = https://ec2.eu-west-1.amazonaws.com`, 'AWS_ENDPOINT_URL'],
    ['endpoint_url', `endpoint_url = ${HERE}\nENDPOINT_URL =`, 'AWS_ENDPOINT_URL'],
    ['endpoint_url', `endpoint_url ${HERE}`, 'AWS_ENDPOINT_URL'],
    ['endpoint_url', 'endpoint_url', 'AWS_ENDPOINT_URL'],
    ['services', `services = a\nservices = b\n[services a]\n[services b]`, 'AWS_ENDPOINT_URL'],
    [
      'ignore_configured_endpoint_urls',
      `endpoint_url = ${HERE}\nignore_configured_endpoint_urls = false\nignore_configured_endpoint_urls = true`,
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    ],
    ['region', 'region = us-east-1', 'AWS_REGION'],
  ] as const)
    it(lines, async () => {
      const sentence = `Profile "local" can’t be used. Its ${setting} has no value that can be read, or several.`;
      assert.equal(await led(profile(lines)), sentence);
      const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_PROFILE: 'local' };
      assert.equal(
        await led(profile(lines), keys, { name: 'environment' }),
        sentence.replace('"local"', '"environment"'),
      );
      const inCredentials = `[local]\nregion = eu-west-1\n${lines.replace(/\n\[.*/s, '')}\n`;
      const rest = /\n\[.*/s.exec(lines)?.[0] ?? '';
      assert.equal(await led(rest, {}, { credentials: inCredentials }), sentence, 'in the credentials file');
      const value = { AWS_ENDPOINT_URL: HERE, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true', AWS_REGION: 'eu-west-1' };
      assert.match(await led(profile(lines), { [variables]: value[variables] }), /^(AWS|http:.*)$/);
    });

  it('unless it says the same twice', async () => {
    assert.equal(await led(profile(`endpoint_url = ${HERE}\nendpoint_url = ${HERE}\nregion = eu-west-1`)), HERE);
  });
});

const noAddress = [
  ...['127.0.0.1:4566', 'localhost', 'localhost:4566', '"http://127.0.0.1:4566"', "'http://127.0.0.1:4566'", 'true'],
  ...[
    'ftp://127.0.0.1:4566',
    'unix:///tmp/x',
    'file:///tmp/x',
    'http://',
    'https://:4566',
    'http//localhost',
    '//host',
  ],
  ...[
    'http://local host:4566',
    'http://localhost:99999',
    'http://[::1',
    'user:s3cretpass@localhost:4566',
    'ws://host',
    'xhttps://host',
  ],
];

describe('an endpoint that is no address of the web is the profile’s fault, and named by its setting', () => {
  for (const address of noAddress)
    it(address, async () => {
      const sentence = (setting: string): string =>
        `Profile "local" can’t be used. Its ${setting} is no address that begins with http:// or https://.`;
      assert.equal(await led(profile(`endpoint_url = ${address}`)), sentence('endpoint_url'));
      for (const key of ['ec2', 'ecs', 'fis', 'sts', 'iam', 'cloudwatch', 'sso', 'sso_oidc', 'signin']) {
        const nested = services(`${key} =\n  endpoint_url = ${address}`);
        assert.equal(await led(nested), sentence(`${key}.endpoint_url`));
        const variable = `AWS_ENDPOINT_URL_${key.toUpperCase()}`;
        assert.equal(await led(profile(''), { [variable]: address }), sentence(variable));
      }
      assert.equal(await led(profile(''), { AWS_ENDPOINT_URL: address }), sentence('AWS_ENDPOINT_URL'));
      assert.equal(await led(profile(`endpoint_url = ${address}`), { AWS_ENDPOINT_URL: HERE }), HERE);
      const ignoring = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' };
      assert.equal(await led(profile(`endpoint_url = ${address}`), ignoring), 'AWS');
    });

  for (const address of [HERE, 'HTTPS://host.test', 'http://[::1]:4566/a/b', 'https://user:pass@host.test/x?y=1'])
    it(`but not ${address}`, async () => {
      assert.equal(await led(profile(`endpoint_url = ${address}`)), address);
    });
});
