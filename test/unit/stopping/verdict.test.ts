import { nobodys } from '../../../src/model/sight.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../src/model/operation.ts';
import {
  isObserved,
  isEndSeen,
  isSeenEnd,
  isSuccess,
  showsRequest,
  sightingOf,
  type Verdict,
  verdictOf,
} from '../../../src/stopping/verdict.ts';
import {
  deployment,
  experiment,
  failure,
  instance,
  lever,
  pauseHook,
  seenState,
  sightingIn,
} from '../../stages/fakes.ts';
import type { ServiceDeployment } from '../../../src/model/resources/deployment.ts';
import type { Target } from '../../../src/model/resources/target.ts';

const stop: Operation = { type: 'stop' };
const force: Operation = { type: 'force-stop', skipOsShutdown: false };
const hibernate: Operation = { type: 'hibernate' };
const start: Operation = { type: 'start' };
const rollBack: Operation = { type: 'roll-back' };
const abort: Operation = { type: 'abort' };
const goOn: Operation = { type: 'continue', action: 'CONTINUE', hookId: 'h1' };
const goBack: Operation = { type: 'continue', action: 'ROLLBACK', hookId: 'h1' };
const stopExperiment: Operation = { type: 'stop-experiment' };
const engage: Operation = { type: 'engage-lever', reason: 'why' };
const disengage: Operation = { type: 'disengage-lever', reason: 'why' };

const GOING = '…';
/** Of each state: the verdict, and whether it shows that AWS has taken up the request: + yes, - no, ? neither. */
type Row = readonly [state: string, verdict: string, shows: '+' | '-' | '?'];

const instanceStops: readonly Row[] = [
  ['pending', GOING, '-'],
  ['running', GOING, '-'],
  ['stopping', GOING, '+'],
  ['stopped', 'stopped', '+'],
  ['shutting-down', GOING, '+'],
  ['terminated', 'terminated', '+'],
  ['dozing', GOING, '?'],
];
const rollsBack: readonly Row[] = [
  ['PENDING', GOING, '-'],
  ['IN_PROGRESS', GOING, '-'],
  ['STOP_REQUESTED', GOING, '+'],
  ['ROLLBACK_REQUESTED', GOING, '+'],
  ['ROLLBACK_IN_PROGRESS', GOING, '+'],
  ['SUCCESSFUL', 'finished-first', '?'],
  ['STOPPED', 'stopped', '?'],
  ['ROLLBACK_SUCCESSFUL', 'rolled-back', '?'],
  ['ROLLBACK_FAILED', 'rollback-failed', '?'],
  ['PAUSED', GOING, '?'],
];
const table: readonly (readonly [Operation, (state: string) => Target, readonly Row[]])[] = [
  [stop, (state) => instance({ state }), instanceStops],
  [force, (state) => instance({ state }), instanceStops],
  [
    start,
    (state) => instance({ state }),
    [
      ['pending', GOING, '+'],
      ['running', 'started', '+'],
      ['stopping', GOING, '?'],
      ['stopped', GOING, '-'],
      ['shutting-down', GOING, '?'],
      ['terminated', 'terminated', '?'],
      ['dozing', GOING, '?'],
    ],
  ],
  [rollBack, (status) => deployment({ status }), rollsBack],
  [abort, (status) => deployment({ status }), rollsBack],
  [goBack, (status) => deployment({ status, hooks: [pauseHook('h1')] }), rollsBack],
  [
    goOn,
    (status) => deployment({ status, hooks: [pauseHook('h1')] }),
    rollsBack.map(([state, verdict, shows]): Row => [state, state === 'SUCCESSFUL' ? 'continued' : verdict, shows]),
  ],
  [
    stopExperiment,
    (state) => experiment({ state }),
    [
      ['pending', GOING, '-'],
      ['initiating', GOING, '-'],
      ['running', GOING, '-'],
      ['stopping', GOING, '+'],
      ['completed', 'finished-first', '?'],
      ['stopped', 'stopped', '+'],
      ['failed', 'failed', '?'],
      ['cancelled', 'cancelled', '+'],
      ['hovering', GOING, '?'],
    ],
  ],
  [
    engage,
    (state) => lever({ state }),
    [
      ['disengaged', GOING, '-'],
      ['engaging', GOING, '+'],
      ['engaged', 'engaged', '+'],
      ['wedged', GOING, '?'],
    ],
  ],
  [
    disengage,
    (state) => lever({ state }),
    [
      ['engaged', GOING, '-'],
      ['disengaged', 'disengaged', '+'],
      ['engaging', GOING, '?'],
      ['wedged', GOING, '?'],
    ],
  ],
];

describe('the verdict', () => {
  for (const [operation, in_, rows] of table) {
    for (const [state, expected, shows] of rows) {
      it(`of ${operation.type}${'action' in operation ? ` ${operation.action}` : ''} when it is ${state}: ${expected}`, () => {
        const observed = in_(state);
        assert.equal(verdictOf(operation, sightingIn(observed))?.type ?? GOING, expected);
        assert.equal({ '+': true, '-': false, '?': undefined }[shows], showsRequest(operation, observed));
      });
    }
  }

  it('tells a hibernation from a shutdown by what AWS gives as the reason', () => {
    const end = (code: string | undefined, text: string | undefined, transition?: string) =>
      verdictOf(
        hibernate,
        sightingIn(
          instance({
            state: 'stopped',
            ...(code === undefined ? {} : { stateReasonCode: code }),
            ...(text === undefined ? {} : { stateReason: text }),
            ...(transition === undefined ? {} : { stateTransitionReason: transition }),
          }),
        ),
      )?.type;
    assert.equal(
      end('Client.UserInitiatedHibernate', 'Client.UserInitiatedHibernate: User initiated hibernate'),
      'hibernated',
    );
    assert.equal(end(undefined, undefined, 'User initiated hibernate (2026-01-15 12:00:00 GMT)'), 'hibernated');
    assert.equal(
      end('Client.UserInitiatedShutdown', 'Client.UserInitiatedShutdown: User initiated shutdown'),
      'shut-down-instead',
    );
    assert.equal(end(undefined, 'Hibernation failed, the instance was shut down'), 'shut-down-instead');
    assert.equal(end(undefined, undefined, ''), 'stopped', 'AWS says nothing: nothing is claimed');
    for (const [code, reason] of [
      ['Server.HibernationFailed', 'Server.HibernationFailed'],
      ['Server.HibernationTimeout', undefined],
      ['Client.HibernationUnsupported', 'Client.HibernationUnsupported: The guest has no agent'],
      [undefined, 'The instance didn’t hibernate in time'],
      ['Server.InternalError', 'The instance cannot hibernate'],
      [undefined, 'Hibernation: the guest didn’t answer'],
      [undefined, "Hibernation wasn't possible"],
      [undefined, 'The guest won’t hibernate'],
      [undefined, "The guest won't hibernate"],
    ] as const)
      assert.equal(end(code, reason), 'shut-down-instead', code ?? reason);
    assert.equal(verdictOf(hibernate, sightingIn(instance({ state: 'stopping' }))), undefined);
  });

  it('of a start is none while it starts, or stops, however surely that was seen after it', () => {
    for (const state of ['pending', 'stopping', 'shutting-down'])
      assert.equal(verdictOf(start, sightingIn(instance({ state })), true), undefined, state);
  });

  it('takes a stop from before the start for no end, whatever its reason, and a stop after it for one', () => {
    for (const code of ['Client.UserInitiatedShutdown', 'Client.InstanceInitiatedShutdown', 'Server.ScheduledStop']) {
      const before = instance({ state: 'stopped', stateReasonCode: code, stateReason: code });
      assert.equal(verdictOf(start, sightingIn(before)), undefined);
      assert.deepEqual(verdictOf(start, sightingIn(before), true), {
        type: 'start-failed',
        ...seenState('stopped'),
        reason: code,
      });
    }
  });

  it('of a deployment that waits no more once it was to continue is that it continues, as long as it does', () => {
    for (const [status, expected, shows] of rollsBack) {
      const observed = deployment({ status, hooks: [pauseHook('h1', 'SUCCEEDED')] });
      const isOn = status === 'IN_PROGRESS' || status === 'SUCCESSFUL';
      assert.equal(verdictOf(goOn, sightingIn(observed))?.type ?? GOING, isOn ? 'continued' : expected, status);
      const isShown = status === 'IN_PROGRESS' ? true : { '+': true, '-': false, '?': undefined }[shows];
      assert.equal(showsRequest(goOn, observed), isShown, status);
      assert.equal(showsRequest(goBack, observed), { '+': true, '-': false, '?': undefined }[shows], status);
    }
  });

  it('of what was to stop is that it stopped, whatever AWS says of why', () => {
    for (const stateReason of [
      'Client.UserInitiatedShutdown: User initiated shutdown',
      'Client.UserInitiatedHibernate: User initiated hibernate',
      'Hibernation failed, the instance was shut down',
    ])
      for (const asked of ['stop', 'force-stop'] as const)
        assert.deepEqual(
          verdictOf(asked === 'stop' ? stop : force, sightingIn(instance({ state: 'stopped', stateReason }))),
          {
            ...{ type: 'stopped', ...seenState('stopped'), reason: stateReason },
          },
        );
    const silent = instance({ state: 'stopped', stateTransitionReason: '' });
    assert.deepEqual(verdictOf(stop, sightingIn(silent)), { type: 'stopped', ...seenState('stopped') });
  });

  it('is made of looks that began when the request was over, and of none before', () => {
    const seen = (begun: number) => sightingOf(instance(), { begun, seenAt: 9 }, { over: 5, whose: nobodys })?.seen;
    assert.equal(seen(4), undefined);
    assert.deepEqual([seen(5)?.state, seen(6)?.seenAt], ['running', 9]);
  });

  it('was seen when AWS’s clock says so, however far this machine’s is from it', () => {
    for (const clockOffset of [-600_000, 0, 90_000]) {
      const look = { begun: 6, seenAt: 1_000_000, clockOffset };
      const { seen } = sightingOf(instance(), look, { over: 5, whose: nobodys }) ?? {};
      assert.equal(seen?.seenAt, 1_000_000 + clockOffset);
    }
  });

  it('knows at which hook a deployment waits', () => {
    const waitsAt = (...ids: string[]) =>
      deployment({ lifecycleStage: 'POST_SCALE_UP', hooks: ids.map((id) => pauseHook(id)) });
    assert.equal(verdictOf(goOn, sightingIn(waitsAt('h1'))), undefined);
    assert.equal(verdictOf(goOn, sightingIn(waitsAt('h2')))?.type, 'continued', 'it went on, to the next hook');
    assert.equal(verdictOf(goOn, sightingIn(waitsAt('h2', 'h1'))), undefined);
    const answered = deployment({ hooks: [pauseHook('h1', 'SUCCEEDED')] });
    for (const one of [goOn, { type: 'continue', action: 'CONTINUE' } as const])
      assert.equal(verdictOf(one, sightingIn(answered))?.type, 'continued');
    assert.equal(
      verdictOf({ type: 'continue', action: 'CONTINUE' }, sightingIn(waitsAt('h2'))),
      undefined,
      'of an older log, which names none',
    );
    assert.equal(verdictOf(goBack, sightingIn(waitsAt('h2'))), undefined);
  });

  it('is that of a deployment that waits, whatever AWS calls it, and of no other', () => {
    const seen = (of: Partial<ServiceDeployment>) =>
      sightingOf(deployment(of), { begun: 2, seenAt: 3 }, { over: 1, whose: nobodys })?.seen.isPaused;
    const hooks = [pauseHook('h')];
    assert.equal(seen({ status: 'IN_PROGRESS', hooks }), true);
    for (const other of [
      { status: 'IN_PROGRESS' },
      { status: 'IN_PROGRESS', hooks: [pauseHook('h', 'SUCCEEDED')] },
      { status: 'ROLLBACK_IN_PROGRESS', hooks },
    ])
      assert.equal(seen(other), undefined, other.status);
  });

  it('says of a paused deployment neither that it continues nor that it still waits while its hooks can’t be read', () => {
    const operations: readonly Operation[] = [goOn, { type: 'continue', action: 'CONTINUE' }, goBack];
    const lost = [['lifecycleHookDetails'], ['lifecycleHookDetails[0]'], ['lifecycleHookDetails[2].status']];
    for (const unread of [...lost, Array.from({ length: 50 }, (_, index) => `targetServiceRevision.x${index}`)]) {
      for (const operation of operations) {
        const observed = deployment({ unread });
        assert.equal(verdictOf(operation, sightingIn(observed)), undefined, unread[0]);
        assert.equal(showsRequest(operation, observed), undefined, unread[0]);
      }
      assert.equal(showsRequest(goOn, deployment({ unread, hooks: [pauseHook('h1')] })), false, 'what was read, was');
    }
    const others = deployment({
      unread: ['lifecycleStage', 'statusReason'],
      hooks: [pauseHook('h1', 'SUCCEEDED')],
    });
    assert.equal(verdictOf(goOn, sightingIn(others))?.type, 'continued');
    assert.equal(showsRequest(goBack, others), false);
  });

  it('claims no shutdown in place of a hibernation where AWS’s reason can’t be read', () => {
    const transition = 'User initiated (2026-01-15 12:00:00 GMT)';
    for (const unread of [['StateReason'], ['StateReason.Code'], ['StateReason.Message']]) {
      const observed = instance({ state: 'stopped', stateTransitionReason: transition, unread });
      assert.equal(verdictOf(hibernate, sightingIn(observed))?.type, 'stopped', unread[0]);
      const told = instance({ state: 'stopped', stateReasonCode: 'Client.UserInitiatedHibernate', unread });
      assert.equal(verdictOf(hibernate, sightingIn(told))?.type, 'hibernated', unread[0]);
    }
    const readable = instance({ state: 'stopped', stateTransitionReason: transition, unread: ['LaunchTime'] });
    assert.equal(verdictOf(hibernate, sightingIn(readable))?.type, 'shut-down-instead');
  });

  it('carries AWS’s reason', () => {
    assert.deepEqual(
      verdictOf(rollBack, sightingIn(deployment({ status: 'ROLLBACK_FAILED', statusReason: 'no capacity' }))),
      {
        type: 'rollback-failed',
        state: 'ROLLBACK_FAILED',
        seenAt: 0,
        reason: 'no capacity',
      },
    );
    assert.deepEqual(
      verdictOf(
        stopExperiment,
        sightingIn(experiment({ state: 'stopped', reason: 'Experiment halted by stop request.' })),
      ),
      {
        type: 'stopped',
        state: 'stopped',
        seenAt: 0,
        reason: 'Experiment halted by stop request.',
      },
    );
  });

  it('is over only where a state was seen that AWS changes no more by itself, or nothing is there any more', () => {
    const over: readonly (readonly [Parameters<typeof isEndSeen>[0], Verdict, boolean])[] = [
      ['experiment', { type: 'stopped', ...seenState('stopped') }, true],
      ['deployment', { type: 'rolled-back', ...seenState('ROLLBACK_SUCCESSFUL') }, true],
      ['deployment', { type: 'continued', ...seenState('IN_PROGRESS') }, false],
      ['deployment', { type: 'not-carried-out', ...seenState('SUCCESSFUL'), failure: failure('cut') }, false],
      ['experiment', { type: 'refused', failure: failure('denied') }, false],
      ['instance', { type: 'gone' }, true],
      ['instance', { type: 'unknown' }, false],
      ['instance', { type: 'unwatched' }, false],
      ['instance', { type: 'other-account', asked: '111122223333', now: '444455556666' }, false],
    ];
    for (const [kind, verdict, expected] of over) assert.equal(isEndSeen(kind, verdict), expected, verdict.type);
  });

  it('is a state that was seen, or says why none was', () => {
    const unseen: readonly Verdict[] = [
      { type: 'refused', failure: failure('denied') },
      { type: 'gone' },
      { type: 'not-carried-out', ...seenState('running'), failure: failure('cut') },
      { type: 'unknown', last: seenState('stopping') },
      { type: 'other-account', asked: '111122223333', now: '444455556666' },
      { type: 'unwatched' },
    ];
    for (const verdict of unseen) assert.equal(isSeenEnd(verdict), false, verdict.type);
    for (const type of ['stopped', 'shut-down-instead', 'rolled-back', 'finished-first', 'failed'] as const)
      assert.equal(isSeenEnd({ type, ...seenState('x') }), true, type);
  });

  it('is a success only where the end is what was asked for', () => {
    const seen = seenState('x');
    const successes: Verdict[] = [
      { type: 'stopped', ...seen },
      { type: 'hibernated', ...seen },
      { type: 'started', ...seen },
      { type: 'rolled-back', ...seen },
      { type: 'continued', ...seen },
      { type: 'engaged', ...seen },
      { type: 'disengaged', ...seen },
    ];
    const others: Verdict[] = [
      { type: 'shut-down-instead', ...seen },
      { type: 'terminated', ...seen },
      { type: 'start-failed', ...seen },
      { type: 'rollback-failed', ...seen },
      { type: 'finished-first', ...seen },
      { type: 'failed', ...seen },
      { type: 'cancelled', ...seen },
      { type: 'refused', failure: failure('denied') },
      { type: 'gone' },
      { type: 'not-carried-out', ...seen, failure: failure('cut') },
      { type: 'unknown' },
      { type: 'unwatched' },
      { type: 'other-account', asked: '111122223333', now: '444455556666' },
    ];
    for (const verdict of successes) assert.equal(isSuccess(verdict, rollBack), true, verdict.type);
    for (const verdict of others) assert.equal(isSuccess(verdict, rollBack), false, verdict.type);
    assert.equal(isSuccess({ type: 'rolled-back', ...seen }, goOn), false);
    assert.equal(isSuccess({ type: 'rolled-back', ...seen }, goBack), true);
    const standsStill: Verdict = { type: 'stopped', ...seenState('STOPPED') };
    for (const asked of [goOn, goBack, rollBack]) assert.equal(isSuccess(standsStill, asked), false, asked.type);
    assert.equal(isSuccess(standsStill, { type: 'abort' }), true);
    assert.equal(isSuccess({ type: 'stopped', ...seenState('stopped') }, { type: 'stop-experiment' }), true);
    assert.equal(isSuccess({ type: 'stopped', ...seenState('stopped') }, { type: 'stop' }), true);
    assert.deepEqual(
      others.filter((verdict) => !isObserved(verdict)).map(({ type }) => type),
      ['not-carried-out', 'unknown', 'unwatched', 'other-account'],
    );
  });
});
