import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FilterContext, judge, judgeDaemon } from '../../../src/inventory/filter.ts';
import { parseFilter } from '../../../src/inventory/filtering/terms.ts';
import { none } from '../../../src/model/fact.ts';
import type { Resource } from '../../../src/model/resources/resource.ts';
import { experimentLike, instanceLike, noStateWords, serviceLike } from '../../stages/resources.ts';

const context = (asked = { times: 0 }): FilterContext => ({
  now: 0,
  stateWords: noStateWords,
  accountOf: (profile) => {
    asked.times += 1;
    return profile === 'shop-eu'
      ? { known: ['777788889999', 'acme-live'], unread: 'nothing' }
      : { known: ['444455556666'], unread: 'alias' };
  },
  productionWords: (profile) => (profile === 'shop-eu' ? 'Produktion' : undefined),
});

const filterOf = (typed: string) => {
  const filter = parseFilter(typed);
  assert.ok(filter, typed);
  return filter;
};

const there = { profile: 'shop-eu', region: 'ap-southeast-2' };
const elsewhere = { profile: 'lab', region: 'sa-east-1' };
const words = [
  'produktion',
  'PRODUKTION',
  'shop-eu',
  'hop-e',
  '777788889999',
  'acme-live',
  'acme',
  'ap-southeast-2',
  'southeast',
  'ac?e-*',
];

void describe('a word of a filter', () => {
  const kinds: readonly ((scope: typeof there) => Resource)[] = [
    (scope) => instanceLike({ scope }),
    (scope) => serviceLike({ scope }),
    (scope) => experimentLike({ scope }),
  ];

  void it('finds what is in a place by all that names the place, and hides it by the same', () => {
    for (const word of words)
      for (const make of kinds) {
        const told = [there, elsewhere].flatMap((scope) =>
          ['', '-'].map((minus) => judge(filterOf(minus + word), make(scope), context())),
        );
        assert.deepEqual(told, ['shown', 'hidden', 'hidden', 'shown'], word);
      }
  });

  void it('takes a short number for one of a name', () => {
    for (const word of ['7', '77', '888', '2', '7?8'])
      assert.equal(
        judge(filterOf(`i-0 ${word}`), instanceLike({ id: 'i-0', scope: there }), context()),
        'hidden',
        word,
      );
    for (const word of ['7777', 'st-2', '8*9999'])
      assert.equal(judge(filterOf(`i-0 ${word}`), instanceLike({ id: 'i-0', scope: there }), context()), 'shown', word);
  });

  void it('finds managed daemons alike', () => {
    const daemon = { arn: 'arn:d', name: 'agent', clusterName: 'tools', status: 'ACTIVE', deployment: none };
    for (const word of words) {
      const told = [there, elsewhere].map((scope) => judgeDaemon(filterOf(word), daemon, scope, context()));
      assert.deepEqual(told, ['shown', 'hidden'], word);
    }
  });

  void it('leaves nothing unjudged for an alias that nobody could read', () => {
    assert.equal(judge(filterOf('acme'), instanceLike({ scope: elsewhere }), context()), 'hidden');
    assert.equal(judge(filterOf('account:acme'), instanceLike({ scope: elsewhere }), context()), 'unread');
  });

  void it('asks once whose a place is, however many rows are in it', () => {
    const asked = { times: 0 };
    const one = context(asked);
    const filter = filterOf('nowhere');
    for (let n = 0; n < 1_000; n += 1) judge(filter, instanceLike({ id: `i-${n}`, scope: { ...there } }), one);
    assert.equal(asked.times, 1);
  });
});
