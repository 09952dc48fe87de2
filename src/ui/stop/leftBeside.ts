import { l10n } from 'vscode';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Resource } from '../../model/resources/resource.ts';
import { type Service, untoldDeployment } from '../../model/resources/service.ts';
import { names } from '../words/targetNames.ts';

/** The selected things that no plan that stops something can hold. */
export interface LeftBeside {
  /** Services whose current deployment could not be read, so that nothing could be shown of it before a stop. */
  readonly untold: readonly Service[];
  readonly hasLever: boolean;
  /** Sentences that say what is left out, why, and what to do; one for each kind. */
  readonly words: readonly string[];
}

/** Finds what of the selection no plan can hold. Of levers it only tells that there are some. */
export function leftBeside(selected: readonly (Resource | ServiceDeployment)[]): LeftBeside {
  const untold = selected.flatMap((one) =>
    one.kind === 'service' && !one.deployment && untoldDeployment(one) !== undefined ? [one] : [],
  );
  const hasLever = selected.some(({ kind }) => kind === 'lever');
  const words = [...(untold.length > 0 ? [untoldWords(untold)] : []), ...(hasLever ? [leverWords()] : [])];
  return { untold, hasLever, words };
}

const untoldWords = (untold: readonly Service[]): string =>
  l10n.t(
    'Left out, because the deployment could not be read: {0}. Refresh and try again.',
    names(untold.map(({ name }) => name)),
  );

const leverWords = (): string => l10n.t('Safety levers are left out: engage or disengage them in their rows.');
