import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReadLists } from '../../../src/app/readLists.ts';
import { createInventory } from '../../../src/inventory/inventory.ts';
import type { Scope } from '../../../src/model/scope.ts';
import { heldTime } from '../../stages/fakes.ts';

const KIND = 'experiment';
const nothing = () => () => undefined;

/** A window in which nobody has looked: the shared config, and whose the profiles are, are told when the test says so. */
function unseen() {
  const clock = heldTime();
  const inventory = createInventory((error) => assert.fail(String(error)));
  const asked: string[] = [];
  const state: { read: boolean; places: readonly Scope[]; undecided: readonly string[] } = {
    ...{ read: false, places: [], undecided: [] },
  };
  let readConfig = () => {};
  let identify = () => {};
  const { listNow: lists, placesKnown } = createReadLists({
    ...{ clock, inventory },
    accounts: {
      ensure: (profiles) =>
        profiles.length === 0 ? Promise.resolve() : new Promise((resolve) => (identify = resolve)),
    },
    scopes: {
      all: () => state.places,
      profiles: () => ['dev'],
      undecided: () => state.undecided,
      isRead: () => state.read,
      reload: () =>
        new Promise((resolve) => {
          readConfig = () => {
            state.read = true;
            resolve();
          };
        }),
    },
    poller: {
      stamp: () => 60_000,
      isChosen: () => true,
      onDidList: nothing,
      onDidChoose: nothing,
      refresh: ({ scopes = [] } = {}) => void asked.push(...scopes.map(({ region }) => region)),
    },
  });
  return { clock, state, asked, lists, placesKnown, readConfig: () => readConfig(), identify: () => identify() };
}

const settled = () => new Promise(setImmediate);

test('what is asked for before anybody has looked waits for the region that stands in the shared config', async () => {
  const { state, asked, lists, readConfig } = unseen();
  let isOver = false;
  void lists(KIND).then(() => (isOver = true));
  await settled();
  assert.equal(isOver, false, 'that no place is chosen isn’t known yet');
  state.places = [{ profile: 'dev', region: 'eu-west-1' }];
  readConfig();
  await settled();
  assert.deepEqual(asked, ['eu-west-1']);
});

test('it waits for whose a profile is where that decides, and no longer than five seconds', async () => {
  const { clock, state, asked, lists } = unseen();
  state.read = true;
  state.places = [{ profile: 'dev', region: 'eu-west-1' }];
  state.undecided = ['dev'];
  void lists(KIND);
  await settled();
  assert.deepEqual(asked, []);
  await clock.advance(5_000);
  await settled();
  assert.deepEqual(asked, ['eu-west-1']);
});

test('it waits for nobody’s account where no rule depends on that', async () => {
  const { state, asked, lists } = unseen();
  state.read = true;
  state.places = [{ profile: 'dev', region: 'eu-west-1' }];
  void lists(KIND);
  await settled();
  assert.deepEqual(asked, ['eu-west-1']);
});

test('who is answered in any case waits for the shared config and for whose the profiles are, and not for ever', async () => {
  const { clock, placesKnown, readConfig, identify } = unseen();
  let isOver = false;
  void placesKnown().then(() => (isOver = true));
  await settled();
  readConfig();
  await settled();
  assert.equal(isOver, false);
  identify();
  await settled();
  assert.equal(isOver, true);
  isOver = false;
  void placesKnown().then(() => (isOver = true));
  await settled();
  await clock.advance(15_000);
  await settled();
  assert.equal(isOver, true, 'a sign-in takes as long as it takes');
});
