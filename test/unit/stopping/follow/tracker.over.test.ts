import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import { stateOf } from '../../../../src/model/resources/target.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { resume } from '../../../../src/stopping/follow/resume.ts';
import {
  deployment,
  experiment,
  failure,
  heldTime,
  instance,
  looksAt,
  memoryJournal,
  refTo,
  scope,
} from '../../../stages/fakes.ts';
import { request, trackerStage } from '../../../stages/stopping/tracker.ts';

describe('a tracker of what AWS refused by a code that also says that it had ended', () => {
  it('tells by a look how what AWS refused had ended already, and refuses what had not', async () => {
    const said = (code: string) => ({ ...failure('refused'), code });
    const validation = said('ValidationException');
    const conflict = said('ConflictException');
    const state = said('IncorrectInstanceState');
    const abort = { operation: { type: 'abort' } } as const;
    const hibernate = { operation: { type: 'hibernate' } } as const;
    for (const [seen, refused, end, more] of [
      [experiment({ state: 'completed' }), validation, 'finished-first'],
      [experiment({ state: 'stopped' }), validation, 'stopped'],
      [experiment({ state: 'failed' }), validation, 'failed'],
      [experiment({ state: 'cancelled' }), validation, 'cancelled'],
      [experiment({ state: 'running' }), validation, 'refused'],
      [experiment({ state: 'stopping' }), validation, 'refused'],
      [deployment({ status: 'SUCCESSFUL' }), conflict, 'finished-first'],
      [deployment({ status: 'SUCCESSFUL' }), said('InvalidParameterException'), 'finished-first', abort],
      [deployment({ status: 'ROLLBACK_SUCCESSFUL' }), conflict, 'rolled-back'],
      [deployment({ status: 'IN_PROGRESS' }), conflict, 'refused'],
      [instance({ state: 'terminated' }), state, 'terminated'],
      [instance({ state: 'stopped' }), state, 'stopped', hibernate],
      [instance({ state: 'pending' }), state, 'refused'],
      [instance({ state: 'shutting-down' }), state, 'refused'],
    ] as const) {
      const { clock, tracker, ends, asked } = trackerStage({ describe: looksAt(() => [seen]) });
      tracker.refuse(request(clock, seen, more), refused);
      assert.equal(ends.length, 0, 'before the look');
      await clock.advance(1_000);
      const what = `${refused.code} ${stateOf(seen)}`;
      assert.deepEqual([ends.map(({ verdict }) => verdict.type), asked.length, clock.timers()], [[end], 1, 0], what);
      const verdict = ends[0]?.verdict;
      if (verdict?.type === 'refused') assert.deepEqual(verdict.failure, refused, what);
    }
  });

  it('keeps to a refusal where no look tells more, or nobody waits for it', async () => {
    const refused = { ...failure('refused'), code: 'ValidationException' };
    for (const answer of [failed(failure('denied')), failed(failure('unreachable')), undefined]) {
      const { clock, tracker, ends } = trackerStage({
        describe: (...args) => (answer ? Promise.resolve(answer) : looksAt(() => [])(...args)),
      });
      tracker.refuse(request(clock, experiment()), refused);
      await clock.advance(1_000);
      assert.deepEqual(ends[0]?.verdict, { type: 'refused', failure: refused });
      assert.equal(clock.timers(), 0);
    }
    const { clock, tracker, ends } = trackerStage({});
    tracker.refuse(request(clock, experiment()), refused);
    tracker.letGo();
    assert.deepEqual(ends[0]?.verdict, { type: 'refused', failure: refused });
  });

  it('looks at what was killed before a look told whether it had ended when AWS refused it', async () => {
    for (const [state, end] of [
      ['completed', 'finished-first'],
      ['running', 'refused'],
    ] as const) {
      const clock = heldTime();
      const at = clock.now() - 5_000;
      const account = '111122223333';
      const requested = requestedEntry({
        ...{ id: 'a', run: 'r', at, who: 'arn', account, scope, ref: refTo(experiment()), name: 'EXP1' },
        ...{ operation: { type: 'stop-experiment' }, state: 'running', said: {} },
      });
      const time = new Date(at).toISOString();
      const error = { kind: 'refused', code: 'ValidationException', message: '', mayHaveHappened: false } as const;
      const answered: AuditEntry = { v: 1, type: 'answered', id: 'a', time, error };
      const audit = createAuditLog(memoryJournal([requested, answered]));
      const { tracker, ends } = trackerStage(
        {
          describe: async (...asked) => ({
            ...(await looksAt(() => [experiment({ state })])(...asked)),
            seen: { at: 0, account },
          }),
        },
        clock,
      );
      const { takenUp, ended } = await resume(audit, tracker, clock.now());
      assert.deepEqual([takenUp.length, ended], [1, []]);
      await clock.advance(1_000);
      assert.deepEqual(
        ends.map(({ verdict }) => verdict.type),
        [end],
      );
      tracker.dispose();
    }
  });
});
