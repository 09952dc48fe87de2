import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasPassed, momentOf, passedSince, ranAlike, wallTimeOf } from '../../../src/base/deadline.ts';
import { heldTime } from '../../stages/fakes.ts';

describe('a deadline', () => {
  it('passes by the clock that has moved on further, and when the wall clock went back', async () => {
    const rows: readonly (readonly [advance: number, set: number, passed: boolean, why: string])[] = [
      [0, 0, false, 'at once'],
      [119_999, 0, false, 'just before'],
      [120_000, 0, true, 'just then'],
      [0, 119_999, false, 'asleep for a while'],
      [0, 120_000, true, 'asleep for as long'],
      [60_000, 60_000, true, 'half awake, half asleep'],
      [0, 8 * 3_600_000, true, 'a lid that was closed for the night'],
      [0, -1, true, 'set back by a little before anything'],
      [60_000, -200, false, 'steered by a little'],
      [60_000, -1_000, true, 'set back, though still after the start'],
      [119_000, -3_600_000, true, 'set back by an hour'],
    ];
    for (const [advance, set, passed, why] of rows) {
      const clock = heldTime();
      const since = momentOf(clock);
      await clock.advance(advance);
      clock.setBy(set);
      assert.equal(hasPassed(since, 120_000, clock), passed, why);
    }
  });

  it('tells whether a machine slept meanwhile, or its wall clock was set', async () => {
    for (const [advance, set, alike] of [
      [0, 0, true],
      [3_600_000, 0, true],
      [60_000, 250, true],
      [60_000, -250, true],
      [60_000, 251, false],
      [60_000, -251, false],
      [0, 8 * 3_600_000, false],
    ] as const) {
      const clock = heldTime();
      const before = momentOf(clock);
      await clock.advance(advance);
      clock.setBy(set);
      assert.equal(ranAlike(before, momentOf(clock)), alike, `${advance} ${set}`);
    }
  });

  it('counts by the clock that says more, and tells a moment by the wall clock as it is set now', async () => {
    const rows: readonly (readonly [advance: number, set: number, passed: number, why: string])[] = [
      [0, 0, 0, 'at once'],
      [5_000, 0, 5_000, 'five seconds'],
      [0, 60_000, 60_000, 'asleep'],
      [5_000, 60_000, 65_000, 'half awake, half asleep'],
      [5_000, -3_600_000, 5_000, 'set back by an hour'],
      [5_000, -5_000, 5_000, 'set back to the same moment'],
      [0, -1, 0, 'set back before anything'],
    ];
    for (const [advance, set, passed, why] of rows) {
      const clock = heldTime();
      const since = momentOf(clock);
      await clock.advance(advance);
      clock.setBy(set);
      assert.equal(passedSince(since, momentOf(clock)), passed, why);
      assert.equal(wallTimeOf(since, momentOf(clock)), clock.now() - passed, why);
    }
  });
});
