import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { createHeap } from '../../../src/base/heap.ts';
import { assertProperty } from '../../stages/property.ts';

const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), value: fc.nat(20), key: fc.nat(9) }),
  fc.record({ do: fc.constant('delete' as const), value: fc.nat(20) }),
  fc.record({ do: fc.constant('shift' as const) }),
);

describe('a heap', () => {
  it('gives what a sorted list gives, whatever is put in, moved and taken out', () => {
    assertProperty(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = createHeap<number>();
        let list: { readonly value: number; readonly key: number }[] = [];
        for (const one of steps) {
          const first = list.toSorted((a, b) => a.key - b.key)[0];
          assert.equal(heap.first(), first?.value);
          if (one.do === 'set') {
            const known = list.find(({ value }) => value === one.value);
            if (known?.key !== one.key) {
              list = [...list.filter((other) => other !== known), { value: one.value, key: one.key }];
            }
            heap.set(one.value, one.key);
            assert.equal(heap.keyOf(one.value), one.key);
          } else {
            const gone = one.do === 'delete' ? one.value : first?.value;
            if (gone === undefined) continue;
            list = list.filter(({ value }) => value !== gone);
            heap.delete(gone);
            assert.equal(heap.keyOf(gone), undefined);
          }
          assert.equal(heap.size, list.length);
        }
      }),
    );
  });
});
