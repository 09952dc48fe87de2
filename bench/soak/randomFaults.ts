import type { Fault, FaultEffect } from '../../src/simulator/gateway/faults.ts';
import type { FleetOptions } from '../../src/simulator/core/contracts.ts';

/** Thirteen kinds; a server error with either of its statuses, so that one comes twice as often. */
const effects: readonly FaultEffect[] = [
  { kind: 'throttle' },
  { kind: 'serverError', status: 500, when: 'before' },
  { kind: 'serverError', status: 503, when: 'before' },
  { kind: 'drop', when: 'before' },
  { kind: 'halfAnswer' },
  { kind: 'malformedBody' },
  { kind: 'emptyBody' },
  { kind: 'wrongContentType' },
  { kind: 'hang' },
  { kind: 'latency', milliseconds: 300 },
  { kind: 'expiredToken' },
  { kind: 'wrongCredentials' },
  { kind: 'denied' },
  { kind: 'regionNotEnabled' },
];

const services = ['ec2', 'ecs', 'fis', undefined] as const;
const actions = ['DescribeServices', 'DescribeServiceDeployments', 'ListServices', 'GetExperiment', 'GetSafetyLever'];

/** A fault of any kind, somewhere in the fleet: for a service, an action, a region or an account, for some calls or until it is taken away. */
export function randomFault(fleet: FleetOptions, random: () => number): Fault {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const effect = pick(effects) ?? { kind: 'throttle' };
  const service = pick(services);
  const action = service === undefined && random() < 0.5 ? pick(actions) : undefined;
  const account = random() < 0.8 ? pick(fleet.accounts)?.id : undefined;
  const region = random() < 0.8 ? pick(fleet.regions) : undefined;
  return {
    effect,
    ...(service !== undefined && { service }),
    ...(action !== undefined && { action }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    ...(random() < 0.5 && { times: 1 + Math.floor(random() * 5) }),
  };
}
