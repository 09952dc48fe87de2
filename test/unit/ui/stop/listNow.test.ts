import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEmitter } from '../../../../src/base/event.ts';
import { createInventory } from '../../../../src/inventory/inventory.ts';
import { placesLacking } from '../../../../src/inventory/lack.ts';
import type { Scope } from '../../../../src/model/scope.ts';
import { listNow } from '../../../../src/ui/stop/listNow.ts';
import { failure, heldTime } from '../../../stages/fakes.ts';

const place = (region: string): Scope => ({ profile: 'ops', region });
const [read, stale, never, denied] = [place('eu-west-3'), place('sa-east-1'), place('me-south-1'), place('us-west-1')];
const scopes = [read, stale, never, denied];
const KIND = 'experiment';
/** A poller that has been told of every place, and is told of no other. */
const always = { isChosen: () => true, onDidChoose: () => () => undefined };

/** Asks for one list of the chosen places, of which the poller was told of `known`. */
function asking(start: readonly Scope[], known: readonly Scope[] = start) {
  const clock = heldTime();
  const inventory = createInventory((error) => {
    throw error;
  });
  const listed = createEmitter<{ scope: Scope; kind: typeof KIND }>(() => undefined);
  const told = createEmitter<void>(() => undefined);
  const state = { chosen: start, told: known };
  const poller = {
    asked: [] as string[],
    stamp: () => 60_000,
    refresh: ({ scopes: now = [] }: { scopes?: readonly Scope[] }) =>
      void poller.asked.push(...now.map(({ region }) => region)),
    isChosen: (scope: Scope) => state.told.includes(scope),
    onDidList: listed.event,
    onDidChoose: told.event,
  };
  const answer = (scope: Scope) => {
    inventory.apply({ type: 'end', scope, kind: KIND, since: 60_001, seen: new Set(), gaps: [] });
    listed.fire({ scope, kind: KIND });
  };
  const work = listNow({ inventory, poller, clock, scopes: () => state.chosen }, KIND);
  /** What gave no answer; it is an error that the time has to pass for that. */
  const silent = async () => {
    const late = new Promise<never>((_, reject) => void clock.after(1, () => reject(new Error('It still waits.'))));
    void clock.advance(1);
    return Promise.race([work, late]);
  };
  return { clock, inventory, poller, told, state, answer, silent };
}

void describe('listing before a choice', () => {
  void it('names the places that gave no answer in time, also where something older is known of them (11.11)', async () => {
    const clock = heldTime();
    const inventory = createInventory((error) => {
      throw error;
    });
    const listed = createEmitter<{ scope: Scope; kind: typeof KIND }>(() => undefined);
    const end = (scope: Scope, since: number) => {
      inventory.apply({ type: 'end', scope, kind: KIND, since, seen: new Set(), gaps: [] });
      listed.fire({ scope, kind: KIND });
    };
    end(read, 1);
    end(stale, 1);
    await clock.advance(60_000);
    const poller = {
      stamp: () => 60_000,
      refresh: ({ scopes: asked = [] }: { scopes?: readonly Scope[] }) => {
        for (const scope of asked) inventory.apply({ type: 'begin', scope, kind: KIND });
      },
      onDidList: listed.event,
      ...always,
    };
    const silent = listNow({ inventory, poller, clock, scopes: () => scopes }, 'experiment');
    end(read, 60_001);
    inventory.apply({ type: 'fail', scope: denied, kind: KIND, failure: failure('denied') });
    listed.fire({ scope: denied, kind: KIND });
    await clock.advance(30_000);
    assert.deepEqual(await silent, [stale, never]);
    const parts = { inventory, accounts: { failure: () => undefined } };
    // The denied place has answered, and is as unknown as those that have not.
    assert.deepEqual(placesLacking(parts, { scopes, kind: KIND, silent: await silent }), [
      { ...stale, unanswered: {} },
      { ...never, unanswered: {} },
      denied,
    ]);
  });

  void it('waits for no place that is dropped meanwhile, and for one that is named in its place', async () => {
    const clock = heldTime();
    const inventory = createInventory((error) => {
      throw error;
    });
    const listed = createEmitter<{ scope: Scope; kind: typeof KIND }>(() => undefined);
    const asked: string[] = [];
    const poller = {
      stamp: () => 60_000,
      refresh: ({ scopes: now = [] }: { scopes?: readonly Scope[] }) =>
        void asked.push(...now.map(({ region }) => region)),
      onDidList: listed.event,
      ...always,
    };
    let chosen: readonly Scope[] = [read, stale];
    const silent = listNow({ inventory, poller, clock, scopes: () => chosen }, 'experiment');
    const answer = (scope: Scope) => {
      inventory.apply({ type: 'end', scope, kind: KIND, since: 60_001, seen: new Set(), gaps: [] });
      listed.fire({ scope, kind: KIND });
    };
    let isOver = false;
    void silent.then(() => (isOver = true));
    chosen = [read, never];
    answer(read);
    await clock.advance(1);
    assert.equal(isOver, false, 'the new place has not answered');
    answer(never);
    assert.deepEqual(await silent, []);
    assert.deepEqual(asked, [read.region, stale.region, never.region]);
  });

  void it('ends when all that it waits for is dropped, though no list ends any more', async () => {
    const { clock, poller, told, state, silent } = asking([read, stale]);
    state.chosen = [];
    told.fire();
    assert.deepEqual(await silent(), []);
    assert.equal(clock.elapsed(), 0);
    assert.deepEqual(poller.asked, [read.region, stale.region]);
  });

  void it('asks for a place that is named in another’s place as soon as the poller knows it, though no list ends', async () => {
    const { poller, told, state, answer, silent } = asking([read]);
    state.chosen = [never];
    told.fire();
    assert.deepEqual(poller.asked, [read.region, never.region]);
    answer(never);
    assert.deepEqual(await silent(), []);
  });

  void it('asks again for a place of which the poller had not been told when it was asked for', async () => {
    const { poller, told, state, answer, silent } = asking([read], []);
    state.told = [read];
    told.fire();
    told.fire();
    assert.deepEqual(poller.asked, [read.region, read.region]);
    answer(read);
    assert.deepEqual(await silent(), []);
  });

  void it('asks thousands of places a part at a time, and no place that was dropped before its turn', async () => {
    const clock = heldTime();
    const inventory = createInventory((error) => {
      throw error;
    });
    const listed = createEmitter<{ scope: Scope; kind: typeof KIND }>(() => undefined);
    const all = Array.from({ length: 3_000 }, (_, index): Scope => ({ profile: `p-${index}`, region: 'eu-west-1' }));
    const answer = (scope: Scope) => {
      inventory.apply({ type: 'end', scope, kind: KIND, since: 60_001, seen: new Set(), gaps: [] });
      listed.fire({ scope, kind: KIND });
    };
    let chosen: readonly Scope[] = all;
    const asked: (readonly Scope[])[] = [];
    const poller = {
      stamp: () => 60_000,
      refresh: ({ scopes: now = [] }: { scopes?: readonly Scope[] }) => {
        asked.push(now);
        if (asked.length > 1) return;
        // The account of the first is known now, and every other place isn't meant any more.
        chosen = all.filter((_, index) => index % 2 === 0);
        answer(all[0] ?? read);
      },
      onDidList: listed.event,
      ...always,
    };
    const silent = listNow({ inventory, poller, clock, scopes: () => chosen }, KIND);
    // What is asked for in turns is asked for by the time that the first of all these has answered and a little has passed.
    while (asked.flat().length < 1_600) await clock.advance(1);
    assert.ok(Math.max(...asked.map(({ length }) => length)) <= 200);
    const later = asked.slice(1).flat();
    assert.deepEqual(
      later.filter((scope) => !chosen.includes(scope)),
      [],
    );
    assert.equal(new Set(later).size, later.length);
    for (const scope of chosen) answer(scope);
    assert.deepEqual(await silent, []);
  });

  for (const onTheWay of [false, true]) {
    const when = onTheWay ? 'that was on its way' : 'of before';
    void it(`takes a failure ${when} for no answer: the listing that it asked for comes behind it`, async () => {
      const clock = heldTime();
      const inventory = createInventory((error) => {
        throw error;
      });
      const listed = createEmitter<{ scope: Scope; kind: typeof KIND }>(() => undefined);
      const begin = () => {
        inventory.apply({ type: 'begin', scope: read, kind: KIND });
      };
      const fail = () => {
        inventory.apply({ type: 'fail', scope: read, kind: KIND, failure: failure('timeout') });
        listed.fire({ scope: read, kind: KIND });
      };
      begin();
      if (!onTheWay) fail();
      const asked: Scope[] = [];
      const poller = {
        stamp: () => 60_000,
        // As the poller has it: what is asked for begins a moment later, or behind what is on its way.
        refresh: ({ scopes: now = [] }: { scopes?: readonly Scope[] }) => void asked.push(...now),
        onDidList: listed.event,
        ...always,
      };
      let silent: readonly Scope[] | undefined;
      void listNow({ inventory, poller, clock, scopes: () => [read] }, 'experiment', 0).then((places) => {
        silent = places;
      });
      await clock.advance(1);
      if (onTheWay) fail();
      await clock.advance(1);
      assert.deepEqual([asked, silent], [[read], undefined]);
      begin();
      fail();
      await clock.advance(1);
      assert.deepEqual(silent, [], 'it has answered, though badly');
    });
  }
});
