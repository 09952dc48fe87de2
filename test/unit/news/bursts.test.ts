import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBursts } from '../../../src/news/bursts.ts';
import { heldTime } from '../../stages/fakes.ts';

test('what comes within a few seconds is told together, and a stream without an end at least every ten', async () => {
  const clock = heldTime();
  const told: (readonly number[])[] = [];
  const bursts = createBursts<number>(clock, (burst) => told.push(burst));
  bursts.add(1);
  await clock.advance(2_000);
  bursts.add(2);
  await clock.advance(2_999);
  assert.deepEqual(told, []);
  await clock.advance(1);
  assert.deepEqual(told.splice(0), [[1, 2]]);
  for (let second = 0; second < 20; second += 1) {
    bursts.add(second);
    await clock.advance(1_000);
  }
  assert.deepEqual(
    told.splice(0).map(({ length }) => length),
    [10, 10],
  );
  bursts.add(3);
  bursts.dispose();
  bursts.add(4);
  await clock.advance(60_000);
  assert.deepEqual(told, []);
  assert.equal(clock.timers(), 0);
});
