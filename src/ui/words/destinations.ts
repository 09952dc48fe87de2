import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Destination } from '../../model/destination.ts';

/** What marks a place that isn't AWS itself; undefined for AWS. */
export function destinationWords(destination: Destination | undefined): string | undefined {
  switch (destination?.kind) {
    case 'simulated':
      return l10n.t('simulated');
    case 'custom':
      return l10n.t('custom endpoint');
    case 'aws':
    case undefined:
      return undefined;
  }
}

/** The same beside a profile's name: those of the demo say so themselves. Whatever another is called, it is told where it leads. */
export function destinationBesideName(profile: string, destination: Destination | undefined): string | undefined {
  const isSaid = destination?.kind === 'simulated' && profile.endsWith(l10n.t('{0} (simulated)', ''));
  return isSaid ? undefined : destinationWords(destination);
}

/** The same for a prompt, in full: with where a custom endpoint leads. */
export function destinationInFull(destination: Destination | undefined): string | undefined {
  switch (destination?.kind) {
    case 'simulated':
      return l10n.t('SIMULATED AWS');
    case 'custom':
      return l10n.t('CUSTOM ENDPOINT {0}', destination.hosts.map((host) => plainText(host, 60)).join(', '));
    case 'aws':
    case undefined:
      return undefined;
  }
}
