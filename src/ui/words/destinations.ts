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

/** The same beside a profile's name: those of the demo say so themselves. Whatever another is called, it is told where it leads, AWS itself among it where its name says otherwise. */
export function destinationBesideName(profile: string, destination: Destination | undefined): string | undefined {
  if (destination?.kind === 'aws') return isCalledSimulated(profile) ? l10n.t('AWS itself') : undefined;
  const isSaid = destination?.kind === 'simulated' && profile.endsWith(simulatedEnding());
  return isSaid ? undefined : destinationWords(destination);
}

/** What the names of the demo's profiles end in. */
const simulatedEnding = (): string => l10n.t('{0} (simulated)', '');

/** Whether a name says what those of the demo say, in their language or in English, and perhaps of AWS itself: nobody keeps a person from calling a profile so. */
const isCalledSimulated = (profile: string): boolean =>
  profile.trimEnd().endsWith(simulatedEnding().trim()) || /\bsimulated\)?\s*$/i.test(profile);

/** The same for a prompt, in full: with where the requests to the services that it is about go. `profiles`: by whose names somebody could take AWS itself for a simulated one. */
export function destinationInFull(
  destination: Destination | undefined,
  services: readonly RoutedService[],
  profiles: readonly string[] = [],
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
        ...(own.length === 0 ? [] : [awsItselfWords(own)]),
      ];
      return parts.join(' · ');
    }
    case 'aws':
      return profiles.some(isCalledSimulated) ? awsItselfWords(services) : undefined;
    case undefined:
      return undefined;
  }
}

const awsItselfWords = (services: readonly RoutedService[]): string =>
  l10n.t('AWS ITSELF ({0})', [...new Set(services)].map(serviceName).join(', '));
