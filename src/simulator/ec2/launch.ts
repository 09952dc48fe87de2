import { instanceType } from './instanceTypes.ts';
import {
  reasonTime,
  stateReasons,
  type Instance,
  type InstanceState,
  type Platform,
  type PublicAddress,
  type StateReason,
  type Volume,
} from './instance.ts';

/** What is special about an instance; all else is filled in. */
export interface InstanceSpec {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly id?: string;
  readonly type?: string;
  readonly state?: InstanceState;
  readonly stateHighByte?: number;
  readonly zone?: 'a' | 'b' | 'c';
  readonly platform?: Platform;
  readonly publicAddress?: PublicAddress['kind'];
  readonly spot?: 'one-time' | 'persistent';
  readonly scheduled?: boolean;
  readonly rootDevice?: 'ebs' | 'instance-store';
  /** EBS volumes, the root's included. */
  readonly volumes?: number;
  readonly hibernation?: boolean;
  readonly hibernationFails?: boolean;
  readonly hangsInStopping?: boolean;
  readonly apiStopDisabled?: boolean;
  readonly apiTerminationDisabled?: boolean;
  readonly operator?: string;
  /** Whether the account hides it, as one that a service manages: it is told only where managed ones are asked for. */
  readonly hidden?: boolean;
  readonly autoScalingGroup?: string;
  /** Milliseconds since the launch. */
  readonly age?: number;
  /** Milliseconds since it came into its state. */
  readonly stateAge?: number;
  readonly stateReason?: StateReason;
  readonly keyName?: string;
  readonly role?: string;
  readonly securityGroup?: string;
  readonly detailedMonitoring?: boolean;
  readonly tenancy?: Instance['tenancy'];
  readonly enclave?: boolean;
  /** In the reservation of the instance before it. */
  readonly sameReservation?: boolean;
}

/** Where an instance is launched; `random` in [0, 1) decides its ids and addresses. */
export interface LaunchSite {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly random: () => number;
}

/** When it is launched, and as which. `now`: milliseconds since the epoch. */
export interface LaunchMoment {
  readonly now: number;
  readonly sequence: number;
  /** The instance that was launched before this one. */
  readonly previous: Instance | undefined;
}

const WEEK = 7 * 24 * 3_600_000;
const images = {
  linux: { x86_64: 'ami-0c1c30571d2dae5c9', arm64: 'ami-0d8f8a5d6a4c3b2e1' },
  windows: { x86_64: 'ami-0b7a1e6a2c8d4f935', arm64: 'ami-0b7a1e6a2c8d4f935' },
  rhel: { x86_64: 'ami-0f7c6a4d2e1b8c935', arm64: 'ami-0e5d4c3b2a1f09876' },
  'ubuntu-pro': { x86_64: 'ami-0a9b8c7d6e5f41327', arm64: 'ami-0f1e2d3c4b5a69788' },
} as const satisfies Record<Platform, Record<'x86_64' | 'arm64', string>>;

/** A new instance from what is special about it, with ids and addresses from the site's random sequence. */
export function launch(spec: InstanceSpec, site: LaunchSite, moment: LaunchMoment): Instance {
  const { account, region, partition, random } = site;
  const { now, sequence, previous } = moment;
  const state = spec.state ?? 'running';
  const type = spec.type ?? 't3.medium';
  const platform = spec.platform ?? 'linux';
  const zone = spec.zone ?? (['a', 'b', 'c'] as const)[sequence % 3] ?? 'a';
  const rootDevice = spec.rootDevice ?? 'ebs';
  const age = spec.age ?? Math.floor(random() * 12 * WEEK) + 3_600_000;
  const launched = now - (state === 'pending' ? (spec.stateAge ?? 0) : age);
  const shared = spec.sameReservation === true ? previous : undefined;
  const tags: Record<string, string> = spec.name === undefined ? {} : { Name: spec.name };
  Object.assign(tags, spec.tags);
  if (spec.autoScalingGroup !== undefined) tags['aws:autoscaling:groupName'] = spec.autoScalingGroup;
  const place = placeIds(account, region, zone);
  const digits = hex(random, 16);
  return {
    id: spec.id ?? `i-0${digits}`,
    sequence,
    reservationId: shared?.reservationId ?? `r-0${hex(random, 16)}`,
    requesterId: requesterOf(spec),
    launchIndex: shared === undefined ? 0 : shared.launchIndex + 1,
    account,
    region,
    partition,
    type,
    imageId: images[platform][instanceType(type).architecture],
    state,
    stateHighByte: spec.stateHighByte ?? 0,
    ...reasonsOf(state, now - (spec.stateAge ?? 0), spec.stateReason),
    launched,
    zone: `${region}${zone}`,
    tenancy: spec.tenancy ?? 'default',
    platform,
    keyName: spec.keyName,
    detailedMonitoring: spec.detailedMonitoring ?? false,
    profile: spec.role === undefined ? undefined : { name: spec.role, id: `AIPA${hex(random, 16).toUpperCase()}` },
    vpcId: place.vpc,
    subnetId: place.subnet,
    securityGroup: {
      id: `sg-0${digest(`${account}${region}${spec.securityGroup ?? 'default'}`)}`,
      name: spec.securityGroup ?? 'default',
    },
    rootDevice,
    volumes: rootDevice === 'ebs' ? volumes(spec.volumes ?? 1, platform, random) : [],
    networkInterface: networkInterface(hex(random, 16)),
    privateIp: `10.${'abc'.indexOf(zone)}.${Math.floor(sequence / 250) % 256}.${4 + (sequence % 250)}`,
    address: addressOf(spec.publicAddress ?? 'none', state, random),
    spot:
      spec.spot === undefined
        ? undefined
        : { id: `sir-${base36(random, 8)}`, type: spec.spot, price: '0.041600', created: launched - 4_000 },
    scheduled: spec.scheduled ?? false,
    hibernation: spec.hibernation ?? false,
    enclave: spec.enclave ?? false,
    operator: spec.operator,
    hidden: spec.hidden === true,
    autoScalingGroup: spec.autoScalingGroup,
    tags,
    apiStopDisabled: spec.apiStopDisabled ?? false,
    apiTerminationDisabled: spec.apiTerminationDisabled ?? false,
    clientToken: `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12)}-${region}-${sequence}`,
    hibernationFails: spec.hibernationFails ?? false,
    hangsInStopping: spec.hangsInStopping ?? false,
  };
}

/** A public address from Amazon's pool. The ranges are those that are reserved for documentation. */
export function poolAddress(random: () => number): string {
  const ranges = ['192.0.2', '198.51.100', '203.0.113'];
  return `${ranges[Math.floor(random() * ranges.length)] ?? '192.0.2'}.${1 + Math.floor(random() * 254)}`;
}

function requesterOf({ autoScalingGroup, operator }: InstanceSpec): string | undefined {
  return operator === undefined && autoScalingGroup === undefined ? undefined : '940372691376';
}

function reasonsOf(
  state: InstanceState,
  since: number,
  given: StateReason | undefined,
): Pick<Instance, 'stateReason' | 'transitionReason'> {
  if (state === 'running') return { stateReason: undefined, transitionReason: '' };
  if (state === 'pending') return { stateReason: stateReasons.pending, transitionReason: '' };
  const stateReason = given ?? stateReasons.stopped;
  const hibernated = stateReason.code === stateReasons.hibernated.code;
  const inside =
    stateReason.code === stateReasons.insideStop.code || stateReason.code === stateReasons.spotInterrupted.code;
  const verb = hibernated ? 'User initiated hibernate' : 'User initiated';
  return { stateReason, transitionReason: inside ? '' : `${verb} (${reasonTime(since)})` };
}

function volumes(count: number, platform: Platform, random: () => number): readonly Volume[] {
  const root = platform === 'windows' || platform === 'rhel' || platform === 'ubuntu-pro' ? '/dev/sda1' : '/dev/xvda';
  return Array.from({ length: count }, (_, index) => ({
    id: `vol-0${hex(random, 16)}`,
    device: index === 0 ? root : `/dev/sd${String.fromCharCode(101 + index)}`,
    // A root volume as AWS's images bring it.
    size: index > 0 ? 100 : platform === 'windows' ? 30 : 8,
    deleteOnTermination: index === 0,
  }));
}

function addressOf(kind: PublicAddress['kind'], state: InstanceState, random: () => number): PublicAddress {
  if (kind === 'none') return { kind };
  if (kind === 'elastic') return { kind, ip: poolAddress(random), allocationId: `eipalloc-0${hex(random, 16)}` };
  return { kind, ip: state === 'stopped' || state === 'terminated' ? undefined : poolAddress(random) };
}

/** One VPC for an account's region, one subnet for each of its zones. */
function placeIds(account: string, region: string, zone: string): { vpc: string; subnet: string } {
  return { vpc: `vpc-0${digest(`${account}${region}`)}`, subnet: `subnet-0${digest(`${account}${region}${zone}`)}` };
}

/** Sixteen hexadecimal digits that stand for a text. */
function digest(text: string): string {
  let left = 0x811c9dc5;
  let right = 0x1000193;
  for (let index = 0; index < text.length; index += 1) {
    left = Math.imul(left ^ text.charCodeAt(index), 0x01000193) >>> 0;
    right = Math.imul(right + text.charCodeAt(index), 0x9e3779b1) >>> 0;
  }
  return left.toString(16).padStart(8, '0') + right.toString(16).padStart(8, '0');
}

function hex(random: () => number, length: number): string {
  let digits = '';
  while (digits.length < length) digits += (0x1_0000_0000 + Math.floor(random() * 0x1_0000_0000)).toString(16).slice(1);
  return digits.slice(0, length);
}

function base36(random: () => number, length: number): string {
  let digits = '';
  while (digits.length < length) digits += Math.floor(random() * 36).toString(36);
  return digits;
}

/** The addresses of an interface follow from its digits. */
function networkInterface(digits: string): Instance['networkInterface'] {
  const mac = ['02', ...(digits.slice(0, 10).match(/../g) ?? [])].join(':');
  return { id: `eni-0${digits}`, attachmentId: `eni-attach-0${digits.slice(5)}${digits.slice(0, 5)}`, mac };
}
