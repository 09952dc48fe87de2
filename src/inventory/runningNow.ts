import type { Experiment } from '../model/resources/experiment.ts';
import type { Instance } from '../model/resources/instance.ts';
import { refKey } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import type { Scope } from '../model/scope.ts';
import { isRollingOut, type Service } from '../model/resources/service.ts';
import { stateTraits } from '../model/resources/states.ts';
import { type Inventory } from './inventory.ts';

/** What acts or ends now, across scopes; each list in the order of the scopes. */
export interface Running {
  /** Every safety lever that isn't disengaged, and those that are about to be engaged. */
  readonly levers: readonly SafetyLever[];
  readonly experiments: readonly Experiment[];
  /** Services with a deployment in flight. */
  readonly services: readonly Service[];
  /** Instances on their way to a stop. */
  readonly instances: readonly Instance[];
}

/** `leaving`: the keys (`refKey`) of what Halt asked to stop and AWS hasn't finished. */
export function runningIn(
  inventory: Pick<Inventory, 'list'>,
  scopes: readonly Scope[],
  leaving: ReadonlySet<string>,
): Running {
  return {
    levers: scopes.flatMap((scope) =>
      inventory.list(scope, 'lever').filter((lever) => lever.status !== 'disengaged' || leaving.has(refKey(lever))),
    ),
    experiments: scopes.flatMap((scope) =>
      inventory.list(scope, 'experiment').filter((one) => !stateTraits('experiment', one.state).final),
    ),
    services: scopes.flatMap((scope) => inventory.list(scope, 'service').filter(isRollingOut)),
    instances: scopes.flatMap((scope) =>
      inventory
        .list(scope, 'instance')
        .filter((one) => one.state === 'stopping' || (leaving.size > 0 && leaving.has(refKey(one)))),
    ),
  };
}
