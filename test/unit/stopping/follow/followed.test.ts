import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elsewhereOf } from '../../../../src/model/destination.ts';
import { nobodys, type Whose, whoseAt } from '../../../../src/model/sight.ts';
import {
  createFollowed,
  groupKey,
  isAbout,
  lastKnown,
  type Tracked,
} from '../../../../src/stopping/follow/followed.ts';
import {
  experiment,
  failure,
  heldTime,
  identityOf,
  instance,
  lever,
  refTo,
  scope,
  seenState,
} from '../../../stages/fakes.ts';
import { request } from '../../../stages/stopping/tracker.ts';

const ofAccount = (account: string | undefined): Whose => ({ account, elsewhere: undefined });

function stage() {
  const clock = heldTime();
  const followed = createFollowed(clock);
  const asked = (id: string, of: Parameters<typeof request>[1] = instance(), more: Partial<Tracked> = {}) =>
    request(clock, of, { id, ...more });
  return { clock, followed, asked };
}

describe('what is followed', () => {
  it('is found as long as it is, by what it is about', () => {
    const { followed, asked } = stage();
    const first = followed.put(asked('a'), 'requested');
    assert.equal(followed.has(first), true);
    assert.equal(followed.mark(refTo(instance()), nobodys), 'requested');
    assert.equal(followed.mark(refTo(instance({ id: 'i-2' })), nobodys), undefined);
    followed.remove(first);
    assert.equal(followed.has(first), false);
    assert.equal(followed.mark(refTo(instance()), nobodys), undefined);
    assert.deepEqual(followed.all(), []);
  });

  it('is of one thing all that was asked of it: one that is being sent shows before one that was accepted', () => {
    const { followed, asked } = stage();
    const accepted = followed.put(asked('a'), 'requested');
    const sending = followed.put(asked('b'), 'sending');
    assert.equal(followed.mark(refTo(instance()), nobodys), 'sending');
    followed.remove(sending);
    assert.equal(followed.mark(refTo(instance()), nobodys), 'requested');
    followed.remove(accepted);
    assert.equal(followed.mark(refTo(instance()), nobodys), undefined);
  });

  it('tells the last force stop of an instance through any profile, as long as it is followed', () => {
    const { followed, asked } = stage();
    const force = { operation: { type: 'force-stop', skipOsShutdown: false } } as const;
    const [mine, theirs] = [instance(), instance({ scope: { ...scope, profile: 'other' } })];
    const first = followed.put(asked('a', mine, { ...force, account: '111122223333', requestedAt: 1 }), 'requested');
    const last = followed.put(asked('b', theirs, { ...force, account: '111122223333', requestedAt: 2 }), 'requested');
    followed.put(asked('c', instance({ id: 'i-2' }), force), 'requested');
    followed.put(asked('d', mine), 'requested');
    const told = () => followed.force(refTo(mine), ofAccount('111122223333'));
    assert.equal(told(), last);
    followed.remove(last);
    assert.equal(told(), first);
    followed.clear();
    assert.equal(told(), undefined);
  });

  it('marks nothing of another account to which its profile leads by now: a lever has the same id in each', () => {
    const { followed, asked } = stage();
    const [one, other] = [ofAccount('111122223333'), ofAccount('444455556666')];
    const there: Whose = { ...one, elsewhere: elsewhereOf({ kind: 'simulated' }) };
    const inOne = followed.put(asked('a', lever(), { account: '111122223333' }), 'requested');
    const marks = () => [one, other, there, nobodys].map((whose) => followed.mark(refTo(lever()), whose));
    assert.deepEqual(marks(), ['requested', undefined, undefined, 'requested']);
    followed.put(asked('b', lever(), { account: '444455556666' }), 'sending');
    assert.deepEqual(marks(), ['requested', 'sending', undefined, 'sending']);
    followed.remove(inOne);
    assert.deepEqual(marks(), [undefined, 'sending', undefined, 'sending']);
  });

  it('keeps under one id what was seen of it, and begins anew with how long it looks', async () => {
    const { clock, followed, asked } = stage();
    const sending = followed.put(asked('a'), 'sending');
    Object.assign(sending, {
      ...{ last: seenState('stopping'), unread: { since: 1, failure: failure('timeout') }, countedMs: 7 },
      ...{ taken: true, stalled: true, seenAt: { now: 1, elapsed: 2 }, wasOutOfSight: true, ahead: 8 },
    });
    const { sentAt } = sending;
    await clock.advance(5_000);
    const accepted = followed.put(asked('a'), 'requested');
    assert.deepEqual(followed.all(), [accepted]);
    assert.deepEqual([followed.has(sending), followed.has(accepted)], [false, true]);
    assert.equal(followed.mark(refTo(instance()), nobodys), 'requested');
    const { tracked: _tracked, ...rest } = accepted;
    assert.deepEqual(rest, {
      ...{ mark: 'requested', since: 5_000, last: seenState('stopping'), unread: undefined, lookedAt: 5_000 },
      ...{ countedMs: 7, taken: true, stalled: true, seenAt: { now: 1, elapsed: 2 }, wasOutOfSight: true, ahead: 8 },
      sentAt,
    });
  });

  it('begins with nothing seen', () => {
    const { followed, asked } = stage();
    const { tracked: _tracked, ...rest } = followed.put(asked('a'), 'sending');
    assert.deepEqual(rest, {
      ...{ mark: 'sending', since: 0, last: undefined, unread: undefined, lookedAt: 0 },
      ...{ countedMs: 0, taken: false, stalled: false, seenAt: undefined, wasOutOfSight: false, ahead: 0 },
      sentAt: { now: heldTime().now(), elapsed: 0 },
    });
  });

  it('was sent when it was requested, also before this window was there', async () => {
    const { clock, followed, asked } = stage();
    const requestedAt = clock.now() - 3_600_000;
    await clock.advance(5_000);
    const { sentAt } = followed.put(asked('a', instance(), { requestedAt }), 'requested');
    assert.deepEqual(sentAt, { now: requestedAt, elapsed: 5_000 });
  });

  it('is looked at with what was accepted in the same place, of the same kind', () => {
    const { followed, asked } = stage();
    const other = { profile: scope.profile, region: 'us-east-1' };
    followed.put(asked('a'), 'requested');
    followed.put(asked('b', instance({ id: 'i-2' })), 'requested');
    followed.put(asked('sent', instance({ id: 'i-3' })), 'sending');
    followed.put(asked('kind', experiment()), 'requested');
    followed.put(asked('region', instance({ scope: other })), 'requested');
    const idsIn = (key: string) => followed.group(key).map(({ tracked }) => tracked.id);
    assert.deepEqual(idsIn(groupKey(refTo(instance()))), ['a', 'b']);
    assert.deepEqual(idsIn(groupKey(refTo(experiment()))), ['kind']);
    assert.deepEqual(idsIn(groupKey(refTo(instance({ scope: other })))), ['region']);
    followed.clear();
    assert.deepEqual([followed.all(), followed.mark(refTo(instance()), nobodys)], [[], undefined]);
  });

  it('tells of it what is known, and nothing of what isn’t', () => {
    const last = seenState('stopping');
    const unread = { since: 1, failure: failure('denied') };
    assert.deepEqual(lastKnown({ last, unread }), { last, unread });
    assert.deepEqual(lastKnown({ last, unread: undefined }), { last });
    assert.deepEqual(lastKnown({ last: undefined, unread }), { unread });
    assert.deepEqual(lastKnown({ last: undefined, unread: undefined }), {});
  });
});

describe('whether what was asked for is about a thing', () => {
  const other = { ...scope, profile: 'admin' };
  const [mine, others] = ['111122223333', '444455556666'];
  const emulator = elsewhereOf({ kind: 'simulated' });
  const rows: readonly (readonly [
    what: string,
    asked: Partial<Tracked>,
    whose: Whose,
    of: ReturnType<typeof instance>,
    is: boolean,
  ])[] = [
    ['the same through the same profile', {}, ofAccount(undefined), instance(), true],
    [
      'the same through another profile of its account',
      { account: mine },
      ofAccount(mine),
      instance({ scope: other }),
      true,
    ],
    [
      'the same through the same profile, which leads elsewhere now',
      { account: mine },
      ofAccount(others),
      instance(),
      false,
    ],
    [
      'the same through the same profile, where nobody knows whither it leads',
      { account: mine },
      ofAccount(undefined),
      instance(),
      true,
    ],
    ['an equal one in another account', { account: mine }, ofAccount(others), instance({ scope: other }), false],
    ['an equal one where nobody knows the account', {}, ofAccount(mine), instance({ scope: other }), false],
    ['an equal one in no known account', { account: mine }, ofAccount(undefined), instance({ scope: other }), false],
    ['two of which nobody knows whose they are', {}, ofAccount(undefined), instance({ scope: other }), false],
    [
      'an equal one of the same number elsewhere',
      { account: mine, ...(emulator && { elsewhere: emulator }) },
      ofAccount(mine),
      instance({ scope: other }),
      false,
    ],
    [
      'another region',
      { account: mine },
      ofAccount(mine),
      instance({ scope: { ...other, region: 'us-east-1' } }),
      false,
    ],
    ['another id', { account: mine }, ofAccount(mine), instance({ scope: other, id: 'i-2' }), false],
  ];
  for (const [what, asked, whose, of, is] of rows)
    it(`${is ? 'is' : 'isn’t'}: ${what}`, () =>
      assert.equal(isAbout(request(heldTime(), instance(), asked), { ref: refTo(of), whose }), is));

  it('isn’t, of another kind with the same id', () => {
    const whose = whoseAt(identityOf('any'));
    const asked = request(heldTime(), experiment({ id: 'i-1' }), { account: identityOf('any').account });
    assert.equal(isAbout(asked, { ref: refTo(experiment({ id: 'i-1', scope: other })), whose }), true);
    assert.equal(isAbout(asked, { ref: refTo(instance({ scope: other })), whose }), false);
  });
});
