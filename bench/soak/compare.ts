import type { Inventory } from '../../src/inventory/inventory.ts';
import type { Scope } from '../../src/model/scope.ts';
import type { RealState } from './simulator.ts';

/** Where the inventory of a scope and the simulated AWS's own state differ, by id and state. */
export function differences(real: RealState, inventory: Inventory, scope: Scope): readonly string[] {
  const services = inventory.list(scope, 'service');
  const deployments = services.flatMap(({ deployment }) => deployment ?? []);
  const known = new Set(deployments.map(({ id }) => id));
  return [
    ...unequal('instance', real.instances, inventory.list(scope, 'instance')),
    ...unequal('experiment', real.experiments, inventory.list(scope, 'experiment')),
    ...unequal(
      'service',
      Object.fromEntries(real.services.map((arn) => [arn, ''])),
      services.map(({ id }) => ({ id, state: '' })),
    ),
    // The inventory holds the deployments in flight, and those that it saw end.
    ...unequal(
      'deployment',
      Object.fromEntries(
        Object.entries(real.deployments).filter(([id, status]) => known.has(id) || isInFlight(status)),
      ),
      deployments.map(({ id, status }) => ({ id, state: status })),
    ),
  ];
}

const isInFlight = (status: string): boolean =>
  /^(PENDING|IN_PROGRESS|\w+_REQUESTED|ROLLBACK_IN_PROGRESS)$/.test(status);

function unequal(
  what: string,
  real: Readonly<Record<string, string>>,
  shown: readonly { readonly id: string; readonly state: string }[],
): readonly string[] {
  const seen = new Map(shown.map(({ id, state }) => [id, state]));
  const wrong = Object.entries(real).filter(([id, state]) => seen.get(id) !== state);
  const extra = [...seen.keys()].filter((id) => !Object.hasOwn(real, id));
  return [
    ...wrong.map(([id, state]) => `${what} ${id}: ${state || 'there'} is shown as ${seen.get(id) ?? 'nothing'}`),
    ...extra.map((id) => `${what} ${id} is shown and is not there`),
  ];
}
