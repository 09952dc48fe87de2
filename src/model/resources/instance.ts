import { MOST_NOTES } from '../../base/memberReader.ts';
import { beginsWithDay } from '../../base/untrusted.ts';
import { type Fact, known, none, unread } from '../fact.ts';
import { isUnread, type Unreadable } from './unreadable.ts';
import type { Scope } from '../scope.ts';
import type { Tag } from './tag.ts';

/** An EC2 instance, as DescribeInstances told. Times are milliseconds since the epoch. */
export interface Instance extends Unreadable {
  readonly kind: 'instance';
  readonly scope: Scope;
  readonly id: string;
  readonly arn: string;
  /** The `Name` tag; absent when there is none or it is empty. */
  readonly name?: string;
  /** From the low byte of the state's code; the name as AWS sent it where the code is not a known one. */
  readonly state: string;
  readonly type: string;
  readonly launchedAt?: number;
  readonly availabilityZone?: string;
  readonly platform?: string;
  readonly windows: boolean;
  readonly architecture?: string;
  readonly tags: readonly Tag[];
  /** The tag `aws:autoscaling:groupName`; empty where its value can't be read. A stopped member is terminated and replaced. */
  readonly autoScalingGroup?: string;
  /** `Operator.Principal` of an instance that a service manages; such an instance can't be stopped by its owner. */
  readonly managedBy?: string;
  readonly lifecycle?: string;
  readonly spotRequestId?: string;
  readonly rootDeviceType?: string;
  /** Whether the root device is one, or the type has instance-store volumes, which any stop erases: by the type's name, which doesn't tell of every type. */
  readonly instanceStore: 'none' | 'root' | 'data' | 'unknown';
  readonly hibernationConfigured: boolean;
  readonly publicAddress?: string;
  /** An auto-assigned public IPv4 address is given back on a stop; an Elastic IP stays. */
  readonly publicAddressKind?: 'auto' | 'elastic';
  /** Every Elastic IP of its network interfaces; absent where there is none. */
  readonly elasticAddresses?: readonly string[];
  readonly privateAddress?: string;
  /** The private IPv4 addresses and the IPv6 addresses of its network interfaces apart from `privateAddress`; absent where there is none. */
  readonly otherAddresses?: readonly string[];
  readonly vpcId?: string;
  readonly subnetId?: string;
  readonly imageId?: string;
  readonly keyName?: string;
  /** The name of its instance profile: the last part of the profile's ARN. */
  readonly instanceProfile?: string;
  readonly stateReasonCode?: string;
  readonly stateReason?: string;
  /** AWS's free text, with a time in it: `User initiated (2026-01-15 12:00:00 GMT)`. */
  readonly stateTransitionReason?: string;
  readonly volumes: readonly Volume[];
}

/** An EBS volume that is attached to an instance; its size is another call's to tell. */
export interface Volume {
  readonly device: string;
  readonly id: string;
  /** Of a termination alone: a stop keeps every volume. */
  readonly deleteOnTermination: boolean;
}

/** Whether it may carry tags of which not even the key is known: AWS left them out, or they can't be read. */
export function areKeysUnread({ unread: paths = [], tagsUnread }: Instance): boolean {
  if (tagsUnread !== true) return false;
  return paths.length >= MOST_NOTES || !paths.some((path) => TAG.test(path)) || paths.some((path) => KEY.test(path));
}

const TAG = /^Tags/i;
const KEY = /^Tags(?:\[\d+\](?:\.Key)?)?$/i;

/** Which AWS service manages it, if one does. */
export function managerOf(instance: Instance): Fact<string> {
  if (instance.managedBy !== undefined) return known(instance.managedBy);
  return isUnread(instance, 'Operator') ? unread : none;
}

/**
 * Whether another AWS service manages it, so that AWS refuses its owner's stop. Where that can't be read it is offered, and its plan warns: AWS itself refuses what is managed, so that
 * nothing is lost by asking, while a member that can't be read would keep somebody from stopping what they must stop.
 */
export function isProtectedFromOwner(instance: Instance): boolean {
  return managerOf(instance).kind === 'known';
}

/**
 * When a stop or termination was asked for: the time in `User initiated (2026-01-15 12:00:00 GMT)`, in ms since the epoch. Undefined where AWS tells none.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html (reason)
 */
export function transitionTime({ stateTransitionReason }: Instance): number | undefined {
  const match = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(stateTransitionReason ?? '');
  const [, day = '', clock = ''] = match ?? [];
  if (!beginsWithDay(day)) return undefined;
  const time = Date.parse(`${day}T${clock}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Where AWS tells whether an instance was launched with hibernation. */
export const HIBERNATION = 'HibernationOptions.Configured';
