import { groupBy } from '../../../base/groupBy.ts';
import { ownerWords } from '../../../pages/ownerWords.ts';
import type { Owner } from '../../../stopping/plan/owners.ts';
import { pageWords } from '../counted.ts';
import { namesAndOthers } from '../targetNames.ts';

/** What the owners of several instances do about them: a sentence for each kind, with the owners' names as far as they can be read. */
export function ownerSummary(owners: readonly Owner[]): string {
  return [...groupBy(owners, ({ kind }) => kind).values()]
    .map((group) => {
      const [first] = group;
      if (first === undefined) return '';
      const name = namesAndOthers(group.map((owner) => owner.name));
      return ownerWords({ kind: first.kind, name, certain: group.every(({ certain }) => certain) }, pageWords);
    })
    .join(' ');
}
