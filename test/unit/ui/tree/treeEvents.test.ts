import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Node } from '../../../../src/ui/tree/nodes/node.ts';
import { createTreeEvents, firstOf } from '../../../../src/ui/tree/treeEvents.ts';
import { heldTime } from '../../../stages/fakes.ts';

const first = (list: readonly number[], limit: number) => firstOf(list, limit, (size) => size);

void describe('what is drawn at one go', () => {
  void it('is of no more than its limit', () => {
    assert.deepEqual(first([500, 500, 500], 1000), [500, 500]);
    assert.deepEqual(first([1, 2, 3], 1000), [1, 2, 3]);
    assert.deepEqual(first([], 1000), []);
  });

  void it('has one at least, or nothing would ever be drawn', () => {
    assert.deepEqual(first([5000, 1], 1000), [5000]);
    assert.deepEqual(first([1, 5000, 1], 1000), [1]);
  });

  void it('comes to the end of the list, whatever the sizes', () => {
    let left = [400, 3000, 600, 400, 1, 999];
    const seen: number[][] = [];
    while (left.length > 0) {
      const next = first(left, 1000);
      seen.push(next);
      left = left.slice(next.length);
    }
    assert.deepEqual(seen, [[400], [3000], [600, 400], [1, 999]]);
  });
});

const scope = { profile: 'shop', region: 'eu-west-1' };
const target = (id: string): Node => ({ type: 'target', id, ref: { kind: 'instance', scope, id } });

/** Events of a tree that is a list of instances, as the editor was given it; `told` are the ids of each event, undefined for the whole tree. */
function listOf(ids: readonly string[], { iconsLeaveFirst }: { iconsLeaveFirst: boolean }) {
  let now = ids.map(target);
  const clock = heldTime();
  const events = createTreeEvents({
    signatureOf: ({ id }) => id,
    drawnIdOf: ({ id }) => id,
    childrenOf: (node) => (node ? [] : now),
    iconsLeaveFirst,
    clock,
  });
  const told: (readonly string[] | undefined)[] = [];
  events.onDidChange((nodes) => told.push(nodes?.map(({ id }) => id)));
  const give = () => {
    events.given.gave(
      undefined,
      now.map((node) => events.given.settled(node)),
    );
    for (const { id } of now) events.given.drew(id, id, id);
  };
  give();
  return {
    events,
    told,
    clock,
    /** Lets the time pass until the next event; tells how much of it. */
    next: async () => {
      const [before, start] = [told.length, clock.elapsed()];
      while (told.length === before && clock.elapsed() - start < 60_000) await clock.advance(1);
      assert.equal(told.length, before + 1);
      return clock.elapsed() - start;
    },
    become: (...left: readonly string[]) => {
      now = left.map(target);
      events.everythingChanged();
    },
  };
}

void describe('what leaves', () => {
  void it('loses its icon before it goes, in an editor that needs it', async () => {
    const { events, told, next, become } = listOf(['a', 'b', 'c'], { iconsLeaveFirst: true });
    become('b');
    assert.equal(events.fireOrWait(), false);
    await next();
    assert.deepEqual(told, [['a', 'c']]);
    assert.ok(events.takesWithoutIcon('a') && events.takesWithoutIcon('c') && !events.takesWithoutIcon('b'));
    await next();
    assert.deepEqual(told, [['a', 'c'], undefined]);
    assert.ok(!events.takesWithoutIcon('a'));
    assert.equal(events.fireOrWait(), true);
    events.dispose();
  });

  void it('is drawn in the end, however many go one after another', async () => {
    const { events, told, next, become } = listOf(['a', 'b', 'c', 'd', 'e', 'f'], { iconsLeaveFirst: true });
    const left = ['a', 'b', 'c', 'd', 'e', 'f'];
    do {
      left.pop();
      become(...left);
      await next();
    } while (told.at(-1) !== undefined && left.length > 0);
    assert.deepEqual(told, [['f'], ['e'], ['d'], undefined]);
    events.dispose();
  });

  void it('loses it, too, where the editor has not asked again since everything changed', async () => {
    const { told, clock, next, become, events } = listOf(['a', 'b', 'c'], { iconsLeaveFirst: true });
    become('a', 'b', 'c', 'd');
    await next();
    await clock.advance(5_000);
    become('c', 'd');
    await next();
    await next();
    assert.deepEqual(told, [undefined, ['a', 'b'], undefined]);
    events.dispose();
  });

  void it('goes at once in every other', async () => {
    const { events, told, next, become } = listOf(['a', 'b', 'c'], { iconsLeaveFirst: false });
    become('b');
    await next();
    assert.deepEqual(told, [undefined]);
    events.asked(undefined);
    become('b', 'd');
    assert.equal(events.fireOrWait(), true);
    assert.deepEqual(told, [undefined, undefined]);
    events.dispose();
  });
});

void describe('an editor that was told of everything', () => {
  for (const iconsLeaveFirst of [false, true]) {
    void it(`is not told again before it has asked, ${iconsLeaveFirst ? 'before' : 'since'} 1.108`, async () => {
      const { events, told, clock, next, become } = listOf(['a'], { iconsLeaveFirst });
      become('a', 'b');
      await next();
      for (const left of [['a'], ['a', 'c'], ['d', 'a']]) {
        become(...left);
        await clock.advance(1_000);
      }
      assert.deepEqual(told, [undefined], 'it draws what is there when it asks');
      events.asked(undefined);
      become('a', 'e');
      await next();
      assert.deepEqual(told, [undefined, undefined]);
      events.dispose();
    });
  }

  void it('is told again when it hasn’t asked for long: it may have lost that', async () => {
    const { events, told, clock, next, become } = listOf(['a'], { iconsLeaveFirst: false });
    become('a', 'b');
    await next();
    await clock.advance(5_000);
    become('a');
    await next();
    assert.deepEqual(told, [undefined, undefined]);
    events.dispose();
  });
});

void describe('a change', () => {
  for (const { iconsLeaveFirst, patience } of [
    { iconsLeaveFirst: false, patience: 1_000 },
    { iconsLeaveFirst: true, patience: 5_000 },
  ]) {
    void it(`is told when the editor has asked for nothing for a while, or after ${patience} ms`, async () => {
      const { events, told, clock, next, become } = listOf(['a'], { iconsLeaveFirst });
      become('a', 'b');
      assert.ok((await next()) < 100, 'at once to an editor that asks for nothing');
      events.asked(undefined);
      await clock.advance(300);
      become('a', 'b', 'c');
      for (let asked = 0; asked < 400; asked += 20) {
        events.asked(undefined);
        await clock.advance(20);
      }
      assert.equal(told.length, 1);
      const quiet = await next();
      assert.ok(quiet > 150 && quiet < 250, String(quiet));
      events.asked(undefined);
      await clock.advance(300);
      become('a');
      const start = clock.elapsed();
      const before = told.length;
      do {
        events.asked(undefined);
        await clock.advance(20);
      } while (told.length === before);
      const took = clock.elapsed() - start;
      assert.ok(took >= patience && took < patience + 300, String(took));
      events.dispose();
      assert.equal(clock.timers(), 0);
    });
  }
});
