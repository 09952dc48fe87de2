import { arnPath } from './arns.ts';
import type { Place } from './arns.ts';
import { describeClusters, listClusters } from './clusters.ts';
import {
  deploymentMembers,
  describeServiceDeployments,
  findDeployment,
  listServiceDeployments,
} from './deployments.ts';
import type { Found } from './deployments.ts';
import { clusterIn, fillRegion } from './fleet.ts';
import { createHistory } from './history.ts';
import { idsOf } from './ids.ts';
import type { DeploymentOptions } from './plan.ts';
import { failure, parseInput, reply, targetOf } from './protocol.ts';
import type { Input, Output } from './protocol.ts';
import { describeServiceRevisions } from './revisions.ts';
import { regionViewOf } from './regionView.ts';
import type { RegionView } from './regionView.ts';
import { describeServices, listServices } from './services.ts';
import type { Region, Service, ServiceSpec } from './state.ts';
import { continueServiceDeployment, stopServiceDeployment } from './stop.ts';
import type { AbortBehaviour } from './stop.ts';
import {
  createDaemon,
  daemonAt,
  describeDaemonDeployments,
  listDaemonDeployments,
  listDaemons,
  rollOut,
} from './daemons.ts';
import type { DaemonRolloutSpec, DaemonSpec } from './daemons.ts';
import { describeTaskDefinition } from './taskDefinitions.ts';
import { describeTasks, listTasks } from './tasks.ts';
import { partitionOf } from '../core/regions.ts';
import { AwsError } from '../core/contracts.ts';
import type { SimulatedService, World } from '../core/contracts.ts';

interface ServiceEntry {
  readonly arn: string;
  readonly cluster: string;
  readonly name: string;
  readonly controller: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** The newest deployment's ARN; undefined for a service that has none. */
  readonly deployment: string | undefined;
}

/** The simulated ECS, and the hooks by which a test brings it into any state. */
export interface EcsService extends SimulatedService {
  /** Every service of an account and region, INACTIVE ones too, by ARN. */
  services(account: string, region: string): readonly ServiceEntry[];
  /** A service deployment as DescribeServiceDeployments gives it now, or undefined. */
  deployment(arn: string): Output | undefined;
  /** Makes a service, and its cluster when that is missing. Returns the service's ARN. It has no deployment but its `past` and `live` ones. */
  createService(account: string, region: string, cluster: string, spec: ServiceSpec): string;
  /**
   * Starts a deployment over the service's own options, superseding one in flight, and returns its ARN. With
   * `ageSeconds` it began in the past and is already that far; it must not lie before the one before it.
   */
  startDeployment(serviceArn: string, options?: DeploymentOptions & { readonly ageSeconds?: number }): string;
  /** Makes a managed daemon, and its cluster when that is missing. Returns the daemon's ARN. */
  createDaemon(account: string, region: string, cluster: string, spec: DaemonSpec): string;
  /** Starts a deployment of a managed daemon now, and returns its ARN. */
  startDaemonDeployment(daemonArn: string, rollout: Omit<DaemonRolloutSpec, 'ageSeconds'>): string;
  /** Changes how a deployment that has not ended will go on. */
  setFlags(deploymentArn: string, flags: Pick<DeploymentOptions, 'failRollback'>): void;
  /** Lets one of the alarms of a deployment go off now. */
  ringAlarm(deploymentArn: string, name: string): void;
  /** What stopType ABORT does; `refused` at first. */
  setAbort(behaviour: AbortBehaviour): void;
}

type Operation = (input: Input, view: RegionView) => Output;

/** The simulated ECS. Its fleet is as it stands at the clock's present time. */
export function createEcs(world: World): EcsService {
  const origin = world.clock.now();
  const ids = idsOf(world);
  const history = createHistory(ids, origin);
  const regions = new Map<string, Region>();
  let abort: AbortBehaviour = 'refused';

  const operations: Readonly<Record<string, Operation>> = {
    ListClusters: listClusters,
    DescribeClusters: describeClusters,
    ListServices: listServices,
    DescribeServices: describeServices,
    ListServiceDeployments: listServiceDeployments,
    DescribeServiceDeployments: describeServiceDeployments,
    DescribeServiceRevisions: describeServiceRevisions,
    DescribeTaskDefinition: describeTaskDefinition,
    ListDaemons: listDaemons,
    ListDaemonDeployments: listDaemonDeployments,
    DescribeDaemonDeployments: describeDaemonDeployments,
    ListTasks: listTasks,
    DescribeTasks: describeTasks,
    StopServiceDeployment: (input, view) => stopServiceDeployment(input, view, abort),
    ContinueServiceDeployment: continueServiceDeployment,
  };

  const regionAt = ({ partition, account, region: name }: Place): Region => {
    const key = `${account}/${name}`;
    const known = regions.get(key);
    if (known !== undefined) return known;
    const region: Region = { place: { partition, account, region: name }, clusters: new Map() };
    regions.set(key, region);
    fillRegion(region, world, history, origin);
    return region;
  };
  const scopeAt = (place: Place, now = world.clock.now()): RegionView =>
    regionViewOf(regionAt(place), ids, history, now);

  const deploymentAt = (arn: string): { readonly found: Found; readonly view: RegionView } => {
    const view = scopeAt(placeOf(arn));
    const found = findDeployment(arn, view);
    if (found === undefined) throw new Error(`No such service deployment: ${arn}`);
    return { found, view };
  };
  const unfinished = (arn: string): { readonly found: Found; readonly view: RegionView } => {
    const at = deploymentAt(arn);
    if (at.view.timeline(at.found.deployment).finishedAt <= at.view.now) {
      throw new Error(`The service deployment has ended: ${arn}`);
    }
    return at;
  };
  const serviceAt = (arn: string): { readonly service: Service; readonly view: RegionView } => {
    const view = scopeAt(placeOf(arn));
    const [cluster = '', name = ''] = arnPath(arn, 'service', 2, view.place);
    const service = view.findService(cluster, name);
    if (service === undefined) throw new Error(`No such service: ${arn}`);
    return { service, view };
  };

  return {
    name: 'ecs',
    keepsHistory: true,
    actionOf: targetOf,
    handle: (action, call) => {
      const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
      if (operation === undefined) throw new AwsError('UnknownOperationException', `Unknown operation ${action}.`);
      return reply(call, operation(parseInput(call), scopeAt(call, call.asOf)));
    },
    fail: failure,

    services: (account, region) => {
      const view = scopeAt({ partition: partitionOf(region), account, region });
      return view
        .clusters()
        .flatMap((cluster) => [...cluster.services.values()])
        .map((service) => ({
          arn: service.arn,
          cluster: service.cluster.name,
          name: service.name,
          controller: service.spec.controller ?? 'ECS',
          deployment: view.newest(service)?.arn,
        }))
        .toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
    },
    deployment: (arn) => {
      const view = scopeAt(placeOf(arn));
      const found = findDeployment(arn, view);
      return found === undefined ? undefined : deploymentMembers(found, view);
    },
    createService: (account, region, cluster, spec) => {
      const at = regionAt({ partition: partitionOf(region), account, region });
      return history.create(clusterIn(at, cluster, {}), spec, world.clock.now()).arn;
    },
    createDaemon: (account, region, cluster, spec) => {
      const at = regionAt({ partition: partitionOf(region), account, region });
      return createDaemon(clusterIn(at, cluster, {}), spec, ids, world.clock.now()).arn;
    },
    startDaemonDeployment: (arn, rollout) =>
      rollOut(daemonAt(arn, scopeAt(placeOf(arn))), rollout, ids, world.clock.now()),
    startDeployment: (serviceArn, { ageSeconds = 0, ...options } = {}) => {
      const { service, view } = serviceAt(serviceArn);
      if ((service.spec.controller ?? 'ECS') !== 'ECS') throw new Error(`Has no service deployments: ${serviceArn}`);
      return history.start(service, options, view.now - ageSeconds * 1000).arn;
    },
    setFlags: (arn, flags) => {
      const { deployment } = unfinished(arn).found;
      deployment.options = { ...deployment.options, ...flags };
    },
    ringAlarm: (arn, name) => {
      const { found, view } = unfinished(arn);
      const names = found.deployment.options.alarms?.names ?? [];
      if (!names.includes(name)) throw new Error(`The service deployment has no alarm ${name}: ${arn}`);
      found.deployment.commands.push({ kind: 'alarm', at: view.now, name });
    },
    setAbort: (behaviour) => {
      abort = behaviour;
    },
  };
}

function placeOf(arn: string): Place {
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return { partition, region, account };
}
