import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  caBundle,
  configuredRegion,
  effectiveEndpoint,
  identityRegion,
  misconfiguration,
  routesOf,
} from '../../../../src/aws/credentials/endpoints.ts';
import { customAt, customBut } from '../../../stages/destinations.ts';

type Configured = Parameters<typeof effectiveEndpoint>[0];

const HERE = 'http://127.0.0.1:4566';
const simulated = { accessKeyId: 'AKIA111122223333DEMO', secretAccessKey: 's' };
const own = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 's' };
const profile = (
  section: Readonly<Record<string, string>>,
  services: Readonly<Record<string, string>> = {},
): Configured => ({
  section: { ...section, ...(Object.keys(services).length > 0 && { services: 'mine' }) },
  shared: { services: new Map([['mine', services]]) },
});
const statedAs = (one: Configured): Parameters<typeof misconfiguration>[0] => ({
  ...{ ...one, shared: { ...one.shared, brokenServices: new Map() }, places: undefined },
});
const marked = { halt_simulated: 'true', endpoint_url: HERE };

test('11.27: simulated is what is marked, signed with a simulated key, and leads to this machine for every service', () => {
  const kind = (...args: Parameters<typeof routesOf>) => routesOf(...args).destination.kind;
  assert.equal(kind(profile(marked), {}, simulated), 'simulated');
  assert.equal(kind(profile(marked), {}), 'custom', 'while nobody knows the key');
  const keyed = (aws_access_key_id: string) => profile({ ...marked, aws_access_key_id });
  assert.equal(kind(keyed(simulated.accessKeyId), {}), 'simulated', 'a key of the simulator’s in the section');
  assert.equal(kind(keyed(own.accessKeyId), {}), 'custom', 'a key in the section that opens something');
  assert.equal(kind(keyed(simulated.accessKeyId), {}, own), 'custom', 'what signs counts, once it is known');
  const inherited = { ...keyed(simulated.accessKeyId), fromEnvironment: true };
  assert.equal(kind(inherited, { AWS_ACCESS_KEY_ID: own.accessKeyId }), 'custom', 'the environment’s key signs');
  assert.equal(kind({ ...inherited, ...profile(marked) }, { AWS_ACCESS_KEY_ID: simulated.accessKeyId }), 'simulated');
  assert.equal(kind(profile({}), {}, own), 'aws');
  assert.equal(kind(profile({ halt_simulated: 'true' }), {}, simulated), 'aws');
  assert.equal(kind(profile({ endpoint_url: HERE }), {}, simulated), 'custom', 'without a mark');
  assert.equal(kind(profile({ ...marked, halt_simulated: 'True' }), {}, simulated), 'custom');
  assert.equal(kind(profile(marked), {}, own), 'custom', 'with a key that opens something');
  for (const key of ['AKIA11112222333DEMO', 'xAKIA111122223333DEMO', 'AKIA111122223333DEMOx', 'AROA111122223333DEMO'])
    assert.equal(kind(profile(marked), {}, { ...simulated, accessKeyId: key }), 'custom', key);
  for (const service of ['ec2', 'ecs', 'fis', 'sts', 'iam', 'cloudwatch']) {
    const elsewhere = profile(marked, { [`${service}.endpoint_url`]: 'https://proxy.test' });
    assert.deepEqual(routesOf(elsewhere, {}, simulated).destination.kind, 'custom', service);
    const alone = profile({ halt_simulated: 'true' }, { [`${service}.endpoint_url`]: HERE });
    assert.equal(routesOf(alone, {}, simulated).destination.kind, 'custom', service);
  }
});

test('a profile of the demo leads to the demo, whatever its section and the environment say', () => {
  const demo = { ...profile({ region: '-', endpoint_url: 'nowhere' }), simulation: { endpoint: HERE } };
  assert.equal(routesOf(demo, { AWS_ENDPOINT_URL: 'https://proxy.test' }, simulated).destination.kind, 'simulated');
  assert.equal(misconfiguration(statedAs(demo), {}), undefined);
});

test('a custom destination says of every service where it goes, so that no two of them are the same', () => {
  const of = (...args: Parameters<typeof profile>) => routesOf(profile(...args), {}).destination;
  const places = [
    [of({ endpoint_url: HERE }), customAt(HERE)],
    [of({ endpoint_url: `${HERE}/` }), customAt(HERE)],
    [of({ endpoint_url: `${HERE}/a` }), customAt(`${HERE}/a`)],
    [of({ endpoint_url: HERE.replace('http', 'https') }), customAt(HERE.replace('http', 'https'))],
    ...(['EC2', 'ECS', 'fis', 'STS', 'IAM', 'CloudWatch'] as const).flatMap((service) => [
      [of({}, { [`${service.toLowerCase()}.endpoint_url`]: HERE }), customBut({ [service]: HERE })] as const,
      [
        of({ endpoint_url: HERE }, { [`${service.toLowerCase()}.endpoint_url`]: 'https://proxy.test' }),
        customAt(HERE, { [service]: 'https://proxy.test' }),
      ] as const,
    ]),
  ] as const;
  for (const [seen, expected] of places) assert.deepEqual(seen, expected);
  assert.equal(new Set(places.map(([seen]) => JSON.stringify(seen))).size, places.length - 1);
});

test('the endpoint of a service is the environment’s, then the services section’s, then the profile’s', () => {
  const section = { endpoint_url: 'http://profile.test' };
  const services = { 'ec2.endpoint_url': 'http://section.test' };
  const env = { AWS_ENDPOINT_URL_EC2: 'http://own.test', AWS_ENDPOINT_URL: 'http://all.test' };
  assert.equal(effectiveEndpoint(profile(section, services), 'EC2', env), 'http://own.test');
  assert.equal(effectiveEndpoint(profile(section, services), 'ECS', env), 'http://all.test');
  assert.equal(effectiveEndpoint(profile(section, services), 'EC2', {}), 'http://section.test');
  assert.equal(effectiveEndpoint(profile(section, services), 'ECS', {}), 'http://profile.test');
  assert.equal(effectiveEndpoint(profile({}), 'EC2', { AWS_ENDPOINT_URL: '' }), undefined);
  const demo = { ...profile(section, services), simulation: { endpoint: HERE } };
  assert.equal(effectiveEndpoint(demo, 'EC2', env), HERE);
});

test('certificates are those of AWS’s variable, then the profile’s, and never those of all of Python’s tools', () => {
  const all = { AWS_CA_BUNDLE: '/aws.pem', REQUESTS_CA_BUNDLE: '/python.pem' };
  const python = { REQUESTS_CA_BUNDLE: '/python.pem' };
  const section = { ca_bundle: '/profile.pem' };
  assert.equal(caBundle(profile(section), all), '/aws.pem');
  assert.equal(caBundle(profile(section), python), '/profile.pem');
  assert.equal(caBundle(profile({}), python), undefined);
  assert.equal(caBundle({ ...profile(section), simulation: { endpoint: HERE } }, all), undefined);
});

test('FIPS and dual-stack endpoints are asked for as the environment says, else the profile, and never beside an endpoint of one’s own', () => {
  const both = { use_fips_endpoint: 'true', use_dualstack_endpoint: 'true' };
  type Texts = Readonly<Record<string, string>>;
  const rows: readonly (readonly [section: Texts, env: Texts, fips: boolean, dualStack: boolean])[] = [
    [{}, {}, false, false],
    [{ use_fips_endpoint: 'true' }, {}, true, false],
    [{ use_dualstack_endpoint: 'TRUE' }, {}, false, true],
    [{ use_fips_endpoint: 'yes', use_dualstack_endpoint: 'false' }, {}, false, false],
    [{}, { AWS_USE_FIPS_ENDPOINT: 'True' }, true, false],
    [{}, { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, false, true],
    [both, {}, true, true],
    [both, { AWS_USE_FIPS_ENDPOINT: 'false' }, false, true],
    [both, { AWS_USE_DUALSTACK_ENDPOINT: '' }, true, false],
  ];
  for (const [section, env, fips, dualStack] of rows) {
    const what = JSON.stringify([section, env]);
    const { to } = routesOf(profile(section), env);
    const asked = { endpoint: undefined, useFipsEndpoint: fips, useDualstackEndpoint: dualStack };
    assert.deepEqual([to.EC2, to.STS], [asked, asked], what);
    const elsewhere = routesOf(profile(section, { 'ec2.endpoint_url': HERE }), env).to;
    const there = { endpoint: HERE, useFipsEndpoint: false, useDualstackEndpoint: false };
    assert.deepEqual([elsewhere.EC2, elsewhere.STS], [there, asked], what);
  }
});

test('configured endpoints are left where the environment says so, or else the profile', () => {
  const ignoring = { endpoint_url: HERE, ignore_configured_endpoint_urls: 'True' };
  assert.equal(effectiveEndpoint(profile(ignoring), 'EC2', {}), undefined);
  const env = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' };
  assert.equal(effectiveEndpoint(profile(ignoring), 'EC2', env), HERE);
  assert.equal(effectiveEndpoint(profile({ ...ignoring, ignore_configured_endpoint_urls: '1' }), 'EC2', {}), HERE);
});

test('the region is that of the environment, by either variable, then the profile’s', () => {
  const section = { region: 'eu-west-1' };
  assert.equal(configuredRegion(section, { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' }), 'us-east-1');
  assert.equal(configuredRegion(section, { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-2' }), 'us-west-2');
  assert.equal(configuredRegion(section, { AWS_DEFAULT_REGION: '' }), 'eu-west-1');
  assert.equal(configuredRegion({ region: '' }, {}), undefined);
});

test('a region is a part of a host’s name, and what can be none is the profile’s fault', () => {
  const fault = (region: string) => misconfiguration(statedAs(profile({ region })), {});
  for (const region of ['eu-west-1', 'local', 'EU-West-1', '1a', 'x', 'a'.repeat(63)])
    assert.equal(fault(region), undefined, region);
  const bad = ['7', '12', '-eu', 'eu-', 'eu west', 'eu-west-1/x', '@evil.test', 'eu.evil.test', 'é', 'a'.repeat(64)];
  for (const region of bad) assert.equal(fault(region), 'Its region is no region’s name.', region);
});

test('a services section that isn’t there is the profile’s fault, unless it isn’t asked', () => {
  const lost = statedAs(profile({ services: 'lost' }));
  assert.equal(misconfiguration(lost, {}), 'It names the services section "lost", which does not exist.');
  assert.equal(misconfiguration(lost, { AWS_ENDPOINT_URL: HERE }), undefined);
  assert.equal(misconfiguration(lost, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }), undefined);
});

test('a line without an equals sign is the profile’s fault where it was meant to say where calls go', () => {
  const fault = (name: string) => misconfiguration(statedAs(profile({ [name]: '//localhost:4566' })), {});
  assert.equal(fault('endpoint_url http'), 'Its endpoint_url has no value that can be read, or several.');
  for (const name of ['s3_endpoint_url http', 'endpoint_urls http', 'a endpoint_url http'])
    assert.equal(fault(name), undefined, name);
});

test('who a profile is is asked in its region, unless its role or its sign-in is in another partition than that', () => {
  const role = 'arn:aws-cn:iam::111122223333:role/R';
  const session = 'arn:aws-us-gov:iam::111122223333:user/u';
  const asked = (section: Readonly<Record<string, string>>, region?: string, fromEnvironment = false) =>
    identityRegion({ section, region, fromEnvironment });
  assert.equal(asked({}, 'eu-west-1'), 'eu-west-1');
  assert.equal(asked({}), 'us-east-1');
  assert.equal(asked({ role_arn: role }, 'eu-west-1'), 'cn-north-1');
  assert.equal(asked({ role_arn: role }, 'cn-northwest-1'), 'cn-northwest-1');
  assert.equal(asked({ role_arn: role }), 'cn-north-1');
  assert.equal(asked({ login_session: session }, 'eu-west-1'), 'us-gov-west-1');
  assert.equal(asked({ role_arn: role, login_session: session }, 'eu-west-1'), 'cn-north-1');
  assert.equal(asked({ role_arn: role }, 'eu-west-1', true), 'eu-west-1', 'keys of the environment take no role');
  for (const text of ['R', 'arn:mars:iam::111122223333:role/R', 'arn'])
    assert.equal(asked({ role_arn: text }, 'eu-west-1'), 'eu-west-1', text);
});
