import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forbids } from '../../../src/model/changePolicy.ts';
import { none } from '../../../src/model/fact.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { productionMatches } from '../../../src/stopping/plan/productionPolicy.ts';
import { unsetGuards } from '../../stages/guards.ts';

const CHOSEN = ['shop-prod', 'pay-prod', 'dev', '111122224444/Admin'];
const identity = { account: '111122223333', alias: none };

describe('a pattern of a shell, of a list or of another tool would guard nothing: it forbids every change, and says which setting it is', () => {
  const names = [
    ...['env:prod', 'Environment: prod*', 'STAGE:live', 'tier : 1', '\uff45nv\uff1aprod', 'account id: 111122223333'],
    ...[
      'shop-[pd]*',
      '[pd]*',
      '*-[0-9]',
      'shop-[!d]*',
      'shop[12]',
      '\uff3bpd\uff3d*',
      'x{2}',
      'shop-${ENV}',
      '<account>',
    ],
    ...['{{ env }}-prod', 'shop-$(whoami)', '\u300cshop-prod\u300d', '\u201dshop-prod\u201d', '\u00bbshop-prod\u00ab'],
    ...[
      'shop-prod\u3001pay-prod',
      'shop-prod\u060c pay-prod',
      'shop-prod\u061b pay-prod',
      '*prod* !dev',
      '- shop-prod',
    ],
    ...[
      'https://shop-prod.signin.aws.amazon.com/console',
      'shop-prod pay-prod',
      'shop-prod & pay-*',
      'dev + shop-prod',
    ],
    ...['111122223333 444455556666', '1111-2222-3333 4444-5555-6666', '111122223333/shop-prod'],
  ];
  const tags = [
    ...['env=prod[12]', 'env=[pd]*', 'env={prod,live}', 'env=${ENV}', 'env=<prod>', 'env=~prod', 'env =>prod'],
    ...['env:=prod', 'env~=prod', 'env^=prod', 'env$=prod', 'Key=env,Value=prod', 'env=prod team=shop'],
    ...[
      'env=prod AND team = shop',
      'env=prod;team=shop',
      'env=prod&&team=shop',
      'env=\u300cprod\u300d',
      'env=\u201dprod\u201d',
    ],
  ];
  for (const pattern of [...names, ...tags])
    it(JSON.stringify(pattern), () => {
      for (const key of ['production', 'readOnly'] as const)
        assert.deepEqual(parseGuards({ ...unsetGuards, [key]: ['x', pattern] }, CHOSEN).unclear, [`halt.${key}`]);
      const places = [{ match: pattern, readOnly: true }];
      assert.deepEqual(parseGuards({ ...unsetGuards, places }, CHOSEN).unclearParts, ['halt.places[0].match']);
    });
});

describe('a name that looks a little like one is a name', () => {
  for (const pattern of [
    ...[
      'shop [old]',
      '[old] shop',
      'shop {old}',
      'team:shop',
      'acme:prod',
      'shop prod',
      'shop & pay',
      'dev x',
      'a - b',
    ],
    ...['111122224444/Admin', 'shop!', 'environment', 'my env:x', '\u2019t-huis', '111122223333 x'],
  ])
    it(JSON.stringify(pattern), () => {
      const readOnly = parseGuards({ ...unsetGuards, readOnly: [pattern] }, CHOSEN);
      assert.deepEqual([readOnly.unclear, readOnly.readOnly], [[], [pattern]]);
    });

  for (const pattern of [
    'team=a,b',
    'list=a;b',
    'note=a b',
    'hash=a,b==',
    'json={"a":1,"b":2}',
    'x=a [1]',
    'url=https://x',
  ])
    it(`as a tag: ${pattern}`, () =>
      assert.deepEqual(parseGuards({ ...unsetGuards, production: [pattern] }, CHOSEN).production, [pattern]));

  it('that of a chosen profile always', () => {
    const odd = ['env:prod', 'shop-[pd]*', 'shop-${ENV}', 'shop-prod pay-prod'];
    assert.deepEqual(parseGuards({ ...unsetGuards, production: odd }, [...CHOSEN, ...odd]).production, odd);
  });
});

describe('what may be a name or a tag marks as both', () => {
  const marks = (production: readonly string[], what: Partial<Parameters<typeof productionMatches>[1]>): boolean =>
    productionMatches(parseGuards({ ...unsetGuards, production }, CHOSEN), { profile: 'x', identity, ...what }).length >
    0;
  for (const [pattern, tag] of [
    ['team:shop', { key: 'team', value: 'shop' }],
    ['Team : sh*', { key: 'team', value: 'shop' }],
    ['\uff54eam\uff1ashop', { key: 'team', value: 'shop' }],
    ['kubernetes.io/cluster/a:owned', { key: 'kubernetes.io/cluster/a', value: 'owned' }],
  ] as const)
    it(pattern, () => {
      assert.deepEqual([marks([pattern], { tags: [tag] }), marks([pattern], {})], [true, false]);
      assert.equal(marks([pattern], { profile: pattern }), true);
      assert.equal(marks([pattern], { tagsUnread: true }), true);
      // An exception takes out no more than what it says.
      assert.equal(marks(['team=*', 'kube*=*', `!${pattern}`], { tags: [tag] }), true);
    });

  for (const pattern of ['role=admin', 'ROLE = adm*', '\uff52ole\uff1dadmin'])
    it(`a profile’s name with an equals sign: ${pattern}`, () => {
      assert.equal(marks([pattern], { profile: 'role=admin' }), true);
      assert.equal(marks([pattern, '!role=admin'], { profile: 'role=admin' }), false);
      assert.equal(marks([pattern], { profile: 'role' }), false);
    });

  for (const pattern of ['account=111122223333', 'Account = 1111-2222-3333', 'profile=x', 'alias=*', 'PROFILE = ?'])
    it(pattern, () => {
      assert.equal(marks([pattern], {}), true);
      assert.equal(marks(['*', `!${pattern}`], {}), true);
    });
});

describe('an account and a name are the same with the hyphens of a word processor, or the blanks of a list', () => {
  const place = (profile: string) => ({ scope: { profile, region: 'eu-west-1' }, type: 'stop' as const, ...identity });
  for (const pattern of ['1111\u20112222\u20113333', '1111\u20132222\u20133333', '1111 2222 3333', '1111.2222.3333'])
    it(JSON.stringify(pattern), () =>
      assert.equal(forbids(parseGuards({ ...unsetGuards, readOnly: [pattern] }), place('x')), 'read-only'),
    );
  for (const dash of ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\uff0d', '\ufe58'])
    it(`shop${dash}prod`, () => {
      const guards = parseGuards({ ...unsetGuards, readOnly: [`shop${dash}p*`], allowedRegions: [`eu${dash}west-1`] });
      assert.deepEqual([forbids(guards, place('shop-prod')), forbids(guards, place('shop'))], ['read-only', undefined]);
      const { places, unclear } = parseGuards({
        ...unsetGuards,
        places: [{ match: 'x', regions: [`eu${dash}west-1`] }],
      });
      assert.deepEqual([places[0]?.regions, unclear], [['eu-west-1'], []]);
    });
});
