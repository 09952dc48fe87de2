import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { askThroughThrottling } from '../../../../src/aws/call/askThroughThrottling.ts';
import { failed, type Outcome, succeeded } from '../../../../src/model/failure.ts';
import { failure, flush } from '../../../stages/fakes.ts';
import { hastyClock } from '../../../stages/clocks/hastyClock.ts';
import { heldClock } from '../../../stages/clocks/heldClock.ts';

describe('a request that the SDK doesn’t send', () => {
  const throttled = failed(failure('throttled'));
  const rows: readonly (readonly [string, readonly Outcome<string>[], number])[] = [
    ['is asked once where it is answered', [succeeded('x')], 1],
    ['is asked again after a throttled answer', [throttled, throttled, succeeded('x')], 3],
    ['gives up after three', [throttled, throttled, throttled, succeeded('x')], 3],
    ['is not asked again for what would be refused again', [failed(failure('denied')), succeeded('x')], 1],
  ];
  for (const [what, answers, times] of rows)
    test(what, async () => {
      let asked = 0;
      const clock = hastyClock();
      const outcome = await askThroughThrottling(
        () => Promise.resolve(answers[asked++] ?? throttled),
        undefined,
        clock,
      );
      // Half of what it waits at most: half a second after the first, a second after the second.
      assert.equal(clock.waited, [0, 250, 750][times - 1]);
      assert.equal(asked, times);
      assert.deepEqual(outcome, answers[times - 1]);
    });

  test('is not asked again once nobody wants it, and waits no longer', async () => {
    const clock = heldClock(0, 0.5);
    const abort = new AbortController();
    let asked = 0;
    const answer = askThroughThrottling(
      () => {
        asked += 1;
        return Promise.resolve(throttled);
      },
      abort.signal,
      clock,
    );
    await flush();
    abort.abort();
    assert.deepEqual([await answer, asked], [throttled, 1]);
  });
});
