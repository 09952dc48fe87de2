import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { type Filter, parseFilter } from '../../../../../src/inventory/filtering/terms.ts';
import { createInventory } from '../../../../../src/inventory/inventory.ts';
import type { Grouping } from '../../../../../src/inventory/grouping.ts';
import type { Sorting } from '../../../../../src/inventory/sorting.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { createMembers } from '../../../../../src/ui/tree/nodes/members.ts';
import { targetId } from '../../../../../src/ui/tree/nodes/node.ts';
import { compareBy } from '../../../../../src/ui/tree/nodes/order.ts';
import { experimentLike, instanceLike, noStateWords, scope, serviceLike } from '../../../../stages/resources.ts';
import { assertProperty } from '../../../../stages/property.ts';

const HOUR = 3_600_000;

/** The instances of one place under a filter, at a time and with an account that the test sets. */
function stage(typed: string, ...resources: readonly Resource[]) {
  const inventory = createInventory((error) => {
    throw error;
  });
  let since = 0;
  const put = (...some: readonly Resource[]) => {
    since += 1;
    inventory.apply({ type: 'page', scope, kind: 'instance', since, resources: some });
  };
  put(...resources);
  const filter: Filter | undefined = parseFilter(typed);
  const world = {
    now: 1_700_000_000_000,
    account: [] as readonly string[],
    asked: 0,
    sorting: 'state' as Sorting,
    hidden: new Set<string>(),
    grouping: { type: 'none' } as Grouping,
  };
  const pins = new Set<string>();
  const members = createMembers(
    inventory,
    {
      filter: () => filter,
      pins: () => pins,
      grouping: () => world.grouping,
      sorting: () => world.sorting,
      hidden: () => world.hidden,
    },
    () => ({
      now: world.now,
      stateWords: noStateWords,
      accountOf: () => {
        world.asked += 1;
        const isRead = world.account.length > 0;
        return { known: world.account, unread: isRead ? 'nothing' : 'account' };
      },
    }),
  );
  const ids = () => members.shown(scope, 'instance').map(({ id }) => id);
  return { world, put, pins, members, ids, list: () => members.shown(scope, 'instance') };
}

const started = (id: string, hoursAgo: number) =>
  instanceLike({ id, name: id, launchedAt: 1_700_000_000_000 - hoursAgo * HOUR });

void describe('what is called the same in a list', () => {
  for (const other of ['web', 'web ', 'we\u200bb', 'w\u0435b', 'WEB', '\u2800web'])
    it(`is whatever looks so: ${JSON.stringify(other)}`, () => {
      const all = [instanceLike({ id: 'i-1', name: 'web' }), instanceLike({ id: 'i-2', name: other })];
      const { members } = stage('', ...all, instanceLike({ id: 'i-3', name: 'webs' }));
      const same = members.shown(scope, 'instance').filter((one) => members.hasNamesake(one));
      assert.deepEqual(new Set(same.map(({ id }) => id)), new Set(['i-1', 'i-2']));
    });
});

describe('what a list shows under a filter', () => {
  void it('stays the same list until somebody in it reaches the age that was asked for', () => {
    const { world, ids, list } = stage('older:2h', started('i-1', 3), started('i-2', 1), started('i-3', 0));
    const first = list();
    assert.deepEqual(ids(), ['i-1']);
    world.now += HOUR;
    assert.equal(list(), first);
    world.now += 1;
    assert.deepEqual(ids(), ['i-1', 'i-2']);
    assert.equal(list(), list());
    world.now += HOUR;
    assert.deepEqual(ids(), ['i-1', 'i-2', 'i-3']);
    world.now += 1000 * HOUR;
    const last = list();
    world.now += 1000 * HOUR;
    assert.equal(list(), last);
  });

  void it('looks again at what has changed alone', () => {
    const { world, put, ids } = stage('account:shop', ...Array.from({ length: 100 }, (_, n) => started(`i-${n}`, 1)));
    world.account = ['shop'];
    assert.equal(ids().length, 100);
    world.asked = 0;
    put(started('i-7', 2));
    assert.equal(ids().length, 100);
    // Once for the list and once for the one instance that is another now.
    assert.ok(world.asked <= 2, `the account was asked for ${world.asked} times`);
  });

  void it('follows the account as it is read', () => {
    const { world, members, ids, list } = stage('-account:shop', started('i-1', 1));
    // Whose it is isn't known: it may be the very account that is to be hidden.
    assert.deepEqual(ids(), []);
    assert.equal(members.unjudgedIn(scope, 'instance'), 1);
    world.account = ['111122223333', 'other'];
    assert.deepEqual(ids(), ['i-1']);
    assert.equal(members.unjudgedIn(scope, 'instance'), 0);
    world.account = ['111122223333', 'shop'];
    assert.deepEqual(ids(), []);
    assert.equal(list(), list());
  });
});

void describe('the order of a list', () => {
  const instances = [
    instanceLike({ id: 'i-1', name: 'web-10', state: 'running', launchedAt: 3 }),
    instanceLike({ id: 'i-2', name: 'web-9', state: 'stopped', launchedAt: 1 }),
    instanceLike({ id: 'i-3', state: 'stopping', launchedAt: 2 }),
    instanceLike({ id: 'i-4', name: 'Api', state: 'running' }),
  ];

  void it('is the one that the person chose, at once', () => {
    const { world, ids } = stage('', ...instances);
    const by = (sorting: Sorting) => {
      world.sorting = sorting;
      return ids();
    };
    assert.deepEqual(by('state'), ['i-3', 'i-4', 'i-1', 'i-2']);
    assert.deepEqual(by('name'), ['i-4', 'i-2', 'i-1', 'i-3']);
    assert.deepEqual(by('newest'), ['i-1', 'i-3', 'i-2', 'i-4']);
    assert.deepEqual(by('oldest'), ['i-2', 'i-3', 'i-1', 'i-4']);
    assert.deepEqual(by('state'), ['i-3', 'i-4', 'i-1', 'i-2']);
  });

  void it('follows what is started again, and keeps the pinned first and what the filter hides away', () => {
    const { world, put, ids, pins } = stage('-web-9', ...instances);
    world.sorting = 'newest';
    pins.add(targetId({ kind: 'instance', scope, id: 'i-4' }));
    pins.add('another');
    assert.deepEqual(ids(), ['i-4', 'i-1', 'i-3']);
    put(instanceLike({ id: 'i-3', state: 'running', launchedAt: 4 }));
    assert.deepEqual(ids(), ['i-4', 'i-3', 'i-1']);
  });
});

void describe('an order that somebody can choose', () => {
  const some = <T>(...values: T[]) => fc.constantFrom(...values);
  const start = some(undefined, 1, 2);
  const resources = {
    instance: fc
      .record({
        id: some('i-1', 'i-2', 'i-3'),
        name: some(undefined, 'a', 'B'),
        state: some('running', 'stopped'),
        at: start,
      })
      .map(({ id, name, state, at }) =>
        instanceLike({ id, state, ...(name && { name }), ...(at && { launchedAt: at }) }),
      ),
    service: fc
      .record({ name: some('a', 'B', 'c'), status: some('ACTIVE', 'DRAINING'), moves: fc.boolean() })
      .map(({ name, status, moves }) => serviceLike({ name, status }, moves ? 'IN_PROGRESS' : undefined)),
    experiment: fc
      .record({
        id: some('EXP1', 'EXP2', 'EXP3'),
        name: some(undefined, 'a', 'B'),
        state: some('running', 'completed'),
        at: start,
      })
      .map(({ id, name, state, at }) =>
        experimentLike({ id, state, ...(name && { name }), ...(at && { createdAt: at }) }),
      ),
  };
  for (const sorting of ['state', 'name', 'newest', 'oldest'] as const) {
    void it(`is a total one: ${sorting}`, () => {
      for (const kind of ['instance', 'service', 'experiment'] as const) {
        const compare = compareBy(sorting, kind);
        assertProperty(
          fc.property(resources[kind], resources[kind], resources[kind], (a, b, c) => {
            assert.equal(Math.sign(compare(a, b)) + Math.sign(compare(b, a)), 0);
            if (compare(a, b) === 0) assert.equal(a.id, b.id);
            if (compare(a, b) <= 0 && compare(b, c) <= 0) assert.ok(compare(a, c) <= 0);
          }),
        );
      }
    });

    void it(`leaves no experiment that acts behind those that are over: ${sorting}`, () => {
      assertProperty(
        fc.property(fc.array(resources.experiment), (all) => {
          const states = all.toSorted(compareBy(sorting, 'experiment')).map(({ state }) => state);
          assert.deepEqual(states, states.toSorted().toReversed());
        }),
      );
    });
  }
});
