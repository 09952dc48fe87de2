import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLookTimes } from '../../../../src/stopping/follow/lookTimes.ts';
import { heldTime } from '../../../stages/fakes.ts';

/** Looks that are answered from outside, of one group that is followed for ever. */
function stage() {
  const clock = heldTime();
  const looks: ((isRead: boolean) => void)[] = [];
  const times = createLookTimes({
    clock,
    sinceOf: () => [0],
    look: () => new Promise((resolve) => looks.push(resolve)),
    onError: (error) => assert.fail(String(error)),
  });
  return { clock, looks, times };
}

for (const failures of [0, 1, 8]) {
  test(`somebody signs in during a look, after ${failures} that failed: it is looked at again as soon as that one has ended`, async () => {
    const { clock, looks, times } = stage();
    times.soon('group');
    for (let failed = 0; failed <= failures; failed += 1) {
      await clock.advance(90_000);
      assert.equal(looks.length, failed + 1);
      if (failed < failures) looks[failed]?.(false);
    }
    times.now(() => true);
    times.now(() => true);
    await clock.advance(90_000);
    assert.equal(looks.length, failures + 1, 'one look at a time');
    looks[failures]?.(false);
    await clock.advance(1);
    assert.equal(looks.length, failures + 2);
    // It was asked for once more, and not for ever.
    looks[failures + 1]?.(true);
    await clock.advance(1);
    assert.equal(looks.length, failures + 2);
    times.dispose();
  });
}

test('a look of another group stays as it is', async () => {
  const { clock, looks, times } = stage();
  times.soon('one');
  await clock.advance(5_000);
  times.now((key) => key === 'other');
  looks[0]?.(true);
  await clock.advance(1);
  assert.equal(looks.length, 1);
  times.dispose();
});
