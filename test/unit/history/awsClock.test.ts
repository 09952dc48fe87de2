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
});
