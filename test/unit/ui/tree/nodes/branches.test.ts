import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Filter, parseFilter } from '../../../../../src/inventory/filtering/terms.ts';
import type { Memento } from '../../../../../src/model/ports/memento.ts';
import { createBranches } from '../../../../../src/ui/tree/nodes/branches.ts';
import { daemonsId, groupId, type Node, profileId, regionId } from '../../../../../src/ui/tree/nodes/node.ts';
import { scope } from '../../../../stages/resources.ts';

const other = { ...scope, region: 'us-east-1' };
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

  void it('are closed under a filter where the managed daemons are, until it has found one of these', () => {
    const { openWindow, person } = stage();
    const branches = openWindow();
    const daemons: Node = { type: 'daemons', id: daemonsId(scope), scope };
    const far: Node = { type: 'daemons', id: daemonsId(other), scope: other };
    assert.deepEqual(branches.found([daemons.id]), [], 'no filter');
    assert.equal(branches.isOpen(daemons), false);
    const closed = branches.drawnId(daemons, false);
    person.filter = parseFilter('agent');
    assert.equal(branches.isOpen(daemons), false);
    assert.equal(branches.drawnId(daemons, false), closed);
    assert.deepEqual(branches.found([daemons.id]), [daemons.id]);
    assert.deepEqual(branches.found([daemons.id]), [], 'once');
    assert.deepEqual([branches.isOpen(daemons), branches.isOpen(far)], [true, false]);
    // The editor would keep the row closed that it knows.
    const opened = branches.drawnId(daemons, false);
    assert.notEqual(opened, closed);
    branches.turned(daemons, false);
    assert.equal(branches.isOpen(daemons), false);
    assert.equal(branches.drawnId(daemons, false), opened);
    person.filter = parseFilter('agents');
    assert.equal(branches.isOpen(daemons), false, 'another filter finds anew');
    person.filter = undefined;
    assert.equal(branches.isOpen(daemons), false);
  });

  void it('stay, under a filter, as a person turned them, where it then finds daemons below', () => {
    for (const isOpen of [true, false]) {
      const { openWindow, person } = stage();
      const branches = openWindow();
      const daemons: Node = { type: 'daemons', id: daemonsId(scope), scope };
      person.filter = parseFilter('agent');
      branches.turned(daemons, isOpen);
      const drawn = branches.drawnId(daemons, false);
      assert.deepEqual(branches.found([daemons.id]), []);
      assert.equal(branches.isOpen(daemons), isOpen);
      assert.equal(branches.drawnId(daemons, false), drawn);
    }
  });

  void it('are a service’s only where a person opens it, under a filter, too', () => {
    const { openWindow, person } = stage();
    const branches = openWindow();
    const service: Node = { type: 'service', id: 'service', scope, arn: 'arn' };
    person.filter = parseFilter('web');
    assert.equal(branches.isOpen(service), false);
    branches.turned(service, true);
    assert.equal(branches.isOpen(service), true);
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
