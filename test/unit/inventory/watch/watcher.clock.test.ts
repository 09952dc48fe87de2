import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../../src/history/history.ts';
import { heldTime, instance, looksAt, memoryJournal, scope, told } from '../../../stages/fakes.ts';
import { watcherStage } from '../../../stages/watcher.ts';

const HOUR = 3_600_000;

describe('11.16: a wall clock that is set, and a machine that sleeps', () => {
  for (const shift of [-8 * HOUR, -HOUR, -2_000, 2_000, HOUR, 8 * HOUR]) {
    it(`11.14: keeps showing what lists and looks bring, as of AWS’s clock, after ${shift / 1_000} s`, async () => {
      let state = 'running';
      const { clock, inventory, watcher } = watcherStage({
        list: (_where, kind) => [
          told({ resources: kind === 'instance' ? [instance({ state })] : [], gaps: [] }, { clockOffset: 90_000 }),
        ],
        look: looksAt(() => [instance({ state })]),
      });
      const shown = () => inventory.get(scope, 'instance', 'i-1')?.state;
      watcher.setAttention({ viewVisible: true, windowFocused: true });
      watcher.setScopes([scope]);
      await clock.advance(1_000);
      assert.equal(shown(), 'running');
      clock.setBy(shift);
      state = 'stopping';
      watcher.refresh();
      await clock.advance(1_000);
      assert.equal(shown(), 'stopping', 'by a list');
      const { asOf = NaN, shownAsOf = NaN } = inventory.status(scope, 'instance');
      assert.ok(Math.abs(shownAsOf - (clock.now() + 90_000)) <= 2_000, '14: by AWS’s clock');
      assert.equal(inventory.status(scope, 'instance').clockOffset, 90_000);
      assert.ok(watcher.stamp() - asOf >= 0 && watcher.stamp() - asOf <= 2_000, 'an age is never negative');
      clock.setBy(shift);
      state = 'stopped';
      watcher.follow({ kind: 'instance', scope, id: 'i-1' });
      await clock.advance(10_000);
      assert.equal(shown(), 'stopped', 'by a look');
      watcher.dispose();
    });
  }

  it('knows of a moment of the old clock what came after it', () => {
    const { clock, watcher } = watcherStage();
    const before = clock.now();
    clock.setBy(-HOUR);
    assert.ok(watcher.stampOf(before) <= watcher.stamp());
    assert.ok(watcher.stampOf(clock.now() - 5_000) <= watcher.stamp() - 5_000);
  });

  it('goes on with the state history', async () => {
    for (const shift of [-8 * HOUR, -2_000, 8 * HOUR]) {
      const clock = heldTime();
      const history = createHistory({ journal: memoryJournal(), clock });
      await history.load();
      const see = (state: string) => history.observe([instance({ state })], clock.now(), clock.now() - 200);
      see('running');
      await clock.advance(1_000);
      see('stopping');
      clock.setBy(shift);
      await clock.advance(1_000);
      see('stopped');
      const last = history
        .of({ kind: 'instance', scope, id: 'i-1' })
        .findLast((entry) => entry.type === 'transition' && entry.to === 'stopped');
      assert.ok(last, `after ${shift}`);
      await history.dispose();
    }
  });
});
