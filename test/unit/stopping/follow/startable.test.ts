import assert from 'node:assert/strict';
import { ofAws } from '../../../stages/accounts.ts';
import { describe, it } from 'node:test';
import { nobodys } from '../../../../src/model/sight.ts';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import { createStartable } from '../../../../src/stopping/follow/startable.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import {
  experiment,
  failure,
  heldTime,
  instance,
  lever,
  memoryJournal,
  refTo,
  seenState,
} from '../../../stages/fakes.ts';
import { request } from '../../../stages/stopping/tracker.ts';

const seen = seenState('stopped');
/** Whether *Start Again* is offered after it: `as before` where it says nothing of that. */
const rows: readonly (readonly [Verdict, 'offered' | 'not offered' | 'as before'])[] = [
  [{ type: 'stopped', ...seen }, 'offered'],
  [{ type: 'hibernated', ...seen }, 'offered'],
  [{ type: 'shut-down-instead', ...seen }, 'offered'],
  [{ type: 'started', ...seen }, 'not offered'],
  [{ type: 'terminated', ...seen }, 'not offered'],
  [{ type: 'gone' }, 'not offered'],
  [{ type: 'start-failed', ...seen }, 'as before'],
  [{ type: 'unknown' }, 'as before'],
  [{ type: 'unwatched' }, 'as before'],
  [{ type: 'not-carried-out', ...seen, failure: failure('timeout') }, 'as before'],
  [{ type: 'refused', failure: failure('denied') }, 'as before'],
  [{ type: 'other-account', asked: '111122223333', now: '444455556666' }, 'as before'],
];
const clock = heldTime();
const [one, other] = [instance({ id: 'i-1' }), instance({ id: 'i-2' })];
const ended = (of: Parameters<typeof request>[1], verdict: Verdict) => ({ tracked: request(clock, of), verdict });

describe('what can be started again', () => {
  for (const [verdict, expected] of rows)
    it(`is ${expected} after: ${verdict.type}`, () => {
      for (const before of [false, true]) {
        const startable = createStartable();
        if (before) startable.ended(ended(one, { type: 'stopped', ...seen }));
        startable.ended(ended(one, verdict));
        const now = expected === 'as before' ? before : expected === 'offered';
        assert.deepEqual([startable.has(refTo(one), nobodys), startable.has(refTo(other), nobodys)], [now, false]);
      }
    });

  it('is what was stopped in the account that is shown, and started again in that one', () => {
    const startable = createStartable();
    const [own, another] = [ofAws('111122223333'), ofAws('444455556666')];
    const offered = () => [own, another, nobodys].map((shown) => startable.has(refTo(one), shown));
    const end = (account: string, verdict: Verdict) =>
      startable.ended({ tracked: request(clock, one, { account }), verdict });
    end('111122223333', { type: 'stopped', ...seen });
    assert.deepEqual(offered(), [true, false, true]);
    // What is started, or not there, in the other one is something else.
    end('444455556666', { type: 'started', ...seen });
    end('444455556666', { type: 'gone' });
    assert.deepEqual(offered(), [true, false, true]);
    end('444455556666', { type: 'stopped', ...seen });
    end('111122223333', { type: 'started', ...seen });
    assert.deepEqual(offered(), [false, true, true]);
  });

  it('is not what AWS refused to stop and a look then found stopped: somebody else did that', async () => {
    const refusal = { ...failure('refused'), code: 'IncorrectInstanceState' };
    const startable = createStartable();
    startable.ended({ tracked: request(clock, one, { refusal }), verdict: { type: 'stopped', ...seen } });
    assert.equal(startable.has(refTo(one), nobodys), false);
    const { ref, operation, run, name } = request(clock, one);
    const time = new Date(clock.now()).toISOString();
    const who = { who: 'arn', account: '111122223333', scope: ref.scope, said: {} };
    const { message, kind } = refusal;
    const audit = createAuditLog(
      memoryJournal([
        requestedEntry({ ...who, id: 'a', run, at: clock.now(), ref, name, operation, state: 'running' }),
        { v: 1, type: 'answered', id: 'a', time, error: { kind, message, mayHaveHappened: false } },
        { v: 1, type: 'ended', id: 'a', time, verdict: { type: 'stopped', ...seen } },
      ]),
    );
    await startable.load(audit);
    assert.equal(startable.has(refTo(one), nobodys), false);
  });

  it('is an instance, in its place: nothing else of its id', () => {
    const startable = createStartable();
    for (const thing of [experiment(), lever()]) {
      startable.ended(ended(thing, { type: 'stopped', ...seen }));
      assert.equal(startable.has(refTo(thing), nobodys), false);
    }
    startable.ended(ended(one, { type: 'stopped', ...seen }));
    assert.equal(startable.has({ ...refTo(one), scope: { ...one.scope, region: 'us-east-1' } }, nobodys), false);
    assert.equal(startable.has({ ...refTo(one), kind: 'experiment' }, nobodys), false);
  });

  it('is what the log says was stopped, and not started since', async () => {
    const lines = (id: string, of: Parameters<typeof request>[1], verdict?: Verdict): readonly AuditEntry[] => {
      const { ref, operation, run, name } = request(clock, of);
      const at = clock.now();
      const who = { who: 'arn', account: '111122223333', scope: ref.scope };
      const asked = requestedEntry({ ...who, id, run, at, ref, name, operation, state: 'running', said: {} });
      const time = new Date(at).toISOString();
      return [asked, ...(verdict ? [{ v: 1, type: 'ended', id, time, verdict } as const] : [])];
    };
    const three = instance({ id: 'i-3' });
    const audit = createAuditLog(
      memoryJournal([
        ...lines('a', one, { type: 'stopped', ...seen }),
        ...lines('b', other, { type: 'stopped', ...seen }),
        ...lines('c', other, { type: 'started', ...seen }),
        ...lines('d', three),
        ...lines('e', lever(), { type: 'engaged', ...seen }),
      ]),
    );
    const startable = createStartable();
    await startable.load(audit);
    assert.deepEqual(
      [one, other, three, lever()].map((thing) => startable.has(refTo(thing), nobodys)),
      [true, false, false, false],
    );
  });
});
