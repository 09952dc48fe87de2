import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHistory } from '../../../src/history/history.ts';
import { keepLoading } from '../../../src/history/keepLoading.ts';
import { createAnswerSnapshots } from '../../../src/history/snapshots.ts';
import type { Journal } from '../../../src/model/ports/journal.ts';
import { heldTime, memoryJournal } from '../../stages/fakes.ts';
import { noon, ref } from '../../stages/history/history.ts';

const exp = ref('experiment', 'EXP1');

/** What an earlier window kept of an experiment, in journals that can't be read so many times. */
async function stage(fails: { readonly history: number; readonly snapshots: number }) {
  const clock = heldTime();
  const failing = (journal: Journal, times: number): Journal => {
    let reads = 0;
    return {
      ...journal,
      read: () => ((reads += 1) <= times ? Promise.reject(new Error('EMFILE')) : journal.read()),
    };
  };
  const journals = { history: memoryJournal(), snapshots: memoryJournal() };
  const before = {
    history: createHistory({ journal: journals.history, clock }),
    snapshots: createAnswerSnapshots({ journal: journals.snapshots }),
  };
  before.history.requested({ ref: exp, operation: 'StopExperiment', at: noon, outcome: { result: 'accepted' } });
  before.snapshots.keep(exp, { at: noon, state: 'running', json: '{}' });
  await before.history.dispose();
  await before.snapshots.flush();
  const history = createHistory({ journal: failing(journals.history, fails.history), clock });
  const snapshots = createAnswerSnapshots({ journal: failing(journals.snapshots, fails.snapshots) });
  const errors: unknown[] = [];
  const stop = keepLoading(clock, [history, snapshots], (error) => errors.push(error));
  const known = () => [history.of(exp).length, snapshots.of(exp).length];
  return { clock, history, snapshots, stop, known, errors };
}

describe('what an earlier window kept', () => {
  for (const [fails, known, later] of [
    [{ history: 0, snapshots: 0 }, [1, 1], [1, 1]],
    [{ history: 1, snapshots: 0 }, [0, 1], [1, 1]],
    [{ history: 0, snapshots: 1 }, [1, 0], [1, 1]],
    [{ history: 30, snapshots: 30 }, [0, 0], [1, 1]],
  ] as const)
    it(`is read until it can be: it can’t ${fails.history} and ${fails.snapshots} times`, async () => {
      const staged = await stage(fails);
      await staged.clock.advance(0);
      assert.deepEqual(staged.known(), known);
      assert.equal(staged.history.problem(), fails.history > 0 ? 'EMFILE' : undefined);
      await staged.clock.advance(3_600_000);
      assert.deepEqual(staged.known(), later);
      assert.deepEqual([staged.history.problem(), staged.clock.timers()], [undefined, 0]);
      assert.equal(staged.errors.length, Math.min(1, fails.history) + Math.min(1, fails.snapshots));
    });

  it('is tried no more once the window is closed', async () => {
    const { clock, stop, known } = await stage({ history: 5, snapshots: 5 });
    await clock.advance(2_000);
    stop();
    await clock.advance(3_600_000);
    assert.deepEqual([known(), clock.timers()], [[0, 0], 0]);
  });
});
