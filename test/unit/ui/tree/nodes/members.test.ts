import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Filter, parseFilter } from '../../../../../src/inventory/filter.ts';
import { createInventory } from '../../../../../src/inventory/inventory.ts';
import type { Resource } from '../../../../../src/model/resources/resource.ts';
import { createMembers } from '../../../../../src/ui/tree/nodes/members.ts';
import { instanceLike, scope } from '../../../../stages/resources.ts';

const hour = 3_600_000;

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
  const world = { now: 1_700_000_000_000, account: [] as readonly string[], asked: 0 };
  const pins = new Set<string>();
  const members = createMembers(
    inventory,
    { filter: () => filter, pins: () => pins, grouping: () => ({ by: 'none' }) },
    () => ({
      now: world.now,
      accountOf: () => {
        world.asked += 1;
        return world.account;
      },
    }),
  );
  const ids = () => members.shown(scope, 'instance').map(({ id }) => id);
  return { world, put, members, ids, list: () => members.shown(scope, 'instance') };
}

const started = (id: string, hoursAgo: number) =>
  instanceLike({ id, name: id, launchedAt: 1_700_000_000_000 - hoursAgo * hour });

void describe('what a list shows under a filter', () => {
  void it('stays the same list until somebody in it reaches the age that was asked for', () => {
    const { world, ids, list } = stage('older:2h', started('i-1', 3), started('i-2', 1), started('i-3', 0));
    const first = list();
    assert.deepEqual(ids(), ['i-1']);
    world.now += hour;
    assert.equal(list(), first);
    world.now += 1;
    assert.deepEqual(ids(), ['i-1', 'i-2']);
    assert.equal(list(), list());
    world.now += hour;
    assert.deepEqual(ids(), ['i-1', 'i-2', 'i-3']);
    world.now += 1000 * hour;
    const last = list();
    world.now += 1000 * hour;
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
    const { world, ids, list } = stage('-account:shop', started('i-1', 1));
    assert.deepEqual(ids(), ['i-1']);
    world.account = ['111122223333', 'shop'];
    assert.deepEqual(ids(), []);
    assert.equal(list(), list());
  });
});
