import { bakeTimeOf, type ServiceDeployment } from '../model/resources/deployment.ts';
import { stateTraits } from '../model/resources/states.ts';
import type { Words } from './words.ts';

/** When a deployment counts as successful though not all of its tasks run; undefined of one that has ended, or waits for all of them. */
export function earlySuccessWords(deployment: ServiceDeployment, l10n: Words): string | undefined {
  const { earlySuccess, status } = deployment;
  if (earlySuccess === undefined || stateTraits('deployment', status).final) return undefined;
  const { healthyPercent } = earlySuccess;
  const bake = bakeTimeOf(deployment);
  switch (bake.kind) {
    case 'known':
      return l10n.t(
        'counts as successful at {0} % and after a bake time of {1} min: then a stop is refused',
        healthyPercent,
        bake.value,
      );
    case 'unread':
      return l10n.t(
        'counts as successful at {0} % and after its bake time, which can’t be read: then a stop is refused',
        healthyPercent,
      );
    case 'none':
      return l10n.t('counts as successful at {0} %: after that a stop is refused', healthyPercent);
  }
}
