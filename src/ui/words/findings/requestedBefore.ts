import { l10n } from 'vscode';
import type { CountedSentence } from '../../../base/countedSentence.ts';
import type { EarlierRequest } from '../../../stopping/plan/requestedBefore.ts';
import { verb } from '../operations.ts';
import { clockTime } from '../times.ts';

/** What was asked for of a thing before, when, and what became of that as far as anybody knows. */
export function requestedBeforeWords({ operation, at, came }: EarlierRequest): string {
  return came === 'lost'
    ? l10n.t('“{0}” was requested at {1}, and its answer was lost.', verb(operation), clockTime(at))
    : l10n.t('“{0}” was requested at {1} and is under way.', verb(operation), clockTime(at));
}

/** The same of several; undefined where it differs. */
export function requestedBeforeSummary(all: readonly EarlierRequest[]): CountedSentence | undefined {
  if (all.every(({ came }) => came === 'lost')) {
    return l10n.t(
      '{0, plural, one {# has an earlier request whose answer was lost.} other {# have earlier requests whose answers were lost.}}',
    );
  }
  return all.every(({ came }) => came === 'under-way')
    ? l10n.t(
        '{0, plural, one {# has an earlier request that is under way.} other {# have earlier requests that are under way.}}',
      )
    : undefined;
}
