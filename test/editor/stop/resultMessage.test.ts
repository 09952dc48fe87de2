import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { TargetKind } from '../../../src/model/resources/resource.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../src/stopping/verdict.ts';
import { forceOffer, stalledMessage } from '../../../src/ui/news/offerForce.ts';
import { endName, resultMessage, waysOn } from '../../../src/ui/stop/resultMessage.ts';
import { offerWays } from '../../../src/ui/editor/offerWays.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { seenState } from '../../stages/fakes.ts';
import { openGuards, shutWhere } from '../../stages/guards.ts';

const failure = (kind: Failure['kind']): Failure => ({ kind, message: kind, mayHaveHappened: false });
const end = (name: string, profile: string, verdict: Verdict, operation: Operation = { type: 'stop' }): Ended => ({
  tracked: {
    ...{ id: name, run: 'r', name, operation, requestedAt: 0 },
    ref: { kind: 'instance', scope: { profile, region: 'eu-west-1' }, id: `i-${name}` },
  },
  verdict,
});

/** The one place that is chosen: then no message says it. */
const dev = [{ profile: 'dev', region: 'eu-west-1' }];

describe('what the message of a result offers', () => {
  const ended = (kind: TargetKind, operation: Operation, verdict: object): Ended => {
    const one = end('web', 'dev', verdict as Verdict, operation);
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
    ['one that isn’t allowed', [refused('denied')], [result, 'Copy IAM Policy', details]],
    [
      'an abort that ECS rejects',
      [refused('refused', 'InvalidParameterException', { type: 'abort' })],
      [result, 'Roll Back…', details],
    ],
    [
      'an abort that isn’t allowed, as little as a rollback',
      [refused('denied', 'AccessDeniedException', { type: 'abort' })],
      [result, 'Copy IAM Policy', details],
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
    ['one whose end nobody saw', [ended('instance', stop, { type: 'unknown' })], [result, details]],
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
      const one = end(name, 'dev', { type: 'refused', failure: told }, { type });
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

describe('what is said of a deployment that had its end', () => {
  const rollBack = { type: 'continue', action: 'ROLLBACK' } as const;
  const goOn = { type: 'continue', action: 'CONTINUE' } as const;
  for (const [operation, type, state, said] of [
    [{ type: 'abort' }, 'finished-first', 'SUCCESSFUL', 'web: finished before the stop arrived (SUCCESSFUL).'],
    [
      { type: 'roll-back' },
      'finished-first',
      'SUCCESSFUL',
      'web: finished before it could be rolled back (SUCCESSFUL).',
    ],
    [rollBack, 'finished-first', 'SUCCESSFUL', 'web: finished before it could be rolled back (SUCCESSFUL).'],
    [{ type: 'stop-experiment' }, 'finished-first', 'completed', 'web: completed before the stop arrived.'],
    [goOn, 'continued', 'IN_PROGRESS', 'The deployment of web continues.'],
    [goOn, 'continued', 'SUCCESSFUL', 'web: succeeded (SUCCESSFUL).'],
    [goOn, 'rolled-back', 'ROLLBACK_SUCCESSFUL', 'web rolled back (ROLLBACK_SUCCESSFUL).'],
  ] as const)
    it(`fits what was asked of it: ${JSON.stringify(operation)}, ${state}`, () => {
      const one = end('web', 'dev', { type, ...seenState(state) }, operation);
      const kind = operation.type === 'stop-experiment' ? 'experiment' : 'deployment';
      const ended = { ...one, tracked: { ...one.tracked, ref: { ...one.tracked.ref, kind } } } as const;
      assert.equal(resultMessage([ended], dev), said);
    });
});

describe('who of several windows tells how a stop ended', () => {
  it('is the first that has seen it, whatever another one has concluded from silence', () => {
    const seen = { type: 'stopped', ...seenState('stopped') } as const;
    const concluded = { type: 'not-carried-out', failure: failure('cut'), ...seenState('running') } as const;
    const names = [seen, concluded].map((verdict) => endName(end('web', 'dev', verdict)));
    assert.equal(new Set(names).size, 2);
    for (const verdict of [{ type: 'gone' }, { type: 'refused', failure: failure('denied') }] as const)
      assert.equal(endName(end('web', 'dev', verdict)), names[0]);
    for (const verdict of [
      { type: 'unknown' },
      { type: 'unwatched' },
      { type: 'other-account', asked: '111122223333', now: '444455556666' },
    ] as const)
      assert.equal(endName(end('web', 'dev', verdict)), names[1], verdict.type);
    assert.notEqual(endName(end('db', 'dev', seen)), names[0]);
  });
});

describe('the message of an end that the log alone tells', () => {
  const at = new Date();
  const time = clockTime(at.getTime());
  const logged = (name: string, verdict: Verdict, ago = 0): Ended => ({
    ...end(name, 'dev', verdict),
    loggedAt: at.getTime() - ago,
  });
  const stopped = { type: 'stopped', ...seenState('stopped') } as const;
  for (const [what, all, message] of [
    ['one', [logged('web', stopped)], `web stopped (as of ${time}).`],
    ['several', [logged('web', stopped), logged('db', stopped)], `web and db stopped (as of ${time}).`],
    [
      'several, one of them hours later',
      [logged('web', stopped), logged('db', stopped, 18_000_000)],
      `web and db stopped (as of ${clockTime(at.getTime() - 18_000_000)} – ${time}).`,
    ],
    [
      'one that was refused',
      [logged('web', { type: 'refused', failure: failure('denied') })],
      new RegExp(`^web: .*[^.] \\(as of ${time}\\)\\.$`),
    ],
  ] as const)
    it(`says when that was written: of ${what}`, () => {
      if (typeof message === 'string') assert.equal(resultMessage(all, dev), message);
      else assert.match(resultMessage(all, dev), message);
    });

  it('has no time where it was seen to end', () =>
    assert.equal(resultMessage([end('web', 'dev', stopped)], dev), 'web stopped.'));
});

describe('11.10: how several stops ended', () => {
  it('is said of each with its own profile, account and cause', () => {
    const verdicts: readonly ((now: string) => Verdict)[] = [
      (now) => ({ type: 'other-account', asked: '111122223333', now }),
      () => ({ type: 'unknown', unread: { since: 0, failure: failure('signin-expired') } }),
      () => ({ type: 'unwatched', unread: { since: 0, failure: failure('credentials-expired') } }),
    ];
    for (const verdict of verdicts) {
      const [one, other] = [verdict('444455556666'), verdict('777788889999')];
      const message = resultMessage([end('web', 'shop-staging', one), end('db', 'shop-production', other)], []);
      const [ofWeb = '', ofDb = ''] = message.split('; db');
      assert.match(ofWeb, /web.*shop-staging/, message);
      assert.match(ofDb, /shop-production/, message);
      assert.doesNotMatch(ofWeb, /shop-production|777788889999/, message);
      assert.doesNotMatch(ofDb, /shop-staging|444455556666/, message);
      const same = resultMessage([end('web', 'shop-staging', one), end('db', 'shop-staging', one)], []);
      assert.match(same, /^web and db in shop-staging \(eu-west-1\): /, same);
    }
  });

  it('names a safety lever as the sentence needs it: at its start, after an “and”, and in a later phrase', () => {
    const engage: Operation = { type: 'engage-lever', reason: 'x' };
    const engaged: Verdict = { type: 'engaged', ...seenState('engaged') };
    const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
    const lever = (profile: string, verdict: Verdict = engaged): Ended => {
      const one = end('default', profile, verdict, engage);
      return { ...one, tracked: { ...one.tracked, ref: { ...one.tracked.ref, kind: 'lever' } } };
    };
    const other: Verdict = { type: 'other-account', asked: '111122223333', now: '444455556666' };
    for (const [all, said] of [
      [[lever('a')], /^The safety lever in a \(eu-west-1\) engaged\.$/],
      [
        [lever('a'), lever('b')],
        /^The safety lever in a \(eu-west-1\) and the safety lever in b \(eu-west-1\) engaged\.$/,
      ],
      [[lever('a'), lever('b'), lever('c')], /^The safety lever in a \(eu-west-1\) and 2 more engaged\.$/],
      [
        [end('web', 'a', stopped), end('db', 'a', stopped), lever('a'), lever('b', other)],
        /^web and db in a \(eu-west-1\) stopped; the safety lever in a \(eu-west-1\) engaged; the safety lever in b \(eu-west-1\): /,
      ],
      [
        [end('web', 'a', engaged), lever('b')],
        /^web in a \(eu-west-1\) and the safety lever in b \(eu-west-1\) engaged\.$/,
      ],
    ] as const)
      assert.match(resultMessage(all, []), said);
  });

  it('is said of several together where it is the same', () => {
    const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
    const all = [
      end('web', 'a', stopped),
      end('db', 'b', { ...stopped, seenAt: 5, reason: 'why' }),
      end('api', 'c', stopped),
    ];
    assert.equal(resultMessage(all, []), 'web and 2 more in 3 profiles stopped.');
    const refused: Verdict = { type: 'refused', failure: failure('denied') };
    const other: Verdict = { type: 'refused', failure: failure('refused') };
    assert.equal(
      resultMessage([...all, end('x', 'a', refused), end('y', 'b', other)], []),
      'web and 2 more in 3 profiles stopped; x in a (eu-west-1) and y in b (eu-west-1) refused.',
    );
  });
});

describe('where what a result names is', () => {
  const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
  const refused: Verdict = { type: 'refused', failure: failure('denied') };
  const web = end('web-frontend', 'dev', stopped);
  const prod = end('web-frontend', 'prod', stopped);
  const two = [...dev, { profile: 'prod', region: 'eu-west-1' }];
  const ofRegion = (one: Ended, region: string): Ended => ({
    ...one,
    tracked: { ...one.tracked, ref: { ...one.tracked.ref, scope: { ...one.tracked.ref.scope, region } } },
  });
  for (const [what, all, chosen, said] of [
    ['goes without saying where nothing else is chosen', [web], dev, 'web-frontend stopped.'],
    ['is said where more is chosen', [web], two, 'web-frontend in dev (eu-west-1) stopped.'],
    ['is said where something else is chosen by now', [prod], dev, 'web-frontend in prod (eu-west-1) stopped.'],
    ['is said where nothing is chosen any more', [web], [], 'web-frontend in dev (eu-west-1) stopped.'],
    [
      'is said of each of two that are called alike',
      [web, prod],
      two,
      'web-frontend in dev (eu-west-1) and web-frontend in prod (eu-west-1) stopped.',
    ],
    [
      'is counted of more',
      [web, prod, end('db', 'dev', stopped)],
      two,
      'web-frontend and 2 more in 2 profiles stopped.',
    ],
    [
      'is counted of regions of one profile',
      [web, web, ofRegion(web, 'us-east-1')],
      two,
      'web-frontend and 2 more in 2 regions stopped.',
    ],
    [
      'is said once where it is one',
      [web, end('api', 'dev', stopped), end('db', 'dev', refused)],
      two,
      'web-frontend and api in dev (eu-west-1) stopped; db refused.',
    ],
    [
      'is said of each end where it isn’t',
      [web, end('api', 'dev', stopped), end('db', 'prod', refused)],
      two,
      'web-frontend and api in dev (eu-west-1) stopped; db in prod (eu-west-1) refused.',
    ],
    [
      'is said with the time of an end that the log tells',
      [{ ...web, loggedAt: 0 }],
      two,
      /^web-frontend in dev \(eu-west-1\) stopped \(as of /,
    ],
    ['is said with why it was refused', [end('db', 'prod', refused)], two, /^db in prod \(eu-west-1\): ./],
  ] as const)
    it(what, () => {
      const message = resultMessage(all, chosen);
      if (typeof said === 'string') assert.equal(message, said);
      else assert.match(message, said);
    });
});

describe('what takes long to stop', () => {
  const MINUTE = 60_000;
  const stalled = (name: string, minutes: number) => ({
    tracked: end(name, 'dev', { type: 'unknown' }).tracked,
    state: 'stopping',
    age: minutes * MINUTE,
  });
  const after = 'Force stop cuts the power.';

  it('is told in one message, with the time that holds for all of it', () => {
    for (const [all, words] of [
      [[stalled('web-1', 12)], 'web-1 (i-web-1) has been stopping for 12 min; its host may have failed.'],
      [
        [stalled('web-1', 14), stalled('web-2', 12)],
        'web-1 and web-2 have been stopping for 12 min; their hosts may have failed.',
      ],
      [
        Array.from({ length: 50 }, (_, index) => stalled(`web-${index + 1}`, 12 + (index % 3))),
        'web-1 and 49 more have been stopping for 12 min; their hosts may have failed.',
      ],
    ] as const)
      assert.equal(stalledMessage(all, dev), `${words} ${after}`);
  });

  it('is told with where it is, where more than that is chosen', () => {
    for (const [all, words] of [
      [[stalled('web-1', 12)], 'web-1 (i-web-1) in dev (eu-west-1) has been'],
      [[stalled('web-1', 14), stalled('web-2', 12)], 'web-1 and web-2 in dev (eu-west-1) have been'],
    ] as const)
      assert.ok(stalledMessage(all, []).startsWith(`${words} stopping for 12 min; `), stalledMessage(all, []));
  });

  it('is offered to be forced only where no setting forbids that, and else names the setting', () => {
    const all = [stalled('web-1', 14), stalled('web-2', 12)];
    const isSecond = new Set(all.slice(1).map(({ tracked }) => tracked.ref.scope));
    for (const [guards, count, setting, says] of [
      [openGuards, 2, undefined, false],
      [shutWhere((_, type) => type === 'force-stop'), 0, 'halt.readOnly', true],
      [shutWhere((place, type) => type === 'force-stop' && isSecond.has(place)), 1, undefined, true],
      [shutWhere((_, type) => type === 'stop'), 2, undefined, false],
    ] as const) {
      const offer = forceOffer({ guards, chosen: () => dev }, all);
      assert.deepEqual([offer.refs.length, offer.setting], [count, setting]);
      assert.ok(offer.message.startsWith(stalledMessage(all, dev)));
      assert.equal(offer.message.endsWith(' halt.readOnly forbids changes in dev (eu-west-1).'), says);
    }
  });
});
