import { nobodys, whoseAt } from '../../../src/model/sight.ts';
import assert from 'node:assert/strict';
import { stateOf } from '../../../src/model/resources/target.ts';
import { describe, it } from 'node:test';
import { groupBy } from '../../../src/base/groupBy.ts';
import { failed, type Outcome, succeeded } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Scope } from '../../../src/model/scope.ts';
import type { Changed, StateChange } from '../../../src/model/ports/awsChanges.ts';
import type { AuditEntry } from '../../../src/stopping/audit/entry.ts';
import { leftOutOf } from '../../../src/stopping/plan/plan.ts';
import { createStopping, type StoppingParts } from '../../../src/stopping/stopping.ts';
import {
  fakeChanges,
  fakeReads,
  flush,
  heldTime,
  experiment,
  instance,
  looksAt,
  memoryJournal,
  never,
  refTo,
} from '../../stages/fakes.ts';
import { plainFacts } from '../../stages/stopping/plainStopping.ts';

function stage(more: Partial<StoppingParts> = {}) {
  const clock = heldTime();
  const things = [instance()];
  const journal = memoryJournal();
  const troubles: unknown[] = [];
  const sent: string[] = [];
  const parts: StoppingParts = {
    ...plainFacts,
    reads: fakeReads({ describe: looksAt(() => things) }),
    changes: fakeChanges((operation, ids) => sent.push(`${operation} ${ids.join()}`)),
    clock,
    journal,
    policy: () => ({ readOnly: false, allowedRegions: [], production: [], requireReason: 'off' }),
    lastSeen: () => undefined,
    shownAccount: () => nobodys,
    looked: () => {},
    stallAfter: () => 600_000,
    newId: () => crypto.randomUUID(),
    onAuditTrouble: (error) => troubles.push(error),
    onError: (error) => assert.fail(String(error)),
    ...more,
  };
  const lines = () => journal.lines.map((line) => (line as AuditEntry).type);
  return { clock, journal, things, troubles, sent, lines, parts, stopping: createStopping(parts) };
}

const stop = { type: 'stop' } as const;

describe('a plan', () => {
  it('that is only explained has no dry run made in a person’s name, and says the same else', async () => {
    const asked: string[] = [];
    const dryRuns = () => ({
      dryRun: (_scope: Scope, { type }: Operation, ids: readonly string[]) => {
        asked.push(`${type} ${ids.join()}`);
        return Promise.resolve(succeeded({ allowed: false, message: 'no' }));
      },
    });
    const refs = [refTo(instance())];
    for (const operation of [stop, { type: 'hibernate' }, { type: 'force-stop', skipOsShutdown: false }] as const) {
      const { stopping, sent, things } = stage({ dryRuns, lastSeen: () => instance() });
      things.splice(0, 1, instance({ hibernationConfigured: true }));
      const explained = await stopping.explain(refs, operation, never());
      await flush();
      assert.deepEqual(asked, [], operation.type);
      const planned = await stopping.plan(refs, operation, never());
      assert.deepEqual(asked.splice(0), [`${operation.type} ${instance().id}`]);
      const shape = ({ groups }: typeof planned) =>
        groups.map(({ targets }) => targets.map(({ ref, observed }) => [ref, observed]));
      assert.deepEqual(shape(explained), shape(planned));
      assert.deepEqual(sent, []);
      stopping.dispose();
    }
  });
});

describe('a plan for what was asked for before', () => {
  it('says so while that is under way, and after its answer was lost and nothing told what became of it', async () => {
    let isLost = false;
    const { stopping, clock, things } = stage({
      changes: {
        ...fakeChanges(() => {}),
        stopInstances: (_permit, ids) =>
          Promise.resolve(
            isLost
              ? failed({ kind: 'malformed', message: '', mayHaveHappened: true })
              : succeeded({ value: ids.map((id) => ({ id, previous: 'running', current: 'stopping' })) }),
          ),
      },
    });
    const plan = () => stopping.plan([refTo(instance())], stop, never());
    const told = async () =>
      (await plan()).groups
        .flatMap(({ targets }) => targets.flatMap(({ findings }) => findings))
        .flatMap((finding) => (finding.type === 'requested-before' ? [[finding.operation.type, finding.came]] : []));
    const send = async () => {
      const running = stopping.run(stopping.confirm(await plan(), {}));
      await clock.advance(10_000);
      await running;
    };
    assert.deepEqual(await told(), []);
    await send();
    assert.deepEqual(await told(), [['stop', 'under-way']]);
    things.splice(0, 1, instance({ state: 'stopped' }));
    await clock.advance(30_000);
    assert.deepEqual(await told(), []);
    things.splice(0, 1, instance());
    isLost = true;
    await send();
    assert.deepEqual(await told(), [['stop', 'lost']]);
    await clock.advance(24 * 60_000);
    assert.deepEqual(stopping.follow.following(), []);
    assert.deepEqual(await told(), [['stop', 'lost']]);
    stopping.dispose();
  });
});

describe('a plan to force several', () => {
  it('leaves out what AWS has just been told to force, with when another is offered, and sends the others', async () => {
    const force = { type: 'force-stop', skipOsShutdown: false } as const;
    const sent: (readonly string[])[] = [];
    const { stopping, clock, things } = stage({
      changes: {
        ...fakeChanges(() => {}),
        stopInstances: (_permit, ids) => {
          sent.push(ids);
          return Promise.resolve(
            succeeded({ value: ids.map((id) => ({ id, previous: 'stopping', current: 'stopping' })) }),
          );
        },
      },
    });
    const [first, other] = ['i-1', 'i-2'].map((id) => instance({ id, state: 'stopping' }));
    assert.ok(first && other);
    things.splice(0, things.length, first, other);
    const plan = (...of: readonly (typeof first)[]) => stopping.plan(of.map(refTo), force, never());
    const running = stopping.run(stopping.confirm(await plan(first), {}));
    await clock.advance(10_000);
    await running;
    const both = await plan(first, other);
    const [identity] = both.groups.flatMap((group) => group.identity ?? []);
    assert.ok(identity);
    const forced = stopping.follow.forced(refTo(first), whoseAt(identity));
    assert.ok(forced?.nextAt !== undefined);
    assert.deepEqual(
      leftOutOf(both).map(({ ref, why }) => [ref.id, why]),
      [['i-1', [{ severity: 'block', type: 'forced-before', at: forced.at, nextAt: forced.nextAt }]]],
    );
    const next = stopping.run(stopping.confirm(both, {}));
    await clock.advance(10_000);
    await next;
    assert.deepEqual(sent, [['i-1'], ['i-2']]);
    stopping.dispose();
  });
});

describe('a stop', () => {
  it('writes all three lines of the audit log, by whoever looks and by nobody else', async () => {
    const { stopping, clock, things, lines } = stage();
    const confirmed = stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {});
    assert.deepEqual(lines(), []);
    await stopping.run(confirmed);
    assert.deepEqual(lines(), ['requested', 'answered']);
    things.splice(0, 1, instance({ state: 'stopped' }));
    await clock.advance(30_000);
    assert.deepEqual(lines(), ['requested', 'answered', 'ended']);
    assert.equal(stopping.startable(refTo(instance()), nobodys), true);
    assert.deepEqual(stopping.follow.following(), []);
    stopping.dispose();
  });

  it('writes no line before its secrets are struck: those of a name, a reason, and what AWS says of an end', async () => {
    const struck: StoppingParts['struck'] = async (texts) =>
      succeeded(texts.map((text) => text.replaceAll('hunter2', '…')));
    const { stopping, clock, journal, things } = stage({ struck });
    things.splice(0, 1, instance({ name: 'web hunter2' }));
    const plan = await stopping.plan([refTo(instance())], stop, never());
    await stopping.run(stopping.confirm(plan, { reason: 'hunter2 is out' }));
    things.splice(0, 1, instance({ state: 'odd hunter2' }));
    await clock.advance(30_000);
    stopping.follow.letGo();
    await flush();
    const told = JSON.stringify(journal.lines);
    assert.match(told, /"name":"web …"/);
    assert.match(told, /"reason":"… is out"/);
    assert.match(told, /"state":"odd …"/);
    assert.ok(!told.includes('hunter2'), told);
    stopping.dispose();
  });

  it('refuses a confirmation without the reason that the setting asks for, and then offers what was given', async () => {
    const policy = () => ({ readOnly: false, allowedRegions: [], production: [], requireReason: 'always' as const });
    const { stopping, sent, lines } = stage({ policy });
    const plan = await stopping.plan([refTo(instance())], stop, never());
    assert.equal(stopping.lacksReason(plan, { reason: ' ' }), true);
    assert.throws(() => stopping.confirm(plan, { reason: ' ' }), /halt\.requireReason/);
    assert.deepEqual([sent, lines(), await stopping.lastReasons()], [[], [], []]);
    assert.equal(stopping.lacksReason(plan, { reason: 'disk full' }), false);
    await stopping.run(stopping.confirm(plan, { reason: 'disk full' }));
    assert.equal(sent.length, 1);
    assert.deepEqual(await stopping.lastReasons(), ['disk full']);
    stopping.dispose();
  });

  it('offers no reason when the audit log can’t be read, and says so', async () => {
    const errors: unknown[] = [];
    const journal = { ...memoryJournal(), read: () => Promise.reject(new Error('EIO')) };
    const { stopping } = stage({ journal, onError: (error) => errors.push(error) });
    assert.deepEqual(await stopping.lastReasons(), []);
    assert.match(String(errors), /EIO/);
    stopping.dispose();
  });

  it('tells what AWS answered once its line is written, and whom it marks meanwhile', async () => {
    const { stopping, lines } = stage();
    const heard: unknown[] = [];
    stopping.onDidAnswer(({ answers }) => heard.push(lines(), answers.length));
    await stopping.run(stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {}));
    assert.deepEqual(heard, [['requested', 'answered'], 1]);
    assert.equal(stopping.follow.mark(refTo(instance()), nobodys), 'requested');
    stopping.dispose();
  });

  it('is taken up by the next window, which asks for nothing again', async () => {
    const first = stage();
    await first.stopping.run(first.stopping.confirm(await first.stopping.plan([refTo(instance())], stop, never()), {}));
    first.stopping.dispose();
    const next = stage({ journal: first.journal });
    const [taken] = await next.stopping.resume();
    assert.deepEqual([taken?.ref, next.sent], [refTo(instance()), []]);
    next.things.splice(0, 1, instance({ state: 'stopped' }));
    await next.clock.advance(30_000);
    assert.deepEqual(first.lines(), ['requested', 'answered', 'ended']);
    next.stopping.dispose();
    const last = stage({ journal: first.journal });
    const found: string[] = [];
    last.stopping.follow.onDidFindEnds((all) => found.push(...all.map(({ verdict }) => verdict.type)));
    assert.deepEqual(await last.stopping.resume(), []);
    assert.deepEqual(found, ['stopped'], 'for whom nobody may have been told');
    assert.deepEqual(first.lines(), ['requested', 'answered', 'ended'], 'no line is written for it');
    assert.equal(last.stopping.startable(refTo(instance()), nobodys), true);
    last.stopping.dispose();
    const empty = stage();
    empty.stopping.follow.onDidFindEnds(() => assert.fail('Nothing has ended.'));
    assert.deepEqual(await empty.stopping.resume(), []);
    empty.stopping.dispose();
  });

  it('has of what AWS refuses first its answer in the log, and then its end, however many there are', async () => {
    const refused = failed({ kind: 'denied', message: '', mayHaveHappened: false });
    const changes = {
      ...fakeChanges(() => {}),
      stopInstances: () => Promise.resolve(refused),
      stopExperiment: () => Promise.resolve(refused),
    };
    for (const [things, operation] of [
      [['i-1', 'i-2'].map((id) => instance({ id })), stop],
      [['EXP1', 'EXP2'].map((id) => experiment({ id })), { type: 'stop-experiment' }],
    ] as const) {
      const { stopping, journal, clock } = stage({ changes, reads: fakeReads({ describe: looksAt(() => things) }) });
      const running = stopping.run(stopping.confirm(await stopping.plan(things.map(refTo), operation, never()), {}));
      await clock.advance(60_000);
      await running;
      const ofEach = groupBy(journal.lines as readonly AuditEntry[], ({ id }) => id);
      assert.equal(ofEach.size, 2);
      for (const lines of ofEach.values())
        assert.deepEqual(
          lines.map(({ type }) => type),
          ['requested', 'answered', 'ended'],
          operation.type,
        );
      // What is shown of them says so, here and in the next window, as long as their state is the same.
      const next = stage({ journal });
      await next.stopping.resume();
      for (const { follow } of [stopping, next.stopping])
        for (const thing of things) {
          const found = follow.refusal(refTo(thing), nobodys, stateOf(thing));
          assert.deepEqual([found?.tracked.operation, found?.failure.kind], [operation, 'denied']);
          assert.equal(follow.refusal(refTo(thing), nobodys, 'stopped'), undefined);
        }
      next.stopping.dispose();
      stopping.dispose();
    }
  });

  it('ends for the next window as the one that asked for it has logged, and is written once', async () => {
    let answer = (_outcome: Outcome<Changed<readonly StateChange[]>>) => {};
    const held = new Promise<Outcome<Changed<readonly StateChange[]>>>((resolve) => (answer = resolve));
    const first = stage({ changes: { ...fakeChanges(() => {}), stopInstances: () => held } });
    const plan = await first.stopping.plan([refTo(instance())], stop, never());
    const running = first.stopping.run(first.stopping.confirm(plan, {}));
    await flush();
    const next = stage({ journal: first.journal });
    const found: string[] = [];
    next.stopping.follow.onDidFindEnds((all) => found.push(...all.map(({ verdict }) => verdict.type)));
    next.stopping.follow.onDidEnd(() => assert.fail('The first window tells.'));
    assert.equal((await next.stopping.resume()).length, 1);
    answer(failed({ kind: 'denied', message: '', mayHaveHappened: false }));
    await running;
    assert.deepEqual(first.lines(), ['requested', 'answered', 'ended']);
    // It runs on, as if nobody had asked.
    await next.clock.advance(20 * 60_000);
    assert.deepEqual([found, next.stopping.follow.following()], [['refused'], []]);
    const again = await next.stopping.plan([refTo(instance())], stop, never());
    assert.deepEqual(again.groups[0]?.targets[0]?.findings, [], 'nothing is under way or in doubt any more');
    assert.deepEqual(first.lines(), ['requested', 'answered', 'ended']);
    first.stopping.dispose();
    next.stopping.dispose();
  });

  it('says that the audit log can’t be read, and what is under way for earlier windows isn’t known', async () => {
    let isBroken = true;
    const whole = memoryJournal();
    const journal = { ...whole, read: () => (isBroken ? Promise.reject(new Error('EIO')) : whole.read()) };
    const { stopping, clock } = stage({ journal, onError: () => {} });
    let changes = 0;
    stopping.follow.onDidChangeLogLack(() => (changes += 1));
    void stopping.resume();
    await flush();
    assert.deepEqual([stopping.follow.logLack(), changes], ['unread', 1]);
    isBroken = false;
    await clock.advance(600_000);
    assert.deepEqual([stopping.follow.logLack(), changes], [undefined, 2]);
    stopping.dispose();
  });

  it('has what AWS answered in the log when Halt is closed while it waits for the answer', async () => {
    let answer = (_outcome: Outcome<Changed<readonly StateChange[]>>) => {};
    const held = new Promise<Outcome<Changed<readonly StateChange[]>>>((resolve) => (answer = resolve));
    const changes = { ...fakeChanges(() => {}), stopInstances: () => held };
    const { stopping, clock, lines } = stage({ changes });
    void stopping.run(stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {}));
    await flush();
    assert.deepEqual(lines(), ['requested']);
    stopping.dispose();
    let flushed = false;
    const flushing = stopping.flush().then(() => (flushed = true));
    await clock.advance(1_000);
    assert.equal(flushed, false);
    // As it ends when the way to AWS is closed.
    answer(failed({ kind: 'cancelled', message: '', mayHaveHappened: true }));
    await flushing;
    assert.deepEqual(lines(), ['requested', 'answered']);
  });

  it('doesn’t keep Halt from closing when a call never ends', async () => {
    const changes = { ...fakeChanges(() => {}), stopInstances: () => new Promise<never>(() => {}) };
    const { stopping, clock, lines } = stage({ changes });
    void stopping.run(stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {}));
    await flush();
    stopping.dispose();
    const flushing = stopping.flush();
    await clock.advance(5_000);
    await flushing;
    assert.deepEqual(lines(), ['requested']);
  });

  it('says so when the last line can’t be written, and waits for it when asked to', async () => {
    let full = false;
    let write = () => {};
    const journal = memoryJournal();
    const late = {
      ...journal,
      append: (...entries: readonly unknown[]) =>
        full
          ? new Promise<void>((_resolve, reject) => (write = () => reject(new Error('full'))))
          : journal.append(...entries),
    };
    const { stopping, clock, things, troubles } = stage({ journal: late });
    await stopping.run(stopping.confirm(await stopping.plan([refTo(instance())], stop, never()), {}));
    full = true;
    things.splice(0, 1, instance({ state: 'stopped' }));
    await clock.advance(30_000);
    let flushed = false;
    const flushing = stopping.flush().then(() => (flushed = true));
    await flush();
    assert.deepEqual([flushed, troubles.length], [false, 0]);
    write();
    await flushing;
    assert.deepEqual([flushed, troubles.length], [true, 1]);
    stopping.dispose();
  });
});
