import { stateOf } from '../../../src/model/resources/target.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nobodys } from '../../../src/model/sight.ts';
import { failed } from '../../../src/model/failure.ts';
import type { AwsReads } from '../../../src/model/ports/awsReads.ts';
import type { Target } from '../../../src/model/resources/target.ts';
import { UNREAD_STATE } from '../../../src/model/resources/states.ts';
import { createWatches } from '../../../src/news/watches.ts';
import {
  deployment,
  experiment,
  failure,
  fakeReads,
  heldTime,
  instance,
  lever,
  looksAt,
  refTo,
  scope,
  told,
} from '../../stages/fakes.ts';
import {
  watchedThing as thing,
  watchMemory as memory,
  watchOfTarget as watchOf,
  watchStage as stage,
} from '../../stages/watches.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
describe('what is watched until it ends', () => {
  it('is told of once, in its final state, and is looked at no more', async () => {
    const table: readonly (readonly [Target, Target, Target])[] = [
      [instance({ state: 'running' }), instance({ state: 'stopping' }), instance({ state: 'stopped' })],
      [instance({ state: 'pending' }), instance({ state: 'pending' }), instance({ state: 'running' })],
      [deployment(), deployment({ status: 'ROLLBACK_IN_PROGRESS' }), deployment({ status: 'ROLLBACK_SUCCESSFUL' })],
      [deployment(), deployment({ status: 'a-state-of-later' }), deployment({ status: 'SUCCESSFUL' })],
      [experiment(), experiment({ state: 'stopping' }), experiment({ state: 'completed' })],
    ];
    for (const [first, then, last] of table) {
      let now = first;
      const { clock, watches, said, asked, looked } = stage({ describe: looksAt(() => [now]) });
      watches.start([watchOf(first)]);
      watches.start([watchOf(first)]);
      await clock.advance(MINUTE);
      now = then;
      await clock.advance(5 * HOUR);
      assert.deepEqual([said(), watches.has(refTo(first), nobodys)], [[], true]);
      now = last;
      await clock.advance(MINUTE);
      assert.deepEqual(said(), [`${first.id} final ${stateOf(last)}`]);
      assert.equal(watches.has(refTo(first), nobodys), false);
      assert.equal(looked.at(-1), first.id);
      asked.splice(0);
      await clock.advance(HOUR);
      assert.deepEqual([asked, said(), clock.timers()], [[], [], 0]);
    }
  });

  it('is said to be out of sight since when by AWS’s clock', async () => {
    let isLost = false;
    const reads: Partial<AwsReads> = {
      describe: (...args) =>
        isLost
          ? Promise.resolve(failed(failure('unreachable')))
          : looksAt(() => [instance({ state: 'stopping' })], { clockOffset: 90_000 })(...args),
    };
    const { clock, watches } = stage(reads);
    const since: number[] = [];
    watches.onDidLoseSight((lost) => since.push(lost.since - clock.now()));
    watches.start([watchOf(instance({ state: 'stopping' }))]);
    await clock.advance(MINUTE);
    isLost = true;
    await clock.advance(7 * MINUTE);
    const [first = NaN] = since;
    assert.equal(since.length, 1);
    assert.ok(first <= 90_000 - 5 * MINUTE && first > 90_000 - 6 * MINUTE, String(first));
  });

  it('is seen to its end whatever goes wrong with those who hear of each look', async () => {
    const errors: unknown[] = [];
    const clock = heldTime();
    const watches = createWatches({
      ...{ reads: fakeReads({ describe: looksAt(() => [instance({ state: 'stopped' })]) }), clock, memory: memory() },
      looked: () => {
        throw new Error('odd');
      },
      onError: (error) => errors.push(error),
    });
    const ends: string[] = [];
    watches.onDidEnd(({ end }) => ends.push(end.type));
    watches.start([watchOf(instance({ state: 'stopping' }))]);
    await clock.advance(MINUTE);
    assert.deepEqual([ends, errors.map(String)], [['final'], ['Error: odd']]);
  });

  it('may be a safety lever', async () => {
    let state = 'engaged';
    const { clock, watches, said } = stage({ describe: looksAt(() => [lever({ state })]) });
    watches.start([watchOf(lever({ state }))]);
    await clock.advance(HOUR);
    assert.deepEqual(said(), []);
    state = 'disengaged';
    await clock.advance(MINUTE);
    assert.deepEqual(said(), ['default final disengaged']);
  });

  it('is asked about together, as many as there are in a place, and each can be let go', async () => {
    const all = ['i-1', 'i-2', 'i-3'].map((id) => instance({ id }));
    const { clock, watches, asked } = stage({ describe: looksAt(() => all) });
    const changes: number[] = [];
    watches.onDidChange((refs) => changes.push(refs.length));
    watches.start(all.map((one) => watchOf(one)));
    await clock.advance(1_000);
    assert.deepEqual(asked.splice(0), ['i-1,i-2,i-3']);
    watches.stop([thing(instance({ id: 'i-2' })), thing(instance({ id: 'i-9' }))]);
    await clock.advance(4_000);
    assert.ok(asked.length > 0 && asked.every((ids) => ids === 'i-1,i-3'), asked.join(' '));
    watches.stop(all.map((one) => thing(one)));
    asked.splice(0);
    await clock.advance(HOUR);
    assert.deepEqual([asked, changes, clock.timers()], [[], [3, 1, 2], 0]);
  });

  it('is gone only when it was missing for a while, and elsewhere when its profile leads to another account', async () => {
    const gone = stage({ describe: looksAt(() => []) });
    gone.watches.start([watchOf(instance())]);
    await gone.clock.advance(30_000);
    assert.deepEqual(gone.said(), []);
    await gone.clock.advance(MINUTE);
    assert.deepEqual(gone.said(), ['i-1 gone running']);

    const moved = stage({
      describe: () =>
        Promise.resolve(
          told({ targets: [instance({ state: 'stopped' })], missing: [], failures: {} }, { account: '999900001111' }),
        ),
    });
    moved.watches.start([watchOf(instance())]);
    await moved.clock.advance(2_000);
    assert.deepEqual([moved.said(), moved.looked], [['i-1 other-account 999900001111'], []]);
  });

  it('is out of sight, and neither gone nor ended, while nobody knows of which account a look is', async () => {
    for (const targets of [[], [instance({ state: 'stopped' })]]) {
      let account: string | undefined;
      const look: AwsReads['describe'] = async (...args) => ({
        ...(await looksAt(() => targets)(...args)),
        seen: { at: 0, ...(account !== undefined && { account }) },
      });
      const { clock, watches, said, looked } = stage({ describe: look });
      watches.start([watchOf(instance())]);
      await clock.advance(HOUR);
      assert.deepEqual([said(), looked], [['i-1 lost credentials-missing'], []]);
      account = '111122223333';
      await clock.advance(HOUR);
      assert.deepEqual(said(), [targets.length === 0 ? 'i-1 gone running' : 'i-1 final stopped']);
    }
    // What one look saw is told of those alone that are watched in its account.
    for (const [account, expected] of [
      ['111122223333', 'i-1'],
      ['444455556666', 'i-2'],
      [undefined, ''],
    ] as const) {
      const two = stage({
        describe: async (...args) => ({
          ...(await looksAt(() => [instance(), instance({ id: 'i-2' })])(...args)),
          seen: { at: 0, ...(account !== undefined && { account }) },
        }),
      });
      two.watches.start([watchOf(instance()), watchOf(instance({ id: 'i-2' }), { account: '444455556666' })]);
      await two.clock.advance(MINUTE);
      assert.deepEqual([...new Set(two.looked)].join(), expected);
    }
  });

  it('of which nobody knew whose it is belongs to whoever shows it first, and is never gone before', async () => {
    const seenIn = { ours: '111122223333', other: '444455556666', nobody: undefined };
    for (const [looks, expected] of [
      [['nobody missing'], ['i-1 lost credentials-missing']],
      [['ours missing'], ['i-1 lost credentials-missing']],
      [['nobody seen', 'ours missing'], ['i-1 lost credentials-missing']],
      [['ours seen', 'ours missing'], ['i-1 gone running']],
      [['ours seen', 'nobody missing'], ['i-1 lost credentials-missing']],
      [['ours seen', 'other missing'], ['i-1 other-account 444455556666']],
    ] as const) {
      let [now]: readonly string[] = looks;
      const { clock, watches, said } = stage({
        describe: async (...args) => {
          const [who, what] = (now ?? '').split(' ');
          const account = seenIn[who as keyof typeof seenIn];
          const targets = what === 'seen' ? [instance()] : [];
          return { ...(await looksAt(() => targets)(...args)), seen: { at: 0, ...(account && { account }) } };
        },
      });
      const { account: _, ...unowned } = watchOf(instance());
      watches.start([unowned]);
      for (now of looks) await clock.advance(HOUR);
      assert.deepEqual(said(), expected, looks.join());
    }
  });

  it('out of sight is said once, waited for, looked at at once after a sign-in, and given up after a day', async () => {
    let fail = true;
    const { clock, watches, said, asked } = stage({
      describe: (...args) =>
        fail ? Promise.resolve(failed(failure('signin-expired'))) : looksAt(() => [instance()])(...args),
    });
    watches.start([watchOf(instance())]);
    await clock.advance(4 * MINUTE);
    assert.deepEqual(said(), []);
    await clock.advance(2 * HOUR);
    assert.deepEqual(said(), ['i-1 lost signin-expired']);
    fail = false;
    asked.splice(0);
    watches.wake(scope.profile);
    await clock.advance(0);
    assert.deepEqual(asked, ['i-1']);
    fail = true;
    await clock.advance(HOUR);
    assert.deepEqual(said(), ['i-1 lost signin-expired'], 'another time is said again');
    await clock.advance(24 * HOUR);
    assert.deepEqual([said(), watches.has(refTo(instance()), nobodys)], [['i-1 unread running'], false]);
  });

  it('is out of sight while AWS answers and tells no state, and is not said to have come into one', async () => {
    let state: string = UNREAD_STATE;
    const { clock, watches, said } = stage({ describe: (...args) => looksAt(() => [instance({ state })])(...args) });
    watches.start([watchOf(instance())]);
    await clock.advance(2 * HOUR);
    assert.deepEqual(said(), ['i-1 lost malformed']);
    state = 'running';
    await clock.advance(HOUR);
    state = UNREAD_STATE;
    await clock.advance(25 * HOUR);
    assert.deepEqual(said().at(-1), 'i-1 unread running');
    assert.equal(watches.has(refTo(instance()), nobodys), false);
  });

  it('is kept over a reload until it has ended', async () => {
    const first = stage({ describe: looksAt(() => [instance(), experiment()]) });
    first.watches.start([watchOf(instance()), watchOf(experiment(), { name: 'load-test-7' })]);
    await first.clock.advance(MINUTE);
    first.watches.stop([thing(instance())]);
    first.watches.dispose();
    const second = stage({ describe: looksAt(() => [experiment({ state: 'failed' })]) }, first.kept);
    second.watches.resume();
    assert.deepEqual(
      [second.watches.has(refTo(experiment()), nobodys), second.watches.has(refTo(instance()), nobodys)],
      [true, false],
    );
    await second.clock.advance(MINUTE);
    assert.deepEqual(second.said(), ['load-test-7 final failed']);
    const third = stage({}, first.kept);
    third.watches.resume();
    await third.clock.advance(MINUTE);
    assert.deepEqual([third.asked, third.said()], [[], []]);
  });

  for (const [how, ends, said] of [
    ['is final', [instance({ state: 'stopped' })], 'web final stopped'],
    ['is gone', [], 'web gone running'],
  ] as const) {
    it(`is looked at again after a reload whose end nobody had told yet: it ${how}`, async () => {
      const first = stage({ describe: looksAt(() => ends) }, memory(), heldTime(), true);
      first.watches.start([watchOf(instance(), { name: 'web' })]);
      await first.clock.advance(HOUR);
      assert.deepEqual(
        [first.said(), first.watches.has(refTo(instance()), nobodys), first.watches.all()],
        [[said], false, []],
      );
      // Nothing brings it back in the window that has heard of it.
      first.watches.resume();
      await first.clock.advance(HOUR);
      assert.deepEqual(first.said(), []);
      first.watches.dispose();
      let isDown = true;
      const look = looksAt(() => ends);
      const second = stage(
        { describe: (...args) => (isDown ? Promise.resolve(failed(failure('timeout'))) : look(...args)) },
        first.kept,
      );
      second.watches.resume();
      await second.clock.advance(2 * MINUTE);
      assert.deepEqual([second.said(), second.watches.has(refTo(instance()), nobodys)], [[], true]);
      isDown = false;
      await second.clock.advance(HOUR);
      assert.deepEqual([second.said(), second.kept.get()], [[said], undefined]);
    });
  }

  it('is not looked at again once somebody wants to hear no more of it, and stands for itself when it is watched again', async () => {
    let state = 'stopped';
    const { watches, clock, kept, said } = stage(
      { describe: looksAt(() => [instance({ state })]) },
      memory(),
      heldTime(),
      true,
    );
    const old = watchOf(instance());
    watches.start([old]);
    await clock.advance(MINUTE);
    assert.equal(said().length, 1);
    assert.deepEqual(kept.get(), [old]);
    state = 'running';
    const again = watchOf(instance(), { name: 'again' });
    watches.start([again]);
    assert.deepEqual(kept.get(), [again]);
    watches.forget([old]);
    assert.deepEqual([kept.get(), watches.all()], [[again], [again]]);
    state = 'stopped';
    await clock.advance(HOUR);
    assert.deepEqual([said(), kept.get()], [['again final stopped'], [again]]);
    watches.stop([thing(instance())]);
    assert.equal(kept.get(), undefined);
  });

  it('is nothing of what was remembered in a form that can’t be understood', () => {
    const good = watchOf(instance());
    const odd: readonly unknown[] = [
      ...[undefined, null, 7, 'x', {}, []],
      { ...good, ref: { ...good.ref, kind: 'bucket' } },
      { ...good, ref: { ...good.ref, id: '' } },
      { ...good, ref: { ...good.ref, scope: { profile: 'x', region: 'evil.example.com/' } } },
      { ...good, name: 7 },
      { ...good, from: undefined },
    ];
    for (const value of [...odd, [odd], odd]) {
      const kept = memory();
      void kept.update('', value);
      const { watches, clock } = stage({}, kept);
      watches.resume();
      assert.equal(clock.timers(), 0, JSON.stringify(value));
    }
    const kept = memory();
    void kept.update('', [...odd, good]);
    const { watches } = stage({}, kept);
    watches.resume();
    assert.equal(watches.has(good.ref, nobodys), true);
  });
});
