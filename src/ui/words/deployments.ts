import { l10n } from 'vscode';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Details } from '../../model/resources/listedDeployment.ts';
import { earlySuccessWords } from '../../pages/earlySuccessWords.ts';
import { pageWords } from './counted.ts';

/** Of a deployment of which only the list tells. */
export function detailsWords(details: NonNullable<Details['details']>): string {
  return details === 'unread'
    ? l10n.t('Only its state and times could be read: how far it is, and whether something waits, isn’t known.')
    : l10n.t('State and times are new. The rest could not be read again and is as it was read before.');
}

/** From when on a stop is refused though not all of its tasks run; undefined where there is no such time. */
export const earlySuccessFact = (deployment: ServiceDeployment): string | undefined =>
  earlySuccessWords(deployment, pageWords);
