import { endDryRun, findAll } from './ids.ts';
import { instanceType } from './instanceTypes.ts';
import type { Instance } from './instance.ts';
import type { Ec2Region } from './region.ts';
import { securityGroupsXml, volumesXml } from './xml.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError, type IncomingCall } from '../core/contracts.ts';
import { element, group } from '../core/xml.ts';

const value = (name: string, content: string | boolean): string => group(name, element('value', content));

const attributes: Readonly<Record<string, ((instance: Instance) => string) | undefined>> = {
  blockDeviceMapping: ({ volumes, launched }) => volumesXml(volumes, launched + 1000),
  disableApiStop: ({ apiStopDisabled }) => value('disableApiStop', apiStopDisabled),
  disableApiTermination: ({ apiTerminationDisabled }) => value('disableApiTermination', apiTerminationDisabled),
  ebsOptimized: ({ type }) => value('ebsOptimized', instanceType(type).ebsOptimized),
  enaSupport: () => value('enaSupport', true),
  enclaveOptions: ({ enclave }) => group('enclaveOptions', element('enabled', enclave)),
  groupSet: securityGroupsXml,
  instanceInitiatedShutdownBehavior: () => value('instanceInitiatedShutdownBehavior', 'stop'),
  instanceType: ({ type }) => value('instanceType', type),
  kernel: () => '<kernel/>',
  productCodes: () => '<productCodes/>',
  ramdisk: () => '<ramdisk/>',
  rootDeviceName: ({ volumes }) => value('rootDeviceName', volumes[0]?.device ?? '/dev/sda1'),
  sourceDestCheck: () => value('sourceDestCheck', true),
  sriovNetSupport: () => value('sriovNetSupport', 'simple'),
  userData: () => '<userData/>',
};

/** The content of a DescribeInstanceAttribute answer: one attribute of one instance. */
export function describeInstanceAttribute(region: Ec2Region, parameters: QueryParameters, call: IncomingCall): string {
  const id = parameters.text('InstanceId');
  const name = parameters.text('Attribute');
  if (id === undefined) throw missing('instanceId');
  if (name === undefined) throw missing('attribute');
  const write = attributes[name];
  if (write === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
    );
  const [instance] = findAll(region, [id], call.asOf);
  endDryRun(parameters);
  return instance === undefined ? '' : element('instanceId', id) + write(instance);
}

function missing(name: string): AwsError {
  return new AwsError('MissingParameter', `The request must contain the parameter ${name}`);
}
