import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLookTimes, longestPause } from '../../../../src/stopping/follow/lookTimes.ts';
import { heldTime } from '../../../stages/fakes.ts';

/** Groups that are followed since these times, each look of which is answered as it says. */
function stage(since: Record<string, readonly number[]>, answers: (key: string) => Promise<boolean | undefined>) {
  const clock = heldTime();
  const looks: string[] = [];
  const errors: unknown[] = [];
  const times = createLookTimes({
    clock,
    sinceOf: (key) => since[key] ?? [],
    look: (key) => {
      looks.push(`${key} ${clock.elapsed()}`);
      return answers(key);
    },
    onError: (error) => errors.push(error),
  });
  return { clock, looks, errors, times };
}
const read = () => Promise.resolve(true);

describe('when what is followed is looked at', () => {
  it('is ever more seldom, by how long ago it was asked for', () => {
    const rows = [
      [0, 2_400],
      [29_999, 2_400],
      [30_000, 4_800],
      [119_999, 4_800],
      [120_000, 12_000],
      [599_999, 12_000],
      [600_000, 36_000],
      [86_400_000, 36_000],
    ] as const;
    for (const [age, longest] of rows) assert.equal(longestPause(age), longest, String(age));
  });

  it('goes by the youngest of a group, whichever place it has in it', async () => {
    for (const since of [
      [-700_000, 0],
      [0, -700_000],
    ]) {
      const { clock, looks, times } = stage({ g: since }, read);
      times.soon('g');
      await clock.advance(6_000);
      assert.deepEqual(looks, ['g 1000', 'g 3000', 'g 5000']);
      times.dispose();
    }
  });

  it('is each group’s own, also while another one is being looked at', async () => {
    let finish: (isRead: boolean) => void = () => {};
    const slow = () => new Promise<boolean>((resolve) => (finish = resolve));
    const { clock, looks, times } = stage({ slow: [0], old: [-700_000], young: [0] }, (key) =>
      key === 'slow' ? slow() : read(),
    );
    times.soon('slow');
    times.soon('old');
    await clock.advance(500);
    times.soon('young');
    await clock.advance(5_500);
    assert.deepEqual(looks, ['slow 1000', 'old 1000', 'young 1500', 'young 3500', 'young 5500']);
    // Whoever asks for a look soon doesn't have one that is under way made twice.
    times.soon('slow');
    await clock.advance(2_000);
    assert.equal(looks.filter((look) => look.startsWith('slow')).length, 1);
    finish(true);
    await clock.advance(2_000);
    assert.deepEqual(looks.filter((look) => look.startsWith('slow')).length, 2);
    times.dispose();
  });

  it('is not put off by what is asked for in the meantime', async () => {
    const { clock, looks, times } = stage({ g: [0] }, read);
    times.soon('g');
    await clock.advance(800);
    times.soon('g');
    await clock.advance(300);
    assert.deepEqual(looks, ['g 1000']);
    times.dispose();
  });

  it('is never, where nothing is left to look at', async () => {
    const since: Record<string, readonly number[]> = { g: [0] };
    const { clock, looks, times } = stage(since, read);
    times.soon('g');
    since['g'] = [];
    await clock.advance(60_000);
    assert.deepEqual(looks, []);
    assert.equal(clock.timers(), 0);
    since['g'] = [0];
    times.now(() => true);
    await clock.advance(60_000);
    assert.deepEqual(looks, [], 'it is forgotten');
  });

  it('is never, where what was looked at is over when the look comes back', async () => {
    let finish: (isRead: boolean) => void = () => {};
    const since: Record<string, readonly number[]> = { g: [0] };
    const { clock, looks, times } = stage(since, () => new Promise((resolve) => (finish = resolve)));
    times.soon('g');
    await clock.advance(1_000);
    since['g'] = [];
    finish(false);
    await clock.advance(60_000);
    times.now(() => true);
    await clock.advance(60_000);
    assert.deepEqual([looks, clock.timers()], [['g 1000'], 0]);
    // Taken up anew, it is as fast as at first.
    since['g'] = [clock.elapsed()];
    times.soon('g');
    await clock.advance(1_000);
    finish(true);
    await clock.advance(2_000);
    assert.equal(looks.length, 3);
    times.dispose();
  });

  it('is at once and fast again when somebody mends what failed, whether it waits or is looked at just then', async () => {
    for (const isDuring of [false, true]) {
      let finish: (isRead: boolean) => void = () => {};
      const { clock, looks, times } = stage({ g: [0] }, () => new Promise((resolve) => (finish = resolve)));
      times.soon('g');
      const fail = async () => {
        finish(false);
        await clock.advance(0);
      };
      for (let failed = 0; failed < 4; failed += 1) {
        await clock.advance(90_000);
        await fail();
      }
      if (isDuring) await clock.advance(90_000);
      const before = looks.length;
      times.now(() => true);
      if (isDuring) await fail();
      await clock.advance(1);
      assert.equal(looks.length, before + 1, String(isDuring));
      // One more that failed slows it down by one step, from four seconds or ten at that age.
      await fail();
      await clock.advance(20_001);
      assert.equal(looks.length, before + 2);
      times.dispose();
    }
  });

  it('slows down for each look in a row that failed, and not for one that doesn’t count', async () => {
    const rows = [
      [true, [1_000, 3_000, 5_000, 7_000]],
      [undefined, [1_000, 3_000, 5_000, 7_000]],
      [false, [1_000, 5_000, 13_000, 29_000]],
    ] as const;
    for (const [answer, expected] of rows) {
      const { clock, looks, times } = stage({ g: [0] }, () => Promise.resolve(answer));
      times.soon('g');
      await clock.advance(29_500);
      assert.deepEqual(
        looks.slice(0, 4),
        expected.map((at) => `g ${at}`),
        String(answer),
      );
      times.dispose();
    }
  });

  it('goes on after a look that throws, and hands on what it threw', async () => {
    const { clock, looks, errors, times } = stage({ g: [0] }, () => Promise.reject(new Error('odd')));
    times.soon('g');
    await clock.advance(3_500);
    assert.deepEqual(looks, ['g 1000', 'g 3000']);
    assert.deepEqual(errors.map(String), ['Error: odd', 'Error: odd']);
    times.dispose();
  });

  it('is never after its end, not even when a look comes back', async () => {
    let finish: (isRead: boolean) => void = () => {};
    const { clock, looks, times } = stage({ g: [0] }, () => new Promise((resolve) => (finish = resolve)));
    times.soon('g');
    await clock.advance(1_000);
    times.dispose();
    finish(true);
    await clock.advance(60_000);
    times.soon('other');
    assert.deepEqual([looks, clock.timers()], [['g 1000'], 0]);
  });
});
