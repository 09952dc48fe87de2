import { instanceType } from './instanceTypes.ts';
import { platforms, privateName, publicName, stateCodeOf, stateCodes, type Instance } from './instance.ts';
import { timestamp } from './xml.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError } from '../core/contracts.ts';

/** One `Filter.N`: the resource matches when any of its values matches any of `patterns`. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** The values that a filter of this name looks at; undefined for a filter that the operation doesn't know. */
export type Lookup<T> = (name: string) => ((resource: T) => readonly (string | undefined)[]) | undefined;

/** Reads `Filter.N.Name` and `Filter.N.Value.M`. */
export function readFilters(parameters: QueryParameters): readonly Filter[] {
  const filters: Filter[] = [];
  for (let index = 1; ; index += 1) {
    const name = parameters.text(`Filter.${index}.Name`);
    if (name === undefined) return filters;
    const values = parameters.list(`Filter.${index}.Value`);
    if (values.length > 200)
      throw new AwsError(
        'FilterLimitExceeded',
        'The maximum number of filter values specified on a single call is 200.',
      );
    filters.push({ name, values });
  }
}

/** A test for all filters together. Throws `InvalidParameterValue` for one that the operation doesn't know. */
export function matcher<T>(filters: readonly Filter[], lookup: Lookup<T>): (resource: T) => boolean {
  const tests = filters.map(({ name, values }) => {
    const valuesOf = lookup(name);
    if (valuesOf === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    const fits = patterns(values);
    return (resource: T) => valuesOf(resource).some((value) => value !== undefined && fits(value));
  });
  return (resource) => tests.every((test) => test(resource));
}

/** The filters of any resource with tags. */
export function tagLookup(name: string): ReturnType<Lookup<{ readonly tags: Readonly<Record<string, string>> }>> {
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ tags }) => [Object.hasOwn(tags, key) ? tags[key] : undefined];
  }
  if (name === 'tag-key') return ({ tags }) => Object.keys(tags);
  return name === 'tag-value' ? ({ tags }) => Object.values(tags) : undefined;
}

/** The filters of DescribeInstances. */
export const instanceLookup: Lookup<Instance> = (name) => instanceFilters[name] ?? tagLookup(name);

const instanceFilters: Readonly<Record<string, ((instance: Instance) => readonly (string | undefined)[]) | undefined>> =
  {
    architecture: ({ type }) => [instanceType(type).architecture],
    'availability-zone': ({ zone }) => [zone],
    'block-device-mapping.device-name': ({ volumes }) => volumes.map(({ device }) => device),
    'block-device-mapping.volume-id': ({ volumes }) => volumes.map(({ id }) => id),
    'client-token': ({ clientToken }) => [clientToken],
    'current-instance-boot-mode': ({ type }) => [instanceType(type).bootMode],
    'dns-name': (instance) => [publicName(instance)],
    'ebs-optimized': ({ type }) => [String(instanceType(type).ebsOptimized)],
    'hibernation-options.configured': ({ hibernation }) => [String(hibernation)],
    'iam-instance-profile.arn': ({ profile, partition, account }) => [
      profile === undefined ? undefined : `arn:${partition}:iam::${account}:instance-profile/${profile.name}`,
    ],
    'iam-instance-profile.name': ({ profile }) => [profile?.name],
    'image-id': ({ imageId }) => [imageId],
    'instance-id': ({ id }) => [id],
    'instance-lifecycle': ({ spot, scheduled }) => [
      spot === undefined ? (scheduled ? 'scheduled' : undefined) : 'spot',
    ],
    'instance-state-code': (instance) => [String(stateCodeOf(instance)), String(stateCodes[instance.state])],
    'instance-state-name': ({ state }) => [state],
    'instance-type': ({ type }) => [type],
    'instance.group-id': ({ securityGroup }) => [securityGroup.id],
    'instance.group-name': ({ securityGroup }) => [securityGroup.name],
    'ip-address': ({ address }) => [address.kind === 'none' ? undefined : address.ip],
    'key-name': ({ keyName }) => [keyName],
    'launch-index': ({ launchIndex }) => [String(launchIndex)],
    'launch-time': ({ launched }) => [timestamp(launched)],
    'monitoring-state': ({ detailedMonitoring }) => [detailedMonitoring ? 'enabled' : 'disabled'],
    'network-interface.addresses.association.public-ip': ({ address }) => [
      address.kind === 'none' ? undefined : address.ip,
    ],
    'network-interface.network-interface-id': ({ networkInterface }) => [networkInterface.id],
    'operator.managed': ({ operator }) => [String(operator !== undefined)],
    'operator.principal': ({ operator }) => [operator],
    'owner-id': ({ account }) => [account],
    platform: ({ platform }) => [platform === 'windows' ? 'windows' : undefined],
    'platform-details': ({ platform }) => [platforms[platform].details],
    'private-dns-name': (instance) => [privateName(instance)],
    'private-ip-address': ({ privateIp }) => [privateIp],
    reason: ({ transitionReason }) => [transitionReason],
    'requester-id': ({ requesterId }) => [requesterId],
    'reservation-id': ({ reservationId }) => [reservationId],
    'root-device-name': ({ volumes }) => [volumes[0]?.device],
    'root-device-type': ({ rootDevice }) => [rootDevice],
    'spot-instance-request-id': ({ spot }) => [spot?.id],
    'state-reason-code': ({ stateReason }) => [stateReason?.code],
    'state-reason-message': ({ stateReason }) => [stateReason?.message],
    'subnet-id': ({ subnetId }) => [subnetId],
    tenancy: ({ tenancy }) => [tenancy],
    'usage-operation': ({ platform }) => [platforms[platform].usageOperation],
    'virtualization-type': () => ['hvm'],
    'vpc-id': ({ vpcId }) => [vpcId],
  };

/** `*` stands for any text, `?` for one character, a backslash takes the meaning of either away. Case counts. */
function patterns(values: readonly string[]): (value: string) => boolean {
  const exact = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const expressions = values.filter((value) => /[*?\\]/.test(value)).map(expression);
  return (value) => exact.has(value) || expressions.some((each) => each.test(value));
}

function expression(pattern: string): RegExp {
  const source = pattern.replace(/\\([*?\\])|([*?])|[\s\S]/g, (char, escaped?: string, wild?: string) => {
    if (wild !== undefined) return wild === '*' ? '[\\s\\S]*' : '[\\s\\S]';
    return (escaped ?? char).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
