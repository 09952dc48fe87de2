import assert from 'node:assert/strict';
import type { Failure } from '../../src/model/failure.ts';
import type { StaysBilled } from '../../src/model/resources/staysBilled.ts';
import type { OwnerKind } from '../../src/stopping/plan/owners.ts';
import type { Finding, Plan, PlannedTarget } from '../../src/stopping/plan/plan.ts';
import { soonest } from '../../src/ui/commands/stopChoices.ts';
import { notes, planDetail } from '../../src/ui/stop/planWords.ts';
import { clockTime } from '../../src/ui/words/times.ts';
import { findingWords, severalTargetsWords, sharedWords } from '../../src/ui/words/findings/findings.ts';

import { deployment, pauseHook } from '../stages/fakes.ts';

const scope = { profile: 'shop-staging', region: 'eu-west-1' };
const target: PlannedTarget = { ref: { kind: 'instance', scope, id: 'i-1' }, name: 'web', findings: [] };
/** Each of a target of its own. */
const about = (...findings: readonly Finding[]) =>
  findings.map((finding, at) => ({
    finding,
    target: { ...target, ref: { ...target.ref, id: `i-${at}` }, name: `web-${at}` },
  }));
const failure = (kind: Failure['kind']): Failure => ({ kind, message: kind, mayHaveHappened: false });
const alarm = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;

/** Of each finding with a value of its own, two that differ, and what of both the summary tells. */
const rows: readonly (readonly [Finding, Finding, readonly string[]])[] = [
  [
    { severity: 'info', type: 'stop-conditions', conditions: [alarm('checkout-p95')] },
    { severity: 'info', type: 'stop-conditions', conditions: [alarm('cart-errors')] },
    ['checkout-p95', 'cart-errors'],
  ],
  [
    { severity: 'warn', type: 'stop-conditions', conditions: [alarm('checkout-p95')] },
    { severity: 'warn', type: 'stop-conditions', conditions: [alarm('cart-errors')] },
    ['checkout-p95', 'cart-errors'],
  ],
  [
    { severity: 'block', type: 'twice', profile: 'ops' },
    { severity: 'block', type: 'twice', profile: 'admin' },
    ['ops', 'admin'],
  ],
  [
    { severity: 'info', type: 'paused', stage: 'BAKE_TIME' },
    { severity: 'info', type: 'paused', stage: 'POST_SCALE_UP' },
    ['BAKE_TIME', 'POST_SCALE_UP'],
  ],
  [
    { severity: 'block', type: 'account-changed', from: '111122223333', to: '444455556666' },
    { severity: 'block', type: 'account-changed', from: '111122223333', to: '777788889999' },
    ['444455556666', '777788889999'],
  ],
  [
    { severity: 'warn', type: 'not-reread', failure: failure('timeout') },
    { severity: 'warn', type: 'not-reread', failure: failure('throttled') },
    ['in time', 'throttling'],
  ],
  [
    { severity: 'block', type: 'unfit', unfit: 'state', state: 'stopped' },
    { severity: 'block', type: 'unfit', unfit: 'instance-store-root', state: 'running' },
    ['stopped', 'instance store'],
  ],
  [
    { severity: 'info', type: 'already-on-its-way', state: 'stopping' },
    { severity: 'info', type: 'already-on-its-way', state: 'STOP_REQUESTED' },
    ['stopping', 'STOP_REQUESTED'],
  ],
  [
    { severity: 'warn', type: 'unread-members', members: ['LaunchTime'] },
    { severity: 'warn', type: 'unread-members', members: ['Tags[1].Value'] },
    ['LaunchTime', 'Tags[1].Value'],
  ],
  [
    { severity: 'block', type: 'managed', by: 'eks.amazonaws.com' },
    { severity: 'block', type: 'managed', by: 'ecs.amazonaws.com' },
    ['eks.amazonaws.com', 'ecs.amazonaws.com'],
  ],
];

const together = (findings: readonly Finding[]): string => sharedWords(about(...findings));

describe('an Auto Scaling group', () => {
  const inGroup = (group: string): Finding => ({ severity: 'warn', type: 'auto-scaling', group });

  it('of which nobody can read the name replaces what is stopped all the same', () => {
    assert.equal(findingWords(inGroup('web'), target), 'Auto Scaling group web will terminate and replace it.');
    assert.equal(findingWords(inGroup(''), target), 'The Auto Scaling group will terminate and replace it.');
    assert.equal(together([inGroup(''), inGroup('')]), 'The Auto Scaling group will terminate and replace it.');
    assert.match(together([inGroup(''), inGroup('web'), inGroup('api')]), /replace them: web, api and others\.$/);
  });
});

describe('what stays billed', () => {
  const bill = (billed: StaysBilled): Finding => ({ severity: 'info', type: 'stays-billed', billed, volumes: [] });

  it('is at least what could be read, and not known where nothing could', () => {
    const address = { volumes: 0, gib: 0, addresses: ['192.0.2.7'] };
    assert.equal(findingWords(bill(address), target), 'Stays billed when stopped: Elastic IP 192.0.2.7.');
    const some = bill({ ...address, atLeast: true });
    assert.equal(findingWords(some, target), 'Stays billed when stopped: at least Elastic IP 192.0.2.7.');
    assert.equal(together([bill(address), some]), 'Stays billed when stopped: at least Elastic IP 192.0.2.7.');
    const nothing = bill({ volumes: 0, addresses: [], atLeast: true });
    assert.equal(findingWords(nothing, target), 'Stays billed when stopped: not known.');
  });
});

describe('the owners of several instances', () => {
  const owned = (kind: OwnerKind, name: string, certain = true): Finding => ({
    ...{ severity: 'warn', type: 'owner', owner: { kind, name, certain } },
  });

  it('are said by name as far as all have one, and else with the others', () => {
    const long = 'a-node-group-with-a-name-that-nobody-would-type-twice';
    for (const [owners, words] of [
      [[owned('eks-node-group', 'a'), owned('eks-node-group', 'b')], /The EKS node group a, b will replace it\.$/],
      [
        [owned('eks-node-group', 'a'), owned('eks-node-group', '')],
        /The EKS node group a and others will replace it\.$/,
      ],
      [[owned('emr', ''), owned('emr', 'j-1'), owned('emr', 'j-2')], /The EMR cluster j-1, j-2 and others counts/],
      [['a', 'b', 'c', 'd', ''].map((name) => owned('batch', name)), /AWS Batch \(a, b, c and others\) will/],
      [['n'.repeat(40), 'm'.repeat(40), ''].map((name) => owned('batch', name)), /AWS Batch \(n{40} and others\) will/],
      [['a', 'b', 'c', 'd'].map((name) => owned('batch', name)), /AWS Batch \(a, b, c and 1 more\) will/],
      [[owned('karpenter', ''), owned('karpenter', '', false)], /^Karpenter will likely replace it\.$/],
      [[owned('beanstalk', `${long}-1`), owned('beanstalk', ''), owned('beanstalk', `${long}-2`)], / and others will/],
      [[owned('batch', 'q'), owned('emr', '')], /AWS Batch \(q\) will.* Its EMR cluster counts/],
    ] as const)
      assert.match(together(owners), words);
  });
});

describe('the alarms of experiments', () => {
  const [works, dead, other] = [alarm('works'), alarm('dead'), alarm('other')];
  const alarms = { [works]: 'OK', [dead]: 'INSUFFICIENT_DATA' };
  const withAlarms = (...conditions: readonly string[]): Finding => ({
    ...{ severity: 'info', type: 'stop-conditions', conditions },
    ...(conditions.some((arn) => arn !== other) && { alarms }),
  });

  it('are called working where AWS told so of one, and unread where it told nothing of them', () => {
    for (const [finding, words] of [
      [withAlarms(works), 'These alarms would stop it: works (OK).'],
      [
        withAlarms(works, other),
        'These alarms would stop it: works (OK). Whether an alarm would stop it could not be read: other (state not read).',
      ],
      [withAlarms(works, dead), 'These alarms would stop it: works (OK).'],
      [withAlarms(other), 'Whether an alarm would stop it could not be read: other (state not read).'],
      // One is known not to go off, and of the other nothing is known.
      [
        withAlarms(dead, other),
        'Whether an alarm would stop it could not be read: dead (INSUFFICIENT_DATA, so it doesn’t go off); other (state not read).',
      ],
      [withAlarms(), 'It has no stop condition: nothing else stops it before its end.'],
    ] as const)
      assert.equal(findingWords(finding, target), words);
  });

  it('of several are counted apart: those that work, those that nobody read, and those that are none', () => {
    const words = together([withAlarms(works), withAlarms(other), withAlarms(), withAlarms(other)]);
    assert.match(words, /1 with alarms that would stop it: works \(OK\)\./);
    assert.match(words, /2 with alarms whose states could not be read: other \(state not read\)\./);
    assert.match(words, /1 without a stop condition that works\./);
    const unread = together([withAlarms(other), withAlarms(other)]);
    assert.equal(unread, 'Whether an alarm would stop it could not be read: other (state not read).');
  });
});

describe('deployments that do not get on', () => {
  const stuck = (inARow: number, event?: string): Finding => ({
    ...{ severity: 'info', type: 'stuck', inARow },
    ...(event !== undefined && { event }),
  });

  it('are said to have failing tasks only where a task failed, and otherwise why none is started', () => {
    const noRoom = '(service web) was unable to place a task.';
    const [one, other] = [stuck(0, noRoom), stuck(0, '(service api) is unable to assume the role.')];
    const neither = together([one, other]);
    assert.doesNotMatch(neither, /tasks that fail/);
    assert.match(neither, /was unable to place a task/);
    assert.match(neither, /is unable to assume the role/);
    assert.equal(together([stuck(3), stuck(5)]), 'With tasks that fail.');
    assert.match(together([stuck(3), one]), /^With tasks that fail\. was unable to place a task/);
  });
});

describe('deployments that wait for a person', () => {
  const paused = (stage: string, left?: number, timeoutAction?: string): Finding => ({
    ...{ severity: 'info', type: 'paused', stage },
    ...(left !== undefined && { left }),
    ...(timeoutAction !== undefined && { timeoutAction }),
  });

  it('are told of without a stage where ECS tells none', () => {
    assert.equal(findingWords(paused(''), target), 'It is paused.');
    assert.equal(together([paused(''), paused('')]).includes(': .'), false);
    assert.match(together([paused(''), paused('BAKE_TIME')]), /^Paused at a hook: BAKE_TIME and others\./);
  });

  it('are told of with what ECS does first when nobody answers', () => {
    const both = [paused('BAKE_TIME', 23 * 3_600_000, 'ROLLBACK'), paused('POST_SCALE_UP', 5 * 60_000, 'CONTINUE')];
    for (const findings of [both, both.toReversed()])
      assert.match(together(findings), / If nobody answers: 1 continues in 5 min; 1 rolls back in 23 h\.$/);
  });

  it('are counted by what ECS does, and none is said to get another one’s answer', () => {
    const minute = 60_000;
    for (const [findings, words] of [
      [
        [paused('A', 4 * minute, 'ROLLBACK'), paused('B', 9 * minute, 'ROLLBACK'), paused('C')],
        'If nobody answers: 2 roll back, the first in 4 min; 1 waits.',
      ],
      [
        [paused('A'), paused('B'), paused('C', 5 * minute, 'CONTINUE'), paused('D', 4 * minute, 'ROLLBACK')],
        'If nobody answers: 1 rolls back in 4 min; 1 continues in 5 min; 2 wait.',
      ],
      [
        [paused('A', undefined, 'ROLLBACK'), paused('B', undefined, 'CONTINUE'), paused('C', undefined, 'CONTINUE')],
        'If nobody answers: 1 rolls back; 2 continue.',
      ],
      [
        [paused('A', 6 * minute, 'CONTINUE'), paused('B', 5 * minute, 'CONTINUE'), paused('C', minute, 'NEW')],
        'If nobody answers: ECS does this with 1 in 1 min: NEW; 2 continue, the first in 5 min.',
      ],
      // Which of them is the first isn't known.
      [
        [paused('A', 9 * minute, 'ROLLBACK'), paused('B', undefined, 'ROLLBACK'), paused('C', 8 * minute, 'ROLLBACK')],
        'If nobody answers: 2 roll back, the first in 8 min; 1 rolls back.',
      ],
      [[paused('A', undefined, 'NEW'), paused('B')], 'If nobody answers: ECS does this with 1: NEW; 1 waits.'],
    ] as const)
      for (const order of [findings, findings.toReversed()]) {
        const said = together(order);
        // Where nobody knows how long each waits, they are told in the plan's order.
        const parts = (text: string) => new Set(text.replace(/^.*If nobody answers: |\.$/g, '').split('; '));
        assert.deepEqual(parts(said), parts(words));
        if (order === findings) assert.ok(said.endsWith(words), said);
      }
    assert.equal(together([paused('A'), paused('B')]), 'Paused at a hook: A, B.');
  });

  it('are asked about with the name of the one for which ECS answers first', () => {
    const hook = (left: number, timeoutAction: string) => ({ ...pauseHook('h'), expiresAt: left, timeoutAction });
    const slow = deployment({ hooks: [hook(23 * 3_600_000, 'ROLLBACK')] });
    const soon = deployment({ hooks: [hook(5 * 60_000, 'CONTINUE')] });
    const at = (time: number) => () => time;
    assert.match(soonest([slow, soon], at(0)) ?? '', /^\S+: If nobody answers, ECS continues in 5 min/);
    assert.match(soonest([slow], at(0)) ?? '', /^If nobody answers, ECS rolls back in 23 h/);
    assert.equal(soonest([deployment({ hooks: [] })], at(0)), undefined);
    // Each by the clock of its own place.
    const elsewhere = deployment({
      scope: { ...scope, region: 'us-east-1' },
      hooks: [hook(24 * 3_600_000 + 60_000, 'CONTINUE')],
    });
    const clocks = ({ region }: { readonly region: string }) => (region === 'us-east-1' ? 24 * 3_600_000 : 0);
    assert.match(soonest([slow, soon, elsewhere], clocks) ?? '', /ECS continues in (1 min|60 s)/);
  });
});

describe('11.10: what several have to know', () => {
  for (const [one, other, told] of rows) {
    it(`of ${one.type} names each distinct value (${told.join(', ')})`, () => {
      for (const findings of [
        [one, other],
        [other, one, one],
      ]) {
        const words = sharedWords(about(...findings));
        const wanted = findings.length === 2 ? told : told.filter((part) => !/^\d/.test(part));
        for (const part of wanted) assert.ok(words.includes(part), `${part} in: ${words}`);
      }
    });
  }

  it('says of several, whatever they have in common, how many or which they are, and never as a product', () => {
    const alike: readonly (readonly [Finding, RegExp])[] = [
      [{ severity: 'warn', type: 'public-address', address: '192.0.2.7' }, /^3 lose their public address/],
      [{ severity: 'warn', type: 'auto-scaling', group: 'web' }, /^3 are in Auto Scaling groups that .*: web\.$/],
      [
        { severity: 'warn', type: 'auto-scaling', group: '' },
        /^3 are in Auto Scaling groups that .*: can’t be read\.$/,
      ],
      [{ severity: 'block', type: 'managed', by: 'eks.amazonaws.com' }, /^3 are managed by eks\.amazonaws\.com/],
      [{ severity: 'warn', type: 'other-accounts', count: 2 }, /^3 act in other accounts too\.$/],
      [{ severity: 'block', type: 'twice', profile: 'admin' }, /^3 are already in this plan, through admin/],
      [{ severity: 'info', type: 'already-on-its-way', state: 'stopping' }, /^3 are already stopping\.$/],
      [{ severity: 'warn', type: 'instance-store-data' }, /^web-0 and 2 more: Stopping erases its/],
      [{ severity: 'block', type: 'stop-protection' }, /^web-0 and 2 more: Stop protection is on/],
      [{ severity: 'block', type: 'gone' }, /^web-0 and 2 more: It no longer exists in AWS\.$/],
      [{ severity: 'warn', type: 'unread-members', members: ['LaunchTime'] }, /^web-0 and 2 more: Couldn’t be read/],
    ];
    for (const [finding, words] of alike) assert.match(severalTargetsWords(about(finding, finding, finding)), words);
    for (const [one, other, told] of rows) {
      const words = severalTargetsWords(about(one, other, one));
      assert.doesNotMatch(words, /×/);
      for (const part of told.filter((each) => !/^\d/.test(each)))
        assert.ok(words.includes(part), `${part} in: ${words}`);
    }
  });

  it('gives no value of one to all: counts, or nothing', () => {
    const address = (text: string): Finding => ({ severity: 'warn', type: 'public-address', address: text });
    assert.doesNotMatch(sharedWords(about(address('203.0.113.7'), address('203.0.113.8'))), /203/);
    const breaker = (failures: number): Finding => ({
      ...{ severity: 'info', type: 'breaker', threshold: 10, triggered: false },
      failures,
    });
    assert.doesNotMatch(sharedWords(about(breaker(3), breaker(7))), /[37]/);
    const accounts = (count: number): Finding => ({ severity: 'warn', type: 'other-accounts', count });
    assert.equal(sharedWords(about(accounts(3), accounts(5))), '2 act in other accounts too.');
  });

  it('says apart of those that ECS rolls back and of the others', () => {
    const breaker = (triggered: boolean, failures: number): Finding => ({
      ...{ severity: 'info', type: 'breaker', threshold: 10 },
      ...{ triggered, failures },
    });
    const targets = [breaker(true, 10), breaker(false, 3), breaker(true, 12), breaker(false, 4)].map((finding, at) => ({
      ...target,
      ref: { ...target.ref, id: `i-${at}` },
      findings: [finding],
    }));
    const plan = { operation: { type: 'stop' }, groups: [{ scope, production: [], targets }] } as unknown as Plan;
    assert.deepEqual(notes(plan), [
      '– web and web: Its circuit breaker has triggered: ECS rolls back.',
      '– 2 have a circuit breaker that has counted failures and may roll back.',
    ]);
  });

  it('says of what was asked for before when, and apart whether it is under way or its answer was lost', () => {
    const at = Date.now();
    const before = (came: 'under-way' | 'lost'): Finding => ({
      ...{ severity: 'info', type: 'requested-before', operation: { type: 'force-stop', skipOsShutdown: false } },
      ...{ at, came },
    });
    const planOfAll = (...all: readonly Finding[]) => {
      const targets = all.map((finding, index) => ({
        ...target,
        ref: { ...target.ref, id: `i-${index}` },
        findings: [finding],
      }));
      return { operation: { type: 'stop' }, groups: [{ scope, production: [], targets }] } as unknown as Plan;
    };
    const requested = `“Force Stop” was requested at ${clockTime(at)}`;
    assert.equal(planDetail(planOfAll(before('under-way'))).at(-1), `– ${requested} and is under way.`);
    assert.equal(planDetail(planOfAll(before('lost'))).at(-1), `– ${requested}, and its answer was lost.`);
    assert.deepEqual(notes(planOfAll(before('lost'), before('under-way'), before('lost'), before('under-way'))), [
      '– 2 have earlier requests whose answers were lost.',
      '– 2 have earlier requests that are under way.',
    ]);
    const unread: Finding = { severity: 'info', type: 'requests-unread' };
    const unreadWords = '– What was requested before isn’t known: the audit log couldn’t be read.';
    assert.equal(planDetail(planOfAll(unread)).at(-1), unreadWords);
    assert.deepEqual(notes(planOfAll(unread, unread)), [unreadWords.replace('– ', '– web and web: ')]);
  });

  it('says of triggered alarms that ECS rolls back where it does so for all of them', () => {
    const alarms = (name: string, rollsBack: boolean): Finding => ({
      ...{ severity: 'info', type: 'alarms-triggered', names: [name], rollsBack },
    });
    const words = (...all: readonly Finding[]) => sharedWords(about(...all));
    assert.equal(
      words(alarms('a', true), alarms('b', true)),
      '2 have a triggered alarm, so that ECS rolls back: a, b.',
    );
    assert.equal(words(alarms('a', false), alarms('b', false)), '2 have a triggered alarm: a, b.');
    assert.equal(words(alarms('a', true), alarms('b', false)), '2 have a triggered alarm: a, b.');
  });

  it('counts of the names in a sentence those that have no room, too, and cuts only a name that stands alone', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((one) => one.repeat(70));
    const said = (names: readonly string[]) =>
      findingWords({ severity: 'info', type: 'alarms-triggered', names, rollsBack: false }, target);
    assert.equal(said(['a', 'b', 'c']), 'The alarm a, b, c has triggered.');
    assert.equal(said(['a', 'b', 'c', 'd']), 'The alarm a, b, c and 1 more has triggered.');
    assert.equal(said([a ?? '', b ?? '', c ?? '']), `The alarm ${a} and 2 more has triggered.`);
    assert.equal(said(['x', a ?? '', b ?? '', c ?? '']), `The alarm x, ${a} and 2 more has triggered.`);
    assert.equal(said(['y'.repeat(200), 'z']), `The alarm ${'y'.repeat(119)}… and 1 more has triggered.`);
  });

  it('names of a failure in several places the profile of each, never the first one’s alone', () => {
    const of = (finding: Finding, profile: string) => ({
      finding,
      target: { ...target, ref: { ...target.ref, scope: { ...scope, profile } } },
    });
    const findings: readonly Finding[] = [
      { severity: 'block', type: 'unreachable-account', failure: failure('signin-expired') },
      { severity: 'block', type: 'unreachable-account', failure: failure('credentials-expired') },
      { severity: 'block', type: 'unreachable-account', failure: failure('mfa-needed') },
      { severity: 'warn', type: 'not-reread', failure: failure('signin-expired') },
    ];
    for (const finding of findings) {
      const words = sharedWords([of(finding, 'shop-staging'), of(finding, 'shop-production')]);
      assert.match(words, /shop-staging/, words);
      assert.match(words, /shop-production/, words);
      const same = sharedWords([of(finding, 'shop-staging'), of(finding, 'shop-staging')]);
      assert.equal(same.match(/shop-staging/g)?.length, 1, same);
    }
  });
});
