import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetKind } from '../../../src/model/resources/resource.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../src/stopping/verdict.ts';
import { offerWays } from '../../../src/ui/editor/offerWays.ts';
import { waysOn } from '../../../src/ui/stop/results/resultWays.ts';
import { seenState } from '../../stages/fakes.ts';
import { endOf } from '../../stages/stopping/ended.ts';

const failure = (kind: Failure['kind']): Failure => ({ kind, message: kind, mayHaveHappened: false });

describe('what the message of a result offers', () => {
  const ended = (kind: TargetKind, operation: Operation, verdict: object): Ended => {
    const one = endOf('web', 'dev', verdict as Verdict, operation);
    return { ...one, tracked: { ...one.tracked, ref: { ...one.tracked.ref, kind } } };
  };
  const stop = { type: 'stop' } as const;
  const stopped = ended('instance', stop, { type: 'stopped', state: 'stopped' });
  const terminated = ended('instance', stop, { type: 'terminated', state: 'terminated' });
  const rollBack = { type: 'roll-back' } as const;
  const lost = { type: 'not-carried-out', failure: failure('cut'), ...seenState('running') };
  const refused = (kind: Failure['kind'], code?: string, operation: Operation = stop): Ended =>
    ended(operation.type === 'stop' ? 'instance' : 'deployment', operation, {
      type: 'refused',
      failure: { ...failure(kind), ...(code !== undefined && { code, operation: 'ecs:StopServiceDeployment' }) },
    });
  const takenUp = (one: Ended): Ended => ({ ...one, tracked: { ...one.tracked, takenUp: true } });
  const [result, details, again] = ['Show Result', 'Show Details', 'Start Again…'];
  const [retry, signIn] = ['Try Again…', 'Sign In'];
  const never = () => assert.fail('nothing is pressed');
  const parts = { showResult: never, signIn: never, startAgain: never, tryAgain: never };
  for (const [what, all, buttons] of [
    ['a stopped instance', [stopped], [result, details, again]],
    [
      'one that hibernated',
      [ended('instance', { type: 'hibernate' }, { type: 'hibernated' })],
      [result, details, again],
    ],
    ['one that is gone', [terminated], [result, details]],
    ['one that was refused', [refused('refused')], [result, retry, details]],
    ['one that AWS throttled', [refused('throttled')], [result, retry, details]],
    ['one that isn’t allowed', [refused('denied')], [result, 'Copy IAM Policy…', details]],
    [
      'an abort that ECS rejects',
      [refused('refused', 'InvalidParameterException', { type: 'abort' })],
      [result, 'Roll Back…', details],
    ],
    [
      'an abort that isn’t allowed, as little as a rollback',
      [refused('denied', 'AccessDeniedException', { type: 'abort' })],
      [result, 'Copy IAM Policy…', details],
    ],
    [
      'a hibernation for which an instance isn’t set up',
      [
        ended(
          'instance',
          { type: 'hibernate' },
          {
            type: 'refused',
            failure: {
              ...failure('refused'),
              ...{ code: 'UnsupportedHibernationConfiguration', operation: 'ec2:StopInstances' },
            },
          },
        ),
      ],
      [result, 'Stop…', details],
    ],
    ['one whose answer can’t be understood', [refused('malformed')], [result, 'Show Log', details]],
    ['one that a setting forbids', [refused('forbidden', 'place-operation')], [result, 'Open Settings', details]],
    ['a rollback that ECS refused', [refused('refused', 'ConflictException', rollBack)], [result, retry, details]],
    [
      'experiments that had ended when AWS refused to stop them',
      ['finished-first', 'failed'].map((type) =>
        ended('experiment', { type: 'stop-experiment' }, { type: type as 'failed', state: 'completed' }),
      ),
      [result],
    ],
    ['a rollback whose answer was lost', [ended('deployment', rollBack, lost)], [result, retry, details]],
    ['a lever whose answer was lost', [ended('lever', { type: 'engage-lever', reason: 'x' }, lost)], [result, retry]],
    ['one that was not sent, as the log tells', [takenUp(refused('signin-expired'))], [result, signIn, retry, details]],
    [
      'one that the window offers again itself, beside one that stopped',
      [refused('signin-expired'), stopped],
      [result, again],
    ],
    [
      'one that stopped and one whose answer was lost',
      [stopped, ended('instance', stop, lost)],
      [result, retry, again],
    ],
    ['one that runs again', [ended('instance', { type: 'start' }, { type: 'started' })], [result, details]],
    ['one whose end nobody saw', [ended('instance', stop, { type: 'unknown' })], [result, retry, details]],
    [
      'one whose end nobody saw for want of a sign-in',
      [ended('instance', stop, { type: 'unknown', unread: { since: 0, failure: failure('signin-expired') } })],
      [result, signIn, retry, details],
    ],
    [
      'a lever whose end nobody saw',
      [ended('lever', { type: 'disengage-lever', reason: 'x' }, { type: 'unknown' })],
      [result, retry],
    ],
    [
      'one that did not start',
      [ended('instance', { type: 'start' }, { type: 'start-failed', state: 'stopped' })],
      [result, retry, details],
    ],
    [
      'one that did not start beside one that runs again',
      [
        ended('instance', { type: 'start' }, { type: 'start-failed', state: 'stopped' }),
        ended('instance', { type: 'start' }, { type: 'started', state: 'running' }),
      ],
      [result, retry],
    ],
    [
      'one that AWS shut down instead of hibernating it',
      [ended('instance', { type: 'hibernate' }, { type: 'shut-down-instead', state: 'stopped' })],
      [result, details, again],
    ],
    ['one that is no longer watched', [ended('instance', stop, { type: 'unwatched' })], [result, details]],
    [
      'a rollback that failed',
      [ended('deployment', rollBack, { type: 'rollback-failed', state: 'ROLLBACK_FAILED' })],
      [result, details],
    ],
    ['a deployment', [ended('deployment', { type: 'roll-back' }, { type: 'rolled-back' })], [result, details]],
    ['an experiment', [ended('experiment', { type: 'stop-experiment' }, { type: 'stopped' })], [result, details]],
    ['a safety lever', [ended('lever', { type: 'engage-lever', reason: 'x' }, { type: 'engaged' })], [result]],
    ['several of which one stopped', [terminated, stopped], [result, again]],
    ['several of which none did', [terminated, terminated], [result]],
  ] as const)
    it(`is the result first: of ${what}`, () => {
      const said = waysOn(parts, all).map(({ button }) => button);
      assert.deepEqual(said, buttons);
    });

  it('opens the prompt for the same once more, each operation for its own, and signs in with each profile', async () => {
    const pressed: unknown[] = [];
    const goOn = { type: 'continue', action: 'CONTINUE', hookId: 'hook' } as const;
    const all = [
      ended('instance', stop, lost),
      ended('deployment', goOn, lost),
      takenUp(refused('credentials-expired')),
      stopped,
    ];
    const ways = waysOn(
      {
        ...parts,
        tryAgain: (wants) => Promise.resolve(void pressed.push(wants)),
        signIn: (profiles) => Promise.resolve(pressed.push(profiles) > 0),
      },
      all,
    );
    const press = (button: string) => ways.find((one) => one.button === button)?.press();
    await press(retry ?? '');
    await press(signIn ?? '');
    const refs = all.map(({ tracked }) => tracked.ref);
    assert.deepEqual(pressed, [
      [
        { operation: stop, refs: [refs[0], refs[2]] },
        // At which hook it waits by now, the new plan tells.
        { operation: { type: 'continue', action: 'CONTINUE' }, refs: [refs[1]] },
      ],
      ['dev'],
    ]);
    assert.deepEqual(
      ways.filter(({ stays }) => stays === true).map(({ button }) => button),
      [retry, again],
    );
  });
});

describe('what a result offers in place of what AWS rejected', () => {
  it('is asked about with the targets of that alone, and stays while something else is read', async () => {
    const rejected = (name: string, type: 'abort' | 'roll-back'): Ended => {
      const told = { ...failure('refused'), code: 'InvalidParameterException', operation: 'ecs:StopServiceDeployment' };
      const one = endOf(name, 'dev', { type: 'refused', failure: told }, { type });
      return { ...one, tracked: { ...one.tracked, ref: { ...one.tracked.ref, kind: 'deployment' } } };
    };
    const all = [rejected('web', 'abort'), rejected('db', 'roll-back'), rejected('api', 'abort')];
    const asked: unknown[] = [];
    const never = () => assert.fail('nothing else is pressed');
    const tryAgain = (wants: unknown) => Promise.resolve(void asked.push(wants));
    const way = waysOn({ showResult: never, signIn: never, startAgain: never, tryAgain }, all).find(
      ({ button }) => button === 'Roll Back…',
    );
    assert.equal(way?.stays, true);
    await way.press();
    const refs = [all[0], all[2]].map((one) => one?.tracked.ref);
    assert.deepEqual(asked, [[{ operation: { type: 'roll-back' }, refs }]]);
  });
});

describe('the ways that a message offers', () => {
  it('are those that stay, once another was pressed', async () => {
    const asked: (readonly string[])[] = [];
    const answers = ['Read', 'Again', 'Start'];
    const pressed: string[] = [];
    const way = (button: string) => ({ button, press: () => pressed.push(button) });
    await offerWays(
      (buttons) => {
        asked.push(buttons);
        return Promise.resolve(answers[asked.length - 1]);
      },
      [way('Read'), { ...way('Again'), stays: true }, way('Look'), { ...way('Start'), stays: true }],
    );
    assert.deepEqual(asked, [['Read', 'Again', 'Look', 'Start'], ['Again', 'Start'], ['Start']]);
    assert.deepEqual(pressed, answers);
  });

  it('are none of any use to who closes it', async () => {
    let times = 0;
    const way = { button: 'Again', press: () => assert.fail('nothing was pressed'), stays: true } as const;
    await offerWays(() => Promise.resolve(void (times += 1)), [way]);
    assert.equal(times, 1);
  });
});
