import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewsType } from '../../../src/news/news.ts';
import { createRememberedLevers } from '../../../src/news/rememberedLevers.ts';
import { nobodys } from '../../../src/model/sight.ts';
import { createSeenStates } from '../../../src/news/seenStates.ts';
import { type ExperimentState, experimentStates, stateTraits } from '../../../src/model/resources/states.ts';
import { experiment, lever } from '../../stages/fakes.ts';

describe('a safety lever that still is engaged', () => {
  it('is told with when it was seen so first by AWS’s clock', () => {
    const [hour, begun] = [3_600_000, Date.parse('2026-01-15T12:00:00Z')];
    let passed = 0;
    const memory = { get: () => undefined, update: () => Promise.resolve() };
    const seen = createSeenStates({
      ...{ now: () => begun + passed, passed: () => passed },
      levers: createRememberedLevers({ memory, now: () => begun + passed, onError: assert.ifError }),
      ...{ mayRemind: () => true, shown: () => nobodys, ahead: () => 90_000 },
    });
    const engaged = lever({ state: 'engaged' });
    seen.take(engaged, false);
    passed = 5 * hour;
    assert.deepEqual(
      seen.lasting(engaged).map(({ seenAt }) => seenAt),
      [begun + 90_000],
    );
  });
});

function stage() {
  const memory = { get: () => undefined, update: () => Promise.resolve() };
  const seen = createSeenStates({
    now: () => 0,
    passed: () => 0,
    levers: createRememberedLevers({ memory, now: () => 0, onError: assert.ifError }),
    mayRemind: () => false,
    shown: () => nobodys,
    ahead: () => 0,
  });
  return (state: string, isNew: boolean) => seen.take(experiment({ state }), isNew).map(({ type }) => type);
}

/** What is told of an experiment that is seen in this state for the first time, and of one that was running when it was seen before. */
const table: Readonly<Record<ExperimentState, readonly [first: readonly NewsType[], later: readonly NewsType[]]>> = {
  pending: [['started'], []],
  initiating: [['started'], []],
  running: [['started'], []],
  stopping: [['started'], []],
  completed: [['ran'], []],
  stopped: [['ran'], []],
  cancelled: [['never-began'], []],
  failed: [['experiment-failed'], ['experiment-failed']],
};

describe('what an experiment’s state tells', () => {
  it('has a word for each state in which FIS can have it', () => {
    assert.deepEqual(Object.keys(table).toSorted(), Object.keys(experimentStates).toSorted());
  });

  for (const [state, [first, later]] of Object.entries(table)) {
    it(`is, of ${state}, ${first.join()} once where it is new, and ${later.join() || 'nothing'} of one that was seen running`, () => {
      const fresh = stage();
      assert.deepEqual(fresh(state, true), first);
      assert.deepEqual(fresh(state, false), []);
      const known = stage();
      known('running', false);
      assert.deepEqual(known(state, false), later);
      assert.deepEqual(known(state, false), []);
    });

    it(`is nothing, of ${state}, where it was there before anybody looked`, () => {
      assert.deepEqual(stage()(state, false), []);
    });
  }

  it('never says of one that is over that it runs, nor of one that isn’t that it is over', () => {
    for (const [state, [[type]]] of Object.entries(table))
      assert.equal(type === 'started', !stateTraits('experiment', state).final, state);
    assert.deepEqual(stage()('a-state-of-later', true), ['started']);
  });
});
