import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import { flush, heldTime } from '../../stages/fakes.ts';
import { action, experiment, instance, memoryJournal, ref } from '../../stages/history/history.ts';

/** One resource in a state, as an answer tells it. */
const kinds = {
  instance: (state: string) => instance({ state }),
  experiment: (state: string) => experiment({ state }, {}, [action({ state })]),
} as const;
const ids = { instance: 'i-1', experiment: 'EXP1' } as const;

/** What one window saw, then what the other one did, and what the first one sees next, once a page was opened in it. */
const stories: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'it stopped': [['running'], ['running', 'stopping', 'stopped'], ['stopped', 'stopped']],
  'it stopped, and runs again': [['running'], ['running', 'stopping', 'stopped'], ['running', 'stopping']],
  'it started': [['stopped'], ['stopped', 'pending', 'running'], ['running']],
  'it began to stop': [['running'], ['running', 'stopping'], ['stopped']],
  'nothing happened': [['running'], ['running', 'running'], ['running', 'stopping']],
  'it came to where it had been': [['stopped'], ['stopped', 'pending', 'running', 'stopped'], ['stopped', 'pending']],
};

describe('the history of two windows, of which one sees more than the other', () => {
  for (const kind of ['instance', 'experiment'] as const) {
    for (const [name, [early = [], other = [], later = []]] of Object.entries(stories)) {
      // An experiment comes into no state twice.
      if (kind === 'experiment' && !['it stopped', 'it began to stop', 'nothing happened'].includes(name)) continue;
      for (const loads of [1, 2]) {
        it(`tells each step once, in its order, of an ${kind}: ${name} (${loads} pages opened)`, async () => {
          const clock = heldTime();
          const journal = memoryJournal();
          const [mine, theirs] = [createHistory({ journal, clock }), createHistory({ journal, clock })];
          await Promise.all([mine.load(), theirs.load()]);
          const steps: string[] = [];
          let last: string | undefined;
          const see = async (history: History, state: string) => {
            await clock.advance(10_000);
            const asked = momentOf(clock);
            await clock.advance(500);
            history.observe([kinds[kind](state)], clock.now(), asked);
            if (last !== undefined && last !== state) steps.push(`${last} → ${state}`);
            last = state;
            await flush();
          };
          for (const state of early) await see(mine, state);
          last = undefined;
          for (const state of other) await see(theirs, state);
          for (let load = 0; load < loads; load += 1) await mine.load();
          for (const state of later) await see(mine, state);
          await mine.load();
          const subjects = kind === 'instance' ? [''] : ['', 'action:stop'];
          for (const subject of subjects) {
            const all = mine
              .of(ref(kind, ids[kind]))
              .filter((entry) => entry.type === 'transition')
              .filter((entry) => entry.subject === subject && entry.from !== undefined);
            for (const { window } of all) assert.ok((window?.after ?? -Infinity) <= (window?.before ?? NaN));
            const told = all.map(({ from, to }) => `${from} → ${to}`);
            assert.deepEqual(told, steps, subject);
          }
          await Promise.all([mine.dispose(), theirs.dispose()]);
        });
      }
    }
  }
});
