import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { consoleUrl } from '../../../src/model/arn.ts';
import { fallbackRegions } from '../../../src/model/regions.ts';
import * as v from 'valibot';
import { stoppableRefSchema } from '../../../src/model/resources/resource.ts';
import { isRegion, parseScope, scopeKey, typedRegion } from '../../../src/model/scope.ts';
import { consoleUrls } from '../../../src/pages/consoleUrls.ts';
import { instance } from '../../stages/fakes.ts';

const hostile: readonly unknown[] = [
  'x.evil.test/#',
  'eu-west-1.evil.test',
  'evil.test#eu-west-1',
  'eu-west-1/',
  '/eu-west-1',
  'eu-west-1#',
  'eu-west-1?x=1',
  'user@eu-west-1',
  'eu-west-1:443',
  'eu-west-1\\',
  '..',
  'eu-west-1%2eevil',
  'EU-WEST-1',
  'Eu-west-1',
  ' eu-west-1',
  'eu-west-1 ',
  'eu-west-1\n',
  'eu-west-1\u0000',
  'eu\u2010west-1',
  'ｅu-west-1',
  'eu-wést-1',
  'eu-west-１',
  '-eu-west-1',
  'eu-west-',
  'eu--west-1',
  'eu_west_1',
  'localhost',
  'eu-west',
  '127.0.0.1',
  `eu-${'west'.repeat(100)}-1`,
  `eu${'-west'.repeat(100)}-1`,
  '',
  undefined,
  null,
  1,
  ['eu-west-1'],
  { toString: () => 'eu-west-1' },
];

describe('11.24: a region', () => {
  test('is each that AWS has', () => {
    const more = [
      'us-iso-east-1',
      'us-isob-east-1',
      'us-isof-south-1',
      'eu-isoe-west-1',
      'eusc-de-east-1',
      'mx-central-1',
    ];
    for (const region of [...fallbackRegions, ...more]) assert.ok(isRegion(region), region);
  });

  for (const region of hostile) {
    test(`is not ${JSON.stringify(region)?.slice(0, 40)}, at any border`, () => {
      assert.equal(isRegion(region), false);
      assert.equal(parseScope({ profile: 'p', region }), undefined);
      assert.equal(v.is(stoppableRefSchema, { kind: 'instance', id: 'i-1', scope: { profile: 'p', region } }), false);
      if (typeof region !== 'string') return;
      const urls = consoleUrls(region);
      for (const url of [
        consoleUrl(instance({ scope: { profile: 'p', region } })),
        urls.template('t'),
        urls.s3Folder('b', 'p'),
        urls.s3Object('arn:aws:s3:::b/k') ?? '',
        urls.alarm(`arn:aws:cloudwatch:${region}:1:alarm:a`) ?? 'https://console.aws.amazon.com',
      ])
        assert.match(
          new URL(url).hostname,
          /(?:^|\.)console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)$/,
          url,
        );
    });
  }

  test('makes a scope with a profile alone, and takes nothing else along', () => {
    assert.deepEqual(parseScope({ profile: 'p', region: 'eu-west-1', more: 1 }), { profile: 'p', region: 'eu-west-1' });
    for (const profile of ['', undefined, 5, 'x'.repeat(2_000), '\ud800', 'a\udc00b'])
      assert.equal(parseScope({ profile, region: 'eu-west-1' }), undefined);
    for (const value of [undefined, null, 'eu-west-1', [], 5]) assert.equal(parseScope(value), undefined);
  });
});

test('a region is taken as it was typed or copied, and nothing that isn’t one', () => {
  for (const text of ['eu-west-1', ' EU-West-1 ', 'eu\u2011west\u20111'])
    assert.equal(typedRegion(text), 'eu-west-1', JSON.stringify(text));
  for (const text of ['', 'eu west 1', 'Ireland', 'eu-west-1/x']) assert.equal(typedRegion(text), undefined, text);
});

test('the key of a place is no other place’s, whatever its profile is called', () => {
  const region = 'eu-west-1';
  assert.equal(scopeKey({ profile: 'shop.prod-1_a', region }), 'shop.prod-1_a/eu-west-1');
  const profiles = ['a', 'a/b', 'a%2Fb', 'a b', ' a', 'a ', 'a%20b', 'ä', 'a\u0308', 'a/eu-west-1', '/', '%'];
  const keys = profiles.map((profile) => scopeKey({ profile, region }));
  assert.equal(new Set(keys).size, profiles.length);
  for (const key of keys) assert.equal(key.split('/').length, 2, key);
});

test('a profile’s name may have so many letters, and none more', () => {
  const region = 'eu-west-1';
  const longest = 'x'.repeat(1_024);
  assert.deepEqual(parseScope({ profile: longest, region }), { profile: longest, region });
  assert.equal(parseScope({ profile: `${longest}x`, region }), undefined);
});
