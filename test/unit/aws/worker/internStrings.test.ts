import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deserialize, serialize, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { internStrings } from '../../../../src/aws/worker/internStrings.ts';

const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `i-${index}`,
    state: 'running',
    tags: [{ key: 'aws:cloudformation:stack-name', value: 'the same stack for each of them, with a long name' }],
    reason: undefined,
    nothing: null,
    count: index,
  }));

/** Bytes that are kept on the heap. */
function kept(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('shared strings', () => {
  it('leave a value as it is', () => {
    const hostile = {
      ['__proto__']: 'x'.repeat(50),
      long: 'y'.repeat(70_000),
      list: ['x'.repeat(50), ['x'.repeat(50)], [], {}],
    };
    const value = { resources: tags(100), hostile };
    const copy = structuredClone(value);
    internStrings(value);
    assert.deepEqual(value, copy);
  });

  it('take the room of one', () => {
    const before = kept();
    const value = deserialize(serialize(tags(10_000))) as object;
    const whole = kept() - before;
    internStrings(value);
    const shared = kept() - before;
    assert.ok(shared < 0.8 * whole, `${shared} of ${whole} bytes`);
    assert.deepEqual(value, tags(10_000));
  });

  it('end at some depth', () => {
    let value: object = {};
    for (let depth = 0; depth < 5_000; depth += 1) value = { value };
    internStrings(value);
  });
});
