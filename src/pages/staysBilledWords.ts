import { plainText } from '../base/plainText.ts';
import type { StaysBilled } from '../model/resources/staysBilled.ts';
import type { Words } from './words.ts';

/** `3 EBS volumes, 320 GiB; Elastic IP 192.0.2.7`. */
export function staysBilledWords({ volumes, gib, addresses }: StaysBilled, l10n: Words): string {
  const [only, ...more] = addresses;
  const count = volumes === 1 ? l10n.t('1 EBS volume') : l10n.t('{0} EBS volumes', volumes);
  return [
    ...(volumes === 0
      ? []
      : [gib === undefined ? l10n.t('{0}, sizes not read', count) : l10n.t('{0}, {1} GiB', count, gib)]),
    ...(only === undefined
      ? []
      : [
          more.length === 0
            ? l10n.t('Elastic IP {0}', plainText(only, 40))
            : l10n.t('{0} Elastic IPs', addresses.length),
        ]),
  ].join('; ');
}
