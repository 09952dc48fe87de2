import type { Resource } from '../../../model/resources/resource.ts';
import { isRollingOut } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import type { Scope } from '../../../model/scope.ts';

/** The places of services that roll out while AWS tells no deployment that is under way: it goes on, and nobody can be offered to roll it back. */
export function untoldRollouts(resources: readonly Resource[]): readonly Scope[] {
  return resources.flatMap((one) => {
    if (one.kind !== 'service' || !isRollingOut(one)) return [];
    const isTold = one.deployment !== undefined && !stateTraits('deployment', one.deployment.status).final;
    return isTold ? [] : [one.scope];
  });
}
