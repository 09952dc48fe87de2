import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation.ts';
import { deploymentStates } from '../../../../src/model/resources/states.ts';
import { findingsFor } from '../../../../src/stopping/plan/findings.ts';
import type { Finding } from '../../../../src/stopping/plan/plan.ts';
import { deployment, pauseHook, told } from '../../../stages/fakes.ts';
import { serviceLike } from '../../../stages/resources.ts';
import { findings, rollBack } from '../../../stages/stopping/plan.ts';

const operations: readonly Operation[] = [
  { type: 'roll-back' },
  { type: 'continue', action: 'CONTINUE' },
  { type: 'continue', action: 'ROLLBACK' },
];

describe('what the plan says of a deployment that does not get on', () => {
  it('calls one stuck of which ECS says that it cannot start any task, though none has failed', async () => {
    const message = '(service web) was unable to place a task. Reason: Capacity is unavailable at this time.';
    const of = (at: number) =>
      findings(deployment({ startedAt: 1_000 }), rollBack, {
        reads: { stoppedTasks: () => Promise.resolve(told({ total: 0, more: false, groups: [] })) },
        serviceOf: () =>
          serviceLike({
            failedTasks: 0,
            events: [
              { message: '(service web) waits', at },
              { message, at },
            ],
          }),
      });
    assert.deepEqual(await of(2_000), [{ severity: 'info', type: 'stuck', inARow: 0, event: message }]);
    // What was so before this deployment began says nothing of it.
    assert.deepEqual(await of(500), []);
  });

  it('says that it isn’t known how often tasks failed where nobody listed the service, or that can’t be read', async () => {
    const unread: Finding = { severity: 'info', type: 'stopped-tasks-unread', why: 'service' };
    const calm = { failedTasks: 0, events: [] };
    for (const [service, found] of [
      [serviceLike(calm), []],
      [undefined, [unread]],
      [serviceLike(), [unread]],
      [serviceLike({ events: [] }), [unread]],
      [serviceLike({ failedTasks: 0 }), [unread]],
      [serviceLike({ ...calm, unread: ['events[2].message'] }), [unread]],
      [serviceLike({ ...calm, unread: ['tags'] }), []],
      [serviceLike({ failedTasks: 3 }), [{ severity: 'info', type: 'stuck', inARow: 3 }, unread]],
    ] as const) {
      assert.deepEqual(await findings(deployment(), rollBack, { serviceOf: () => service }), found);
      const ended = await findings(deployment({ status: 'SUCCESSFUL' }), rollBack, { serviceOf: () => service });
      assert.ok(ended.every(({ type }) => type === 'unfit'));
    }
  });

  it('calls one paused, and continues it, only in the state in which ECS takes an answer to its hook', () => {
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
});
