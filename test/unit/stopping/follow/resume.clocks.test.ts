import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { resume, TAKEN_UP_WITHIN } from '../../../../src/stopping/follow/resume.ts';
import { instance, looksAt, memoryJournal, refTo, scope } from '../../../stages/fakes.ts';
import { trackerStage } from '../../../stages/stopping/tracker.ts';

const web = instance();
const DAY = TAKEN_UP_WITHIN;

/** Each of these lines by its id and its age in milliseconds, in the order of the log. What is taken up of them. */
async function takenUp(...asked: readonly { id: string; age: number; clockOffset?: number }[]): Promise<string[]> {
  const { clock, tracker } = trackerStage({ describe: looksAt(() => [web]) });
  const lines = asked.flatMap(({ id, age, ...more }): AuditEntry[] => [
    requestedEntry({
      ...{ id, run: id, at: clock.now() - age, who: 'arn', account: '111122223333', scope, ...more },
      ...{ ref: refTo(web), name: 'web', operation: { type: 'stop' }, state: 'running', said: {} },
    }),
    { v: 1, type: 'answered', id, time: new Date(clock.now() - age).toISOString() },
  ]);
  const resumed = await resume(createAuditLog(memoryJournal(lines)), tracker, clock.now());
  tracker.dispose();
  return resumed.takenUp.map(({ id }) => id);
}

describe('after a reload, of a clock that was days behind and is right now,', () => {
  it('a request is taken up where AWS told how far the clock was behind, and not where it is old all the same', async () => {
    assert.deepEqual(await takenUp({ id: 'a', age: 3 * DAY, clockOffset: 3 * DAY - 60_000 }), ['a']);
    assert.deepEqual(await takenUp({ id: 'a', age: 3 * DAY, clockOffset: DAY }), []);
    assert.deepEqual(await takenUp({ id: 'a', age: 3 * DAY, clockOffset: 0 }), []);
  });

  it('an end is told with when it was written by AWS’s clock', async () => {
    const { clock, tracker } = trackerStage({ describe: looksAt(() => [web]) });
    const at = clock.now() - 5_000;
    const request = requestedEntry({
      ...{ id: 'a', run: 'a', at, who: 'arn', account: '111122223333', scope, clockOffset: 90_000 },
      ...{ ref: refTo(web), name: 'web', operation: { type: 'stop' }, state: 'running', said: {} },
    });
    const end: AuditEntry = {
      ...{ v: 1, type: 'ended', id: 'a', time: new Date(at).toISOString(), verdict: { type: 'gone' } },
    };
    const { ended } = await resume(createAuditLog(memoryJournal([request, end])), tracker, clock.now());
    assert.deepEqual(
      ended.map(({ loggedAt }) => loggedAt),
      [at + 90_000],
    );
    tracker.dispose();
  });

  it('a request is taken up that is in the log behind one of the last day', async () => {
    assert.deepEqual(await takenUp({ id: 'a', age: DAY / 2 }, { id: 'b', age: 2 * DAY }), ['a', 'b']);
    assert.deepEqual(await takenUp({ id: 'a', age: 2 * DAY }, { id: 'b', age: DAY / 2 }), ['b']);
  });

  it('a request is taken up by AWS’s time where that is ahead of this machine’s, and with it none behind it', async () => {
    const ahead = { id: 'a', age: 3 * DAY, clockOffset: 3 * DAY + 60_000 };
    assert.deepEqual(await takenUp(ahead, { id: 'b', age: 2 * DAY }), ['a']);
  });

  it('a request is taken up that is in the log behind one that was of the last day by AWS’s time', async () => {
    const behind = { id: 'a', age: 3 * DAY, clockOffset: 3 * DAY - 60_000 };
    assert.deepEqual(await takenUp(behind, { id: 'b', age: 2 * DAY }), ['a', 'b']);
  });

  it('a time that is still to come says nothing of what is behind it in the log', async () => {
    assert.deepEqual(await takenUp({ id: 'a', age: -40 * DAY }, { id: 'b', age: 2 * DAY }), ['a']);
  });
});
