import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { assertProperty } from '../../stages/property.ts';
import { createTouchOrder, type Touchable } from '../../../src/history/touchOrder.ts';

interface Thing extends Touchable<Thing> {
  readonly name: number;
}

describe('things in the order in which they were touched', () => {
  it('stand as each was touched last, whatever was touched and taken away in between', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 5 }), fc.boolean()), { maxLength: 60 });
    assertProperty(
      fc.property(steps, (all) => {
        const order = createTouchOrder<Thing>();
        const things = Array.from({ length: 6 }, (_, name): Thing => ({ name, earlier: undefined, later: undefined }));
        let expected: number[] = [];
        for (const [name, stays] of all) {
          const one = things[name] ?? assert.fail();
          expected = expected.filter((other) => other !== name);
          if (stays) {
            order.touch(one);
            expected.push(name);
          } else order.delete(one);
          assert.deepEqual(
            [...order].map((thing) => thing.name),
            expected,
          );
          assert.equal(order.first()?.name, expected[0]);
        }
      }),
    );
  });

  it('can be taken away while they are gone through', () => {
    const order = createTouchOrder<Thing>();
    for (const name of [0, 1, 2]) order.touch({ name, earlier: undefined, later: undefined });
    const seen: number[] = [];
    for (const one of order) {
      seen.push(one.name);
      order.delete(one);
    }
    assert.deepEqual([seen, [...order]], [[0, 1, 2], []]);
  });
});
