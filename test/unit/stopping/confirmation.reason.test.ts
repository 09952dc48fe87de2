import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Said,
  createConfirmations,
  ReasonMissingError,
  StalePlanError,
} from '../../../src/stopping/confirmation.ts';
import type { Operation } from '../../../src/model/operation.ts';
import type { Policy } from '../../../src/stopping/plan/productionPolicy.ts';
import { deployment, experiment, heldTime, instance, lever, looksAt, refTo } from '../../stages/fakes.ts';
import { free } from '../../stages/stopping/plainStopping.ts';
import { plan } from '../../stages/stopping/plan.ts';

/** Said in which nobody says why. */
const blank: readonly Said[] = [
  {},
  { reference: 'OPS-4711' },
  ...['', ' ', '\t\n', '\u00a0', '\u200b', '\u2800', '\u3164', '\ufeff \u2060', '\u202e'].map((reason) => ({ reason })),
  { via: 'agent', reason: 'costs too much', reasonBy: 'agent' },
  { via: 'extension', reason: 'costs too much', reasonBy: 'extension' },
  { via: 'agent', reason: ' \u200b', reasonBy: 'agent', reasonTaken: true },
];

const given: readonly Said[] = [
  { reason: 'disk full' },
  { reason: ' x ' },
  { reason: '停止' },
  { via: 'agent', reason: 'in my own words' },
  { via: 'agent', reason: 'costs too much', reasonBy: 'agent', reasonTaken: true },
];

const cases = [
  ...(['stop', 'hibernate', 'start'] as const).map((type) => ({
    operation: { type } as Operation,
    target: instance({ state: type === 'start' ? 'stopped' : 'running' }),
  })),
  { operation: { type: 'force-stop', skipOsShutdown: false } as Operation, target: instance({ state: 'stopping' }) },
  { operation: { type: 'roll-back' } as Operation, target: deployment() },
  { operation: { type: 'stop-experiment' } as Operation, target: experiment() },
] as const;

describe('a confirmation where a reason is required', () => {
  for (const { operation, target } of cases) {
    it(`takes none without a reason: ${operation.type}`, async () => {
      const policy: Policy = { ...free, requireReason: 'always' };
      for (const said of blank) {
        const clock = heldTime();
        const one = await plan(
          { reads: { describe: looksAt(() => [target]) }, clock, policy },
          [refTo(target)],
          operation,
        );
        const confirmations = createConfirmations(clock, () => policy);
        assert.equal(confirmations.lacksReason(one, said), true, JSON.stringify(said));
        assert.throws(() => confirmations.confirm(one, said), ReasonMissingError, JSON.stringify(said));
        // It was not used up: the person gives the reason, and it is taken.
        assert.equal(confirmations.confirm(one, { reason: 'disk full' }).said.reason, 'disk full');
      }
    });
  }

  it('takes a reason of the person’s, and another’s that the person took', async () => {
    const policy: Policy = { ...free, requireReason: 'always' };
    const clock = heldTime();
    for (const said of given) {
      const reads = { describe: looksAt(() => [instance()]) };
      const one = await plan({ reads, clock, policy }, [refTo(instance())], { type: 'stop' });
      const confirmations = createConfirmations(clock, () => policy);
      assert.equal(confirmations.lacksReason(one, said), false);
      assert.deepEqual(confirmations.confirm(one, said).said, said);
    }
  });

  it('asks in production alone when it says production, and takes what can’t be told for production', async () => {
    const clock = heldTime();
    const reads = { describe: looksAt(() => [instance()]) };
    const patterns: readonly (readonly [string, boolean])[] = [
      [instance().scope.profile, true],
      [instance().scope.profile.toUpperCase(), true],
      ['another', false],
    ];
    for (const [pattern, isProduction] of patterns) {
      const policy: Policy = { ...free, production: [pattern], requireReason: 'production' };
      const one = await plan({ reads, clock, policy }, [refTo(instance())], { type: 'stop' });
      const confirmations = createConfirmations(clock, () => policy);
      assert.equal(confirmations.lacksReason(one, {}), isProduction, pattern);
      if (isProduction) assert.throws(() => confirmations.confirm(one, {}), ReasonMissingError);
      else assert.ok(confirmations.confirm(one, {}));
    }
  });

  it('takes what FIS is told about a safety lever for the reason', async () => {
    const policy: Policy = { ...free, requireReason: 'always' };
    const clock = heldTime();
    const one = lever();
    const reads = { describe: looksAt(() => [one]) };
    for (const [reason, isMissing] of [
      ['incident 4711', false],
      [' \u200b', true],
    ] as const) {
      const made = await plan({ reads, clock, policy }, [refTo(one)], { type: 'engage-lever', reason });
      assert.equal(createConfirmations(clock, () => policy).lacksReason(made, {}), isMissing);
    }
  });

  it('takes no plan that was made before a reason was required', async () => {
    const clock = heldTime();
    const reads = { describe: looksAt(() => [instance()]) };
    const one = await plan({ reads, clock }, [refTo(instance())], { type: 'stop' });
    for (const requireReason of ['production', 'always'] as const) {
      const confirmations = createConfirmations(clock, () => ({ ...free, requireReason }));
      assert.throws(() => confirmations.confirm(one, { reason: 'disk full' }), StalePlanError);
    }
  });
});
