import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { AT_AWS, type Destination, type RoutedService, serviceName } from '../../model/destination.ts';

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

/** The same for a prompt, in full: with where the requests to the services that it is about go. */
export function destinationInFull(
  destination: Destination | undefined,
  services: readonly RoutedService[],
): string | undefined {
  switch (destination?.kind) {
    case 'simulated':
      return l10n.t('SIMULATED AWS');
    case 'custom': {
      const { routes } = destination;
      const custom = new Set(services.map((service) => routes[service]).filter((route) => route !== AT_AWS));
      const own = services.filter((service) => routes[service] === AT_AWS);
      const parts = [
        ...(custom.size === 0
          ? []
          : [l10n.t('CUSTOM ENDPOINT {0}', [...custom].map((route) => plainText(route, 80)).join(', '))]),
        ...(own.length === 0 ? [] : [l10n.t('AWS ITSELF ({0})', [...new Set(own)].map(serviceName).join(', '))]),
      ];
      return parts.join(' · ');
    }
    case 'aws':
    case undefined:
      return undefined;
  }
}
