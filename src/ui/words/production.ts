import { l10n } from 'vscode';
import type { ProductionMark } from '../../stopping/plan/productionPolicy.ts';

/** The mark of production on a row and in a list. */
export function productionMarkWords(mark: ProductionMark | undefined): string | undefined {
  switch (mark) {
    case 'production':
      return l10n.t('production');
    case 'unread':
      return l10n.t('may be production');
    case undefined:
      return undefined;
  }
}
