import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../../src/base/deadline.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { createFollowed } from '../../../../src/stopping/follow/followed.ts';
import { createSightings, followLife } from '../../../../src/stopping/follow/sightings.ts';
import type { Tracked } from '../../../../src/stopping/follow/followed.ts';
import { experiment, failure, heldTime, instance, refTo, scope } from '../../../stages/fakes.ts';
import { MINUTE, request } from '../../../stages/stopping/tracker.ts';

const ACCOUNT = '111122223333';

/** Looks at one thing that is followed, on a clock that stands still until it is moved. */
function stage(of: Target = instance(), more: Partial<Tracked> = {}) {
  const held = heldTime();
  // The window is older than the request.
  const clock = { ...held, elapsed: () => held.elapsed() + 5_000_000 };
  const errors: unknown[] = [];
  const ends: string[] = [];
  const stalls: string[] = [];
  const ages: number[] = [];
  const heard: (readonly string[])[] = [];
  const followed = createFollowed(clock);
  const sightings = createSightings({
    clock,
    looked: (_scope, observed, missing) => {
      heard.push([...observed, ...missing].map(({ id }) => id));
      if (observed.some(({ id }) => id === 'i-odd')) throw new Error('odd');
    },
    stallAfter: () => 10 * MINUTE,
    onError: (error) => errors.push(error),
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
  const look = (
    found: { target?: Target; missing?: boolean; denied?: boolean; begun?: number },
    account: string | undefined = ACCOUNT,
  ) => {
    const { ref } = one.tracked;
    sightings.take(
      scope,
      [one],
      {
        targets: found.target ? [found.target] : [],
        missing: found.missing === true ? [ref.id] : [],
        failures: found.denied === true ? { [ref.id]: failure('denied') } : {},
      },
      { begun: found.begun ?? clock.elapsed(), seenAt: clock.now(), ...(account !== undefined && { account }) },
      momentOf(clock),
    );
  };
  return { clock, ends, stalls, ages, heard, errors, one, look, sightings };
}

describe('what looks say of one that is followed', () => {
  it('is gone when it was missing for a minute, in a row, and no earlier; nobody hears of it before', async () => {
    const { clock, ends, heard, look } = stage();
    await clock.advance(1_000);
    look({ missing: true });
    await clock.advance(59_999);
    look({ missing: true });
    assert.deepEqual([ends, heard], [[], [[], []]]);
    // It was there in between.
    look({ target: instance({ state: 'stopping' }) });
    await clock.advance(1);
    look({ missing: true });
    await clock.advance(59_999);
    look({ missing: true });
    assert.deepEqual(ends, []);
    await clock.advance(1);
    look({ missing: true });
    assert.deepEqual([ends, heard.at(-1)], [['gone'], [instance().id]]);
  });

  it('is not gone when it is missing once after it could not be read for long', async () => {
    const { clock, ends, look } = stage();
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.advance(MINUTE);
      look({ denied: true });
    }
    look({ missing: true });
    assert.deepEqual(ends, []);
    await clock.advance(MINUTE);
    look({ missing: true });
    assert.deepEqual(ends, ['gone']);
  });

  it('ends also where whoever hears of it throws', async () => {
    const { clock, ends, errors, look } = stage(instance({ id: 'i-odd' }));
    await clock.advance(1_000);
    look({ target: instance({ id: 'i-odd', state: 'stopped' }) });
    assert.deepEqual([ends, errors.map(String)], [['stopped'], ['Error: odd']]);
  });

  it('is not gone because an account doesn’t know it that nobody has named, unless it was asked for in none', async () => {
    for (const [account, expected] of [
      [{ account: ACCOUNT }, []],
      [{}, ['gone']],
    ] as const) {
      const clock = heldTime();
      const ends: string[] = [];
      const followed = createFollowed(clock);
      const sightings = createSightings({
        ...{ clock, looked: () => {}, stallAfter: () => MINUTE, onError: () => {}, stall: () => {} },
        end: (_one, { type }) => ends.push(type),
      });
      const one = followed.put(request(clock, instance(), account), 'requested');
      for (let turn = 0; turn < 3; turn += 1) {
        const look = { begun: clock.elapsed(), seenAt: clock.now() };
        sightings.take(scope, [one], { targets: [], missing: [instance().id], failures: {} }, look, momentOf(clock));
        await clock.advance(MINUTE);
      }
      assert.deepEqual(ends.slice(0, 1), expected);
      assert.equal(one.unread !== undefined, expected.length === 0);
    }
  });

  it('is nothing of a look that began before the request was over', async () => {
    const { clock, ends, look, one } = stage();
    await clock.advance(1_000);
    look({ target: instance({ state: 'stopped' }), begun: one.since - 1 });
    assert.deepEqual([ends, one.last], [[], undefined]);
    look({ target: instance({ state: 'stopped' }) });
    assert.deepEqual(ends, ['stopped']);
  });

  it('is nothing of another account than the one in which it was asked for', async () => {
    const { clock, ends, look, one } = stage();
    await clock.advance(1_000);
    look({ target: instance({ state: 'stopped' }) }, '444455556666');
    assert.deepEqual([ends, one.last], [[], undefined]);
    look({ target: instance({ state: 'stopped' }) });
    assert.deepEqual(ends, ['stopped']);
  });

  it('is that a lost request was not carried out, after a minute and a half in which it is untouched', async () => {
    const { clock, ends, look } = stage(experiment(), { uncertain: failure('timeout') });
    await clock.advance(90_000);
    look({ target: experiment({ state: 'running' }) });
    assert.deepEqual(ends, []);
    await clock.advance(1);
    look({ target: experiment({ state: 'running' }) });
    assert.deepEqual(ends, ['not-carried-out']);
  });

  it('is that a start failed, when reads surely are from after it', async () => {
    const start = { operation: { type: 'start' } } as const;
    for (const [wasTaken, settled] of [
      [false, 90_000],
      [true, 15_000],
    ] as const) {
      const { clock, ends, look } = stage(instance({ state: 'stopped' }), start);
      await clock.advance(1_000);
      if (wasTaken) look({ target: instance({ state: 'pending' }) });
      await clock.advance(settled - 1_000);
      look({ target: instance({ state: 'stopped' }) });
      assert.deepEqual(ends, []);
      await clock.advance(1);
      look({ target: instance({ state: 'stopped' }) });
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
      const { clock, stalls, look } = stage(of, more);
      await clock.advance(after);
      const target = of.kind === 'instance' ? instance({ state }) : experiment({ state });
      look({ target });
      look({ target });
      assert.deepEqual(stalls, Array(expected).fill('stopping'), `${of.kind} ${state} ${after}`);
    }
  });

  it('is told as hanging for the whole time that it has been stopping, also before it was forced', async () => {
    const rows: readonly (readonly [stateBefore: string, age: number])[] = [
      ['stopping', 41 * MINUTE],
      ['running', 11 * MINUTE],
    ];
    for (const [stateBefore, age] of rows) {
      const { clock, ages, look } = stage(instance(), {
        operation: { type: 'force-stop', skipOsShutdown: false },
        stateBefore,
      });
      const began = new Date(clock.now() - 30 * MINUTE).toISOString().replace('T', ' ').slice(0, 19);
      await clock.advance(11 * MINUTE);
      look({ target: instance({ state: 'stopping', stateTransitionReason: `User initiated (${began} GMT)` }) });
      assert.deepEqual(
        ages.map((one) => Math.round(one / 1000) * 1000),
        [age],
        stateBefore,
      );
    }
  });

  it('ends when it was watched for long enough, by what could be watched', async () => {
    const { clock, ends, look, sightings, one } = stage();
    const watch = async (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= MINUTE) {
        await clock.advance(Math.min(MINUTE, left));
        look({ target: instance({ state: 'stopping' }) });
      }
    };
    await watch(followLife.instance - MINUTE);
    // What passes isn't counted, nor is a sleep beyond the longest pause.
    for (let turn = 0; turn < 10; turn += 1) {
      await clock.advance(MINUTE);
      sightings.unread(one, failure('unreachable'));
    }
    await clock.advance(MINUTE - 1);
    look({ target: instance({ state: 'stopping' }) });
    assert.deepEqual(ends, []);
    await clock.advance(1);
    look({ target: instance({ state: 'stopping' }) });
    assert.deepEqual(ends, ['unknown']);
  });

  it('remembers since when it can’t be read, by the first of the looks in a row that failed', async () => {
    const { clock, look, one } = stage();
    await clock.advance(1_000);
    look({ denied: true });
    const since = clock.now();
    await clock.advance(5_000);
    look({ denied: true });
    assert.deepEqual([one.unread?.since, one.unread?.failure.kind], [since, 'denied']);
    look({ target: instance({ state: 'stopping' }) });
    assert.equal(one.unread, undefined);
    assert.equal(one.tracked.ref.id, refTo(instance()).id);
  });
});
