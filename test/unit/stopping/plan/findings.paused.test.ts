import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Operation } from '../../../../src/model/operation.ts';
import { deploymentStates } from '../../../../src/model/resources/states.ts';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import { deployment, pauseHook } from '../../../stages/fakes.ts';

const operations: readonly Operation[] = [
  { type: 'roll-back' },
  { type: 'continue', action: 'CONTINUE' },
  { type: 'continue', action: 'ROLLBACK' },
];

test('a plan calls a deployment paused, and continues it, only in the state in which ECS takes an answer to its hook', () => {
  for (const status of [...Object.keys(deploymentStates), 'A_STATUS_OF_LATER'])
    for (const operation of operations) {
      const types = findingsFor(operation, deployment({ status, hooks: [pauseHook('h')] }), {}, '', 0).map(
        ({ type }) => type,
      );
      const isPaused = status === 'IN_PROGRESS';
      assert.equal(types.includes('paused'), isPaused, `${operation.type} ${status}`);
      if (operation.type === 'continue') assert.equal(types.includes('unfit'), !isPaused, status);
    }
});
