import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createEmitter } from '../../../../../src/base/event.ts';
import { parseFilter } from '../../../../../src/inventory/filtering/terms.ts';
import type { Grouping } from '../../../../../src/inventory/grouping.ts';
import { createInventory } from '../../../../../src/inventory/inventory.ts';
import { knowledgeIn, lackOf, lackOfAll } from '../../../../../src/inventory/lack.ts';
import { type Failure, isProfileFailure } from '../../../../../src/model/failure.ts';
import type { Scope } from '../../../../../src/model/scope.ts';
import { createMembers } from '../../../../../src/ui/tree/nodes/members.ts';
import { groupId, groupKinds, targetId } from '../../../../../src/ui/tree/nodes/node.ts';
import { createTreeTotals, showsGroup } from '../../../../../src/ui/tree/nodes/totals.ts';
import { failure } from '../../../../stages/fakes.ts';
import { experimentLike, instanceLike, noStateWords } from '../../../../stages/resources.ts';
import { assertProperty } from '../../../../stages/property.ts';

const HOUR = 3_600_000;
const START = 1_700_000_000_000;
const PROFILES = ['a', 'b', 'c'];
const places: readonly Scope[] = PROFILES.flatMap((profile) =>
  ['eu-west-1', 'us-east-1'].map((region) => ({ profile, region })),
);
const placeAt = (at: number): Scope => places[at % places.length] ?? { profile: '', region: '' };

const fails = (error: unknown): never => {
  throw error;
};

/** What a person filters, hides and chooses, what AWS says, and how often lists are looked at. */
function stage(chosen: readonly Scope[] = places) {
  const inventory = createInventory(fails);
  const world = {
    now: START,
    chosen,
    filter: parseFilter(''),
    hidden: new Set<string>(),
    grouping: { type: 'none' } as Grouping,
    known: new Map<string, string>(),
    failures: new Map<string, Failure>(),
    looks: 0,
  };
  const counted = {
    ...inventory,
    status: (...asked: Parameters<typeof inventory.status>) => {
      world.looks += 1;
      return inventory.status(...asked);
    },
  };
  const accountChanges = createEmitter<readonly string[]>(fails);
  const accounts = { failure: (profile: string) => world.failures.get(profile), onDidChange: accountChanges.event };
  const arrangement = {
    filter: () => world.filter,
    pins: () => noPins,
    grouping: () => world.grouping,
    sorting: () => 'state' as const,
    hidden: () => world.hidden,
  };
  const membersOf = () =>
    createMembers(inventory, arrangement, () => ({
      now: world.now,
      stateWords: noStateWords,
      accountOf: (profile) => {
        const account = world.known.get(profile);
        return account === undefined ? { known: [], unread: 'account' } : { known: [account], unread: 'nothing' };
      },
    }));
  const parts = { accounts, arrangement, scopes: { all: () => world.chosen }, now: () => world.now };
  const totals = createTreeTotals({ ...parts, inventory: counted, members: membersOf() });

  /** The same by a walk over everything, with nothing kept. */
  const walked = () => {
    const members = membersOf();
    const sum = { shown: 0, all: 0, hidden: 0, unjudged: 0 };
    const lists = world.chosen.flatMap((scope) => groupKinds.map((kind) => ({ scope, kind })));
    for (const { scope, kind } of lists) {
      sum.shown += members.shown(scope, kind).length;
      sum.all += inventory.list(scope, kind).length;
      sum.hidden += members.hiddenIn(scope, kind);
      sum.unjudged += members.unjudgedIn(scope, kind);
    }
    const lacks = lists.map(({ scope, kind }) => lackOf(knowledgeIn(inventory.status(scope, kind), scope, accounts)));
    const of = (profile: string) => lists.filter(({ scope }) => scope.profile === profile);
    return {
      counts: { ...sum, lack: lackOfAll(lacks) },
      shows: PROFILES.map((profile) =>
        of(profile).some(({ scope, kind }) => showsGroup({ inventory, members, arrangement }, scope, kind)),
      ),
      fails: PROFILES.map((profile) =>
        of(profile).some(({ scope, kind }) => {
          const { failure: own } = inventory.status(scope, kind);
          return own !== undefined && isProfileFailure(own.kind);
        }),
      ),
    };
  };
  const kept = () => ({
    counts: totals.counts(),
    shows: PROFILES.map((profile) => totals.showsSome(profile)),
    fails: PROFILES.map((profile) => totals.fails(profile)),
  });
  return { inventory, world, totals, tellAccount: (profile: string) => accountChanges.fire([profile]), kept, walked };
}

const noPins: ReadonlySet<string> = new Set();

const doings = ['read', 'gap', 'fail', 'sign-in', 'filter', 'hide', 'choose', 'account', 'wait', 'group'] as const;
const filters = ['', 'web', 'older:2h', 'account:1111', '-env=prod', 'nothing-is-called-so'];
const step = fc.record({
  what: fc.constantFrom(...doings),
  at: fc.nat(places.length - 1),
  ids: fc.array(fc.nat(3), { maxLength: 3 }),
});

describe('the totals of the tree', () => {
  it('are what a walk over all places comes to, after any steps', () => {
    assertProperty(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { inventory, world, tellAccount, kept, walked } = stage();
        for (const [index, { what, at, ids }] of steps.entries()) {
          const scope = placeAt(at);
          const kind = ids.length % 2 === 0 ? 'instance' : 'experiment';
          const since = index + 1;
          const read = (gaps: readonly Failure[]) => {
            const resources = ids.map((id) =>
              kind === 'instance'
                ? instanceLike({ scope, id: `i-${id}`, name: id < 2 ? 'web' : 'db', launchedAt: START - id * HOUR })
                : experimentLike({ scope, id: `EXP${id}`, name: id < 2 ? 'web' : 'db' }),
            );
            inventory.apply({ type: 'page', scope, kind, since, resources });
            inventory.apply({ type: 'end', scope, kind, since, seen: new Set(resources.map(({ id }) => id)), gaps });
          };
          const [first = 0] = ids;
          const act = {
            read: () => read([]),
            gap: () => read([failure('denied')]),
            fail: () => inventory.apply({ type: 'fail', scope, kind, failure: failure('denied') }),
            'sign-in': () => inventory.apply({ type: 'fail', scope, kind, failure: failure('signin-expired') }),
            filter: () => (world.filter = parseFilter(filters[at] ?? '')),
            hide: () =>
              (world.hidden = new Set(
                ids.flatMap((id) => [
                  targetId({ kind: 'instance', scope, id: `i-${id}` }),
                  ...(id === 3 ? groupKinds.map((one) => groupId(scope, one)) : []),
                ]),
              )),
            choose: () => (world.chosen = places.slice(0, at + 1)),
            account: () => {
              if (first > 1) world.failures.set(scope.profile, failure('signin-expired'));
              else world.failures.delete(scope.profile);
              world.known.set(scope.profile, first === 0 ? '1111' : '2222');
              tellAccount(scope.profile);
            },
            wait: () => (world.now += (first + 1) * HOUR),
            group: () => (world.grouping = ids.length > 1 ? { type: 'tag', key: 'env' } : { type: 'none' }),
          } as const satisfies Record<(typeof doings)[number], () => unknown>;
          act[what]();
          // Several things happen before anybody asks again.
          if (ids.length < 3) assert.deepEqual(kept(), walked());
        }
        assert.deepEqual(kept(), walked());
      }),
    );
  });

  for (const count of [100, 2000])
    it(`look at no other place of ${count} when one has changed`, () => {
      const chosen = Array.from({ length: count }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
      const { inventory, world, totals } = stage(chosen);
      world.filter = parseFilter('web');
      const put = (scope: Scope, name: string, since: number) =>
        inventory.apply({
          type: 'page',
          scope,
          kind: 'instance',
          since,
          resources: [instanceLike({ scope, id: 'i-1', name })],
        });
      for (const scope of chosen) put(scope, 'db', 1);
      assert.equal(totals.counts().shown, 0);
      world.looks = 0;
      for (const scope of chosen.slice(0, 3)) put(scope, 'web', 2);
      assert.equal(totals.counts().shown, 3);
      assert.equal(totals.showsSome('p0'), true);
      assert.ok(world.looks <= 3 * 20, `${world.looks} looks`);
    });

  it('count what changed meanwhile as it comes, so that a question finds little left to count', () => {
    const chosen = Array.from({ length: 2_000 }, (_, index) => ({ profile: `p${index}`, region: 'eu-west-1' }));
    const { inventory, world, totals } = stage(chosen);
    totals.counts();
    let most = 0;
    for (const scope of chosen) {
      world.looks = 0;
      inventory.apply({ type: 'page', scope, kind: 'instance', since: 1, resources: [instanceLike({ scope })] });
      most = Math.max(most, world.looks);
    }
    world.looks = 0;
    const { shown, all } = totals.counts();
    assert.deepEqual([shown, all], [2_000, 2_000]);
    assert.ok(world.looks < 500, `${world.looks} looks by the question`);
    assert.ok(most < 500, `${most} looks by one change`);
  });
});
