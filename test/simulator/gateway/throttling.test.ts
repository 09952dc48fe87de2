import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { startSimulator, type Simulator } from '../../../src/simulator/simulator.ts';
import { ec2, REGION, send, type Answer } from '../../stages/simulator/caller.ts';

async function start(t: TestContext): Promise<Simulator> {
  const simulator = await startSimulator({ clock: heldClock(), throttling: true });
  t.after(() => simulator.close());
  return simulator;
}

/** How many calls in a row are let through, at one moment. */
async function burst(call: () => Promise<Answer>): Promise<number> {
  for (let passed = 0; ; passed += 1) {
    const { status, text } = await call();
    if (/RequestLimitExceeded|ThrottlingException/.test(text)) return passed;
    assert.ok(status < 500, text);
  }
}

const ecs = (simulator: Simulator, action: string, input: object) => () =>
  send(simulator, {
    service: 'ecs',
    headers: { 'x-amz-target': `AmazonEC2ContainerServiceV20141113.${action}` },
    body: JSON.stringify(input),
  });

test('EC2 reads with MaxResults or a filter have 100 tokens, the bare ones 50; refilled 20 and 10 a second', async (t) => {
  const simulator = await start(t);
  const paged = () => ec2(simulator, 'DescribeInstances', { MaxResults: '5' });
  const bare = () => ec2(simulator, 'DescribeInstances');
  assert.equal(await burst(paged), 100);
  assert.equal(await burst(bare), 50);
  simulator.clock.step(1_000);
  assert.equal(await burst(paged), 20);
  assert.equal(await burst(bare), 10);
  simulator.clock.step(3_600_000);
  assert.equal(await burst(paged), 100);
});

test('each account and region has its own buckets', async (t) => {
  const simulator = await start(t);
  const bare = (where: { region?: string; account?: string }) => () => ec2(simulator, 'DescribeInstances', {}, where);
  assert.equal(await burst(bare({})), 50);
  assert.equal(await burst(bare({ region: 'us-east-1' })), 50);
  assert.equal(await burst(bare({ account: '444455556666' })), 50);
  assert.equal(await burst(bare({ region: REGION })), 0);
});

test('StopInstances also costs a token for each instance', async (t) => {
  const simulator = await start(t);
  const ids = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`InstanceId.${index + 1}`, `i-${index.toString(16).padStart(17, '0')}`]),
  );
  const many = () => ec2(simulator, 'StopInstances', ids);
  assert.equal(await burst(many), 2);
  simulator.clock.step(10_000);
  assert.equal(await burst(many), 1);
});

test('starts and stops have small buckets', async (t) => {
  const simulator = await start(t);
  const parameters = { 'InstanceId.1': `i-${'0'.repeat(17)}` };
  assert.equal(await burst(() => ec2(simulator, 'StartInstances', parameters)), 5);
  assert.equal(await burst(() => ec2(simulator, 'StopInstances', parameters)), 50);
  simulator.clock.step(1_000);
  assert.equal(await burst(() => ec2(simulator, 'StartInstances', parameters)), 2);
  assert.equal(await burst(() => ec2(simulator, 'StopInstances', parameters)), 5);
});

test('ECS has its buckets by kind of read; service deployments share one', async (t) => {
  const simulator = await start(t);
  assert.equal(await burst(ecs(simulator, 'ListClusters', {})), 50);
  assert.equal(await burst(ecs(simulator, 'ListServices', { cluster: 'shop' })), 100);
  assert.equal(await burst(ecs(simulator, 'DescribeServices', { cluster: 'shop', services: ['x'] })), 0);
  const arn = `arn:aws:ecs:${REGION}:111122223333:service-deployment/shop/x/abcdefghijklmnopqrstu`;
  const list = ecs(simulator, 'ListServiceDeployments', { cluster: 'shop', service: 'checkout-api' });
  for (let call = 0; call < 30; call += 1) assert.equal((await list()).status, 200);
  assert.equal(await burst(ecs(simulator, 'DescribeServiceDeployments', { serviceDeploymentArns: [arn] })), 20);
});

test('turned off, nothing is throttled', async (t) => {
  const simulator = await start(t);
  simulator.throttling.enabled = false;
  for (let call = 0; call < 60; call += 1) assert.equal((await ec2(simulator, 'DescribeInstances')).status, 200);
});
