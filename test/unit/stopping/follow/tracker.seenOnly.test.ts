import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed } from '../../../../src/model/failure.ts';
import { UNREAD_STATE } from '../../../../src/model/resources/states.ts';
import { followLife } from '../../../../src/stopping/follow/sightings.ts';
import { deployment, experiment, failure, instance, lever, looksAt, told } from '../../../stages/fakes.ts';
import { MINUTE, request, trackerStage } from '../../../stages/stopping/tracker.ts';

describe('11.7: says only what it has seen after the request', () => {
  const blocked = [
    'signin-expired',
    'credentials-expired',
    'credentials-missing',
    'mfa-needed',
    'unreachable',
    'timeout',
    'cut',
    'malformed',
    'throttled',
    'clock-skew',
  ] as const;
  for (const kind of blocked) {
    it(`waits for as long as looking is not possible (${kind}), then goes on to the end`, async () => {
      let down = false;
      let state = 'stopping';
      const { clock, tracker, verdicts, ends } = trackerStage({
        describe: (...args) =>
          down ? Promise.resolve(failed(failure(kind))) : looksAt(() => [instance({ state })])(...args),
      });
      tracker.follow(request(clock, instance()));
      await clock.advance(5 * MINUTE);
      down = true;
      await clock.advance(9 * 60 * MINUTE);
      assert.deepEqual(verdicts(), []);
      down = false;
      state = 'stopped';
      tracker.wake('another');
      tracker.wake('staging');
      await clock.advance(1_000);
      assert.deepEqual(verdicts(), ['t1 stopped'], 'at once, when somebody signed in');
      assert.deepEqual(ends[0]?.verdict, {
        type: 'stopped',
        state: 'stopped',
        seenAt: clock.now() - 1_000,
        account: '111122223333',
      });
    });
  }

  it('takes an answer that tells no state for none, keeps the last that was seen, and waits for as long as it takes', async () => {
    for (const seen of [instance, experiment, lever] as const) {
      let state: string = seen === lever ? 'engaging' : 'stopping';
      const { clock, tracker, verdicts, ends } = trackerStage({ describe: looksAt(() => [seen({ state })]) });
      tracker.follow(
        request(clock, seen(), seen === lever ? { operation: { type: 'engage-lever', reason: 'r' } } : {}),
      );
      await clock.advance(MINUTE);
      state = UNREAD_STATE;
      await clock.advance(5 * 60 * MINUTE);
      assert.deepEqual([verdicts(), tracker.unread().length], [[], 1]);
      tracker.letGo();
      const [end] = ends;
      assert.ok(end?.verdict.type === 'unwatched');
      assert.match(end.verdict.last?.state ?? '', /^(?:stopping|engaging)$/);
      assert.equal(end.verdict.unread?.failure.kind, 'malformed');
    }
  });

  it('takes nothing from before the request for what it was afterwards, and doesn’t keep back why', async () => {
    const { clock, tracker, ends } = trackerStage({
      describe: () => Promise.resolve(failed(failure('credentials-expired'))),
    });
    const begun = clock.now();
    tracker.follow(request(clock, instance()));
    await clock.advance(10 * MINUTE);
    tracker.letGo();
    assert.deepEqual(ends[0]?.verdict, {
      type: 'unwatched',
      unread: { since: begun + 1_000, failure: failure('credentials-expired') },
    });
  });

  it('tells what it saw last and when, and since when and why it could not be read', async () => {
    let down = false;
    const { clock, tracker, ends } = trackerStage({
      describe: (...args) =>
        down
          ? Promise.resolve(failed(failure('signin-expired')))
          : looksAt(() => [instance({ state: 'stopping' })])(...args),
    });
    tracker.follow(request(clock, instance(), { account: '111122223333' }));
    await clock.advance(5_000);
    const seenAt = clock.now();
    down = true;
    await clock.advance(2_000);
    const since = clock.now();
    await clock.advance(10 * MINUTE);
    tracker.letGo();
    assert.deepEqual(ends[0]?.verdict, {
      type: 'unwatched',
      last: { state: 'stopping', seenAt, account: '111122223333' },
      unread: { since, failure: failure('signin-expired') },
    });
  });

  it('counts as watched only what could be watched, and gives up where nobody can mend it', async () => {
    for (const kind of ['denied', 'refused', 'forbidden'] as const) {
      const { clock, tracker, ends } = trackerStage({ describe: () => Promise.resolve(failed(failure(kind))) });
      tracker.follow(request(clock, instance()));
      await clock.advance(followLife.instance + 2 * MINUTE);
      const end = ends[0]?.verdict;
      assert.ok(end?.type === 'unknown');
      assert.deepEqual([end.last, end.unread?.failure.kind], [undefined, kind]);
      assert.equal(clock.timers(), 0);
    }
    let down = false;
    const { clock, tracker, ends } = trackerStage({
      describe: (...args) =>
        down
          ? Promise.resolve(failed(failure('unreachable')))
          : looksAt(() => [instance({ state: 'stopping' })])(...args),
    });
    tracker.follow(request(clock, instance()));
    for (let round = 0; round < 3; round += 1) {
      down = false;
      await clock.advance(10 * MINUTE);
      down = true;
      await clock.advance(60 * MINUTE);
    }
    assert.equal(ends.length, 0, 'half an hour of looking');
    down = false;
    await clock.advance(20 * MINUTE);
    assert.equal(ends[0]?.verdict.type, 'unknown');
  });

  it('is not ended by the one look that fails when a laptop wakes', async () => {
    let wakes = 0;
    const { clock, tracker, verdicts } = trackerStage({
      describe: (...args) => {
        wakes += wakes > 0 ? 1 : 0;
        if (wakes === 2) return Promise.resolve(failed(failure('unreachable')));
        return looksAt(() => [instance({ state: wakes > 2 ? 'stopped' : 'stopping' })])(...args);
      },
    });
    tracker.follow(request(clock, instance()));
    await clock.advance(MINUTE);
    wakes = 1;
    clock.setBy(8 * 60 * MINUTE);
    await clock.advance(MINUTE);
    assert.deepEqual(verdicts(), ['t1 stopped']);
  });
});

describe('11.4: takes nothing that is of another account', () => {
  const other = '444455556666';
  it('for the state of what was asked for, nor tells it to the inventory', async () => {
    for (const [going, over] of [
      [instance({ state: 'stopping' }), instance({ state: 'stopped' })],
      [deployment({ status: 'ROLLBACK_IN_PROGRESS' }), deployment({ status: 'ROLLBACK_SUCCESSFUL' })],
      [lever({ state: 'engaging' }), lever({ state: 'engaged' })],
    ] as const) {
      let account = '111122223333';
      let there: typeof going = going;
      const { clock, tracker, ends, heard } = trackerStage({
        describe: () => Promise.resolve(told({ targets: [there], missing: [], failures: {} }, { account })),
      });
      tracker.follow(request(clock, going, { account }));
      await clock.advance(1_000);
      account = other;
      there = over;
      const before = heard.length;
      await clock.advance(10_000);
      const end = ends[0]?.verdict;
      assert.ok(end?.type === 'other-account', JSON.stringify(end));
      assert.deepEqual([end.asked, end.now, end.last?.account], ['111122223333', other, '111122223333']);
      assert.equal(heard.length, before);
    }
  });

  it('for its end by being unknown there', async () => {
    const { clock, tracker, verdicts } = trackerStage({
      describe: (_scope, _kind, ids) =>
        Promise.resolve(told({ targets: [], missing: [...ids], failures: {} }, { account: other })),
    });
    tracker.follow(request(clock, instance(), { account: '111122223333' }));
    await clock.advance(5 * MINUTE);
    assert.deepEqual(verdicts(), ['t1 other-account']);
  });

  it('and tells what else the same look saw only where it is of its own account', async () => {
    const two = [instance({ state: 'stopping' }), instance({ id: 'i-2', state: 'stopping' })];
    for (const [account, expected] of [
      ['111122223333', 'i-1'],
      [other, 'i-2'],
      [undefined, ''],
    ] as const) {
      const { clock, tracker, heard } = trackerStage({
        describe: () =>
          Promise.resolve({
            ...told({ targets: two, missing: [], failures: {} }),
            seen: { at: 0, ...(account !== undefined && { account }) },
          }),
      });
      const accounts = ['111122223333', other];
      for (const [index, one] of two.entries())
        tracker.follow(request(clock, one, { id: `t${index}`, account: accounts[index] ?? '' }));
      await clock.advance(10_000);
      assert.deepEqual([...new Set(heard.flatMap(({ observed }) => observed))].join(), expected);
    }
  });

  it('nor what is of an account that nobody knows', async () => {
    const { clock, tracker, ends, heard } = trackerStage({
      describe: () =>
        Promise.resolve({
          ...told({ targets: [instance({ state: 'stopped' })], missing: [], failures: {} }),
          seen: { at: 0 },
        }),
    });
    tracker.follow(request(clock, instance(), { account: '111122223333' }));
    await clock.advance(5 * MINUTE);
    assert.equal(ends.length, 0);
    // Nor is it told to the inventory and to the history.
    assert.ok(heard.length > 0);
    assert.deepEqual(
      heard.filter(({ observed, missing }) => observed.length + missing.length > 0),
      [],
    );
    tracker.letGo();
    const end = ends[0]?.verdict;
    assert.ok(end?.type === 'unwatched');
    assert.equal(end.unread?.failure.code, 'account-unknown');
  });
});

it('11.16: is not silenced by a clock that is put back, nor hurried by one that is put forward', async () => {
  for (const by of [-26 * 3_600_000, 26 * 3_600_000, -1_000, 365 * 86_400_000]) {
    let state = 'running';
    const { clock, tracker, verdicts, times } = trackerStage({ describe: looksAt(() => [instance({ state })]) });
    tracker.follow(request(clock, instance(), { uncertain: failure('cut', { mayHaveHappened: true }) }));
    await clock.advance(5_000);
    clock.setBy(by);
    const looks = times.length;
    await clock.advance(20_000);
    assert.ok(times.length >= looks + 8, `${times.length - looks} looks after ${by}`);
    assert.deepEqual(verdicts(), []);
    state = 'stopped';
    await clock.advance(5_000);
    assert.deepEqual(verdicts(), ['t1 stopped']);
  }
});
