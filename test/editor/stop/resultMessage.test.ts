import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Ended } from '../../../src/stopping/follow/tracker.ts';
import type { Verdict } from '../../../src/stopping/verdict.ts';
import { forceOffer, stalledMessage } from '../../../src/ui/news/offerForce.ts';
import { endName } from '../../../src/ui/stop/results/runReporter.ts';
import { resultMessage } from '../../../src/ui/stop/results/resultMessage.ts';
import { clockTime } from '../../../src/ui/words/times.ts';
import { seenState } from '../../stages/fakes.ts';
import { endOf } from '../../stages/stopping/ended.ts';
import { openGuards, shutWhere } from '../../stages/guards.ts';
import { nothingIsProduction } from '../../stages/nothingSpecial.ts';

const failure = (kind: Failure['kind']): Failure => ({ kind, message: kind, mayHaveHappened: false });

/** The one place that is chosen: then no message says it. */
const dev = [{ profile: 'dev', region: 'eu-west-1' }];

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
      const one = endOf('web', 'dev', { type, ...seenState(state) }, operation);
      const kind = operation.type === 'stop-experiment' ? 'experiment' : 'deployment';
      const ended = { ...one, tracked: { ...one.tracked, ref: { ...one.tracked.ref, kind } } } as const;
      assert.equal(resultMessage([ended], dev, nothingIsProduction), said);
    });
});

describe('what is said of experiments that AWS refused to stop as they had ended', () => {
  it('is how they ended, of one and of many', () => {
    const over = (name: string) =>
      endOf(name, 'dev', { type: 'finished-first', ...seenState('completed') }, { type: 'stop-experiment' });
    assert.equal(resultMessage([over('a')], dev, nothingIsProduction), 'a: completed before the stop arrived.');
    assert.equal(
      resultMessage(['a', 'b', 'c'].map(over), dev, nothingIsProduction),
      'a and 2 more: completed before the stop arrived.',
    );
  });
});

describe('who of several windows tells how a stop ended', () => {
  it('is the first that has seen it, whatever another one has concluded from silence', () => {
    const seen = { type: 'stopped', ...seenState('stopped') } as const;
    const concluded = { type: 'not-carried-out', failure: failure('cut'), ...seenState('running') } as const;
    const names = [seen, concluded].map((verdict) => endName(endOf('web', 'dev', verdict)));
    assert.equal(new Set(names).size, 2);
    for (const verdict of [{ type: 'gone' }, { type: 'refused', failure: failure('denied') }] as const)
      assert.equal(endName(endOf('web', 'dev', verdict)), names[0]);
    for (const verdict of [
      { type: 'unknown' },
      { type: 'unwatched' },
      { type: 'other-account', asked: '111122223333', now: '444455556666' },
    ] as const)
      assert.equal(endName(endOf('web', 'dev', verdict)), names[1], verdict.type);
    assert.notEqual(endName(endOf('db', 'dev', seen)), names[0]);
  });
});

describe('the message of an end that the log alone tells', () => {
  // Of another day: today's are said without the date, and a run may go on past midnight.
  const at = Date.UTC(2026, 0, 15, 12, 4);
  const time = clockTime(at);
  const logged = (name: string, verdict: Verdict, ago = 0): Ended => ({
    ...endOf(name, 'dev', verdict),
    loggedAt: at - ago,
  });
  const stopped = { type: 'stopped', ...seenState('stopped') } as const;
  for (const [what, all, message] of [
    ['one', [logged('web', stopped)], `web stopped (as of ${time}).`],
    ['several', [logged('web', stopped), logged('db', stopped)], `web and db stopped (as of ${time}).`],
    [
      'several, one of them hours later',
      [logged('web', stopped), logged('db', stopped, 18_000_000)],
      `web and db stopped (as of ${clockTime(at - 18_000_000)} – ${time}).`,
    ],
    [
      'one that was refused',
      [logged('web', { type: 'refused', failure: failure('denied') })],
      new RegExp(`^web: .*[^.] \\(as of ${time}\\)\\.$`),
    ],
  ] as const)
    it(`says when that was written: of ${what}`, () => {
      if (typeof message === 'string') assert.equal(resultMessage(all, dev, nothingIsProduction), message);
      else assert.match(resultMessage(all, dev, nothingIsProduction), message);
    });

  it('has no time where it was seen to end', () =>
    assert.equal(resultMessage([endOf('web', 'dev', stopped)], dev, nothingIsProduction), 'web stopped.'));
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
      const message = resultMessage(
        [endOf('web', 'shop-staging', one), endOf('db', 'shop-production', other)],
        [],
        nothingIsProduction,
      );
      const [ofWeb = '', ofDb = ''] = message.split('; db');
      assert.match(ofWeb, /web.*shop-staging/, message);
      assert.match(ofDb, /shop-production/, message);
      assert.doesNotMatch(ofWeb, /shop-production|777788889999/, message);
      assert.doesNotMatch(ofDb, /shop-staging|444455556666/, message);
      const same = resultMessage(
        [endOf('web', 'shop-staging', one), endOf('db', 'shop-staging', one)],
        [],
        nothingIsProduction,
      );
      assert.match(same, /^web and db in shop-staging \(eu-west-1\): /, same);
    }
  });

  it('names a safety lever as the sentence needs it: at its start, after an “and”, and in a later phrase', () => {
    const engage: Operation = { type: 'engage-lever', reason: 'x' };
    const engaged: Verdict = { type: 'engaged', ...seenState('engaged') };
    const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
    const lever = (profile: string, verdict: Verdict = engaged): Ended => {
      const one = endOf('default', profile, verdict, engage);
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
        [endOf('web', 'a', stopped), endOf('db', 'a', stopped), lever('a'), lever('b', other)],
        /^The safety lever in b \(eu-west-1\): .*; web and db in a \(eu-west-1\) stopped; the safety lever in a \(eu-west-1\) engaged\.$/,
      ],
      [
        [endOf('web', 'a', engaged), lever('b')],
        /^web in a \(eu-west-1\) and the safety lever in b \(eu-west-1\) engaged\.$/,
      ],
    ] as const)
      assert.match(resultMessage(all, [], nothingIsProduction), said);
  });

  it('is said of several together where it is the same', () => {
    const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
    const all = [
      endOf('web', 'a', stopped),
      endOf('db', 'b', { ...stopped, seenAt: 5, reason: 'why' }),
      endOf('api', 'c', stopped),
    ];
    assert.equal(resultMessage(all, [], nothingIsProduction), 'web and 2 more in 3 profiles stopped.');
    const refused: Verdict = { type: 'refused', failure: failure('denied') };
    const other: Verdict = { type: 'refused', failure: failure('refused') };
    assert.equal(
      resultMessage([...all, endOf('x', 'a', refused), endOf('y', 'b', other)], [], nothingIsProduction),
      'x in a (eu-west-1) and y in b (eu-west-1) refused; web and 2 more in 3 profiles stopped.',
    );
  });
});

describe('whom a result names first', () => {
  const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
  const refused: Verdict = { type: 'refused', failure: failure('denied') };
  const inOrder = (verdict: Verdict, ...names: readonly string[]) => names.map((name) => endOf(name, 'dev', verdict));
  const isProduction = ({ id }: { readonly id: string }) => id.includes('prod');

  it('is what did not go as asked, however much did, and of each what is in production', () => {
    const all = [...inOrder(stopped, 'a', 'b', 'prod-1', 'c'), ...inOrder(refused, 'x', 'y', 'prod-2')];
    const why = 'refused — in each case: Access denied: the call is not allowed for you';
    assert.equal(resultMessage(all, dev, isProduction), `prod-2 and 2 more ${why}; prod-1 and 3 more stopped.`);
    assert.equal(resultMessage(all, dev, nothingIsProduction), `x and 2 more ${why}; a and 3 more stopped.`);
  });

  it('is what is in production of what has been stopping for long, too', () => {
    const tracked = inOrder(stopped, 'a', 'b', 'prod-1').map((one) => one.tracked);
    const all = tracked.map((one) => ({ tracked: one, state: 'stopping', age: 720_000 }));
    const { message } = forceOffer({ guards: openGuards, chosen: () => dev, isProduction }, all);
    assert.match(message, /^prod-1 and 2 more have been stopping/);
  });
});

describe('where what a result names is', () => {
  const stopped: Verdict = { type: 'stopped', ...seenState('stopped') };
  const refused: Verdict = { type: 'refused', failure: failure('denied') };
  const web = endOf('web-frontend', 'dev', stopped);
  const prod = endOf('web-frontend', 'prod', stopped);
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
      [web, prod, endOf('db', 'dev', stopped)],
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
      [web, endOf('api', 'dev', stopped), endOf('db', 'dev', refused)],
      two,
      'db in dev (eu-west-1) refused; web-frontend and api stopped.',
    ],
    [
      'is said of each end where it isn’t',
      [web, endOf('api', 'dev', stopped), endOf('db', 'prod', refused)],
      two,
      'db in prod (eu-west-1) refused; web-frontend and api in dev (eu-west-1) stopped.',
    ],
    [
      'is said with the time of an end that the log tells',
      [{ ...web, loggedAt: 0 }],
      two,
      /^web-frontend in dev \(eu-west-1\) stopped \(as of /,
    ],
    ['is said with why it was refused', [endOf('db', 'prod', refused)], two, /^db in prod \(eu-west-1\): ./],
  ] as const)
    it(what, () => {
      const message = resultMessage(all, chosen, nothingIsProduction);
      if (typeof said === 'string') assert.equal(message, said);
      else assert.match(message, said);
    });
});

describe('what takes long to stop', () => {
  const MINUTE = 60_000;
  const stalled = (name: string, minutes: number) => ({
    tracked: endOf(name, 'dev', { type: 'unknown' }).tracked,
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

  it('is told apart where AWS accepted a force stop already, and what is left then', () => {
    const at = Date.UTC(2026, 0, 15, 12);
    const forced = (name: string, requestedAt: number) => {
      const { tracked, ...rest } = stalled(name, 25);
      return {
        ...rest,
        tracked: { ...tracked, requestedAt, operation: { type: 'force-stop', skipOsShutdown: false } },
      } as const;
    };
    const alone = `web-1 (i-web-1) has been stopping for 25 min, although AWS accepted a force stop at ${clockTime(at)}; its host may have failed. If another force stop doesn’t help, contact AWS Support.`;
    const said = (...all: Parameters<typeof forceOffer>[1]) =>
      forceOffer({ guards: openGuards, chosen: () => dev, isProduction: nothingIsProduction }, all).message;
    assert.equal(said(forced('web-1', at)), alone);
    assert.equal(
      said(forced('web-1', at - 60_000), forced('web-2', at)),
      `web-1 and web-2 have been stopping for 25 min, although AWS accepted force stops, the last at ${clockTime(at)}; their hosts may have failed. If another force stop doesn’t help, contact AWS Support.`,
    );
    assert.equal(
      said(forced('web-1', at), stalled('web-2', 12)),
      `${stalledMessage([stalled('web-2', 12)], dev)} ${alone}`,
    );
    // Nobody knows whether AWS has it: it is like any other stop.
    const lost = { ...forced('web-1', at), tracked: { ...forced('web-1', at).tracked, uncertain: failure('timeout') } };
    assert.equal(said(lost), stalledMessage([lost], dev));
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
      const offer = forceOffer({ guards, chosen: () => dev, isProduction: nothingIsProduction }, all);
      assert.deepEqual([offer.refs.length, offer.setting], [count, setting]);
      assert.ok(offer.message.startsWith(stalledMessage(all, dev)));
      assert.equal(offer.message.endsWith(' halt.readOnly forbids changes in dev (eu-west-1).'), says);
    }
  });
});
