import { reasonTime, stateReasons, type Instance } from './instance.ts';
import { poolAddress, type InstanceSpec } from './launch.ts';

/** How long things take, in simulated milliseconds. */
const ec2Times = {
  /** pending → running. */
  start: 25_000,
  /** stopping → stopped. */
  stop: 35_000,
  stopForced: 12_000,
  stopWithoutShutdown: 8_000,
  hibernate: 60_000,
  /** stopped → shutting-down, by the Auto Scaling group's next health check. */
  healthCheck: 45_000,
  /** shutting-down → terminated. */
  terminate: 20_000,
  /** How long a terminated instance is still listed. */
  linger: 3_600_000,
} as const;

/** What is to happen to an instance by itself. */
export type Occurrence = 'running' | 'stopped' | 'replaced' | 'terminated' | 'gone';

/** What changes in an instance now, and what happens by itself `after` so many simulated milliseconds. */
export interface Transition {
  readonly changes: Partial<Instance>;
  /** Undefined: nothing more happens by itself. */
  readonly next: { readonly occurrence: Occurrence; readonly after: number } | undefined;
  /** The instance that an Auto Scaling group launches in its place. */
  readonly replacement?: InstanceSpec;
}

/** With which of its parameters StopInstances was called. */
export interface StopMode {
  readonly hibernate: boolean;
  readonly force: boolean;
  readonly skipOsShutdown: boolean;
}

/** What a stop does to an instance; undefined when it is already on its way, or there. */
export function stopping(instance: Instance, mode: StopMode, now: number): Transition | undefined {
  const { state } = instance;
  const forced = { occurrence: 'stopped', after: ec2Times.stopForced } as const;
  if (state === 'stopping') return mode.force ? { changes: plainStop(now), next: forced } : undefined;
  if (state !== 'running' && state !== 'pending') return undefined;
  const hibernated = {
    stateReason: stateReasons.hibernated,
    transitionReason: `User initiated hibernate (${reasonTime(now)})`,
  };
  const changes = { state: 'stopping', ...(mode.hibernate ? hibernated : plainStop(now)) } as const;
  if (mode.force) return { changes, next: forced };
  if (instance.hangsInStopping) return { changes, next: undefined };
  return { changes, next: { occurrence: 'stopped', after: durationOf(mode) } };
}

/** What a start does to an instance; undefined when it runs, or is about to. */
export function starting(instance: Instance, now: number, random: () => number): Transition | undefined {
  if (instance.state !== 'stopped') return undefined;
  const { address } = instance;
  const changes: Partial<Instance> = {
    state: 'pending',
    stateReason: stateReasons.pending,
    transitionReason: '',
    launched: now,
    address: address.kind === 'auto' ? { kind: 'auto', ip: poolAddress(random) } : address,
  };
  return { changes, next: { occurrence: 'running', after: ec2Times.start } };
}

/** What an occurrence does to an instance at its time. */
export function occur(occurrence: Exclude<Occurrence, 'gone'>, instance: Instance, now: number): Transition {
  switch (occurrence) {
    case 'running':
      return { changes: { state: 'running', stateReason: undefined, transitionReason: '' }, next: undefined };
    case 'stopped':
      return stopped(instance, now);
    case 'replaced': {
      const next = { occurrence: 'terminated', after: ec2Times.terminate } as const;
      return { changes: { state: 'shutting-down', ...plainStop(now) }, next, replacement: likeness(instance) };
    }
    case 'terminated':
      return {
        changes: { state: 'terminated', address: { kind: 'none' } },
        next: { occurrence: 'gone', after: ec2Times.linger },
      };
  }
}

/** What is still to happen to an instance that is found in its state, `sinceThen` milliseconds after it came into it. */
export function pendingOccurrence(instance: Instance, sinceThen: number): Transition['next'] {
  const left = (occurrence: Occurrence, whole: number): Transition['next'] => ({
    occurrence,
    after: Math.max(0, whole - sinceThen),
  });
  switch (instance.state) {
    case 'pending':
      return left('running', ec2Times.start);
    case 'stopping':
      return instance.hangsInStopping ? undefined : left('stopped', ec2Times.stop);
    case 'stopped':
      return instance.autoScalingGroup === undefined ? undefined : left('replaced', ec2Times.healthCheck);
    case 'shutting-down':
      return left('terminated', ec2Times.terminate);
    case 'terminated':
      return left('gone', ec2Times.linger);
    case 'running':
      return undefined;
  }
}

function stopped(instance: Instance, now: number): Transition {
  const { address, hibernationFails, stateReason, autoScalingGroup } = instance;
  const fellBack = hibernationFails && stateReason?.code === stateReasons.hibernated.code;
  const changes: Partial<Instance> = {
    state: 'stopped',
    ...(fellBack ? plainStop(now) : {}),
    ...(address.kind === 'auto' ? { address: { kind: 'auto', ip: undefined } } : {}),
  };
  if (autoScalingGroup === undefined) return { changes, next: undefined };
  return { changes, next: { occurrence: 'replaced', after: ec2Times.healthCheck } };
}

function plainStop(now: number): Pick<Instance, 'stateReason' | 'transitionReason'> {
  return { stateReason: stateReasons.stopped, transitionReason: `User initiated (${reasonTime(now)})` };
}

function durationOf(mode: StopMode): number {
  if (mode.hibernate) return ec2Times.hibernate;
  return mode.skipOsShutdown ? ec2Times.stopWithoutShutdown : ec2Times.stop;
}

function likeness(instance: Instance): InstanceSpec {
  const { type, platform, tags, autoScalingGroup, address, volumes, keyName, profile, securityGroup, zone } = instance;
  const letter = (['a', 'b', 'c'] as const).find((each) => zone.endsWith(each)) ?? 'a';
  return {
    type,
    platform,
    tags,
    zone: letter,
    publicAddress: address.kind,
    volumes: volumes.length,
    securityGroup: securityGroup.name,
    state: 'pending',
    ...(autoScalingGroup === undefined ? {} : { autoScalingGroup }),
    ...(keyName === undefined ? {} : { keyName }),
    ...(profile === undefined ? {} : { role: profile.name }),
  };
}
