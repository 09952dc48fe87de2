import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstOf } from '../../../../src/ui/tree/treeEvents.ts';

const first = (list: readonly number[], limit: number) => firstOf(list, limit, (size) => size);

void describe('what is drawn at one go', () => {
  void it('is of no more than its limit', () => {
    assert.deepEqual(first([500, 500, 500], 1000), [500, 500]);
    assert.deepEqual(first([1, 2, 3], 1000), [1, 2, 3]);
    assert.deepEqual(first([], 1000), []);
  });

  void it('has one at least, or nothing would ever be drawn', () => {
    assert.deepEqual(first([5000, 1], 1000), [5000]);
    assert.deepEqual(first([1, 5000, 1], 1000), [1]);
  });

  void it('comes to the end of the list, whatever the sizes', () => {
    let left = [400, 3000, 600, 400, 1, 999];
    const seen: number[][] = [];
    while (left.length > 0) {
      const next = first(left, 1000);
      seen.push(next);
      left = left.slice(next.length);
    }
    assert.deepEqual(seen, [[400], [3000], [600, 400], [1, 999]]);
  });
});
