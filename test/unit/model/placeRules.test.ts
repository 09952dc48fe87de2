import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type ChangePolicy, type Forbidden, forbids, versionOf } from '../../../src/model/changePolicy.ts';
import { known, none, unread } from '../../../src/model/fact.ts';
import { operationTypes } from '../../../src/model/operation.ts';
import {
  matchOf,
  ownRegions,
  type PlaceRule,
  possibleRegions,
  type PlaceNames,
} from '../../../src/model/placeRules.ts';
import { productionMatches } from '../../../src/stopping/plan/productionPolicy.ts';
import { openPolicy } from '../../stages/stopping/permits.ts';
import { assertProperty } from '../../stages/property.ts';
import { processorTime } from '../../stages/processorTime.ts';

const shop: PlaceNames = { profile: 'Shop-Prod', account: '444455556666', alias: known('acme-live') };
const rule = (match: string, more: Partial<PlaceRule> = {}): PlaceRule => ({
  match,
  production: false,
  readOnly: false,
  ...more,
});
const under = (places: readonly PlaceRule[], more: Partial<ChangePolicy> = {}): ChangePolicy => ({
  ...openPolicy(),
  places,
  ...more,
});
const ask = (policy: ChangePolicy, whose: PlaceNames = shop, region = 'eu-west-1') =>
  forbids(policy, { scope: { profile: whose.profile, region }, type: 'stop', ...whose });

describe('the rules of halt.places', () => {
  it('hold by profile, account id and alias, whatever the case, blanks and ways of writing', () => {
    for (const pattern of [
      'shop-prod',
      'SHOP-*',
      ' ｓｈｏｐ-prod ',
      '444455556666',
      '4444*',
      '*-LIVE',
      'acme-li\u200bve',
    ]) {
      assert.equal(ask(under([rule(pattern, { readOnly: true })])), 'place-read-only', pattern);
      assert.equal(
        productionMatches({ production: [], places: [rule(pattern, { production: true })] }, named(shop)).length,
        1,
      );
    }
    for (const pattern of ['shop', '4444', 'acme', 'prod-shop', '111122223333']) {
      assert.equal(ask(under([rule(pattern, { readOnly: true, operations: [], regions: [] })])), undefined, pattern);
    }
  });

  it('hold where what was not read could match, and not where it can’t', () => {
    const nobody: PlaceNames = { profile: 'dev', account: undefined, alias: undefined };
    const nameless: PlaceNames = { profile: 'dev', account: '444455556666', alias: unread };
    const rows: readonly (readonly [string, boolean, boolean])[] = [
      // The pattern; whether it could match one of whom nothing is known; whether it could be the alias of a known account.
      ['acme-*', true, true],
      ['444455556666', true, false],
      ['1111*', true, true],
      ['????????????', true, true],
      ['1111222233334', true, true],
      ['?1111222233334', true, true],
      ['9'.repeat(12), true, false],
      ['team prod', false, false],
      ['prod_eu', false, false],
      ['Ünter*', false, false],
    ];
    for (const [pattern, ofNobody, ofNameless] of rows) {
      assert.equal(ask(under([rule(pattern, { readOnly: true })]), nobody) === 'place-read-only', ofNobody, pattern);
      const matched = pattern === '444455556666' || ofNameless;
      assert.equal(ask(under([rule(pattern, { readOnly: true })]), nameless) === 'place-read-only', matched, pattern);
    }
    const marks = { production: [], places: [rule('acme-*', { production: true })] };
    assert.deepEqual(productionMatches(marks, named(nameless)), [
      { kind: 'alias-unread', pattern: 'acme-*', matched: '' },
    ]);
    assert.equal(productionMatches(marks, { profile: 'dev' }).length, 1);
    assert.deepEqual(productionMatches(marks, named({ ...nameless, alias: none })), []);
  });

  it('forbid other regions and other operations than those they name, and nothing else', () => {
    const rows: readonly (readonly [Partial<PlaceRule>, string, Forbidden | undefined])[] = [
      [{}, 'eu-west-1', undefined],
      [{ regions: ['eu-west-1', 'us-east-1'] }, 'eu-west-1', undefined],
      [{ regions: ['us-east-1'] }, 'eu-west-1', 'place-region'],
      [{ operations: ['stop'] }, 'eu-west-1', undefined],
      [{ operations: ['stop-experiment', 'hibernate'] }, 'eu-west-1', 'place-operation'],
      [{ operations: [] }, 'eu-west-1', 'place-operation'],
      [{ production: true }, 'eu-west-1', undefined],
    ];
    for (const [more, region, expected] of rows) {
      assert.equal(ask(under([rule('*prod', more)]), shop, region), expected, JSON.stringify(more));
    }
    for (const type of operationTypes) {
      const change = {
        scope: { profile: shop.profile, region: 'eu-west-1' },
        type,
        account: shop.account,
        alias: shop.alias,
      };
      assert.equal(forbids(under([rule('*', { operations: [type] })]), change), undefined, type);
      const others = operationTypes.filter((one) => one !== type);
      assert.equal(forbids(under([rule('*', { operations: others })]), change), 'place-operation', type);
    }
    // What is off everywhere stays off.
    const abort = {
      scope: { profile: 'a', region: 'eu-west-1' },
      type: 'abort',
      account: '1'.repeat(12),
      alias: none,
    } as const;
    assert.equal(forbids(under([rule('a', { operations: ['abort'] })], { enableAbort: false }), abort), 'abort-off');
  });

  it('add to the older settings, of which the stricter wins, and never take anything from them', () => {
    const text = fc.constantFrom('*', 'shop-*', '4444*', '*live', 'other', '9999*');
    const regions = fc.subarray(['eu-west-1', 'us-east-1', 'eu-north-1']);
    const rules = fc.array(
      fc.record(
        {
          match: text,
          regions,
          operations: fc.subarray([...operationTypes]),
          production: fc.boolean(),
          readOnly: fc.boolean(),
        },
        { requiredKeys: ['match', 'production', 'readOnly'] },
      ),
      { maxLength: 4 },
    );
    const old = fc.record({
      readOnly: fc.oneof(fc.boolean(), fc.array(text, { maxLength: 2 })),
      allowedRegions: regions,
      enableAbort: fc.boolean(),
      production: fc.array(fc.oneof(text, fc.constant('!*live')), { maxLength: 3 }),
    });
    const alias = fc.constantFrom(known('acme-live'), none, unread);
    assertProperty(
      fc.property(old, rules, rules, alias, fc.constantFrom(...operationTypes), (guards, some, more, name, type) => {
        const change = {
          scope: { profile: 'Shop-Prod', region: 'eu-west-1' },
          type,
          account: shop.account,
          alias: name,
        };
        const before = forbids(guards, change);
        const after = forbids({ ...guards, places: some }, change);
        if (before !== undefined) assert.notEqual(after, undefined);
        if (after !== undefined) assert.notEqual(forbids({ ...guards, places: [...more, ...some] }, change), undefined);
        const marked = (places: readonly PlaceRule[]) =>
          productionMatches({ ...guards, places }, named({ ...shop, alias: name })).length;
        assert.ok(marked([]) <= marked(some) && marked(some) <= marked([...more, ...some]));
        // The order says nothing.
        assert.equal(forbids({ ...guards, places: some.toReversed() }, change) === undefined, after === undefined);
        // What nobody read is never better off than what was read.
        if (after !== undefined && name.kind !== 'none') {
          const unknown = { ...change, account: undefined, alias: undefined };
          const places = under(some, { enableAbort: true });
          if (forbids(places, change) !== undefined) assert.notEqual(forbids(places, unknown), undefined);
        }
      }),
    );
  });

  it('have another version whatever of them changes', () => {
    const all = [
      [],
      [rule('a')],
      [rule('b')],
      [rule('a', { readOnly: true })],
      [rule('a', { production: true })],
      [rule('a', { regions: ['eu-west-1'] })],
      [rule('a', { operations: [] })],
      [rule('a', { operations: ['stop'] })],
      [rule('a'), rule('b')],
    ].map((places) => versionOf(under(places)));
    assert.equal(new Set(all).size, all.length);
  });

  it('name the regions that are listed, of rules that certainly hold', () => {
    const rules = [
      rule('shop-*', { regions: ['eu-west-1', 'eu-north-1'] }),
      rule('4444*', { regions: ['us-east-1', 'eu-west-1'] }),
      rule('*', { readOnly: true }),
    ];
    assert.deepEqual(ownRegions(rules, shop), ['eu-west-1', 'eu-north-1', 'us-east-1']);
    assert.deepEqual(ownRegions(rules, { ...shop, account: undefined, alias: undefined }), ['eu-west-1', 'eu-north-1']);
    assert.equal(ownRegions(rules, { profile: 'dev', account: undefined, alias: undefined }), undefined);
  });

  it('tell what of a place they match, and take an account that nobody named for any of twelve digits', () => {
    const nobody: PlaceNames = { profile: 'dev', account: undefined, alias: none };
    const rows: readonly (readonly [string, ReturnType<typeof matchOf>])[] = [
      ['DEV', { name: 'dev' }],
      ['d?v', { name: 'dev' }],
      ['111122223333', 'unread'],
      ['11112222333', undefined],
      ['1111222233334', undefined],
      ['1111*', 'unread'],
      ['1*2*3', 'unread'],
      ['111122223333*', 'unread'],
      ['1111222233334*', undefined],
      ['????????????', 'unread'],
      ['???????????', undefined],
      ['?????????????', undefined],
      ['1111-*', undefined],
      ['1111x', undefined],
      ['x1111*', undefined],
      ['prod*', undefined],
    ];
    for (const [pattern, expected] of rows) assert.deepEqual(matchOf(pattern, nobody), expected, pattern);
    assert.deepEqual(matchOf('4444*', shop), { name: '444455556666' });
    assert.deepEqual(matchOf('acme-*', shop), { name: 'acme-live' });
    // Of a known account nothing is guessed.
    assert.equal(matchOf('111122223333', { ...shop, alias: unread }), undefined);
    assert.equal(matchOf('acme-live', { ...shop, alias: undefined }), 'unread');
    assert.equal(matchOf('acme-live', { ...shop, alias: none }), undefined);
  });

  it('name the regions that might be listed, of rules that could hold', () => {
    const rules = [
      rule('shop-*', { regions: ['eu-west-1'] }),
      rule('4444*', { regions: ['us-east-1', 'eu-west-1'] }),
      rule('9999*'),
      rule('team x', { regions: ['eu-north-1'] }),
    ];
    const unnamed: PlaceNames = { profile: 'Shop-Prod', account: undefined, alias: undefined };
    assert.deepEqual(possibleRegions(rules, unnamed), ['us-east-1', 'eu-west-1']);
    assert.deepEqual(possibleRegions(rules, shop), []);
    const others = [rule('other', { regions: ['eu-north-1'] }), rule('shop-*')];
    assert.equal(ownRegions(others, shop), undefined, 'of one that names none, and one that is for somebody else');
  });

  it('match in linear time, whoever wrote the pattern', () => {
    const odd = { profile: 'a'.repeat(20_000), account: '1'.repeat(12), alias: none };
    assert.ok(processorTime(() => assert.equal(matchOf(`${'*a'.repeat(30)}b`, odd), undefined)) < 1_000);
  });
});

/** As production is asked. */
function named({ profile, account, alias }: PlaceNames) {
  return { profile, ...(account !== undefined && { identity: { account, alias: alias ?? unread } }) };
}
