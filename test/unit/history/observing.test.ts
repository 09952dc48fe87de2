import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import type { StoppableRef } from '../../../src/model/resources/resource.ts';
import { refOf, type Stoppable } from '../../../src/model/resources/target.ts';
import { heldTime } from '../../stages/fakes.ts';
import {
  action,
  brief,
  deployment,
  experiment,
  instance,
  memoryJournal,
  MINUTE,
  noon,
  open,
  ref,
  summary,
  transitions,
} from '../../stages/history/history.ts';

/** What is kept of the target that two answers, a minute apart, are about, each in short. */
async function kept(first: Stoppable, second: Stoppable, journal = memoryJournal()) {
  const { history } = await open(journal);
  history.observe([first], noon);
  history.observe([second], noon + MINUTE);
  await history.dispose();
  return transitions((await open(journal)).history, refOf(first)).map((line) => line.replace(/ \d\d:\d\d:\d\d.*$/, ''));
}

const hook = (id: string, status: string) => ({ id, targetType: 'PAUSE', status });
const alarms = (status: string) => ({ status, names: ['a'], triggered: [], rollsBack: true });
const over = { status: 'SUCCESSFUL', createdAt: noon - MINUTE } as const;

describe('what is at rest', () => {
  for (const [name, one] of Object.entries({
    'an instance': () => instance({ state: 'stopped', launchedAt: noon - MINUTE, stateTransitionReason: 'User' }),
    'a deployment': () => deployment({ ...over, hooks: [hook('h1', 'SUCCEEDED')], alarms: alarms('DISABLED') }),
    'an experiment': () => experiment({ state: 'completed' }, { startedAt: noon - MINUTE }, [action({ state: 'x' })]),
    'an experiment of a list': () => summary({ state: 'stopped', createdAt: noon - MINUTE }),
  }))
    it(`costs nothing for as long as it stays so: ${name}`, async () => {
      const journal = memoryJournal();
      await kept(one(), one(), journal);
      assert.deepEqual(journal.lines, []);
    });

  it('costs nothing for as long as it is one and the same answer', async () => {
    const { history, journal } = await open();
    const one = instance({ state: 'running', launchedAt: noon - MINUTE });
    for (let hour = 0; hour < 5; hour += 1) history.observe([one], noon + hour * 60 * MINUTE);
    await history.dispose();
    assert.deepEqual(journal.lines, []);
  });

  it('is in its state since the first look that found it so, whatever else of it changes', async () => {
    const { history } = await open();
    history.observe([instance({ state: 'running' })], noon);
    history.observe([instance({ state: 'running', launchedAt: noon - 10 * MINUTE })], noon + MINUTE);
    assert.deepEqual(transitions(history, ref('instance', 'i-1')), [
      ' ?->pending aws 11:50:00',
      ' ?->running halt 12:00:00 (…,12:00:00]',
    ]);
  });

  it('has a history once anything of it is another: a part, or a time of AWS’s', async () => {
    const launched = ' ?->pending aws';
    const done = [' ?->PENDING aws'];
    const asked = (second: number) => `User initiated (2026-01-15 12:00:0${second} GMT)`;
    const rows: readonly (readonly [Stoppable, Stoppable, readonly string[]])[] = [
      // It was stopped and started in between.
      [
        instance({ state: 'running', launchedAt: noon - MINUTE }),
        instance({ state: 'running', launchedAt: noon + 1_000 }),
        [launched],
      ],
      [
        instance({ state: 'stopped', stateTransitionReason: asked(0) }),
        instance({ state: 'stopped', stateTransitionReason: asked(5) }),
        [' ?->stopping aws'],
      ],
      [
        deployment({ ...over, alarms: alarms('MONITORING') }),
        deployment({ ...over, alarms: alarms('DISABLED') }),
        [...done, 'alarms MONITORING->DISABLED halt'],
      ],
      [deployment(over), deployment({ ...over, alarms: alarms('DISABLED') }), [...done, 'alarms ?->DISABLED halt']],
      [
        deployment({ ...over, hooks: [hook('h1', 'SUCCEEDED')] }),
        deployment({ ...over, hooks: [hook('h2', 'SUCCEEDED')] }),
        [...done, 'hook:h2 ?->SUCCEEDED halt'],
      ],
      [
        deployment({ ...over, hooks: [hook('h1', 'SUCCEEDED'), hook('h2', 'IN_PROGRESS')] }),
        deployment({ ...over, hooks: [hook('h1', 'SUCCEEDED'), hook('h2', 'FAILED')] }),
        [...done, 'hook:h2 IN_PROGRESS->FAILED halt'],
      ],
      [
        summary({ state: 'completed' }),
        experiment({ state: 'completed' }, { endedAt: noon - MINUTE }, []),
        [' ?->completed aws'],
      ],
    ];
    for (const [first, second, expected] of rows)
      assert.deepEqual((await kept(first, second)).toSorted(), expected.toSorted(), JSON.stringify(second));
  });

  it('has none for a request alone that another window made', async () => {
    const first = await open();
    const outcome = { result: 'accepted' } as const;
    first.history.requested({ ref: ref('instance', 'i-1'), operation: 'StopInstances', at: noon, outcome });
    await first.history.dispose();
    const { history } = await open(first.journal);
    const before = first.journal.lines.length;
    history.observe([instance({ state: 'running' })], noon + MINUTE);
    await history.dispose();
    assert.equal(first.journal.lines.length, before);
  });
});

describe('a request that another window made, and nothing else that is known', () => {
  it('takes nothing from the history of what moves', async () => {
    const first = await open();
    const outcome = { result: 'accepted' } as const;
    first.history.requested({ ref: ref('instance', 'i-1'), operation: 'StopInstances', at: noon, outcome });
    await first.history.dispose();
    const { history } = await open(first.journal);
    history.observe([instance({ state: 'stopping' })], noon + MINUTE);
    await history.dispose();
    assert.deepEqual(transitions((await open(first.journal)).history, ref('instance', 'i-1')), [
      ' ?->stopping halt 12:01:00 (…,12:01:00]',
    ]);
  });
});

describe('two answers of one moment', () => {
  it('count both', async () => {
    const { history } = await open();
    for (const state of ['running', 'stopping']) history.observe([summary({ state })], noon);
    assert.deepEqual(transitions(history, ref('experiment', 'EXP1')), [
      ' ?->running halt 12:00:00 (…,12:00:00]',
      ' running->stopping halt 12:00:00 (12:00:00,12:00:00]',
    ]);
  });
});

describe('a history that is read again, for a page that is opened', () => {
  it('knows still when each part was seen last', async () => {
    const { history, clock } = await open();
    for (let minute = 0; minute <= 8; minute += 1) {
      clock.time = noon + minute * MINUTE;
      history.observe([summary({ state: 'running' })], clock.time);
    }
    await history.load();
    history.observe([summary({ state: 'stopping' })], noon + 9 * MINUTE);
    assert.equal(
      transitions(history, ref('experiment', 'EXP1')).at(-1),
      ' running->stopping halt 12:09:00 (12:08:00,12:09:00]',
    );
    await history.dispose();
  });

  it('has no first sight of what was known before', async () => {
    const { history } = await open();
    const hooks = (status: string) => [hook('h1', 'SUCCEEDED'), hook('h2', status)];
    history.observe([deployment({ ...over, hooks: hooks('IN_PROGRESS') })], noon);
    history.observe([deployment({ ...over, hooks: hooks('FAILED') })], noon + MINUTE);
    const before = transitions(history, ref('deployment', 'arn:d'));
    await history.load();
    history.observe([deployment({ ...over, hooks: hooks('FAILED') })], noon + 2 * MINUTE);
    assert.deepEqual(transitions(history, ref('deployment', 'arn:d')), before);
    assert.equal(before.filter((line) => line.includes('h1')).length, 0);
    await history.dispose();
  });

  it('has what another window saw of one part alone, also where that came back to where it had been', async () => {
    const journal = memoryJournal();
    const [mine, theirs] = [await open(journal), await open(journal)];
    const rolling = (state: string) => deployment({ status: 'IN_PROGRESS', alarms: alarms(state) });
    mine.history.observe([rolling('MONITORING')], noon);
    theirs.history.observe([rolling('MONITORING')], noon + MINUTE);
    theirs.history.observe([rolling('TRIGGERED')], noon + 2 * MINUTE);
    await theirs.history.dispose();
    mine.clock.time = noon + 2 * MINUTE;
    await mine.history.load();
    mine.history.observe([rolling('MONITORING')], noon + 3 * MINUTE);
    assert.deepEqual(
      transitions(mine.history, ref('deployment', 'arn:d')).filter((line) => line.startsWith('alarms')),
      [
        'alarms ?->MONITORING halt 12:00:00 (…,12:00:00]',
        'alarms MONITORING->TRIGGERED halt 12:02:00 (12:01:00,12:02:00]',
        'alarms TRIGGERED->MONITORING halt 12:03:00 (12:02:00,12:03:00]',
      ],
    );
    await mine.history.dispose();
  });
});

describe('what moves', () => {
  const rows: Readonly<Record<string, readonly [Stoppable, boolean]>> = {
    'an instance that runs': [instance({ state: 'running' }), false],
    'an instance that was stopped': [instance({ state: 'stopped' }), false],
    'an instance that stops': [instance({ state: 'stopping' }), true],
    'an instance that starts': [instance({ state: 'pending' }), true],
    'an instance in a state of a later day': [instance({ state: 'a-new-state' }), true],
    'an experiment that runs': [summary({ state: 'running' }), true],
    'an experiment that is over': [summary({ state: 'failed' }), false],
    'a deployment under way': [deployment({ status: 'IN_PROGRESS' }), true],
    'a deployment that is over': [deployment({ status: 'STOPPED' }), false],
  };
  for (const [name, [one, moves]] of Object.entries(rows))
    it(`${moves ? 'has' : 'has no'} history from the first look on: ${name}`, async () => {
      const { history, journal } = await open();
      history.observe([one], noon);
      await history.dispose();
      assert.equal(journal.lines.length > 0, moves);
    });
});

describe('an experiment', () => {
  const whole = (state: string) =>
    experiment({ state }, { startedAt: noon }, [action({ name: 'a', state: 'running' })]);
  const actionsOf = (target: Stoppable | undefined) =>
    target?.kind === 'experiment' ? target.full?.actions.map(({ name }) => name) : 'none';

  it('keeps what a look told of it though a list tells less, until a look tells anew', async () => {
    for (const state of ['running', 'completed']) {
      const { history } = await open();
      const exp: StoppableRef = ref('experiment', 'EXP1');
      history.observe([summary({ state: 'running' })], noon);
      assert.equal(actionsOf(history.lastSeen(exp)?.target), undefined);
      history.observe([whole('running')], noon + MINUTE);
      history.observe([summary({ state })], noon + 2 * MINUTE);
      const last = history.lastSeen(exp);
      assert.deepEqual(actionsOf(last?.target), ['a']);
      assert.equal(last?.target.kind === 'experiment' && last.target.state, state);
      assert.equal(last?.seenAt, noon + 2 * MINUTE);
      history.observe([experiment({ state }, {}, [])], noon + 3 * MINUTE);
      assert.deepEqual(actionsOf(history.lastSeen(exp)?.target), []);
      await history.dispose();
    }
  });
});

describe('a reason', () => {
  it('is kept as long as a sentence can be, and no longer, wherever it comes from', async () => {
    const reason = 'x'.repeat(100_000);
    const stopped = { startedAt: noon, endedAt: noon + 1_000 };
    const { history, journal } = await open();
    history.observe([summary({ state: 'running', reason: 'Short.' })], noon);
    history.observe([experiment({ state: 'stopped', reason }, stopped, [])], noon + MINUTE);
    await history.dispose();
    const reasons = history
      .of(ref('experiment', 'EXP1'))
      .flatMap((entry) => (entry.type === 'transition' && entry.reason !== undefined ? [entry.reason] : []));
    assert.deepEqual(reasons, ['Short.', 'x'.repeat(2_000)]);
    assert.ok(JSON.stringify(journal.lines).length < 10_000);
  });
});

describe('a history of an earlier session', () => {
  it('goes on from when its list was last watched, not from a time to come', async () => {
    const first = await open();
    first.history.observe([summary({ state: 'running' })], noon);
    for (let minute = 1; minute <= 8; minute += 1)
      first.history.observe([summary({ state: 'running' })], noon + minute * MINUTE);
    await first.history.dispose();
    const list = 'dev/eu-west-1/experiment';
    const ahead = { list, from: noon + 600 * MINUTE, to: noon + 601 * MINUTE, ids: ['EXP1'] };
    first.journal.lines.push({ v: 1, type: 'watched', watched: ahead });
    const { history } = await open(first.journal);
    history.observe([summary({ state: 'stopping' })], noon + 20 * MINUTE);
    assert.equal(
      transitions(history, ref('experiment', 'EXP1')).at(-1),
      ' running->stopping halt 12:20:00 (12:08:00,12:20:00]',
    );
    await history.dispose();
  });

  it('was seen when it was seen itself, not when others of its list were: as those of the account to which the profile leads now', async () => {
    for (const told of ['a listing', 'a look', 'an earlier version'] as const) {
      const first = await open();
      first.history.observe([summary({ state: 'running' })], noon);
      await first.history.dispose();
      const between = await open(first.journal);
      const other = told === 'a listing' ? [summary({ id: 'B', state: 'running' }), summary({ id: 'C' })] : [];
      for (let minute = 20; minute <= 60; minute += 1)
        between.history.observe(
          told === 'a look' ? [summary({ id: 'B', state: 'running' })] : other,
          noon + minute * MINUTE,
        );
      await between.history.dispose();
      if (told === 'an earlier version') {
        const watched = { list: 'dev/eu-west-1/experiment', from: noon, to: noon + 60 * MINUTE };
        first.journal.lines.push({ v: 1, type: 'watched', watched });
      }
      const { history, clock } = await open(first.journal);
      clock.time = noon + 70 * MINUTE;
      // AWS says that it ended while nobody looked.
      const ended = experiment({ state: 'stopped' }, { endedAt: noon + 30 * MINUTE }, []);
      history.observe([ended], clock.time);
      assert.deepEqual(
        history.of(ref('experiment', 'EXP1')).map(brief),
        [
          'gap 12:00:00 - 13:10:00',
          ' ?->running halt 12:00:00 (…,12:00:00]',
          ' running->stopped aws 12:30:00 (12:00:00,13:10:00]',
        ],
        told,
      );
      await history.dispose();
    }
  });

  it('is told to have come into its state by the first look that found it so, when what was kept is read later', async () => {
    const first = await open();
    first.history.observe([instance({ state: 'running' })], noon);
    first.history.requested({
      ...{ ref: ref('instance', 'i-1'), operation: 'StopInstances', at: noon + 1_000 },
      outcome: { result: 'accepted' },
    });
    await first.history.dispose();
    const clock = heldTime();
    clock.setBy(noon + 10 * MINUTE - clock.now());
    const history = createHistory({ journal: first.journal, clock });
    history.observe([instance({ state: 'stopped' })], clock.now());
    for (let minute = 0; minute < 30; minute += 1) {
      await clock.advance(MINUTE);
      history.observe([instance({ state: 'stopped' })], clock.now());
    }
    await history.load();
    assert.equal(
      transitions(history, ref('instance', 'i-1')).at(-1),
      ' running->stopped halt 12:10:00 (12:00:00,12:10:00]',
    );
    await history.dispose();
  });

  it('is on AWS’s clock as its answers were dated, also where a listing was behind what AWS reports', async () => {
    const first = await open();
    first.history.observe([summary({ state: 'running' })], noon, undefined, 0);
    first.history.observe([summary({ state: 'running' })], noon + MINUTE, undefined, 0);
    const ended = experiment({ state: 'stopped' }, { endedAt: noon + MINUTE / 2 }, []);
    first.history.observe([ended], noon + 2 * MINUTE, undefined, 0);
    await first.history.dispose();
    for (const { history } of [first, await open(first.journal)])
      assert.deepEqual(history.of(ref('experiment', 'EXP1')).map(brief), [
        ' ?->running halt 12:00:00 (…,12:00:00]',
        ' running->stopped aws 12:00:30 (12:01:00,12:02:00]',
      ]);
  });
});
