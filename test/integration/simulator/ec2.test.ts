import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  DescribeSpotInstanceRequestsCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
  paginateDescribeInstances,
  type Instance,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { simulatedAccessKeyId, simulatedSecret } from '../../../src/simulator/core/accounts.ts';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { fleetOf } from '../../../src/simulator/core/sizedFleet.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';

interface Stage {
  readonly simulator: Simulator;
  readonly ec2: EC2Client;
  readonly sts: STSClient;
}

async function stage(t: TestContext, options: SimulatorOptions = {}): Promise<Stage> {
  const simulator = await startSimulator({ clock: heldClock(), ...options });
  const settings = {
    endpoint: simulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: simulatedAccessKeyId(ACCOUNT), secretAccessKey: simulatedSecret(ACCOUNT) },
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(settings);
  const sts = new STSClient(settings);
  t.after(async () => {
    ec2.destroy();
    sts.destroy();
    await simulator.close();
  });
  return { simulator, ec2, sts };
}

const named = (instances: readonly Instance[], name: string): Instance => {
  const found = instances.find(({ Tags }) => Tags?.some(({ Key, Value }) => Key === 'Name' && Value === name));
  assert.ok(found, name);
  return found;
};

async function describe(ec2: EC2Client): Promise<readonly Instance[]> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

test('the SDK reads what the simulator writes', async (t) => {
  const { simulator, ec2 } = await stage(t);
  const instances = await describe(ec2);
  const box = simulator.ec2.instances(ACCOUNT, REGION).find(({ tags }) => tags['Name'] === 'devbox-mira');
  const { InstanceId, State, LaunchTime, HibernationOptions, BlockDeviceMappings, Placement, Operator, CpuOptions } =
    named(instances, 'devbox-mira');
  assert.deepEqual(
    {
      InstanceId,
      State,
      LaunchTime,
      HibernationOptions,
      volumes: BlockDeviceMappings?.map(({ Ebs }) => Ebs?.VolumeId),
      zone: Placement?.AvailabilityZone,
      Operator,
      CpuOptions,
    },
    {
      InstanceId: box?.id,
      State: { Code: 16, Name: 'running' },
      LaunchTime: new Date(box?.launched ?? 0),
      HibernationOptions: { Configured: true },
      volumes: box?.volumes.map(({ id }) => id),
      zone: box?.zone,
      Operator: { Managed: false },
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
    },
  );
  const bastion = named(instances, 'bastion-ireland');
  assert.equal(bastion.NetworkInterfaces?.[0]?.Association?.IpOwnerId, ACCOUNT);
  assert.equal(bastion.PublicIpAddress, bastion.NetworkInterfaces[0].Association.PublicIp);
  const hanging = named(instances, 'catalog-import');
  assert.equal(hanging.StateReason?.Code, 'Client.UserInitiatedShutdown');
  assert.equal(hanging.StateTransitionReason, 'User initiated (2026-01-15 11:46:00 GMT)');
});

test('the SDK’s paginator gets every instance once', async (t) => {
  const { ec2 } = await stage(t, { fleet: fleetOf({ instances: 230, services: 0, experiments: 0 }) });
  const ids: (string | undefined)[] = [];
  let pages = 0;
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2, pageSize: 100 }, {})) {
    pages += 1;
    ids.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)));
  }
  assert.deepEqual([pages, ids.length, new Set(ids).size], [3, 230, 230]);
});

test('the SDK stops and starts, with all five parameters', async (t) => {
  const { simulator, ec2 } = await stage(t);
  const { id } = simulator.ec2.add(ACCOUNT, REGION, { hibernation: true });
  const stopped = await ec2.send(new StopInstancesCommand({ InstanceIds: [id], Hibernate: true }));
  assert.deepEqual(stopped.StoppingInstances, [
    { InstanceId: id, CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } },
  ]);
  await ec2.send(new StopInstancesCommand({ InstanceIds: [id], Force: true, SkipOsShutdown: true }));
  simulator.clock.step(12_000);
  assert.equal(simulator.ec2.instance(ACCOUNT, REGION, id)?.state, 'stopped');
  const started = await ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
  assert.equal(started.StartingInstances?.[0]?.CurrentState?.Name, 'pending');
  await assert.rejects(ec2.send(new StopInstancesCommand({ InstanceIds: [id], DryRun: true })), {
    name: 'DryRunOperation',
    message: 'Request would have succeeded, but DryRun flag is set.',
  });
});

test('the SDK names the simulator’s errors, with their request id', async (t) => {
  const { simulator, ec2 } = await stage(t);
  const { id } = simulator.ec2.add(ACCOUNT, REGION, { apiStopDisabled: true });
  await assert.rejects(ec2.send(new StopInstancesCommand({ InstanceIds: [id] })), (error: Error) => {
    assert.equal(error.name, 'OperationNotPermitted');
    assert.match(error.message, new RegExp(`The instance '${id}' may not be stopped`));
    return true;
  });
  simulator.faults.add({ effect: { kind: 'denied' }, times: 1 });
  await assert.rejects(ec2.send(new StopInstancesCommand({ InstanceIds: [id] })), { name: 'UnauthorizedOperation' });
  simulator.faults.add({ effect: { kind: 'throttle' }, times: 1 });
  await assert.rejects(ec2.send(new StopInstancesCommand({ InstanceIds: [id] })), { name: 'RequestLimitExceeded' });
  simulator.faults.add({ effect: { kind: 'halfAnswer' }, times: 1 });
  await assert.rejects(describe(ec2));
  simulator.faults.add({ effect: { kind: 'malformedBody' }, times: 1 });
  await assert.rejects(describe(ec2));
});

test('the SDK reads attributes, regions and Spot requests', async (t) => {
  const { simulator, ec2 } = await stage(t);
  const { id } = simulator.ec2.add(ACCOUNT, REGION, { apiStopDisabled: true, spot: 'persistent' });
  const attribute = await ec2.send(
    new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'disableApiStop' }),
  );
  assert.deepEqual(attribute.DisableApiStop, { Value: true });
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({ AllRegions: true }));
  assert.equal(Regions.find(({ RegionName }) => RegionName === 'af-south-1')?.OptInStatus, 'not-opted-in');
  const requests = await ec2.send(
    new DescribeSpotInstanceRequestsCommand({ Filters: [{ Name: 'instance-id', Values: [id] }] }),
  );
  assert.deepEqual(
    requests.SpotInstanceRequests?.map(({ Type, State, Status }) => [Type, State, Status?.Code]),
    [['persistent', 'active', 'fulfilled']],
  );
});

test('the SDK learns who it is, and assumes a role', async (t) => {
  const { simulator, sts } = await stage(t);
  const self = await sts.send(new GetCallerIdentityCommand({}));
  assert.equal(self.Account, ACCOUNT);
  const assumed = await sts.send(
    new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::444455556666:role/OnCall', RoleSessionName: 'mira' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
  const other = new STSClient({
    endpoint: simulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  });
  t.after(() => other.destroy());
  const identity = await other.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Arn, 'arn:aws:sts::444455556666:assumed-role/OnCall/mira');
});
