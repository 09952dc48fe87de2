import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plan } from '../../../../src/stopping/plan/plan.ts';
import { goingPlans, sendableOf } from '../../../../src/stopping/plan/proposal.ts';
import { experiment, instance, looksAt, refTo } from '../../../stages/fakes.ts';
import { plan, stop, stopExperiment } from '../../../stages/stopping/plan.ts';

const things = [
  instance({ id: 'i-runs' }),
  instance({ id: 'i-stopped', state: 'stopped' }),
  experiment({ id: 'EXP-runs' }),
  experiment({ id: 'EXP-over', state: 'completed' }),
];

const planOf = (ids: readonly string[], operation = stop): Promise<Plan> =>
  plan(
    { reads: { describe: looksAt(() => things) } },
    things.filter(({ id }) => ids.includes(id)).map(refTo),
    operation,
  );

describe('what one dialog asks about', () => {
  it('is what each of its plans would send, without the plans that would send nothing', async () => {
    const both = await planOf(['i-runs', 'i-stopped']);
    const idle = await planOf(['i-stopped']);
    const experiments = await planOf(['EXP-runs', 'EXP-over'], stopExperiment);
    const over = await planOf(['EXP-over'], stopExperiment);
    const rows: readonly (readonly [plans: readonly Plan[], going: readonly Plan[], ids: readonly string[]])[] = [
      [
        [both, experiments],
        [both, experiments],
        ['i-runs', 'EXP-runs'],
      ],
      [[idle, experiments, over], [experiments], ['EXP-runs']],
      [
        [experiments, both],
        [experiments, both],
        ['EXP-runs', 'i-runs'],
      ],
      [[idle, over], [], []],
      [[], [], []],
    ];
    for (const [plans, going, ids] of rows) {
      const proposal = { reach: 'matching', plans } as const;
      assert.deepEqual(
        goingPlans(proposal).map(({ id }) => id),
        going.map(({ id }) => id),
      );
      assert.deepEqual(
        sendableOf(proposal).map(({ ref }) => ref.id),
        ids,
      );
    }
  });
});
