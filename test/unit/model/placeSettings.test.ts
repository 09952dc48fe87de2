import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { member } from '../../../src/base/untrusted.ts';
import { forbids } from '../../../src/model/changePolicy.ts';
import { parseGuards } from '../../../src/model/guardSettings.ts';
import { operationTypes } from '../../../src/model/operation.ts';
import { parsePlaces } from '../../../src/model/placeSettings.ts';
import { assertProperty } from '../../stages/property.ts';

const unset = { readOnly: undefined, allowedRegions: undefined, production: undefined, requireReason: undefined };
const elsewhere = {
  scope: { profile: 'nobody-names-it', region: 'eu-west-1' },
  type: 'stop',
  account: '999988887777',
  alias: { kind: 'none' },
} as const;

/** What is said of a value, and whether it forbids a change that no entry is about. */
const said = (places: unknown) => {
  const guards = parseGuards({ ...unset, places });
  return { unclear: guards.unclear, parts: guards.unclearParts, forbidden: forbids(guards, elsewhere) };
};

test('an entry is read whole, in any case, width and with blanks around', () => {
  const { rules, unclear } = parsePlaces([
    {
      match: '  ｓｈｏｐ-Prod* ',
      regions: [' EU-West-1', 'eu-west-1', 'us-gov-west-1'],
      operations: ['Stop', ' stop-EXPERIMENT\u200b'],
      production: true,
      readOnly: false,
    },
    { match: '1111*' },
  ]);
  assert.deepEqual(unclear, []);
  assert.deepEqual(rules, [
    {
      match: 'shop-Prod*',
      regions: ['eu-west-1', 'us-gov-west-1'],
      operations: ['stop', 'stop-experiment'],
      production: true,
      readOnly: false,
    },
    { match: '1111*', production: false, readOnly: false },
  ]);
});

test('what is not set, and a list of nothing, forbid nothing', () => {
  for (const value of [undefined, [], [{ match: 'x' }]]) {
    assert.deepEqual(said(value), { unclear: [], parts: [], forbidden: undefined });
  }
});

const odd: readonly (readonly [unknown, readonly string[]])[] = [
  ...[null, true, false, 0, 'x', '', {}, { match: 'x' }, { '*prod*': { readOnly: true } }].map(
    (value) => [value, ['halt.places']] as const,
  ),
  ...[null, undefined, 'x', 7, true, [], [{ match: 'x' }]].map((entry) => [[entry], ['halt.places[0]']] as const),
  ...[undefined, null, '', ' \t', '\u200b', '!prod*', ' ! ', 'env=prod', 12, ['x'], { profile: 'x' }].map(
    (match) => [[{ match }], ['halt.places[0].match']] as const,
  ),
  [[{}], ['halt.places[0].match']],
  [[{ match: 'a' }, { readOnly: true }], ['halt.places[1].match']],
  ...[null, 'eu-west-1', [], ['eu-*'], [''], [null], [['eu-west-1']], ['eu-west-1', 3], {}, ['eu west 1']].map(
    (regions) => [[{ match: 'x', regions }], ['halt.places[0].regions']] as const,
  ),
  ...[null, 'stop', ['ec2:StopInstances'], ['stopp'], [''], ['stop', null], {}, ['constructor'], ['__proto__']].map(
    (operations) => [[{ match: 'x', operations }], ['halt.places[0].operations']] as const,
  ),
  ...[null, 'true', 1, [], {}].flatMap((flag) => [
    [[{ match: 'x', production: flag }], ['halt.places[0].production']] as const,
    [[{ match: 'x', readOnly: flag }], ['halt.places[0].readOnly']] as const,
  ]),
  // A guard under a misspelt name guards nothing.
  [[{ match: 'x', readonly: true }], ['halt.places[0].readonly']],
  [[{ match: 'x', region: ['eu-west-1'] }], ['halt.places[0].region']],
  [[{ match: 'x', toString: 1 }], ['halt.places[0].toString']],
  [
    [{ match: '', regions: [] }, 4, { match: 'x', nested: { readOnly: true } }],
    ['halt.places[0].match', 'halt.places[0].regions', 'halt.places[1]', 'halt.places[2].nested'],
  ],
];

for (const [value, parts] of odd) {
  test(`halt.places of ${JSON.stringify(value)} forbids every change, and says ${parts.join(', ')}`, () => {
    assert.deepEqual(said(value), { unclear: ['halt.places'], parts, forbidden: 'places-unclear' });
  });
}

test('whatever stands there is understood whole or forbids everything, and nothing throws', () => {
  const known = fc.record(
    {
      match: fc.oneof(fc.string(), fc.constantFrom('*', 'shop-*', '1234*')),
      regions: fc.oneof(fc.array(fc.constantFrom('eu-west-1', 'US-EAST-1', 'x')), fc.jsonValue()),
      operations: fc.oneof(fc.array(fc.constantFrom(...operationTypes, 'x')), fc.jsonValue()),
      production: fc.oneof(fc.boolean(), fc.jsonValue()),
      readOnly: fc.oneof(fc.boolean(), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );
  assertProperty(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.oneof(known, fc.jsonValue()))), (value) => {
      const { rules, unclear } = parsePlaces(value);
      const { forbidden } = said(value);
      if (unclear.length > 0) assert.equal(forbidden, 'places-unclear');
      else assert.equal(rules.length, Array.isArray(value) ? value.length : 0);
      // What was said to forbid is said by a rule, or nothing can be changed.
      const entries: readonly unknown[] = Array.isArray(value) ? value : [];
      entries.forEach((entry, index) => {
        if (unclear.length > 0 || member(entry, 'readOnly') !== true) return;
        assert.equal(rules[index]?.readOnly, true);
      });
    }),
  );
});

test('regions of which one can be none are unclear, and a mark or a sign behind a name is a part of it', () => {
  const first = { match: 'shop', regions: ['eu-west-1', 'EU-WEST-1'] };
  assert.deepEqual(parsePlaces([first]).rules[0]?.regions, ['eu-west-1']);
  for (const regions of [['eu-west-1', 'nowhere'], ['nowhere'], [], ['eu-west-1', 7]])
    assert.deepEqual(parsePlaces([{ match: 'shop', regions }]).unclear, ['halt.places[0].regions']);
  assert.deepEqual(parsePlaces([{ match: 'shop!' }]).rules[0]?.match, 'shop!');
  for (const match of ['!shop', 'env=prod', ' ', 7])
    assert.deepEqual(parsePlaces([{ match }]).unclear, ['halt.places[0].match']);
});
