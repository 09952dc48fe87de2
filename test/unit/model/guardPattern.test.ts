import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbids } from '../../../src/model/changePolicy.ts';
import { none } from '../../../src/model/fact.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { productionMatches } from '../../../src/stopping/plan/productionPolicy.ts';
import { unsetGuards } from '../../stages/guards.ts';

const identity = { account: '111122223333', alias: none };

/** In another language than the guards': each would guard nothing. */
const oddNames = [
  ...['.*prod.*', '.*', '.+prod', 'prod.*', '^shop-prod$', '^shop', 'prod$', '/prod/', '/^prod/i', '(?i)prod'],
  ...['shop-prod|pay-prod', '(shop|pay)-prod', 'shop-prod;pay-prod', 'shop-prod; pay-prod', 'shop\\-prod', '\\d{12}'],
  ...[
    '"shop-prod"',
    "'shop-prod'",
    '`*prod*`',
    '\u201cshop-prod\u201d',
    '\u00abprod\u00bb',
    '%prod%',
    'prod%',
    '%prod',
  ],
  ...['shop-prod\npay-prod', 'shop-prod\r\npay-prod', 'shop-prod\u2028pay-prod', '$AWS_PROFILE', '${AWS_PROFILE}'],
  ...['account:111122223333', 'Account: 111122223333', 'profile:shop-prod', 'PROFILE : shop', 'alias:shop', 'tag:prod'],
  ...['region:eu-west-1', '111122223333/eu-west-1', '111122223333 / eu-west-1', '1111-2222-3333/us-gov-west-1'],
  ...['111122223333 eu-west-1', '111122223333:eu-west-1', '1111*/eu-west-1', '[profile shop-prod]'],
  ...['shop-prod (eu-west-1)', '*prod* (EU-WEST-1)', 'shop-prod(eu-west-1)', 'shop (111122223333)'],
  ...['\uff3eshop-prod\uff04', 'shop-prod\uff5cpay-prod', '\uff02shop-prod\uff02'],
];
const oddTags = [
  ...[
    'tag:env=prod',
    'Tag: env=prod',
    'env==prod',
    'env == prod',
    'env!=dev',
    'env != dev',
    'env=^prod$',
    'env=.*prod.*',
  ],
  ...['env="prod"', "env='prod'", 'env=prod|live', 'env=%prod%', 'env=prod\nenv=live', 'arn:aws:iam=x'],
];

describe('a pattern in another language forbids every change, and says which setting it is', () => {
  for (const pattern of [...oddNames, ...oddTags])
    it(JSON.stringify(pattern), () => {
      for (const key of ['production', 'readOnly', 'allowedRegions'] as const) {
        const guards = parseGuards({ ...unsetGuards, [key]: ['x', pattern] }, ['shop-production', 'x']);
        assert.deepEqual([guards.unclear, guards.unclearParts], [[`halt.${key}`], [`halt.${key}`]]);
        assert.equal(guards.readOnly, true);
      }
      assert.deepEqual(parseGuards({ ...unsetGuards, production: ['*', `! ${pattern}`] }).unclear, ['halt.production']);
      const { unclear, unclearParts } = parseGuards({ ...unsetGuards, places: [{ match: 'x' }, { match: pattern }] });
      assert.deepEqual([unclear, unclearParts], [['halt.places'], ['halt.places[1].match']]);
    });
});

describe('a pattern that a profile could need guards that profile, and forbids nothing elsewhere', () => {
  for (const [pattern, profile] of [
    ['*prod*', 'shop-prod'],
    ['*.prod.*', 'eu.prod.shop'],
    ['acme.prod', 'acme.prod'],
    ['acme?*', 'acme.prod'],
    ['Acme/Admin', 'acme/admin'],
    ['111122224444/Admin', '111122224444/Admin'],
    ['shop-prod/eu-west-1', 'shop-prod/eu-west-1'],
    ['shop (old)', 'shop (old)'],
    ['shop (team-1)', 'shop (team-1)'],
    ['*/eu-west-1', 'shop/eu-west-1'],
    ['[old] shop', '[old] shop'],
    ['acme:prod', 'acme:prod'],
    ['profile shop', 'profile shop'],
    ['it’s "prod"', 'it’s "prod"'],
    ['a+b@c', 'a+b@c'],
    ['shop ?eu-west-1?', 'shop (eu-west-1)'],
    ['a?b', 'a|b'],
  ] as const)
    it(pattern, () => {
      const guards = parseGuards({ ...unsetGuards, production: [pattern], readOnly: [pattern] });
      assert.deepEqual(guards.unclear, []);
      const at = (name: string) => ({
        scope: { profile: name, region: 'eu-west-1' },
        type: 'stop' as const,
        ...identity,
      });
      assert.deepEqual([forbids(guards, at(profile)), forbids(guards, at('dev'))], ['read-only', undefined]);
      assert.equal(productionMatches(guards, { profile, identity }).length, 1);
      assert.deepEqual(parseGuards({ ...unsetGuards, places: [{ match: pattern }] }).unclear, []);
    });
});

describe('a name with what it is or where beside it guards that name, too', () => {
  const at = (profile: string) => ({
    ...{ scope: { profile, region: 'us-east-1' }, type: 'stop' as const, ...identity },
  });
  for (const [pattern, profile] of [
    ['profile shop-prod', 'shop-prod'],
    ['Profile  shop-*', 'shop-prod'],
    ['aws profile shop-prod', 'shop-prod'],
    ['account shop-prod', 'shop-prod'],
    ['alias shop-prod', 'shop-prod'],
    ['shop-prod/eu-west-1', 'shop-prod'],
    ['shop-prod / eu-west-1', 'shop-prod'],
    ['shop-prod@eu-west-1', 'shop-prod'],
    ['shop-prod:us-gov-west-1', 'shop-prod'],
    ['shop-prod eu-west-1', 'shop-prod'],
    ['*prod/eu-west-1', 'shop-prod'],
    ['acme/admin/eu-west-1', 'acme/admin'],
    ['eu-west-1/shop-prod', 'shop-prod'],
    ['profile shop-prod/ap-southeast-2', 'shop-prod'],
  ] as const)
    it(pattern, () => {
      const guards = parseGuards({ ...unsetGuards, readOnly: [pattern], production: [pattern] });
      assert.deepEqual(guards.unclear, []);
      assert.deepEqual([forbids(guards, at(profile)), forbids(guards, at('dev'))], ['read-only', undefined]);
      const marked = (name: string) => productionMatches(guards, { profile: name, identity }).length > 0;
      assert.deepEqual([marked(profile), marked('dev')], [true, false]);
      const places = parseGuards({ ...unsetGuards, places: [{ match: pattern, readOnly: true }] });
      assert.deepEqual([forbids(places, at(profile)), forbids(places, at('dev'))], ['place-read-only', undefined]);
    });

  it('but not where a chosen profile is called so, nor in an exception, nor of what only looks like it', () => {
    for (const pattern of ['profile shop', 'shop/eu-west-1']) {
      const raw = { ...unsetGuards, readOnly: [pattern], production: [pattern], places: [{ match: pattern }] };
      const guards = parseGuards(raw, [pattern]);
      assert.deepEqual([guards.readOnly, guards.production], [[pattern], [pattern]]);
      assert.deepEqual(
        guards.places.map(({ match }) => match),
        [pattern],
      );
      const { production } = parseGuards({ ...unsetGuards, production: ['*', `!${pattern}`] });
      assert.equal(productionMatches({ production }, { profile: 'shop', identity }).length, 1);
    }
    for (const pattern of ['*/eu-west-1', 'shop/team-1', 'profiles shop', 'shop-eu-west-1', 'acme/admin'])
      assert.deepEqual(parseGuards({ ...unsetGuards, readOnly: [pattern] }).readOnly, [pattern]);
  });
});

describe('a chosen profile’s own name is clear, however it looks', () => {
  for (const [pattern, profile] of [
    ['shop-prod (eu-west-1)', 'Shop-Prod (eu-west-1)'],
    ['acme.*', 'acme.prod'],
    ['Acme | Prod', 'acme | prod'],
    ['profile:shop', 'profile:shop'],
    ['111122223333/eu-west-1', '111122223333/eu-west-1'],
    ['DOMAIN\\user', 'domain\\user'],
  ] as const)
    it(pattern, () => {
      const raw = {
        ...{ ...unsetGuards, production: [pattern, `!${pattern}`], readOnly: [pattern] },
        places: [{ match: pattern, readOnly: true }],
      };
      assert.deepEqual(parseGuards(raw, ['dev', profile]).unclear, []);
      assert.deepEqual(parseGuards(raw, ['dev']).unclear, ['halt.readOnly', 'halt.production', 'halt.places']);
    });
});

describe('a tag’s value may be nearly anything', () => {
  for (const [pattern, value] of [
    ['path=/prod/', '/prod/'],
    ['team=a,b', 'a,b'],
    ['list=a;b', 'a;b'],
    ['arnOf=arn:aws:iam::444455556666:root', 'arn:aws:iam::444455556666:root'],
    ['hash=ab==', 'ab=='],
    ['Name=web (eu-west-1)', 'web (eu-west-1)'],
    ['host=*.prod.*', 'a.prod.b'],
    ['profile:owner=x', 'x'],
  ] as const)
    it(pattern, () => {
      const { unclear, production } = parseGuards({ ...unsetGuards, production: [pattern] });
      assert.deepEqual(unclear, []);
      const tags = [{ key: pattern.slice(0, pattern.indexOf('=')), value }];
      assert.equal(productionMatches({ production }, { profile: 'x', identity, tags }).length, 1);
    });
});
