import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fact, known, none, unread } from '../../../src/model/fact.ts';
import { type ChangePolicy, forbids as forbidsChange } from '../../../src/model/changePolicy.ts';
import { parseGuards, settingOfCode } from '../../../src/model/guardSettings.ts';
import { productionMatches } from '../../../src/stopping/plan/productionPolicy.ts';
import { unsetGuards } from '../../stages/guards.ts';

const forbids = (
  policy: ChangePolicy,
  place: { readonly profile: string; readonly region: string },
  who: { readonly account?: string; readonly alias?: Fact<string> } = {},
) => forbidsChange(policy, { scope: place, type: 'stop', account: undefined, alias: undefined, ...who });
const scope = { profile: 'shop-Production', region: 'eu-west-1' };

test('settings that are not set forbid nothing', () => {
  assert.deepEqual(parseGuards(unsetGuards), {
    ...{ readOnly: [], allowedRegions: [], production: [], places: [], unclear: [], unclearParts: [] },
    ...{ requireReason: 'off', reasonUnclear: false },
  });
});

const notAList: readonly (readonly [string, unknown])[] = [
  ['a text', '*prod*'],
  ['a text that says no', 'false'],
  ['nothing at all', null],
  ['a number', 1],
  ['an object', { prod: true }],
  ['a list with nothing in it', [null]],
  ['a list within the list', [['*prod*']]],
  ['a list with a number', ['eu-west-1', 3]],
  ['a list with an object', [{ region: 'eu-west-1' }]],
  ['an empty text', ['']],
  ['blanks', ['  \t']],
  ['a text of nothing that is drawn', ['\u200b\u2060']],
  ['an exception of nothing', ['!']],
  ['an exception of a blank', ['! ']],
  ['a tag without a key', ['=prod']],
  ['an exception of a tag without a key', ['! =prod']],
];

/** What forbids every change while a setting can't be understood. */
const unclearCodes = {
  readOnly: 'read-only-unclear',
  allowedRegions: 'regions-unclear',
  production: 'production-unclear',
} as const;

/** What halt.production alone has. */
const ofProduction: readonly (readonly [string, unknown])[] = [
  ['an exception', ['*', '!dev']],
  ['an exception of full width', ['*', '\uff01dev']],
  ['a tag', ['env=prod*']],
  ['a tag with an equals sign of full width', ['env\uff1dprod']],
];

for (const key of ['readOnly', 'allowedRegions'] as const) {
  for (const [what, value] of ofProduction) {
    test(`halt.${key} with ${what}, which it doesn’t have, forbids every change`, () => {
      const guards = parseGuards({ ...unsetGuards, [key]: value });
      assert.deepEqual([guards.unclear, forbids(guards, scope)], [[`halt.${key}`], unclearCodes[key]]);
      assert.deepEqual(parseGuards({ ...unsetGuards, production: value }).unclear, []);
    });
  }
}

for (const key of ['readOnly', 'allowedRegions', 'production'] as const) {
  for (const [what, value] of notAList) {
    test(`11.18: halt.${key} with ${what} forbids every change, and says which setting it is`, () => {
      const guards = parseGuards({ ...unsetGuards, [key]: value });
      assert.deepEqual(guards.unclear, [`halt.${key}`]);
      assert.equal(forbids(guards, scope), unclearCodes[key]);
      assert.equal(settingOfCode(forbids(guards, scope)), `halt.${key}`);
    });
  }
}

for (const key of ['allowedRegions', 'production'] as const) {
  for (const value of [true, false]) {
    test(`halt.${key} is no switch: ${value} forbids every change`, () => {
      assert.equal(forbids(parseGuards({ ...unsetGuards, [key]: value }), scope), unclearCodes[key]);
    });
  }
}

for (const value of [['!dev'], ['!dev', '!test-*'], ['\uff01dev'], ['! 1234-5678-9012'], ['!env=dev']]) {
  test(`halt.production with exceptions alone (${value.join(' ')}), which mark nothing, forbids every change`, () => {
    const guards = parseGuards({ ...unsetGuards, production: value });
    assert.deepEqual([guards.unclear, forbids(guards, scope)], [['halt.production'], 'production-unclear']);
  });
}

for (const value of [
  ...['arn:aws:iam::444455556666:root', ' ARN:aws-cn:iam::444455556666:root', 'a\uff52n:aws:iam::444455556666:user/x'],
  ...['shop-prod,shop-live', 'a, b', 'a\uff0cb', '444455556666,111122223333'],
]) {
  test(`${value} is no name: as a pattern it forbids every change, and says which setting it is`, () => {
    for (const key of ['readOnly', 'allowedRegions', 'production'] as const)
      assert.deepEqual(parseGuards({ ...unsetGuards, [key]: ['x', value] }).unclear, [`halt.${key}`]);
    assert.deepEqual(parseGuards({ ...unsetGuards, production: ['x', `!${value}`] }).unclear, ['halt.production']);
    const { unclear, unclearParts } = parseGuards({ ...unsetGuards, places: [{ match: value, readOnly: true }] });
    assert.deepEqual([unclear, unclearParts], [['halt.places'], ['halt.places[0].match']]);
  });
}

test('a tag’s value may be anything', () => {
  const production = ['team=a,b', 'owner=arn:aws:iam::444455556666:root', '!env=dev,test'];
  assert.deepEqual(parseGuards({ ...unsetGuards, production }).production, production);
});

for (const written of ['4444-5555-6666', ' 4444-5555-6666 ', '\uff14444-5555-6666', '4444-5555\u200b-6666']) {
  test(`${JSON.stringify(written)} is the account, as the console shows it, in every guard`, () => {
    const who = { account: '444455556666', alias: none };
    const other = { account: '444455556667', alias: none };
    const place = { ...scope, profile: 'x' };
    const readOnly = parseGuards({ ...unsetGuards, readOnly: [written] });
    assert.equal(forbids(readOnly, place, who), 'read-only');
    assert.equal(forbids(readOnly, place, other), undefined);
    assert.equal(forbids(readOnly, { ...place, profile: '4444-5555-6666' }, other), 'read-only', 'the name itself');
    const places = parseGuards({ ...unsetGuards, places: [{ match: written, readOnly: true, production: true }] });
    assert.equal(forbids(places, place, who), 'place-read-only');
    assert.equal(forbids(places, place, other), undefined);
    const marks = (production: readonly string[], identity: typeof who): number =>
      productionMatches(parseGuards({ ...unsetGuards, production }), { profile: 'x', identity }).length;
    assert.deepEqual([marks([written], who), marks([written], other)], [1, 0]);
    assert.deepEqual([marks(['4444*', `!${written}`], who), marks(['4444*', `!${written}`], other)], [0, 1]);
  });
}

for (const other of ['4444-5555-66666', '4444-5555-666x', '4444-5555-6']) {
  test(`${other} is no account`, () => {
    assert.deepEqual(parseGuards({ ...unsetGuards, readOnly: [other] }).readOnly, [other]);
  });
}

test('halt.readOnly is a switch as well as a list', () => {
  assert.equal(forbids(parseGuards({ ...unsetGuards, readOnly: true }), scope), 'read-only');
  assert.equal(forbids(parseGuards({ ...unsetGuards, readOnly: false }), scope), undefined);
  assert.equal(forbids(parseGuards({ ...unsetGuards, readOnly: [] }), scope), undefined);
});

test('11.18: several that can’t be understood are all named', () => {
  const guards = parseGuards({ ...unsetGuards, readOnly: 'x', allowedRegions: 'x', production: 'x' });
  assert.deepEqual(guards.unclear, ['halt.readOnly', 'halt.allowedRegions', 'halt.production']);
  assert.equal(forbids(guards, scope), 'read-only-unclear');
});

test('11.18: what can’t be understood is blamed before what forbids as well', () => {
  const guards = parseGuards({ ...unsetGuards, readOnly: true, allowedRegions: ['us-east-1'], production: '*prod*' });
  assert.equal(forbids(guards, scope), 'production-unclear');
});

for (const pattern of [
  '*prod*',
  '*PROD*',
  ' shop-production ',
  'SHOP-PRODUCTION',
  'ｓｈｏｐ-production',
  'shop-produc\u200btion',
  'shop-?roduction',
]) {
  test(`every guard matches ${JSON.stringify(pattern)} with the profile in the same way`, () => {
    const { readOnly, production } = parseGuards({ ...unsetGuards, readOnly: [pattern], production: [pattern] });
    assert.equal(forbids({ readOnly, allowedRegions: [] }, scope), 'read-only');
    assert.equal(productionMatches({ production }, { profile: scope.profile }).length, 1);
  });
}

for (const [pattern, profile] of [
  ['prod-?', 'prod-\u{1f680}'],
  ['?-prod', '\u{20bb7}-prod'],
  ['caf\u00e9', 'cafe\u200b\u0301'],
  ['cafe\u034f\u0301-*', 'caf\u00e9-1'],
  ['\u1100\u200b\u1161', '\uac00'],
  ['\u03a0\u03a1\u039f\u03a3*', '\u03c0\u03c1\u03bf\u03c3\u03c4'],
  ['STRASSE', 'stra\u00dfe'],
  // A letter without a capital of its own: its capital and the accents, put together or apart.
  ['\u03aa\u0301-*', '\u0390-1'],
  ['\u0399\u0308\u0301', '\u0390'],
  ['S\u015a', '\u00df\u0301'],
  ['\u01f0*', 'J\u030c-1'],
  ['\u0130zmir', 'i\u0307zmir'],
] as const) {
  test(`every guard takes ${JSON.stringify(pattern)} for ${JSON.stringify(profile)}, and not for a longer name`, () => {
    const { readOnly, production } = parseGuards({ ...unsetGuards, readOnly: [pattern], production: [pattern] });
    assert.equal(forbids({ readOnly, allowedRegions: [] }, { ...scope, profile }), 'read-only');
    assert.equal(productionMatches({ production }, { profile }).length, 1);
    // Of an account that nobody named its alias could match.
    const identity = { account: '111122223333', alias: none };
    assert.equal(productionMatches({ production }, { profile: `x${profile}`, identity }).length, 0);
  });
}

for (const pattern of ['EU-WEST-1', ' eu-west-1', 'eu-*', 'ＥＵ-west-1']) {
  test(`${JSON.stringify(pattern)} allows eu-west-1 and forbids us-east-1`, () => {
    const guards = parseGuards({ ...unsetGuards, allowedRegions: [pattern] });
    assert.equal(forbids(guards, scope), undefined);
    assert.equal(forbids(guards, { ...scope, region: 'us-east-1' }), 'region');
  });
}

test('an account is forbidden by its id and by its alias', () => {
  const who = { account: '444455556666', alias: known('Shop-Live') };
  for (const pattern of ['444455556666', '4444*', 'shop-live', '*-LIVE']) {
    assert.equal(
      forbids(parseGuards({ ...unsetGuards, readOnly: [pattern] }), { ...scope, profile: 'x' }, who),
      'read-only',
    );
  }
  assert.equal(forbids(parseGuards({ ...unsetGuards, readOnly: ['111122223333'] }), scope, who), undefined);
});

for (const pattern of ['stra\u00dfe-*', '\u0131ntern-?', '\ufb01nance', '\uff53hop-*', 'SHOP-*', 's\u200bhop']) {
  test(`${JSON.stringify(pattern)} is a pattern that an alias could match, and guards while it can’t be read`, () => {
    const other = { ...scope, profile: 'x' };
    const guards = parseGuards({ ...unsetGuards, readOnly: [pattern], production: [pattern] });
    assert.equal(forbids(guards, other, { account: '444455556666', alias: unread }), 'read-only');
    const who = { profile: 'x', identity: { account: '444455556666', alias: unread } };
    assert.deepEqual(
      productionMatches(guards, who).map(({ kind }) => kind),
      ['alias-unread'],
    );
  });
}

test('11.18: an alias that can’t be read forbids what its pattern could match', () => {
  const policy = { readOnly: ['shop-*'], allowedRegions: [] };
  const other = { ...scope, profile: 'x' };
  assert.equal(forbids(policy, other, { account: '444455556666', alias: unread }), 'read-only');
  assert.equal(forbids({ ...policy, readOnly: ['111122223333'] }, other, { alias: unread }), undefined);
});

test('what can’t be understood has no patterns, and only what a guard forbids has a setting', () => {
  const { allowedRegions, production, readOnly } = parseGuards({
    ...unsetGuards,
    ...{ allowedRegions: 'eu-west-1', production: '*prod*', readOnly: 'dev' },
  });
  assert.deepEqual([allowedRegions, production, readOnly], [[], [], true]);
  for (const isReadOnly of [true, false])
    assert.equal(parseGuards({ ...unsetGuards, readOnly: isReadOnly }).readOnly, isReadOnly);
  for (const code of [undefined, '', 'toString', 'AccessDenied']) assert.equal(settingOfCode(code), undefined);
  assert.equal(settingOfCode('abort-off'), 'halt.enableAbort');
});
