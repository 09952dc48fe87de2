import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { succeeded } from '../../../../src/model/failure.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { experiment, flush, instance, memoryJournal, refTo } from '../../../stages/fakes.ts';
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

  it('is over only when every answer is in it, each with the states before and after', async () => {
    const things = ['i-1', 'i-2'].map((id) => instance({ id, scope: { profile: 'staging', region: id } }));
    const { journal, start, clock } = stage({ things });
    const held: (() => void)[] = [];
    const append = journal.append.bind(journal);
    journal.append = async (...entries) => {
      const isAnswer = (entries as readonly { type: string }[]).some(({ type }) => type === 'answered');
      if (isAnswer) await new Promise<void>((resolve) => held.push(resolve));
      return append(...entries);
    };
    let isOver = false;
    const run = start(things.map(refTo), { type: 'stop' }).then(() => (isOver = true));
    await clock.advance(1_000);
    assert.deepEqual([held.length, isOver], [2, false]);
    for (const write of held) write();
    await run;
    const answers = (journal.lines as readonly Readonly<Record<string, unknown>>[]).filter(
      ({ type }) => type === 'answered',
    );
    assert.deepEqual(
      answers.map(({ previous, current }) => [previous, current]),
      [
        ['running', 'stopping'],
        ['running', 'stopping'],
      ],
    );
  });

  it('has each answer in a line of its own where they come one after the other', async () => {
    const things = Array.from({ length: 9 }, (_, at) => experiment({ id: `EXP${at}` }));
    const { journal, start } = stage({
      things,
      changes: {
        stopExperiment: async (_permit, id) => {
          for (let turn = 0; turn < Number(id.slice(3)); turn += 1) await flush();
          return succeeded({ value: experiment({ id, state: 'stopping' }) });
        },
      },
    });
    await start(things.map(refTo), { type: 'stop-experiment' });
    const types = (journal.lines as readonly { type: string }[]).map(({ type }) => type);
    assert.deepEqual(types, [...things.map(() => 'requested'), ...things.map(() => 'answered')]);
  });

  it('says what stays billed of what was stopped, whatever else the plan found of it', async () => {
    const volumes = [{ id: 'vol-1', device: '/dev/sdf', deleteOnTermination: false }];
    const { journal, start } = stage({ things: [instance({ volumes, autoScalingGroup: 'web' })] });
    await start([refTo(instance())], { type: 'stop' });
    const [requested] = journal.lines as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(requested?.['staysBilled'], { volumes: 1, addresses: [] });
  });
});
