import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf, whenPassed } from '../../../src/base/deadline.ts';
import { heldTime } from '../../stages/fakes.ts';

const MINUTE = 60_000;

void describe('what is told when a time has passed', () => {
  void it('is told once, in its time, and not once it is cancelled', async () => {
    for (const milliseconds of [0, 1_000, MINUTE, 90 * MINUTE + 1]) {
      const clock = heldTime();
      let told = 0;
      whenPassed(momentOf(clock), milliseconds, clock, () => (told += 1));
      if (milliseconds > 0) await clock.advance(milliseconds - 1);
      assert.equal(told, 0, String(milliseconds));
      await clock.advance(1);
      assert.equal(told, 1, String(milliseconds));
      const cancel = whenPassed(momentOf(clock), milliseconds, clock, () => (told += 1));
      await clock.advance(milliseconds / 2);
      const before = told;
      cancel();
      await clock.advance(milliseconds);
      assert.deepEqual([told, clock.timers()], [before, 0]);
    }
  });

  void it('is told within a minute after a sleep past it, in which timers stand still', async () => {
    const clock = heldTime();
    let told = 0;
    whenPassed(momentOf(clock), 60 * MINUTE, clock, () => (told += 1));
    await clock.advance(5 * MINUTE + 1);
    clock.setBy(55 * MINUTE);
    assert.equal(told, 0);
    await clock.advance(MINUTE);
    assert.equal(told, 1);
  });
});
