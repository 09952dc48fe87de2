import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createViewOptions } from '../../../../src/ui/settings/viewOptions.ts';

/** The editor's memory: what is put in comes back as JSON does, in every window. */
function memory(initial: Readonly<Record<string, unknown>> = {}) {
  const stored = new Map(Object.entries(initial).map(([key, value]) => [key, JSON.stringify(value)]));
  return {
    keys: () => [...stored.keys()],
    get: (key: string): undefined => {
      const text = stored.get(key);
      return (text === undefined ? undefined : JSON.parse(text)) as undefined;
    },
    update: (key: string, value: unknown) => {
      if (value === undefined) stored.delete(key);
      else stored.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}
const fails = (error: unknown): never => {
  throw error;
};
const made = (store: ReturnType<typeof memory>) => createViewOptions(store, fails);

void describe('how the resources are seen', () => {
  void it('is remembered', () => {
    const store = memory();
    const first = made(store);
    first.setFilter('web env=prod*', true);
    first.setGrouping({ type: 'tag', key: 'team' });
    first.setSorting('oldest');
    first.pin(['a', 'b']);
    first.unpin(['a']);
    const second = made(store);
    assert.equal(second.filter()?.text, 'web env=prod*');
    assert.deepEqual(second.grouping(), { type: 'tag', key: 'team' });
    assert.equal(second.sorting(), 'oldest');
    assert.deepEqual([...second.pins()], ['b']);
  });

  void it('leaves nothing behind when all is as at first', () => {
    const store = memory();
    const options = made(store);
    options.setFilter('web', true);
    options.setGrouping({ type: 'state' });
    options.setFilter('  ', true);
    options.setGrouping({ type: 'none' });
    options.setSorting('name');
    options.setSorting('state');
    assert.deepEqual(store.keys(), []);
    assert.equal(options.filter(), undefined);
  });

  void it('forgets a filter that was only tried', () => {
    const store = memory();
    made(store).setFilter('web', false);
    assert.equal(made(store).filter(), undefined);
  });

  void it('remembers a filter that was tried and then kept', () => {
    const store = memory();
    const options = made(store);
    options.setFilter('web', false);
    options.setFilter('web', true);
    assert.equal(made(store).filter()?.text, 'web');
  });

  void it('keeps what another window pinned', () => {
    const store = memory();
    const [one, other] = [made(store), made(store)];
    one.pin(['a']);
    other.pin(['b']);
    assert.deepEqual([...made(store).pins()], ['a', 'b']);
  });

  void it('tells of each change, with another object', () => {
    const options = made(memory());
    let heard = 0;
    options.onDidChange(() => (heard += 1));
    const { pins, filter } = options;
    const before = pins();
    options.pin(['a']);
    assert.notEqual(pins(), before);
    options.setFilter('web', false);
    const same = filter();
    options.setFilter(' web ', true);
    assert.equal(filter(), same);
    assert.equal(heard, 2);
  });

  void it('starts afresh from what can’t be understood', () => {
    const options = made(memory({ 'halt.filter': 7, 'halt.instanceGrouping': 'state', 'halt.pins': { a: 1 } }));
    assert.equal(options.filter(), undefined);
    assert.deepEqual(options.grouping(), { type: 'none' });
    assert.deepEqual([...options.pins()], []);
  });
});

void describe('what a person hides and saves', () => {
  const row = (id: string) => ({ id, label: `$(bug) ${id}`, profile: '[x](command:y)', region: 'eu-west-1' });
  void it('is remembered, whatever the names are, and leaves nothing behind when it is undone', () => {
    const store = memory();
    const first = made(store);
    let changes = 0;
    first.onDidChange(() => (changes += 1));
    first.hide([row('a'), row('b')]);
    first.unhide(['a', 'never']);
    assert.equal(changes, 2);
    first.saveFilter({ name: '<b>$(trash)</b>', text: 'env=prod*' });
    first.saveFilter({ name: 'Zebra', text: 'web' });
    first.saveFilter({ name: ' zebra', text: 'api' });
    first.renameFilter('ZEBRA', 'alpha');
    const second = made(store);
    assert.deepEqual([...second.hidden().values()], [row('b')]);
    assert.deepEqual(second.savedFilters(), [
      { name: '<b>$(trash)</b>', text: 'env=prod*' },
      { name: 'alpha', text: 'api' },
    ]);
    second.unhide(['b']);
    second.removeFilter('alpha');
    second.removeFilter('<b>$(trash)</b>');
    assert.deepEqual(store.keys(), []);
  });

  void it('is taken from what another window did meanwhile', () => {
    const store = memory();
    const [one, other] = [made(store), made(store)];
    one.hide([row('a')]);
    other.hide([row('b')]);
    assert.deepEqual([...other.hidden().keys()], ['a', 'b']);
    one.saveFilter({ name: 'x', text: 'x' });
    other.saveFilter({ name: 'y', text: 'y' });
    assert.equal(one.savedFilters().length, 2);
  });

  void it('is nothing where the memory holds something else', () => {
    for (const odd of [7, 'x', { a: 1 }, [1, null, [], { id: 3 }, { name: '', text: 'x' }, { name: 'x', text: ' ' }]]) {
      const options = made(memory({ 'halt.hidden': odd, 'halt.savedFilters': odd }));
      assert.deepEqual([options.hidden().size, options.savedFilters().length], [0, 0]);
    }
  });

  void it('keeps a bounded number of each, the latest', () => {
    const store = memory();
    const options = made(store);
    options.hide(Array.from({ length: 1200 }, (_, index) => row(`n${index}`)));
    for (let index = 0; index < 105; index += 1) options.saveFilter({ name: `f${index}`, text: 'web' });
    const after = made(store);
    assert.equal(after.hidden().size, 1000);
    assert.ok(after.hidden().has('n1199'));
    assert.equal(after.savedFilters().length, 100);
    assert.ok(after.savedFilters().some(({ name }) => name === 'f104'));
  });
});
