import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChangeGuard } from '../../../../src/aws/transport/changeGuard.ts';
import type { Forbidden } from '../../../../src/model/changePolicy.ts';
import type { Operation, OperationType } from '../../../../src/model/operation.ts';
import type { PermitRefusal } from '../../../../src/model/permit.ts';
import type { PlaceRule } from '../../../../src/model/placeRules.ts';
import type { Target } from '../../../../src/model/resources/target.ts';
import { createConfirmations, StalePlanError } from '../../../../src/stopping/confirmation.ts';
import type { Policy } from '../../../../src/stopping/plan/productionPolicy.ts';
import { runStop } from '../../../../src/stopping/run/runStop.ts';
import { deployment, experiment, instance, lever, looksAt, pauseHook, refTo, scope } from '../../../stages/fakes.ts';
import { eachOperation } from '../../../stages/stopping/operations.ts';
import { free } from '../../../stages/stopping/plainStopping.ts';
import { runStage } from '../../../stages/stopping/run.ts';

/** What each operation can be asked of. */
const things: Readonly<Record<OperationType, Target>> = {
  stop: instance(),
  hibernate: instance({ hibernationConfigured: true }),
  'force-stop': instance({ state: 'stopping' }),
  'skip-os-shutdown': instance(),
  start: instance({ state: 'stopped' }),
  'roll-back': deployment(),
  abort: deployment(),
  continue: deployment({ hooks: [pauseHook('hook')] }),
  'stop-experiment': experiment(),
  'engage-lever': lever({ state: 'disengaged' }),
  'disengage-lever': lever({ state: 'engaged' }),
};

const place = (rule: Partial<PlaceRule>): Partial<Policy> => ({
  places: [{ match: scope.profile, production: false, readOnly: false, ...rule }],
});
const others = (type: OperationType): readonly OperationType[] =>
  (Object.keys(eachOperation) as OperationType[]).filter((one) => one !== type);

/** Each guard as somebody sets it while the press of the button is on its way, and why nothing leaves then. */
const changes: readonly (readonly [
  what: string,
  change: (type: OperationType) => Partial<Policy>,
  code: (type: OperationType) => Forbidden | PermitRefusal,
])[] = [
  ['halt.readOnly', () => ({ readOnly: true }), () => 'read-only'],
  ['halt.readOnly for the profile', () => ({ readOnly: [scope.profile] }), () => 'read-only'],
  ['halt.readOnly for another profile', () => ({ readOnly: ['another'] }), () => 'policy-changed'],
  ['halt.allowedRegions', () => ({ allowedRegions: ['xx-*'] }), () => 'region'],
  ['halt.enableAbort', () => ({ enableAbort: false }), (type) => (type === 'abort' ? 'abort-off' : 'policy-changed')],
  ['halt.places: read only', () => place({ readOnly: true }), () => 'place-read-only'],
  ['halt.places: regions', () => place({ regions: ['xx-*'] }), () => 'place-region'],
  ['halt.places: no operation', () => place({ operations: [] }), () => 'place-operation'],
  ['halt.places: every other operation', (type) => place({ operations: others(type) }), () => 'place-operation'],
  ['halt.places: production', () => place({ production: true }), () => 'policy-changed'],
  ['halt.production', () => ({ production: [scope.profile] }), () => 'policy-changed'],
  ['halt.requireReason', () => ({ requireReason: 'always' }), () => 'policy-changed'],
  ['a setting that can’t be understood', () => ({ unclearGuard: 'places-unclear' }), () => 'places-unclear'],
];

describe('a guard that is set between the press of the button and the request', () => {
  for (const [what, change, codeOf] of changes)
    it(`keeps every operation from leaving: ${what}`, async () => {
      for (const operation of Object.values<Operation>(eachOperation)) {
        const thing = things[operation.type];
        let policy: Policy = { ...free, enableAbort: true };
        const base = runStage({ describes: looksAt(() => [thing]) });
        const confirmations = createConfirmations(base.clock, () => policy);
        const guard = createChangeGuard({ policy: () => policy, clock: base.clock });
        const run = { ...base.run, confirmations, changes: guard.before(base.run.changes) };
        const planned = () => base.planFor([refTo(thing)], operation, policy);
        const before = policy;
        const code = codeOf(operation.type);
        // Set while the dialog closes.
        const late = await planned();
        policy = { ...policy, ...change(operation.type) };
        assert.throws(() => confirmations.confirm(late, { typed: ['x'] }), StalePlanError, operation.type);
        // Set in the turn in which the confirmation was taken.
        policy = before;
        const confirmed = confirmations.confirm(await planned(), {});
        policy = { ...policy, ...change(operation.type) };
        const { answers } = await runStop(run, confirmed);
        assert.deepEqual(
          [base.sent, answers.map(({ failure }) => failure?.code)],
          [[], [code]],
          `${operation.type}: set before the run`,
        );
        // Set while the log is being written.
        policy = before;
        const running = runStop(run, confirmations.confirm(await planned(), {}));
        policy = { ...policy, ...change(operation.type) };
        assert.deepEqual(
          [(await running).answers.map(({ failure }) => failure?.code), base.sent],
          [[code], []],
          `${operation.type}: set during the run`,
        );
        // Nothing of all that keeps it back for good.
        policy = before;
        await runStop(run, confirmations.confirm(await planned(), {}));
        assert.equal(base.sent.length, 1, operation.type);
      }
    });
});
