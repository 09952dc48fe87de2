import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { type FactParts, factsOfOne } from '../../../../src/ui/agents/facts.ts';
import { instanceLike } from '../../../stages/resources.ts';

test('tags whose keys look the same are each told, and none takes another one’s place', () => {
  const tags = ['env', 'env ', 'env\u00a0', 'team'].map((key, index) => ({ key, value: `${index}` }));
  const parts = {
    inventory: createInventory((error) => {
      throw error;
    }),
    accounts: { of: () => undefined, failure: () => undefined },
    scopes: { all: () => [] },
    follow: { following: () => [] },
    guards: { forbidding: () => undefined, mayAct: () => true, productionMark: () => undefined },
  } as unknown as FactParts;
  const { untrusted } = factsOfOne(parts, instanceLike({ id: 'i-1', tags }));
  assert.deepEqual(untrusted.tags, { env: '0', 'env (2)': '1', 'env (3)': '2', team: '3' });
});
