import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { succeeded } from '../../../../src/model/failure.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { experiment, instance, memoryJournal, refTo } from '../../../stages/fakes.ts';
import { runStage as stage } from '../../../stages/stopping/run.ts';

describe('the log of a run', () => {
  it('writes what AWS has answered while it still waits for the rest, and in one write what came at once', async () => {
    const ids = Array.from({ length: 1_100 }, (_, at) => `i-${at}`);
    const things = ids.map((id) => instance({ id }));
    let calls = 0;
    const accepts = (some: readonly string[]) =>
      succeeded({ value: some.map((id) => ({ id, previous: 'running', current: 'stopping' })), requestId: 'q' });
    const { journal, start, clock } = stage({
      things,
      changes: {
        stopInstances: (_permit, some) => {
          calls += 1;
          return calls === 1 ? Promise.resolve(accepts(some)) : new Promise(() => {});
        },
      },
    });
    const writes: number[] = [];
    const append = journal.append.bind(journal);
    journal.append = (...entries) => {
      writes.push(entries.length);
      return append(...entries);
    };
    void start(things.map(refTo), { type: 'stop' });
    await clock.advance(1_000);
    const first = (journal.lines as readonly { type: string }[]).filter(({ type }) => type === 'answered').length;
    assert.ok(calls > 1 && first > 0 && first < ids.length, `${first} of ${ids.length} in ${calls} calls`);
    assert.deepEqual(writes, [ids.length, first]);
  });

  it('says once that the answers can’t be written, however many there are', async () => {
    const things = Array.from({ length: 9 }, (_, at) => experiment({ id: `EXP${at}` }));
    const journal = memoryJournal();
    const audit = createAuditLog(journal);
    const refusing = { ...audit, write: () => Promise.reject(new Error('full')) };
    const { start, troubles, sent } = stage({ parts: { audit: refusing }, things });
    await start(things.map(refTo), { type: 'stop-experiment' });
    assert.deepEqual([sent.length, troubles.length], [9, 2]);
  });
});
