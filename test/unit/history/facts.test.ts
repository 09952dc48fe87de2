import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasNoMoreHistory, reportedBy, statesOf } from '../../../src/history/facts.ts';
import type { Stoppable } from '../../../src/model/resources/target.ts';
import { deploymentStates, UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { action, deployment, experiment, instance, summary } from '../../stages/history/history.ts';

const AT = Date.parse('2026-01-15T12:00:00.000Z');

/** What AWS's own times tell: `subject time to|name reason`, the time in seconds after noon. */
const told = (target: Stoppable): readonly string[] =>
  reportedBy(target).map(({ subject, at, to, name, reason }) =>
    [subject, (at - AT) / 1_000, to ?? `(${name})`, reason ?? ''].filter((part) => part !== '').join(' '),
  );

const times = { createdAt: AT, startedAt: AT + 1_000 };
/** That it has been in progress, where its state says so; else that it started. */
const begun = (status: string) => [
  '0 PENDING',
  ['IN_PROGRESS', 'SUCCESSFUL'].includes(status) ? '1 IN_PROGRESS' : '1 (started)',
];

describe('what AWS tells of a deployment', () => {
  for (const status of ['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'STOPPED'])
    it(`has its end in ${status}, and why`, () => {
      const over = { ...times, status, finishedAt: AT + 9_000, statusReason: 'Because.' };
      assert.deepEqual(told(deployment(over)), [...begun(status), `9 ${status} Because.`]);
      const { statusReason: _, ...unsaid } = over;
      for (const without of [unsaid, { ...over, statusReason: '' }]) {
        assert.deepEqual(told(deployment(without)), [...begun(status), `9 ${status}`]);
        assert.ok(reportedBy(deployment(without)).every((fact) => !('reason' in fact)));
      }
      assert.ok(hasNoMoreHistory('deployment', status));
    });

  it('has an end without a state where its state is none that ends it', () => {
    for (const status of ['IN_PROGRESS', 'A_NEW_STATUS'])
      assert.deepEqual(told(deployment({ ...times, status, finishedAt: AT + 9_000 })), [
        ...begun(status),
        '9 (finished)',
      ]);
  });

  it('has when it was stopped, and the rollback that came of it', () => {
    const stopped = { ...times, stoppedAt: AT + 5_000 };
    assert.deepEqual(told(deployment({ ...stopped, status: 'STOPPED' })), [...begun('STOPPED'), '5 STOPPED']);
    const rollback = { startedAt: AT + 6_000, reason: 'Asked for.' };
    assert.deepEqual(told(deployment({ ...stopped, status: 'ROLLBACK_IN_PROGRESS', rollback })), [
      ...begun('ROLLBACK_IN_PROGRESS'),
      '6 ROLLBACK_IN_PROGRESS Asked for.',
      '5 (stopped)',
    ]);
  });

  const every = [...Object.keys(deploymentStates), 'A_NEW_STATUS'];
  it('has a start that is no state where its own doesn’t say that it was in progress', () => {
    for (const status of every) assert.deepEqual(told(deployment({ ...times, status })), begun(status), status);
  });

  it('has a rollback’s start that is no state where its own doesn’t say that it was rolling back', () => {
    const rollback = { startedAt: AT + 6_000, reason: 'Asked for.' };
    const back = ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];
    for (const status of every) {
      const start = back.includes(status) ? '6 ROLLBACK_IN_PROGRESS Asked for.' : '6 (rollback-started) Asked for.';
      assert.deepEqual(told(deployment({ status, rollback })), [start], status);
    }
  });
});

describe('what AWS tells of an experiment', () => {
  for (const state of ['completed', 'stopped', 'failed', 'cancelled'])
    it(`has its end in ${state}, and why`, () => {
      const ended = { startedAt: AT + 1_000, endedAt: AT + 9_000 };
      assert.deepEqual(told(experiment({ state, reason: 'Because.', createdAt: AT }, ended, [])), [
        '0 pending',
        '1 (started)',
        `9 ${state} Because.`,
      ]);
    });
});

describe('what AWS tells of an experiment that goes on, or of which only a list tells', () => {
  it('has an end without a state while it is in none that ends it', () => {
    const ended = { startedAt: AT + 1_000, endedAt: AT + 9_000 };
    assert.deepEqual(told(experiment({ state: 'stopping', createdAt: AT, reason: '' }, ended, [])), [
      ...['0 pending', '1 (started)', '9 (ended)'],
    ]);
  });

  it('has when it was made, and no more', () => {
    assert.deepEqual(told(summary({ state: 'completed', createdAt: AT })), ['0 pending']);
  });

  it('says with its reason what failed, and where', () => {
    const error = { code: 'AccessDenied', accountId: '111122223333', location: 'a' };
    for (const [more, reason] of [
      [{ reason: 'It failed.', error }, 'It failed. · AccessDenied · 111122223333 · a'],
      [{ reason: '', error: { code: 'AccessDenied' } }, 'AccessDenied'],
      [{ reason: 'It failed.', error: { code: '', accountId: '', location: '' } }, 'It failed.'],
      [{ reason: '', error: {} }, undefined],
      [{}, undefined],
    ] as const) {
      const whole = summary({ state: 'failed', ...more });
      assert.deepEqual(statesOf(whole), [{ subject: '', state: 'failed', ...(reason !== undefined && { reason }) }]);
    }
  });
});

describe('what AWS tells of an action', () => {
  for (const [state, end] of [
    ['skipped', 'skipped Because.'],
    ['completed', 'completed Because.'],
    ['failed', 'failed Because.'],
    ['cancelled', 'cancelled Because.'],
    ['running', '(ended) Because.'],
    ['a-new-state', '(ended) Because.'],
  ] as const)
    it(`is in ${state} how it ended`, () => {
      const one = action({ name: 'a', state, endedAt: AT + 9_000, reason: 'Because.' });
      assert.deepEqual(told(experiment({ state: 'running' }, {}, [one])), [`action:a 9 ${end}`]);
    });

  for (const [state, start] of [
    ['running', 'running'],
    ['completed', 'running'],
    ['stopped', '(started)'],
    ['stopping', '(started)'],
    ['failed', '(started)'],
    ['cancelled', '(started)'],
    ['initiating', '(started)'],
    ['pending', '(started)'],
    ['a-new-state', '(started)'],
  ] as const)
    it(`is in ${state} that it ${start === 'running' ? 'ran' : 'started'}`, () => {
      const one = action({ name: 'a', state, startedAt: AT + 2_000 });
      const facts = reportedBy(experiment({ state: 'running' }, {}, [one])).filter(({ subject }) => subject !== '');
      assert.deepEqual(
        facts.slice(0, 1).map(({ subject, to, name }) => [subject, to ?? `(${name})`]),
        [['action:a', start]],
      );
    });
});

describe('what AWS tells of an instance', () => {
  const asked = { launchedAt: AT, stateTransitionReason: 'User initiated (2026-01-15 12:00:07 GMT)' };
  const rows = [
    ['stopping', 'stopping'],
    ['stopped', 'stopping'],
    ['shutting-down', 'shutting-down'],
    ['terminated', 'shutting-down'],
  ] as const;
  for (const [state, to] of rows)
    it(`has when ${state} was asked for`, () => {
      assert.deepEqual(told(instance({ ...asked, state })), ['0 pending', `7 ${to} ${asked.stateTransitionReason}`]);
    });

  it('has no time of a stop where AWS names none', () => {
    for (const stateTransitionReason of ['', 'Server.SpotInstanceTermination'])
      assert.deepEqual(told(instance({ launchedAt: AT, state: 'stopped', stateTransitionReason })), ['0 pending']);
  });

  it('has nothing of an earlier stop while it runs', () => {
    for (const state of ['running', 'pending']) assert.deepEqual(told(instance({ ...asked, state })), ['0 pending']);
  });
});

describe('the parts of a deployment', () => {
  it('are its stage, its hooks and what could roll it back, each under its own name', () => {
    const whole = deployment({
      status: 'IN_PROGRESS',
      statusReason: 'Why.',
      lifecycleStage: 'SCALE_UP',
      circuitBreaker: { status: 'MONITORING', rollsBack: true, failureCount: 0, threshold: 3 },
      alarms: { status: 'TRIGGERED', names: ['a', 'b'], triggered: ['a', 'b'], rollsBack: true },
    });
    assert.deepEqual(statesOf(whole), [
      { subject: '', state: 'IN_PROGRESS', reason: 'Why.' },
      { subject: 'stage', state: 'SCALE_UP' },
      { subject: 'breaker', state: 'MONITORING' },
      { subject: 'alarms', state: 'TRIGGERED', reason: 'a, b' },
    ]);
    assert.deepEqual(statesOf(deployment({ status: 'PENDING' })), [{ subject: '', state: 'PENDING' }]);
  });
});

describe('the parts of a target', () => {
  it('are of an instance itself alone, with all that AWS says of why', () => {
    for (const [more, reason] of [
      [{ stateReason: 'Client.Stop', stateTransitionReason: 'User initiated' }, 'Client.Stop · User initiated'],
      [{ stateReason: 'Client.Stop', stateTransitionReason: '' }, 'Client.Stop'],
      [{ stateTransitionReason: 'User initiated' }, 'User initiated'],
      [{ stateReason: '', stateTransitionReason: '' }, undefined],
      [{}, undefined],
    ] as const)
      assert.deepEqual(statesOf(instance({ state: 'stopped', ...more })), [
        { subject: '', state: 'stopped', ...(reason !== undefined && { reason }) },
      ]);
  });

  it('are of an experiment its actions, where they were told', () => {
    const actions = [action({ name: 'a', state: 'running' }), action({ name: 'b', state: 'failed', reason: 'No.' })];
    assert.deepEqual(statesOf(experiment({ state: 'running' }, {}, actions)), [
      { subject: '', state: 'running' },
      { subject: 'action:a', state: 'running' },
      { subject: 'action:b', state: 'failed', reason: 'No.' },
    ]);
    assert.deepEqual(statesOf(summary({ state: 'running' })), [{ subject: '', state: 'running' }]);
  });

  it('are none of which no state could be read', () => {
    const hooks = [
      { id: 'h1', targetType: 'PAUSE', status: 'AWAITING_ACTION' },
      { id: 'h2', targetType: 'PAUSE', status: UNREAD_STATE },
    ];
    assert.deepEqual(statesOf(deployment({ status: UNREAD_STATE, hooks })), [
      { subject: 'hook:h1', state: 'AWAITING_ACTION' },
    ]);
    assert.deepEqual(statesOf(instance({ state: UNREAD_STATE })), []);
  });
});

describe('the history of a target', () => {
  for (const [kind, goesOn, isOver] of [
    ['instance', ['running', 'stopping', 'stopped', 'a-new-state'], ['terminated']],
    ['experiment', ['running', 'stopping', 'terminated'], ['stopped', 'completed']],
    ['deployment', ['IN_PROGRESS', 'terminated'], ['STOPPED', 'SUCCESSFUL']],
  ] as const)
    it(`goes on, of the kind ${kind}, until nothing more can happen to it`, () => {
      for (const state of goesOn) assert.equal(hasNoMoreHistory(kind, state), false, state);
      for (const state of isOver) assert.equal(hasNoMoreHistory(kind, state), true, state);
    });
});
