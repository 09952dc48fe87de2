import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSlicedWork } from '../../../../src/inventory/polling/slicedWork.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('work a slice a turn', () => {
  test('does the first slice at once and the others one a turn, in order, and tells of each of these', async () => {
    const done: number[] = [];
    const turned: number[] = [];
    const work = createSlicedWork({ perTurn: 3, turned: () => turned.push(done.length) });
    work.each(upTo(8), (item) => done.push(item));
    assert.deepEqual(done, [0, 1, 2]);
    await turn();
    assert.deepEqual(done, upTo(6));
    await turn();
    assert.deepEqual(done, upTo(8));
    await turn();
    await turn();
    assert.deepEqual(turned, [6, 8]);
  });

  test('keeps to one slice a turn whatever is asked for in it, and to the order in which it was asked', async () => {
    const done: string[] = [];
    const work = createSlicedWork({ perTurn: 2, turned: () => undefined });
    work.each(['a', 'b', 'c'], (item) => done.push(item));
    work.each(['d'], (item) => done.push(item));
    assert.deepEqual(done, ['a', 'b']);
    await turn();
    await turn();
    await turn();
    assert.deepEqual(done, ['a', 'b', 'c', 'd']);
    work.each(['e', 'f'], (item) => done.push(item));
    assert.deepEqual(done.slice(4), ['e', 'f']);
  });

  test('takes items only as it needs them, and none after its end', async () => {
    const taken: number[] = [];
    function* items(): Iterable<number> {
      for (const item of upTo(10)) {
        taken.push(item);
        yield item;
      }
    }
    const work = createSlicedWork({ perTurn: 4, turned: () => assert.fail('It goes on after its end.') });
    work.each(items(), () => undefined);
    work.dispose();
    await turn();
    assert.deepEqual(taken, upTo(4));
  });
});
