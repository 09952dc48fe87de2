import { endDryRun, findAll } from './ids.ts';
import { instanceLookup, matcher, readFilters } from './filters.ts';
import type { Instance } from './instance.ts';
import { page } from './pages.ts';
import type { Ec2Region } from './region.ts';
import { instanceXml } from './xml.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';
import { element, group } from '../core/xml.ts';

/** The content of a DescribeInstances answer. */
export function describeInstances(region: Ec2Region, parameters: QueryParameters, call: IncomingCall): string {
  const ids = parameters.list('InstanceId');
  if (ids.length > 0 && parameters.text('MaxResults') !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const filters = readFilters(parameters);
  const matches = matcher(filters, instanceLookup);
  endDryRun(parameters);
  const every = ids.length > 0 ? findAll(region, [...new Set(ids)], call.asOf) : region.list(call.asOf);
  const all = parameters.flag('IncludeManagedResources') ? every : every.filter(({ hidden }) => !hidden);
  const matching = filters.length === 0 ? all : all.filter(matches);
  const question = `instances ${JSON.stringify(filters)}`;
  const { entries, nextToken } = page(parameters, matching, ({ sequence }) => sequence, question);
  return group('reservationSet', reservations(entries)) + element('nextToken', nextToken);
}

/** Instances that were launched together stand in one reservation. */
function reservations(instances: readonly Instance[]): string {
  const together = new Map<string, [Instance, ...Instance[]]>();
  for (const instance of instances) {
    const members = together.get(instance.reservationId);
    if (members === undefined) together.set(instance.reservationId, [instance]);
    else members.push(instance);
  }
  let xml = '';
  for (const members of together.values()) xml += group('item', reservation(members));
  return xml;
}

function reservation([first, ...others]: readonly [Instance, ...Instance[]]): string {
  return (
    element('reservationId', first.reservationId) +
    element('ownerId', first.account) +
    element('requesterId', first.requesterId) +
    '<groupSet/>' +
    group('instancesSet', [first, ...others].map((instance) => group('item', instanceXml(instance))).join(''))
  );
}
