import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { findNamed } from '../../../../src/ui/agents/named.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { deployment, failure, identityOf, instance, service, serviceArn } from '../../../stages/fakes.ts';
import { openGuards } from '../../../stages/guards.ts';

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
        failure: () => undefined,
      },
      scopes: { all: () => [known, lost, elsewhere], profiles: () => ['staging', 'prod'] },
      guards: openGuards,
      placesKnown: async () => {},
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
    assert.deepEqual(await find([text]), { refs: [], idle: [], unknown: [0], several: [], unread }, text);
  }
  const { refs, unknown, unread } = await find(['arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0']);
  assert.deepEqual([refs.length, unknown, unread], [1, [], []], 'what is found is missed nowhere');
});

describe('a service of which no deployment is under way', () => {
  const here = { profile: 'staging', region: 'eu-west-1' };
  const twin = { profile: 'staging-admin', region: 'eu-west-1' };
  const WEB = serviceArn('web');

  /** Finds among what two profiles of one account listed before, while `now` happens as the list is read anew. */
  function findAmong(texts: readonly string[], scopes: readonly Scope[], now: Now = {}) {
    const inventory = createInventory(fails);
    const listed: string[] = [];
    const list = (scope: Scope, more = {}) => {
      const resources = [service({ scope, id: WEB, ...more })];
      inventory.apply({ type: 'page', scope, kind: 'service', since: 1, resources });
      if (now.isLoading) return;
      inventory.apply({ type: 'end', scope, kind: 'service', since: 1, seen: new Set([WEB]), gaps: now.gaps ?? [] });
    };
    for (const scope of scopes) list(scope);
    const one = instance({ scope: here, id: 'i-0123456789abcdef0' });
    inventory.apply({ type: 'page', scope: here, kind: 'instance', since: 1, resources: [one] });
    const parts = {
      inventory,
      accounts: {
        of: (profile: string) => identityOf(profile),
        failure: () => undefined,
      },
      scopes: { all: () => [here, twin], profiles: () => ['staging', 'staging-admin'] },
      guards: openGuards,
      placesKnown: async () => {},
      listNow: (kind: string) => {
        listed.push(kind);
        if (now.begins) list(here, { deployment: deployment({ scope: here, serviceArn: WEB }) });
        for (const scope of now.fails ?? [])
          inventory.apply({ type: 'fail', scope, kind: 'service', failure: failure('unreachable') });
        return Promise.resolve(now.silent ?? []);
      },
    };
    return findNamed(parts, texts).then((named) => ({ ...named, refs: named.refs.map(({ id }) => id), listed }));
  }

  interface Now {
    readonly begins?: true;
    readonly isLoading?: true;
    readonly silent?: readonly Scope[];
    readonly fails?: readonly Scope[];
    readonly gaps?: readonly ReturnType<typeof failure>[];
  }

  const idle = { refs: [], idle: [0], unknown: [], unread: [], listed: ['service'] };
  const unread = { refs: [], idle: [], unknown: [0], listed: ['service'] };
  const gap = failure('denied', { operation: 'DescribeServiceDeployments' });
  for (const [about, scopes, now, expected] of [
    ['is told as that once its list was read anew', [here], {}, idle],
    ['is told so where only others couldn’t be read', [here], { gaps: [gap] }, idle],
    ['is told so where one of two profiles of its account could be read', [here, twin], { silent: [here] }, idle],
    ['is told so where the other failed', [here, twin], { fails: [twin] }, idle],
    [
      'isn’t told so of an old list: it gave no answer',
      [here],
      { silent: [here] },
      { ...unread, unread: [here, twin] },
    ],
    ['isn’t told so of a list that is still read', [here], { isLoading: true }, { ...unread, unread: [here, twin] }],
    ['isn’t told so of an old list: it failed', [here], { fails: [here] }, { ...unread, unread: [here, twin] }],
    [
      'isn’t told so where no profile could be read',
      [here, twin],
      { fails: [here], silent: [twin] },
      { ...unread, unread: [here, twin] },
    ],
  ] as const) {
    it(about, async () => {
      const { several, ...others } = await findAmong([WEB], scopes, now);
      assert.deepEqual(others, expected);
      assert.deepEqual(several, []);
    });
  }

  it('is found where a deployment has begun since', async () => {
    const named = await findAmong([WEB], [here], { begins: true });
    assert.deepEqual([named.refs, named.idle, named.unknown], [[deployment().id], [], []]);
  });

  it('keeps its place among others, in whatever order they are named', async () => {
    const texts = [serviceArn('none'), WEB, 'i-0123456789abcdef0', 'nothing', WEB];
    const all = await findAmong(texts, [here, twin]);
    assert.deepEqual([all.refs, all.idle, all.unknown], [['i-0123456789abcdef0'], [1, 4], [0, 3]]);
    const old = await findAmong(texts, [here, twin], { silent: [here, twin] });
    assert.deepEqual([old.idle, old.unknown, old.unread], [[], [0, 1, 3, 4], [here, twin]]);
    const reversed = await findAmong(texts.toReversed(), [here, twin]);
    assert.deepEqual(
      [reversed.idle, reversed.unknown],
      [
        [0, 3],
        [1, 4],
      ],
    );
  });
});
