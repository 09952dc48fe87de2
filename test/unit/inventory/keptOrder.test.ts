import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { sorted } from '../../../src/inventory/keptOrder.ts';
import { assertProperty } from '../../stages/property.ts';

interface Item {
  readonly id: number;
  readonly rank: number;
}
const compare = (a: Item, b: Item) => a.rank - b.rank || a.id - b.id;

void describe('a sorted list', () => {
  void it('is what a sort from nothing gives, whatever came, went and changed', () => {
    const ranks = fc.array(fc.option(fc.nat(5)), { maxLength: 60 });
    assertProperty(
      fc.property(ranks, fc.array(ranks, { maxLength: 5 }), (first, steps) => {
        let items: readonly Item[] = [];
        let list = sorted(items, compare);
        for (const step of [first, ...steps]) {
          // Rank null: not there. The same rank as before: the same object.
          items = step.flatMap((rank, id) =>
            rank === null ? [] : [items.find((item) => item.id === id && item.rank === rank) ?? { id, rank }],
          );
          list = sorted(items, compare, list);
          assert.deepEqual(list.inOrder, items.toSorted(compare));
        }
      }),
    );
  });

  void it('compares only what is new', () => {
    const items = Array.from({ length: 10_000 }, (_, id): Item => ({ id, rank: (id * 7919) % 10_000 }));
    const first = sorted(items, compare);
    let comparisons = 0;
    const counted = (a: Item, b: Item) => {
      comparisons += 1;
      return compare(a, b);
    };
    const changed = items.with(4321, { id: 4321, rank: 3 });
    assert.deepEqual(sorted(changed, counted, first).inOrder, changed.toSorted(compare));
    assert.ok(comparisons < 20, `${comparisons} comparisons`);
  });

  void it('is the same object for the same list', () => {
    const items = [{ id: 1, rank: 1 }];
    const first = sorted(items, compare);
    assert.equal(sorted(items, compare, first), first);
  });
});
