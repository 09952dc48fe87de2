import { typedForm } from '../../base/shownText.ts';
import type { EngagedLever, Engagement } from '../plan/leverFacts.ts';
import { isOfSame, whoseOf } from '../../model/sight.ts';
import { type AuditRecord, requestedAt } from './entry.ts';

/**
 * Who engaged a lever through Halt. FIS returns the reason that was given: where it is the one of Halt's newest change of this lever, that change
 * engaged it. With another reason, somebody has changed it elsewhere since.
 */
export function engagementIn(records: readonly AuditRecord[], lever: EngagedLever): Engagement | undefined {
  const [newest] = records
    .filter(({ requested }) => {
      const { kind, region } = requested;
      return kind === 'lever' && region === lever.region && isOfSame(whoseOf(requested), lever.whose);
    })
    .filter((record) => !wasRefused(record))
    .toSorted((a, b) => Date.parse(b.requested.time) - Date.parse(a.requested.time));
  if (newest === undefined) return undefined;
  const { operation, who } = newest.requested;
  if (operation.type !== 'engage-lever' || typedForm(operation.reason) !== typedForm(lever.reason)) return undefined;
  return { at: requestedAt(newest.requested), who };
}

const wasRefused = ({ answered, ended }: AuditRecord): boolean =>
  answered?.error?.mayHaveHappened === false || ended?.verdict.type === 'refused';
