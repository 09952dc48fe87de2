import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, none, unread } from '../../../../src/model/fact.ts';
import type { PlaceNames } from '../../../../src/model/placeRules.ts';
import { type KnownNames, patternMatches } from '../../../../src/ui/profiles/patternMatches.ts';
import { unsetGuards } from '../../../stages/guards.ts';

const place = (profile: string, account?: string, alias?: PlaceNames['alias']): PlaceNames => ({
  profile,
  account,
  alias,
});

const all: KnownNames = {
  places: [
    place('shop-prod', '111122223333', none),
    place('shop-staging', '444455556666', known('acme-live')),
    place('sandbox'),
    place('denied', '777788889999', unread),
  ],
  regions: ['eu-west-1', 'us-east-1', 'eu-west-1'],
  tags: [
    [{ key: 'env', value: 'prod' }],
    [
      { key: 'env', value: 'prod' },
      { key: 'x', value: 'y' },
    ],
    [],
    [{ key: 'env', value: 'dev' }],
  ],
  names: ['shop-prod', 'shop-staging'],
};

/** What each pattern matches, in one text. */
const told = (raw: Partial<typeof unsetGuards>, names: KnownNames = all) =>
  patternMatches({ ...unsetGuards, ...raw }, names).map(({ setting, pattern, matched, possible, tagged }) => {
    const found = matched.map(({ name, by }) => (by === undefined ? name : `${name} by ${by}`));
    return `${setting} ${pattern}: ${found.join(', ')} | ${possible.join(', ')}${tagged === undefined ? '' : ` | ${tagged}`}`;
  });

describe('what the patterns of guards match', () => {
  it('is nothing of a misspelt one but what isn’t known yet, and each profile by name, account or alias else', () => {
    assert.deepEqual(told({ production: ['shpo-prod', 'shop-*', '1111-2222-3333', 'acme-live'] }), [
      'halt.production shpo-prod:  | sandbox, denied',
      'halt.production shop-*: shop-prod, shop-staging | sandbox, denied',
      'halt.production 1111-2222-3333: shop-prod by 111122223333 | sandbox, denied',
      'halt.production acme-live: shop-staging by acme-live | sandbox, denied',
    ]);
    const asked = { ...all, places: all.places.slice(0, 2) };
    assert.deepEqual(told({ readOnly: ['shpo-prod', 'SHOP-PROD'] }, asked), [
      'halt.readOnly shpo-prod:  | ',
      'halt.readOnly SHOP-PROD: shop-prod | ',
    ]);
  });

  it('is that of the other ways to read a pattern, too, as the guards take it', () => {
    const asked = { ...all, places: all.places.slice(0, 2) };
    assert.deepEqual(told({ readOnly: ['profile shop-prod', 'shop-staging/eu-west-1'] }, asked), [
      'halt.readOnly profile shop-prod: shop-prod | ',
      'halt.readOnly shop-staging/eu-west-1: shop-staging | ',
    ]);
  });

  it('is what an exception takes out, how many things have a tag, which regions there are, and whom a rule is about', () => {
    const asked = { ...all, places: all.places.slice(0, 2) };
    assert.deepEqual(
      told(
        {
          production: ['*', '!shop-staging', 'env=prod', 'env=prd'],
          allowedRegions: ['eu-*', 'eu-wset-1'],
          places: [
            { match: 'shop-prod', readOnly: true },
            { match: 'shpo', readOnly: true },
          ],
        },
        asked,
      ),
      [
        'halt.allowedRegions eu-*: eu-west-1 | ',
        'halt.allowedRegions eu-wset-1:  | ',
        'halt.production *: shop-prod, shop-staging | ',
        'halt.production !shop-staging: shop-staging | ',
        'halt.production env=prod:  |  | 2',
        'halt.production env=prd:  |  | 0',
        'halt.places shop-prod: shop-prod | ',
        'halt.places shpo:  | ',
      ],
    );
  });

  it('leaves out what is no pattern or can’t be understood, which a message names, and what is there twice', () => {
    assert.deepEqual(told({}), []);
    assert.deepEqual(told({ readOnly: true, production: 'shop', places: {}, allowedRegions: null }), []);
    assert.deepEqual(told({ readOnly: ['"quoted"', 7, null, 'sandbox', 'sandbox'], places: [{}, 7] }), [
      'halt.readOnly sandbox: sandbox | denied',
    ]);
  });
});
