import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAgedMap } from '../../../../src/aws/worker/agedMap.ts';
import { processorTime } from '../../../stages/processorTime.ts';

describe('values that grow old', () => {
  it('are kept until they were not set again for so long, to the millisecond', () => {
    let time = 0;
    const values = createAgedMap<number>(100, () => time);
    values.set('a', 1);
    values.set('b', 2);
    time = 60;
    values.set('a', 3);
    time = 100;
    values.set('c', 4);
    assert.deepEqual([values.get('a'), values.get('b'), values.get('c')], [3, 2, 4]);
    time = 101;
    values.set('c', 5);
    assert.deepEqual([values.get('a'), values.get('b'), values.get('c')], [3, undefined, 5]);
    time = 1_000;
    values.set('d', 6);
    assert.deepEqual([values.get('a'), values.get('c'), values.get('d')], [undefined, undefined, 6]);
  });

  it('cost about the same to set, however many there are', () => {
    const timeOf = (many: number): number => {
      const values = createAgedMap<number>(Infinity, () => 0);
      for (let each = 0; each < many; each += 1) values.set(String(each), each);
      return processorTime(() => {
        for (let each = 0; each < 10_000; each += 1) values.set(String(each % 1_000), each);
      });
    };
    timeOf(1_000);
    const [few, many] = [timeOf(1_000), timeOf(50_000)];
    // A walk over all of them would take some fifty times as long.
    assert.ok(many < 15 * Math.max(few, 1), `${many} ms, and ${few} ms with few`);
  });
});
