import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { at, drive, list, MINUTE, REGION, value } from '../../stages/simulator/ecs.ts';
import type { Driver } from '../../stages/simulator/ecs.ts';

/** Steps in half-minutes until the deployment is in this status; returns it then. */
function until(driver: Driver, arn: string, status: string): ReturnType<Driver['read']> {
  for (let turn = 0; turn < 400; turn += 1) {
    const read = driver.read(arn);
    if (read['status'] === status) return read;
    driver.step(1000);
  }
  return assert.fail(`${arn} never was ${status}: ${String(driver.read(arn)['status'])}`);
}

test('a stopped rolling deployment goes back through every rollback state to the source revision', () => {
  const driver = drive();
  const arn = driver.deploy();
  driver.step(2 * MINUTE);
  const before = driver.read(arn);
  assert.equal(before['status'], 'IN_PROGRESS');
  assert.equal(before['rollback'], undefined);

  assert.deepEqual(driver.send('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ROLLBACK' }), {
    serviceDeploymentArn: arn,
  });
  const requested = driver.read(arn);
  assert.equal(requested['status'], 'ROLLBACK_REQUESTED');
  assert.equal(value(requested, 'stoppedAt'), (Date.UTC(2026, 0, 15, 12) + 2 * MINUTE) / 1000);

  const rolling = until(driver, arn, 'ROLLBACK_IN_PROGRESS');
  const source = at(rolling, 'sourceServiceRevisions', 0);
  assert.equal(value(rolling, 'rollback', 'serviceRevisionArn'), source['arn']);
  assert.equal(typeof value(rolling, 'rollback', 'reason'), 'string');
  assert.equal(typeof value(rolling, 'rollback', 'startedAt'), 'number');
  assert.equal(rolling['finishedAt'], undefined);

  const ended = until(driver, arn, 'ROLLBACK_SUCCESSFUL');
  assert.equal(typeof ended['finishedAt'], 'number');
  assert.equal(value(ended, 'targetServiceRevision', 'runningTaskCount'), 0);
  assert.equal(value(ended, 'sourceServiceRevisions', 0, 'runningTaskCount'), 4);
  assert.match(String(ended['statusReason']), /user request/);

  driver.step(60 * MINUTE);
  assert.deepEqual(driver.read(arn), ended);
});

test('stopType is ROLLBACK when none is given', () => {
  const driver = drive();
  const arn = driver.deploy();
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  assert.equal(driver.read(arn)['status'], 'ROLLBACK_REQUESTED');
});

test('a repeat while it rolls back is accepted and changes nothing', () => {
  const [once, twice] = [drive(), drive()];
  const arn = once.deploy();
  assert.equal(twice.deploy(), arn);
  for (const driver of [once, twice]) {
    driver.step(MINUTE);
    driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
    driver.step(3000);
  }
  twice.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  for (const driver of [once, twice]) driver.step(10_000);
  assert.equal(once.read(arn)['status'], 'ROLLBACK_IN_PROGRESS');
  twice.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  for (const driver of [once, twice]) driver.step(MINUTE / 2);
  assert.deepEqual(once.read(arn), twice.read(arn));
});

test('a deployment that has ended is a conflict', () => {
  const driver = drive();
  const arn = driver.deploy();
  driver.step(20 * MINUTE);
  const before = driver.read(arn);
  assert.equal(before['status'], 'SUCCESSFUL');
  const refused = driver.refused('StopServiceDeployment', { serviceDeploymentArn: arn });
  assert.equal(refused['__type'], 'ConflictException');
  assert.equal(refused.status, 400);
  assert.match(String(refused['message']), /SUCCESSFUL/);
  assert.deepEqual(driver.read(arn), before);
});

test('a rollback that is flagged to fail ends in ROLLBACK_FAILED', () => {
  const driver = drive();
  const arn = driver.deploy({ circuitBreaker: { rollback: true } });
  driver.step(MINUTE);
  driver.ecs.setFlags(arn, { failRollback: true });
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  const ended = until(driver, arn, 'ROLLBACK_FAILED');
  assert.match(String(ended['statusReason']), /rollback failed/);
  assert.equal(typeof ended['finishedAt'], 'number');
  assert.equal(driver.refused('StopServiceDeployment', { serviceDeploymentArn: arn })['__type'], 'ConflictException');
  assert.throws(() => driver.ecs.setFlags(arn, { failRollback: false }), /has ended/);
});

test('a first deployment has nothing to go back to and ends in STOPPED', () => {
  const driver = drive();
  const arn = driver.deploy({}, { past: [] });
  driver.step(2 * MINUTE);
  assert.deepEqual(driver.read(arn)['sourceServiceRevisions'], []);
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  assert.equal(driver.read(arn)['status'], 'STOP_REQUESTED');
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  const ended = until(driver, arn, 'STOPPED');
  assert.equal(ended['rollback'], undefined);
  assert.equal(ended['statusReason'], 'No rollback candidate was found to run the rollback.');
  assert.equal(value(ended, 'targetServiceRevision', 'runningTaskCount'), 0);
  assert.equal(typeof ended['stoppedAt'], 'number');
});

test('a deployment can be stopped before it has started', () => {
  const driver = drive();
  const arn = driver.deploy();
  assert.equal(driver.read(arn)['status'], 'PENDING');
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  assert.equal(until(driver, arn, 'ROLLBACK_SUCCESSFUL')['startedAt'], undefined);
});

test('ABORT is refused as the documentation says, or accepted when a test asks for that', () => {
  const driver = drive();
  const arn = driver.deploy();
  driver.step(2 * MINUTE);
  const refused = driver.refused('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ABORT' });
  assert.equal(refused['__type'], 'InvalidParameterException');
  assert.match(String(refused['message']), /valid value is ROLLBACK/);
  assert.equal(driver.read(arn)['status'], 'IN_PROGRESS');

  driver.ecs.setAbort('accepted');
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn, stopType: 'ABORT' });
  assert.equal(driver.read(arn)['status'], 'STOP_REQUESTED');
  const ended = until(driver, arn, 'STOPPED');
  assert.equal(ended['rollback'], undefined);
  assert.ok(Number(value(ended, 'targetServiceRevision', 'runningTaskCount')) > 0);
});

test('bad requests are refused with their own codes', () => {
  const driver = drive();
  const arn = driver.deploy();
  const code = (input: object): unknown => driver.refused('StopServiceDeployment', input)['__type'];
  assert.equal(code({}), 'InvalidParameterException');
  assert.equal(code({ serviceDeploymentArn: 'nonsense' }), 'InvalidParameterException');
  assert.equal(code({ serviceDeploymentArn: arn.replace(REGION, 'us-east-1') }), 'InvalidParameterException');
  assert.equal(code({ serviceDeploymentArn: arn, stopType: 'HALT' }), 'InvalidParameterException');
  assert.equal(code({ serviceDeploymentArn: 7 }), 'SerializationException');
  assert.equal(code({ serviceDeploymentArn: `${arn.slice(0, -3)}xyz` }), 'ServiceDeploymentNotFoundException');
});

test('CODE_DEPLOY and EXTERNAL services have no service deployments', () => {
  for (const controller of ['CODE_DEPLOY', 'EXTERNAL'] as const) {
    const driver = drive();
    const service = driver.running({
      controller,
      taskSets: [{ status: 'PRIMARY', scalePercent: 100, behind: 0, stable: true }],
    });
    const listed = driver.send('ListServiceDeployments', { cluster: 'test', service });
    assert.deepEqual(list(listed, 'serviceDeployments'), []);
    const arn = `${service.replace(':service/', ':service-deployment/')}/aaaaaaaaaaaaaaaaaaaaa`;
    const refused = driver.refused('StopServiceDeployment', { serviceDeploymentArn: arn });
    assert.equal(refused['__type'], 'UnsupportedFeatureException');
    assert.match(String(refused['message']), new RegExp(controller));
    const members = driver.service(service);
    assert.equal(value(members, 'taskSets', 0, 'runningCount'), 4);
    assert.deepEqual(members['deployments'], []);
    assert.equal(members['currentServiceDeployment'], undefined);
  }
});
