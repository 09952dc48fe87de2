import { demoInstances } from './demoInstances.ts';
import type { InstanceState } from './instance.ts';
import type { InstanceSpec } from './launch.ts';
import type { FleetOptions } from '../core/contracts.ts';

const services = [
  'checkout-api',
  'payments',
  'catalog',
  'search-indexer',
  'web-frontend',
  'recommendations',
  'session-cache',
  'batch-worker',
  'order-history',
  'notifications',
] as const;
const types = [
  't3.medium',
  't3.large',
  'm6i.large',
  'm7g.large',
  'c6i.xlarge',
  'c7g.large',
  'r6g.large',
  'i4i.large',
] as const;
const zones = ['a', 'b', 'c'] as const;
const addresses = ['none', 'none', 'none', 'auto', 'elastic'] as const;
const environments = ['staging', 'production'] as const;
const teams = ['checkout', 'discovery', 'data', 'platform'] as const;
const HOUR = 3_600_000;

type Draft = { -readonly [Key in keyof InstanceSpec]: InstanceSpec[Key] };

/** How many an unknown account or region of the demo has. */
const ELSEWHERE = 8;

/** What an account has in a region when the simulated AWS starts; nothing outside the fleet. */
export function fleetSpecs(
  fleet: FleetOptions,
  account: string,
  region: string,
  random: () => number,
): readonly InstanceSpec[] {
  const alias = fleet.accounts.find(({ id }) => id === account)?.alias;
  if (alias === undefined || !fleet.regions.includes(region)) return [];
  if (fleet.kind === 'sized') return crowd(fleet.instances, random);
  return demoInstances(alias, region) ?? crowd(ELSEWHERE, random);
}

/** As many instances as asked, with the demo's variety: most run, some in groups, some stopped, a few of each odd kind. */
function crowd(count: number, random: () => number): readonly InstanceSpec[] {
  return Array.from({ length: count }, (_, index) => one(index, random));
}

function one(index: number, random: () => number): InstanceSpec {
  const pick = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
  const service = services[index % services.length] ?? services[0];
  const name = `${service}-${Math.floor(index / services.length) + 1}`;
  const state = stateOf(random());
  const odd = random();
  const age = Math.floor(random() * 2000) * HOUR + 2 * HOUR;
  const spec: Draft = {
    type: pick(types),
    zone: pick(zones),
    state,
    age,
    publicAddress: pick(addresses),
    role: `${service}-instance`,
    securityGroup: service,
    detailedMonitoring: random() < 0.2,
    tags: { env: pick(environments), team: pick(teams), Service: service },
    stateHighByte: random() < 0.1 ? 256 : 0,
    sameReservation: index % services.length !== 0 && random() < 0.3,
  };
  if (random() < 0.95) spec.name = name;
  if (state !== 'running') spec.stateAge = stateAgeOf(state, age, random());
  return Object.assign(spec, oddity(odd, state, service));
}

function stateOf(roll: number): InstanceState {
  if (roll < 0.78) return 'running';
  if (roll < 0.95) return 'stopped';
  if (roll < 0.97) return 'terminated';
  return roll < 0.985 ? 'stopping' : 'pending';
}

function stateAgeOf(state: InstanceState, age: number, roll: number): number {
  if (state === 'stopped') return Math.floor(roll * age);
  return state === 'terminated' ? Math.floor(roll * 0.9 * HOUR) : Math.floor(roll * 20_000);
}

function oddity(roll: number, state: InstanceState, service: string): InstanceSpec {
  if (roll < 0.2) return state === 'running' ? { autoScalingGroup: `${service}-asg` } : {};
  if (roll < 0.24) return { spot: 'one-time', ...(state === 'stopped' ? { state: 'running' } : {}) };
  if (roll < 0.28) return { spot: 'persistent' };
  if (roll < 0.31) return { apiStopDisabled: true };
  if (roll < 0.35) return { hibernation: true };
  if (roll < 0.36) return { hibernation: true, hibernationFails: true };
  if (roll < 0.38) return { operator: 'eks.amazonaws.com' };
  if (roll < 0.39)
    return { rootDevice: 'instance-store', type: 'm3.medium', ...(state === 'stopped' ? { state: 'running' } : {}) };
  if (roll < 0.42) return { platform: 'windows', type: 'm5.xlarge' };
  return {};
}
