import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAuditLog } from '../../../../src/stopping/audit/auditLog.ts';
import { type AuditEntry, requestedEntry } from '../../../../src/stopping/audit/entry.ts';
import type { Operation } from '../../../../src/model/operation.ts';
import { allOperations } from '../../../stages/stopping/operations.ts';
import { operationKind } from '../../../../src/stopping/operation.ts';
import { asLogged, resume, TAKEN_UP_WITHIN } from '../../../../src/stopping/follow/resume.ts';
import { createTracker, type Ended } from '../../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import {
  deployment,
  experiment,
  failure,
  fakeReads,
  type HeldTime,
  heldTime,
  instance,
  lever,
  looksAt,
  memoryJournal,
  pauseHook,
  refTo,
  scope,
  seenState,
} from '../../../stages/fakes.ts';

const things = {
  instance: instance(),
  deployment: deployment({ hooks: [pauseHook('h')] }),
  experiment: experiment(),
  lever: lever(),
} as const;

function lines(
  clock: HeldTime,
  operation: Operation,
  age = 0,
): {
  requested: AuditEntry;
  ok: AuditEntry;
  ended: (verdict: Verdict) => AuditEntry;
  error: (sure: boolean) => AuditEntry;
} {
  const thing = things[operationKind[operation.type]];
  const at = clock.now() - age;
  const time = new Date(at).toISOString();
  const requested = requestedEntry({
    id: 'a',
    run: 'r',
    at,
    who: 'arn',
    account: '111122223333',
    scope,
    ref: refTo(thing),
    name: 'web-1',
    operation,
    state: 'running',
    clockOffset: 0,
    said: {},
  });
  return {
    requested,
    ok: { v: 1, type: 'answered', id: 'a', time, requestId: 'q' },
    error: (sure) => ({
      v: 1,
      type: 'answered',
      id: 'a',
      time,
      error: { kind: 'timeout', code: 'ETIMEDOUT', message: 'm', mayHaveHappened: !sure },
    }),
    ended: (verdict) => ({ v: 1, type: 'ended', id: 'a', time, verdict }),
  };
}

function stage(
  clock: HeldTime,
  entries: readonly unknown[],
  now: () => Parameters<typeof looksAt>[0] = () => () => [],
  owner: { readonly account?: string } = { account: '111122223333' },
) {
  const journal = memoryJournal([...entries]);
  const found: Ended[] = [];
  const audit = createAuditLog(journal);
  const tracker = createTracker({
    reads: fakeReads({
      describe: async (...asked) => ({
        ...(await looksAt(now())(...asked)),
        seen: { at: 0, ...owner },
      }),
    }),
    clock,
    looked: () => {},
    asLogged: (tracked) => asLogged(audit, tracked),
    foundEnded: (end) => found.push(end),
    stallAfter: () => 60_000,
    onError: (error) => assert.fail(String(error)),
  });
  const ends: Ended[] = [];
  tracker.onDidEnd((ended) => ends.push(ended));
  return { journal, audit, tracker, ends, found };
}

describe('after a reload', () => {
  for (const operation of allOperations) {
    it(`takes up a ${operation.type} that was answered, requested only, or answered in doubt, and nothing else`, async () => {
      const clock = heldTime();
      const { requested, ok, error, ended } = lines(clock, operation);
      const taken = async (...entries: AuditEntry[]) => {
        const { audit, tracker } = stage(clock, entries);
        const { takenUp } = await resume(audit, tracker, clock.now());
        assert.deepEqual(tracker.following(), takenUp);
        return takenUp.map(({ uncertain }) => uncertain?.kind ?? 'sure');
      };
      assert.deepEqual(await taken(requested), ['unknown'], 'killed before the answer: nobody knows');
      assert.deepEqual(await taken(requested, ok), ['sure']);
      assert.deepEqual(await taken(requested, error(false)), ['timeout']);
      assert.deepEqual(await taken(requested, error(true)), []);
      for (const end of [
        { type: 'gone' },
        { type: 'unwatched' },
        { type: 'other-account', asked: '111122223333', now: '444455556666' },
        { type: 'refused', failure: failure('denied') },
      ] satisfies Verdict[]) {
        assert.deepEqual(await taken(requested, ended(end)), []);
        assert.deepEqual(await taken(requested, ok, ended(end)), []);
      }
      assert.deepEqual(await taken(ok), [], 'without its request, a line says nothing');
      assert.deepEqual(await taken(), []);
    });

    it(`leaves a ${operation.type} alone that is older than a day`, async () => {
      const clock = heldTime();
      for (const [age, count] of [
        [TAKEN_UP_WITHIN - 1_000, 1],
        [TAKEN_UP_WITHIN + 1_000, 0],
      ] as const) {
        const { requested, ok } = lines(clock, operation, age);
        const { audit, tracker } = stage(clock, [requested, ok]);
        assert.equal((await resume(audit, tracker, clock.now())).takenUp.length, count);
      }
    });
  }

  it('finds what ended within a day, with when that was written, and follows none of it', async () => {
    const clock = heldTime();
    for (const verdict of [
      { type: 'gone' },
      { type: 'stopped', ...seenState('stopped') },
      { type: 'refused', failure: failure('denied') },
      { type: 'unknown' },
    ] satisfies Verdict[])
      for (const [age, isFound] of [
        [5_000, true],
        [TAKEN_UP_WITHIN - 1_000, true],
        [TAKEN_UP_WITHIN + 1_000, false],
      ] as const) {
        const its = lines(clock, { type: 'stop' }, age);
        const { audit, tracker } = stage(clock, [its.requested, its.ok, its.ended(verdict)]);
        const { takenUp, ended } = await resume(audit, tracker, clock.now());
        const all = ended.map(({ tracked, loggedAt, ...end }) => [tracked.id, end.verdict.type, loggedAt]);
        assert.deepEqual(all, isFound ? [['a', verdict.type, clock.now() - age]] : [], `${verdict.type} ${age}`);
        assert.deepEqual([takenUp, tracker.following()], [[], []]);
        tracker.dispose();
      }
  });

  it('finds the refusal of what was killed before its end was written', async () => {
    const clock = heldTime();
    const its = lines(clock, { type: 'stop' }, 5_000);
    const { audit, tracker } = stage(clock, [its.requested, its.error(true)]);
    const { ended } = await resume(audit, tracker, clock.now());
    assert.deepEqual(
      ended.map(({ verdict, loggedAt }) => [verdict.type === 'refused' && verdict.failure.code, loggedAt]),
      [['ETIMEDOUT', clock.now() - 5_000]],
    );
  });

  it('finds no end of what was asked for again since', async () => {
    const clock = heldTime();
    const [stop, start] = [lines(clock, { type: 'stop' }, 60_000), lines(clock, { type: 'start' }, 30_000)];
    const later = (entry: AuditEntry): AuditEntry => ({ ...entry, id: 'b' });
    const isOver = [stop.requested, stop.ok, stop.ended({ type: 'gone' })];
    for (const [what, entries, found] of [
      ['alone', isOver, ['a']],
      ['under way again', [...isOver, later(start.requested)], []],
      ['ended again', [...isOver, ...[start.requested, start.ok, start.ended({ type: 'gone' })].map(later)], ['b']],
    ] as const) {
      const { audit, tracker } = stage(clock, entries);
      const { ended } = await resume(audit, tracker, clock.now());
      assert.deepEqual(
        ended.map(({ tracked }) => tracked.id),
        found,
        what,
      );
      tracker.dispose();
    }
  });

  it('ends what it follows by itself where the log has it no more, or a day has passed in between', async () => {
    for (const isRotated of [true, false]) {
      const clock = heldTime();
      const its = lines(clock, { type: 'stop' }, 1_000);
      const { audit, tracker, ends, found, journal } = stage(clock, [its.requested], () => () => [instance()]);
      await resume(audit, tracker, clock.now());
      if (isRotated) journal.lines.splice(0);
      else clock.setBy(TAKEN_UP_WITHIN + 3_600_000);
      await clock.advance(240_000);
      assert.equal(ends.length, 1, `${isRotated}`);
      assert.deepEqual([tracker.following(), found], [[], []]);
      tracker.dispose();
    }
  });

  it('follows with everything that was known, to the end', async () => {
    const clock = heldTime();
    const { requested, ok } = lines(clock, { type: 'stop' }, 300_000);
    const { audit, tracker, ends } = stage(clock, [requested, ok], () => () => [instance({ state: 'stopped' })]);
    const {
      takenUp: [one],
    } = await resume(audit, tracker, clock.now());
    assert.deepEqual(one, {
      id: 'a',
      run: 'r',
      ref: refTo(instance()),
      account: '111122223333',
      name: 'web-1',
      operation: { type: 'stop' },
      requestedAt: clock.now() - 300_000,
      stateBefore: 'running',
      clockOffset: 0,
      takenUp: true,
    });
    await clock.advance(2_000);
    assert.deepEqual(ends[0]?.verdict, {
      type: 'stopped',
      state: 'stopped',
      seenAt: clock.now() - 1_000,
      account: '111122223333',
    });
  });

  for (const operation of allOperations) {
    it(`takes nothing that another account says for the end of a ${operation.type}`, async () => {
      const clock = heldTime();
      const { requested, ok } = lines(clock, operation);
      let looks = 0;
      const look = () => {
        looks += 1;
        return [things[operationKind[operation.type]]].filter((thing) => thing.kind !== 'lever');
      };
      const elsewhere = stage(clock, [requested, ok], () => look, { account: '444455556666' });
      await resume(elsewhere.audit, elsewhere.tracker, clock.now());
      await clock.advance(2_000);
      const verdict = { type: 'other-account', asked: '111122223333', now: '444455556666' };
      assert.deepEqual([elsewhere.ends[0]?.verdict, clock.timers()], [verdict, 0]);

      const here = stage(clock, [requested, ok], () => look, { account: '111122223333' });
      await resume(here.audit, here.tracker, clock.now());
      await clock.advance(2_000);
      assert.equal(
        here.ends.some((end) => end.verdict.type === 'other-account'),
        false,
      );
      assert.ok(looks > 0 || operationKind[operation.type] === 'lever');

      const nobodys = stage(clock, [requested, ok], () => look, {});
      await resume(nobodys.audit, nobodys.tracker, clock.now());
      await clock.advance(5 * 60_000);
      assert.deepEqual([nobodys.ends, nobodys.tracker.unread().length], [[], 1]);
      nobodys.tracker.dispose();
      here.tracker.dispose();
    });
  }

  it('says of a request that was killed before it left that it was not carried out, and asks nothing again', async () => {
    const clock = heldTime();
    const { requested } = lines(clock, { type: 'stop' }, 10_000);
    const { audit, tracker, ends } = stage(clock, [requested], () => () => [instance()]);
    await resume(audit, tracker, clock.now());
    await clock.advance(60_000);
    assert.equal(ends.length, 0);
    await clock.advance(180_000);
    assert.equal(ends[0]?.verdict.type, 'not-carried-out');
  });

  for (const [age, seconds] of [
    [2_000, 208],
    [60_000, 150],
    [3_600_000, 90],
  ] as const)
    it(`says so of one of ${age / 1000} s only when the window that asked for it could not send it any more`, async () => {
      const clock = heldTime();
      const { requested } = lines(clock, { type: 'start' }, age);
      const stopped = instance({ state: 'stopped', launchedAt: clock.now() - 2 * 3_600_000 });
      const { audit, tracker, ends } = stage(clock, [requested], () => () => [stopped]);
      await resume(audit, tracker, clock.now());
      await clock.advance(seconds * 1000 - 1);
      assert.equal(ends.length, 0);
      await clock.advance(45_000);
      assert.equal(ends[0]?.verdict.type, 'not-carried-out');
    });

  it('reads the log once more before it says that something was not carried out: another window may have the answer', async () => {
    const told: readonly (readonly [
      add: (its: ReturnType<typeof lines>) => AuditEntry[],
      end: string | undefined,
      follows: number,
      found?: string,
    ])[] = [
      [() => [], 'not-carried-out', 0],
      [({ error }) => [error(false)], 'not-carried-out', 0],
      [({ ok }) => [ok], undefined, 1],
      [({ error }) => [error(true)], undefined, 0, 'refused'],
      [({ ok, ended }) => [ok, ended({ type: 'gone' })], undefined, 0, 'gone'],
      [({ ended }) => [ended({ type: 'refused', failure: failure('denied') })], undefined, 0, 'refused'],
    ];
    for (const [add, end, follows, foundEnd] of told) {
      const clock = heldTime();
      const its = lines(clock, { type: 'stop' }, 1_000);
      const { audit, tracker, ends, found, journal } = stage(clock, [its.requested], () => () => [instance()]);
      await resume(audit, tracker, clock.now());
      await clock.advance(60_000);
      await journal.append(...add(its));
      await clock.advance(180_000);
      assert.deepEqual([ends[0]?.verdict.type, tracker.following().length], [end, follows]);
      assert.deepEqual([found[0]?.verdict.type, found.length], [foundEnd, foundEnd === undefined ? 0 : 1]);
      tracker.dispose();
    }
  });

  it('leaves alone what this window does itself while the log is read', async () => {
    const clock = heldTime();
    const { requested, ok } = lines(clock, { type: 'stop' });
    const { audit, tracker, ends } = stage(clock, [requested, ok], () => () => [instance({ state: 'stopped' })]);
    let read = () => {};
    const slow = {
      ...audit,
      read: async () => {
        const content = await audit.read();
        await new Promise<void>((resolve) => (read = resolve));
        return content;
      },
    };
    const own = {
      id: 'a',
      run: 'r',
      ref: refTo(instance()),
      name: 'web-1',
      operation: { type: 'stop' },
      requestedAt: clock.now(),
    } as const;
    const resuming = resume(slow, tracker, clock.now());
    tracker.follow(own);
    await clock.advance(2_000);
    assert.equal(ends.length, 1);
    tracker.sending({ ...own, id: 'b' });
    read();
    assert.deepEqual(await resuming, { takenUp: [], ended: [] });
    assert.deepEqual(
      tracker.following().map(({ id }) => id),
      ['b'],
    );
  });

  it('in two windows ends a stop once in the log', async () => {
    const clock = heldTime();
    const { requested, ok } = lines(clock, { type: 'stop' });
    const one = stage(clock, [requested, ok], () => () => [instance({ state: 'stopped' })]);
    const two = stage(clock, [], () => () => []);
    const shared = memoryJournal(one.journal.lines);
    const log = createAuditLog(shared);
    for (const { tracker } of [one, two])
      tracker.onDidEnd(({ tracked, verdict }) => {
        void log.write([{ v: 1, type: 'ended', id: tracked.id, time: new Date(clock.now()).toISOString(), verdict }]);
      });
    await resume(log, one.tracker, clock.now());
    await resume(log, two.tracker, clock.now());
    two.tracker.letGo();
    await clock.advance(60_000);
    const { records } = await log.read();
    assert.deepEqual(
      records[0]?.ended?.verdict,
      { type: 'stopped', state: 'stopped', seenAt: clock.now() - 59_000, account: '111122223333' },
      'what was observed, though the other had given it up before',
    );
    assert.equal((await resume(log, one.tracker, clock.now())).takenUp.length, 0);
  });
});
