import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UNANSWERED_AFTER } from '../../../../src/model/ports/awsReads.ts';
import { awaitAnswer, longestOwed, withWait } from '../../../../src/model/ports/owedAnswer.ts';
import { heldTime } from '../../../stages/fakes.ts';

describe('an answer that AWS owes', () => {
  it('is told of once it is late, from when it was asked for, and no more once it has come', async () => {
    const clock = heldTime();
    const asked = clock.now();
    let told = 0;
    const owed = awaitAnswer(clock, () => (told += 1));
    await clock.advance(UNANSWERED_AFTER - 1);
    assert.deepEqual([owed.since(), told], [undefined, 0]);
    await clock.advance(1);
    assert.deepEqual([owed.since(), told], [asked, 1]);
    await clock.advance(10 * UNANSWERED_AFTER);
    assert.deepEqual([owed.since(), told, withWait({ owed })?.waitingSince], [asked, 1, asked]);
    owed.answered();
    assert.deepEqual([owed.since(), withWait({ owed })], [undefined, { owed }]);
  });

  it('that comes in time is never told of, and leaves no timer', async () => {
    const clock = heldTime();
    let told = 0;
    const owed = awaitAnswer(clock, () => (told += 1));
    owed.answered();
    assert.equal(clock.timers(), 0);
    await clock.advance(2 * UNANSWERED_AFTER);
    assert.deepEqual([owed.since(), told], [undefined, 0]);
  });

  it('is of several the one that was asked for first, and none where none is late', () => {
    assert.equal(longestOwed([undefined, 7, 3, undefined]), 3);
    assert.equal(longestOwed([undefined]), undefined);
    assert.equal(withWait(undefined), undefined);
  });
});
