import { describeInstanceAttribute } from './attributes.ts';
import { refuseStart, refuseStop, start, startInstances, stop, stopInstances } from './change.ts';
import { describeInstances } from './describe.ts';
import { fleetSpecs } from './fleet.ts';
import { instanceArn, type Instance } from './instance.ts';
import type { InstanceSpec } from './launch.ts';
import { createEc2Region, type Ec2Region } from './region.ts';
import { describeRegions } from './regions.ts';
import { describeInstanceTypes } from './describeInstanceTypes.ts';
import { describeSpotRequests } from './spot.ts';
import { describeVolumes } from './describeVolumes.ts';
import { ec2Failure, ec2Reply, readParameters, type QueryParameters } from '../core/queryProtocol.ts';
import { AwsError, type Ec2Effects, type IncomingCall, type SimulatedService, type World } from '../core/contracts.ts';

/** How tests look at instances and arrange them. */
export interface Ec2Hooks {
  readonly instances: (account: string, region: string) => readonly Instance[];
  readonly instance: (account: string, region: string, id: string) => Instance | undefined;
  readonly add: (account: string, region: string, spec: InstanceSpec) => Instance;
  /** Throws for an id that isn't there. A new state takes its course: a pending instance will run. */
  readonly set: (
    account: string,
    region: string,
    id: string,
    changes: Partial<Omit<Instance, 'id' | 'sequence'>>,
  ) => Instance;
}

/** The simulated EC2, with what experiments do to its instances and how tests arrange them. */
export interface Ec2Service extends SimulatedService {
  readonly effects: Ec2Effects;
  readonly hooks: Ec2Hooks;
}

type Operation = (region: Ec2Region, parameters: QueryParameters, call: IncomingCall) => string;

const plainStop = { hibernate: false, force: false, skipOsShutdown: false };

/** Amazon EC2, Query protocol, version 2016-11-15. */
export function createEc2(world: World): Ec2Service {
  const { clock, fleet } = world;
  const born = clock.now();
  const regions = new Map<string, Ec2Region>();

  const regionOf = (account: string, name: string): Ec2Region => {
    const key = `${account}/${name}`;
    const known = regions.get(key);
    if (known !== undefined) return known;
    const random = world.random(`ec2/${key}`);
    const specs = fleetSpecs(fleet, account, name, world.random(`ec2 fleet/${key}`));
    const region = createEc2Region({ account, region: name }, clock, random, { specs, now: born });
    regions.set(key, region);
    return region;
  };

  const operations: Readonly<Record<string, Operation | undefined>> = {
    DescribeInstances: describeInstances,
    DescribeInstanceAttribute: describeInstanceAttribute,
    DescribeRegions: (_region, parameters, call) => describeRegions(parameters, call, fleet.regions),
    DescribeInstanceTypes: (_region, parameters) => describeInstanceTypes(parameters),
    DescribeSpotInstanceRequests: describeSpotRequests,
    DescribeVolumes: describeVolumes,
    StartInstances: (region, parameters) => startInstances(region, parameters, clock),
    StopInstances: (region, parameters) => stopInstances(region, parameters, clock),
  };

  return {
    name: 'ec2',
    keepsHistory: true,
    actionOf: (call) => readParameters(call).text('Action'),
    handle: (action, call) => {
      const operation = operations[action];
      if (operation === undefined)
        throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
      const content = operation(regionOf(call.account, call.region), readParameters(call), call);
      return ec2Reply(action, content, call.requestId);
    },
    fail: (error, call) => ec2Failure(error, call.requestId),
    effects: createEffects(regionOf, () => clock.now()),
    hooks: {
      instances: (account, region) => regionOf(account, region).list(),
      instance: (account, region, id) => regionOf(account, region).find(id),
      add: (account, region, spec) => regionOf(account, region).add(spec),
      set: (account, region, id, changes) => {
        const instance = regionOf(account, region).change(id, changes);
        if (instance === undefined) throw new Error(`There is no instance ${id} in ${account} ${region}.`);
        return instance;
      },
    },
  };
}

/** What can't be stopped or started is left as it is: an experiment's action doesn't fail a whole batch. */
function createEffects(regionOf: (account: string, region: string) => Ec2Region, now: () => number): Ec2Effects {
  const each = (
    account: string,
    name: string,
    arns: readonly string[],
    act: (region: Ec2Region, instance: Instance) => void,
  ): void => {
    const region = regionOf(account, name);
    for (const arn of arns) {
      const instance = region.find(arn.slice(arn.lastIndexOf('/') + 1));
      if (instance === undefined) continue;
      try {
        act(region, instance);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
      }
    }
  };
  return {
    find: (account, region, tags) =>
      regionOf(account, region)
        .list()
        .filter(({ state, tags: own }) => state === 'running' && holdsAll(own, tags))
        .map(instanceArn),
    stop: (account, region, arns) =>
      each(account, region, arns, (place, instance) => {
        refuseStop(instance, plainStop);
        stop(place, instance, plainStop, now());
      }),
    start: (account, region, arns) =>
      each(account, region, arns, (place, instance) => {
        refuseStart(instance);
        start(place, instance, now());
      }),
  };
}

function holdsAll(own: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(own, key) && own[key] === value);
}
