import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import type { Asker } from '../../stopping/confirmation.ts';
import { type OneLine, oneLine } from './say.ts';

/** The prompt's first lines when somebody other than the person asks: who, and why as they say. */
export function askedLines(by: Asker, reason: string | undefined): readonly string[] {
  const lines = [
    by === 'agent'
      ? l10n.t('⚠ An agent asks for this. Nothing is sent unless you confirm it.')
      : l10n.t('⚠ Another extension asks for this. Nothing is sent unless you confirm it.'),
  ];
  if (reason !== undefined) lines.push(askersReasonWords(by, plainText(reason, 300)));
  return [...lines, ''];
}

/** Beside a reason that is offered. */
export function writtenBy(by: Asker): string {
  return by === 'agent' ? l10n.t('written by the agent') : l10n.t('written by the extension');
}

/** A reason that the person didn't write says who did. */
export function askersReasonWords(by: Asker | undefined, reason: string): string {
  switch (by) {
    case 'agent':
      return l10n.t('Reason, written by the agent: “{0}”', reason);
    case 'extension':
      return l10n.t('Reason, written by the extension: “{0}”', reason);
    case undefined:
      return l10n.t('Reason: {0}', reason);
  }
}

/** Why the answer to an open prompt does nothing. */
export function voidWords(cause: unknown, by: Asker | undefined): OneLine {
  if (cause === 'superseded') {
    return oneLine(l10n.t('Nothing was sent: you began another stop meanwhile.'));
  }
  if (cause === 'given-up') {
    return by === 'agent'
      ? oneLine(l10n.t('Nothing was sent: the agent gave up its request.'))
      : oneLine(l10n.t('Nothing was sent: the extension gave up its request.'));
  }
  return oneLine(l10n.t('Nothing was sent: the request was over two minutes old.'));
}
