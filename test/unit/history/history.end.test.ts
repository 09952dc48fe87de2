import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { member } from '../../../src/base/untrusted.ts';
import { createHistory } from '../../../src/history/history.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import { heldTime } from '../../stages/fakes.ts';
import {
  action,
  brief,
  deployment,
  experiment,
  gaps,
  instance,
  memoryJournal,
  MINUTE,
  noon,
  open,
  ref,
  summary,
  transitions,
} from '../../stages/history/history.ts';

const one = ref('instance', 'i-1');
const exp = ref('experiment', 'EXP1');
const stop = (at: number, more: { message?: string } = {}) => ({
  ...{ ref: one, operation: 'StopInstances', at },
  outcome: { result: 'refused', ...more } as const,
});
const kinds = (lines: readonly unknown[]) => lines.map((line) => member(member(line, 'fact'), 'type'));

describe('what AWS doesn’t know any more', () => {
  it('has a history from then on, with the state in which it was last seen', async () => {
    const { history, journal } = await open();
    history.observe([instance({ state: 'running' })], noon);
    history.missing(one, noon + MINUTE);
    history.missing(one, noon + 2 * MINUTE);
    assert.deepEqual(history.of(one).map(brief), [' ?->running halt 12:00:00 (…,12:00:00]', 'event']);
    await history.dispose();
    assert.deepEqual(kinds(journal.lines), ['observed', 'missing']);
  });

  it('has none where it was never seen', async () => {
    const { history, journal } = await open();
    history.missing(one, noon);
    await history.dispose();
    assert.deepEqual([history.of(one), journal.lines], [[], []]);
  });

  it('is known from an earlier session, and noted once then, too', async () => {
    const first = await open();
    first.history.observe([summary({ state: 'running' })], noon);
    await first.history.dispose();
    const { history } = await open(first.journal);
    for (const minute of [5, 6]) history.missing(exp, noon + minute * MINUTE);
    assert.deepEqual(history.of(exp).map(brief), [' ?->running halt 12:00:00 (…,12:00:00]', 'event']);
    await history.dispose();
    const again = await open(first.journal);
    again.clock.time = noon + 600 * MINUTE;
    again.history.missing(exp, noon + 7 * MINUTE);
    assert.equal(again.history.of(exp).filter(({ type }) => type === 'event').length, 1);
    assert.deepEqual(gaps(again.history), []);
  });

  it('is not awaited while others of its list are watched on', async () => {
    const { history, journal, clock } = await open();
    const [a, b] = [summary({ state: 'running' }), summary({ id: 'B', state: 'running' })];
    history.observe([a, b], noon);
    history.missing(exp, noon + MINUTE);
    for (let minute = 1; minute <= 40; minute += 1) history.observe([b], noon + minute * MINUTE);
    clock.time = noon + 40 * MINUTE;
    assert.deepEqual(gaps(history), []);
    await history.dispose();
    assert.equal(kinds(journal.lines).includes('gap'), false);
  });
});

describe('a history without a look since', () => {
  it('has no gap to this day once it is over, also where it was over at the first look', async () => {
    for (const state of ['completed', 'failed', 'stopped', 'cancelled']) {
      const { history, clock } = await open();
      history.observe([summary({ state })], noon);
      clock.time = noon + 600 * MINUTE;
      assert.deepEqual(gaps(history), [], state);
    }
  });

  it('has none after a restart where AWS told of the end, and the end itself was never seen to come', async () => {
    for (const [first, second] of [
      [
        summary({ state: 'completed' }),
        experiment({ state: 'completed' }, { endedAt: noon - MINUTE }, [action({ state: 'completed' })]),
      ],
      [
        summary({ state: 'stopped' }),
        experiment({ state: 'stopped' }, { endedAt: noon - MINUTE }, [action({ state: 'a-new-state' })]),
      ],
      [summary({ state: 'failed' }), experiment({ state: 'failed' }, { endedAt: noon - MINUTE }, [])],
    ] as const) {
      const before = await open();
      before.history.observe([first], noon);
      before.history.observe([second], noon + MINUTE);
      await before.history.dispose();
      const { history, clock } = await open(before.journal);
      clock.time = noon + 600 * MINUTE;
      assert.deepEqual(gaps(history), []);
    }
  });

  it('has one where the end is that of a part', async () => {
    const before = await open();
    const ended = action({ state: 'completed', startedAt: noon - 2 * MINUTE, endedAt: noon - MINUTE });
    before.history.observe([experiment({ state: 'running' }, { startedAt: noon - 2 * MINUTE }, [ended])], noon);
    await before.history.dispose();
    const { history, clock } = await open(before.journal);
    clock.time = noon + 600 * MINUTE;
    assert.deepEqual(gaps(history), ['gap 12:00:00 - now']);
  });

  it('ends as AWS told it, whatever became of its parts', async () => {
    const { history } = await open();
    const times = { startedAt: noon - 5 * MINUTE, endedAt: noon - MINUTE };
    const part = { state: 'failed', startedAt: noon - 4 * MINUTE, endedAt: noon - MINUTE };
    history.observe([experiment({ state: 'completed', createdAt: noon - 6 * MINUTE }, times, [action(part)])], noon);
    assert.deepEqual(
      transitions(history, exp).filter((line) => line.startsWith(' ')),
      [' ?->pending aws 11:54:00', ' ?->completed aws 11:59:00'],
    );
  });

  it('goes by the state of the whole, not of a part, after a restart', async () => {
    for (const [states, told] of [
      [['running', 'completed'], []],
      [['pending', 'running'], ['gap 12:01:00 - now']],
    ] as const) {
      const first = await open();
      for (const [minute, state] of states.entries())
        first.history.observe(
          [experiment({ state }, {}, [action({ state: state === 'completed' ? 'running' : 'completed' })])],
          noon + minute * MINUTE,
        );
      await first.history.dispose();
      const { history, clock } = await open(first.journal);
      clock.time = noon + 600 * MINUTE;
      assert.deepEqual(gaps(history), told, states.join());
    }
  });
});

describe('a history of which the oldest is no longer kept', () => {
  it('goes by the state of the whole, also where what is left begins with a part that is over', async () => {
    const journal = memoryJournal();
    const seen = (subject: string, to: string, minute: number) => ({
      type: 'observed',
      subject,
      to,
      before: noon + minute * MINUTE,
    });
    for (const fact of [seen('action:stop', 'completed', 0), seen('', 'running', 1)])
      journal.lines.push({ v: 1, type: 'fact', ref: exp, fact });
    const { history, clock } = await open(journal);
    clock.time = noon + 600 * MINUTE;
    assert.deepEqual(gaps(history), ['gap 12:01:00 - now']);
  });
});

describe('a request', () => {
  it('gives what was at rest a history, so that what comes of it is told from a known state', async () => {
    const first = await open();
    first.history.observe([instance({ state: 'running' })], noon);
    first.history.requested(stop(noon + 1_000));
    await first.history.dispose();
    const { history } = await open(first.journal);
    history.observe([instance({ state: 'stopped' })], noon + 5 * MINUTE);
    assert.deepEqual(transitions(history, one), [
      ' ?->running halt 12:00:00 (…,12:00:00]',
      ' running->stopped halt 12:05:00 (12:00:00,12:05:00]',
    ]);
  });

  it('keeps no more of what was answered than a long sentence', async () => {
    const { history, journal } = await open();
    for (const [at, message] of [[1_000, 'No.'] as const, [2_000, 'x'.repeat(1_000_000)] as const])
      history.requested(stop(noon + at, { message }));
    history.requested(stop(noon + 3_000));
    assert.deepEqual(
      history.of(one).map((entry) => entry.type === 'request' && entry.outcome),
      [{ result: 'refused', message: 'No.' }, { result: 'refused', message: 'x'.repeat(2_000) }, { result: 'refused' }],
    );
    await history.dispose();
    assert.ok(JSON.stringify(journal.lines).length < 5_000);
  });
});

describe('a history that takes in answers', () => {
  it('says that nothing grew where nothing did, and is empty of what it doesn’t know', async () => {
    const { history } = await open();
    let heard = 0;
    history.onDidChange(() => (heard += 1));
    history.observe([instance({ state: 'running' })], noon);
    history.missing(ref('instance', 'i-unknown'), noon);
    assert.equal(heard, 0);
    assert.deepEqual(history.of(ref('instance', 'i-unknown')), []);
    assert.equal(history.lastSeen(ref('instance', 'i-unknown')), undefined);
    history.observe([instance({ state: 'stopping' })], noon + MINUTE);
    assert.equal(heard, 1);
  });

  it('takes what an answer says for true since it was asked for', async () => {
    const clock = heldTime();
    const history = createHistory({ journal: memoryJournal(), clock });
    const looks: number[] = [];
    for (const state of ['running', 'stopping']) {
      const asked = momentOf(clock);
      looks.push(clock.now());
      await clock.advance(30_000);
      history.observe([instance({ state })], clock.now(), asked);
      looks.push(clock.now());
    }
    const [asked, , , answered] = looks;
    const [step] = history.of(one).filter((entry) => entry.type === 'transition' && entry.to === 'stopping');
    assert.deepEqual(step?.type === 'transition' && step.window, { after: asked, before: answered });
    await history.dispose();
  });

  it('takes in nothing once it is closed, and writes nothing twice', async () => {
    const { history, journal } = await open();
    history.observe([summary({ state: 'running' })], noon);
    await history.dispose();
    const lines = structuredClone(journal.lines);
    history.observe([summary({ state: 'stopping' }), instance({ state: 'stopping' })], noon + MINUTE);
    history.requested(stop(noon + MINUTE));
    history.missing(exp, noon + MINUTE);
    await history.dispose();
    assert.deepEqual(journal.lines, lines);
    assert.deepEqual(transitions(history, exp), [' ?->running halt 12:00:00 (…,12:00:00]']);
    assert.deepEqual(history.of(one), []);
    assert.equal(
      history.of(exp).some(({ type }) => type === 'event'),
      false,
    );
  });

  it('is exported as it is told', async () => {
    const { history } = await open();
    history.observe([summary({ state: 'running' })], noon);
    assert.deepEqual(
      JSON.parse(history.exportJson(exp)).entries.map(({ to }: { to: string }) => to),
      ['running'],
    );
    assert.match(history.exportCsv(exp), /\r\n2026-01-15T12:00:00.000Z,transition,,,running,halt,/);
  });
});

describe('a deployment that was asked to stop', () => {
  const times = { createdAt: noon, startedAt: noon + 1_000 };
  const rollback = { startedAt: noon + 150_000 };
  const statesOf = async (...seen: readonly Partial<ServiceDeployment>[]) => {
    const { history } = await open();
    for (const [index, told] of seen.entries())
      history.observe([deployment({ ...times, ...told })], noon + (index + 1) * MINUTE);
    return history.of(ref('deployment', 'arn:d')).map((entry) => {
      if (entry.type === 'transition') return `${entry.to} ${entry.source}`;
      return entry.type === 'event' ? entry.name : entry.type;
    });
  };

  it('while it was pending has never been in progress', async () => {
    const lines = await statesOf({ status: 'PENDING' }, { status: 'STOP_REQUESTED' }, { status: 'STOPPED' });
    assert.deepEqual(
      lines.filter((line) => line.includes('IN_PROGRESS')),
      [],
    );
    assert.equal(lines.filter((line) => line.includes('started')).length, 1);
  });

  it('while it was in progress has its start once', async () => {
    const lines = await statesOf({ status: 'PENDING' }, { status: 'IN_PROGRESS' }, { status: 'STOP_REQUESTED' });
    assert.deepEqual(lines, ['PENDING aws', 'IN_PROGRESS aws', 'STOP_REQUESTED halt']);
  });

  it('rolls back only when its state says so, and then has that start once', async () => {
    const requested = { status: 'ROLLBACK_REQUESTED', rollback };
    const before = await statesOf({ status: 'IN_PROGRESS' }, requested);
    assert.ok(!before.some((line) => line.includes('ROLLBACK_IN_PROGRESS')), before.join());
    const lines = await statesOf({ status: 'IN_PROGRESS' }, requested, { status: 'ROLLBACK_IN_PROGRESS', rollback });
    assert.equal(lines.filter((line) => line.includes('rollback-started')).length, 0);
    assert.equal(lines.filter((line) => line.includes('ROLLBACK_IN_PROGRESS')).length, 1);
  });
});
