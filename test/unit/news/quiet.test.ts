import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createQuiet } from '../../../src/news/quiet.ts';
import { heldTime } from '../../stages/fakes.ts';

const MINUTE = 60_000;
const fails = (error: unknown): never => {
  throw error;
};
function memory(initial?: unknown) {
  const stored = new Map<string, unknown>(initial === undefined ? [] : [['halt.quietSince', initial]]);
  return {
    get: (key: string) => stored.get(key),
    update: (key: string, value: unknown) => {
      stored.set(key, value);
      return Promise.resolve();
    },
  };
}

describe('an hour of quiet', () => {
  it('lasts an hour and tells of its end, unless it is ended before', async () => {
    const clock = heldTime();
    const quiet = createQuiet({ memory: memory(), clock, onError: fails });
    let changes = 0;
    quiet.onDidChange(() => (changes += 1));
    assert.deepEqual([quiet.isOn(), quiet.until()], [false, undefined]);
    quiet.start();
    assert.deepEqual([quiet.isOn(), quiet.until(), changes], [true, clock.now() + 60 * MINUTE, 1]);
    await clock.advance(60 * MINUTE - 1);
    assert.deepEqual([quiet.isOn(), changes], [true, 1]);
    await clock.advance(1);
    assert.deepEqual([quiet.isOn(), quiet.until(), changes], [false, undefined, 2]);
    quiet.start();
    quiet.end();
    assert.deepEqual([quiet.isOn(), clock.timers()], [false, 0]);
  });

  it('ends by whichever clock says so first, and when the wall clock is set back', () => {
    for (const by of [60 * MINUTE, -10 * MINUTE]) {
      const clock = heldTime();
      const quiet = createQuiet({ memory: memory(), clock, onError: fails });
      quiet.start();
      clock.setBy(by);
      assert.equal(quiet.isOn(), false, String(by));
    }
  });

  it('is not begun by a saved state that no clock has written', () => {
    for (const now of [1e300, -1e300, Number.MAX_VALUE, '1', null]) {
      const quiet = createQuiet({ memory: memory({ now }), clock: heldTime(), onError: fails });
      assert.deepEqual([quiet.isOn(), quiet.until()], [false, undefined], String(now));
    }
  });

  it('is the same in every window, and goes on after a reload for what is left of it', async () => {
    const shared = memory();
    const clock = heldTime();
    const [one, two] = [1, 2].map(() => createQuiet({ memory: shared, clock, onError: fails }));
    one?.start();
    assert.equal(two?.isOn(), true);
    await clock.advance(40 * MINUTE);
    const reloaded = createQuiet({ memory: shared, clock, onError: fails });
    assert.equal(reloaded.isOn(), true);
    await clock.advance(20 * MINUTE);
    assert.deepEqual([one?.isOn(), two?.isOn(), reloaded.isOn()], [false, false, false]);
    reloaded.start();
    two?.end();
    assert.equal(one?.isOn(), false);
  });

  it('is told of by a window that is looked at again where another began or ended it', () => {
    const shared = memory();
    const clock = heldTime();
    const one = createQuiet({ memory: shared, clock, onError: fails });
    const two = createQuiet({ memory: shared, clock, onError: fails });
    const heard: boolean[] = [];
    two.onDidChange(() => heard.push(two.isOn()));
    two.refresh();
    one.start();
    // Whoever asks in between knows, and tells nobody.
    assert.equal(two.isOn(), true);
    two.refresh();
    two.refresh();
    one.end();
    assert.equal(two.isOn(), false);
    two.refresh();
    two.refresh();
    assert.deepEqual(heard, [true, false]);
    two.start();
    two.refresh();
    assert.deepEqual(heard, [true, false, true]);
    for (const each of [one, two]) each.dispose();
  });

  it('is not on for what is remembered of the future, or can’t be understood', () => {
    const clock = heldTime();
    for (const odd of [{ now: clock.now() + MINUTE }, { now: 'x' }, { now: Infinity }, 7, null, []]) {
      const quiet = createQuiet({ memory: memory(odd), clock, onError: fails });
      assert.equal(quiet.isOn(), false, JSON.stringify(odd));
      quiet.dispose();
    }
  });
});
