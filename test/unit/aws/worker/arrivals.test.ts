import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createArrivals } from '../../../../src/aws/worker/arrivals.ts';

const LARGE = 64 * 1024;
const bytes = (size: number) => new Uint8Array(new ArrayBuffer(size));
const answer = (size: number) => ({ status: 200, headers: {}, body: bytes(size) });
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function stage() {
  const delivered: number[] = [];
  const arrivals = createArrivals((id) => delivered.push(id));
  const until = async (count: number) => {
    for (let turns = 0; turns < 50 && delivered.length < count; turns += 1) await turn();
    return delivered;
  };
  return { arrivals, delivered, until };
}

test('a small answer doesn’t wait for the large ones that came before it, in one piece or in many', async () => {
  const { arrivals, delivered, until } = stage();
  const taken: number[] = [];
  arrivals.expect(1, ({ byteLength }) => {
    taken.push(byteLength);
  });
  arrivals.expect(4, () => undefined);
  for (const size of [LARGE / 2, LARGE / 2]) arrivals.piece(1, bytes(size), 200);
  arrivals.piece(4, bytes(LARGE - 1), 200);
  arrivals.piece(9, bytes(LARGE), 200);
  arrivals.end(1, answer(0));
  arrivals.end(2, answer(LARGE));
  arrivals.end(3, answer(LARGE - 1));
  arrivals.end(4, answer(0));
  assert.deepEqual(delivered, [3, 4], 'the small ones are there at once');
  await turn();
  arrivals.end(5, answer(10));
  assert.deepEqual(new Set(await until(5)), new Set([1, 2, 3, 4, 5]));
  assert.ok(delivered.indexOf(5) < delivered.indexOf(2), 'one large answer at a time');
  assert.deepEqual(taken, [LARGE / 2, LARGE / 2]);
});

test('what nobody waits for counts for nothing', () => {
  const { arrivals, delivered } = stage();
  arrivals.expect(1, () => assert.fail('nobody takes it'));
  arrivals.forget(1);
  arrivals.piece(1, bytes(LARGE), 200);
  arrivals.end(1, answer(0));
  assert.deepEqual(delivered, [1]);
});
