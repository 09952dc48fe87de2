import type { Place } from './arns.ts';
import type { Command } from './cuts.ts';
import type { DeploymentOptions } from './plan.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface Image {
  readonly container: string;
  /** `111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout-api:v2.41.0`. */
  readonly image: string;
  readonly digest: string;
}

/** A service revision: what a deployment deploys. */
export interface Revision {
  /** 19 digits; `deployments[].id` of DescribeServices ends in it too. */
  readonly id: string;
  readonly arn: string;
  readonly taskDefinition: string;
  readonly images: readonly Image[];
  readonly createdAt: number;
}

/** One service deployment: what was asked for, and what has been asked of it since. Times in milliseconds since the epoch. */
export interface Deployment {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  /** When it leaves PENDING. */
  readonly pendingUntil: number;
  /** How many tasks the service wants. */
  readonly desired: number;
  /** The first one is the last that was deployed successfully. */
  readonly sources: readonly Revision[];
  readonly target: Revision;
  options: DeploymentOptions;
  readonly commands: Command[];
}

/** CODE_DEPLOY and EXTERNAL services run in task sets. */
interface TaskSetSpec {
  readonly status: 'PRIMARY' | 'ACTIVE' | 'DRAINING';
  readonly scalePercent: number;
  /** How many task definition revisions it is behind the newest. */
  readonly behind: number;
  readonly stable: boolean;
}

/** A deployment that is over when the simulation starts. */
export interface PastDeployment {
  readonly daysAgo: number;
  readonly options?: DeploymentOptions;
  /** A person asked for this so long after the creation. */
  readonly stoppedAfterSeconds?: number;
}

/** Keeps a service deploying, so that there is always something in flight. */
export interface Deployer {
  /** How long before the simulation's start the first one began. */
  readonly leadSeconds: number;
  /** The next one starts on this grid, at least a minute after the last one's end. */
  readonly periodSeconds: number;
  readonly options: DeploymentOptions;
}

/** What a service of a simulated fleet is, and what has happened and will happen to it. */
export interface ServiceSpec {
  readonly name: string;
  readonly desired: number;
  readonly launch: 'FARGATE' | 'FARGATE_SPOT' | 'EC2' | 'EXTERNAL';
  readonly scheduling?: 'REPLICA' | 'DAEMON';
  readonly controller?: 'ECS' | 'CODE_DEPLOY' | 'EXTERNAL';
  /** ACTIVE, or DRAINING and INACTIVE for a deleted one, which ListServices leaves out. */
  readonly status?: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  /** The task definition's revision at its first known deployment; default 1. */
  readonly version?: number;
  readonly sidecars?: readonly string[];
  readonly port?: number;
  /** It is known to others by Service Connect; needs a port. */
  readonly connect?: boolean;
  /** An Express service, which Amazon ECS manages. */
  readonly express?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdDaysAgo?: number;
  /** Tasks that can't be placed: running stays so many below desired. */
  readonly shortage?: number;
  readonly options?: DeploymentOptions;
  readonly past?: readonly PastDeployment[];
  readonly live?: Deployer;
  readonly taskSets?: readonly TaskSetSpec[];
}

/** A service with the deployments that it has had since it was made. `createdAt`: milliseconds since the epoch. */
export interface Service {
  readonly arn: string;
  readonly name: string;
  readonly cluster: Cluster;
  readonly spec: ServiceSpec;
  readonly createdAt: number;
  /** Oldest first. */
  readonly deployments: Deployment[];
  /** How many revisions were ever made. */
  revisions: number;
}

/** A cluster with its services and daemons; `instances` are its container instances. */
export interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly place: Place;
  readonly tags: readonly Tag[];
  readonly capacityProviders: readonly string[];
  readonly instances: number;
  /** By name. */
  readonly services: Map<string, Service>;
  /** By name. */
  readonly daemons: Map<string, Daemon>;
}

/** Runs one task on each container instance; Amazon ECS manages it. */
export interface Daemon {
  readonly arn: string;
  readonly name: string;
  readonly cluster: Cluster;
  readonly createdAt: number;
  readonly instances: number;
  /** Oldest first. */
  readonly rollouts: DaemonRollout[];
}

/** A deployment of a daemon. Times in milliseconds since the epoch. */
export interface DaemonRollout {
  readonly arn: string;
  readonly revision: string;
  readonly createdAt: number;
  /** Done, or taken back by the circuit breaker where it fails. */
  readonly endsAt: number;
  readonly fails: boolean;
}

/** What one account has of ECS in one region. */
export interface Region {
  readonly place: Place;
  /** By name. */
  readonly clusters: Map<string, Cluster>;
}
