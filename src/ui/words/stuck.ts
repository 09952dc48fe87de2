import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { StoppedTasks } from '../../model/resources/stoppedTasks.ts';
import { eventWords, failedWords, inARowWords, othersWords } from '../../pages/stuckWords.ts';
import { pageWords } from './counted.ts';

/** Why a deployment does not get on, as far as something tells: `12 failures in a row. 12 of 14 recently stopped tasks: …`. Undefined where nothing does. */
export function stuckWords(why: {
  readonly inARow: number;
  readonly stopped?: StoppedTasks;
  readonly before?: StoppedTasks;
  readonly others?: StoppedTasks;
  readonly event?: string;
}): string | undefined {
  const { inARow, event } = why;
  const own = failedWords(why.stopped, pageWords);
  const before = failedWords(why.before, pageWords);
  const parts = [
    inARow > 0 ? inARowWords(inARow, pageWords) : undefined,
    own && plainText(own, 300),
    // The tasks' own reason says more than the event that sums it up.
    own === undefined && event !== undefined ? plainText(eventWords(event), 200) : undefined,
    before && plainText(l10n.t('Previous version: {0}', before), 300),
    plainText(othersWords(why.others, pageWords) ?? '', 300),
  ].filter((part): part is string => part !== undefined && part !== '');
  return parts.length === 0 ? undefined : parts.map((part) => part.replace(/\.?$/, '.')).join(' ');
}

/** Where nothing of it can be told, for want of what its service says. */
export const troubleUnreadWords = (): string =>
  l10n.t('It isn’t known how often its tasks failed, nor what the events of its service say.');
