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
  lever,
  looksAt,
  memoryJournal,
  refTo,
  scope,
} from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

describe('a tracker of what AWS refused by a code that also says that it had ended', () => {
  it('tells by a look how what AWS refused had ended already, and refuses what had not', async () => {
    const said = (code: string) => ({ ...failure('refused'), code });
    const validation = said('ValidationException');
    const conflict = said('ConflictException');
    const state = said('IncorrectInstanceState');
    const abort = { operation: { type: 'abort' } } as const;
    const hibernate = { operation: { type: 'hibernate' } } as const;
    const goOn = { operation: { type: 'continue', action: 'CONTINUE', hookId: 'h1' } } as const;
    const goBack = { operation: { type: 'continue', action: 'ROLLBACK', hookId: 'h1' } } as const;
    const disengage = { operation: { type: 'disengage-lever', reason: 'why' } } as const;
    const answered = { id: 'h1', targetType: 'PAUSE', status: 'SUCCEEDED' } as const;
    for (const [seen, refused, end, more] of [
      [experiment({ state: 'completed' }), validation, 'finished-first'],
      [experiment({ state: 'stopped' }), validation, 'stopped'],
      [experiment({ state: 'failed' }), validation, 'failed'],
      [experiment({ state: 'cancelled' }), validation, 'cancelled'],
      [experiment({ state: 'stopping' }), validation, 'refused'],
      [deployment({ status: 'SUCCESSFUL' }), conflict, 'finished-first'],
      [deployment({ status: 'SUCCESSFUL' }), said('InvalidParameterException'), 'finished-first', abort],
      [deployment({ status: 'ROLLBACK_SUCCESSFUL' }), conflict, 'rolled-back'],
      [deployment({ status: 'IN_PROGRESS' }), said('InvalidParameterException'), 'refused', abort],
      [deployment({ status: 'SUCCESSFUL' }), said('ClientException'), 'finished-first'],
      [deployment({ hooks: [answered] }), said('InvalidParameterException'), 'continued', goOn],
      [deployment({ hooks: [answered] }), said('InvalidParameterException'), 'refused', goBack],
      [deployment({ status: 'ROLLBACK_IN_PROGRESS' }), said('InvalidParameterException'), 'refused', goOn],
      [deployment({ status: 'ROLLBACK_SUCCESSFUL' }), said('InvalidParameterException'), 'rolled-back', goOn],
      [deployment({ status: 'SUCCESSFUL' }), said('ClientException'), 'continued', goOn],
      [lever({ state: 'engaged' }), conflict, 'engaged'],
      [lever({ state: 'engaging' }), conflict, 'refused'],
      [lever({ state: 'disengaged' }), conflict, 'disengaged', disengage],
      [lever({ state: 'engaging' }), conflict, 'refused', disengage],
      [instance({ state: 'terminated' }), state, 'terminated'],
      [instance({ state: 'stopped' }), state, 'stopped', hibernate],
      [instance({ state: 'pending' }), state, 'refused'],
      [instance({ state: 'shutting-down' }), state, 'refused'],
      [instance({ state: 'terminated' }), state, 'terminated', { operation: { type: 'start' } }],
      [instance({ state: 'stopping' }), state, 'refused', { operation: { type: 'start' } }],
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

  it('looks a few times more at what looks as before, as reads lag, and then keeps to the refusal', async () => {
    const said = (code: string) => ({ ...failure('refused'), code });
    const waiting = { id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' } as const;
    const goOn = { operation: { type: 'continue', action: 'CONTINUE', hookId: 'h1' } } as const;
    const disengage = { operation: { type: 'disengage-lever', reason: 'why' } } as const;
    for (const [before, over, refused, end, more] of [
      [experiment({ state: 'running' }), experiment({ state: 'completed' }), 'ValidationException', 'finished-first'],
      [
        deployment({ status: 'IN_PROGRESS' }),
        deployment({ status: 'SUCCESSFUL' }),
        'ConflictException',
        'finished-first',
      ],
      [instance({ state: 'running' }), instance({ state: 'terminated' }), 'IncorrectInstanceState', 'terminated'],
      [
        deployment({ hooks: [waiting] }),
        deployment({ hooks: [{ ...waiting, status: 'TIMED_OUT' }] }),
        'InvalidParameterException',
        'continued',
        goOn,
      ],
      [lever({ state: 'disengaged' }), lever({ state: 'engaged' }), 'ConflictException', 'engaged'],
      [lever({ state: 'engaged' }), lever({ state: 'disengaged' }), 'ConflictException', 'disengaged', disengage],
    ] as const) {
      for (const lag of [1_500, 3_500, Infinity]) {
        const clock = heldTime();
        const start = clock.elapsed();
        const { tracker, ends, times } = trackerStage(
          { describe: looksAt(() => [clock.elapsed() - start < lag ? before : over]) },
          clock,
        );
        const began = clock.now();
        tracker.refuse(request(clock, before, more), said(refused));
        await clock.advance(8_000);
        const ended = ends.map(({ verdict }) => verdict.type);
        assert.deepEqual(ended, [lag === Infinity ? 'refused' : end], `${refused} ${end} after ${lag}`);
        const looks = [1_000, 2_000, 4_000, 6_000].slice(0, lag === Infinity ? 4 : lag < 2_000 ? 2 : 3);
        assert.deepEqual([times.map((at) => at - began), clock.timers()], [looks, 0]);
      }
    }
  });

  it('keeps to a refusal where no look tells more, or nobody waits for it', async () => {
    const refused = { ...failure('refused'), code: 'ValidationException' };
    for (const [answer, after] of [
      [failed(failure('denied')), 1_000],
      [failed(failure('unreachable')), 8_000],
      [failed(failure('signin-expired')), 8_000],
      [undefined, 6_000],
    ] as const) {
      const { clock, tracker, ends } = trackerStage({
        describe: (...args) => (answer ? Promise.resolve(answer) : looksAt(() => [])(...args)),
      });
      tracker.refuse(request(clock, experiment()), refused);
      await clock.advance(after - 1);
      assert.equal(ends.length, 0);
      await clock.advance(1);
      assert.deepEqual(ends[0]?.verdict, { type: 'refused', failure: refused });
      assert.equal(clock.timers(), 0);
    }
    const { clock, tracker, ends } = trackerStage({});
    tracker.refuse(request(clock, experiment()), refused);
    tracker.letGo();
    assert.deepEqual(ends[0]?.verdict, { type: 'refused', failure: refused });
  });

  it('holds no refusal back for longer because looks at the place have failed for long', async () => {
    const clock = heldTime();
    const { tracker, ends } = trackerStage({ describe: () => Promise.resolve(failed(failure('unreachable'))) }, clock);
    tracker.follow(request(clock, experiment({ id: 'EXPOLD' })));
    await clock.advance(10 * MINUTE);
    const refused = { ...failure('refused'), code: 'ValidationException' };
    tracker.refuse(request(clock, experiment(), { id: 't2' }), refused);
    await clock.advance(8_000);
    assert.deepEqual(
      ends.map(({ tracked, verdict }) => [tracked.id, verdict.type]),
      [['t2', 'refused']],
    );
    tracker.dispose();
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
      await clock.advance(8_000);
      assert.deepEqual(
        ends.map(({ verdict }) => verdict.type),
        [end],
      );
      tracker.dispose();
    }
  });
});
