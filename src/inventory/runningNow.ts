import type { Experiment } from '../model/resources/experiment.ts';
import type { Instance } from '../model/resources/instance.ts';
import { refKey, type Resource } from '../model/resources/resource.ts';
import type { SafetyLever } from '../model/resources/safetyLever.ts';
import type { Scope } from '../model/scope.ts';
import { isRollingOut, type Service } from '../model/resources/service.ts';
import { stateTraits } from '../model/resources/states.ts';
import { type Inventory } from './inventory.ts';

/** What acts or ends now, across scopes; each list in the order of the scopes. */
export interface Running {
  /** Every safety lever that isn't disengaged, and those that Halt has asked to engage. */
  readonly levers: readonly SafetyLever[];
  readonly experiments: readonly Experiment[];
  /** Services with a deployment in flight. */
  readonly services: readonly Service[];
  /** Instances on their way to a stop. */
  readonly instances: readonly Instance[];
}

/** Whether something acts or ends now, as AWS tells it. */
export function isInProgress(resource: Resource): boolean {
  switch (resource.kind) {
    case 'instance':
      return resource.state === 'stopping';
    case 'service':
      return isRollingOut(resource);
    case 'experiment':
      return !stateTraits('experiment', resource.state).final;
    case 'lever':
      return resource.state !== 'disengaged';
  }
}

/** `leaving`: the keys (`refKey`) of what Halt asked to stop and AWS hasn't finished. */
export function runningIn(
  inventory: Pick<Inventory, 'list'>,
  scopes: readonly Scope[],
  leaving: ReadonlySet<string>,
): Running {
  return {
    levers: scopes.flatMap((scope) =>
      inventory.list(scope, 'lever').filter((lever) => isInProgress(lever) || leaving.has(refKey(lever))),
    ),
    experiments: scopes.flatMap((scope) => inventory.list(scope, 'experiment').filter(isInProgress)),
    services: scopes.flatMap((scope) => inventory.list(scope, 'service').filter(isInProgress)),
    instances: scopes.flatMap((scope) =>
      inventory
        .list(scope, 'instance')
        .filter((one) => isInProgress(one) || (leaving.size > 0 && leaving.has(refKey(one)))),
    ),
  };
}
