import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOf } from '../../../../src/aws/diagnosis/endpointUrls.ts';
import type { Profile } from '../../../../src/aws/credentials/profiles.ts';
import { sharedConfigOf } from '../../../stages/profiles/sharedConfigOf.ts';

const PASSWORD = 's3cret-word';
const profile = (endpoint: string): Profile => ({
  name: 'p',
  section: { endpoint_url: endpoint },
  shared: sharedConfigOf(),
  source: 'static',
  region: 'eu-west-1',
  fromEnvironment: false,
});

test('an endpoint’s address is told without its user, its password and its query, however it is written', () => {
  const rows: readonly (readonly [address: string, shown: string])[] = [
    ['https://host.test/path', 'https://host.test/path'],
    ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
    [`https://me:${PASSWORD}@host.test/path?x=a@b`, 'https://host.test/path'],
    [`https://host.test/path?key=${PASSWORD}`, 'https://host.test/path'],
    [`http://127.0.0.1:4566/#${PASSWORD}`, 'http://127.0.0.1:4566/'],
    [`host.test?key=me@${PASSWORD}`, 'host.test'],
    [`https://me:${PASSWORD}@@host.test`, 'https://host.test'],
    [`https:me:${PASSWORD}@host.test/path`, 'https://host.test/path'],
    [`https:/me:${PASSWORD}@host.test`, 'https://host.test/'],
    [`https:\\\\me:${PASSWORD}@host.test`, 'https://host.test/'],
    [` https://me:${PASSWORD}@host.test`, 'https://host.test/'],
    [`ht\ttps://me:${PASSWORD}@host.test`, 'https://host.test/'],
    [`https://${PASSWORD}@host.test:8443/`, 'https://host.test:8443/'],
    [`https:/${PASSWORD}@host.test`, 'https://host.test/'],
    [`https:/:${PASSWORD}@host.test`, 'https://host.test/'],
    [`http:/me:${PASSWORD}@host.test/path`, 'http://host.test/path'],
    [`shttp:me:${PASSWORD}@host.test`, 'host.test'],
    [`me:${PASSWORD}@host.test`, 'host.test'],
    [`//me:${PASSWORD}@host.test`, 'host.test'],
    ['not an address', 'not an address'],
  ];
  for (const [address, shown] of rows) {
    const told = endpointsOf(profile(address), {});
    for (const one of Object.values(told)) assert.equal(one, shown, address);
    assert.ok(!JSON.stringify(told).includes(PASSWORD), address);
  }
});

test('without one it is AWS’s own, of the partition and the variant', () => {
  const own = (section: Profile['section'], region: string) => endpointsOf({ ...profile(''), section, region }, {});
  assert.equal(own({}, 'eu-west-1').ec2, 'https://ec2.eu-west-1.amazonaws.com');
  assert.equal(own({}, 'cn-north-1').ecs, 'https://ecs.cn-north-1.amazonaws.com.cn');
  assert.equal(own({ use_fips_endpoint: 'true' }, 'us-east-1').fis, 'https://fis-fips.us-east-1.amazonaws.com');
});

test('each service goes where the environment sends it', () => {
  const env = {
    AWS_ENDPOINT_URL_EC2: 'http://ec2.test',
    AWS_ENDPOINT_URL_ECS: 'http://ecs.test',
    AWS_ENDPOINT_URL_FIS: 'http://fis.test',
    AWS_ENDPOINT_URL_STS: 'http://sts.test',
  };
  assert.deepEqual(endpointsOf({ ...profile(''), section: {} }, env), {
    ...{ ec2: 'http://ec2.test', ecs: 'http://ecs.test', fis: 'http://fis.test', sts: 'http://sts.test' },
  });
});

test('there is none without a region, but of who it is', () => {
  const bare = { ...profile(''), section: {}, region: undefined };
  assert.deepEqual(endpointsOf(bare, {}), {
    ...{ ec2: undefined, ecs: undefined, fis: undefined, sts: 'https://sts.us-east-1.amazonaws.com' },
  });
});
