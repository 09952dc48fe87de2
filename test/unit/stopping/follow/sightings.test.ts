import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FailureKind } from '../../../../src/model/failure.ts';
import { stateOf, type Target } from '../../../../src/model/resources/target.ts';
import { createFollowed, type Following, type Tracked } from '../../../../src/stopping/follow/followed.ts';
import type { Told } from '../../../../src/stopping/follow/groupLook.ts';
import { createSightings, followLife } from '../../../../src/stopping/follow/sightings.ts';
import type { Look } from '../../../../src/stopping/verdict.ts';
import { deployment, experiment, failure, heldTime, instance, lever, pauseHook, refTo } from '../../../stages/fakes.ts';
import { MINUTE, request } from '../../../stages/stopping/tracker.ts';

const ACCOUNT = '111122223333';

/** Looks at one thing that is followed, on a clock that stands still until it is moved. */
function stage(of: Target = instance(), more: Partial<Tracked> = {}) {
  const held = heldTime();
  // The window is older than the request.
  const clock = { ...held, elapsed: () => held.elapsed() + 5_000_000 };
  const ends: string[] = [];
  const stalls: string[] = [];
  const ages: number[] = [];
  const followed = createFollowed(clock);
  const sightings = createSightings({
    clock,
    stallAfter: () => 10 * MINUTE,
    end: (one, { type }) => {
      ends.push(type);
      followed.remove(one);
    },
    stall: (_one, state, age) => {
      stalls.push(state);
      ages.push(age);
    },
  });
  const one = followed.put(request(clock, of, { account: ACCOUNT, ...more }), 'requested');
  const beside: Following[] = [];
  const tell = (told: Told) => sightings.take(one, told, [...beside, one]);
  const lookNow = (by: Partial<Look> = {}): Look => ({
    ...{ begun: clock.elapsed(), seenAt: clock.now(), account: ACCOUNT, ...by },
  });
  const see = (observed: Target, by: Partial<Look> = {}) =>
    tell({ type: 'seen', state: stateOf(observed), observed, look: lookNow(by) });
  /** Another request that is followed as well. */
  const alsoAsked = (what: Target, asked: Partial<Tracked>) =>
    beside.push(followed.put(request(clock, what, { id: `t${beside.length + 2}`, ...asked }), 'requested'));
  const fail = (kind: FailureKind) => tell({ type: 'unread', failure: failure(kind) });
  return { clock, ends, stalls, ages, one, tell, see, fail, lookNow, alsoAsked };
}

describe('what looks say of one that is followed', () => {
  it('is gone where a look says so, and goes on where it is only missing', async () => {
    const { clock, ends, tell } = stage();
    await clock.advance(1_000);
    tell({ type: 'missing' });
    assert.deepEqual(ends, []);
    tell({ type: 'gone' });
    assert.deepEqual(ends, ['gone']);
  });

  it('can be read again where it is missing, or where no list shows it, and goes on', async () => {
    const { clock, ends, tell, fail, one, lookNow } = stage();
    for (const told of [{ type: 'missing' }, { type: 'seen', state: 'RUNNING', look: lookNow() }] as const) {
      await clock.advance(1_000);
      fail('denied');
      assert.equal(one.unread?.failure.kind, 'denied');
      tell(told);
      assert.deepEqual([one.unread, ends], [undefined, []], told.type);
    }
  });

  it('is not lost while the window that asked for it may still wait for its turn, as long as what was confirmed may leave', async () => {
    const { clock, ends, see } = stage(experiment(), { uncertain: failure('timeout'), takenUp: true });
    // Two minutes in which it may leave, and the minute and a half after it.
    for (let left = 210_000; left > 0; left -= 30_000) {
      await clock.advance(30_000);
      see(experiment({ state: 'running' }));
      assert.deepEqual(ends, []);
    }
    await clock.advance(1);
    see(experiment({ state: 'running' }));
    assert.deepEqual(ends, ['not-carried-out']);
  });

  it('ends where the profile leads to another account', async () => {
    const { clock, ends, tell } = stage();
    await clock.advance(1_000);
    tell({ type: 'other-account', whose: { account: '444455556666', elsewhere: undefined } });
    assert.deepEqual(ends, ['other-account']);
  });

  it('is nothing of a look that began before the request was over', async () => {
    const { clock, ends, see, one } = stage();
    await clock.advance(1_000);
    see(instance({ state: 'stopped' }), { begun: one.since - 1 });
    assert.deepEqual([ends, one.last], [[], undefined]);
    see(instance({ state: 'stopped' }));
    assert.deepEqual(ends, ['stopped']);
  });

  it('is nothing of another account than the one in which it was asked for', async () => {
    const { clock, ends, see, one } = stage();
    await clock.advance(1_000);
    see(instance({ state: 'stopped' }), { account: '444455556666' });
    assert.deepEqual([ends, one.last], [[], undefined]);
    see(instance({ state: 'stopped' }));
    assert.deepEqual(ends, ['stopped']);
  });

  it('is that a lost request was not carried out, after a minute and a half in which it is untouched', async () => {
    const { clock, ends, see } = stage(experiment(), { uncertain: failure('timeout') });
    await clock.advance(90_000);
    see(experiment({ state: 'running' }));
    assert.deepEqual(ends, []);
    await clock.advance(1);
    see(experiment({ state: 'running' }));
    assert.deepEqual(ends, ['not-carried-out']);
  });

  const lost = { uncertain: failure('timeout', { mayHaveHappened: true }) };
  const asked: Readonly<Record<string, Partial<Tracked>>> = {
    stop: { ...lost, operation: { type: 'stop' } },
    start: { ...lost, operation: { type: 'start' } },
    'roll-back': { ...lost, operation: { type: 'roll-back' } },
    'stop-experiment': { ...lost, operation: { type: 'stop-experiment' } },
    'engage-lever': { ...lost, operation: { type: 'engage-lever', reason: 'x' } },
    answered: { ...lost, operation: { type: 'continue', action: 'ROLLBACK', hookId: 'h' } },
    'any hook': { ...lost, operation: { type: 'continue', action: 'CONTINUE' } },
  };
  const BEFORE = -10 * MINUTE;
  const running = (launchedAt?: number) =>
    instance({ state: 'running', ...(launchedAt !== undefined && { launchedAt }) });
  const stopped = (launchedAt?: number) =>
    instance({ state: 'stopped', ...(launchedAt !== undefined && { launchedAt }) });
  for (const [what, of, ago, end] of [
    ['stop', running(), 0, 'not-carried-out'],
    ['stop', running(), 2 * MINUTE, 'not-carried-out'],
    // Hours later it may have been stopped, and started by somebody else.
    ['stop', running(), 180 * MINUTE, 'unknown'],
    ['stop', running(BEFORE), 180 * MINUTE, 'not-carried-out'],
    ['stop', running(0), 180 * MINUTE, 'not-carried-out'],
    ['stop', running(MINUTE), 180 * MINUTE, 'unknown'],
    ['stop', running(MINUTE), 0, 'unknown'],
    ['stop', { ...running(BEFORE), unread: ['LaunchTime'] }, 180 * MINUTE, 'unknown'],
    ['start', stopped(), 2 * MINUTE, 'not-carried-out'],
    ['start', stopped(), 180 * MINUTE, 'unknown'],
    ['start', stopped(BEFORE), 180 * MINUTE, 'not-carried-out'],
    ['start', stopped(MINUTE), 180 * MINUTE, 'unknown'],
    ['roll-back', deployment(), 180 * MINUTE, 'not-carried-out'],
    ['stop-experiment', experiment(), 180 * MINUTE, 'not-carried-out'],
    ['engage-lever', lever({ state: 'disengaged' }), 2 * MINUTE, 'not-carried-out'],
    ['engage-lever', lever({ state: 'disengaged' }), 180 * MINUTE, 'unknown'],
    ['answered', deployment({ hooks: [pauseHook('h')] }), 180 * MINUTE, 'not-carried-out'],
    ['any hook', deployment({ hooks: [pauseHook('h')] }), 2 * MINUTE, 'not-carried-out'],
    ['any hook', deployment({ hooks: [pauseHook('h')] }), 180 * MINUTE, 'unknown'],
  ] as const)
    it(`says of a lost request only what AWS or looks without a gap prove: ${what}, ${ago / MINUTE} min ago, launched ${'launchedAt' in of ? of.launchedAt : '?'}: ${end}`, async () => {
      const requestedAt = heldTime().now() - ago;
      const isInstance = of.kind === 'instance' && of.launchedAt !== undefined;
      const observed = isInstance ? { ...of, launchedAt: of.launchedAt + requestedAt } : of;
      const { clock, ends, see } = stage(observed, { ...asked[what], requestedAt, clockOffset: 0, takenUp: true });
      await clock.advance(1_000);
      see(observed);
      for (let looks = 0; looks < 2 && ends.length === 0; looks += 1) {
        await clock.advance(2 * MINUTE);
        see(observed);
      }
      assert.deepEqual(ends, [end]);
    });

  it('says so of its own window’s request, unless nobody looked for long meanwhile', async () => {
    for (const [pause, end] of [
      [2 * MINUTE, 'not-carried-out'],
      [3 * MINUTE + 1, 'unknown'],
      [60 * MINUTE, 'unknown'],
    ] as const) {
      const { clock, ends, see, fail } = stage(running(), { ...asked['stop'] });
      await clock.advance(10_000);
      see(running());
      await clock.advance(pause - 1_000);
      fail('unreachable');
      await clock.advance(1_000);
      see(running());
      assert.deepEqual(ends, [end], String(pause));
    }
  });

  it('compares when it was launched with the request by AWS’s clock', async () => {
    // This machine's clock is five minutes behind.
    const clockOffset = 5 * MINUTE;
    for (const [launched, end] of [
      [4 * MINUTE, 'not-carried-out'],
      [6 * MINUTE, 'unknown'],
    ] as const) {
      const { clock, ends, see } = stage(running(), { ...asked['stop'] });
      const observed = running(clock.now() + launched);
      await clock.advance(2 * MINUTE);
      see(observed, { clockOffset });
      assert.deepEqual(ends, [end], String(launched));
    }
  });

  it('is not that a start failed hours ago: it may have run, and been stopped by somebody else', async () => {
    for (const [launchedAt, ago, end] of [
      [undefined, 0, ['start-failed']],
      [undefined, 180 * MINUTE, []],
      [MINUTE, 180 * MINUTE, []],
      [BEFORE, 180 * MINUTE, ['start-failed']],
    ] as const) {
      const requestedAt = heldTime().now() - ago;
      const observed = stopped(launchedAt === undefined ? undefined : requestedAt + launchedAt);
      const asStarted = { operation: { type: 'start' }, requestedAt, clockOffset: 0, takenUp: true } as const;
      const { clock, ends, see } = stage(observed, asStarted);
      for (let looks = 0; looks < 4 && ends.length === 0; looks += 1) {
        await clock.advance(MINUTE);
        see(observed);
      }
      await clock.advance(2 * MINUTE);
      if (ends.length === 0) see(observed);
      assert.deepEqual(ends, end, `${launchedAt} ${ago}`);
    }
  });

  it('is that a start failed, when reads surely are from after it', async () => {
    const start = { operation: { type: 'start' } } as const;
    for (const [wasTaken, settled] of [
      [false, 90_000],
      [true, 15_000],
    ] as const) {
      const { clock, ends, see } = stage(instance({ state: 'stopped' }), start);
      await clock.advance(1_000);
      if (wasTaken) see(instance({ state: 'pending' }));
      await clock.advance(settled - 1_000);
      see(instance({ state: 'stopped' }));
      assert.deepEqual(ends, []);
      await clock.advance(1);
      see(instance({ state: 'stopped' }));
      assert.deepEqual(ends, ['start-failed']);
    }
  });

  it('is told once as hanging: an instance in stopping, for longer than a person wants to wait, by either clock', async () => {
    const rows: readonly (readonly [Target, Partial<Tracked>, string, number, number])[] = [
      [instance(), {}, 'stopping', 10 * MINUTE, 0],
      [instance(), {}, 'stopping', 10 * MINUTE + 1, 1],
      // It was requested before this window was there.
      [instance(), { requestedAt: heldTime().now() - 10 * MINUTE }, 'stopping', 1, 1],
      [instance(), {}, 'running', 11 * MINUTE, 0],
      [instance(), { operation: { type: 'start' } }, 'stopping', 11 * MINUTE, 0],
      [experiment(), {}, 'stopping', 11 * MINUTE, 0],
    ];
    for (const [of, more, state, after, expected] of rows) {
      const { clock, stalls, see } = stage(of, more);
      await clock.advance(after);
      const target = of.kind === 'instance' ? instance({ state }) : experiment({ state });
      see(target);
      see(target);
      assert.deepEqual(stalls, Array(expected).fill('stopping'), `${of.kind} ${state} ${after}`);
    }
  });

  const force = { operation: { type: 'force-stop', skipOsShutdown: false } } as const;
  /** As AWS writes when an instance was stopped. */
  const textOf = (time: number) =>
    `User initiated (${new Date(time).toISOString().replace('T', ' ').slice(0, 19)} GMT)`;

  it('is told as hanging for the whole time that it has been stopping, also before it was forced', async () => {
    const rows: readonly (readonly [stateBefore: string, age: number])[] = [
      ['stopping', 41 * MINUTE],
      ['running', 11 * MINUTE],
    ];
    for (const [stateBefore, age] of rows)
      for (const clockOffset of [0, -60 * MINUTE, 60 * MINUTE]) {
        const { clock, ages, see } = stage(instance(), { ...force, stateBefore, clockOffset });
        const began = textOf(clock.now() + clockOffset - 30 * MINUTE);
        await clock.advance(11 * MINUTE);
        see(instance({ state: 'stopping', stateTransitionReason: began }), { clockOffset });
        assert.deepEqual(
          ages.map((one) => Math.round(one / 1000) * 1000),
          [age],
          `${stateBefore} ${clockOffset}`,
        );
      }
  });

  it('is told as hanging since its own first stop, where AWS tells only when it was forced', async () => {
    const { clock, ages, see, alsoAsked } = stage(instance(), { ...force, stateBefore: 'stopping' });
    alsoAsked(instance(), { requestedAt: clock.now() - 30 * MINUTE });
    alsoAsked(instance({ id: 'i-another' }), { requestedAt: clock.now() - 50 * MINUTE });
    const forced = textOf(clock.now());
    await clock.advance(11 * MINUTE);
    see(instance({ state: 'stopping', stateTransitionReason: forced }));
    assert.deepEqual(ages, [41 * MINUTE]);
  });

  it('ends when it was watched for long enough, by what could be watched', async () => {
    const { clock, ends, see, fail } = stage();
    const watch = async (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= MINUTE) {
        await clock.advance(Math.min(MINUTE, left));
        see(instance({ state: 'stopping' }));
      }
    };
    await watch(followLife.instance - MINUTE);
    // What passes isn't counted, nor is a sleep beyond the longest pause.
    for (let turn = 0; turn < 10; turn += 1) {
      await clock.advance(MINUTE);
      fail('unreachable');
    }
    await clock.advance(MINUTE - 1);
    see(instance({ state: 'stopping' }));
    assert.deepEqual(ends, []);
    await clock.advance(1);
    see(instance({ state: 'stopping' }));
    assert.deepEqual(ends, ['unknown']);
  });

  it('remembers since when it can’t be read, by the first of the looks in a row that failed', async () => {
    const { clock, see, fail, one } = stage();
    await clock.advance(1_000);
    fail('denied');
    const since = clock.now();
    await clock.advance(5_000);
    fail('denied');
    assert.deepEqual([one.unread?.since, one.unread?.failure.kind], [since, 'denied']);
    see(instance({ state: 'stopping' }));
    assert.equal(one.unread, undefined);
    assert.equal(one.tracked.ref.id, refTo(instance()).id);
  });

  it('remembers that by AWS’s clock, as the last look told it, or else as the plan did', async () => {
    const planned = stage(instance(), { clockOffset: -MINUTE });
    planned.fail('denied');
    assert.equal(planned.one.unread?.since, planned.clock.now() - MINUTE);
    const { clock, see, fail, one } = stage(instance(), { clockOffset: -MINUTE });
    await clock.advance(1_000);
    see(instance({ state: 'stopping' }), { clockOffset: 5 * MINUTE });
    assert.equal(one.last?.seenAt, clock.now() + 5 * MINUTE);
    await clock.advance(1_000);
    fail('denied');
    assert.equal(one.unread?.since, clock.now() + 5 * MINUTE);
  });
});
