import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Moment, momentOf } from '../../../src/base/deadline.ts';
import { createHistory, type History } from '../../../src/history/history.ts';
import { stateOf } from '../../../src/model/resources/target.ts';
import type { Transition } from '../../../src/history/entry.ts';
import { heldTime } from '../../stages/fakes.ts';
import { instance, memoryJournal, MINUTE, ref } from '../../stages/history/history.ts';

const HOUR = 60 * MINUTE;
const one = ref('instance', 'i-1');

async function stage(journal = memoryJournal(), clock = heldTime()) {
  const history = createHistory({ journal, clock });
  await history.load();
  /** An answer comes that tells this state, asked for then. */
  const comes = (state: string, asked: Moment, id = 'i-1') =>
    history.observe([instance({ id, state })], clock.now(), asked);
  return { journal, clock, history, comes };
}

const transitions = (history: History): readonly Transition[] =>
  history.of(one).filter((entry) => entry.type === 'transition');
const told = (history: History) => transitions(history).map(({ from, to }) => `${from ?? '?'} → ${to}`);

/** Of each state when it was asked for, and how far the clock is set before that and while the answer is on its way. */
type Step = readonly [state: string, before: number, during: number];

const ways: Readonly<Record<string, readonly Step[]>> = {
  'is right': [
    ['running', 0, 0],
    ['stopping', 0, 0],
    ['stopping', 0, 0],
    ['stopped', 0, 0],
  ],
  ...Object.fromEntries(
    [-8 * HOUR, -HOUR, -21_000, -2_000, -1, 2_000, HOUR].flatMap((set) => [
      [
        `is set by ${set / 1_000} s while an answer is on its way that tells nothing new`,
        [
          ['running', 0, set],
          ['stopping', 0, 0],
          ['stopping', 0, 0],
          ['stopped', 0, 0],
        ],
      ],
      [
        `is set by ${set / 1_000} s while an answer is on its way that does`,
        [
          ['running', 0, 0],
          ['stopping', 0, set],
          ['stopping', 0, 0],
          ['stopped', 0, 0],
        ],
      ],
      [
        `is set by ${set / 1_000} s between two answers`,
        [
          ['running', 0, 0],
          ['stopping', set, 0],
          ['stopping', 0, 0],
          ['stopped', 0, 0],
        ],
      ],
      [
        `is set by ${set / 1_000} s twice, with an answer on its way each time`,
        [
          ['running', 0, set],
          ['stopping', 0, set],
          ['stopped', 0, 0],
        ],
      ],
      [
        `is set by ${set / 1_000} s and put right again`,
        [
          ['running', 0, set],
          ['stopping', 0, -set],
          ['stopped', 0, set],
        ],
      ],
    ]),
  ),
};

describe('11.16: the state history, where the clock', () => {
  for (const [name, steps] of Object.entries(ways)) {
    it(`${name}, is silent no longer than the answer itself, and never tells a window in which it did not happen`, async () => {
      const { clock, history, comes } = await stage();
      comes('running', momentOf(clock));
      let last = 'running';
      for (const [state, before, during] of steps) {
        // It happens between two answers.
        await clock.advance(10_000);
        clock.setBy(before);
        const happened = clock.elapsed();
        await clock.advance(10_000);
        const asked = momentOf(clock);
        await clock.advance(500);
        clock.setBy(during);
        await clock.advance(500);
        comes(state, asked);
        assert.equal(stateOf(history.lastSeen(one)?.target ?? instance({ state: 'none' })), state);
        assert.equal(history.lastSeen(one)?.seenAt, clock.now());
        if (state === last) continue;
        const step = transitions(history).find((entry) => entry.from === last && entry.to === state);
        last = state;
        const { after = NaN, before: until = NaN } = step?.window ?? {};
        const truly = clock.now() - (clock.elapsed() - happened);
        assert.ok(after <= truly && truly <= until, `${state}: ${after - truly} to ${until - truly}`);
        assert.equal(until, clock.now());
      }
      assert.deepEqual(told(history).toSorted(), ['running → stopping', 'stopping → stopped']);
      await history.dispose();
    });
  }

  for (const set of [-8 * HOUR, -HOUR, -2_000, -1, 0, 2_000, HOUR]) {
    it(`is set by ${set / 1_000} s while two answers are on their way, goes by the newer one, whichever comes last`, async () => {
      for (const isSetFirst of [true, false]) {
        const { clock, history, comes } = await stage();
        comes('running', momentOf(clock));
        await clock.advance(20_000);
        const slow = momentOf(clock);
        await clock.advance(1_000);
        if (isSetFirst) clock.setBy(set);
        const quick = momentOf(clock);
        await clock.advance(1_000);
        if (!isSetFirst) clock.setBy(set);
        comes('stopping', quick);
        comes('running', slow);
        assert.deepEqual(told(history), ['running → stopping']);
        await clock.advance(1_000);
        comes('stopped', momentOf(clock));
        assert.deepEqual(told(history).toSorted(), ['running → stopping', 'stopping → stopped']);
        await history.dispose();
      }
    });

    it(`is set by ${set / 1_000} s, tells what nobody saw for a while, from then on as before`, async () => {
      const { clock, history, comes } = await stage();
      const gaps = () => history.of(one).flatMap((entry) => (entry.type === 'gap' ? [entry] : []));
      const pass = async (...ids: readonly string[]) => {
        await clock.advance(MINUTE);
        history.observe(
          ids.map((id) => instance({ id, state: 'stopping' })),
          clock.now(),
          momentOf(clock),
        );
      };
      comes('running', momentOf(clock));
      for (let minute = 0; minute < 3; minute += 1) await pass('i-1', 'i-2');
      clock.setBy(set);
      for (let minute = 0; minute < 2; minute += 1) await pass('i-1', 'i-2');
      const before = gaps();
      const left = clock.now();
      for (let minute = 0; minute < 20; minute += 1) await pass('i-2');
      const during = gaps().filter((gap) => !before.some(({ from }) => from === gap.from));
      assert.deepEqual(during, [{ type: 'gap', from: left }]);
      await pass('i-1', 'i-2');
      const afterwards = gaps().filter((gap) => !before.some(({ from }) => from === gap.from));
      assert.deepEqual(afterwards, [{ type: 'gap', from: left, to: clock.now() }]);
      await history.dispose();
    });
  }

  for (const set of [-8 * HOUR, -HOUR, -10 * MINUTE, 0, HOUR]) {
    for (const next of ['stopped', 'stopping', 'pending']) {
      it(`was set by ${set / 1_000} s before the window was reloaded, goes on from the last state (${next})`, async () => {
        const first = await stage();
        first.comes('running', momentOf(first.clock));
        await first.clock.advance(20_000);
        first.comes('stopping', momentOf(first.clock));
        await first.clock.advance(20_000);
        first.clock.setBy(set);
        await first.clock.advance(20_000);
        first.comes('stopped', momentOf(first.clock));
        await first.history.dispose();
        const { clock, history, comes } = await stage(first.journal, first.clock);
        await clock.advance(20_000);
        comes(next, momentOf(clock));
        const expected = ['running → stopping', 'stopping → stopped'];
        if (next !== 'stopped') expected.push(`stopped → ${next}`);
        assert.deepEqual(told(history).toSorted(), expected.toSorted());
        for (const { window } of transitions(history))
          assert.ok((window?.after ?? -Infinity) <= (window?.before ?? NaN), JSON.stringify(window));
        await history.dispose();
      });
    }
  }

  for (const set of [-8 * HOUR, -HOUR, -10 * MINUTE, 0, HOUR]) {
    it(`was set by ${set / 1_000} s while no window was open, tells no window in which it did not happen`, async () => {
      const first = await stage();
      first.comes('running', momentOf(first.clock));
      for (let minute = 0; minute < 12; minute += 1) {
        await first.clock.advance(MINUTE);
        first.comes('stopping', momentOf(first.clock));
      }
      await first.history.dispose();
      const { clock, history, comes } = await stage(first.journal, first.clock);
      clock.setBy(set);
      await clock.advance(20_000);
      const happened = clock.now();
      await clock.advance(20_000);
      comes('stopped', momentOf(clock));
      const { window } = transitions(history).find(({ to }) => to === 'stopped') ?? {};
      assert.ok((window?.after ?? -Infinity) <= happened, String((window?.after ?? NaN) - happened));
      assert.equal(window?.before, clock.now());
      await history.dispose();
    });
  }
});
