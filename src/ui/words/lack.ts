import { l10n } from 'vscode';
import { type AgeParts, isOutdated, knownAsOf, type Lack } from '../../inventory/lack.ts';
import { clockTime } from './times.ts';

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

/** Since when AWS owes an answer: few words, for a line that a narrow side bar cuts. `since`: by AWS's clock. */
export const waitingWords = (since: number): string => l10n.t('waiting for AWS since {0}', clockTime(since));

/** The same as a sentence. */
export const waitingSentence = (since: number): string =>
  l10n.t('AWS hasn’t answered yet. Halt has been waiting since {0}.', clockTime(since));

/** As of when something was so. */
export const asOfTime = (at: number): string => l10n.t('as of {0}', clockTime(at));

/** *As of 12:04* for one thing whose list can't be read any more, or that the last listing, which had gaps, left out; undefined where it is up to date. */
export function howOld(parts: AgeParts, one: Parameters<typeof isOutdated>[1]): string | undefined {
  if (!isOutdated(parts, one)) return undefined;
  const known = knownAsOf(parts.inventory, one);
  return known === undefined ? l10n.t('never read') : asOfTime(known);
}
