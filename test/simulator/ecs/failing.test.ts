import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { at, drive, list, MINUTE, value } from '../../stages/simulator/ecs.ts';
import type { Json } from '../../stages/simulator/ecs.ts';

const PAUSE = { type: 'PAUSE', stages: ['POST_TEST_TRAFFIC_SHIFT'] } as const;
const breakerOf = (read: Json): Json => at(read, 'deploymentCircuitBreaker');
const hookOf = (read: Json): Json => at(read, 'lifecycleHookDetails', 0);

test('the circuit breaker counts failed tasks, trips at its threshold and rolls back by itself', () => {
  const driver = drive();
  const arn = driver.deploy({ failing: true, circuitBreaker: { rollback: true } }, { desired: 8 });
  driver.step(8000 + 2.5 * MINUTE);
  const counting = driver.read(arn);
  assert.equal(counting['status'], 'IN_PROGRESS');
  assert.deepEqual(breakerOf(counting), { status: 'MONITORING', failureCount: 2, threshold: 4 });
  assert.equal(value(counting, 'targetServiceRevision', 'runningTaskCount'), 0);
  assert.equal(value(counting, 'sourceServiceRevisions', 0, 'runningTaskCount'), 8);

  driver.step(1.5 * MINUTE);
  const tripped = driver.read(arn);
  assert.equal(tripped['status'], 'ROLLBACK_IN_PROGRESS');
  assert.deepEqual(breakerOf(tripped), { status: 'TRIGGERED', failureCount: 4, threshold: 4 });
  assert.equal(
    value(tripped, 'rollback', 'reason'),
    'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  );
  assert.equal(tripped['stoppedAt'], undefined);
  driver.step(5 * MINUTE);
  assert.equal(driver.read(arn)['status'], 'ROLLBACK_SUCCESSFUL');
});

test('the threshold is half of the desired count, 3 to 200, or what was configured', () => {
  const threshold = (desired: number, configured?: number): unknown => {
    const driver = drive();
    const circuitBreaker = { rollback: true, ...(configured === undefined ? {} : { threshold: configured }) };
    return breakerOf(driver.read(driver.deploy({ circuitBreaker }, { desired })))['threshold'];
  };
  assert.equal(threshold(1), 3);
  assert.equal(threshold(25), 13);
  assert.equal(threshold(1000), 200);
  assert.equal(threshold(1, 17), 17);
});

test('a circuit breaker without rollback stops the deployment and leaves both revisions', () => {
  const driver = drive();
  const service = driver.running();
  const arn = driver.ecs.startDeployment(service, { failing: true, circuitBreaker: { rollback: false } });
  driver.step(10 * MINUTE);
  const ended = driver.read(arn);
  assert.equal(ended['status'], 'STOPPED');
  assert.equal(ended['rollback'], undefined);
  assert.equal(typeof ended['stoppedAt'], 'number');
  assert.equal(list(driver.service(service), 'currentServiceRevisions').length, 2);
});

test('without a circuit breaker a failing deployment goes on for ever, until somebody rolls it back', () => {
  const driver = drive();
  const arn = driver.deploy({ failing: true });
  driver.step(48 * 60 * MINUTE);
  const read = driver.read(arn);
  assert.equal(read['status'], 'IN_PROGRESS');
  assert.equal(breakerOf(read)['status'], 'DISABLED');
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  driver.step(5 * MINUTE);
  assert.equal(driver.read(arn)['status'], 'ROLLBACK_SUCCESSFUL');
});

test('DescribeServices tells the failure in its old words too', () => {
  const driver = drive();
  const service = driver.running();
  driver.ecs.startDeployment(service, { failing: true, circuitBreaker: { rollback: true } });
  driver.step(2.2 * MINUTE);
  const failing = at(driver.service(service), 'deployments', 0);
  assert.equal(failing['status'], 'PRIMARY');
  assert.equal(failing['rolloutState'], 'IN_PROGRESS');
  assert.equal(failing['failedTasks'], 2);

  driver.step(1.2 * MINUTE);
  const [primary, active] = [0, 1].map((index) => at(driver.service(service), 'deployments', index));
  assert.match(
    String(primary?.['rolloutStateReason']),
    /^ECS deployment circuit breaker: rolling back to deploymentId/,
  );
  assert.equal(active?.['rolloutState'], 'FAILED');
  assert.equal(active?.['rolloutStateReason'], 'ECS deployment circuit breaker: tasks failed to start.');
});

test('the tasks that failed are told for an hour, with why they stopped and how their containers ended', () => {
  const driver = drive();
  const arn = driver.running();
  const serviceName = arn.slice(arn.lastIndexOf('/') + 1);
  const stopped = () => {
    const listed = driver.send('ListTasks', { cluster: 'test', serviceName, desiredStatus: 'STOPPED' });
    const tasks = list(listed, 'taskArns');
    return tasks.length === 0 ? [] : list(driver.send('DescribeTasks', { cluster: 'test', tasks }), 'tasks');
  };
  assert.deepEqual(stopped(), []);
  driver.ecs.startDeployment(arn, { failing: true, taskFailure: 'memory' });
  driver.step(8000 + 10.5 * MINUTE);
  const tasks = stopped().map((task) => task as Json);
  assert.equal(tasks.length, 10);
  assert.equal(tasks.filter(({ stopCode }) => stopCode === 'EssentialContainerExited').length, 9);
  const [first] = tasks;
  assert.ok(first);
  assert.equal(first['stoppedReason'], 'Essential container in task exited');
  assert.equal(at(first, 'containers', 0)['exitCode'], 137);
  assert.equal(first['lastStatus'], 'STOPPED');
  driver.step(120 * MINUTE);
  assert.equal(stopped().length, 60);
  assert.match(String(driver.refused('ListTasks', { cluster: 'test', serviceName })['message']), /stopped tasks/);
  const gone = driver.send('DescribeTasks', { cluster: 'test', tasks: [String(first['taskArn'])] });
  assert.deepEqual(gone['failures'], [{ arn: first['taskArn'], reason: 'MISSING' }]);
});

test('an alarm rolls a deployment back and is named', () => {
  const driver = drive();
  const alarms = { names: ['latency', 'errors'], rollback: true };
  const arn = driver.deploy({ alarms });
  assert.deepEqual(driver.read(arn)['alarms'], {
    status: 'MONITORING',
    alarmNames: ['latency', 'errors'],
    triggeredAlarmNames: [],
  });
  driver.step(MINUTE);
  assert.throws(() => driver.ecs.ringAlarm(arn, 'other'), /no alarm other/);
  driver.ecs.ringAlarm(arn, 'errors');
  const read = driver.read(arn);
  assert.equal(read['status'], 'ROLLBACK_IN_PROGRESS');
  assert.deepEqual(value(read, 'alarms', 'triggeredAlarmNames'), ['errors']);
  assert.equal(value(read, 'alarms', 'status'), 'TRIGGERED');

  const own = driver.deploy({ alarms, alarmAfterSeconds: 90 });
  driver.step(95_000);
  assert.equal(driver.read(own)['status'], 'IN_PROGRESS');
  driver.step(10_000);
  assert.deepEqual(value(driver.read(own), 'alarms', 'triggeredAlarmNames'), ['latency']);
});

test('a deployment waits at a pause hook until it is continued', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'BLUE_GREEN', hooks: [PAUSE] });
  driver.step(60 * MINUTE);
  const waiting = driver.read(arn);
  assert.equal(waiting['status'], 'IN_PROGRESS');
  assert.equal(waiting['lifecycleStage'], 'POST_TEST_TRAFFIC_SHIFT');
  const hook = hookOf(waiting);
  assert.match(String(hook['hookId']), /^ecs-pause-[\w-]{43}$/);
  assert.equal(hook['targetType'], 'PAUSE');
  assert.equal(hook['status'], 'AWAITING_ACTION');
  assert.equal(hook['timeoutAction'], 'ROLLBACK');
  assert.ok(Number(hook['expiresAt']) > Number(waiting['createdAt']) + 24 * 3600);

  driver.step(5 * MINUTE);
  assert.deepEqual(driver.read(arn), waiting, 'nothing changes while it waits');

  const hookId = hook['hookId'];
  assert.equal(
    driver.refused('ContinueServiceDeployment', { serviceDeploymentArn: arn, hookId: 'ecs-pause-other' })['__type'],
    'InvalidParameterException',
  );
  assert.deepEqual(
    driver.send('ContinueServiceDeployment', { serviceDeploymentArn: arn, hookId, action: 'CONTINUE' }),
    {
      serviceDeploymentArn: arn,
    },
  );
  const going = driver.read(arn);
  assert.equal(hookOf(going)['status'], 'SUCCEEDED');
  assert.equal(going['lifecycleStage'], 'PRODUCTION_TRAFFIC_SHIFT');
  assert.equal(
    driver.refused('ContinueServiceDeployment', { serviceDeploymentArn: arn, hookId })['__type'],
    'InvalidParameterException',
  );
  driver.step(10 * MINUTE);
  assert.equal(driver.read(arn)['status'], 'SUCCESSFUL');
});

test('a pause hook can be answered with a rollback, and a stop ends it too', () => {
  for (const way of ['hook', 'stop'] as const) {
    const driver = drive();
    const arn = driver.deploy({ strategy: 'BLUE_GREEN', hooks: [PAUSE] });
    driver.step(60 * MINUTE);
    const { hookId } = hookOf(driver.read(arn));
    if (way === 'hook') {
      driver.send('ContinueServiceDeployment', { serviceDeploymentArn: arn, hookId, action: 'ROLLBACK' });
    } else {
      driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
    }
    assert.equal(driver.read(arn)['status'], 'ROLLBACK_REQUESTED');
    assert.equal(hookOf(driver.read(arn))['status'], 'FAILED');
    driver.step(5 * MINUTE);
    assert.equal(driver.read(arn)['status'], 'ROLLBACK_SUCCESSFUL');
  }
});

test('a pause hook that nobody answers takes its timeout action', () => {
  for (const [timeoutAction, ending] of [
    ['ROLLBACK', 'ROLLBACK_SUCCESSFUL'],
    ['CONTINUE', 'SUCCESSFUL'],
  ] as const) {
    const driver = drive();
    const hooks = [{ ...PAUSE, timeoutMinutes: 30, timeoutAction }];
    const arn = driver.deploy({ strategy: 'BLUE_GREEN', hooks });
    driver.step(25 * MINUTE);
    assert.equal(hookOf(driver.read(arn))['status'], 'AWAITING_ACTION');
    driver.step(25 * MINUTE);
    assert.equal(hookOf(driver.read(arn))['status'], 'TIMED_OUT');
    assert.equal(driver.read(arn)['status'], ending);
  }
});

test('a linear deployment asks before each shift, each time with another hook id', () => {
  const driver = drive();
  const hooks = [{ type: 'PAUSE', stages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'] }] as const;
  const arn = driver.deploy({ strategy: 'LINEAR', stepPercent: 50, stepBakeMinutes: 1, hooks });
  const ids = new Set<unknown>();
  for (let turn = 0; turn < 2; turn += 1) {
    driver.step(10 * MINUTE);
    const open = list(driver.read(arn), 'lifecycleHookDetails').length - 1;
    const hook = at(driver.read(arn), 'lifecycleHookDetails', open);
    assert.equal(hook['status'], 'AWAITING_ACTION');
    ids.add(hook['hookId']);
    driver.send('ContinueServiceDeployment', { serviceDeploymentArn: arn, hookId: hook['hookId'] });
  }
  assert.equal(ids.size, 2);
  driver.step(10 * MINUTE);
  assert.equal(driver.read(arn)['status'], 'SUCCESSFUL');
});

test('hooks of one stage run side by side, and a failing Lambda rolls everything back', () => {
  const driver = drive();
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:smoke-test';
  const lambda = { type: 'AWS_LAMBDA', stages: ['POST_TEST_TRAFFIC_SHIFT'], functionArn } as const;
  const arn = driver.deploy({ strategy: 'BLUE_GREEN', hooks: [PAUSE, lambda] });
  driver.step(20 * MINUTE);
  assert.deepEqual(
    list(driver.read(arn), 'lifecycleHookDetails').map((_, index) =>
      value(driver.read(arn), 'lifecycleHookDetails', index, 'status'),
    ),
    ['AWAITING_ACTION', 'SUCCEEDED'],
  );
  assert.equal(value(driver.read(arn), 'lifecycleHookDetails', 1, 'targetArn'), functionArn);

  const failing = driver.deploy({ strategy: 'BLUE_GREEN', hooks: [PAUSE, { ...lambda, fails: true }] });
  driver.step(20 * MINUTE);
  const ended = driver.read(failing);
  assert.equal(ended['status'], 'ROLLBACK_SUCCESSFUL');
  assert.match(
    String(ended['statusReason']),
    /POST_TEST_TRAFFIC_SHIFT lifecycle hook\(s\) failed.*smoke-test returned FAILED/,
  );
});
