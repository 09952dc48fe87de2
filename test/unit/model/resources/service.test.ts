import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { troubleEvent } from '../../../../src/model/resources/service.ts';

const STEADY = '(service web) has reached a steady state.';
const STARTED = '(service web) has started 2 tasks: (task 1a2b) (task 3c4d).';
const NO_ROOM =
  '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance has insufficient CPU units available.';

void describe('the event that tells why a service doesn’t get on', () => {
  void it('is one in which ECS says that it couldn’t do something', () => {
    for (const message of [
      NO_ROOM,
      '(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
      '(service web) was unable to place a task. Reason: You’ve reached the limit on the number of tasks that you can run concurrently.',
      '(service web) is unable to consistently start tasks successfully.',
      '(service web) (port 8080) is unhealthy in (target-group tg) due to (reason Health checks failed).',
      '(service web) (deployment ecs-svc/12) deployment failed: tasks failed to start.',
      '(service web) operations are being throttled on elb. Will try again later.',
      '(service web) failed to launch a task with (error ECS was unable to assume the role).',
    ])
      assert.equal(troubleEvent([{ message: STARTED }, { message }])?.message, message);
  });

  void it('is none that tells of what went well, whatever things are called', () => {
    for (const message of [
      STARTED,
      STEADY,
      '(service failed-payments) has started 1 tasks: (task unavailable-error).',
      '(service web) has begun draining connections on 1 tasks.',
      '(service web) registered 1 targets in (target-group error-pages)',
      '(service web) has stopped 1 running tasks: (task 1a2b).',
    ])
      assert.equal(troubleEvent([{ message }]), undefined, message);
  });

  void it('is none from before the service was well again, or before the deployment began', () => {
    assert.equal(troubleEvent([{ message: STEADY }, { message: NO_ROOM }]), undefined);
    const events = [
      { message: STARTED, at: 2_000 },
      { message: NO_ROOM, at: 1_000 },
    ];
    assert.equal(troubleEvent(events, 1_500), undefined);
    assert.equal(troubleEvent(events, 1_000), events[1]);
    assert.equal(troubleEvent([], 0), undefined);
  });
});
