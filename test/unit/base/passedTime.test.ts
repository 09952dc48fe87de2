import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPassedTime } from '../../../src/base/passedTime.ts';

const HOUR = 3_600_000;

/** A machine's two clocks: the one in whole milliseconds, which can be set, the other in parts of them, which stands still while the machine sleeps. */
function machine() {
  let time = 0.3;
  let set = 0;
  let slept = 0;
  const passed = createPassedTime({
    now: () => Math.floor(1_700_000_000_000 + time + slept + set),
    elapsed: () => time,
  });
  return {
    passed,
    run: (milliseconds: number, every: number) => {
      const end = time + milliseconds;
      for (; time < end; time += every) passed();
      time = end;
    },
    sleep: (milliseconds: number) => (slept += milliseconds),
    setBy: (milliseconds: number) => (set += milliseconds),
  };
}

const about = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) <= 2, `${actual} ms have passed instead of ${expected}`);

describe('the time that has passed', () => {
  for (const every of [0.01, 0.3, 1, 7.7, 1_000])
    it(`is the same however often it is asked: every ${every} ms`, () => {
      const { passed, run } = machine();
      run(10_000, every);
      about(passed(), 10_000);
    });

  it('is what the monotonic clock says where the wall clock is steered', () => {
    const { passed, run, setBy } = machine();
    for (let second = 0; second < 60; second += 1) {
      run(1_000, 100);
      setBy(second % 2 === 0 ? 40 : -40);
    }
    about(passed(), 60_000);
  });

  it('counts each sleep, also after the wall clock was set back, and never goes back', () => {
    const { passed, run, sleep, setBy } = machine();
    run(1_000, 10);
    sleep(8 * HOUR);
    about(passed(), 1_000 + 8 * HOUR);
    setBy(-2 * HOUR);
    about(passed(), 1_000 + 8 * HOUR);
    run(1_000, 10);
    sleep(HOUR);
    about(passed(), 2_000 + 9 * HOUR);
  });
});
