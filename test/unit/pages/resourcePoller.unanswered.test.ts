import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import { nobodys, type Read } from '../../../src/model/sight.ts';
import { type WholeResource, UNANSWERED_AFTER } from '../../../src/model/ports/awsReads.ts';
import { createResourcePoller } from '../../../src/pages/resourcePoller.ts';
import { heldTime, told } from '../../stages/fakes.ts';
import { memoryJournal, ref, summary } from '../../stages/history/history.ts';

const exp = ref('experiment', 'EXP1');

describe('a page that AWS doesn’t answer', () => {
  const stage = () => {
    const clock = heldTime();
    const answers: ((read: Read<WholeResource>) => void)[] = [];
    const resources = createResourcePoller({
      reads: { wholeResource: () => new Promise((answer) => answers.push(answer)) },
      clock,
      history: createHistory({ journal: memoryJournal(), clock }),
      snapshots: createAnswerSnapshots({ journal: memoryJournal() }),
      inventory: {
        ...{ target: () => undefined, owner: () => nobodys },
        ...{ onDidChange: () => () => undefined, keepFast: () => () => undefined },
      },
    });
    let heard = 0;
    const release = resources.subscribe(exp, () => (heard += 1));
    const answer = () => answers.pop()?.(told({ target: summary({}), json: '{}' }));
    return { clock, answer, release, now: () => [heard, resources.last(exp).waitingSince] };
  };

  it('says so some seconds after it was asked for, and since when, until the answer comes', async () => {
    const { clock, answer, now, release } = stage();
    const asked = clock.now();
    await clock.advance(UNANSWERED_AFTER - 1);
    assert.deepEqual(now(), [0, undefined]);
    await clock.advance(1);
    assert.deepEqual(now(), [1, asked]);
    await clock.advance(20_000);
    assert.deepEqual(now(), [1, asked], 'which costs one drawing, however long it takes');
    answer();
    await clock.advance(0);
    assert.deepEqual(now(), [2, undefined]);
    release();
    assert.equal(clock.timers(), 0);
  });

  it('says so of each further answer that doesn’t come, and nothing once nobody looks', async () => {
    const { clock, answer, now, release } = stage();
    answer();
    await clock.advance(0);
    await clock.advance(UNANSWERED_AFTER + 5_000 - 1);
    assert.deepEqual(now(), [1, undefined]);
    await clock.advance(1);
    assert.deepEqual(now(), [2, clock.now() - UNANSWERED_AFTER]);
    answer();
    await clock.advance(5_000);
    release();
    await clock.advance(60_000);
    assert.equal(now()[0], 3);
  });
});
