import type { Instance, Volume } from '../model/instance.ts';
import type { Tag } from '../model/resource.ts';
import { partitionOf, type Scope } from '../model/scope.ts';
import { instanceStateOfCode, instanceStates } from '../model/states.ts';
import { hasInstanceStore } from './ec2InstanceStore.ts';
import { defined, identifier, list, member, number, text, time } from './json.ts';

/**
 * An instance from an item of DescribeInstances' XML, by the names that the wire has. Undefined for what has no id: it could be neither shown nor
 * stopped.
 */
export function instanceOf(scope: Scope, source: unknown, owner: unknown): Instance | undefined {
  const id = identifier(member(source, 'instanceId'));
  if (id === undefined) return undefined;
  const type = text(member(source, 'instanceType')) ?? '';
  const rootDeviceType = text(member(source, 'rootDeviceType'));
  const platform = text(member(source, 'platformDetails')) ?? text(member(source, 'platform'));
  const tags = tagsOf(member(source, 'tagSet'), 'key', 'value');
  const tag = (key: string): string | undefined => text(tags.find((it) => it.key === key)?.value);
  const publicAddress = text(member(source, 'ipAddress'));
  const state = member(source, 'instanceState');
  return defined<Instance>({
    kind: 'instance',
    scope,
    id,
    arn: `arn:${partitionOf(scope.region)}:ec2:${scope.region}:${text(owner) ?? ''}:instance/${id}`,
    name: tag('Name'),
    state: stateOf(xmlNumber(member(state, 'code')), member(state, 'name')),
    type,
    launchedAt: time(member(source, 'launchTime')),
    availabilityZone: text(member(member(source, 'placement'), 'availabilityZone')),
    platform,
    windows: /windows/i.test(platform ?? '') || text(member(source, 'platform'))?.toLowerCase() === 'windows',
    architecture: text(member(source, 'architecture')),
    tags,
    autoScalingGroup: tag('aws:autoscaling:groupName'),
    managedBy: managerOf(member(source, 'operator')),
    lifecycle: text(member(source, 'instanceLifecycle')),
    spotRequestId: identifier(member(source, 'spotInstanceRequestId')),
    rootDeviceType,
    instanceStore: rootDeviceType === 'instance-store' ? 'root' : hasInstanceStore(type) ? 'data' : 'none',
    hibernationConfigured: xmlFlag(member(member(source, 'hibernationOptions'), 'configured')),
    publicAddress,
    publicAddressKind: publicAddress === undefined ? undefined : addressKind(source, publicAddress),
    privateAddress: text(member(source, 'privateIpAddress')),
    vpcId: text(member(source, 'vpcId')),
    subnetId: text(member(source, 'subnetId')),
    imageId: text(member(source, 'imageId')),
    keyName: text(member(source, 'keyName')),
    stateReasonCode: text(member(member(source, 'stateReason'), 'code')),
    stateReason: text(member(member(source, 'stateReason'), 'message')),
    stateTransitionReason: text(member(source, 'reason')),
    volumes: list(member(source, 'blockDeviceMapping')).flatMap((it) => volumeOf(it) ?? []),
  });
}

const xmlNumber = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;

const xmlFlag = (value: unknown): boolean => value === 'true';

/**
 * The state by the low byte of its code. Where the code is not a known one, the name as AWS sent it; but a known name must not
 * make an instance stoppable that its code does not.
 */
export function stateOf(code: unknown, name: unknown): string {
  const whole = number(code);
  const known = whole === undefined || !Number.isInteger(whole) ? undefined : instanceStateOfCode(whole);
  if (known !== undefined) return known;
  const told = text(name);
  if (told === undefined) return 'unknown';
  return Object.hasOwn(instanceStates, told) ? `unknown (${told})` : told;
}

function managerOf(operator: unknown): string | undefined {
  if (!xmlFlag(member(operator, 'managed'))) return undefined;
  return text(member(operator, 'principal')) ?? 'an AWS service';
}

/** Amazon owns an address that it assigned by itself; an Elastic IP belongs to the account. */
function addressKind(instance: unknown, address: string): 'auto' | 'elastic' {
  const associations = list(member(instance, 'networkInterfaceSet')).flatMap((networkInterface) => [
    member(networkInterface, 'association'),
    ...list(member(networkInterface, 'privateIpAddressesSet')).map((it) => member(it, 'association')),
  ]);
  const association = associations.find((it) => text(member(it, 'publicIp')) === address);
  const owner = text(member(association, 'ipOwnerId'));
  return owner !== undefined && owner !== 'amazon' ? 'elastic' : 'auto';
}

function volumeOf(mapping: unknown): Volume | undefined {
  const ebs = member(mapping, 'ebs');
  const id = identifier(member(ebs, 'volumeId'));
  if (id === undefined) return undefined;
  return {
    id,
    device: text(member(mapping, 'deviceName')) ?? '',
    deleteOnTermination: xmlFlag(member(ebs, 'deleteOnTermination')),
  };
}

/** AWS's tag lists; `key` and `value` are what the members are called. */
export function tagsOf(source: unknown, key: string, value: string): readonly Tag[] {
  return list(source).flatMap((tag) => {
    const name = text(member(tag, key));
    return name === undefined ? [] : [{ key: name, value: text(member(tag, value)) ?? '' }];
  });
}
