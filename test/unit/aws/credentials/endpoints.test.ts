import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caBundle, effectiveEndpoint, routesOf } from '../../../../src/aws/credentials/endpoints.ts';
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
const marked = { halt_simulated: 'true', endpoint_url: HERE };

test('11.27: simulated is what is marked, signed with a simulated key, and leads to this machine for every service', () => {
  const kind = (...args: Parameters<typeof routesOf>) => routesOf(...args).destination.kind;
  assert.equal(kind(profile(marked), {}, simulated), 'simulated');
  assert.equal(kind(profile(marked), {}), 'simulated', 'while nobody knows the key');
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
