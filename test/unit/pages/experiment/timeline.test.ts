import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { experimentTimeline } from '../../../../src/pages/experiment/timeline.ts';
import { action, experiment } from '../../../stages/fakes.ts';
import { pageInput } from '../../../stages/panel/pages.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const MINUTE = 60_000;

type Waits = readonly (readonly [name: string, startAfter: readonly string[]])[];

/** The lanes of actions that take a minute each and none of which has begun, `name +minutes`, in their order. */
function lanesOf(waits: Waits): readonly string[] {
  const parameters = { duration: 'PT1M' };
  const actions = waits.map(([name, startAfter]) => {
    const { startedAt: _, ...begins } = action({ name, startAfter, parameters, state: 'pending' });
    return begins;
  });
  const full = { ...experiment().full, startedAt: NOW, actions };
  const [section] = experimentTimeline(experiment({ full } as never), pageInput(NOW, {}), false);
  const [block] = section?.blocks ?? [];
  assert.ok(block?.type === 'timeline');
  return block.lanes.map(({ id, planned }) => `${id} +${((planned?.from ?? NaN) - NOW) / MINUTE}`);
}

describe('the actions of an experiment on their axis', () => {
  for (const [what, waits, lanes] of [
    [
      'one behind the other, told the other way round',
      [
        ['c', ['b']],
        ['b', ['a']],
        ['a', []],
      ],
      ['a +0', 'b +1', 'c +2'],
    ],
    [
      'one behind the later of two',
      [
        ['c', ['a', 'b']],
        ['b', ['a']],
        ['a', []],
      ],
      ['a +0', 'b +1', 'c +2'],
    ],
    [
      'two at once',
      [
        ['b', []],
        ['a', []],
      ],
      ['a +0', 'b +0'],
    ],
    ['one behind what isn’t there', [['a', ['nobody']]], ['a +0']],
    [
      'a circle, which has a beginning somewhere',
      [
        ['a', ['b']],
        ['b', ['a']],
      ],
      ['b +1', 'a +2'],
    ],
    ['one behind itself', [['a', ['a']]], ['a +1']],
  ] satisfies readonly (readonly [string, Waits, readonly string[]])[])
    it(`stand as they can start: ${what}`, () => assert.deepEqual(lanesOf(waits), lanes));

  it('stand so however many wait for one another', () => {
    const length = 5_000;
    const names = Array.from({ length }, (_, at) => `a${at}`);
    const lanes = lanesOf(names.map((name, at) => [name, at === 0 ? [] : [`a${at - 1}`]] as const).toReversed());
    assert.deepEqual([lanes.length, lanes[0], lanes.at(-1)], [length, 'a0 +0', `a${length - 1} +${length - 1}`]);
  });
});
