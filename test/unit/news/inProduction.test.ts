import assert from 'node:assert/strict';
import { test } from 'node:test';
import { known, none, unread } from '../../../src/model/fact.ts';
import { isInProduction } from '../../../src/news/inProduction.ts';

const ACCOUNT = '111122223333';
const of = (profile: string, more: { tags?: { key: string; value: string }[]; tagsUnread?: boolean } = {}) => ({
  ref: { kind: 'experiment', scope: { profile, region: 'eu-west-1' }, id: 'EXP1' } as const,
  tags: [],
  tagsUnread: false,
  ...more,
});
const patterns = ['*prod*', '!*nonprod*', 'env=prod*'];

test('what happened counts as in production by the marks of the prompt, and where what they ask for is unread', () => {
  const policy = { production: patterns };
  const table: readonly (readonly [Parameters<typeof isInProduction>[1], ReturnType<typeof of>, boolean])[] = [
    [{ account: ACCOUNT, alias: none }, of('shop'), false],
    [{ account: ACCOUNT, alias: none }, of('shop-prod'), true],
    [{ account: ACCOUNT, alias: none }, of('shop-nonprod'), false],
    [{ account: ACCOUNT, alias: known('shop-production') }, of('shop'), true],
    [{ account: ACCOUNT, alias: known('shop-nonprod') }, of('shop'), false],
    [{ account: ACCOUNT, alias: unread }, of('shop'), true],
    [undefined, of('shop'), true],
    [{ account: ACCOUNT, alias: none }, of('shop', { tags: [{ key: 'env', value: 'production' }] }), true],
    [{ account: ACCOUNT, alias: none }, of('shop', { tagsUnread: true }), true],
  ];
  for (const [index, [identity, what, expected]] of table.entries()) {
    assert.equal(isInProduction(policy, identity, what), expected, String(index));
  }
  assert.equal(isInProduction({ production: [] }, undefined, of('shop')), false, 'nothing is marked');
  assert.equal(isInProduction({ production: [ACCOUNT] }, undefined, of('shop')), true, 'it may be that account');
});
