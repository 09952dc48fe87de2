import { l10n } from 'vscode';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Resource } from '../../model/resources/resource.ts';
import { type Service, untoldDeployment } from '../../model/resources/service.ts';
import { counted } from '../words/counted.ts';
import { names } from '../words/targetNames.ts';

/** What is selected and can be in no plan that stops something. */
export interface LeftBeside {
  /** Services whose current deployment could not be read: nothing is known of it that could be shown before it is stopped. */
  readonly untold: readonly Service[];
  readonly hasLever: boolean;
  /** What of it is left out, why, and what to do: a sentence for each kind. */
  readonly words: readonly string[];
}

export function leftBeside(selected: readonly (Resource | ServiceDeployment)[]): LeftBeside {
  const untold = selected.flatMap((one) =>
    one.kind === 'service' && !one.deployment && untoldDeployment(one) !== undefined ? [one] : [],
  );
  const levers = selected.filter(({ kind }) => kind === 'lever').length;
  const words = [...(untold.length > 0 ? [untoldWords(untold)] : []), ...(levers > 0 ? [leverWords(levers)] : [])];
  return { untold, hasLever: levers > 0, words };
}

const untoldWords = (untold: readonly Service[]): string =>
  counted(
    l10n.t(
      '{0, plural, one {The current deployment of {1} could not be read, so it is left out. Refresh, then try again.} other {The current deployments of {1} could not be read, so they are left out. Refresh, then try again.}}',
    ),
    untold.length,
    names(untold.map(({ name }) => name)),
  );

const leverWords = (count: number): string =>
  counted(
    l10n.t(
      '{0, plural, one {The safety lever is left out: it is engaged or disengaged from its own row.} other {The safety levers are left out: each is engaged or disengaged from its own row.}}',
    ),
    count,
  );
