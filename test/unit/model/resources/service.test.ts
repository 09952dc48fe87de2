import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hasFailed,
  isDeploymentUnread,
  isRollingOut,
  isTroubleUnread,
  type Service,
  troubleEvent,
  untoldDeployment,
} from '../../../../src/model/resources/service.ts';
import { serviceLike } from '../../../stages/resources.ts';

const STEADY = '(service web) has reached a steady state.';
const STARTED = '(service web) has started 2 tasks: (task 1a2b) (task 3c4d).';
const NO_ROOM =
  '(service web) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance has insufficient CPU units available.';

const rollout = (rolloutState: string) => ({ rolloutState });

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

describe('whether a service is rolling out, or has failed to', () => {
  const unread = { deploymentUnread: true } as const;
  const rows: readonly (readonly [
    what: string,
    status: string | undefined,
    own: Partial<Service>,
    is: readonly [unread: boolean, rolling: boolean, failed: boolean],
  ])[] = [
    ['nothing is told', undefined, {}, [false, false, false]],
    ['its deployment is under way', 'IN_PROGRESS', {}, [false, true, false]],
    ['its deployment is rolled back', 'ROLLBACK_IN_PROGRESS', {}, [false, true, false]],
    ['its deployment is over, whatever its rollout says', 'SUCCESSFUL', rollout('IN_PROGRESS'), [false, false, false]],
    ['its deployment could not be rolled back', 'ROLLBACK_FAILED', {}, [false, false, true]],
    ['its deployment was rolled back, which is no failure any more', 'ROLLBACK_SUCCESSFUL', {}, [false, false, false]],
    ['its deployment is over, whatever failed before it', 'SUCCESSFUL', rollout('FAILED'), [false, false, false]],
    ['a breaker stopped its deployment', 'STOPPED', rollout('FAILED'), [false, false, true]],
    ['somebody stopped its deployment', 'STOPPED', rollout('COMPLETED'), [false, false, false]],
    ['its rollout alone is told', undefined, rollout('IN_PROGRESS'), [false, true, false]],
    ['its failed rollout alone is told', undefined, rollout('FAILED'), [false, false, true]],
    [
      'its deployment isn’t told now and its rollout is',
      'IN_PROGRESS',
      { ...unread, ...rollout('COMPLETED') },
      [true, false, false],
    ],
    [
      'its deployment isn’t told now and its rollout failed',
      'IN_PROGRESS',
      { ...unread, ...rollout('FAILED') },
      [true, false, true],
    ],
    ['neither is told now', 'IN_PROGRESS', unread, [true, true, false]],
    ['neither is told now, and it had failed', 'ROLLBACK_FAILED', unread, [true, false, true]],
    ['AWS told no status of it', 'unknown', rollout('IN_PROGRESS'), [true, true, false]],
    ['AWS told no status of it, and its rollout failed', 'unknown', rollout('FAILED'), [true, false, true]],
  ];
  for (const [what, status, own, is] of rows)
    it(`is seen where ${what}`, () => {
      const service = serviceLike(own, status);
      assert.deepEqual([isDeploymentUnread(service), isRollingOut(service), hasFailed(service)], is);
    });

  it('tells which deployment is under way where nothing of it could be read', () => {
    const named = { currentDeploymentArn: 'arn:other' };
    const own = serviceLike({}, 'IN_PROGRESS').deployment?.id ?? '';
    const found: readonly (readonly [Service, string | undefined])[] = [
      [serviceLike({ ...named, ...rollout('IN_PROGRESS') }), 'arn:other'],
      [serviceLike(rollout('IN_PROGRESS')), undefined],
      [serviceLike({ ...named, ...rollout('COMPLETED') }), undefined],
      [serviceLike(named, 'IN_PROGRESS'), undefined],
      [serviceLike({ ...named, ...unread }, 'IN_PROGRESS'), 'arn:other'],
      [serviceLike({ currentDeploymentArn: own, ...unread }, 'IN_PROGRESS'), undefined],
    ];
    for (const [service, arn] of found) assert.equal(untoldDeployment(service), arn);
  });

  it('doesn’t tell its trouble where a part of that isn’t there or can’t be read', () => {
    const told = { failedTasks: 0, events: [] };
    const rowsOfTrouble: readonly (readonly [Service | undefined, boolean])[] = [
      [serviceLike(told), false],
      [serviceLike({ failedTasks: 0 }), true],
      [serviceLike({ events: [] }), true],
      [serviceLike({ ...told, unread: ['deployments'] }), false],
      [serviceLike({ ...told, unread: ['events[3].message'] }), true],
      [serviceLike({ ...told, unread: ['events'] }), true],
      [undefined, true],
    ];
    for (const [service, is] of rowsOfTrouble)
      assert.equal(isTroubleUnread(service), is, JSON.stringify(service?.unread));
  });
});
