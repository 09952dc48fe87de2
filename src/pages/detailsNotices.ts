import type { Details } from '../model/resources/listedDeployment.ts';
import type { Notice } from '../panel/protocol/page.ts';
import type { Words } from './words.ts';

/** Of a deployment of which only the list tells. */
export function detailsNotices(deployment: Details | undefined, l10n: Words): readonly Notice[] {
  switch (deployment?.details) {
    case undefined:
      return [];
    case 'unread':
      return [
        {
          tone: 'warning',
          text: l10n.t(
            'Only its state and times could be read: how far it is, and whether something waits, isn’t known.',
          ),
        },
      ];
    case 'earlier':
      return [
        {
          tone: 'warning',
          text: l10n.t('State and times are new. The rest could not be read again and is as it was read before.'),
        },
      ];
  }
}
