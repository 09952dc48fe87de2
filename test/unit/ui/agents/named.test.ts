import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { findNamed } from '../../../../src/ui/agents/named.ts';
import { identityOf } from '../../../stages/fakes.ts';

const fails = (error: unknown): never => {
  throw error;
};
const known = { profile: 'staging', region: 'eu-west-1' };
const lost = { profile: 'prod', region: 'eu-west-1' };
const elsewhere = { profile: 'prod', region: 'us-east-1' };

const find = (texts: readonly string[]) =>
  findNamed(
    {
      inventory: createInventory(fails),
      accounts: {
        of: (profile) => (profile === 'prod' ? undefined : identityOf(profile)),
        ensure: async () => {},
        failure: () => undefined,
      },
      scopes: { all: () => [known, lost, elsewhere], profiles: () => ['staging', 'prod'] },
      mayAct: () => true,
      listNow: () => Promise.resolve([]),
    },
    texts,
  );

test('what is of no known account may be where nobody knows whose the account is', async () => {
  for (const [text, unread] of [
    ['arn:aws:ec2:eu-west-1:999999999999:instance/i-0123456789abcdef0', [lost]],
    ['arn:aws:fis:us-east-1:999999999999:experiment/EXPabcd1', [elsewhere]],
    ['arn:aws:ecs:eu-west-1:999999999999:service/main/web', [lost]],
    ['arn:aws:ec2:eu-north-1:999999999999:instance/i-0123456789abcdef0', []],
    ['no name', []],
  ] as const) {
    assert.deepEqual(await find([text]), { refs: [], unknown: [0], unread }, text);
  }
  const { refs, unknown, unread } = await find(['arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0']);
  assert.deepEqual([refs.length, unknown, unread], [1, [], []], 'what is found is missed nowhere');
});
