import { endDryRun } from './ids.ts';
import { matcher, readFilters, type Lookup } from './filters.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { domainOf, isEnabled, partitionOf, regions, type Region } from '../core/regions.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';
import { element, list } from '../core/xml.ts';

interface Offered extends Region {
  readonly optInStatus: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
}

const lookup: Lookup<Offered> = (name) => filters[name];

const filters: Readonly<Record<string, ((region: Offered) => readonly string[]) | undefined>> = {
  endpoint: (region) => [endpoint(region)],
  'opt-in-status': ({ optInStatus }) => [optInStatus],
  'region-name': ({ name }) => [name],
};

/** The content of a DescribeRegions answer: the regions of the caller's partition, those that are off only on request. */
export function describeRegions(parameters: QueryParameters, call: IncomingCall, inUse: readonly string[]): string {
  const names = parameters.list('RegionName');
  const all = parameters.flag('AllRegions');
  const matches = matcher(readFilters(parameters), lookup);
  endDryRun(parameters);
  const offered = regions
    .filter(({ name }) => partitionOf(name) === call.partition)
    .map((region): Offered => ({ ...region, optInStatus: statusOf(region, inUse) }));
  const unknown = names.find((name) => !offered.some((region) => region.name === name));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region names provided: ${unknown}`);
  const shown = offered.filter(
    (region) =>
      (all || region.optInStatus !== 'not-opted-in') &&
      (names.length === 0 || names.includes(region.name)) &&
      matches(region),
  );
  return list(
    'regionInfo',
    shown,
    (region) =>
      element('regionName', region.name) +
      element('regionEndpoint', endpoint(region)) +
      element('optInStatus', region.optInStatus),
  );
}

function statusOf({ name, optIn }: Region, inUse: readonly string[]): Offered['optInStatus'] {
  if (!optIn) return 'opt-in-not-required';
  return isEnabled(name, inUse) ? 'opted-in' : 'not-opted-in';
}

function endpoint({ name }: Region): string {
  return `ec2.${name}.${domainOf(name)}`;
}
