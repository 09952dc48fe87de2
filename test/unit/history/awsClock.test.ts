import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lastClockOffset, onAwsClock } from '../../../src/history/awsClock.ts';
import type { HistoryEntry, Transition } from '../../../src/history/entry.ts';

/** AWS's time, and between which two looks this machine saw it. All in milliseconds. */
const reported = (at: number, after: number, before: number): Transition => ({
  ...{ type: 'transition', subject: '', to: 'stopped', source: 'aws' },
  ...{ at, window: { after, before } },
});
const seen = (at: number): HistoryEntry => ({ type: 'transition', subject: '', to: 'running', source: 'halt', at });
const timesOf = (entries: readonly HistoryEntry[]) =>
  onAwsClock(entries).map((entry) => (entry.type === 'gap' ? [entry.from, entry.to] : entry.at));

describe('a history on AWS’s clock', () => {
  it('stays as it is while AWS’s times are in the windows in which they were seen, or within two seconds of them', () => {
    for (const at of [10_000, 12_000, 20_000, 22_000, 8_000]) {
      const entries = [seen(5_000), reported(at, 10_000, 20_000)];
      assert.equal(onAwsClock(entries), entries);
      assert.equal(lastClockOffset(entries), 0);
    }
    const without = [seen(5_000), { ...reported(99_000, 0, 1), window: { before: 1 } }];
    assert.equal(onAwsClock(without), without);
  });

  it('moves this machine’s times by what AWS’s clock is ahead or behind, and says by how much', () => {
    assert.deepEqual(timesOf([seen(5_000), reported(80_000, 10_000, 20_000)]), [65_000, 80_000]);
    assert.deepEqual(timesOf([seen(5_000), reported(-50_000, 10_000, 20_000)]), [-55_000, -50_000]);
    const [moved] = onAwsClock([seen(5_000), reported(80_000, 10_000, 20_000)]);
    assert.equal(moved?.type === 'transition' && moved.clockOffset, 60_000);
    assert.equal(lastClockOffset([reported(80_000, 10_000, 20_000), reported(230_000, 100_000, 200_000)]), 30_000);
  });

  it('lets the difference change evenly between two entries that tell it, and keeps it before and after them', () => {
    const entries = [reported(80_000, 10_000, 20_000), reported(150_000, 90_000, 120_000)];
    assert.deepEqual(
      timesOf([...entries, ...[0, 20_000, 70_000, 120_000, 500_000].map(seen)]).slice(2),
      [60_000, 80_000, 115_000, 150_000, 530_000],
    );
  });

  it('keeps after the last of many entries what that one tells', () => {
    const offsets = [60_000, 30_000, 90_000].map((offset, at) =>
      reported(offset + 20_000 + at * 100_000, 10_000 + at * 100_000, 20_000 + at * 100_000),
    );
    assert.deepEqual(timesOf([...offsets, seen(900_000)]).slice(3), [990_000]);
  });

  it('takes the later one of two that tell it at one moment for what follows', () => {
    const entries = [reported(80_000, 10_000, 20_000), reported(90_000, 10_000, 20_000)];
    assert.deepEqual(timesOf([...entries, seen(20_000), seen(30_000)]).slice(2), [80_000, 100_000]);
  });

  it('moves both ends of a gap, and a request of Halt’s', () => {
    const entries: readonly HistoryEntry[] = [
      { type: 'gap', from: 0, to: 5_000 },
      { type: 'gap', from: 0 },
      { type: 'request', operation: 'StopInstances', at: 1_000, outcome: { result: 'accepted' } },
      { type: 'event', subject: '', name: 'created', source: 'aws', at: 3_000 },
      reported(80_000, 10_000, 20_000),
    ];
    assert.deepEqual(timesOf(entries), [[60_000, 65_000], [60_000, undefined], 61_000, 3_000, 80_000]);
  });

  it('is told by no time of its own, nor by what nobody saw come', () => {
    const far = reported(80_000, 10_000, 20_000);
    // Where this machine's own time is all that is known of it, it says nothing about AWS's clock.
    const own = { ...far, source: 'halt', at: 60_000, window: { after: 50_000, before: 60_000 } } as const;
    const alone: HistoryEntry = { type: 'transition', subject: '', to: 'running', source: 'aws', at: 1_000 };
    const last = reported(160_000, 90_000, 100_000);
    assert.deepEqual(timesOf([far, own, last, alone]), [80_000, 120_000, 160_000, 1_000]);
    assert.equal(lastClockOffset([far, own, alone]), 60_000);
  });

  it('changes evenly from where the clocks agreed', () => {
    const entries = [reported(20_000, 10_000, 20_000), reported(180_000, 110_000, 120_000)];
    assert.deepEqual(timesOf([...entries, seen(70_000)]).slice(2), [100_000]);
  });

  it('is told by the same entries in whichever order they are', () => {
    const entries = [
      reported(380_000, 310_000, 320_000),
      reported(80_000, 10_000, 20_000),
      reported(150_000, 90_000, 120_000),
    ];
    const times = [0, 70_000, 220_000, 900_000].map(seen);
    const expected = [60_000, 115_000, 265_000, 960_000];
    for (const told of [entries, entries.toReversed(), entries.toSorted((a, b) => a.at - b.at)]) {
      assert.deepEqual(timesOf([...told, ...times]).slice(3), expected);
      assert.equal(lastClockOffset(told), 60_000);
    }
    const [latest, ...earlier] = entries;
    assert.equal(lastClockOffset(earlier.toReversed()), 30_000);
    assert.equal(latest && lastClockOffset([latest]), 60_000);
    assert.equal(lastClockOffset([]), 0);
  });

  it('goes by what the answer’s date told where that was written down, and guesses nothing there', () => {
    const told = (ahead: number, entry: Transition): Transition => ({ ...entry, ahead });
    // The listing was behind: it had it still running, ten seconds after AWS says that it ended.
    const behind = told(0, reported(-10_000, 0, 20_000));
    assert.deepEqual(timesOf([seen(5_000), behind]), [5_000, -10_000]);
    assert.equal(lastClockOffset([behind]), 0);
    // All of it in AWS's own clock, an hour ahead.
    const ahead = told(3_600_000, reported(3_615_000, 10_000, 20_000));
    assert.deepEqual(timesOf([seen(5_000), ahead]), [3_605_000, 3_615_000]);
    // What only this machine saw tells it, too.
    const own: Transition = { ...ahead, source: 'halt', at: 20_000 };
    assert.deepEqual(timesOf([seen(5_000), own]), [3_605_000, 3_620_000]);
    assert.equal(lastClockOffset([own]), 3_600_000);
  });
});
