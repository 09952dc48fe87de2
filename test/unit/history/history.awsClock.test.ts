import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from '../../../src/base/deadline.ts';
import { createHistory } from '../../../src/history/history.ts';
import { stateOf } from '../../../src/model/resources/target.ts';
import { heldTime } from '../../stages/fakes.ts';
import {
  deployment,
  experiment,
  instance,
  memoryJournal,
  MINUTE,
  noon,
  open,
  ref,
} from '../../stages/history/history.ts';

/** Each as it is at a first look that finds it so, with when AWS says that it came about. */
const seen = [
  ['instance', instance({ id: 'x', state: 'running', launchedAt: noon })],
  ['deployment', deployment({ id: 'x', status: 'STOP_REQUESTED', createdAt: noon })],
  ['experiment', experiment({ id: 'x', state: 'running', createdAt: noon }, {}, [])],
] as const;

void describe('what was found so at the first look (11.13, 11.14)', () => {
  for (const [kind, target] of seen) {
    for (const ahead of [-10 * MINUTE, 0, 10 * MINUTE]) {
      void it(`is the end of the history of a ${kind}, by AWS’s clock, which is ${ahead / MINUTE} min ahead`, async () => {
        const { history } = await open();
        const awsTime = noon + 2 * MINUTE;
        history.observe([target], awsTime - ahead, undefined, ahead);
        const states = history.of(ref(kind, 'x')).filter((entry) => entry.type === 'transition');
        const last = states.at(-1);
        assert.equal(last?.to, stateOf(target));
        assert.equal(last.at, awsTime);
      });
    }
  }

  // By this machine's clock the first look was before AWS started it, or long after.
  for (const [set, elapsed] of [
    [10 * MINUTE, 5_000],
    [-10 * MINUTE, 5_000],
    [10 * MINUTE, 0],
  ] as const) {
    void it(`stays at its time by AWS’s clock when this machine’s is set by ${set / MINUTE} min, to the right time`, async () => {
      const clock = heldTime();
      const history = createHistory({ journal: memoryJournal(), clock });
      await history.load();
      const running = instance({ id: 'x', state: 'running', launchedAt: clock.now() + set - MINUTE });
      const first = clock.now() + set;
      history.observe([running], clock.now(), momentOf(clock), set);
      clock.setBy(set);
      await clock.advance(elapsed);
      history.observe([running], clock.now(), momentOf(clock), 0);
      const told = () => history.of(ref('instance', 'x')).filter((entry) => entry.type === 'transition');
      assert.deepEqual(
        told().map(({ to, at }) => [to, at]),
        [
          ['pending', first - MINUTE],
          ['running', first],
        ],
      );
      // The same once it is kept.
      history.requested({
        ref: ref('instance', 'x'),
        operation: 'x',
        at: clock.now(),
        outcome: { result: 'accepted' },
      });
      assert.deepEqual(told().at(-1)?.at, first);
    });
  }
});
