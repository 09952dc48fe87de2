import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMadeOnce } from '../../../src/base/madeOnce.ts';

/** Makes numbers from 1 on; those that are named fail. */
function numbers(...failing: readonly number[]) {
  let count = 0;
  return createMadeOnce(async () => {
    count += 1;
    if (failing.includes(count)) throw new Error(`no ${count}`);
    return count;
  });
}

test('is made with the first use, for all who use it', async () => {
  const one = numbers();
  assert.equal(one.peek(), undefined);
  assert.deepEqual(await Promise.all([one.get(), one.get()]), [1, 1]);
  assert.equal(await one.get(), 1);
  assert.equal(await one.peek(), 1);
});

test('is made anew after each time that it could not be made, and no sooner', async () => {
  const one = numbers(1, 2);
  const [first, same] = [one.get(), one.get()];
  await assert.rejects(first, /no 1/);
  await assert.rejects(same, /no 1/);
  assert.equal(one.peek(), undefined);
  await assert.rejects(one.get(), /no 2/);
  assert.deepEqual([await one.get(), await one.get()], [3, 3]);
});

test('is made anew once it was taken, and what fails late takes nothing of the new one away', async () => {
  const one = numbers(1);
  const failing = one.get();
  assert.equal(one.take(), failing);
  const next = one.get();
  await assert.rejects(failing, /no 1/);
  assert.equal(await next, 2);
  assert.equal(await one.get(), 2);
  assert.equal(one.take(), next);
  assert.equal(one.take(), undefined);
});
