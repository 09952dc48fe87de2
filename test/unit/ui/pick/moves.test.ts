import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMoves } from '../../../../src/ui/pick/moves.ts';
import { heldTime } from '../../../stages/fakes.ts';

describe('rows that come and go under somebody’s hand', () => {
  it('have moved from when they are given until a while after the editor has taken them', async () => {
    for (const next of [['c', 'a', 'b'], ['a'], ['b', 'a'], ['a', 'c'], ['a', 'c', 'b'], []]) {
      const clock = heldTime();
      const moves = createMoves(clock);
      moves.give(['a', 'b']);
      assert.equal(moves.justMoved(), false, 'the first');
      moves.heard();
      moves.give(['a', 'b']);
      moves.give(next);
      moves.heard();
      await clock.advance(60_000);
      assert.equal(moves.justMoved(), true, next.join());
      moves.heard();
      await clock.advance(399);
      assert.equal(moves.justMoved(), true, next.join());
      await clock.advance(1);
      assert.equal(moves.justMoved(), false, next.join());
    }
  });

  it('have changed, and taken nobody’s place, where others come behind them', async () => {
    const clock = heldTime();
    const moves = createMoves(clock);
    for (const keys of [['a'], ['a', 'b'], ['a', 'b', 'c']]) {
      moves.give(keys);
      assert.deepEqual([moves.justMoved(), moves.justChanged()], [false, keys.length > 1], keys.join());
      moves.heard();
      await clock.advance(399);
      assert.deepEqual([moves.justMoved(), moves.justChanged()], [false, keys.length > 1], keys.join());
      await clock.advance(1);
      assert.equal(moves.justChanged(), false);
    }
    moves.give(['c']);
    assert.deepEqual([moves.justMoved(), moves.justChanged()], [true, true]);
  });

  it('are new where another list is opened', () => {
    const moves = createMoves(heldTime());
    moves.give(['a', 'b']);
    moves.heard();
    moves.forget();
    moves.give(['b']);
    assert.deepEqual([moves.justMoved(), moves.justChanged()], [false, false]);
    moves.give(['a']);
    assert.deepEqual([moves.justMoved(), moves.justChanged()], [true, true]);
  });

  it('are where they were while the same ones, or something else, are given', () => {
    const moves = createMoves(heldTime());
    moves.give(['a', 'b']);
    moves.give();
    moves.give(['a', 'b']);
    assert.deepEqual([moves.justMoved(), moves.justChanged()], [false, false]);
    for (let given = 0; given < 4; given += 1) moves.heard();
    assert.deepEqual([moves.justMoved(), moves.justChanged()], [false, false]);
  });
});
