import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import { historySection } from '../../../src/pages/historySection.ts';
import { createLatestResources } from '../../../src/pages/latestResources.ts';
import { heldTime, told } from '../../stages/fakes.ts';
import { memoryJournal, ref, summary } from '../../stages/history.ts';
import { pageInput } from '../../stages/panel/pages.ts';

const MINUTE = 60_000;
const exp = ref('experiment', 'EXP1');

describe('the answers of which two can be compared', () => {
  it('have the time of AWS’s clock, each by how far that was from this machine’s when it came', async () => {
    const clock = heldTime();
    const journal = memoryJournal();
    const snapshots = createAnswerSnapshots({ journal });
    const offsets = [10 * MINUTE, undefined, -3 * MINUTE];
    let asked = 0;
    const latest = createLatestResources({
      reads: {
        wholeResource: () => {
          const clockOffset = offsets[asked];
          asked += 1;
          const seen = clockOffset === undefined ? {} : { clockOffset };
          return Promise.resolve(told({ target: summary({ state: 'running' }), json: `{"n":${asked}}` }, seen));
        },
      },
      ...{ clock, snapshots, history: createHistory({ journal: memoryJournal(), clock }) },
    });
    const times: number[] = [];
    for (const offset of offsets) {
      times.push(clock.now() + (offset ?? 0));
      await latest.refresh(exp);
      await clock.advance(20 * MINUTE);
    }
    await snapshots.flush();
    const again = createAnswerSnapshots({ journal });
    await again.load();
    for (const kept of [snapshots, again]) {
      const [block] = historySection(pageInput(0, {}, { snapshots: kept.of(exp) })).blocks;
      assert.ok(block?.type === 'history');
      assert.deepEqual(
        block.snapshots.map(({ shownAt }) => shownAt),
        times,
      );
      assert.deepEqual(
        block.snapshots.map(({ at }) => at),
        kept.of(exp).map(({ at }) => at),
      );
    }
  });
});
