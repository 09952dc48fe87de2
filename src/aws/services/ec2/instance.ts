import type { Instance, Volume } from '../../../model/resources/instance.ts';
import { partitionOf } from '../../../model/partitions.ts';
import type { Scope } from '../../../model/scope.ts';
import { instanceStateOfCode, instanceStates, UNREAD_STATE } from '../../../model/resources/states.ts';
import { storeOfType } from './instanceStore.ts';
import { defined, isNothing, list, member, record, text } from '../../../base/untrusted.ts';
import { MemberReader } from '../../../base/memberReader.ts';
import { isStruck } from '../../../base/struckOut.ts';
import { visibleName } from '../../../base/shownText.ts';
import { unreadOf } from '../../sdk/unreadMembers.ts';
import type { Tag } from '../../../model/resources/tag.ts';

/** The instances of one of DescribeInstances' reservations, and how many more there may be without an id that can be read: one for a list that can't be. */
export function instancesOf(
  scope: Scope,
  reservation: unknown,
): { readonly instances: readonly Instance[]; readonly nameless: number } {
  const owner = member(reservation, 'OwnerId');
  const sources = record(reservation) === undefined ? reservation : member(reservation, 'Instances');
  if (!Array.isArray(sources)) return { instances: [], nameless: isNothing(sources) || sources === '' ? 0 : 1 };
  const instances = sources.flatMap((source: unknown) => instanceOf(scope, source, owner) ?? []);
  return { instances, nameless: sources.length - instances.length };
}

/** An instance from a member of DescribeInstances' reservations. Undefined for what has no id: it could be neither shown nor stopped. */
export function instanceOf(scope: Scope, source: unknown, owner: unknown): Instance | undefined {
  const from = new MemberReader(source);
  const id = from.identifier('InstanceId');
  if (id === undefined) return undefined;
  if (!isNothing(owner) && owner !== '' && text(owner) === undefined) from.note('OwnerId');
  const type = from.text('InstanceType') ?? '';
  const rootDeviceType = from.text('RootDeviceType');
  const osFamily = from.text('Platform');
  const platform = from.text('PlatformDetails') ?? osFamily;
  const tags = tagsOf(from, 'Tags', 'Key', 'Value');
  const tag = (key: string): string | undefined => text(tags.find((it) => it.key === key)?.value);
  const publicAddress = from.text('PublicIpAddress');
  const privateAddress = from.text('PrivateIpAddress');
  const { associations, addresses } = networkOf(from);
  const others = addresses.filter((address) => address !== privateAddress);
  const elastic = associations.flatMap((one) => (isAccount(one.owner) ? [one.address] : []));
  const stateReason = from.within('StateReason');
  return defined<Instance>({
    kind: 'instance',
    scope,
    id,
    arn: `arn:${partitionOf(scope.region)}:ec2:${scope.region}:${text(owner) ?? ''}:instance/${id}`,
    name: visibleName(tag('Name')),
    state: stateFrom(from.within('State')),
    type,
    launchedAt: from.time('LaunchTime'),
    availabilityZone: from.within('Placement').text('AvailabilityZone'),
    platform,
    windows: /windows/i.test(platform ?? '') || osFamily?.toLowerCase() === 'windows',
    architecture: from.text('Architecture'),
    tags,
    autoScalingGroup: tags.find(({ key }) => key === 'aws:autoscaling:groupName')?.value,
    managedBy: managerOf(from.within('Operator')),
    lifecycle: from.text('InstanceLifecycle'),
    spotRequestId: from.identifier('SpotInstanceRequestId'),
    rootDeviceType,
    instanceStore: rootDeviceType === 'instance-store' ? 'root' : storeOfType(type),
    hibernationConfigured: from.within('HibernationOptions').flag('Configured'),
    publicAddress,
    publicAddressKind: publicAddress === undefined ? undefined : addressKind(associations, publicAddress),
    elasticAddresses: elastic.length === 0 ? undefined : [...new Set(elastic)],
    privateAddress,
    otherAddresses: others.length === 0 ? undefined : [...new Set(others)],
    vpcId: from.text('VpcId'),
    subnetId: from.text('SubnetId'),
    imageId: from.text('ImageId'),
    keyName: from.text('KeyName'),
    instanceProfile: from.within('IamInstanceProfile').text('Arn')?.split('/').at(-1),
    stateReasonCode: stateReason.text('Code'),
    stateReason: stateReason.text('Message'),
    stateTransitionReason: from.text('StateTransitionReason'),
    volumes: from.records('BlockDeviceMappings').flatMap((it) => volumeOf(it) ?? []),
    ...unreadOf(from),
  });
}

/**
 * The state by the low byte of its code. Where the code is not a known one, the name as AWS sent it; but a known name must not make an instance
 * stoppable that its code does not.
 */
export function instanceStateOf(state: unknown): string {
  return stateFrom(new MemberReader(state));
}

function stateFrom(state: MemberReader): string {
  const code = state.number('Code');
  const known = code === undefined || !Number.isInteger(code) ? undefined : instanceStateOfCode(code);
  if (known !== undefined) return known;
  const name = state.text('Name');
  if (name === undefined) return UNREAD_STATE;
  return Object.hasOwn(instanceStates, name) ? `unknown (${name})` : name;
}

/**
 * AWS names a principal only of what is managed, so that it proves it where `Managed` itself can't be read.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_OperatorResponse.html
 */
function managerOf(operator: MemberReader): string | undefined {
  const principal = operator.text('Principal');
  // An answer without `Operator`, such as an emulator's, tells of nothing that is managed.
  if (operator.flagIfTold('Managed') === true) return principal ?? 'an AWS service';
  return operator.raw('Managed') === false ? undefined : principal;
}

interface Association {
  readonly address: string;
  readonly owner: string | undefined;
}

/** Of the network interfaces the public addresses, each with whose it is, and in AWS's order the private IPv4 addresses and the IPv6 addresses. */
function networkOf(instance: MemberReader): {
  readonly associations: readonly Association[];
  readonly addresses: readonly string[];
} {
  const associations: Association[] = [];
  const addresses: string[] = [];
  const associate = (association: MemberReader): void => {
    const address = association.text('PublicIp');
    if (address !== undefined) associations.push({ address, owner: association.text('IpOwnerId') });
  };
  for (const network of instance.records('NetworkInterfaces')) {
    associate(network.within('Association'));
    for (const one of network.records('PrivateIpAddresses')) {
      associate(one.within('Association'));
      addresses.push(...some(one.text('PrivateIpAddress')));
    }
    for (const one of network.records('Ipv6Addresses')) addresses.push(...some(one.text('Ipv6Address')));
  }
  return { associations, addresses };
}

const some = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** Amazon owns an address that it assigned by itself; an Elastic IP belongs to the account. */
function addressKind(associations: readonly Association[], publicAddress: string): 'auto' | 'elastic' {
  const owner = associations.find(({ address }) => address === publicAddress)?.owner;
  return owner !== undefined && owner !== 'amazon' ? 'elastic' : 'auto';
}

const isAccount = (owner: string | undefined): boolean => /^\d{12}$/.test(owner ?? '');

function volumeOf(mapping: MemberReader): Volume | undefined {
  const ebs = mapping.record('Ebs');
  const id = ebs?.identifier('VolumeId');
  if (ebs === undefined) return undefined;
  if (id === undefined) {
    ebs.note('VolumeId');
    return undefined;
  }
  return {
    id,
    device: mapping.text('DeviceName') ?? '',
    deleteOnTermination: ebs.flag('DeleteOnTermination'),
  };
}

/** AWS's tag lists; `key` and `value` are what the members are called. */
export function tagsOf(from: MemberReader, name: string, key: string, value: string): readonly Tag[] {
  const tags: Tag[] = [];
  for (const [index, item] of list(from.raw(name)).entries()) {
    // An empty item is a tag all the same, and nobody knows which: it is noted, so that the tags count as unread.
    if (isNothing(item) || item === '') from.note(`${name}[${index}]`);
  }
  for (const tag of from.records(name)) {
    const called = tag.text(key);
    const what = tag.text(value);
    if (called === undefined || isStruck(called)) {
      // A tag whose key can't be read could be any tag: it is noted, so that the tags count as unread.
      tag.note(key);
      continue;
    }
    const told = what === undefined ? tag.raw(value) : undefined;
    const isLacking = isStruck(what);
    // What a guard looks for may be in what is missing.
    if (isLacking) tag.note(value);
    const valueUnread = isLacking || (!isNothing(told) && told !== '');
    tags.push({ key: called, value: isLacking ? '' : (what ?? ''), ...(valueUnread && { valueUnread }) });
  }
  return tags;
}
