import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, test } from 'node:test';
import { inParallel, merged } from '../../../../src/aws/call/concurrency.ts';
import { createSemaphore } from '../../../../src/aws/worker/semaphore.ts';
import { createRateLimiter } from '../../../../src/aws/call/rateLimiter.ts';
import { type Rate, rates } from '../../../../src/aws/call/rates.ts';
import type { Clock } from '../../../../src/base/clock.ts';

/** A clock that stands until it is moved. */
function heldClock() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    after(milliseconds, callback) {
      const timer = { at: now + milliseconds, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 0,
  };
  return {
    clock,
    timers,
    move(milliseconds: number) {
      now += milliseconds;
      for (const timer of [...timers].filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)) {
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

const rate = { bucket: 'b', burst: 2, refill: 1 };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('rates on our side', () => {
  test('let a burst through, then one at a time, in order', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    const done: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) void limiter.take('o', rate, 1, undefined).then(() => done.push(turn));
    await settle();
    assert.deepEqual(done, [0, 1]);
    held.move(999);
    await settle();
    assert.deepEqual(done, [0, 1]);
    held.move(1);
    await settle();
    assert.deepEqual(done, [0, 1, 2]);
    held.move(2_000);
    await settle();
    assert.deepEqual(done, [0, 1, 2, 3, 4]);
    held.move(60_000);
    for (let turn = 5; turn < 8; turn += 1) void limiter.take('o', rate, 1, undefined).then(() => done.push(turn));
    await settle();
    assert.deepEqual(done.length, 7);
  });

  test('come back as fast as AWS’s do', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    const fast = { bucket: 'fast', burst: 20, refill: 5 };
    await limiter.take('o', fast, 20, undefined);
    held.move(2_000);
    await limiter.take('o', fast, 10, undefined);
    assert.equal(held.timers.size, 0);
    void limiter.take('o', fast, 1, undefined);
    assert.deepEqual(
      [...held.timers].map(({ at }) => at),
      [2_200],
    );
  });

  test('leave nothing behind at a signal that stands for many calls', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    const { signal } = new AbortController();
    await limiter.take('o', rate, 2, signal);
    const waiting = limiter.take('o', rate, 1, signal);
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    held.move(1_000);
    await waiting;
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  test('are kept apart by owner and bucket', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    await limiter.take('one', rate, 2, undefined);
    await limiter.take('other', rate, 2, undefined);
    await limiter.take('one', { ...rate, bucket: 'c' }, 2, undefined);
    assert.equal(held.timers.size, 0);
  });

  test('give a turn back when its caller leaves', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    await limiter.take('o', rate, 2, undefined);
    const controller = new AbortController();
    const left = limiter.take('o', rate, 1, controller.signal);
    controller.abort();
    await assert.rejects(left, { name: 'AbortError' });
    assert.equal(held.timers.size, 0);
    const next = limiter.take('o', rate, 1, undefined);
    held.move(1_000);
    await next;
    await assert.rejects(limiter.take('o', rate, 1, AbortSignal.abort()), { name: 'AbortError' });
  });

  test('give back what a refused call had taken, and never more than there can be', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    await limiter.take('o', rate, 2, undefined);
    limiter.giveBack('o', rate, 2);
    await limiter.take('o', rate, 2, undefined);
    assert.equal(held.timers.size, 0);
    limiter.giveBack('o', rate, 50);
    await limiter.take('o', rate, 2, undefined);
    void limiter.take('o', rate, 1, undefined);
    assert.equal(held.timers.size, 1);
  });

  test('are taken as far as they leave what somebody else needs, as soon as there are so many', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    const wide = { bucket: 'wide', burst: 10, refill: 1 };
    assert.equal(await limiter.takeSpare('o', wide, 5, 6, undefined), false, 'there are never eleven');
    assert.equal(await limiter.takeSpare('o', wide, 4, 6, undefined), true);
    let taken = false;
    const waiting = limiter.takeSpare('o', wide, 2, 6, undefined).then((it) => (taken = it));
    assert.equal(await limiter.takeSpare('other', wide, 1, 6, undefined), true);
    await limiter.take('o', wide, 6, undefined);
    assert.equal(held.timers.size, 1, 'whoever takes what was left waits for nobody');
    held.move(2_000);
    await settle();
    assert.equal(taken, false, 'somebody else took some meanwhile');
    held.move(5_999);
    await settle();
    assert.equal(taken, false);
    held.move(1);
    await waiting;
    assert.equal(taken, true);
    assert.equal(held.timers.size, 0);
  });

  test('are no longer waited for by who gave up, and nothing is owed', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    const wide = { bucket: 'wide', burst: 10, refill: 1 };
    await limiter.take('o', wide, 10, undefined);
    const stop = new AbortController();
    const waiting = limiter.takeSpare('o', wide, 1, 0, stop.signal);
    stop.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await assert.rejects(limiter.takeSpare('o', wide, 1, 0, stop.signal), { name: 'AbortError' });
    assert.equal(held.timers.size, 0);
    held.move(1_000);
    assert.equal(await limiter.takeSpare('o', wide, 1, 0, undefined), true);
  });

  test('are divided among the windows that ask, but for what a person does', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    limiter.share(2);
    await limiter.take('o', rate, 1, undefined);
    await limiter.take('o', { bucket: 'stops', burst: 2, refill: 1, personal: true }, 2, undefined);
    let done = false;
    void limiter.take('o', rate, 1, undefined).then(() => (done = true));
    assert.equal(held.timers.size, 1);
    held.move(1_999);
    await settle();
    assert.equal(done, false, 'half the refill');
    held.move(1);
    await settle();
    assert.equal(done, true);
    limiter.share(1);
    held.move(60_000);
    await limiter.take('o', rate, 2, undefined);
    const own = Object.entries<Rate>(rates).filter(([, one]) => one.personal === true);
    assert.deepEqual(
      own.map(([name]) => name),
      [
        'ec2Mutating',
        'ec2StoppedInstances',
        'ec2StopDryRun',
        'ec2Start',
        'ec2StartDryRun',
        'ecsMutating',
        'fisMutating',
      ],
    );
  });

  test('hold everybody back after AWS has throttled, and end every wait on close', async () => {
    const held = heldClock();
    const limiter = createRateLimiter(held.clock);
    limiter.drain('o', rate);
    const waiting = limiter.take('o', rate, 1, undefined);
    assert.equal(held.timers.size, 1);
    limiter.close();
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.equal(held.timers.size, 0);
    // What was on its way to the limiter when that closed would wait for good.
    await assert.rejects(limiter.take('o', rate, 1, undefined), { name: 'AbortError' });
    assert.equal(held.timers.size, 0);
  });

  test('stay at or below half of what AWS allows, but for the members of a stop that a person waits for', () => {
    assert.deepEqual([rates.ec2Paged.burst, rates.ec2Paged.refill], [50, 10]);
    assert.deepEqual([rates.ec2StoppedInstances.burst, rates.ec2StoppedInstances.refill], [1000, 20]);
    assert.ok(rates.fis.refill < 2);
  });

  test('leave what only asks about a stop or a start beside the stop and the start within what AWS allows', () => {
    for (const [change, ask, burst, refill] of [
      [rates.ec2Mutating, rates.ec2StopDryRun, 50, 5],
      [rates.ec2Start, rates.ec2StartDryRun, 5, 2],
    ] as const) {
      assert.ok(change.burst + ask.burst <= burst, ask.bucket);
      assert.ok(change.refill + ask.refill <= refill, ask.bucket);
      assert.ok(ask.burst >= 1, 'one is let through at all');
    }
  });
});

describe('work at a time', () => {
  test('is bounded, and answers in order', async () => {
    let open = 0;
    let most = 0;
    const answers = await inParallel([5, 4, 3, 2, 1], 2, async (ticks) => {
      open += 1;
      most = Math.max(most, open);
      for (let tick = 0; tick < ticks; tick += 1) await settle();
      open -= 1;
      return ticks * 10;
    });
    assert.deepEqual([answers, most], [[50, 40, 30, 20, 10], 2]);
  });

  test('of several lists comes as it comes, and is ended when its taker leaves', async () => {
    const ended: string[] = [];
    const source = (name: string, ticks: number) =>
      async function* (): AsyncGenerator<string> {
        try {
          for (let item = 0; ; item += 1) {
            for (let tick = 0; tick < ticks; tick += 1) await settle();
            yield `${name}${item}`;
          }
        } finally {
          ended.push(name);
        }
      };
    const taken: string[] = [];
    for await (const item of merged([source('slow', 50), source('fast', 1), source('never', 1)], 2)) {
      taken.push(item);
      if (item.startsWith('slow')) break;
    }
    assert.ok(taken.filter((item) => item.startsWith('fast')).length > 3);
    assert.ok(!taken.some((item) => item.startsWith('never')));
    assert.deepEqual(ended.sort(), ['fast', 'slow']);
  });

  test('passes a gate as there is room, and no more after it is closed', async () => {
    const gate = createSemaphore(1);
    assert.equal(await gate.enter(), true);
    const second = gate.enter();
    const third = gate.enter();
    gate.leave();
    assert.equal(await second, true);
    gate.close();
    assert.equal(await third, false);
    assert.equal(await gate.enter(), false);
  });
});
