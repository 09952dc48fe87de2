import { endDryRun, findAll, requiredIds } from './ids.ts';
import { isInterrupted, type Instance } from './instance.ts';
import { starting, stopping, type StopMode } from './lifecycle.ts';
import type { Ec2Region } from './region.ts';
import { stateXml } from './xml.ts';
import type { SimulatorClock } from '../core/clock.ts';
import type { QueryParameters } from '../core/queryProtocol.ts';
import { AwsError } from '../core/contracts.ts';
import { element, list } from '../core/xml.ts';

interface Change {
  readonly before: Instance;
  readonly after: Instance;
}

/** StopInstances: all of the instances, or none when one can't be stopped. */
export function stopInstances(region: Ec2Region, parameters: QueryParameters, clock: SimulatorClock): string {
  const ids = requiredIds(parameters);
  const mode: StopMode = {
    hibernate: parameters.flag('Hibernate'),
    force: parameters.flag('Force'),
    skipOsShutdown: parameters.flag('SkipOsShutdown'),
  };
  const instances = findAll(region, ids);
  endDryRun(parameters);
  for (const instance of instances) refuseStop(instance, mode);
  return changesXml(instances.map((instance) => stop(region, instance, mode, clock.now())));
}

/** StartInstances: all of the instances, or none when one can't be started. */
export function startInstances(region: Ec2Region, parameters: QueryParameters, clock: SimulatorClock): string {
  const instances = findAll(region, requiredIds(parameters));
  endDryRun(parameters);
  for (const instance of instances) refuseStart(instance);
  return changesXml(instances.map((instance) => start(region, instance, clock.now())));
}

/** Throws the error with which EC2 refuses to stop this instance. */
export function refuseStop(instance: Instance, mode: StopMode): void {
  const { id, state, spot } = instance;
  if (state === 'terminated' || state === 'shutting-down' || (state === 'pending' && !mode.force))
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be stopped.`,
    );
  refuseManaged(instance);
  if (instance.rootDevice === 'instance-store')
    throw new AwsError(
      'UnsupportedOperation',
      `The instance '${id}' does not have an 'ebs' root device type and cannot be stopped.`,
    );
  if (spot?.type === 'one-time')
    throw new AwsError(
      'UnsupportedOperation',
      `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
    );
  if (instance.apiStopDisabled)
    throw new AwsError(
      'OperationNotPermitted',
      `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
    );
  if (mode.hibernate && !instance.hibernation)
    throw new AwsError(
      'UnsupportedHibernationConfiguration',
      `The instance can't be hibernated because it was not configured at launch for hibernation: ${id}`,
    );
}

/** Begins to stop an instance that may be stopped. */
export function stop(region: Ec2Region, before: Instance, mode: StopMode, now: number): Change {
  const transition = stopping(before, mode, now);
  return { before, after: transition === undefined ? before : (region.begin(before.id, transition) ?? before) };
}

/** Begins to start an instance that may be started. */
export function start(region: Ec2Region, before: Instance, now: number): Change {
  const transition = starting(before, now, region.random);
  return { before, after: transition === undefined ? before : (region.begin(before.id, transition) ?? before) };
}

/** Throws the error with which EC2 refuses to start this instance. */
export function refuseStart(instance: Instance): void {
  const { id, state } = instance;
  if (state === 'terminated' || state === 'shutting-down' || state === 'stopping')
    throw new AwsError(
      'IncorrectInstanceState',
      `The instance '${id}' is not in a state from which it can be started.`,
    );
  refuseManaged(instance);
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hibernate-spot-instances.html
  if (isInterrupted(instance))
    throw new AwsError(
      'IncorrectSpotRequestState',
      `You can't start the Spot Instance '${id}' because the associated Spot Instance request is not in an appropriate state to support start.`,
    );
}

function refuseManaged({ id, operator }: Instance): void {
  if (operator !== undefined)
    throw new AwsError(
      'UnsupportedOperation',
      `The instance '${id}' is managed by the service provider '${operator}' and does not support this operation.`,
    );
}

function changesXml(changes: readonly Change[]): string {
  return list(
    'instancesSet',
    changes,
    ({ before, after }) =>
      element('instanceId', after.id) + stateXml('currentState', after) + stateXml('previousState', before),
  );
}
