import { endDryRun } from './ids.ts';
import { instanceType, isInstanceType } from './instanceTypes.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError } from '../core/contracts.ts';
import { element, group, list } from '../core/xml.ts';

const MOST_TYPES = 100;

/** The content of a DescribeInstanceTypes answer about types that are named in the call. */
export function describeInstanceTypes(parameters: QueryParameters): string {
  const names = [...new Set(parameters.list('InstanceType'))];
  if (names.length > MOST_TYPES)
    throw new AwsError('InvalidParameterValue', `The maximum number of instance types is ${MOST_TYPES}.`);
  endDryRun(parameters);
  const unknown = names.filter((name) => !isInstanceType(name));
  if (unknown.length > 0)
    throw new AwsError(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${unknown.join(', ')}]`,
    );
  return list('instanceTypeSet', names, typeXml);
}

function typeXml(name: string): string {
  const { architecture, cores, threadsPerCore, instanceStore } = instanceType(name);
  return (
    element('instanceType', name) +
    element('currentGeneration', true) +
    group('processorInfo', group('supportedArchitectures', element('item', architecture))) +
    group(
      'vCpuInfo',
      element('defaultVCpus', cores * threadsPerCore) +
        element('defaultCores', cores) +
        element('defaultThreadsPerCore', threadsPerCore),
    ) +
    element('instanceStorageSupported', instanceStore)
  );
}
