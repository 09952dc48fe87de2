import assert from 'node:assert/strict';
import type { Failure } from '../../../src/model/failure.ts';
import { refKey, type TargetRef } from '../../../src/model/resources/resource.ts';
import type { TargetAnswer } from '../../../src/stopping/runResult.ts';
import { confirmableAgain as againOfAll, isOfferedAgain } from '../../../src/ui/stop/unsent.ts';
import { nothingIsProduction } from '../../stages/nothingSpecial.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const operation = { type: 'stop' } as const;
const refOf = (name: string, profile = scope.profile): TargetRef => ({
  kind: 'instance',
  scope: { ...scope, profile },
  id: `i-${name}`,
});
const answer = (name: string, failure?: Partial<Failure>, twins: readonly string[] = []): TargetAnswer => ({
  tracked: {
    ...{ id: name, run: 'r', ref: refOf(name), name, operation, requestedAt: 0 },
    ...(twins.length > 0 && { twins: twins.map((profile) => refOf(name, profile)) }),
  },
  ...(failure && { failure: { kind: 'forbidden', message: '', mayHaveHappened: false, ...failure } }),
});
const late = { code: 'permit-expired' };

/** What can be confirmed again of one operation. */
const confirmableAgain = (result: Omit<Parameters<typeof againOfAll>[0][number], 'run'>) =>
  againOfAll([{ ...result, run: 'r' }], [scope], nothingIsProduction).map(({ wants, ...again }) => {
    const [want, ...more] = wants;
    assert.ok(want && more.length === 0);
    assert.deepEqual(want.operation, result.operation);
    return { ...again, refs: want.refs, denied: want.beside };
  });

describe('what was confirmed and has not left', () => {
  it('is named with what is in production first', () => {
    const answers = Array.from({ length: 12 }, (_, index) => answer(`web-${index}`, late)).concat(answer('prod', late));
    const [unsent] = againOfAll([{ operation, answers, run: 'r' }], [scope], ({ id }) => id.includes('prod'));
    assert.match(unsent?.message ?? '', /: prod \(i-prod\), web-0 .*, 3 more\. /);
  });

  it('A5: is listed by name, without what has left or may have, and can be confirmed again', () => {
    const [unsent] = confirmableAgain({
      operation,
      answers: [
        answer('sent'),
        answer('web', late),
        answer('in doubt', { ...late, mayHaveHappened: true }),
        answer('refused', { kind: 'refused', code: 'IncorrectInstanceState' }),
        answer('elsewhere', { code: 'account-changed' }),
        answer('api', { code: 'policy-changed' }),
      ],
    });
    assert.deepEqual(
      unsent?.refs.map(({ id }) => id),
      ['i-web', 'i-api'],
    );
    assert.equal(unsent?.button, 'Confirm the Rest…');
    assert.match(unsent.message, /^2 of 6 were not sent: web \(i-web\), api \(i-api\)\. .*two minutes.*settings/);
  });

  it('A2: is tried again where nobody told whose account it is', () => {
    const [unsent] = confirmableAgain({ operation, answers: [answer('web', { code: 'account-unknown' })] });
    assert.equal(unsent?.button, 'Try Again…');
    assert.match(unsent.message, /^web \(i-web\) was not sent\. AWS didn’t tell which account “shop-staging” leads to/);
  });

  it('is tried again where credentials or the network were missing, by name and with the reason', () => {
    for (const [kind, reason] of [
      ['signin-expired', '“shop-staging” isn’t signed in. Sign in, then try again.'],
      ['mfa-needed', 'The profile “shop-staging” needs an MFA code. Sign in to enter the code, then try again.'],
      ['credentials-expired', 'The credentials of “shop-staging” have expired. Renew them, then try again.'],
      ['unreachable', 'AWS can’t be reached. Check the network, the VPN or the endpoint, then try again.'],
      ['timeout', 'AWS did not answer in time. Try again.'],
    ] as const) {
      const [unsent] = confirmableAgain({
        operation,
        answers: [answer('sent'), answer('web', { kind }), answer('api', { kind })],
      });
      assert.equal(unsent?.button, 'Try Again…', kind);
      // What has to be signed in has a button for it.
      assert.deepEqual(unsent.unsigned, /sign|mfa|credentials/.test(kind) ? [scope.profile] : [], kind);
      assert.equal(unsent.message, `2 of 3 were not sent: web (i-web), api (i-api). ${reason}`);
      const [mixed] = confirmableAgain({ operation, answers: [answer('web', { kind }), answer('api', late)] });
      assert.equal(mixed?.button, 'Confirm the Rest…', kind);
      const inDoubt = [answer('web', { kind, mayHaveHappened: true })];
      assert.deepEqual(confirmableAgain({ operation, answers: inDoubt }), []);
    }
  });

  it('is meant in the account in which it was confirmed, unless the endpoints were changed since', () => {
    const account = '111122223333';
    const own = (one: TargetAnswer): TargetAnswer => ({ ...one, tracked: { ...one.tracked, account } });
    const answers = [
      own(answer('web', late)),
      answer('of nobody knows whom', late),
      own(answer('moved', { code: 'destination-changed' })),
      own(answer('sent')),
    ];
    const [again] = againOfAll([{ run: 'r', operation, answers }], [scope], nothingIsProduction);
    const [want] = again?.wants ?? [];
    assert.equal(want?.refs.length, 3);
    assert.deepEqual(want.whose, new Map([[refKey(refOf('web')), { account, elsewhere: undefined }]]));
  });

  it('doesn’t say that it wasn’t sent where AWS itself has answered, and offers it all the same', () => {
    const expired = { kind: 'credentials-expired', code: 'ExpiredToken', requestId: 'r-1' } as const;
    for (const answers of [[answer('web', expired)], [answer('web', expired), answer('api', late)]]) {
      const [again] = confirmableAgain({ operation, answers });
      assert.equal(again?.refs.length, answers.length);
      assert.doesNotMatch(again.message, /not sent/);
      assert.match(again.message, /^web \(i-web\).*: The credentials of “shop-staging” have expired\. Renew them/);
    }
    const [unsent, ...others] = confirmableAgain({ operation, answers: [answer('web', late)] });
    assert.match(unsent?.message ?? '', /was not sent/);
    assert.deepEqual(others, []);
  });

  it('says how many there are where they are too many to name', () => {
    const answers = Array.from({ length: 500 }, (_, index) => answer(`n${index}`, late));
    const [unsent] = confirmableAgain({ operation, answers });
    const { message = '', refs } = unsent ?? {};
    assert.equal(refs?.length, 500);
    assert.match(message, /^500 of 500 were not sent: n0 \(i-n0\), .*n9 \(i-n9\), 490 more\. /);
    assert.ok(message.length < 600);
  });

  it('names a safety lever as the sentence needs it', () => {
    const lever = (profile: string): TargetAnswer => {
      const { tracked, ...rest } = answer('default', late);
      return { ...rest, tracked: { ...tracked, ref: { kind: 'lever', scope: { ...scope, profile }, id: 'default' } } };
    };
    const messageOf = (...answers: readonly TargetAnswer[]) =>
      confirmableAgain({ operation, answers })[0]?.message ?? '';
    assert.match(messageOf(lever('a')), /^The safety lever in a \(eu-west-1\) was not sent\./);
    assert.match(messageOf(lever('a'), answer('sent')), /^The safety lever in a \(eu-west-1\) was not sent\./);
    for (const answers of [
      [lever('a'), answer('web', late)],
      [answer('web', late), lever('a'), lever('b')],
    ]) {
      const message = messageOf(...answers);
      assert.match(message, /were not sent: .*the safety lever in a \(eu-west-1\)/);
      assert.doesNotMatch(message, /The safety/);
    }
  });

  it('is nothing where everything has left, or may not be confirmed again', () => {
    const answers = [answer('sent', undefined, ['admin']), answer('no', { code: 'read-only' }, ['admin'])];
    assert.deepEqual(confirmableAgain({ operation, answers }), []);
  });
});

describe('what a profile was kept from', () => {
  const denied = { kind: 'denied', operation: 'ec2:StopInstances' } as const;

  it('can be confirmed with another profile of the account, where the plan had one', () => {
    const [again, ...more] = confirmableAgain({
      operation,
      answers: [
        answer('sent', undefined, ['admin']),
        answer('web', denied, ['admin', 'ops']),
        answer('alone', denied),
        answer('in doubt', { ...denied, mayHaveHappened: true }, ['admin']),
        answer('api', denied, ['admin']),
      ],
    });
    assert.equal(more.length, 0);
    assert.deepEqual(again?.refs, [refOf('web', 'admin'), refOf('web', 'ops'), refOf('api', 'admin')]);
    assert.deepEqual(again?.denied, [refOf('web'), refOf('api')]);
    assert.equal(again?.button, 'Confirm with Another Profile…');
    assert.equal(
      again?.message,
      'web (i-web), api (i-api): Access denied: ec2:StopInstances is not allowed for you. Profiles of the same account: admin, ops.',
    );
  });

  it('names ten profiles of the account, and says where the others are named', () => {
    const all = Array.from({ length: 12 }, (_, index) => `p${index + 1}`);
    const [again] = confirmableAgain({ operation, answers: [answer('web', denied, all)] });
    const told = /Profiles of the same account: (.*)$/.exec(again?.message ?? '')?.[1];
    assert.equal(told, `${all.slice(0, 10).join(', ')}, 2 more. The next plan shows all of them.`);
    assert.deepEqual(
      again?.refs,
      all.map((profile) => refOf('web', profile)),
    );
  });

  it('is meant in the account in which it was denied: the other profile may lead to another one by now', () => {
    const [one, two] = [answer('web', denied, ['admin', 'ops']), answer('api', denied, ['admin'])];
    const inAccount = { ...one, tracked: { ...one.tracked, account: '111122223333' } };
    const [again] = againOfAll([{ operation, run: 'r', answers: [inAccount, two] }], [scope], nothingIsProduction);
    assert.deepEqual(
      [...(again?.wants[0]?.whose ?? [])],
      ['admin', 'ops'].map((profile) => [
        refKey(refOf('web', profile)),
        { account: '111122223333', elsewhere: undefined },
      ]),
    );
  });

  it('is told of one alone, and beside what was not sent', () => {
    const answers = [answer('web', denied, ['admin']), answer('api', late)];
    const [unsent, again] = confirmableAgain({ operation, answers });
    assert.deepEqual([unsent?.refs, unsent?.denied, again?.refs], [[refOf('api')], [], [refOf('web', 'admin')]]);
    assert.match(again?.message ?? '', /^web \(i-web\): Access denied.* Profiles of the same account: admin\.$/);
  });

  it('needs no message of its own at its end, unless nobody can be asked', () => {
    const failure: Failure = { kind: 'denied', message: '', mayHaveHappened: false };
    for (const [twins, isOffered] of [
      [['admin'], true],
      [[], false],
    ] as const) {
      const { tracked } = answer('web', failure, twins);
      assert.equal(isOfferedAgain({ tracked, verdict: { type: 'refused', failure } }), isOffered);
    }
  });
});

describe('what one dialog confirmed of several operations', () => {
  const lever = { type: 'engage-lever', reason: 'game day' } as const;
  const denied = { kind: 'denied', operation: 'ec2:StopInstances' } as const;

  it('is told in one sentence a kind, and each operation is confirmed again for its own', () => {
    const [unsent, other, ...more] = againOfAll(
      [
        { run: 'a', operation, answers: [answer('web', late), answer('sent'), answer('db', denied, ['admin'])] },
        { run: 'b', operation: { type: 'force-stop', skipOsShutdown: false }, answers: [answer('done')] },
        { run: 'c', operation: lever, answers: [answer('api', late), answer('cache', denied, ['ops'])] },
      ],
      [scope],
      nothingIsProduction,
    );
    assert.equal(more.length, 0);
    assert.match(unsent?.message ?? '', /^2 of 6 were not sent: web \(i-web\), api \(i-api\)\. /);
    assert.deepEqual(unsent?.wants, [
      { operation, refs: [refOf('web')], beside: [] },
      { operation: lever, refs: [refOf('api')], beside: [] },
    ]);
    assert.match(
      other?.message ?? '',
      /^db \(i-db\), cache \(i-cache\): .* Profiles of the same account: admin, ops\.$/,
    );
    assert.deepEqual(other?.wants, [
      { operation, refs: [refOf('db', 'admin')], beside: [refOf('db')] },
      { operation: lever, refs: [refOf('cache', 'ops')], beside: [refOf('cache')] },
    ]);
  });

  it('leads to the results that name all of it, where the message doesn’t', () => {
    const several = (from: number, count: number, failure: Partial<Failure>, twins: readonly string[] = []) =>
      Array.from({ length: count }, (_, index) => answer(`n${from + index}`, failure, twins));
    for (const [first, second, runs] of [
      [1, 0, []],
      [10, 0, []],
      [5, 5, []],
      [11, 0, ['a']],
      [6, 5, ['a', 'c']],
      [500, 500, ['a', 'c']],
    ] as const) {
      for (const [failure, twins] of [
        [late, []],
        [denied, ['admin']],
      ] as const) {
        const [again, ...more] = againOfAll(
          [
            { run: 'a', operation, answers: several(0, first, failure, twins) },
            { run: 'b', operation, answers: [answer('sent')] },
            { run: 'c', operation: lever, answers: several(first, second, failure, twins) },
          ],
          [scope],
          nothingIsProduction,
        );
        assert.deepEqual([again?.runs, more], [runs, []], `${first} and ${second}`);
        assert.equal(/ more[.:]/.test(again?.message ?? ''), runs.length > 0, again?.message);
      }
    }
  });

  it('is named with where it is, where more than that is chosen', () => {
    const elsewhere = (name: string, profile: string): TargetAnswer => {
      const one = answer(name, late);
      return { ...one, tracked: { ...one.tracked, ref: refOf(name, profile) } };
    };
    for (const [answers, said] of [
      [[answer('web', late)], 'web (i-web) in shop-staging (eu-west-1) was not sent. '],
      [
        [answer('web', late), elsewhere('web', 'shop-prod'), answer('api', late)],
        '3 of 3 were not sent: web (i-web), api (i-api) in shop-staging (eu-west-1), web (i-web) in shop-prod (eu-west-1). ',
      ],
    ] as const) {
      const [again] = againOfAll([{ run: 'a', operation, answers }], [], nothingIsProduction);
      assert.ok(again?.message.startsWith(said), again?.message);
    }
    const [other] = againOfAll(
      [{ run: 'a', operation, answers: [answer('db', denied, ['admin'])] }],
      [],
      nothingIsProduction,
    );
    assert.match(other?.message ?? '', /^db \(i-db\) in shop-staging \(eu-west-1\): /);
  });

  it('is nothing where all has left', () => {
    assert.deepEqual(againOfAll([], [], nothingIsProduction), []);
    assert.deepEqual(againOfAll([{ run: 'r', operation, answers: [answer('sent')] }], [], nothingIsProduction), []);
  });
});
