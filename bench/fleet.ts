import type { Inventory } from '../src/inventory/inventory.ts';
import { groupBy } from '../src/base/groupBy.ts';
import type { ListKind } from '../src/model/resources/resource.ts';
import type { Scope } from '../src/model/scope.ts';
import { stateTraits } from '../src/model/resources/states.ts';

export const LIST_KINDS = ['instance', 'service', 'experiment', 'lever'] as const satisfies readonly ListKind[];

/** How many calls of each operation one whole listing takes at the least. */
export type Calls = Readonly<Record<string, number>>;

/** Page and batch sizes: the most that AWS takes or gives in one call. */
const MOST = { instances: 1000, clusters: 100, services: 100, described: 10, deployments: 20, experiments: 100 };

/**
 * The smallest number of calls by which what the inventory holds can have been read, from AWS's page sizes alone: a first page where there
 * is nothing, every full page after it, one GetExperiment for each active experiment, for which there is no batch.
 */
export function fewestCalls(inventory: Inventory, scopes: readonly Scope[]): Calls {
  const calls = new Map<string, number>();
  const add = (action: string, count: number) => calls.set(action, (calls.get(action) ?? 0) + count);
  const pages = (items: number, size: number) => Math.max(1, Math.ceil(items / size));
  for (const scope of scopes) {
    add('ec2:DescribeInstances', pages(inventory.list(scope, 'instance').length, MOST.instances));
    const services = inventory.list(scope, 'service');
    const clusters = groupBy(services, ({ clusterArn }) => clusterArn);
    add('ecs:ListClusters', pages(clusters.size, MOST.clusters));
    for (const members of clusters.values()) {
      add('ecs:ListServices', pages(members.length, MOST.services));
      add('ecs:DescribeServices', Math.ceil(members.length / MOST.described));
    }
    const inFlight = services.filter(({ deployment }) => deployment !== undefined);
    add('ecs:DescribeServiceDeployments', Math.ceil(inFlight.length / MOST.deployments));
    const experiments = inventory.list(scope, 'experiment');
    add('fis:ListExperiments', pages(experiments.length, MOST.experiments));
    add('fis:GetExperiment', experiments.filter(({ state }) => !stateTraits('experiment', state).final).length);
    add('fis:GetSafetyLever', 1);
  }
  return Object.fromEntries(calls);
}

/** The longest chain of calls of which each needs the answer of the one before. */
export function longestChain(inventory: Inventory, scopes: readonly Scope[]): number {
  const chains = scopes.flatMap((scope) => {
    const services = inventory.list(scope, 'service');
    const clusters = groupBy(services, ({ clusterArn }) => clusterArn);
    const pages = Math.max(0, ...[...clusters.values()].map(({ length }) => Math.ceil(length / MOST.services)));
    const inFlight = services.some(({ deployment }) => deployment !== undefined) ? 1 : 0;
    return [
      Math.ceil(inventory.list(scope, 'instance').length / MOST.instances),
      Math.ceil(clusters.size / MOST.clusters) + pages + (pages > 0 ? 1 : 0) + inFlight,
      Math.ceil(inventory.list(scope, 'experiment').length / MOST.experiments) + 1,
    ];
  });
  return Math.max(0, ...chains);
}
