import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createOnePrompt } from '../../../../src/ui/stop/onePrompt.ts';
import { heldTime } from '../../../stages/fakes.ts';

void describe('one prompt at a time', () => {
  it('refuses everybody but the person while one is open, and lets them in afterwards', () => {
    const one = createOnePrompt(heldTime());
    const first = one.take('other');
    assert.ok(first);
    assert.equal(one.isTaken(), true);
    assert.equal(one.take('other'), undefined);
    first.release();
    first.release();
    assert.equal(one.isTaken(), false);
    assert.ok(one.take('other'));
  });

  it('gives the person the seat of whoever has it, whose answer is void then', () => {
    for (const who of ['other', 'person'] as const) {
      const one = createOnePrompt(heldTime());
      const first = one.take(who);
      const second = one.take('person');
      assert.ok(first && second);
      assert.equal(first.signal.aborted, true);
      assert.equal(first.signal.reason, 'superseded');
      assert.equal(first.renew(), false);
      assert.equal(second.signal.aborted, false);
      // The end of the first is not the end of the second.
      first.release();
      assert.equal(one.isTaken(), true);
      assert.equal(second.renew(), true);
    }
  });

  it('takes no dialog from under the person', async () => {
    const one = createOnePrompt(heldTime());
    const first = one.take('other');
    assert.ok(first);
    const dialog = openThing();
    const shown = first.showing('dialog', dialog.ask);
    assert.equal(one.take('person'), undefined);
    assert.equal(first.signal.aborted, false);
    dialog.close();
    assert.equal(await shown, 'closed');
    assert.ok(one.take('person'));
  });

  it('is the person’s for as long as they choose from a list, and for a plan’s life once the plan is made', async () => {
    const clock = heldTime();
    const one = createOnePrompt(clock);
    const list = one.take('person', 'gathering');
    assert.ok(list);
    await clock.advance(60 * 60_000);
    assert.equal(one.take('other'), undefined);
    assert.equal(list.renew(), true);
    await clock.advance(11 * 60_000);
    assert.ok(one.take('other'));
  });

  it('keeps everybody out for as long as a dialog stands there, and everybody but the person while steps do, whoever’s it is and whichever clock goes on', async () => {
    for (const what of ['dialog', 'steps'] as const) {
      for (const who of ['person', 'other'] as const) {
        for (const end of ['answer', 'error'] as const) {
          const clock = heldTime();
          const one = createOnePrompt(clock);
          const first = one.take(who);
          assert.ok(first);
          const open = openThing();
          const shown = first.showing(what, open.ask);
          await clock.advance(11 * 60_000);
          clock.setBy(24 * 60 * 60_000);
          const about = `${what} of ${who}, ${end}`;
          assert.deepEqual([one.isTaken(), one.take('other'), first.signal.aborted], [true, undefined, false], about);
          if (what === 'dialog') assert.equal(one.take('person'), undefined, about);
          if (end === 'answer') open.close();
          else open.fail();
          await shown.catch(() => {});
          // What was kept open for so long is old now.
          assert.equal(one.isTaken(), false, about);
          assert.equal(first.renew(), true, about);
          assert.equal(one.take('other'), undefined, about);
        }
      }
    }
  });

  it('gives the person the seat of whoever has only steps open', () => {
    const one = createOnePrompt(heldTime());
    const first = one.take('other');
    assert.ok(first);
    void first.showing('steps', openThing().ask);
    assert.ok(one.take('person'));
    assert.equal(first.signal.reason, 'superseded');
  });

  it('keeps nobody out for longer than a plan lives while nothing is open, whichever clock says so', async () => {
    for (const pass of ['time', 'sleep'] as const) {
      const clock = heldTime();
      const one = createOnePrompt(clock);
      const first = one.take('person');
      assert.ok(first);
      if (pass === 'time') await clock.advance(11 * 60_000);
      else clock.setBy(11 * 60_000);
      assert.equal(one.isTaken(), false);
      assert.ok(one.take('other'));
      assert.equal(first.signal.reason, 'superseded');
    }
  });
});

/** Something that stands open until the test closes it. */
function openThing() {
  let close = () => {};
  let fail = () => {};
  const open = new Promise<string>((resolve, reject) => {
    close = () => resolve('closed');
    fail = () => reject(new Error('closed'));
  });
  return { ask: () => open, close, fail };
}
