import assert from 'node:assert/strict';
import { test } from 'node:test';
import { merged } from '../../../../src/aws/call/concurrency.ts';

test('lists that are read at a time bring all that is in them, and end with the last', async () => {
  const source = (...items: readonly string[]) =>
    async function* (): AsyncGenerator<string> {
      yield* await Promise.resolve(items);
    };
  for (const limit of [1, 2, 9]) {
    const taken: string[] = [];
    for await (const item of merged([source('a', 'b', 'c'), source(), source('d')], limit)) taken.push(item);
    assert.deepEqual(taken.toSorted(), ['a', 'b', 'c', 'd'], `at most ${limit}`);
  }
});
