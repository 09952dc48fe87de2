import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deployment, told } from '../../../stages/fakes.ts';
import { serviceLike } from '../../../stages/resources.ts';
import { findings, rollBack } from '../../../stages/stopping/plan.ts';

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
});
