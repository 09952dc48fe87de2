import { demoAccounts, demoFleet, demoRegions } from './fleet.ts';
import { regions as allRegions } from './regions.ts';
import type { Account, FleetOptions } from './contracts.ts';

/** How many of each there are; per account and region where that applies. */
export interface FleetSize {
  readonly seed?: number | undefined;
  readonly accounts?: number | undefined;
  readonly regions?: number | undefined;
  readonly instances?: number | undefined;
  readonly services?: number | undefined;
  readonly experiments?: number | undefined;
}

const most = allRegions.filter(({ optIn, name }) => !optIn && !/^(?:cn|us-gov)-/.test(name)).length;

/** The demo's fleet unless numbers of resources are asked for; its accounts and regions come first in either. */
export function fleetOf(size: FleetSize): FleetOptions {
  const seed = size.seed ?? 1;
  const { instances, services, experiments } = size;
  const accounts = accountsOf(size.accounts ?? demoAccounts.length);
  const regions = regionsOf(size.regions ?? demoRegions.length);
  if (instances === undefined && services === undefined && experiments === undefined)
    return { ...demoFleet(seed), accounts, regions };
  return {
    kind: 'sized',
    seed,
    accounts,
    regions,
    instances: instances ?? 40,
    services: services ?? 12,
    experiments: experiments ?? 8,
  };
}

function accountsOf(count: number): readonly Account[] {
  const more = Array.from({ length: Math.max(0, count - demoAccounts.length) }, (_, index) => {
    const number = index + demoAccounts.length + 1;
    return { id: String(500_000_000_000 + number), alias: `shop-team-${number}` };
  });
  return [...demoAccounts, ...more].slice(0, count);
}

function regionsOf(count: number): readonly string[] {
  if (count > most) throw new Error(`There are ${most} regions that need no opt-in.`);
  const names = new Set<string>([...demoRegions, ...allRegions.map(({ name }) => name)]);
  return [...names].slice(0, count);
}
