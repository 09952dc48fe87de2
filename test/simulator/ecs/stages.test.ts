import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { DeploymentOptions } from '../../../src/simulator/ecs/plan.ts';
import { deploymentStatuses } from '../../../src/simulator/ecs/timeline.ts';
import type { Status } from '../../../src/simulator/ecs/timeline.ts';
import { at, drive, list, MINUTE, value } from '../../stages/simulator/ecs.ts';
import type { Driver, Json } from '../../stages/simulator/ecs.ts';
import { assertProperty } from '../../stages/property.ts';

/** The distinct states that a deployment goes through, looked at every `every` milliseconds, until `status` or an hour. */
function walk<T>(driver: Driver, arn: string, tell: (read: Json) => T, every = 1000): readonly T[] {
  const told: T[] = [];
  for (let time = 0; time < 60 * MINUTE; time += every) {
    const next = tell(driver.read(arn));
    if (JSON.stringify(next) !== JSON.stringify(told.at(-1))) told.push(next);
    driver.step(every);
  }
  return told;
}

const textOf = (given: unknown): string => (typeof given === 'string' ? given : '-');
const stageOf = (read: Json): string => `${textOf(read['status'])} ${textOf(read['lifecycleStage'])}`;
const productionOf = (read: Json): unknown => value(read, 'targetServiceRevision', 'requestedProductionTrafficWeight');

test('a rolling deployment scales up, cleans up and succeeds in about five minutes', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'ROLLING' });
  assert.deepEqual(walk(driver, arn, stageOf), [
    'PENDING -',
    'IN_PROGRESS SCALE_UP',
    'IN_PROGRESS CLEAN_UP',
    'SUCCESSFUL CLEAN_UP',
  ]);
  const ended = driver.read(arn);
  const seconds = Number(ended['finishedAt']) - Number(ended['createdAt']);
  assert.ok(seconds > 180 && seconds < 420, `${seconds} s`);
  assert.equal(ended['rollback'], undefined);
  assert.equal(ended['stoppedAt'], undefined);
});

test('a rolling deployment never has fewer running tasks than were asked for, and ends with just the new ones', () => {
  const driver = drive();
  const arn = driver.deploy({}, { desired: 7 });
  const counts = walk(driver, arn, (read) => [
    Number(value(read, 'targetServiceRevision', 'runningTaskCount')),
    Number(value(read, 'sourceServiceRevisions', 0, 'runningTaskCount')),
  ]);
  for (const [target = 0, source = 0] of counts) assert.ok(target + source >= 7, `${target} + ${source}`);
  assert.deepEqual(counts[0], [0, 7]);
  assert.deepEqual(counts.at(-1), [7, 0]);
  assert.ok(counts.length > 8);
});

test('a blue/green deployment goes through every stage in order, and both revisions run while it bakes', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'BLUE_GREEN', bakeMinutes: 10 });
  const states = walk(driver, arn, stageOf);
  assert.deepEqual(states, [
    'PENDING -',
    'IN_PROGRESS PRE_SCALE_UP',
    'IN_PROGRESS SCALE_UP',
    'IN_PROGRESS POST_SCALE_UP',
    'IN_PROGRESS TEST_TRAFFIC_SHIFT',
    'IN_PROGRESS POST_TEST_TRAFFIC_SHIFT',
    'IN_PROGRESS PRODUCTION_TRAFFIC_SHIFT',
    'IN_PROGRESS POST_PRODUCTION_TRAFFIC_SHIFT',
    'IN_PROGRESS BAKE_TIME',
    'IN_PROGRESS CLEAN_UP',
    'SUCCESSFUL CLEAN_UP',
  ]);

  const again = drive();
  const other = again.deploy({ strategy: 'BLUE_GREEN', bakeMinutes: 10 });
  again.step(8 * MINUTE);
  const baking = again.read(other);
  assert.equal(baking['lifecycleStage'], 'BAKE_TIME');
  assert.equal(value(baking, 'targetServiceRevision', 'runningTaskCount'), 4);
  assert.equal(value(baking, 'sourceServiceRevisions', 0, 'runningTaskCount'), 4);
  assert.equal(productionOf(baking), 100);
  assert.equal(value(baking, 'sourceServiceRevisions', 0, 'requestedProductionTrafficWeight'), 0);
});

test('test traffic goes to the new revision before production traffic does', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'BLUE_GREEN' });
  const weights = walk(driver, arn, (read) => [
    value(read, 'targetServiceRevision', 'requestedTestTrafficWeight') ?? null,
    productionOf(read) ?? null,
  ]);
  assert.deepEqual(weights, [
    [null, null],
    [0, 0],
    [100, 0],
    [100, 100],
  ]);
});

test('a canary deployment sends a share, bakes, and then sends the rest', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'CANARY', canaryPercent: 12.5, canaryBakeMinutes: 10 });
  const times = new Map<unknown, number>();
  for (let time = 0; time < 30 * MINUTE; time += 1000) {
    const weight = productionOf(driver.read(arn));
    times.set(weight, (times.get(weight) ?? 0) + 1000);
    driver.step(1000);
  }
  assert.deepEqual([...times.keys()], [undefined, 0, 12.5, 100]);
  assert.equal(times.get(12.5), 10 * MINUTE);
  assert.deepEqual(value(driver.read(arn), 'deploymentConfiguration', 'canaryConfiguration'), {
    canaryPercent: 12.5,
    canaryBakeTimeInMinutes: 10,
  });
});

test('a linear deployment shifts in equal steps', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'LINEAR', stepPercent: 30, stepBakeMinutes: 2 });
  assert.deepEqual(
    walk(driver, arn, (read) => productionOf(read) ?? null),
    [null, 0, 30, 60, 90, 100],
  );
  assert.deepEqual(value(driver.read(arn), 'deploymentConfiguration', 'linearConfiguration'), {
    stepPercent: 30,
    stepBakeTimeInMinutes: 2,
  });
});

test('a rollback in the middle of a canary takes the traffic back at once', () => {
  const driver = drive();
  const arn = driver.deploy({ strategy: 'CANARY', canaryPercent: 10 });
  driver.step(6 * MINUTE);
  assert.equal(productionOf(driver.read(arn)), 10);
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
  assert.equal(productionOf(driver.read(arn)), 10);
  driver.step(7000);
  const back = driver.read(arn);
  assert.equal(back['status'], 'ROLLBACK_IN_PROGRESS');
  assert.equal(productionOf(back), 0);
  assert.equal(value(back, 'sourceServiceRevisions', 0, 'requestedProductionTrafficWeight'), 100);
});

test('every status can be had at once, by an age and a stop', () => {
  const failing = { failing: true, circuitBreaker: { rollback: true, threshold: 3 } };
  const recipes: Readonly<Record<Status, (driver: Driver) => string>> = {
    PENDING: (driver) => driver.deploy(),
    IN_PROGRESS: (driver) => driver.deploy({ ageSeconds: 120 }),
    SUCCESSFUL: (driver) => driver.deploy({ ageSeconds: 3600 }),
    ROLLBACK_REQUESTED: (driver) => stopped(driver, driver.deploy({ ageSeconds: 120 })),
    ROLLBACK_IN_PROGRESS: (driver) => driver.deploy({ ...failing, ageSeconds: 200 }),
    ROLLBACK_SUCCESSFUL: (driver) => driver.deploy({ ...failing, ageSeconds: 3600 }),
    ROLLBACK_FAILED: (driver) => driver.deploy({ ...failing, failRollback: true, ageSeconds: 3600 }),
    STOP_REQUESTED: (driver) => stopped(driver, driver.deploy({ ageSeconds: 120 }, { past: [] })),
    STOPPED: (driver) => driver.deploy({ ...failing, circuitBreaker: { rollback: false }, ageSeconds: 3600 }),
  };
  const stopped = (driver: Driver, arn: string): string => {
    driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
    return arn;
  };
  const driver = drive();
  for (const status of deploymentStatuses) assert.equal(driver.read(recipes[status](driver))['status'], status);
});

test('superseding a deployment stops it, and the next one first reconciles the two revisions', () => {
  const driver = drive();
  const service = driver.running();
  const first = driver.ecs.startDeployment(service, {});
  driver.step(2 * MINUTE);
  const second = driver.ecs.startDeployment(service, { strategy: 'BLUE_GREEN' });
  assert.equal(driver.read(first)['status'], 'STOP_REQUESTED');
  assert.equal(driver.read(second)['status'], 'PENDING');
  const states = walk(driver, second, stageOf);
  assert.deepEqual(states.slice(0, 3), ['PENDING -', 'IN_PROGRESS RECONCILE_SERVICE', 'IN_PROGRESS PRE_SCALE_UP']);
  assert.equal(driver.read(first)['status'], 'STOPPED');
  const sources = list(driver.read(second), 'sourceServiceRevisions');
  assert.equal(sources.length, 2);
  const stopped = at(driver.read(first), 'targetServiceRevision');
  assert.equal(value(driver.read(second), 'sourceServiceRevisions', 1, 'arn'), stopped['arn']);
});

test('what is seen at a time does not depend on how often anybody looked before', () => {
  const options = fc.record(
    {
      strategy: fc.constantFrom('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY'),
      bakeMinutes: fc.integer({ min: 0, max: 10 }),
      failing: fc.boolean(),
      circuitBreaker: fc.record({ rollback: fc.boolean() }),
      failRollback: fc.boolean(),
      pace: fc.constantFrom(0.5, 1, 3),
    },
    { requiredKeys: [] },
  ) satisfies fc.Arbitrary<DeploymentOptions>;
  assertProperty(
    fc.property(
      options,
      fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 25 }),
      fc.option(fc.nat(24), { nil: undefined }),
      fc.integer({ min: 1, max: 6 }),
      (given, steps, stopAt, looks) => {
        const [rare, often] = [drive(), drive()];
        const arn = rare.deploy(given, { desired: 5 });
        assert.equal(often.deploy(given, { desired: 5 }), arn);
        for (const [index, step] of steps.entries()) {
          rare.step(step * looks);
          for (let look = 0; look < looks; look += 1) {
            often.step(step);
            often.read(arn);
          }
          if (index === stopAt) {
            const stop = (driver: Driver): string => {
              const final = /SUCCESSFUL|FAILED|STOPPED/.test(String(driver.read(arn)['status']));
              if (!final) driver.send('StopServiceDeployment', { serviceDeploymentArn: arn });
              return String(final);
            };
            assert.equal(stop(rare), stop(often));
          }
        }
        assert.deepEqual(rare.read(arn), often.read(arn));
        const service = arn.replace('service-deployment', 'service').split('/').slice(0, 3).join('/');
        assert.deepEqual(rare.service(service), often.service(service));
      },
    ),
    { numRuns: 60 },
  );
});

for (const cleanup of ['DEFERRED', 'BLOCKING'] as const) {
  test(`a rolling deployment that may end early (${cleanup}) succeeds at its share, and ECS goes on to the whole`, () => {
    const driver = drive();
    const arn = driver.deploy({ earlySuccess: { healthyPercent: 60, cleanup } }, { desired: 5 });
    const counts = (read: Json) => [
      read['status'],
      value(read, 'targetServiceRevision', 'runningTaskCount'),
      value(read, 'sourceServiceRevisions', 0, 'runningTaskCount'),
    ];
    const ended = walk(driver, arn, counts).filter(([status]) => status === 'SUCCESSFUL');
    assert.equal(ended[0]?.[1], 3);
    assert.equal(Number(ended[0]?.[2]) > 0, cleanup === 'DEFERRED');
    assert.deepEqual(ended.at(-1), ['SUCCESSFUL', 5, 0]);
    assert.deepEqual(value(driver.read(arn), 'deploymentConfiguration', 'earlySuccessCriteria'), {
      ...{ enable: true, healthyPercent: 60, sourceServiceRevisionCleanup: cleanup },
    });
  });
}

test('after an early success a stop is refused, and the service still lists both revisions', () => {
  const driver = drive();
  const service = driver.running({ desired: 5 });
  const arn = driver.ecs.startDeployment(service, { earlySuccess: { healthyPercent: 60, cleanup: 'DEFERRED' } });
  while (driver.read(arn)['status'] !== 'SUCCESSFUL') driver.step(1000);
  assert.equal(driver.refused('StopServiceDeployment', { serviceDeploymentArn: arn })['__type'], 'ConflictException');
  assert.equal(list(driver.service(service), 'deployments').length, 2);
  driver.step(5 * MINUTE);
  assert.equal(list(driver.service(service), 'deployments').length, 1);
  const told = driver.service(service);
  const events = list(told, 'events').map((_, index) => textOf(at(told, 'events', index)['message']));
  assert.equal(events.filter((message) => message.endsWith('deployment completed.')).length, 2);
});
