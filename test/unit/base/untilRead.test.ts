import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { untilRead } from '../../../src/base/untilRead.ts';
import { heldTime } from '../../stages/fakes.ts';

/** A read that fails for each of these reasons first, at ever later times. */
function stage(reasons: readonly string[]) {
  const clock = heldTime();
  const stop = new AbortController();
  const times: number[] = [];
  const told: string[] = [];
  const read = () => {
    times.push(clock.elapsed() / 1_000);
    const reason = reasons[times.length - 1];
    return reason === undefined ? Promise.resolve('read') : Promise.reject(new Error(reason));
  };
  const onFail = (error: unknown) => told.push(String(error));
  return { clock, stop, times, told, reading: untilRead(clock, read, { signal: stop.signal, onFail }) };
}

describe('what is read until it can be', () => {
  it('is read once where it can be', async () => {
    const { clock, reading, times, told } = stage([]);
    assert.equal(await reading, 'read');
    await clock.advance(600_000);
    assert.deepEqual([times, told, clock.timers()], [[0], [], 0]);
  });

  it('is read again after ever longer pauses, of a minute at most, and each reason told once', async () => {
    const reasons = [...Array<string>(4).fill('EMFILE'), ...Array<string>(5).fill('EIO')];
    const { clock, reading, times, told } = stage(reasons);
    await clock.advance(600_000);
    assert.equal(await reading, 'read');
    assert.deepEqual(times, [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    assert.deepEqual(told, ['Error: EMFILE', 'Error: EIO']);
  });

  it('is read no more once nobody wants it', async () => {
    for (const after of [0, 500, 5_000]) {
      const { clock, stop, reading, times } = stage(Array<string>(99).fill('EMFILE'));
      await clock.advance(after);
      const before = times.length;
      stop.abort();
      assert.equal(await reading, undefined);
      await clock.advance(600_000);
      assert.deepEqual([times.length, clock.timers()], [before, 0], String(after));
    }
  });
});
