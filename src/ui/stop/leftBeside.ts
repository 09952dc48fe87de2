import { l10n } from 'vscode';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Resource } from '../../model/resources/resource.ts';
import { type Service, untoldDeployment } from '../../model/resources/service.ts';
import { names } from '../words/targetNames.ts';

/** What is selected and can be in no plan that stops something. */
export interface LeftBeside {
  /** Services whose current deployment could not be read: nothing is known of it that could be shown before it is stopped. */
  readonly untold: readonly Service[];
  readonly hasLever: boolean;
  /** What of it is left out, why, and what to do: a sentence for each kind. */
  readonly words: readonly string[];
}

/** Of what is selected, what no plan can hold; levers only tell that there are some. */
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
