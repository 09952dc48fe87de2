import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Operation } from '../../../../src/model/operation.ts';
import type { ServiceDeployment } from '../../../../src/model/resources/deployment.ts';
import { deploymentStates } from '../../../../src/model/resources/states.ts';
import type { StoppedTasks } from '../../../../src/model/resources/stoppedTasks.ts';
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

  it('names of what is stuck no tasks that were only scaled in, and calls a deployment with nothing else not stuck', async () => {
    const scaled = { count: 3, reason: 'Scaling activity initiated by (deployment ecs-svc/1)', exits: [] };
    const failing = { count: 1, reason: 'OutOfMemoryError', exits: [] };
    const of = async (failedTasks: number, ...groups: readonly (typeof scaled)[]) => {
      const stopped = { total: 3, more: false, groups };
      const reads = { stoppedTasks: () => Promise.resolve(told(stopped)) };
      return findings(deployment(), rollBack, { reads, serviceOf: () => serviceLike({ failedTasks, events: [] }) });
    };
    assert.deepEqual(await of(4, scaled), [{ severity: 'info', type: 'stuck', inARow: 4 }]);
    assert.deepEqual(await of(0, scaled), []);
    const both = { total: 3, more: false, groups: [scaled, failing] };
    assert.deepEqual(await of(0, scaled, failing), [{ severity: 'info', type: 'stuck', inARow: 0, stopped: both }]);
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

  it('tells ECS’s newest event where its own tasks fail, in a row or lately, and not where those of the version before do', () => {
    const failing = (taskDefinition: string) => ({ count: 2, reason: 'OutOfMemoryError', exits: [], taskDefinition });
    const stoppedOf = (...groups: readonly ReturnType<typeof failing>[]) => ({
      ...{ total: 2 * groups.length, more: false, groups },
    });
    const ran = { target: 'new', sources: ['old'] };
    const events = [{ message: 'the newest' }, { message: 'older' }];
    const of = (
      failedTasks: number,
      stopped: StoppedTasks | undefined,
      service = serviceLike({ failedTasks, events }),
    ) => findingsFor(rollBack, deployment(), { ran, service, ...(stopped && { stopped }) }, '', 0);
    const stuck = (more: object) => [{ severity: 'info', type: 'stuck', inARow: 0, ...more }];
    const event = 'the newest';
    assert.deepEqual(of(0, undefined), []);
    assert.deepEqual(of(3, undefined), stuck({ inARow: 3, event }));
    assert.deepEqual(of(0, stoppedOf(failing('new'))), stuck({ stopped: stoppedOf(failing('new')), event }));
    assert.deepEqual(of(0, stoppedOf(failing('old'))), stuck({ before: stoppedOf(failing('old')) }));
    assert.deepEqual(of(0, stoppedOf(failing('another'))), stuck({ others: stoppedOf(failing('another')) }));
    const both = stoppedOf(failing('new'), failing('old'));
    const [own, before] = [stoppedOf(failing('new')), stoppedOf(failing('old'))];
    assert.deepEqual(of(0, both), stuck({ stopped: own, before, event }));
    const alone = findingsFor(rollBack, deployment(), { ran, stopped: own }, '', 0);
    assert.deepEqual(
      alone[0],
      { severity: 'info', type: 'stuck', inARow: 0, stopped: own },
      'nobody listed the service',
    );
  });

  const of = (more: Partial<ServiceDeployment>) =>
    findingsFor(rollBack, deployment(more), { service: serviceLike({ failedTasks: 0, events: [] }) }, '', 0);

  it('tells how its traffic moves while it moves, and how much has where that is known', () => {
    const trafficSteps = { kind: 'linear', percent: 20, bakeMinutes: 7 } as const;
    assert.deepEqual(of({ trafficSteps }), [{ severity: 'info', type: 'traffic-steps', steps: trafficSteps }]);
    assert.deepEqual(
      of({ trafficSteps, status: 'ROLLBACK_IN_PROGRESS' }).map(({ type }) => type),
      ['already-on-its-way'],
    );
  });

  it('tells that its breaker has gone off, and no alarm that hasn’t', () => {
    const breaker = (status: string) => ({ status, failureCount: 3, threshold: 3, rollsBack: true });
    const failing = { severity: 'info', type: 'breaker', failures: 3, threshold: 3 };
    assert.deepEqual(of({ circuitBreaker: breaker('TRIGGERED') }), [{ ...failing, triggered: true }]);
    assert.deepEqual(of({ circuitBreaker: breaker('MONITORING') }), [{ ...failing, triggered: false }]);
    assert.deepEqual(of({ circuitBreaker: { ...breaker('MONITORING'), failureCount: 0 } }), []);
    assert.deepEqual(of({ circuitBreaker: { ...breaker('TRIGGERED'), rollsBack: false } }), []);
    assert.deepEqual(of({ alarms: { status: 'MONITORING', names: ['5xx'], triggered: [], rollsBack: true } }), []);
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
