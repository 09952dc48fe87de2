import { l10n } from 'vscode';
import type { Lack } from '../../inventory/lack.ts';

/** What stands beside a count that isn't fully known; nothing beside one that is. */
export function lackWords(lack: Lack | undefined): string | undefined {
  switch (lack) {
    case 'unread':
      return l10n.t('not everything could be read');
    case 'loading':
      return l10n.t('still reading');
    case undefined:
      return undefined;
  }
}
