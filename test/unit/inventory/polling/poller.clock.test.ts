import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../../src/base/deadline.ts';
import { createHistory } from '../../../../src/history/history.ts';
import { flush, instance, looksAt, memoryJournal, scope, told } from '../../../stages/fakes.ts';
import { isStoppable } from '../../../../src/model/resources/target.ts';
import { pollerStage } from '../../../stages/poller.ts';

const HOUR = 3_600_000;

describe('11.16: a wall clock that is set, and a machine that sleeps', () => {
  for (const shift of [-8 * HOUR, -HOUR, -2_000, 2_000, HOUR, 8 * HOUR]) {
    it(`11.14: keeps showing what lists and looks bring, as of AWS’s clock, after ${shift / 1_000} s`, async () => {
      let state = 'running';
      const { clock, inventory, poller } = pollerStage({
        list: (_where, kind) => [
          told({ resources: kind === 'instance' ? [instance({ state })] : [], gaps: [] }, { clockOffset: 90_000 }),
        ],
        look: looksAt(() => [instance({ state })]),
      });
      const shown = () => inventory.get(scope, 'instance', 'i-1')?.state;
      poller.setAttention({ viewVisible: true, windowFocused: true });
      poller.setScopes([scope]);
      await clock.advance(1_000);
      assert.equal(shown(), 'running');
      clock.setBy(shift);
      state = 'stopping';
      poller.refresh();
      await clock.advance(1_000);
      assert.equal(shown(), 'stopping', 'by a list');
      const { asOf = NaN, shownAsOf = NaN } = inventory.status(scope, 'instance');
      assert.ok(Math.abs(shownAsOf - (clock.now() + 90_000)) <= 2_000, '14: by AWS’s clock');
      assert.equal(inventory.status(scope, 'instance').clockOffset, 90_000);
      assert.ok(poller.stamp() - asOf >= 0 && poller.stamp() - asOf <= 2_000, 'an age is never negative');
      clock.setBy(shift);
      state = 'stopped';
      poller.keepFast({ kind: 'instance', scope, id: 'i-1' });
      await clock.advance(10_000);
      assert.equal(shown(), 'stopped', 'by a look');
      poller.dispose();
    });
  }

  for (const shift of [-8 * HOUR, -HOUR, -2_000, 0, 2_000, HOUR]) {
    it(`knows of a moment of before what came after it, after ${shift / 1_000} s`, async () => {
      const { clock, poller } = pollerStage();
      const before = momentOf(clock);
      const stamped = poller.stamp();
      await clock.advance(5_000);
      const later = momentOf(clock);
      clock.setBy(shift);
      await clock.advance(1_000);
      assert.equal(poller.stampOf(before), stamped);
      assert.equal(poller.stampOf(later) - poller.stampOf(before), 5_000);
      assert.ok(poller.stampOf(later) < poller.stamp(), 'no look is of a time to come');
    });

    it(`takes up an answer that was on its way meanwhile, for lists, ages and the state history, after ${shift / 1_000} s`, async () => {
      let state = 'running';
      let offset = 0;
      const waiting: (() => void)[] = [];
      let holds = false;
      const { clock, inventory, poller } = pollerStage({
        gate: () => (holds ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve()),
        list: (_where, kind) => [
          told({ resources: kind === 'instance' ? [instance({ state })] : [], gaps: [] }, { clockOffset: offset }),
        ],
        look: looksAt(() => [instance({ state })]),
      });
      const history = createHistory({ journal: memoryJournal(), clock });
      await history.load();
      poller.observe((targets, since) => history.observe(targets.filter(isStoppable), clock.now(), since));
      const ref = { kind: 'instance', scope, id: 'i-1' } as const;
      const states = () =>
        history.of(ref).flatMap((entry) => (entry.type === 'transition' && entry.window ? [entry.to] : []));
      poller.setAttention({ viewVisible: true, windowFocused: true });
      poller.setScopes([scope]);
      await clock.advance(1_000);
      holds = true;
      poller.refresh({ scope });
      await flush();
      const asked = momentOf(clock);
      await clock.advance(4_000);
      clock.setBy(shift);
      // AWS's clock stays where it is.
      offset = -shift;
      for (let turn = 0; turn < 20; turn += 1) {
        for (const open of waiting.splice(0)) open();
        await flush();
      }
      holds = false;
      const { shownAsOf = NaN } = inventory.status(scope, 'instance');
      // A clock that was set forward can't be told from a machine that slept: then it is not said to be newer than it is.
      if (shift <= 0) assert.equal(shownAsOf, asked.now, 'as of when it was asked for, by AWS’s clock');
      else assert.ok(shownAsOf <= asked.now);
      for (const next of ['stopping', 'stopped']) {
        state = next;
        poller.refresh({ scope });
        await clock.advance(5_000);
        assert.equal(inventory.get(scope, 'instance', 'i-1')?.state, next);
        assert.deepEqual(states().at(-1), next);
      }
      assert.deepEqual(states(), ['stopping', 'stopped']);
      poller.dispose();
      await history.dispose();
    });
  }
});
