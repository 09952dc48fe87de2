import { endDryRun } from './ids.ts';
import { matcher, readFilters, tagLookup, type Lookup } from './filters.ts';
import type { Instance, Volume } from './instance.ts';
import { page } from './pages.ts';
import type { Ec2Region } from './region.ts';
import { timestamp } from './xml.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';
import { element, group, list } from '../core/xml.ts';

interface Attached {
  readonly volume: Volume;
  readonly instance: Instance;
  readonly sequence: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** So many volumes of an instance have a number of their own in its place of the order. */
const PLACES = 64;

/** The content of a DescribeVolumes answer: the volumes of instances that are there. */
export function describeVolumes(region: Ec2Region, parameters: QueryParameters, call: IncomingCall): string {
  const ids = parameters.list('VolumeId');
  if (ids.length > 0 && parameters.text('MaxResults') !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter volumeSet cannot be used with the parameter maxResults',
    );
  const filters = readFilters(parameters);
  const matches = matcher(filters, lookup);
  endDryRun(parameters);
  const all = region
    .list(call.asOf)
    .filter(({ state }) => state !== 'terminated')
    .flatMap((instance) =>
      instance.volumes.map((volume, index): Attached => ({
        volume,
        instance,
        sequence: instance.sequence * PLACES + index,
        tags: {},
      })),
    );
  const missing = ids.find((id) => !all.some(({ volume }) => volume.id === id));
  if (missing !== undefined) throw new AwsError('InvalidVolume.NotFound', `The volume '${missing}' does not exist.`);
  const matching = all.filter((one) => (ids.length === 0 || ids.includes(one.volume.id)) && matches(one));
  const question = `volumes ${JSON.stringify([ids, filters])}`;
  const { entries, nextToken } = page(parameters, matching, ({ sequence }) => sequence, question);
  return list('volumeSet', entries, volumeXml) + element('nextToken', nextToken);
}

const lookup: Lookup<Attached> = (name) => filters[name] ?? tagLookup(name);

const filters: Readonly<Record<string, ((one: Attached) => readonly (string | undefined)[]) | undefined>> = {
  'attachment.instance-id': ({ instance }) => [instance.id],
  'availability-zone': ({ instance }) => [instance.zone],
  size: ({ volume }) => [String(volume.size)],
  status: () => ['in-use'],
  'volume-id': ({ volume }) => [volume.id],
};

function volumeXml({ volume, instance }: Attached): string {
  const attached = timestamp(instance.launched + 1000);
  return (
    element('volumeId', volume.id) +
    element('size', volume.size) +
    element('availabilityZone', instance.zone) +
    element('status', 'in-use') +
    element('createTime', attached) +
    list(
      'attachmentSet',
      [volume],
      ({ id, device, deleteOnTermination }) =>
        element('volumeId', id) +
        element('instanceId', instance.id) +
        element('device', device) +
        element('status', 'attached') +
        element('attachTime', attached) +
        element('deleteOnTermination', deleteOnTermination),
    ) +
    element('volumeType', 'gp3') +
    group('operator', element('managed', false))
  );
}
