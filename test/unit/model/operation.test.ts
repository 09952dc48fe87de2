import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  afterDoubt,
  apiName,
  callOf,
  isInstanceOperation,
  leverReason,
  type Operation,
  operationTypes,
  skipsOsShutdown,
  typesIn,
} from '../../../src/model/operation.ts';

/** Of each: whether it is done to instances, whether their system is not told, what FIS is told, the call, and what comes of doubt. */
const rows: readonly (readonly [Operation, boolean, boolean, string | undefined, string, string])[] = [
  [{ type: 'stop' }, true, false, undefined, 'ec2:StopInstances', 'sent-again'],
  [{ type: 'hibernate' }, true, false, undefined, 'ec2:StopInstances', 'sent-again'],
  [{ type: 'force-stop', skipOsShutdown: true }, true, true, undefined, 'ec2:StopInstances', 'sent-again'],
  [{ type: 'force-stop', skipOsShutdown: false }, true, false, undefined, 'ec2:StopInstances', 'sent-again'],
  [{ type: 'skip-os-shutdown' }, true, true, undefined, 'ec2:StopInstances', 'sent-again'],
  [{ type: 'start' }, true, false, undefined, 'ec2:StartInstances', 'sent-once'],
  [{ type: 'roll-back' }, false, false, undefined, 'ecs:StopServiceDeployment', 'looked-at'],
  [{ type: 'abort' }, false, false, undefined, 'ecs:StopServiceDeployment', 'looked-at'],
  [{ type: 'continue', action: 'CONTINUE' }, false, false, undefined, 'ecs:ContinueServiceDeployment', 'looked-at'],
  [{ type: 'stop-experiment' }, false, false, undefined, 'fis:StopExperiment', 'looked-at'],
  [{ type: 'engage-lever', reason: 'why' }, false, false, 'why', 'fis:UpdateSafetyLeverState', 'sent-once'],
  [{ type: 'disengage-lever', reason: 'over' }, false, false, 'over', 'fis:UpdateSafetyLeverState', 'sent-once'],
];

describe('an operation', () => {
  for (const [operation, ofInstances, skips, reason, call, doubt] of rows)
    it(`is known for what it does: ${JSON.stringify(operation)}`, () => {
      assert.equal(isInstanceOperation(operation), ofInstances);
      assert.equal(skipsOsShutdown(operation), skips);
      assert.equal(leverReason(operation), reason);
      assert.equal(apiName[operation.type], call);
      assert.equal(afterDoubt[operation.type], doubt);
    });

  it('is told apart from others of the same call by what AWS is asked', () => {
    const told: readonly (readonly [Operation, string])[] = [
      [{ type: 'stop' }, 'StopInstances'],
      [{ type: 'hibernate' }, 'StopInstances (Hibernate)'],
      [{ type: 'force-stop', skipOsShutdown: false }, 'StopInstances (Force)'],
      [{ type: 'force-stop', skipOsShutdown: true }, 'StopInstances (Force, SkipOsShutdown)'],
      [{ type: 'skip-os-shutdown' }, 'StopInstances (SkipOsShutdown)'],
      [{ type: 'start' }, 'StartInstances'],
      [{ type: 'roll-back' }, 'StopServiceDeployment (ROLLBACK)'],
      [{ type: 'abort' }, 'StopServiceDeployment (ABORT)'],
      [{ type: 'continue', action: 'CONTINUE' }, 'ContinueServiceDeployment (CONTINUE)'],
      [{ type: 'continue', action: 'ROLLBACK' }, 'ContinueServiceDeployment (ROLLBACK)'],
      [{ type: 'stop-experiment' }, 'StopExperiment'],
      [{ type: 'engage-lever', reason: 'why' }, 'UpdateSafetyLeverState (engaged)'],
      [{ type: 'disengage-lever', reason: 'over' }, 'UpdateSafetyLeverState (disengaged)'],
    ];
    for (const [operation, call] of told) assert.equal(callOf(operation), call);
  });

  it('does what its type says, and of force and a skipped shutdown both, as of an answer that rolls back', () => {
    const two: readonly Operation[] = [...rows.map(([one]) => one), { type: 'continue', action: 'ROLLBACK' }];
    assert.deepEqual(
      two.map(typesIn).filter((types) => types.length > 1),
      [
        ['force-stop', 'skip-os-shutdown'],
        ['continue', 'roll-back'],
      ],
    );
    for (const operation of two) assert.equal(typesIn(operation)[0], operation.type);
  });

  it('is offered in one order', () => {
    assert.deepEqual(operationTypes, [...new Set(rows.map(([{ type }]) => type))]);
  });
});
