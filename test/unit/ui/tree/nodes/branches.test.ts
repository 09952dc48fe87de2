import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Filter, parseFilter } from '../../../../../src/inventory/filter.ts';
import type { Memento } from '../../../../../src/model/ports/memento.ts';
import { createBranches } from '../../../../../src/ui/tree/nodes/branches.ts';
import { groupId, type Node, profileId, regionId } from '../../../../../src/ui/tree/nodes/node.ts';
import { scope } from '../../../../stages/resources.ts';

const profile: Node = { type: 'profile', id: profileId(scope.profile), profile: scope.profile };
const region: Node = { type: 'region', id: regionId(scope), scope };
const instances: Node = { type: 'group', id: groupId(scope, 'instance'), scope, kind: 'instance' };
const experiments: Node = { type: 'group', id: groupId(scope, 'experiment'), scope, kind: 'experiment' };
const all = [profile, region, instances, experiments];

/** A memory that outlives the windows, and what its person has chosen. */
function stage() {
  const kept = new Map<string, unknown>();
  const memory: Memento = {
    get: (key) => kept.get(key),
    update: (key, value) => {
      kept.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
  const person = { isSinglePlace: false, filter: undefined as Filter | undefined };
  const openWindow = () =>
    createBranches({
      memory,
      filter: () => person.filter,
      isSinglePlace: () => person.isSinglePlace,
      onError: (error) => assert.fail(String(error)),
    });
  return { openWindow, person, kept };
}

void describe('the branches of the tree', () => {
  void it('are closed at first sight but for those in which something goes on', () => {
    const branches = stage().openWindow();
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      [],
    );
    const above = [profile.id, region.id, experiments.id];
    assert.deepEqual(branches.open(above), above);
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      [profile, region, experiments],
    );
    assert.deepEqual(branches.open(above), [], 'they are opened once');
  });

  void it('are open where one place alone is chosen, but for what is past', () => {
    const { openWindow, person } = stage();
    person.isSinglePlace = true;
    assert.deepEqual(
      all.filter((one) => openWindow().isOpen(one)),
      [profile, region, instances],
    );
  });

  void it('are after a reload as the person left them, whatever goes on in them', () => {
    const { openWindow, person } = stage();
    person.isSinglePlace = true;
    const before = openWindow();
    before.turned(profile, false);
    before.turned(experiments, true);
    before.turned(region, false);
    before.turned(region, true);
    for (const branches of [before, openWindow()]) {
      assert.deepEqual(branches.open([profile.id, region.id]), []);
      assert.deepEqual(
        all.filter((one) => branches.isOpen(one)),
        [region, instances, experiments],
      );
    }
  });

  void it('take nothing from a memory that something else has written', () => {
    const { openWindow, kept } = stage();
    for (const value of ['x', [1, ['id']], [[profile.id, 'yes']], [[1, true]], { a: 1 }, null]) {
      kept.set('halt.branches', value);
      assert.deepEqual(
        all.filter((one) => openWindow().isOpen(one)),
        [],
      );
    }
  });

  void it('are all open under a filter, and then as before', () => {
    const { openWindow, person } = stage();
    const branches = openWindow();
    branches.turned(instances, false);
    person.filter = parseFilter('web');
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      all,
    );
    branches.turned(region, false);
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      [profile, instances, experiments],
    );
    person.filter = parseFilter('web-1');
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      all,
    );
    person.filter = undefined;
    assert.deepEqual(
      all.filter((one) => branches.isOpen(one)),
      [],
    );
  });

  void it('have another id for the editor where Halt opens them, and keep it when a person closes them', () => {
    const { openWindow, person } = stage();
    const branches = openWindow();
    const closed = branches.drawnId(region, false);
    branches.open([region.id]);
    const opened = branches.drawnId(region, false);
    branches.turned(region, false);
    assert.equal(branches.drawnId(region, false), opened);
    person.filter = parseFilter('web');
    const filtered = branches.drawnId(region, false);
    assert.equal(new Set([closed, opened, filtered, branches.drawnId(region, true)]).size, 4);
  });
});
