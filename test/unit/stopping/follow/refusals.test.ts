import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TargetRef } from '../../../../src/model/resources/resource.ts';
import { nobodys } from '../../../../src/model/sight.ts';
import { createRefusals } from '../../../../src/stopping/follow/refusals.ts';
import type { Verdict } from '../../../../src/stopping/verdict.ts';
import { ofAws } from '../../../stages/accounts.ts';
import { failure, heldTime, instance, refTo, seenState } from '../../../stages/fakes.ts';
import { request } from '../../../stages/stopping/tracker.ts';

const HOUR = 3_600_000;
const [one, other] = [instance({ id: 'i-1' }), instance({ id: 'i-2' })];
const refused: Verdict = { type: 'refused', failure: failure('denied') };

function stage() {
  const clock = heldTime();
  const refusals = createRefusals(clock, (error) => {
    throw error;
  });
  const fired: TargetRef[] = [];
  refusals.onDidChange((refs) => fired.push(...refs));
  const end = (of: typeof one, verdict: Verdict, more: object = {}, loggedAt?: number) =>
    refusals.ended({
      tracked: request(clock, of, { stateBefore: 'running', ...more }),
      verdict,
      ...(loggedAt !== undefined && { loggedAt }),
    });
  const told = (of = one, shown = nobodys, state: string | undefined = 'running') =>
    refusals.find(refTo(of), shown, state);
  return { clock, refusals, fired, end, told };
}

describe('that a request was refused', () => {
  it('is known of its own thing, with when and why, as long as that has the state in which it was asked for', () => {
    const { clock, fired, end, told } = stage();
    end(one, refused, { clockOffset: 5_000 });
    assert.deepEqual([told()?.at, told()?.failure.kind], [clock.now() + 5_000, 'denied']);
    assert.ok(told(one, nobodys, undefined));
    assert.equal(told(other), undefined);
    for (const state of ['stopping', 'stopped']) assert.equal(told(one, nobodys, state), undefined);
    assert.deepEqual(fired, [refTo(one)]);
  });

  it('is known in its own account alone, and of two accounts of each', () => {
    const { end, told } = stage();
    const [own, another] = [ofAws('111122223333'), ofAws('444455556666')];
    end(one, refused, { account: '111122223333' });
    assert.deepEqual(
      [own, another].map((shown) => told(one, shown) !== undefined),
      [true, false],
    );
    end(one, refused, { account: '444455556666' });
    end(one, { type: 'stopped', ...seenState('stopped') }, { account: '111122223333' });
    assert.deepEqual(
      [own, another].map((shown) => told(one, shown) !== undefined),
      [false, true],
    );
  });

  it('is no longer said once another request has ended otherwise', () => {
    const { fired, end, told } = stage();
    end(one, refused);
    end(one, { type: 'unknown' });
    assert.equal(told(), undefined);
    assert.deepEqual(fired, [refTo(one), refTo(one)]);
    end(other, { type: 'unknown' });
    assert.equal(fired.length, 2);
  });

  it('is said for an hour, also where the log tells it of a window before, and then the rows hear of it', async () => {
    const { clock, refusals, fired, end, told } = stage();
    end(one, refused, {}, clock.now() - HOUR / 2);
    end(other, refused, {}, clock.now() - 2 * HOUR);
    assert.deepEqual([told() !== undefined, told(other)], [true, undefined]);
    end(other, refused);
    // What the log tells is older than what was seen here.
    end(other, { type: 'unknown' }, {}, clock.now() - HOUR / 2);
    await clock.advance(HOUR / 2 - 1_000);
    assert.ok(told());
    await clock.advance(2_000);
    assert.deepEqual([told(), told(other) !== undefined], [undefined, true]);
    assert.deepEqual(fired, [refTo(one), refTo(other), refTo(one)]);
    await clock.advance(HOUR / 2);
    assert.equal(told(other), undefined);
    assert.deepEqual(fired.slice(3), [refTo(other)]);
    refusals.dispose();
    assert.equal(clock.timers(), 0);
  });

  it('is heard of within a minute to be no longer said where the machine slept past the hour, or its clock was set back', async () => {
    for (const moved of [HOUR, -HOUR]) {
      const { clock, refusals, fired, end, told } = stage();
      end(one, refused);
      await clock.advance(1_000);
      clock.setBy(moved);
      assert.deepEqual([told(), fired.length], [undefined, 1]);
      await clock.advance(60_000);
      assert.deepEqual(fired, [refTo(one), refTo(one)], String(moved));
      assert.equal(clock.timers(), 0);
      refusals.dispose();
    }
  });

  it('is heard of in its time where the log tells of an older one after a newer', async () => {
    const { clock, fired, end } = stage();
    end(one, refused);
    end(other, refused, {}, clock.now() - HOUR + 10_000);
    await clock.advance(11_000);
    assert.deepEqual(fired, [refTo(one), refTo(other), refTo(other)]);
  });
});
