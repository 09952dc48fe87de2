import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccounts } from '../../../src/inventory/accounts.ts';
import { ofShownAccounts } from '../../../src/inventory/shownAccount.ts';
import { type Destination, elsewhereOf } from '../../../src/model/destination.ts';
import { none } from '../../../src/model/fact.ts';
import type { Identity } from '../../../src/model/identity.ts';
import {
  createAbsences,
  isOfAnother,
  mayBeOf,
  nobodys,
  ofWhom,
  saw,
  type Whose,
  whoseAt,
  whoseInText,
} from '../../../src/model/sight.ts';
import { createOwnStops } from '../../../src/news/ownStops.ts';
import { untoldEnds } from '../../../src/news/untoldEnds.ts';
import { createWatches } from '../../../src/news/watches.ts';
import { afterDaemonRead } from '../../../src/pages/daemon/latestDaemons.ts';
import { createLatestResources } from '../../../src/pages/latestResources.ts';
import { engagementIn } from '../../../src/stopping/audit/engagements.ts';
import { type AuditEntry, recordsOf, requestedEntry } from '../../../src/stopping/audit/entry.ts';
import { createAuditLog } from '../../../src/stopping/audit/auditLog.ts';
import { isAbout, type Tracked } from '../../../src/stopping/follow/followed.ts';
import { resume } from '../../../src/stopping/follow/resume.ts';
import { accountReads } from '../../../src/stopping/plan/accountReads.ts';
import { isBlocked } from '../../../src/stopping/plan/plan.ts';
import { customAt, customBut } from '../../stages/destinations.ts';
import {
  fakeReads,
  heldTime,
  identityOf,
  instance,
  lever,
  looksAt,
  memoryJournal,
  never,
  refTo,
  scope,
  told,
} from '../../stages/fakes.ts';
import { plan, stop } from '../../stages/stopping/plan.ts';
import { request, trackerStage } from '../../stages/stopping/tracker.ts';

const ACCOUNT = '111122223333';
const AWS: Destination = { kind: 'aws' };
const EMULATOR = customAt('http://localhost:4566');
const fails = (error: unknown): never => assert.fail(String(error));
const at = (destination: Destination): Whose => whoseAt({ account: ACCOUNT, destination });
/** How both are told apart. */
const inWords = (known: Destination, now: Destination): readonly string[] => [
  whoseInText(at(known), at(now)),
  whoseInText(at(now), at(known)),
];
const identityAt = (destination: Destination): Identity => ({ ...identityOf(scope.profile, ACCOUNT), destination });

/** Two places whose accounts have the same number. */
const others: readonly (readonly [known: Destination, now: Destination])[] = [
  [AWS, EMULATOR],
  [EMULATOR, AWS],
  [EMULATOR, customAt('http://localhost:4567')],
  [{ kind: 'simulated' }, AWS],
  [{ kind: 'simulated' }, EMULATOR],
  [AWS, customBut({ EC2: 'http://localhost:4566' })],
];
const same: readonly (readonly [known: Destination, now: Destination])[] = [
  [AWS, AWS],
  [EMULATOR, EMULATOR],
  [AWS, customBut({ EC2: 'https://vpce-0a1b-2c3d.ec2.eu-west-1.vpce.amazonaws.com' })],
];

const tracked = (destination: Destination): Tracked => ({
  ...request(heldTime(), instance()),
  ...ofWhom(at(destination)),
});
const engaged = (destination: Destination): AuditEntry =>
  requestedEntry({
    ...{ id: 'a', run: 'r', at: 0, who: 'arn', account: ACCOUNT, ...ofWhom(at(destination)), scope, said: {} },
    ...{ ref: refTo(lever()), name: 'lever', operation: { type: 'engage-lever', reason: 'x' }, state: undefined },
  });

/** Whether what is told at `now` is taken by whoever knows the thing at `known`. */
const takers: Readonly<Record<string, (known: Destination, now: Destination) => Promise<boolean> | boolean>> = {
  async 'a stop that is followed'(known, now) {
    const stopped = looksAt(() => [instance({ state: 'stopped' })], ofWhom(at(now)));
    const { tracker, clock, ends } = trackerStage({ describe: stopped });
    tracker.follow({ ...request(clock, instance()), ...ofWhom(at(known)) });
    await clock.advance(60_000);
    const [end] = ends;
    if (end?.verdict.type === 'other-account')
      assert.deepEqual([end.verdict.asked, end.verdict.now], inWords(known, now));
    return end?.verdict.type === 'stopped';
  },
  async 'a stop that is taken up from the log'(known, now) {
    const stopped = looksAt(() => [lever({ state: 'engaged' })], ofWhom(at(now)));
    const { tracker, clock, ends } = trackerStage({ describe: stopped });
    const line = engaged(known);
    const journal = memoryJournal([{ ...line, time: new Date(clock.now()).toISOString() }]);
    await resume(createAuditLog(journal), tracker, clock.now());
    await clock.advance(60_000);
    return ends[0]?.verdict.type === 'engaged';
  },
  async 'something that is watched'(known, now) {
    const clock = heldTime();
    const watches = createWatches({
      ...{ clock, looked: () => undefined, onError: fails },
      reads: fakeReads({ describe: looksAt(() => [instance({ state: 'stopped' })], ofWhom(at(now))) }),
      memory: { get: () => undefined, update: () => Promise.resolve() },
    });
    const ends: string[] = [];
    watches.onDidEnd(({ end }) => ends.push(end.type));
    watches.start([{ ref: refTo(instance()), name: 'web', from: 'running', ...ofWhom(at(known)) }]);
    await clock.advance(60_000);
    watches.dispose();
    return ends.includes('final');
  },
  async 'what shows a profile'(known, now) {
    const accounts = createAccounts(fakeReads({ identity: () => Promise.resolve(told(identityAt(known))) }), fails);
    await accounts.ensure([scope.profile]);
    const reads = ofShownAccounts(fakeReads({ describe: looksAt(() => [instance()], ofWhom(at(now))) }), accounts);
    return (await reads.describe(scope, 'instance', ['i-1'], never())).ok;
  },
  async 'what is shown of a profile, once it has been asked who it is'(known, now) {
    const answers = [known, now].map(identityAt);
    const reads = fakeReads({ identity: () => Promise.resolve(told(answers.shift() ?? identityAt(now))) });
    const accounts = createAccounts(reads, fails);
    const changes: string[] = [];
    accounts.onDidChangeAccount(({ from, to }) => changes.push(from, to));
    await accounts.ensure([scope.profile]);
    await accounts.refresh(scope.profile);
    if (changes.length > 0) assert.deepEqual(changes, inWords(known, now));
    return changes.length === 0;
  },
  async 'a page'(known, now) {
    const seen = [known, now].map((one) => ofWhom(at(one)));
    const answers = createLatestResources({
      reads: { wholeResource: () => Promise.resolve(told({ target: instance(), json: '{}' }, seen.shift())) },
      clock: heldTime(),
      history: { observe: () => undefined, missing: () => undefined } as never,
      snapshots: { keep: () => undefined } as never,
      inventory: { owner: () => nobodys },
    });
    const ref = refTo(instance()) as Parameters<typeof answers.refresh>[0];
    await answers.refresh(ref);
    return (await answers.refresh(ref)).failure === undefined;
  },
  'a managed daemon’s page'(known, now) {
    const answer = (one: Destination) =>
      saw({ deployment: undefined, gaps: [] } as never, { at: 1, ...ofWhom(at(one)) });
    const unasked = { deployment: none, gaps: [], account: ACCOUNT };
    const before = afterDaemonRead(unasked, answer(known));
    assert.equal(before.failure, undefined, 'its ARN’s account may be anybody’s');
    return afterDaemonRead(before, answer(now)).failure === undefined;
  },
  async 'a plan, of what it looked at'(known, now) {
    const looks = looksAt(() => [instance()], ofWhom(at(now)));
    const reads = { describe: looks, identity: () => Promise.resolve(told(identityAt(known))) };
    const made = await plan({ reads }, [refTo(instance())], stop);
    return made.groups.every(({ targets }) => !targets.some(isBlocked));
  },
  async 'a plan, of what was on the screen'(known, now) {
    const looks = looksAt(() => [instance()], ofWhom(at(now)));
    const reads = { describe: looks, identity: () => Promise.resolve(told(identityAt(now))) };
    const made = await plan({ reads, shownAccount: () => at(known) }, [refTo(instance())], stop);
    return made.groups.every(({ targets }) => !targets.some(isBlocked));
  },
  async 'a plan, of what explains'(known, now) {
    const reads = fakeReads({ volumeSizes: () => Promise.resolve(told({}, ofWhom(at(now)))) });
    return (await accountReads(reads, at(known)).volumeSizes(scope, [], never())).ok;
  },
  'the news, of what was stopped through another profile'(known, now) {
    const following = [tracked(known)];
    const marked: ((refs: readonly Tracked['ref'][]) => void)[] = [];
    const own = createOwnStops(
      {
        following: () => following,
        onDidMark: (hear) => (marked.push(hear), () => undefined),
        onDidEnd: () => () => undefined,
      },
      () => at(now),
    );
    const lastly = {
      ...tracked(known),
      operation: { type: 'engage-lever', reason: 'x' },
      ref: refTo(lever()),
    } as const;
    following.splice(0, 1, lastly);
    for (const hear of marked) hear([lastly.ref]);
    const ref = { ...lastly.ref, scope: { ...scope, profile: 'other' } };
    return own.did({ type: 'engaged', ref, name: '', state: '', key: '', tags: [], tagsUnread: false } as never);
  },
  'whether a stop is about the same thing as another profile shows'(known, now) {
    const ref = { ...refTo(instance()), scope: { ...scope, profile: 'other' } };
    return isAbout(tracked(known), { ref, whose: at(now) });
  },
  'a watch through another profile, which a stop ends'(known, now) {
    const ref = { ...refTo(instance()), scope: { ...scope, profile: 'other' } };
    const stopped: unknown[] = [];
    const hears: ((ended: never) => void)[] = [];
    untoldEnds(
      {
        all: () => [{ ref, name: '', from: 'running', ...ofWhom(at(now)) }],
        onDidEnd: () => () => undefined,
        stop: (refs) => stopped.push(...refs),
        forget: () => undefined,
      },
      { following: () => [], onDidEnd: (hear) => (hears.push(hear), () => undefined) },
      fails,
    );
    for (const hear of hears)
      hear({ tracked: tracked(known), verdict: { type: 'stopped', state: 'stopped', seenAt: 0 } } as never);
    return stopped.length > 0;
  },
  'who engaged a lever'(known, now) {
    const { records } = recordsOf([engaged(known)]);
    return engagementIn(records, { whose: at(now), region: scope.region, reason: 'x' }) !== undefined;
  },
};

describe('an account’s number', () => {
  for (const [name, takes] of Object.entries(takers)) {
    it(`is not the same account’s where another endpoint tells it: ${name}`, async () => {
      for (const [known, now] of others)
        assert.equal(await takes(known, now), false, `${whoseInText(at(known))} → ${whoseInText(at(now))}`);
    });
    it(`is the same account’s by whichever name AWS, or the same endpoint, answers: ${name}`, async () => {
      for (const [known, now] of same)
        assert.equal(await takes(known, now), true, `${whoseInText(at(known))} → ${whoseInText(at(now))}`);
    });
  }

  it('that nobody knows is no other one’s, and says nothing of a known one', () => {
    const unknown = { account: undefined, elsewhere: elsewhereOf(EMULATOR) };
    for (const one of [nobodys, unknown]) {
      assert.deepEqual([isOfAnother(one, at(AWS)), isOfAnother(at(AWS), one)], [false, false]);
      assert.deepEqual([mayBeOf(one, at(AWS)), mayBeOf(at(AWS), one)], [false, true]);
    }
  });

  it('is shown with who answers, where that isn’t AWS', () => {
    assert.equal(whoseInText(at(AWS)), ACCOUNT);
    assert.equal(whoseInText(at(EMULATOR), at(EMULATOR)), ACCOUNT);
    assert.deepEqual(inWords(AWS, EMULATOR), [`${ACCOUNT} (AWS)`, `${ACCOUNT} (http://localhost:4566)`]);
    assert.equal(whoseInText(at(EMULATOR)), `${ACCOUNT} (http://localhost:4566)`);
    const some = customBut({ EC2: 'http://localhost:4566', ECS: 'https://ecs.eu-west-1.amazonaws.com' });
    assert.match(whoseInText(at(some)), /^111122223333 \(.*http:\/\/localhost:4566 \(EC2\).*\)$/);
    assert.doesNotMatch(whoseInText(at(some)), /amazonaws/);
  });
});

describe('what AWS says that it doesn’t know', () => {
  it('is gone when it was missing for a minute in a row, each thing by itself', () => {
    let now = 5_000;
    const absences = createAbsences(() => now, new Map<string, number>());
    assert.equal(absences.missing('a'), false);
    now += 59_999;
    assert.deepEqual([absences.missing('a'), absences.missing('b')], [false, false]);
    now += 1;
    assert.deepEqual([absences.missing('a'), absences.missing('b')], [true, false]);
    absences.found('a');
    assert.equal(absences.missing('a'), false);
    now += 60_000;
    assert.deepEqual([absences.missing('a'), absences.missing('b')], [true, true]);
  });
});
