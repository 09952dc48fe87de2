import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { stateReasons } from '../../../src/simulator/ec2/instance.ts';
import { createEc2 } from '../../../src/simulator/ec2/ec2.ts';
import type { InstanceSpec } from '../../../src/simulator/ec2/launch.ts';
import { createWorld } from '../../../src/simulator/core/world.ts';
import { errorOf, stage } from '../../stages/simulator/ec2.ts';
import { ACCOUNT, REGION, texts } from '../../stages/simulator/caller.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;

test('a stop answers with both states and takes its time', async (t) => {
  const { add, stop, now, step } = await stage(t);
  const { id } = add({ stateHighByte: 256 });
  const answer = await stop(id);
  assert.match(
    answer.text,
    new RegExp(
      '^<\\?xml version="1.0" encoding="UTF-8"\\?>\\n' +
        '<StopInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>[0-9a-f-]{36}</requestId>' +
        `<instancesSet><item><instanceId>${id}</instanceId>` +
        '<currentState><code>320</code><name>stopping</name></currentState>' +
        '<previousState><code>272</code><name>running</name></previousState></item></instancesSet></StopInstancesResponse>$',
    ),
  );
  assert.equal(answer.headers['content-type'], 'text/xml;charset=UTF-8');
  assert.equal(answer.headers['x-amzn-requestid'], texts(answer.text, 'requestId')[0]);
  assert.equal(now(id).transitionReason, 'User initiated (2026-01-15 12:00:00 GMT)');
  assert.equal(now(id).stateReason?.code, 'Client.UserInitiatedShutdown');
  step(34 * SECOND);
  assert.equal(now(id).state, 'stopping');
  step(SECOND);
  assert.equal(now(id).state, 'stopped');
});

test('stopping what is stopping or stopped succeeds and changes nothing', async (t) => {
  const { add, stop, now, step } = await stage(t);
  const { id } = add();
  await stop(id);
  step(20 * SECOND);
  assert.deepEqual(texts((await stop(id)).text, 'name'), ['stopping', 'stopping']);
  step(15 * SECOND);
  assert.equal(now(id).state, 'stopped');
  assert.deepEqual(texts((await stop(id)).text, 'code'), ['80', '80']);
});

test('one bad member fails the whole call, by name', async (t) => {
  const { add, stop, now } = await stage(t);
  const good = add().id;
  const cases: readonly (readonly [InstanceSpec, string, (id: string) => string])[] = [
    [
      { state: 'pending' },
      'IncorrectInstanceState',
      (id) => `The instance '${id}' is not in a state from which it can be stopped.`,
    ],
    [
      { state: 'terminated' },
      'IncorrectInstanceState',
      (id) => `The instance '${id}' is not in a state from which it can be stopped.`,
    ],
    [
      { state: 'shutting-down' },
      'IncorrectInstanceState',
      (id) => `The instance '${id}' is not in a state from which it can be stopped.`,
    ],
    [
      { apiStopDisabled: true },
      'OperationNotPermitted',
      (id) => `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    ],
    [
      { spot: 'one-time' },
      'UnsupportedOperation',
      (id) =>
        `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
    ],
    [
      { rootDevice: 'instance-store' },
      'UnsupportedOperation',
      (id) => `The instance '${id}' does not have an 'ebs' root device type and cannot be stopped.`,
    ],
    [
      { operator: 'eks.amazonaws.com' },
      'UnsupportedOperation',
      (id) =>
        `The instance '${id}' is managed by the service provider 'eks.amazonaws.com' and does not support this operation.`,
    ],
  ];
  for (const [spec, code, message] of cases) {
    const bad = add(spec).id;
    const answer = await stop([good, bad]);
    assert.equal(answer.status, 400);
    assert.equal(errorOf(answer), `${code}: ${message(bad)}`);
    assert.equal(now(good).state, 'running');
  }
  assert.deepEqual(
    [
      await stop([good, 'i-0123456789abcdef0']),
      await stop([good, 'i-0123456789abcdef0', 'i-0123456789abcdef1']),
      await stop([good, 'i-nonsense']),
      await stop([good], { Hibernate: 'true' }),
      await stop([]),
      await stop([good], { Force: 'perhaps' }),
    ].map(errorOf),
    [
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
      "InvalidInstanceID.NotFound: The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
      'InvalidInstanceID.Malformed: Invalid id: "i-nonsense"',
      `UnsupportedHibernationConfiguration: The instance can't be hibernated because it was not configured at launch for hibernation: ${good}`,
      'MissingParameter: The request must contain the parameter InstanceId',
      "InvalidParameterValue: Invalid value 'perhaps' for Force.",
    ],
  );
  assert.equal(now(good).state, 'running');
});

test('errors come in EC2’s own envelope', async (t) => {
  const { stop } = await stage(t);
  const { text } = await stop('i-<&>');
  assert.match(
    text,
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Response><Errors><Error><Code>InvalidInstanceID.Malformed<\/Code><Message>Invalid id: &quot;i-&lt;&amp;&gt;&quot;<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
});

test('a dry run tells the permission and changes nothing', async (t) => {
  const { add, stop, now } = await stage(t);
  const { id } = add({ apiStopDisabled: true });
  const answer = await stop(id, { DryRun: 'true' });
  assert.equal(answer.status, 412);
  assert.equal(errorOf(answer), 'DryRunOperation: Request would have succeeded, but DryRun flag is set.');
  assert.equal(now(id).state, 'running');
  assert.match(errorOf(await stop('i-0123456789abcdef0', { DryRun: 'true' })), /^InvalidInstanceID.NotFound/);
});

test('an instance whose host is at fault stays in stopping until it is forced', async (t) => {
  const { add, stop, now, step } = await stage(t);
  const { id } = add({ hangsInStopping: true });
  await stop(id);
  step(24 * HOUR);
  assert.equal(now(id).state, 'stopping');
  await stop(id);
  step(HOUR);
  assert.equal(now(id).state, 'stopping');
  assert.deepEqual(texts((await stop(id, { Force: 'true' })).text, 'name'), ['stopping', 'stopping']);
  step(12 * SECOND);
  assert.equal(now(id).state, 'stopped');
});

test('Force is quicker, and takes a pending instance too; SkipOsShutdown is quicker still', async (t) => {
  const { add, stop, now, step } = await stage(t);
  const forced = add().id;
  const young = add({ state: 'pending' }).id;
  const skipped = add().id;
  await stop([forced, young], { Force: 'true' });
  await stop(skipped, { SkipOsShutdown: 'true' });
  step(8 * SECOND);
  assert.deepEqual(
    [forced, young, skipped].map((id) => now(id).state),
    ['stopping', 'stopping', 'stopped'],
  );
  step(4 * SECOND);
  assert.deepEqual(
    [forced, young, skipped].map((id) => now(id).state),
    ['stopped', 'stopped', 'stopped'],
  );
});

test('a hibernation says so; one that fails ends as a plain stop', async (t) => {
  const { add, stop, now, step } = await stage(t);
  const sound = add({ hibernation: true }).id;
  const failing = add({ hibernation: true, hibernationFails: true }).id;
  await stop([sound, failing], { Hibernate: 'true' });
  for (const id of [sound, failing]) {
    assert.equal(now(id).stateReason?.code, 'Client.UserInitiatedHibernate');
    assert.equal(now(id).transitionReason, 'User initiated hibernate (2026-01-15 12:00:00 GMT)');
  }
  step(60 * SECOND);
  assert.deepEqual([now(sound).state, now(failing).state], ['stopped', 'stopped']);
  assert.equal(now(sound).stateReason?.code, 'Client.UserInitiatedHibernate');
  assert.equal(now(failing).stateReason?.code, 'Client.UserInitiatedShutdown');
  assert.equal(now(failing).transitionReason, 'User initiated (2026-01-15 12:01:00 GMT)');
});

test('the automatic public address is lost on a stop and another comes on a start; an Elastic IP stays', async (t) => {
  const { add, call, stop, now, step, simulator } = await stage(t);
  const auto = add({ publicAddress: 'auto' }).id;
  const elastic = add({ publicAddress: 'elastic' }).id;
  const addresses = async (id: string): Promise<readonly string[]> =>
    texts((await call('DescribeInstances', { 'InstanceId.1': id })).text, 'ipAddress');
  const [before] = await addresses(auto);
  const [own] = await addresses(elastic);
  assert.ok(before !== undefined && own !== undefined);
  assert.deepEqual(texts((await call('DescribeInstances')).text, 'ipOwnerId'), ['amazon', 'amazon', ACCOUNT, ACCOUNT]);
  await stop([auto, elastic]);
  step(35 * SECOND);
  assert.deepEqual(await addresses(auto), []);
  assert.deepEqual(await addresses(elastic), [own]);
  const started = await call('StartInstances', { 'InstanceId.1': auto, 'InstanceId.2': elastic });
  assert.deepEqual(texts(started.text, 'name'), ['pending', 'stopped', 'pending', 'stopped']);
  assert.equal(now(auto).launched, simulator.clock.now());
  const [after] = await addresses(auto);
  assert.ok(after !== undefined && after !== before);
  step(25 * SECOND);
  assert.equal(now(auto).state, 'running');
  assert.equal(now(auto).stateReason, undefined);
  assert.equal(now(auto).transitionReason, '');
});

test('a stopped member of an Auto Scaling group is terminated and replaced, and listed for an hour more', async (t) => {
  const { add, stop, now, step, simulator } = await stage(t);
  const member = add({ name: 'web-1', autoScalingGroup: 'web', publicAddress: 'auto', tags: { team: 'web' } });
  await stop(member.id);
  step(35 * SECOND);
  assert.equal(now(member.id).state, 'stopped');
  step(45 * SECOND);
  assert.equal(now(member.id).state, 'shutting-down');
  const [, successor] = simulator.ec2.instances(ACCOUNT, REGION);
  assert.equal(successor?.state, 'pending');
  assert.notEqual(successor.id, member.id);
  assert.deepEqual(successor.tags, { Name: 'web-1', team: 'web', 'aws:autoscaling:groupName': 'web' });
  step(25 * SECOND);
  assert.equal(now(successor.id).state, 'running');
  assert.equal(now(member.id).state, 'terminated');
  step(HOUR - 6 * SECOND);
  assert.equal(now(member.id).state, 'terminated');
  step(SECOND);
  assert.deepEqual(
    simulator.ec2.instances(ACCOUNT, REGION).map(({ id }) => id),
    [successor.id],
  );
});

test('a member that is started before the health check stays', async (t) => {
  const { add, call, stop, now, step, simulator } = await stage(t);
  const { id } = add({ autoScalingGroup: 'web' });
  await stop(id);
  step(40 * SECOND);
  await call('StartInstances', { 'InstanceId.1': id });
  step(HOUR);
  assert.equal(now(id).state, 'running');
  assert.equal(simulator.ec2.instances(ACCOUNT, REGION).length, 1);
});

test('what cannot be started is refused; what runs already is not', async (t) => {
  const { add, call, stop } = await stage(t);
  const start = (id: string) => call('StartInstances', { 'InstanceId.1': id });
  const running = add().id;
  assert.deepEqual(texts((await start(running)).text, 'name'), ['running', 'running']);
  await stop(running);
  assert.match(errorOf(await start(running)), /^IncorrectInstanceState: .* can be started\.$/);
  assert.match(errorOf(await start(add({ state: 'terminated' }).id)), /^IncorrectInstanceState/);
  assert.match(
    errorOf(await start(add({ operator: 'ecs.amazonaws.com', state: 'stopped' }).id)),
    /^UnsupportedOperation/,
  );
});

test('a persistent Spot request follows its instance', async (t) => {
  const { add, call, stop, step } = await stage(t);
  const { id } = add({ spot: 'persistent' });
  const request = async (): Promise<string> => {
    const { text } = await call('DescribeSpotInstanceRequests', {
      'Filter.1.Name': 'instance-id',
      'Filter.1.Value.1': id,
    });
    return `${texts(text, 'type').join()} ${texts(text, 'state').join()} ${texts(text, 'code').join()}`;
  };
  assert.equal(await request(), 'persistent active fulfilled');
  await stop(id);
  step(35 * SECOND);
  assert.equal(await request(), 'persistent disabled instance-stopped-by-user');
  await call('StartInstances', { 'InstanceId.1': id });
  assert.equal(await request(), 'persistent active fulfilled');
});

test('a Spot instance that a user hibernated is resumed by the user, one that EC2 interrupted by EC2 alone', async (t) => {
  const { add, call, stop, now, step } = await stage(t);
  const own = add({ spot: 'persistent', hibernation: true }).id;
  const interrupted = add({ spot: 'persistent', state: 'stopped', stateReason: stateReasons.spotInterrupted }).id;
  for (const [bad, code] of [
    [add({ spot: 'persistent' }).id, /^UnsupportedHibernationConfiguration/],
    [add({ spot: 'one-time', hibernation: true }).id, /^UnsupportedOperation/],
  ] as const)
    assert.match(errorOf(await stop(bad, { Hibernate: 'true' })), code);
  await stop(own, { Hibernate: 'true' });
  step(60 * SECOND);
  assert.equal(now(own).state, 'stopped');
  assert.equal(now(own).stateReason?.code, 'Client.UserInitiatedHibernate');
  const start = (id: string) => call('StartInstances', { 'InstanceId.1': id });
  assert.match(errorOf(await start(interrupted)), /^IncorrectSpotRequestState/);
  assert.equal(now(interrupted).state, 'stopped');
  assert.deepEqual(texts((await start(own)).text, 'name'), ['pending', 'stopped']);
  const { text } = await call('DescribeSpotInstanceRequests', {
    'Filter.1.Name': 'instance-id',
    'Filter.1.Value.1': interrupted,
  });
  assert.deepEqual([...texts(text, 'state'), ...texts(text, 'code')], ['open', 'instance-stopped-no-capacity']);
});

test('an experiment finds running instances by all its tags, stops them, and starts them again', () => {
  const clock = heldClock();
  const { hooks, effects } = createEc2(createWorld(clock, { kind: 'demo', seed: 1, accounts: [], regions: [] }));
  const tags = { Service: 'checkout', env: 'staging' };
  const one = hooks.add(ACCOUNT, REGION, { tags });
  hooks.add(ACCOUNT, REGION, { tags: { Service: 'checkout' } });
  hooks.add(ACCOUNT, REGION, { tags, state: 'stopped' });
  const kept = hooks.add(ACCOUNT, REGION, { tags, apiStopDisabled: true });
  const found = effects.find(ACCOUNT, REGION, tags);
  const prefix = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/`;
  assert.deepEqual(found, [prefix + one.id, prefix + kept.id]);
  const state = (id: string): string | undefined => hooks.instance(ACCOUNT, REGION, id)?.state;
  effects.stop(ACCOUNT, REGION, found);
  assert.deepEqual([state(one.id), state(kept.id)], ['stopping', 'running']);
  clock.step(35 * SECOND);
  effects.start(ACCOUNT, REGION, [...found, `${prefix}i-0123456789abcdef0`]);
  assert.equal(state(one.id), 'pending');
});
