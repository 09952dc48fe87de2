import { endDryRun } from './ids.ts';
import { matcher, readFilters, tagLookup, type Lookup } from './filters.ts';
import { isInterrupted, type Instance, type SpotRequest } from './instance.ts';
import { page } from './pages.ts';
import type { Ec2Region } from './region.ts';
import { timestamp } from './xml.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';
import { element, group, list } from '../core/xml.ts';

interface Request extends SpotRequest {
  readonly instance: Instance;
  readonly tags: Readonly<Record<string, string>>;
}

interface Standing {
  readonly state: string;
  readonly code: string;
  readonly message: string;
}

/** The content of a DescribeSpotInstanceRequests answer. A request follows its instance. */
export function describeSpotRequests(region: Ec2Region, parameters: QueryParameters, call: IncomingCall): string {
  const ids = parameters.list('SpotInstanceRequestId');
  const filters = readFilters(parameters);
  const matches = matcher(filters, lookup);
  endDryRun(parameters);
  const all = region
    .list(call.asOf)
    .flatMap((instance): Request[] => (instance.spot === undefined ? [] : [{ ...instance.spot, instance, tags: {} }]));
  const missing = ids.find((id) => !all.some((request) => request.id === id));
  if (missing !== undefined)
    throw new AwsError(
      'InvalidSpotInstanceRequestID.NotFound',
      `The spot instance request ID '${missing}' does not exist`,
    );
  const matching = all.filter((request) => (ids.length === 0 || ids.includes(request.id)) && matches(request));
  const question = `spot requests ${JSON.stringify([ids, filters])}`;
  const { entries, nextToken } = page(parameters, matching, ({ instance }) => instance.sequence, question);
  return list('spotInstanceRequestSet', entries, requestXml) + element('nextToken', nextToken);
}

const lookup: Lookup<Request> = (name) => filters[name] ?? tagLookup(name);

const filters: Readonly<Record<string, ((request: Request) => readonly (string | undefined)[]) | undefined>> = {
  'create-time': ({ created }) => [timestamp(created)],
  'instance-id': ({ instance }) => [instance.id],
  'launched-availability-zone': ({ instance }) => [instance.zone],
  'product-description': ({ instance }) => [product(instance)],
  'spot-instance-request-id': ({ id }) => [id],
  'spot-price': ({ price }) => [price],
  state: ({ instance, type }) => [standing(instance, type).state],
  'status-code': ({ instance, type }) => [standing(instance, type).code],
  type: ({ type }) => [type],
};

function requestXml({ id, type, price, created, instance }: Request): string {
  const { state, code, message } = standing(instance, type);
  return (
    element('spotInstanceRequestId', id) +
    element('spotPrice', price) +
    element('type', type) +
    element('state', state) +
    group(
      'status',
      element('code', code) + element('updateTime', timestamp(instance.launched)) + element('message', message),
    ) +
    group(
      'launchSpecification',
      element('imageId', instance.imageId) +
        element('keyName', instance.keyName) +
        list(
          'groupSet',
          [instance.securityGroup],
          (each) => element('groupId', each.id) + element('groupName', each.name),
        ) +
        element('instanceType', instance.type) +
        group('placement', element('availabilityZone', instance.zone)) +
        element('subnetId', instance.subnetId) +
        group('monitoring', element('enabled', instance.detailedMonitoring)),
    ) +
    element('instanceId', instance.id) +
    element('createTime', timestamp(created)) +
    element('productDescription', product(instance)) +
    element('launchedAvailabilityZone', instance.zone) +
    element('instanceInterruptionBehavior', type === 'persistent' ? 'stop' : 'terminate')
  );
}

function product({ platform }: Instance): string {
  return platform === 'windows' ? 'Windows' : 'Linux/UNIX';
}

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html
function standing(instance: Instance, type: SpotRequest['type']): Standing {
  const { state } = instance;
  if (isInterrupted(instance)) {
    const message = 'The instance was stopped because there is no Spot capacity available that matches your request.';
    return { state: 'open', code: 'instance-stopped-no-capacity', message };
  }
  if (state === 'stopping' || state === 'stopped') {
    const message = 'The instance was stopped because a user stopped it.';
    return { state: 'disabled', code: 'instance-stopped-by-user', message };
  }
  if (state === 'shutting-down' || state === 'terminated') {
    const message = 'The instance was terminated because a user terminated it.';
    return { state: type === 'one-time' ? 'closed' : 'cancelled', code: 'instance-terminated-by-user', message };
  }
  return { state: 'active', code: 'fulfilled', message: 'Your Spot request is fulfilled.' };
}
