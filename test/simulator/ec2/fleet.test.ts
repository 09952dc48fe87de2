import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heldClock } from '../../../src/simulator/core/clock.ts';
import { demoAccounts, demoFleet, demoRegions } from '../../../src/simulator/core/fleet.ts';
import { createEc2 } from '../../../src/simulator/ec2/ec2.ts';
import { instanceType } from '../../../src/simulator/ec2/instanceTypes.ts';
import type { Instance } from '../../../src/simulator/ec2/instance.ts';
import type { FleetOptions } from '../../../src/simulator/core/contracts.ts';
import { fleetOf } from '../../../src/simulator/core/sizedFleet.ts';
import { createWorld } from '../../../src/simulator/core/world.ts';
import { ACCOUNT, REGION, texts } from '../../stages/simulator/caller.ts';

/** Everything of a fleet, as it stands at the start. */
function instancesOf(fleet: FleetOptions): readonly Instance[] {
  const { hooks } = createEc2(createWorld(heldClock(), fleet));
  return fleet.accounts.flatMap(({ id }) => fleet.regions.flatMap((name) => hooks.instances(id, name)));
}

test('the demo’s fleet has one of every kind that matters, in both accounts', () => {
  const all = instancesOf(demoFleet());
  const kinds: Readonly<Record<string, (instance: Instance) => boolean>> = {
    'in an Auto Scaling group': ({ autoScalingGroup }) => autoScalingGroup !== undefined,
    'one-time Spot': ({ spot }) => spot?.type === 'one-time',
    'persistent Spot': ({ spot }) => spot?.type === 'persistent',
    'protected against stops': ({ apiStopDisabled }) => apiStopDisabled,
    hibernatable: ({ hibernation, hibernationFails }) => hibernation && !hibernationFails,
    'failing to hibernate': ({ hibernationFails }) => hibernationFails,
    managed: ({ operator }) => operator !== undefined,
    'rooted in the instance store': ({ rootDevice }) => rootDevice === 'instance-store',
    'with instance-store data': ({ type, rootDevice }) => rootDevice === 'ebs' && instanceType(type).instanceStore,
    Windows: ({ platform }) => platform === 'windows',
    stopped: ({ state }) => state === 'stopped',
    'hanging in stopping': ({ state, hangsInStopping }) => state === 'stopping' && hangsInStopping,
    pending: ({ state }) => state === 'pending',
    terminated: ({ state }) => state === 'terminated',
    nameless: ({ tags }) => tags['Name'] === undefined,
    'with an automatic address': ({ address }) => address.kind === 'auto',
    'with an Elastic IP': ({ address }) => address.kind === 'elastic',
    'with a high byte': ({ stateHighByte }) => stateHighByte > 0,
    scheduled: ({ scheduled }) => scheduled,
    'launched with another': ({ launchIndex }) => launchIndex > 0,
  };
  for (const [kind, is] of Object.entries(kinds)) assert.ok(all.some(is), kind);
  for (const { id, alias } of demoAccounts)
    for (const name of demoRegions) {
      const here = all.filter((instance) => instance.account === id && instance.region === name);
      assert.ok(here.length >= (name === 'ap-southeast-2' ? 4 : 12), `${alias} ${name}: ${here.length}`);
      assert.ok(here.some(({ state, autoScalingGroup }) => state === 'running' && autoScalingGroup === undefined));
    }
});

test('the demo’s names, ids and private addresses are distinct', () => {
  const all = instancesOf(demoFleet());
  const names = all.flatMap(({ tags }) => tags['Name'] ?? []);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.equal(new Set(all.map((each) => `${each.account} ${each.region} ${each.privateIp}`)).size, all.length);
});

test('a seed gives the same fleet each time, another seed other ids', () => {
  assert.deepEqual(instancesOf(demoFleet(7)), instancesOf(demoFleet(7)));
  const sized = fleetOf({ seed: 3, instances: 200 });
  assert.deepEqual(instancesOf(sized), instancesOf(sized));
  const ids = (seed: number): Set<string> => new Set(instancesOf(demoFleet(seed)).map(({ id }) => id));
  const shared = [...ids(7)].filter((id) => ids(8).has(id));
  assert.deepEqual(shared, []);
});

test('the order in which regions are first asked changes nothing', () => {
  const [first, second] = [0, 1].map(() => createEc2(createWorld(heldClock(), demoFleet())).hooks);
  const before = first?.instances(ACCOUNT, 'us-east-1');
  second?.instances(ACCOUNT, REGION);
  second?.instances('444455556666', 'us-east-1');
  assert.deepEqual(second?.instances(ACCOUNT, 'us-east-1'), before);
});

test('a fleet that nobody has looked at yet ages all the same', () => {
  const clock = heldClock();
  const { hooks } = createEc2(createWorld(clock, demoFleet()));
  clock.step(3_600_000);
  const states = hooks.instances(ACCOUNT, REGION).map(({ tags, state }) => `${tags['Name'] ?? ''} ${state}`);
  assert.ok(states.includes('load-test-7 running'));
  assert.ok(states.includes('catalog-import stopping'));
  assert.ok(!states.some((each) => each.startsWith('load-test-6')));
});

test('a sized fleet has as many as asked for, of every kind', () => {
  const fleet = fleetOf({ accounts: 3, regions: 4, instances: 300, services: 0, experiments: 0 });
  assert.equal(fleet.accounts.length, 3);
  assert.deepEqual(fleet.regions.slice(0, 3), demoRegions);
  const all = instancesOf(fleet);
  assert.equal(all.length, 3 * 4 * 300);
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  for (const state of ['pending', 'running', 'stopping', 'stopped', 'terminated'])
    assert.ok(
      all.some((each) => each.state === state),
      state,
    );
  assert.ok(all.some(({ spot }) => spot?.type === 'one-time'));
  assert.ok(all.some(({ operator }) => operator !== undefined));
  assert.throws(() => fleetOf({ regions: 40 }), /There are 17 regions/);
});

/** Makes a fleet, asks for it page by page, and answers with the ids that came and the processor time that it took, in milliseconds. */
function madeAndPaged(instances: number): {
  readonly pages: number;
  readonly ids: readonly string[];
  readonly took: number;
} {
  const from = process.cpuUsage();
  const service = createEc2(createWorld(heldClock(), fleetOf({ instances, services: 0, experiments: 0 })));
  const page = (token: string | undefined): string => {
    const parameters = {
      Action: 'DescribeInstances',
      MaxResults: '1000',
      ...(token === undefined ? {} : { NextToken: token }),
    };
    const body = new URLSearchParams(parameters).toString();
    const query = new URLSearchParams();
    const where = { region: REGION, account: ACCOUNT, partition: 'aws', caller: '', requestId: 'r' };
    return service.handle('DescribeInstances', { method: 'POST', path: '/', query, headers: {}, body, ...where }).body;
  };
  const pages: string[] = [];
  let token: string | undefined;
  do {
    const xml = page(token);
    pages.push(xml);
    token = /<nextToken>(.*)<\/nextToken>/.exec(xml.slice(-400))?.[1];
  } while (token !== undefined);
  const { user, system } = process.cpuUsage(from);
  return { pages: pages.length, ids: pages.flatMap((xml) => texts(xml, 'instanceId')), took: (user + system) / 1_000 };
}

test('10,000 instances cost about ten times as much as 1,000, however slow the machine is', (t) => {
  const few = madeAndPaged(1_000);
  const many = madeAndPaged(10_000);
  assert.deepEqual([few.pages, many.pages], [1, 10]);
  assert.equal(new Set(many.ids).size, 10_000);
  const ratio = many.took / few.took;
  t.diagnostic(`${few.took.toFixed(0)} and ${many.took.toFixed(0)} ms: ${ratio.toFixed(1)} times as much`);
  // Whatever is done for each page for all of the fleet, or for each instance for all others, costs a hundred times as much.
  assert.ok(ratio < 40, `${ratio.toFixed(1)} times as much`);
});
