import type { Account, FleetOptions } from './contracts.ts';

/** The accounts of the demo's team. The ids are the ones that AWS reserves for documentation. */
export const demoAccounts = [
  { id: '111122223333', alias: 'shop-staging' },
  { id: '444455556666', alias: 'shop-production' },
] as const satisfies readonly Account[];

/** The regions that the demo's team works in. The third one is its smallest. */
export const demoRegions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const;

/** The fleet of the demo; `seed` decides ids and addresses, not which resources there are. */
export function demoFleet(seed = 1): FleetOptions {
  return { kind: 'demo', seed, accounts: demoAccounts, regions: demoRegions };
}
