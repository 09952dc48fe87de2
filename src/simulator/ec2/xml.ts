import { instanceType } from './instanceTypes.ts';
import { platforms, privateName, publicName, stateCodeOf, type Instance, type Volume } from './instance.ts';
import { element, group, list } from '../core/xml.ts';

/** An instance as DescribeInstances answers it. Joined, since one flat text costs far less memory than a tree of pieces. */
export function instanceXml(instance: Instance): string {
  const where = instance.state === 'terminated' ? remains(instance) : place(instance);
  return [identity(instance), where, facts(instance)].join('');
}

/** EC2 writes times with milliseconds. */
export function timestamp(time: number): string {
  return new Date(time).toISOString();
}

/** An instance's state under the name that a response gives it. */
export function stateXml(name: string, instance: Pick<Instance, 'state' | 'stateHighByte'>): string {
  return group(name, element('code', stateCodeOf(instance)) + element('name', instance.state));
}

function tagsXml(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags);
  return entries.length === 0
    ? ''
    : list('tagSet', entries, ([key, value]) => element('key', key) + element('value', value));
}

/** `attached`: when they were, in milliseconds since the epoch. */
export function volumesXml(volumes: readonly Volume[], attached: number): string {
  return list(
    'blockDeviceMapping',
    volumes,
    (volume) =>
      element('deviceName', volume.device) +
      group(
        'ebs',
        element('volumeId', volume.id) +
          element('status', 'attached') +
          element('attachTime', timestamp(attached)) +
          element('deleteOnTermination', volume.deleteOnTermination),
      ),
  );
}

export function securityGroupsXml({ securityGroup }: Instance): string {
  return list('groupSet', [securityGroup], ({ id, name }) => element('groupId', id) + element('groupName', name));
}

function identity(instance: Instance): string {
  const terminated = instance.state === 'terminated';
  const { stateReason, profile } = instance;
  return (
    element('instanceId', instance.id) +
    element('imageId', instance.imageId) +
    stateXml('instanceState', instance) +
    element('privateDnsName', terminated ? '' : privateName(instance)) +
    element('dnsName', publicName(instance)) +
    element('reason', instance.transitionReason) +
    element('keyName', instance.keyName) +
    element('amiLaunchIndex', instance.launchIndex) +
    '<productCodes/>' +
    element('instanceType', instance.type) +
    element('launchTime', timestamp(instance.launched)) +
    group(
      'placement',
      element('availabilityZone', instance.zone) + '<groupName/>' + element('tenancy', instance.tenancy),
    ) +
    (instance.platform === 'windows' ? element('platform', 'windows') : '') +
    group('monitoring', element('state', instance.detailedMonitoring ? 'enabled' : 'disabled')) +
    (stateReason === undefined
      ? ''
      : group('stateReason', element('code', stateReason.code) + element('message', stateReason.message))) +
    (profile === undefined || terminated
      ? ''
      : group(
          'iamInstanceProfile',
          element('arn', `arn:${instance.partition}:iam::${instance.account}:instance-profile/${profile.name}`) +
            element('id', profile.id),
        ))
  );
}

/** What a terminated instance still shows in the place of its network and disks. */
function remains(instance: Instance): string {
  return `<groupSet/>${element('rootDeviceType', instance.rootDevice)}<blockDeviceMapping/><networkInterfaceSet/>`;
}

function place(instance: Instance): string {
  const { address } = instance;
  const publicIp = address.kind === 'none' ? undefined : address.ip;
  const root = instance.volumes[0]?.device ?? '/dev/sda1';
  return (
    element('subnetId', instance.subnetId) +
    element('vpcId', instance.vpcId) +
    element('privateIpAddress', instance.privateIp) +
    element('ipAddress', publicIp) +
    element('sourceDestCheck', true) +
    securityGroupsXml(instance) +
    element('rootDeviceType', instance.rootDevice) +
    element('rootDeviceName', root) +
    volumesXml(instance.volumes, instance.launched + 1000) +
    networkInterface(instance, publicIp)
  );
}

function networkInterface(instance: Instance, publicIp: string | undefined): string {
  const { networkInterface: eni, address } = instance;
  const association =
    publicIp === undefined
      ? ''
      : group(
          'association',
          element('publicIp', publicIp) +
            element('publicDnsName', publicName(instance)) +
            element('ipOwnerId', address.kind === 'elastic' ? instance.account : 'amazon'),
        );
  const names = element('privateIpAddress', instance.privateIp) + element('privateDnsName', privateName(instance));
  const attachment =
    element('attachmentId', eni.attachmentId) +
    element('deviceIndex', 0) +
    element('status', 'attached') +
    element('attachTime', timestamp(instance.launched)) +
    element('deleteOnTermination', true) +
    element('networkCardIndex', 0);
  return group(
    'networkInterfaceSet',
    group(
      'item',
      element('networkInterfaceId', eni.id) +
        element('subnetId', instance.subnetId) +
        element('vpcId', instance.vpcId) +
        '<description/>' +
        element('ownerId', instance.account) +
        element('status', 'in-use') +
        element('macAddress', eni.mac) +
        names +
        element('sourceDestCheck', true) +
        securityGroupsXml(instance) +
        group('attachment', attachment) +
        association +
        group('privateIpAddressesSet', group('item', names + element('primary', true) + association)) +
        '<ipv6AddressesSet/>' +
        element('interfaceType', 'interface') +
        group('operator', operator(instance)),
    ),
  );
}

function facts(instance: Instance): string {
  const type = instanceType(instance.type);
  const { spot, scheduled } = instance;
  const lifecycle = spot === undefined ? (scheduled ? 'scheduled' : undefined) : 'spot';
  const platform = platforms[instance.platform];
  return (
    element('architecture', type.architecture) +
    element('instanceLifecycle', lifecycle) +
    element('spotInstanceRequestId', spot?.id) +
    element('virtualizationType', 'hvm') +
    element('clientToken', instance.clientToken) +
    tagsXml(instance.tags) +
    element('hypervisor', 'xen') +
    element('ebsOptimized', type.ebsOptimized) +
    element('enaSupport', true) +
    group('cpuOptions', element('coreCount', type.cores) + element('threadsPerCore', type.threadsPerCore)) +
    group('capacityReservationSpecification', element('capacityReservationPreference', 'open')) +
    group('hibernationOptions', element('configured', instance.hibernation)) +
    group('enclaveOptions', element('enabled', instance.enclave)) +
    group(
      'metadataOptions',
      element('state', instance.state === 'pending' ? 'pending' : 'applied') +
        element('httpTokens', 'required') +
        element('httpPutResponseHopLimit', 2) +
        element('httpEndpoint', 'enabled') +
        element('httpProtocolIpv6', 'disabled') +
        element('instanceMetadataTags', 'disabled'),
    ) +
    element('platformDetails', platform.details) +
    element('usageOperation', platform.usageOperation) +
    element('usageOperationUpdateTime', timestamp(instance.launched)) +
    group(
      'privateDnsNameOptions',
      element('hostnameType', 'ip-name') +
        element('enableResourceNameDnsARecord', false) +
        element('enableResourceNameDnsAAAARecord', false),
    ) +
    group('maintenanceOptions', element('autoRecovery', 'default') + element('rebootMigration', 'default')) +
    element('currentInstanceBootMode', type.bootMode) +
    group('networkPerformanceOptions', element('bandwidthWeighting', 'default')) +
    group('operator', operator(instance))
  );
}

function operator({ operator: principal, hidden }: Instance): string {
  return (
    element('managed', principal !== undefined) +
    element('principal', principal) +
    (hidden ? element('hiddenByDefault', true) : '')
  );
}
