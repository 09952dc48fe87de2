import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMoves } from '../../../../src/ui/pick/moves.ts';
import { heldTime } from '../../../stages/fakes.ts';

describe('rows that come and go under somebody’s hand', () => {
  it('have moved from when they are given until a while after the editor has taken them', async () => {
    for (const next of [['a', 'b', 'c'], ['a'], ['b', 'a'], ['a', 'c'], []]) {
      const clock = heldTime();
      const moves = createMoves(clock);
      moves.give(['a', 'b']);
      assert.equal(moves.areRecent(), false, 'the first');
      moves.heard();
      moves.give(['a', 'b']);
      moves.give(next);
      moves.heard();
      await clock.advance(60_000);
      assert.equal(moves.areRecent(), true, next.join());
      moves.heard();
      await clock.advance(399);
      assert.equal(moves.areRecent(), true, next.join());
      await clock.advance(1);
      assert.equal(moves.areRecent(), false, next.join());
    }
  });

  it('are where they were while the same ones, or something else, are given', () => {
    const moves = createMoves(heldTime());
    moves.give(['a', 'b']);
    moves.give();
    moves.give(['a', 'b']);
    assert.equal(moves.areRecent(), false);
    for (let given = 0; given < 4; given += 1) moves.heard();
    assert.equal(moves.areRecent(), false);
  });
});
