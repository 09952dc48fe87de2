import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { ACCOUNT, at, DEMO, drive, list, MINUTE, REGION, value } from '../../stages/simulator/ecs.ts';
import type { Driver, Json } from '../../stages/simulator/ecs.ts';

const PRODUCTION = '444455556666';
const FINAL = /^(SUCCESSFUL|STOPPED|ROLLBACK_SUCCESSFUL|ROLLBACK_FAILED)$/;

/** The newest deployment of every service of the fleet that is still in flight. */
function inFlight(driver: Driver, accounts = [ACCOUNT, PRODUCTION]): readonly Json[] {
  return accounts.flatMap((account) =>
    DEMO.regions.flatMap((region) =>
      driver.ecs.services(account, region).flatMap(({ deployment }): readonly Json[] => {
        const read = deployment === undefined ? undefined : driver.ecs.deployment(deployment);
        return read === undefined || FINAL.test(String(read['status'])) ? [] : [read];
      }),
    ),
  );
}

const hooksOf = (read: Json): readonly unknown[] =>
  Array.isArray(read['lifecycleHookDetails']) ? read['lifecycleHookDetails'] : [];
const kinds: Readonly<Record<string, (read: Json) => boolean>> = {
  rolls: (read) =>
    value(read, 'deploymentConfiguration', 'strategy') === 'ROLLING' &&
    /^(PENDING|IN_PROGRESS)$/.test(String(read['status'])) &&
    String(read['serviceArn']).endsWith('/web-frontend'),
  bakes: (read) => read['lifecycleStage'] === 'BAKE_TIME' && read['status'] === 'IN_PROGRESS',
  fails: (read) =>
    Number(value(read, 'deploymentCircuitBreaker', 'failureCount')) > 0 && read['status'] === 'IN_PROGRESS',
  waits: (read) =>
    hooksOf(read).some((_, index) => value(read, 'lifecycleHookDetails', index, 'status') === 'AWAITING_ACTION'),
};

test('the demo keeps its liveliest kinds in flight for days', () => {
  const driver = drive(DEMO);
  const idle = new Map<string, number>();
  const turns = 600;
  for (let turn = 0; turn < turns; turn += 1) {
    const flying = inFlight(driver);
    for (const [name, is] of Object.entries(kinds)) {
      if (!flying.some(is)) idle.set(name, (idle.get(name) ?? 0) + 1);
    }
    driver.step(337_000);
  }
  assert.deepEqual([...idle], []);
});

test('a stopped demo deployment is followed by another one', () => {
  const driver = drive(DEMO);
  const paused = inFlight(driver, [PRODUCTION]).find((read) => kinds['waits']?.(read) === true);
  assert.ok(paused !== undefined);
  const arn = String(paused['serviceDeploymentArn']);
  driver.send('StopServiceDeployment', { serviceDeploymentArn: arn }, { account: PRODUCTION });
  driver.step(90 * MINUTE);
  const waiting = inFlight(driver, [PRODUCTION]).find((read) => read['serviceArn'] === paused['serviceArn']);
  assert.ok(waiting !== undefined);
  assert.notEqual(waiting['serviceDeploymentArn'], arn);
  assert.equal(kinds['waits']?.(waiting), true);
});

test('the demo has the services that a team has, in every state', () => {
  const driver = drive(DEMO);
  const names = driver.ecs.services(ACCOUNT, REGION).map((entry) => entry.name);
  for (const name of [
    'checkout-api',
    'payments',
    'catalog',
    'legacy-orders',
    'edge-router',
    'session-cache',
    'batch-worker',
  ]) {
    assert.ok(names.includes(name), name);
  }
  const controllers = new Set(driver.ecs.services(ACCOUNT, REGION).map((entry) => entry.controller));
  assert.deepEqual([...controllers].toSorted(), ['CODE_DEPLOY', 'ECS', 'EXTERNAL']);
  assert.ok(driver.ecs.services(ACCOUNT, 'ap-southeast-2').length < names.length / 2);
  assert.deepEqual(list(driver.send('ListClusters', {}, { region: 'eu-north-1' }), 'clusterArns'), []);
  assert.deepEqual(list(driver.send('ListClusters', {}, { account: '999988887777' }), 'clusterArns'), []);

  const first = inFlight(driver, [ACCOUNT]).find((read) => list(read, 'sourceServiceRevisions').length === 0);
  assert.ok(first !== undefined, 'a first deployment');
});

test('past deployments of the demo end in every final status', () => {
  const driver = drive(DEMO);
  const seen = new Set<unknown>();
  for (const { arn, cluster } of driver.ecs.services(PRODUCTION, REGION)) {
    const answer = driver.send('ListServiceDeployments', { service: arn, cluster }, { account: PRODUCTION });
    for (const [index] of list(answer, 'serviceDeployments').entries())
      seen.add(value(answer, 'serviceDeployments', index, 'status'));
  }
  for (const status of ['SUCCESSFUL', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED', 'STOPPED'])
    assert.ok(seen.has(status), status);
});

test('the same seed makes the same fleet, whatever was asked before', () => {
  const [one, other] = [drive(DEMO), drive(DEMO)];
  for (let turn = 0; turn < 50; turn += 1) {
    one.step(97_000);
    other.step(97_000);
    other.ecs.services(ACCOUNT, REGION);
    inFlight(other, [PRODUCTION]);
  }
  assert.deepEqual(inFlight(one), inFlight(other));
  const reseeded = drive({ ...DEMO, seed: 2 });
  assert.notDeepEqual(reseeded.ecs.services(ACCOUNT, REGION), drive(DEMO).ecs.services(ACCOUNT, REGION));
});

test('a sized fleet has as many services as asked for, about one in 25 of them deploying', () => {
  const driver = drive({ ...DEMO, kind: 'sized', services: 500, instances: 0, experiments: 0 });
  const entries = driver.ecs.services(PRODUCTION, 'us-east-1');
  assert.equal(entries.length, 500);
  assert.ok(new Set(entries.map((entry) => entry.cluster)).size >= 3);
  for (const later of [0, 5 * 60 * MINUTE]) {
    driver.step(later);
    const flying = entries.flatMap(({ arn }) => {
      const [, cluster] = arn.split('/');
      const answer = driver.send(
        'DescribeServices',
        { cluster, services: [arn] },
        { account: PRODUCTION, region: 'us-east-1' },
      );
      return value(at(answer, 'services', 0), 'deployments', 0, 'rolloutState') === 'IN_PROGRESS' ? [arn] : [];
    });
    assert.ok(flying.length >= 10 && flying.length <= 25, String(flying.length));
  }
});
