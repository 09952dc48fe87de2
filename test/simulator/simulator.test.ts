import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { heldClock } from '../../src/simulator/core/clock.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { ACCOUNT, ec2, refusal, REGION, send, texts } from '../stages/simulator/caller.ts';

const MINUTE = 60_000;

test('EC2, ECS, FIS, STS and IAM answer at one address, and the log keeps what each was asked', async (t) => {
  const simulator = await startSimulator({ clock: heldClock() });
  t.after(() => simulator.close());
  const target = { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListServices' };
  const answers = [
    await ec2(simulator, 'DescribeInstances', { MaxResults: '5' }),
    await send(simulator, { service: 'ecs', headers: target, body: '{"cluster":"shop","maxResults":10}' }),
    await send(simulator, { service: 'fis', method: 'GET', path: '/experiments', query: 'maxResults=3' }),
    await send(simulator, { service: 'sts', body: 'Action=GetCallerIdentity&Version=2011-06-15' }),
    await send(simulator, {
      service: 'iam',
      region: 'us-east-1',
      body: 'Action=ListAccountAliases&Version=2010-05-08',
    }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  );
  assert.deepEqual(
    simulator.log.entries().map(({ service, action, parameters }) => [service, action, parameters]),
    [
      ['ec2', 'DescribeInstances', { Action: 'DescribeInstances', Version: '2016-11-15', MaxResults: '5' }],
      ['ecs', 'ListServices', { cluster: 'shop', maxResults: 10 }],
      ['fis', 'ListExperiments', { path: '/experiments', maxResults: '3' }],
      ['sts', 'GetCallerIdentity', { Action: 'GetCallerIdentity', Version: '2011-06-15' }],
      ['iam', 'ListAccountAliases', { Action: 'ListAccountAliases', Version: '2010-05-08' }],
    ],
  );
});

test('a request that names no operation is refused in each service’s words', async (t) => {
  const simulator = await startSimulator({ clock: heldClock() });
  t.after(() => simulator.close());
  const answers = [
    await ec2(simulator, '', {}, { body: 'Version=2016-11-15' }),
    await send(simulator, { service: 'ecs', body: '{}' }),
    await send(simulator, { service: 'fis', method: 'GET', path: '/dreams' }),
    await send(simulator, { service: 'sts', body: 'Version=2011-06-15' }),
  ];
  assert.deepEqual(answers.map(refusal), [
    '400 MissingAction',
    '400 UnknownOperationException',
    '404 UnknownOperationException',
    '400 MissingAction',
  ]);
});

test('EC2 shows what an experiment has done by now, though FIS itself was not asked', async (t) => {
  const simulator = await startSimulator({ clock: heldClock() });
  t.after(() => simulator.close());
  const { id } = simulator.ec2.add(ACCOUNT, REGION, { tags: { Service: 'drill' } });
  const described = async (): Promise<string | undefined> => {
    const { text } = await ec2(simulator, 'DescribeInstances', { 'InstanceId.1': id });
    return texts(text, 'name')[0];
  };
  simulator.fis.start(ACCOUNT, REGION, {
    description: 'Stops the drill for ten minutes, after five',
    targets: {
      Drill: { resourceType: 'aws:ec2:instance', resourceTags: { Service: 'drill' }, selectionMode: 'ALL' },
    },
    actions: {
      Wait: { actionId: 'aws:fis:wait', parameters: { duration: 'PT5M' } },
      Stop: {
        actionId: 'aws:ec2:stop-instances',
        parameters: { startInstancesAfterDuration: 'PT10M' },
        targets: { Instances: 'Drill' },
        startAfter: ['Wait'],
      },
    },
    stopConditions: [{ source: 'none' }],
  });
  assert.equal(await described(), 'running');
  simulator.clock.step(6 * MINUTE);
  assert.match((await described()) ?? '', /^stopp(ing|ed)$/);
  assert.match(simulator.ec2.instance(ACCOUNT, REGION, id)?.state ?? '', /^stopp(ing|ed)$/);
  simulator.clock.step(2 * MINUTE);
  assert.equal(await described(), 'stopped');
  simulator.clock.step(10 * MINUTE);
  await described();
  simulator.clock.step(MINUTE);
  assert.equal(await described(), 'running');
});

test('only this machine reaches it', async (t) => {
  const simulator = await startSimulator({ clock: heldClock() });
  t.after(() => simulator.close());
  assert.equal(simulator.endpoint, `http://127.0.0.1:${simulator.port}`);
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address } of addresses.filter(({ internal, family }) => !internal && family === 'IPv4'))
    await new Promise<void>((resolve, reject) => {
      const socket = connect(simulator.port, address, () => reject(new Error(`${address} answers`)));
      socket.once('error', () => resolve());
    });
});

test('a port that is taken is an error, and a closed one is free', async () => {
  const first = await startSimulator();
  await assert.rejects(startSimulator({ port: first.port }), { code: 'EADDRINUSE' });
  await first.close();
  const second = await startSimulator({ port: first.port });
  await second.close();
});
