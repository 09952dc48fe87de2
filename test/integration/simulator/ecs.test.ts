import { strict as assert } from 'node:assert';
import { after, before, test } from 'node:test';
import {
  ClusterNotFoundException,
  ConflictException,
  ContinueServiceDeploymentCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ServerException,
  ServiceDeploymentNotFoundException,
  StopServiceDeploymentCommand,
  UnsupportedFeatureException,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoFleet } from '../../../src/simulator/core/fleet.ts';
import { startSimulator } from '../../../src/simulator/simulator.ts';
import type { Simulator } from '../../../src/simulator/simulator.ts';

const ACCOUNT = '444455556666';
const REGION = 'eu-west-1';
const MINUTE = 60_000;
const start = Date.UTC(2026, 0, 15, 12);

let simulator: Simulator;
let client: ECSClient;

before(async () => {
  simulator = await startSimulator({ clock: heldClock(start), fleet: demoFleet() });
  client = connect(1);
});

after(async () => {
  client.destroy();
  await simulator.close();
});

function connect(maxAttempts: number): ECSClient {
  return new ECSClient({
    region: REGION,
    endpoint: simulator.endpoint,
    credentials: { accessKeyId: simulatedAccessKeyId(ACCOUNT), secretAccessKey: simulatedSecret(ACCOUNT) },
    maxAttempts,
  });
}

async function read(arn: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  const [deployment] = serviceDeployments;
  assert.ok(deployment !== undefined);
  return deployment;
}

/** A new service with one deployment behind it, and another one that is in flight. */
function deploy(name: string, options: Parameters<Simulator['ecs']['startDeployment']>[1] = {}): string {
  const spec = { name, desired: 4, launch: 'FARGATE', past: [{ daysAgo: 2, options: { hooks: [] } }] } as const;
  return simulator.ecs.startDeployment(simulator.ecs.createService(ACCOUNT, REGION, 'sdk', spec), options);
}

test('the fleet is found the cheap way: clusters, services, deployments in flight, revisions', async () => {
  const { clusterArns = [] } = await client.send(new ListClustersCommand({ maxResults: 100 }));
  const described = await client.send(new DescribeClustersCommand({ clusters: clusterArns, include: ['STATISTICS'] }));
  assert.deepEqual(new Set(described.clusters?.map((cluster) => cluster.clusterArn)), new Set(clusterArns));

  const cluster = clusterArns.find((arn) => arn.endsWith('/shop'));
  assert.ok(cluster !== undefined);
  const serviceArns: string[] = [];
  for await (const page of paginateListServices({ client, pageSize: 3 }, { cluster })) {
    assert.ok((page.serviceArns ?? []).length <= 3);
    serviceArns.push(...(page.serviceArns ?? []));
  }
  const whole = await client.send(new ListServicesCommand({ cluster, maxResults: 100 }));
  assert.deepEqual(serviceArns, whole.serviceArns);

  const services = (
    await client.send(new DescribeServicesCommand({ cluster, services: serviceArns, include: ['TAGS'] }))
  ).services;
  assert.equal(services?.length, serviceArns.length);
  for (const service of services ?? []) {
    assert.ok(service.createdAt instanceof Date);
    assert.ok(service.tags?.some((tag) => tag.key === 'environment' && tag.value === 'production'));
  }
  const flying = (services ?? []).flatMap((service) =>
    service.deployments?.[0]?.rolloutState === 'IN_PROGRESS' ? [service.currentServiceDeployment ?? ''] : [],
  );
  assert.ok(flying.length > 0);
  const { serviceDeployments = [], failures } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: flying }),
  );
  assert.deepEqual(failures, []);
  assert.deepEqual(new Set(serviceDeployments.map((deployment) => deployment.serviceDeploymentArn)), new Set(flying));
  for (const deployment of serviceDeployments) {
    assert.ok(deployment.createdAt instanceof Date && deployment.createdAt.getTime() <= start);
    const { serviceRevisions = [] } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [deployment.targetServiceRevision?.arn ?? ''] }),
    );
    assert.match(serviceRevisions[0]?.containerImages?.[0]?.image ?? '', /\.dkr\.ecr\./);
  }
});

test('a deployment is rolled back, and its times come as dates', async () => {
  const arn = deploy('rolled-back');
  simulator.clock.step(2 * MINUTE);
  const answer = await client.send(
    new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' }),
  );
  assert.equal(answer.serviceDeploymentArn, arn);
  const stopped = await read(arn);
  assert.equal(stopped.status, 'ROLLBACK_REQUESTED');
  assert.equal(stopped.stoppedAt?.getTime(), simulator.clock.now());
  simulator.clock.step(10 * MINUTE);
  const ended = await read(arn);
  assert.equal(ended.status, 'ROLLBACK_SUCCESSFUL');
  assert.ok(ended.finishedAt instanceof Date && ended.rollback?.startedAt instanceof Date);
  assert.equal(ended.rollback.serviceRevisionArn, ended.sourceServiceRevisions?.[0]?.arn);

  const { serviceDeployments = [] } = await client.send(
    new ListServiceDeploymentsCommand({
      cluster: 'sdk',
      service: 'rolled-back',
      status: ['ROLLBACK_SUCCESSFUL'],
      createdAt: { after: new Date(start - MINUTE) },
    }),
  );
  assert.deepEqual(
    serviceDeployments.map((deployment) => deployment.serviceDeploymentArn),
    [arn],
  );
});

test('a pause hook is found and continued', async () => {
  const arn = deploy('paused', {
    strategy: 'BLUE_GREEN',
    hooks: [{ type: 'PAUSE', stages: ['POST_TEST_TRAFFIC_SHIFT'] }],
  });
  simulator.clock.step(20 * MINUTE);
  const hook = (await read(arn)).lifecycleHookDetails?.[0];
  assert.equal(hook?.status, 'AWAITING_ACTION');
  assert.ok(hook.expiresAt instanceof Date);
  await client.send(
    new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arn, hookId: hook.hookId ?? '', action: 'CONTINUE' }),
  );
  simulator.clock.step(10 * MINUTE);
  assert.equal((await read(arn)).status, 'SUCCESSFUL');
});

test('errors arrive as the classes that the SDK has for them', async () => {
  const arn = deploy('refused');
  simulator.clock.step(20 * MINUTE);
  const stop = (serviceDeploymentArn: string): Promise<unknown> =>
    client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn }));
  await assert.rejects(stop(arn), (error) => {
    assert.ok(error instanceof ConflictException);
    assert.deepEqual(error.resourceIds, [arn]);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.$metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
    return true;
  });
  await assert.rejects(stop(`${arn.slice(0, -4)}none`), ServiceDeploymentNotFoundException);
  const codeDeploy = arn.replace('/sdk/refused/', '/shop/legacy-orders/');
  await assert.rejects(stop(codeDeploy), UnsupportedFeatureException);
  await assert.rejects(client.send(new ListServicesCommand({ cluster: 'none' })), ClusterNotFoundException);
});

test('a server-side failure arrives as ServerException, and the SDK asks again', async () => {
  const patient = connect(3);
  const effect = { kind: 'error', code: 'ServerException', message: 'Try again.', status: 500 } as const;
  const fault = { service: 'ecs', action: 'ListClusters', region: REGION, effect };
  simulator.faults.add({ ...fault, times: 1 });
  await assert.rejects(client.send(new ListClustersCommand({})), (error) => {
    assert.ok(error instanceof ServerException);
    assert.equal(error.$metadata.httpStatusCode, 500);
    return true;
  });
  simulator.faults.add({ ...fault, times: 1 });
  assert.ok(((await patient.send(new ListClustersCommand({}))).clusterArns ?? []).length > 0);
  patient.destroy();
});
