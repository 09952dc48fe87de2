/** The states of an instance with the low byte of their codes. */
export const stateCodes = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type InstanceState = keyof typeof stateCodes;

export type Platform = 'linux' | 'windows' | 'rhel' | 'ubuntu-pro';

/** Why an instance came into its state, in EC2's code and words. */
export interface StateReason {
  readonly code: string;
  readonly message: string;
}

/** An EBS volume that is attached to the instance. */
export interface Volume {
  readonly id: string;
  /** In GiB. */
  readonly size: number;
  readonly device: string;
  readonly deleteOnTermination: boolean;
}

/** A public IPv4 address: taken from Amazon's pool while the instance runs, or the account's own. */
export type PublicAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'auto'; readonly ip: string | undefined }
  | { readonly kind: 'elastic'; readonly ip: string; readonly allocationId: string };

/** The Spot request that the instance was launched for. `created`: milliseconds since the epoch. */
export interface SpotRequest {
  readonly id: string;
  readonly type: 'one-time' | 'persistent';
  /** US dollars an hour, as AWS writes it. */
  readonly price: string;
  readonly created: number;
}

/** An instance at one moment. Records are never changed: a new state is a new record. Times are milliseconds since the epoch. */
export interface Instance {
  readonly id: string;
  /** The order in which DescribeInstances lists. */
  readonly sequence: number;
  readonly reservationId: string;
  /** Who launched it, where that is an AWS service. */
  readonly requesterId: string | undefined;
  readonly launchIndex: number;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly type: string;
  readonly imageId: string;
  readonly state: InstanceState;
  /** AWS's internal bits of the state code, above the low byte: 0, 256, 512, … */
  readonly stateHighByte: number;
  readonly stateReason: StateReason | undefined;
  /** Empty, or such as `User initiated (2026-01-15 12:00:00 GMT)`. */
  readonly transitionReason: string;
  readonly launched: number;
  readonly zone: string;
  readonly tenancy: 'default' | 'dedicated' | 'host';
  readonly platform: Platform;
  readonly keyName: string | undefined;
  readonly detailedMonitoring: boolean;
  readonly profile: { readonly name: string; readonly id: string } | undefined;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly securityGroup: { readonly id: string; readonly name: string };
  readonly rootDevice: 'ebs' | 'instance-store';
  readonly volumes: readonly Volume[];
  readonly networkInterface: { readonly id: string; readonly attachmentId: string; readonly mac: string };
  readonly privateIp: string;
  readonly address: PublicAddress;
  readonly spot: SpotRequest | undefined;
  /** A scheduled Reserved Instance. */
  readonly scheduled: boolean;
  readonly hibernation: boolean;
  readonly enclave: boolean;
  /** The service that manages it, such as `eks.amazonaws.com`. */
  readonly operator: string | undefined;
  readonly hidden: boolean;
  /** Its Auto Scaling group, which terminates and replaces it once it is stopped. */
  readonly autoScalingGroup: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly apiStopDisabled: boolean;
  readonly apiTerminationDisabled: boolean;
  readonly clientToken: string;
  /** Asked to hibernate, its guest shuts down instead. */
  readonly hibernationFails: boolean;
  /** It stays in `stopping` until it is forced: its host is at fault. */
  readonly hangsInStopping: boolean;
}

/** The state code as AWS sends it, high byte included. */
export function stateCodeOf(instance: Pick<Instance, 'state' | 'stateHighByte'>): number {
  return stateCodes[instance.state] + instance.stateHighByte;
}

export function instanceArn({ partition, region, account, id }: Instance): string {
  return `arn:${partition}:ec2:${region}:${account}:instance/${id}`;
}

/** `2026-01-15 12:00:00 GMT`, the way state transition reasons tell the time. */
export function reasonTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} GMT`;
}

/** As EC2 tells them for each way into a state. */
export const stateReasons = {
  pending: { code: 'pending', message: 'pending' },
  stopped: {
    code: 'Client.UserInitiatedShutdown',
    message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  },
  hibernated: {
    code: 'Client.UserInitiatedHibernate',
    message: 'Client.UserInitiatedHibernate: User initiated hibernate',
  },
  /** Amazon EC2 interrupted a Spot instance and stopped or hibernated it: it resumes it itself, and nobody else can. */
  spotInterrupted: {
    code: 'Server.SpotInstanceStop',
    message: 'Server.SpotInstanceStop: Spot instance stop',
  },
  insideStop: {
    code: 'Client.InstanceInitiatedShutdown',
    message: 'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
  },
} as const satisfies Readonly<Record<string, StateReason>>;

/** Whether EC2, not a user, stopped or hibernated this Spot instance. */
export function isInterrupted({ spot, state, stateReason }: Instance): boolean {
  return spot !== undefined && state === 'stopped' && stateReason?.code === stateReasons.spotInterrupted.code;
}

/** What DescribeInstances says of a platform. */
export interface PlatformFacts {
  readonly details: string;
  readonly usageOperation: string;
}

export const platforms = {
  linux: { details: 'Linux/UNIX', usageOperation: 'RunInstances' },
  windows: { details: 'Windows', usageOperation: 'RunInstances:0002' },
  rhel: { details: 'Red Hat Enterprise Linux', usageOperation: 'RunInstances:0010' },
  'ubuntu-pro': { details: 'Ubuntu Pro Linux', usageOperation: 'RunInstances:0g00' },
} as const satisfies Record<Platform, PlatformFacts>;

/** `ip-10-0-1-5.eu-west-1.compute.internal`. */
export function privateName({ region, privateIp }: Instance): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `ip-${privateIp.replaceAll('.', '-')}.${domain}`;
}

/** `ec2-203-0-113-7.eu-west-1.compute.amazonaws.com`, or an empty text without a public address. */
export function publicName({ region, address }: Instance): string {
  const ip = address.kind === 'none' ? undefined : address.ip;
  if (ip === undefined) return '';
  const domain = region === 'us-east-1' ? 'compute-1.amazonaws.com' : `${region}.compute.amazonaws.com`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}`;
}
