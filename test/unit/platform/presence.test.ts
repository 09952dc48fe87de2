import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPresence } from '../../../src/platform/presence.ts';
import { heldTime } from '../../stages/fakes.ts';

/** A window that answers when it is told to. */
function slowWindow() {
  const clock = heldTime();
  let asked = 0;
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const presence = createPresence({
    clock,
    ask: () => {
      asked += 1;
      return new Promise<void>((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
  });
  const heard: boolean[] = [];
  presence.onDidChange((isThere) => heard.push(isThere));
  return {
    ...{ clock, presence, heard },
    asked: () => asked,
    answer: () => waiting?.resolve(),
    refuse: () => waiting?.reject(new Error('no such command')),
  };
}

describe('whether the window is there', () => {
  it('is so as long as it answers within fifteen seconds, and nobody hears of it', async () => {
    const { clock, presence, heard, answer } = slowWindow();
    assert.equal(presence.isThere(), true);
    const check = presence.check();
    await clock.advance(14_900);
    answer();
    assert.equal(await check, true);
    assert.deepEqual([presence.isThere(), heard, clock.timers()], [true, [], 0]);
  });

  it('is not so once it has answered nothing for longer, and is again when it answers', async () => {
    const { clock, presence, heard, answer, asked } = slowWindow();
    const check = presence.check();
    await clock.advance(15_000);
    assert.equal(await check, false);
    const again = presence.check();
    await clock.advance(15_000);
    assert.equal(await again, false);
    assert.deepEqual([presence.isThere(), heard, asked()], [false, [false], 1]);
    answer();
    await presence.answered();
    assert.deepEqual([presence.isThere(), heard], [true, [false, true]]);
  });

  it('is so, too, where it answers that it can’t do what it was asked for', async () => {
    const { presence, refuse } = slowWindow();
    const check = presence.check();
    refuse();
    assert.equal(await check, true);
  });

  it('is asked anew each time, and once for all that ask meanwhile', async () => {
    const { presence, answer, asked } = slowWindow();
    const both = Promise.all([presence.answered(), presence.answered(), presence.check()]);
    assert.equal(asked(), 1);
    answer();
    await both;
    const next = presence.answered();
    assert.equal(asked(), 2);
    answer();
    await next;
  });

  it('keeps who waits for its answer waiting', async () => {
    const { clock, presence, answer } = slowWindow();
    let isAnswered = false;
    const waits = presence.answered().then(() => {
      isAnswered = true;
    });
    await clock.advance(3_600_000);
    assert.equal(isAnswered, false);
    answer();
    await waits;
  });

  it('isn’t taken for gone where it has answered one who asks again at once', async () => {
    const { clock, presence, heard, answer } = slowWindow();
    const again = presence.answered().then(() => presence.answered());
    const check = presence.check();
    answer();
    assert.equal(await check, true);
    assert.deepEqual(heard, []);
    answer();
    await again;
    assert.equal(clock.timers(), 0);
  });
});
