import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HistoryFact } from '../../../src/history/entry.ts';
import { lastParts } from '../../../src/history/lastParts.ts';

const seen = (subject: string, to: string, before: number): HistoryFact => ({ type: 'observed', subject, to, before });
const gap = (from: number, to?: number): HistoryFact => ({ type: 'gap', from, ...(to !== undefined && { to }) });
const told = (
  facts: readonly HistoryFact[],
  { listedUntil = 0, seenAt = 100, now = 100 }: { listedUntil?: number; seenAt?: number; now?: number } = {},
) => Object.fromEntries(lastParts(facts, { listedUntil, seenAt, now }));

describe('what was last known of the parts of a resource', () => {
  it('is the last state of each, and when it was seen', () => {
    const facts = [seen('', 'running', 10), seen('action:a', 'pending', 10), seen('action:a', 'running', 20)];
    assert.deepEqual(told(facts), {
      '': { state: 'running', seenAt: 10 },
      'action:a': { state: 'running', seenAt: 20 },
    });
    assert.deepEqual(told([]), {});
  });

  it('is the newest, in whichever order two windows wrote it; of one moment what was written last', () => {
    assert.deepEqual(told([seen('', 'stopped', 20), seen('', 'running', 10)]), {
      '': { state: 'stopped', seenAt: 20 },
    });
    assert.deepEqual(told([seen('', 'running', 20), seen('', 'stopped', 20)]), {
      '': { state: 'stopped', seenAt: 20 },
    });
  });

  it('is only what was seen, not what AWS tells of when', () => {
    const reported: HistoryFact = { type: 'reported', subject: '', to: 'stopped', at: 30 };
    assert.deepEqual(told([seen('', 'running', 10), reported]), { '': { state: 'running', seenAt: 10 } });
  });

  it('holds for as long as its list was watched, and it was in that', () => {
    const facts = [seen('', 'running', 10)];
    for (const [more, listedUntil, seenAt] of [
      [[], 50, 50],
      [[], 5, 10],
      // It was lost while its list was watched on, or the list before it was.
      [[gap(30)], 50, 30],
      [[gap(60)], 50, 50],
      // It came back.
      [[gap(30, 40)], 50, 50],
      [[gap(20), gap(30, 40)], 50, 20],
      [[gap(20), gap(30)], 50, 30],
    ] as const)
      assert.deepEqual(told([...facts, ...more], { listedUntil }), { '': { state: 'running', seenAt } });
  });

  it('was not seen later than the answer that is being taken in', () => {
    assert.deepEqual(told([seen('', 'running', 10)], { listedUntil: 50, seenAt: 30 }), {
      '': { state: 'running', seenAt: 30 },
    });
    assert.deepEqual(told([seen('', 'running', 40)], { listedUntil: 50, seenAt: 30 }), {
      '': { state: 'running', seenAt: 40 },
    });
  });

  it('is of no known time where it was written by a clock that was ahead, and yields to what was written later', () => {
    const ahead = seen('', 'running', 500);
    assert.deepEqual(told([seen('', 'pending', 10), ahead]), { '': { state: 'running' } });
    assert.deepEqual(told([ahead, seen('', 'stopping', 10)]), { '': { state: 'stopping', seenAt: 10 } });
    assert.deepEqual(told([seen('', 'running', 100)]), { '': { state: 'running', seenAt: 100 } });
  });
});
