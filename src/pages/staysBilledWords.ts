import { plainText } from '../base/plainText.ts';
import type { StaysBilled } from '../model/resources/staysBilled.ts';
import type { Words } from './words.ts';

/** `3 EBS volumes, 320 GiB; Elastic IP 192.0.2.7`, and before it that it is at least so much where not all could be read. */
export function staysBilledWords(billed: StaysBilled, l10n: Words): string {
  const known = knownWords(billed, l10n);
  if (known === '') return l10n.t('not known');
  return billed.atLeast === true ? l10n.t('at least {0}', known) : known;
}

function knownWords({ volumes, gib, addresses }: StaysBilled, l10n: Words): string {
  const [only, ...more] = addresses;
  return [
    ...(volumes === 0
      ? []
      : [
          gib === undefined
            ? l10n.counted(
                l10n.t('{0, plural, one {# EBS volume, sizes not read} other {# EBS volumes, sizes not read}}'),
                volumes,
              )
            : l10n.counted(
                l10n.t('{0, plural, one {# EBS volume, {1} GiB} other {# EBS volumes, {1} GiB}}'),
                volumes,
                gib,
              ),
        ]),
    ...(only === undefined
      ? []
      : [
          more.length === 0
            ? l10n.t('Elastic IP {0}', plainText(only, 40))
            : l10n.counted(l10n.t('{0, plural, one {# Elastic IP} other {# Elastic IPs}}'), addresses.length),
        ]),
  ].join('; ');
}
