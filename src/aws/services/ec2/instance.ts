import type { Instance, Volume } from '../../../model/resources/instance.ts';
import { partitionOf, type Scope } from '../../../model/scope.ts';
import { instanceStateOfCode, instanceStates } from '../../../model/resources/states.ts';
import { hasInstanceStore } from './instanceStore.ts';
import { defined, flag, identifier, list, member, number, text, time } from '../../../base/untrusted.ts';
import type { Tag } from '../../../model/resources/tag.ts';

/** The instances of one of DescribeInstances' reservations. */
export function instancesOf(scope: Scope, reservation: unknown): readonly Instance[] {
  const owner = member(reservation, 'OwnerId');
  return list(member(reservation, 'Instances')).flatMap((source) => instanceOf(scope, source, owner) ?? []);
}

/** An instance from a member of DescribeInstances' reservations. Undefined for what has no id: it could be neither shown nor stopped. */
export function instanceOf(scope: Scope, source: unknown, owner: unknown): Instance | undefined {
  const id = identifier(member(source, 'InstanceId'));
  if (id === undefined) return undefined;
  const type = text(member(source, 'InstanceType')) ?? '';
  const rootDeviceType = text(member(source, 'RootDeviceType'));
  const platform = text(member(source, 'PlatformDetails')) ?? text(member(source, 'Platform'));
  const tags = tagsOf(member(source, 'Tags'), 'Key', 'Value');
  const tag = (key: string): string | undefined => text(tags.find((it) => it.key === key)?.value);
  const publicAddress = text(member(source, 'PublicIpAddress'));
  return defined<Instance>({
    kind: 'instance',
    scope,
    id,
    arn: `arn:${partitionOf(scope.region)}:ec2:${scope.region}:${text(owner) ?? ''}:instance/${id}`,
    name: tag('Name'),
    state: stateOf(member(source, 'State')),
    type,
    launchedAt: time(member(source, 'LaunchTime')),
    availabilityZone: text(member(member(source, 'Placement'), 'AvailabilityZone')),
    platform,
    windows: /windows/i.test(platform ?? '') || text(member(source, 'Platform'))?.toLowerCase() === 'windows',
    architecture: text(member(source, 'Architecture')),
    tags,
    autoScalingGroup: tag('aws:autoscaling:groupName'),
    managedBy: managerOf(member(source, 'Operator')),
    lifecycle: text(member(source, 'InstanceLifecycle')),
    spotRequestId: identifier(member(source, 'SpotInstanceRequestId')),
    rootDeviceType,
    instanceStore: rootDeviceType === 'instance-store' ? 'root' : hasInstanceStore(type) ? 'data' : 'none',
    hibernationConfigured: flag(member(member(source, 'HibernationOptions'), 'Configured')),
    publicAddress,
    publicAddressKind: publicAddress === undefined ? undefined : addressKind(source, publicAddress),
    privateAddress: text(member(source, 'PrivateIpAddress')),
    vpcId: text(member(source, 'VpcId')),
    subnetId: text(member(source, 'SubnetId')),
    imageId: text(member(source, 'ImageId')),
    keyName: text(member(source, 'KeyName')),
    instanceProfile: text(member(member(source, 'IamInstanceProfile'), 'Arn'))
      ?.split('/')
      .at(-1),
    stateReasonCode: text(member(member(source, 'StateReason'), 'Code')),
    stateReason: text(member(member(source, 'StateReason'), 'Message')),
    stateTransitionReason: text(member(source, 'StateTransitionReason')),
    volumes: list(member(source, 'BlockDeviceMappings')).flatMap((it) => volumeOf(it) ?? []),
  });
}

/**
 * The state by the low byte of its code. Where the code is not a known one, the name as AWS sent it; but a known name must not make an instance
 * stoppable that its code does not.
 */
export function stateOf(state: unknown): string {
  const code = number(member(state, 'Code'));
  const known = code === undefined || !Number.isInteger(code) ? undefined : instanceStateOfCode(code);
  if (known !== undefined) return known;
  const name = text(member(state, 'Name'));
  if (name === undefined) return 'unknown';
  return Object.hasOwn(instanceStates, name) ? `unknown (${name})` : name;
}

function managerOf(operator: unknown): string | undefined {
  if (!flag(member(operator, 'Managed'))) return undefined;
  return text(member(operator, 'Principal')) ?? 'an AWS service';
}

/** Amazon owns an address that it assigned by itself; an Elastic IP belongs to the account. */
function addressKind(instance: unknown, address: string): 'auto' | 'elastic' {
  const associations = list(member(instance, 'NetworkInterfaces')).flatMap((networkInterface) => [
    member(networkInterface, 'Association'),
    ...list(member(networkInterface, 'PrivateIpAddresses')).map((it) => member(it, 'Association')),
  ]);
  const association = associations.find((it) => text(member(it, 'PublicIp')) === address);
  const owner = text(member(association, 'IpOwnerId'));
  return owner !== undefined && owner !== 'amazon' ? 'elastic' : 'auto';
}

function volumeOf(mapping: unknown): Volume | undefined {
  const ebs = member(mapping, 'Ebs');
  const id = identifier(member(ebs, 'VolumeId'));
  if (id === undefined) return undefined;
  return {
    id,
    device: text(member(mapping, 'DeviceName')) ?? '',
    deleteOnTermination: flag(member(ebs, 'DeleteOnTermination')),
  };
}

/** AWS's tag lists; `key` and `value` are what the members are called. */
export function tagsOf(source: unknown, key: string, value: string): readonly Tag[] {
  return list(source).flatMap((tag) => {
    const name = text(member(tag, key));
    return name === undefined ? [] : [{ key: name, value: text(member(tag, value)) ?? '' }];
  });
}
