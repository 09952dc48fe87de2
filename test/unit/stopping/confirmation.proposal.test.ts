import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfirmations, NotTypedError, PLAN_LIFE, StalePlanError } from '../../../src/stopping/confirmation.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import type { Proposal, Reach } from '../../../src/stopping/plan/proposal.ts';
import { experiment, heldTime, type HeldTime, instance, looksAt, refTo } from '../../stages/fakes.ts';
import { free } from '../../stages/stopping/plainStopping.ts';
import { plan, stop, stopExperiment } from '../../stages/stopping/plan.ts';

const instances = Array.from({ length: 9 }, (_, index) => instance({ id: `i-${index}` }));
const experiments = Array.from({ length: 3 }, (_, index) => experiment({ id: `EXP${index}` }));

/** Of nine instances and three experiments, and of one more that isn't there. */
async function proposal(clock: HeldTime, reach: Reach, policy: Policy = free): Promise<Proposal> {
  const stage = { reads: { describe: looksAt(() => [...instances, ...experiments]) }, clock, policy };
  const gone = refTo(instance({ id: 'gone' }));
  const plans = [
    await plan(stage, [...instances.map(refTo), gone], stop),
    await plan(stage, experiments.map(refTo), stopExperiment),
  ];
  return { reach, plans: plans.map((one) => ({ ...one, isPart: true })) };
}

describe('one confirmation of several plans', () => {
  it('hands out each target once, in permits that name one account each', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(clock, () => free);
    const confirmed = confirmations.confirmAll(await proposal(clock, 'matching'), { typed: ['12'] });
    const groups = confirmed.flatMap((one) => confirmations.take(one));
    assert.deepEqual(
      groups.flatMap(({ targets }) => targets.map(({ ref }) => ref.id)),
      [...instances, ...experiments].map(({ id }) => id),
    );
    assert.deepEqual(
      groups.map(({ permit }) => [permit.operation.type, permit.account, permit.targets.length]),
      [
        ['stop', '111122223333', 9],
        ['stop-experiment', '111122223333', 3],
      ],
    );
    for (const one of confirmed) assert.throws(() => confirmations.take(one), /carried out/);
  });

  it('is refused as long as not all was typed, whatever way led here', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(clock, () => free);
    const many = await proposal(clock, 'matching');
    for (const typed of [undefined, [], [''], ['1'], ['11'], ['13'], ['stop']]) {
      assert.throws(() => confirmations.confirmAll(many, typed ? { typed } : {}), NotTypedError, String(typed));
    }
    assert.equal(confirmations.confirmAll(many, { typed: ['12'] }).length, 2);
    const policy = { ...free, production: ['staging'] };
    const guarded = createConfirmations(clock, () => policy);
    const urgent = await proposal(clock, 'emergency', policy);
    assert.throws(() => guarded.confirmAll(urgent, { typed: ['12'] }), NotTypedError);
    assert.equal(guarded.confirmAll(urgent, { typed: ['stop'] }).length, 2);
  });

  it('is all or nothing: one plan that is old, used or under other guards keeps the others', async () => {
    const clock = heldTime();
    let policy = free;
    const confirmations = createConfirmations(clock, () => policy);
    const { plans } = await proposal(clock, 'emergency');
    const [first, second] = plans;
    assert.ok(first && second);
    policy = { ...free, readOnly: true };
    assert.throws(() => confirmations.confirmAll({ reach: 'emergency', plans }, {}), StalePlanError);
    policy = free;
    await clock.advance(PLAN_LIFE);
    const fresh = (await proposal(clock, 'emergency')).plans[1];
    assert.ok(fresh);
    assert.throws(() => confirmations.confirmAll({ reach: 'emergency', plans: [fresh, first] }, {}), StalePlanError);
    // It was not used up by that.
    assert.equal(confirmations.confirmAll({ reach: 'emergency', plans: [fresh, fresh] }, {}).length, 1);
    assert.throws(() => confirmations.confirmAll({ reach: 'emergency', plans: [fresh] }, {}), /confirmed before/);
  });

  it('can’t be had for one of the plans alone', async () => {
    const clock = heldTime();
    const confirmations = createConfirmations(clock, () => free);
    for (const one of (await proposal(clock, 'matching')).plans) {
      assert.throws(() => confirmations.confirm(one, { typed: ['12'] }), /confirmed together/);
    }
  });
});
