import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import { l10n } from 'vscode';
import { ownerWords } from '../../pages/ownerWords.ts';
import type { Owner } from '../../stopping/plan/owners.ts';
import { pageWords, shownNumber } from './counted.ts';

/** What the owners of several instances do about them: a sentence for each kind, with the owners' names. */
export function ownerSummary(owners: readonly Owner[]): string {
  return [...groupBy(owners, ({ kind }) => kind).values()]
    .map((group) => {
      const [first] = group;
      if (first === undefined) return '';
      const names = [...new Set(group.map(({ name }) => name).filter((name) => name !== ''))];
      const shown = plainText(names.slice(0, 3).join(', '), 120);
      const all = names.length > 3 ? l10n.t('{0} and {1} more', shown, shownNumber(names.length - 3)) : shown;
      return ownerWords({ kind: first.kind, name: all, certain: group.every(({ certain }) => certain) }, pageWords);
    })
    .join(' ');
}
