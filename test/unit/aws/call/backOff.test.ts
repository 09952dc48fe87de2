import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { backOff } from '../../../../src/aws/call/backOff.ts';
import { flush } from '../../../stages/fakes.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';

/** How long it waits, ms. */
async function pauseOf(after: 'fault' | 'throttled', failed: number, random: number): Promise<number> {
  const clock = heldClock(0, random);
  let isOver = false;
  void backOff(after, failed, clock, undefined).then(() => {
    isOver = true;
  });
  await flush();
  for (let waited = 0; waited <= 30_000; waited += 1) {
    clock.advance(waited === 0 ? 0 : 1);
    await Promise.resolve();
    await Promise.resolve();
    if (isOver) return waited;
  }
  return Infinity;
}

describe('the pause before the next try', () => {
  test('doubles, is longer after throttling, and never longer than twenty seconds', async () => {
    const most = 0.999_999;
    for (const [failed, fault, throttled] of [
      [1, 99, 499],
      [2, 199, 999],
      [3, 399, 1_999],
      [20, 19_999, 19_999],
      [2_000, 19_999, 19_999],
    ] as const) {
      assert.equal(await pauseOf('fault', failed, most), fault);
      assert.equal(await pauseOf('throttled', failed, most), throttled);
    }
  });

  test('is any part of that, by chance', async () => {
    assert.equal(await pauseOf('fault', 1, 0), 0);
    assert.equal(await pauseOf('throttled', 2, 0.25), 250);
  });

  test('is over at once for what nobody wants any more', async () => {
    const clock = heldClock(0, 0.9);
    await backOff('throttled', 9, clock, AbortSignal.abort());
    const abort = new AbortController();
    const waiting = backOff('throttled', 9, clock, abort.signal);
    abort.abort();
    await waiting;
    clock.advance(60_000);
  });

  test('leaves nothing behind at a signal that stands for many calls', async () => {
    const clock = heldClock(0, 0.5);
    const { signal } = new AbortController();
    const waiting = backOff('throttled', 1, clock, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    clock.advance(250);
    await waiting;
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});
