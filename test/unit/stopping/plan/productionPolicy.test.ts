import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { known, none, unread } from '../../../../src/model/fact.ts';
import * as fc from 'fast-check';
import type { ProductionMatch } from '../../../../src/stopping/plan/plan.ts';
import { matchesPattern } from '../../../../src/base/wildcard.ts';
import {
  type ProductionMark,
  productionMark,
  productionMatches,
  strictestMark,
  tagMatches,
} from '../../../../src/stopping/plan/productionPolicy.ts';
import { assertProperty } from '../../../stages/property.ts';
import { processorTime } from '../../../stages/processorTime.ts';

/** What the pattern means, said with a regular expression. */
function naive(pattern: string): RegExp {
  const parts = [...pattern].map((letter) =>
    letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[^a-z0-9]/i, '\\$&'),
  );
  return new RegExp(`^${parts.join('')}$`, 'is');
}

describe('production patterns', () => {
  it('mean what a shell’s do', () => {
    const letters = fc.constantFrom('a', 'B', 'b', '*', '?', '.', '=', '-', '\n', '[', '\\');
    const texts = fc.string({ unit: letters, maxLength: 12 });
    assertProperty(
      fc.property(texts, texts, (pattern, text) => {
        assert.equal(matchesPattern(pattern, text), naive(pattern).test(text), `${pattern} of ${text}`);
      }),
      { numRuns: 5_000 },
    );
  });

  it('are matched fast, whoever wrote the text', () => {
    const match = () => assert.equal(matchesPattern(`${'*a'.repeat(30)}b`, 'a'.repeat(20_000)), false);
    assert.ok(processorTime(match) < 1_000);
  });

  it('look at names, and with an equals sign at tags, too', () => {
    const what = { profile: 'a', identity: { account: '1', alias: known('b') }, tags: [{ key: 'env', value: 'prod' }] };
    const matched = (...patterns: string[]) =>
      productionMatches({ production: patterns }, what).map((match) => match.matched);
    assert.deepEqual(matched('*'), ['a']);
    assert.deepEqual(matched('env=*', 'ENV=Prod', 'env', 'prod'), ['env=prod', 'env=prod']);
    assert.deepEqual(matched('b', '1'), ['b', '1']);
    assert.deepEqual(
      productionMatches({ production: ['*=*'] }, { profile: 'x=y' }).map((match) => match.matched),
      ['x=y'],
    );
  });

  it('exclude names by what is written without an equals sign, and tags by what is written with one', () => {
    const identity = { account: '1', alias: none };
    const what = { profile: 'env=prod', identity, tags: [{ key: 'env', value: 'prod' }] };
    const matched = (...production: string[]) => productionMatches({ production }, what).map((match) => match.matched);
    assert.deepEqual(matched('env=*', '!*'), ['env=prod']);
    assert.deepEqual(matched('e*', '!*=*'), ['env=prod']);
    assert.deepEqual(matched('env=*', '!*=*'), []);
    assert.deepEqual(matched('e*', '!e*'), []);
  });

  it('take a tag with blanks around its equals sign, in what they exclude, too', () => {
    const env = (value: string) => ({ profile: 'a', tags: [{ key: 'env', value }] });
    for (const pattern of ['env = prod*', 'env= prod*', ' env\t=prod* ', 'env\u00a0=\u00a0prod*']) {
      assert.equal(productionMatches({ production: [pattern] }, env('prod-1')).length, 1, pattern);
      assert.equal(productionMatches({ production: [pattern] }, env('dev')).length, 0, pattern);
      assert.equal(productionMatches({ production: ['*=*', `!${pattern}`] }, env('prod-1')).length, 0, pattern);
    }
    assert.equal(
      productionMatches({ production: ['env=prod'] }, { profile: 'a', tags: [{ key: 'env ', value: ' prod' }] }).length,
      1,
    );
  });

  it('11.17: that could match what was not read, make it production, and say so', () => {
    const place = (alias: typeof unread | typeof none, more = {}) => ({
      profile: 'dev',
      identity: { account: '111122223333', alias },
      ...more,
    });
    const kinds = (patterns: readonly string[], what: Parameters<typeof productionMatches>[1]) =>
      productionMatches({ production: patterns }, what).map(({ kind }) => kind);
    for (const pattern of ['*prod*', 'shop-production', 'Shop-Prod?', '*', 'acme-??']) {
      assert.deepEqual(kinds([pattern], place(unread)), [pattern === '*' ? 'matched' : 'alias-unread'], pattern);
      assert.deepEqual(kinds([pattern], place(none)), pattern === '*' ? ['matched'] : [], pattern);
    }
    // No alias looks like these.
    for (const pattern of ['444455556666', 'Prod Account', 'prod_eu', 'env=prod']) {
      assert.deepEqual(kinds([pattern], place(unread)), [], pattern);
    }
    assert.deepEqual(kinds(['dev'], place(unread)), ['matched'], 'what was read counts first');
    assert.deepEqual(kinds(['env=prod*'], place(none, { tags: [], tagsUnread: true })), ['tags-unread']);
    assert.deepEqual(kinds(['env=prod*'], place(none, { tags: [{ key: 'env', value: 'dev' }] })), []);
    assert.deepEqual(kinds(['!*prod*'], place(unread)), []);
  });

  it('that could match an account that nobody has named, make it production, and say so, in either setting', () => {
    const nobody = { profile: 'dev' };
    const rows: readonly (readonly [string, string | undefined])[] = [
      ['*prod*', 'account-unread'],
      ['shop-production', 'account-unread'],
      ['444455556666', 'account-unread'],
      ['4444*', 'account-unread'],
      ['*', 'matched'],
      ['DEV', 'matched'],
      ['prod_eu', undefined],
      ['Prod Account', undefined],
    ];
    for (const [pattern, expected] of rows) {
      const kinds = [
        { production: [pattern] },
        { production: [], places: [{ match: pattern, production: true, readOnly: false }] },
      ].map((marks) => productionMatches(marks, nobody).map(({ kind }) => kind));
      assert.deepEqual(kinds, Array(2).fill(expected === undefined ? [] : [expected]), pattern);
    }
    // Tags say nothing of whose it is, and what takes out marks nothing.
    assert.deepEqual(productionMatches({ production: ['env=prod*', '!*prod*'] }, nobody), []);
    // An exception takes out what was read alone: an account of another name may be behind it.
    const excepted = { production: ['*prod*', '!*nonprod*'] };
    assert.equal(productionMark(productionMatches(excepted, { profile: 'nonprod' })), 'unread');
    const named = { profile: 'nonprod', identity: { account: '111122223333', alias: none } };
    assert.equal(productionMark(productionMatches(excepted, named)), undefined);
  });

  it('mark what they match for certain as production, and everything else that they may match as unread', () => {
    const match = (kind: ProductionMatch['kind']): ProductionMatch => ({ kind, pattern: 'p', matched: '' });
    assert.equal(productionMark([]), undefined);
    for (const kind of ['account-unread', 'alias-unread', 'tags-unread'] as const) {
      assert.equal(productionMark([match(kind)]), 'unread', kind);
      assert.equal(productionMark([match(kind), match('matched')]), 'production', kind);
    }
    assert.equal(productionMark([match('matched')]), 'production');
  });
});

describe('what marks a thing beside the patterns of its names', () => {
  const rule = (match: string, production: boolean) => ({ match, production, readOnly: false });
  const who = { profile: 'dev', identity: { account: '111122223333', alias: known('shop') } };

  it('is a rule of its place that marks, and none that only forbids', () => {
    const rows: readonly (readonly [match: string, marks: boolean, matched: readonly string[]])[] = [
      ['dev', true, ['dev']],
      ['1111*', true, ['111122223333']],
      ['shop', true, ['shop']],
      ['dev', false, []],
      ['other', true, []],
    ];
    for (const [match, marks, matched] of rows)
      assert.deepEqual(
        productionMatches({ production: [], places: [rule(match, marks)] }, who),
        matched.map((name) => ({ kind: 'matched', pattern: match, matched: name })),
        `${match} ${marks}`,
      );
    const unnamed = { profile: 'dev', identity: { account: '111122223333', alias: unread } };
    assert.deepEqual(productionMatches({ production: [], places: [rule('*prod*', true)] }, unnamed), [
      { kind: 'alias-unread', pattern: '*prod*', matched: '' },
    ]);
  });

  it('is told after the patterns, each rule by itself', () => {
    const marks = { production: ['shop'], places: [rule('other', true), rule('dev', true), rule('1111*', true)] };
    assert.deepEqual(
      productionMatches(marks, who).map(({ pattern }) => pattern),
      ['shop', 'dev', '1111*'],
    );
  });

  it('is one of its own tags, wherever it is, and none that it hasn’t', () => {
    const tags = [
      { key: 'team', value: 'shop' },
      { key: 'env', value: 'prod' },
    ];
    const production = ['*', 'shop', 'env=prod*', 'team=bank', '!team=*'];
    assert.deepEqual(tagMatches({ production }, { tags, tagsUnread: false }), [
      { kind: 'matched', pattern: 'env=prod*', matched: 'env=prod' },
    ]);
    assert.deepEqual(
      tagMatches({ production }, { tags: [], tagsUnread: true }).map(({ kind, pattern }) => `${kind} ${pattern}`),
      ['tags-unread env=prod*', 'tags-unread team=bank'],
    );
    assert.deepEqual(tagMatches({ production }, { tags: [], tagsUnread: false }), []);
    assert.deepEqual(tagMatches({ production: ['env=*', '!env=prod'] }, { tags, tagsUnread: false }), []);
  });

  it('is through several profiles what the strictest of them says, in whichever order they come', () => {
    const rows: readonly (readonly [
      marks: readonly (ProductionMark | undefined)[],
      mark: ProductionMark | undefined,
    ])[] = [
      [[], undefined],
      [[undefined, undefined], undefined],
      [[undefined, 'unread'], 'unread'],
      [['unread', undefined, 'production'], 'production'],
      [['production', 'unread'], 'production'],
      [[undefined, 'production'], 'production'],
    ];
    for (const [marks, mark] of rows) {
      assert.equal(strictestMark(marks), mark, marks.join());
      assert.equal(strictestMark(marks.toReversed()), mark, marks.join());
    }
  });
});
