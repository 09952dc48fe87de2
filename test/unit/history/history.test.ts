import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { refKey } from '../../../src/model/resources/resource.ts';
import {
  action,
  brief,
  deployment,
  experiment,
  gaps,
  instance,
  isGap,
  memoryJournal,
  MINUTE,
  noon,
  open,
  ref,
  summary,
  transitions,
  until,
} from '../../stages/history/history.ts';
import { assertProperty } from '../../stages/property.ts';

void describe('the state history', () => {
  void it('costs nothing for what does not change', async () => {
    const { journal, history } = await open();
    const fleet = Array.from({ length: 500 }, (_, n) => instance({ id: `i-${n}` }));
    for (let poll = 0; poll < 50; poll += 1) {
      history.observe(
        fleet.map((one) => ({ ...one })),
        noon + poll * 5 * MINUTE,
      );
    }
    await history.dispose();
    assert.deepEqual(journal.lines, []);
  });

  void it('tells a transition that it saw by the window in which it happened', async () => {
    const { history } = await open();
    history.observe([instance({})], noon);
    history.observe([instance({})], noon + MINUTE);
    history.observe([instance({ state: 'stopping' })], noon + 2 * MINUTE);
    assert.deepEqual(transitions(history, ref('instance', 'i-1')), [
      ' running->stopping halt 12:02:00 (12:01:00,12:02:00]',
    ]);
  });

  void it("takes AWS's time for a transition that AWS reports, and keeps when it was seen", async () => {
    const { history } = await open();
    history.observe([instance({ launchedAt: noon - 60 * MINUTE })], noon);
    const stateTransitionReason = 'User initiated (2026-01-15 12:00:42 GMT)';
    history.observe(
      [instance({ state: 'stopping', stateTransitionReason, launchedAt: noon - 60 * MINUTE })],
      noon + MINUTE,
    );
    history.observe(
      [instance({ state: 'stopped', stateTransitionReason, launchedAt: noon - 60 * MINUTE })],
      noon + 2 * MINUTE,
    );
    assert.deepEqual(transitions(history, ref('instance', 'i-1')), [
      ' ?->pending aws 11:00:00',
      ' running->stopping aws 12:00:42 (12:00:00,12:01:00]',
      ' stopping->stopped halt 12:02:00 (12:01:00,12:02:00]',
    ]);
    const stop = history.of(ref('instance', 'i-1'))[1];
    assert.equal(stop?.type === 'transition' && stop.reason, stateTransitionReason);
  });

  void it('follows an experiment and each of its actions', async () => {
    const { history } = await open();
    const at = (second: number): number => noon + second * 1_000;
    const created = { createdAt: at(0) };
    history.observe([experiment({ ...created, state: 'initiating' }, {}, [action({ state: 'pending' })])], at(1));
    history.observe(
      [
        experiment({ ...created, state: 'running' }, { startedAt: at(2) }, [
          action({ state: 'running', startedAt: at(3) }),
        ]),
      ],
      at(4),
    );
    // A list says nothing of the actions: they have not changed.
    history.observe([summary({ ...created, state: 'running' })], at(6));
    history.observe(
      [
        experiment({ ...created, state: 'stopped', reason: 'Stopped by user.' }, { startedAt: at(2), endedAt: at(8) }, [
          action({ state: 'stopped', startedAt: at(3), endedAt: at(7), reason: 'Stopped' }),
        ]),
      ],
      at(9),
    );
    assert.deepEqual(transitions(history, ref('experiment', 'EXP1')), [
      ' ?->pending aws 12:00:00',
      ' ?->initiating halt 12:00:01 (…,12:00:01]',
      'action:stop ?->pending halt 12:00:01 (…,12:00:01]',
      'action:stop pending->running aws 12:00:03 (12:00:01,12:00:04]',
      ' initiating->running halt 12:00:04 (12:00:01,12:00:04]',
      'action:stop running->stopped aws 12:00:07 (12:00:04,12:00:09]',
      ' running->stopped aws 12:00:08 (12:00:06,12:00:09]',
    ]);
  });

  void it('follows a deployment, its stages, hooks and circuit breaker', async () => {
    const { history } = await open();
    const base = deployment({ createdAt: noon, startedAt: noon + 1_000, lifecycleStage: 'SCALE_UP' });
    const pause = { id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' };
    history.observe([base], noon + MINUTE);
    history.observe([{ ...base, lifecycleStage: 'BAKE_TIME', hooks: [pause] }], noon + 2 * MINUTE);
    history.observe(
      [
        {
          ...base,
          status: 'ROLLBACK_IN_PROGRESS',
          lifecycleStage: 'BAKE_TIME',
          hooks: [pause],
          circuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3, rollsBack: true },
          rollback: { startedAt: noon + 150_000, reason: 'circuit breaker' },
        },
      ],
      noon + 3 * MINUTE,
    );
    assert.deepEqual(transitions(history, ref('deployment', 'arn:d')), [
      ' ?->PENDING aws 12:00:00',
      ' ?->IN_PROGRESS aws 12:00:01 (…,12:01:00]',
      'stage ?->SCALE_UP halt 12:01:00 (…,12:01:00]',
      'stage SCALE_UP->BAKE_TIME halt 12:02:00 (12:01:00,12:02:00]',
      'hook:h1 ?->AWAITING_ACTION halt 12:02:00 (…,12:02:00]',
      ' IN_PROGRESS->ROLLBACK_IN_PROGRESS aws 12:02:30 (12:02:00,12:03:00]',
      'breaker ?->TRIGGERED halt 12:03:00 (…,12:03:00]',
    ]);
  });

  void it("puts everything on AWS's clock when this machine's is wrong", async () => {
    const { history } = await open();
    const ahead = 30 * MINUTE;
    const times = { startedAt: noon + ahead + 500 };
    history.observe([experiment({ state: 'pending' }, {}, [])], noon);
    history.observe([experiment({ state: 'running' }, times, [])], noon + MINUTE);
    history.requested({
      ref: ref('experiment', 'EXP1'),
      operation: 'StopExperiment',
      at: noon + 90_000,
      outcome: { result: 'accepted' },
    });
    history.observe([experiment({ state: 'stopping' }, times, [])], noon + 2 * MINUTE);
    const ended = { ...times, endedAt: noon + ahead + 150_000 };
    history.observe([experiment({ state: 'stopped' }, ended, [])], noon + 3 * MINUTE);
    const seen = history.of(ref('experiment', 'EXP1')).map(brief);
    assert.deepEqual(
      seen.map((line) => line.replace(/ \(.*/, '')),
      [
        ' ?->pending halt 12:29:30',
        'event',
        ' pending->running halt 12:30:30',
        'request',
        ' running->stopping halt 12:31:30',
        ' stopping->stopped aws 12:32:30',
      ],
    );
  });

  void it('keeps the requests of stops in line with the transitions, over a restart', async () => {
    const { journal, history } = await open();
    history.observe([summary({ state: 'running' })], noon);
    history.requested({
      ref: ref('experiment', 'EXP1'),
      operation: 'StopExperiment',
      at: noon + 30_000,
      outcome: { result: 'accepted', requestId: 'r-1' },
    });
    history.observe([summary({ state: 'stopping' })], noon + MINUTE);
    await history.dispose();
    const again = await open(journal);
    assert.deepEqual(
      again.history.of(ref('experiment', 'EXP1')).map((entry) => entry.type),
      ['transition', 'request', 'transition'],
    );
  });

  void it('says what happened while nothing watched: in a window as wide as the gap', async () => {
    const first = await open();
    first.history.observe([summary({ state: 'running' })], noon);
    first.history.observe([summary({ state: 'running' })], noon + 3 * MINUTE);
    await first.history.dispose();

    const second = await open(first.journal);
    second.clock.time = noon + 120 * MINUTE;
    second.history.observe([summary({ state: 'stopped' })], noon + 120 * MINUTE);
    assert.deepEqual(second.history.of(ref('experiment', 'EXP1')).map(brief), [
      ' ?->running halt 12:00:00 (…,12:00:00]',
      'gap 12:03:00 - 14:00:00',
      ' running->stopped halt 14:00:00 (12:03:00,14:00:00]',
    ]);
  });

  void it('shows a gap that lasts, and one that was slept through', async () => {
    const { history, clock } = await open();
    history.observe([summary({ state: 'running' })], noon);
    history.observe([summary({ state: 'running' })], noon + 60 * MINUTE);
    clock.time = noon + 60 * MINUTE;
    assert.deepEqual(gaps(history), ['gap 12:00:00 - 13:00:00']);
    clock.time = noon + 90 * MINUTE;
    assert.deepEqual(gaps(history), ['gap 12:00:00 - 13:00:00', 'gap 13:00:00 - now']);
  });

  void it('shows no gap after the end', async () => {
    const { history, clock } = await open();
    history.observe([summary({ state: 'running' })], noon);
    history.observe([summary({ state: 'completed' })], noon + MINUTE);
    clock.time = noon + 600 * MINUTE;
    assert.deepEqual(gaps(history), []);
  });

  void it('keeps gaps apart: what a look at others says nothing about was not watched', async () => {
    const { history, clock, journal } = await open();
    const [a, b] = [summary({ id: 'A', state: 'running' }), summary({ id: 'B', state: 'running' })];
    history.observe([a, b], noon);
    for (let at = noon; at <= noon + 30 * MINUTE; at += MINUTE) history.observe([b], at);
    clock.time = noon + 30 * MINUTE;
    assert.deepEqual(history.of(ref('experiment', 'A')).filter(isGap).map(brief), ['gap 12:00:00 - now']);
    assert.deepEqual(history.of(ref('experiment', 'B')).filter(isGap), []);
    await history.dispose();
    const again = await open(journal);
    again.history.observe([{ ...a, state: 'stopped' }], noon + 31 * MINUTE);
    assert.deepEqual(
      transitions(again.history, ref('experiment', 'A')).at(-1),
      ' running->stopped halt 12:31:00 (12:00:00,12:31:00]',
    );
  });

  void it('makes one account of what several windows saw', async () => {
    const { journal, history: one } = await open();
    const { history: two } = await open(journal);
    const at = (second: number): number => noon + second * 1_000;
    one.observe([summary({ state: 'pending' })], at(0));
    two.observe([summary({ state: 'pending' })], at(5));
    one.observe([summary({ state: 'running' })], at(10));
    two.observe([summary({ state: 'stopped' })], at(30));
    one.observe([summary({ state: 'stopped' })], at(40));
    await Promise.all([one.dispose(), two.dispose()]);
    const { history } = await open(journal);
    assert.deepEqual(transitions(history, ref('experiment', 'EXP1')), [
      ' ?->pending halt 12:00:00 (…,12:00:00]',
      ' pending->running halt 12:00:10 (12:00:00,12:00:10]',
      ' running->stopped halt 12:00:40 (12:00:10,12:00:40]',
    ]);
  });

  void it('notes once that AWS does not know the resource any more', async () => {
    const { history } = await open();
    history.observe([summary({ state: 'running' })], noon);
    history.missing(ref('experiment', 'EXP1'), noon + MINUTE);
    history.missing(ref('experiment', 'EXP1'), noon + 2 * MINUTE);
    assert.deepEqual(
      history.of(ref('experiment', 'EXP1')).filter((entry) => entry.type === 'event'),
      [{ type: 'event', subject: '', name: 'missing', at: noon + MINUTE, source: 'halt' }],
    );
  });

  void it('is bounded per resource and in total, and keeps what is newest', async () => {
    const limits = { perResource: 10, total: 50, stretches: 5 };
    const { journal, history } = await open(memoryJournal(), limits);
    for (let n = 0; n < 40; n += 1) {
      for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
        history.observe([instance({ id, state: n % 2 === 0 ? 'running' : 'stopped' })], noon + n * MINUTE);
      }
    }
    await history.dispose();
    const { history: again } = await open(journal, limits);
    const lengths = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => transitions(again, ref('instance', id)).length);
    assert.ok(lengths.every((length) => length <= 10));
    assert.ok(lengths.reduce((sum, length) => sum + length, 0) <= 50);
    assert.equal(transitions(again, ref('instance', 'g')).at(-1)?.slice(0, 33), ' running->stopped halt 12:39:00 (');
    assert.ok(journal.lines.length <= 3 * limits.total, `${journal.lines.length} lines`);
  });

  void it('goes on with a journal that is damaged, and keeps the lines of a later version', async () => {
    const newer = { v: 2, something: 'else' };
    const journal = memoryJournal();
    const first = await open(journal);
    first.history.observe([summary({ state: 'running' })], noon);
    await first.history.dispose();
    journal.lines.unshift(newer, { v: 1, ref: 'nonsense' }, null, 7, {
      v: 1,
      type: 'fact',
      ref: ref('experiment', 'X'),
      fact: { type: 'observed' },
    });
    journal.damaged = 3;
    const { history } = await open(journal);
    assert.deepEqual(transitions(history, ref('experiment', 'EXP1')), [' ?->running halt 12:00:00 (…,12:00:00]']);
    assert.equal(journal.damaged, 0);
    assert.deepEqual(journal.lines[0], newer);
    assert.equal(journal.lines.length, 3);
  });

  void it('tells that the disk refuses, forgets nothing, and writes it when the disk takes it again', async () => {
    const { journal, history } = await open();
    journal.full = 'there is no space left on the disk (ENOSPC)';
    history.observe([summary({ state: 'running' })], noon);
    await until(() => history.problem() !== undefined);
    assert.match(history.problem() ?? '', /no space left/);
    assert.equal(transitions(history, ref('experiment', 'EXP1')).length, 1);
    delete journal.full;
    history.observe([summary({ state: 'stopping' })], noon + MINUTE);
    await history.dispose();
    assert.equal(history.problem(), undefined);
    assert.equal(transitions((await open(journal)).history, ref('experiment', 'EXP1')).length, 2);
  });

  void it('announces what grew, and nothing else', async () => {
    const { history } = await open();
    const heard: string[] = [];
    history.onDidChange((refs) => heard.push(...refs.map(refKey)));
    history.observe([instance({}), instance({ id: 'i-2' })], noon);
    history.observe([instance({}), instance({ id: 'i-2', state: 'stopping' })], noon + MINUTE);
    history.observe([instance({}), instance({ id: 'i-2', state: 'stopping' })], noon + 2 * MINUTE);
    assert.deepEqual(heard, [refKey(ref('instance', 'i-2'))]);
  });

  void it('is a true account of any run, whatever was missed of it', async () => {
    const states = ['pending', 'initiating', 'running', 'stopping', 'stopped'] as const;
    await assertProperty(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 4, maxLength: 4 }),
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 500 }), restart: fc.boolean() }), {
          minLength: 1,
          maxLength: 15,
        }),
        async (steps, looks) => {
          // The truth: when each state began.
          const begins = [0, ...steps].map(
            (_, index) => noon + steps.slice(0, index).reduce((sum, step) => sum + step, 0) * 1_000,
          );
          const stateAt = (at: number): string => states[begins.findLastIndex((begin) => begin <= at)] ?? 'pending';
          let { journal, history } = await open();
          for (const look of looks.toSorted((a, b) => a.at - b.at)) {
            const at = noon + look.at * 1_000;
            if (look.restart) {
              await history.dispose();
              ({ journal, history } = await open(journal));
            }
            history.observe([summary({ state: stateAt(at) })], at);
          }
          for (const entry of history.of(ref('experiment', 'EXP1'))) {
            if (entry.type !== 'transition') continue;
            const begin = begins[states.findIndex((state) => state === entry.to)] ?? Number.NaN;
            assert.ok(begin <= (entry.window?.before ?? Number.NaN), `${brief(entry)}: not after`);
            assert.ok(begin > (entry.window?.after ?? -Infinity), `${brief(entry)}: not before`);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  void it('11.13: takes no start for a state, and puts what is of one moment in the order of its life', async () => {
    const { history } = await open();
    const times = { startedAt: noon };
    for (const [index, state] of (['pending', 'initiating', 'cancelled', 'failed'] as const).entries()) {
      const id = `E${index}`;
      history.observe([{ ...experiment({ createdAt: noon, state }, times, []), id }], noon + MINUTE);
      const entries = history.of(ref('experiment', id));
      assert.deepEqual(
        entries.flatMap((entry) => (entry.type === 'transition' && entry.to === 'running' ? [entry] : [])),
        [],
        state,
      );
      const names = entries.map((entry) =>
        entry.type === 'transition' ? entry.to : entry.type === 'event' && entry.name,
      );
      assert.deepEqual(names.slice(0, 2), ['pending', 'started'], state);
      assert.equal(names.at(-1), state === 'pending' ? 'started' : state);
    }
    history.observe([{ ...deployment({ createdAt: noon, startedAt: noon }), status: 'PENDING' }], noon + MINUTE);
    const [waiting] = [history.of(ref('deployment', deployment({}).id))];
    assert.ok(!waiting?.some((entry) => entry.type === 'transition' && entry.to === 'IN_PROGRESS'));
  });

  void it('11.13: ends in the state that it is in, from when that was seen first', async () => {
    const { history } = await open();
    history.observe([instance({ id: 'i-1', state: 'running', launchedAt: noon - 60 * MINUTE })], noon);
    history.observe([instance({ id: 'i-1', state: 'running', launchedAt: noon - 60 * MINUTE })], noon + 5 * MINUTE);
    assert.deepEqual(transitions(history, ref('instance', 'i-1')), [
      ' ?->pending aws 11:00:00',
      ' ?->running halt 12:00:00 (…,12:00:00]',
    ]);
    history.observe([instance({ id: 'i-2', state: 'stopped', launchedAt: noon - 60 * MINUTE })], noon);
    assert.match(transitions(history, ref('instance', 'i-2')).at(-1) ?? '', /->stopped halt/);
  });
});
