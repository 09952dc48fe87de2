import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createListedStretches } from '../../../src/history/listedStretches.ts';
import type { ListedStretch } from '../../../src/history/entry.ts';

const MINUTE = 60_000;

function stage() {
  const written: ListedStretch[] = [];
  const stretches = createListedStretches({ gapAfter: 3 * MINUTE, write: (one) => written.push(one) });
  /** The list was read at this minute, with these in it. */
  const read = (list: string, minute: number, ...ids: readonly string[]) => {
    stretches.listed(list, minute * MINUTE);
    return ids.map((id) => stretches.see(list, id, minute * MINUTE));
  };
  return { written, stretches, read };
}

describe('the stretches in which lists were watched', () => {
  it('are written at the end, those of every list that has something with a history', () => {
    const { stretches, written, read } = stage();
    for (const list of ['a', 'b', 'none']) stretches.track(list, 'x', true, 0);
    stretches.track('none', 'x', false, 0);
    for (const list of ['a', 'b', 'none']) read(list, 2, 'x');
    stretches.markAll();
    assert.deepEqual(written, [
      { list: 'a', from: 0, to: 2 * MINUTE, ids: ['x'] },
      { list: 'b', from: 0, to: 2 * MINUTE, ids: ['x'] },
    ]);
  });

  it('are written every five minutes, each thing’s as far as it was seen', () => {
    const { stretches, written, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    read('a', 2, 'x', 'y');
    read('a', 4, 'x');
    stretches.mark(5 * MINUTE - 1);
    assert.deepEqual(written, []);
    stretches.mark(5 * MINUTE);
    assert.deepEqual(written, [
      { list: 'a', from: 0, to: 4 * MINUTE, ids: ['x'] },
      { list: 'a', from: 0, to: 2 * MINUTE, ids: ['y'] },
    ]);
    stretches.mark(9 * MINUTE);
    assert.equal(written.length, 2);
  });

  it('tell once what was not seen for longer than a gap although its list was, and how long, when it is back', () => {
    const { stretches, written, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    for (const minute of [2, 4, 6]) read('a', minute, 'x');
    assert.deepEqual(stretches.mark(6 * MINUTE), [{ list: 'a', id: 'y', gap: { type: 'gap', from: 0 } }]);
    assert.deepEqual(written.splice(0), [
      { list: 'a', from: 0, to: 6 * MINUTE, ids: ['x'] },
      { list: 'a', from: 0, to: 0, ids: ['y'] },
    ]);
    assert.equal(stretches.present('a', 'y'), undefined);
    assert.deepEqual(stretches.mark(12 * MINUTE), []);
    assert.deepEqual(read('a', 13, 'y'), [{ type: 'gap', from: 0, to: 13 * MINUTE }]);
    assert.deepEqual(read('a', 14, 'y'), [undefined]);
    assert.deepEqual(stretches.present('a', 'y'), { list: 'a', from: 13 * MINUTE, to: 14 * MINUTE, ids: ['y'] });
  });

  it('begin anew when the list itself was not watched for longer than a gap, which is no gap of its members', () => {
    const { stretches, written, read } = stage();
    stretches.track('a', 'x', true, 0);
    assert.deepEqual(read('a', 3, 'x'), [undefined]);
    assert.deepEqual(read('a', 7, 'x'), [undefined]);
    assert.deepEqual(written, [{ list: 'a', from: 0, to: 3 * MINUTE, ids: ['x'] }]);
    assert.deepEqual(stretches.present('a', 'x'), { list: 'a', from: 7 * MINUTE, to: 7 * MINUTE, ids: ['x'] });
    assert.equal(stretches.present('b', 'x'), undefined);
    assert.equal(stretches.present('a', 'y'), undefined);
  });

  it('take no step back', () => {
    const { stretches } = stage();
    stretches.track('a', 'x', true, 4 * MINUTE);
    stretches.listed('a', 2 * MINUTE);
    assert.deepEqual(stretches.present('a', 'x'), { list: 'a', from: 4 * MINUTE, to: 4 * MINUTE, ids: ['x'] });
  });

  it('keep their distance from now where the clock is set back, and go on', () => {
    for (const by of [-1, -7, -60, -1_000]) {
      const { stretches, written, read } = stage();
      for (const id of ['x', 'y', 'lost']) stretches.track('a', id, true, 0);
      for (const minute of [2, 4, 6]) read('a', minute, 'x', 'y');
      assert.deepEqual(stretches.mark(6 * MINUTE), [{ list: 'a', id: 'lost', gap: { type: 'gap', from: 0 } }]);
      stretches.setBack(by * MINUTE);
      const at = (minute: number) => (minute + by) * MINUTE;
      const { from = NaN, to = NaN } = stretches.present('a', 'x') ?? {};
      assert.ok(from <= to && to === at(6), `${from} to ${to}`);
      for (const minute of [8, 10]) assert.deepEqual(read('a', minute + by, 'x'), [undefined]);
      assert.deepEqual(stretches.mark(at(11)), [{ list: 'a', id: 'y', gap: { type: 'gap', from: at(6) } }]);
      assert.equal(written.length, 4, 'five minutes after the last ones: two each time');
      assert.ok(written.every((one) => one.from <= one.to));
      // It ends by the moment from which it was told, and not before that.
      assert.deepEqual(read('a', 12 + by, 'lost'), [{ type: 'gap', from: 0, to: Math.max(0, at(12)) }]);
      assert.deepEqual(read('a', 12 + by, 'y'), [{ type: 'gap', from: at(6), to: at(12) }]);
      assert.deepEqual(read('a', 13 + by, 'lost', 'y'), [undefined, undefined]);
    }
  });

  it('go on as long as anything in the list has a history', () => {
    const { stretches, written, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    stretches.track('a', 'x', false, MINUTE);
    read('a', 2, 'x', 'y');
    stretches.markAll();
    assert.deepEqual(written, [{ list: 'a', from: 0, to: 2 * MINUTE, ids: ['y'] }]);
    stretches.track('a', 'y', false, 3 * MINUTE);
    assert.equal(stretches.present('a', 'y'), undefined);
    stretches.markAll();
    assert.equal(written.length, 1);
  });

  it('await nothing that has no history, however often it is seen', () => {
    const { stretches, written, read } = stage();
    stretches.track('a', 'x', true, 0);
    assert.deepEqual(read('a', 1, 'other', 'x'), [undefined, undefined]);
    assert.deepEqual(read('b', 1, 'other'), [undefined]);
    for (const minute of [2, 4, 6]) read('a', minute, 'x');
    assert.deepEqual(stretches.mark(6 * MINUTE), []);
    assert.deepEqual(written, [{ list: 'a', from: 0, to: 6 * MINUTE, ids: ['x'] }]);
  });

  it('write down what was seen before one was missed alone, also where nobody wrote in between', () => {
    const { stretches, written, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    for (const minute of [1, 3, 5]) read('a', minute, 'x');
    assert.deepEqual(read('a', 6, 'x', 'y'), [undefined, { type: 'gap', from: 0, to: 6 * MINUTE }]);
    stretches.markAll();
    assert.deepEqual(written, [
      { list: 'a', from: 0, to: 0, ids: ['y'] },
      { list: 'a', from: 0, to: 6 * MINUTE, ids: ['x'] },
      { list: 'a', from: 6 * MINUTE, to: 6 * MINUTE, ids: ['y'] },
    ]);
  });

  it('are one line for all that were seen from and to the same moments', () => {
    const { stretches, written, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    stretches.track('a', 'z', true, MINUTE);
    read('a', 2, 'x', 'y', 'z');
    stretches.markAll();
    assert.deepEqual(written, [
      { list: 'a', from: 0, to: 2 * MINUTE, ids: ['x', 'y'] },
      { list: 'a', from: MINUTE, to: 2 * MINUTE, ids: ['z'] },
    ]);
  });

  it('miss nothing that was not seen for just as long as a gap may be', () => {
    const { stretches, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    read('a', 3, 'x');
    assert.deepEqual(stretches.mark(5 * MINUTE), []);
    read('a', 4, 'x');
    assert.deepEqual(stretches.mark(10 * MINUTE), [{ list: 'a', id: 'y', gap: { type: 'gap', from: 0 } }]);
  });

  it('tell of what went before a break of the whole list, and of nothing that was asked for before they began', () => {
    const { stretches, read } = stage();
    for (const id of ['x', 'y']) stretches.track('a', id, true, 0);
    for (const minute of [2, 4]) read('a', minute, 'x');
    assert.deepEqual(read('a', 30, 'x', 'y'), [undefined, { type: 'gap', from: 0, to: 30 * MINUTE }]);
    stretches.track('b', 'x', true, 5 * MINUTE);
    stretches.track('b', 'early', true, 4 * MINUTE);
    assert.deepEqual(read('b', 5, 'early'), [undefined]);
  });
});
