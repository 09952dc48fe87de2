import { l10n } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { visibleName } from '../../base/shownText.ts';
import { leverReason, type Operation } from '../../model/operation.ts';
import type { Asker, Said } from '../../stopping/confirmation.ts';
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

/** More than in a name: all of it is read by others. */
const MOST_OF_REASON = 600;

/** The dialog's last lines: why, as everyone in FIS will read it of a safety lever, and as the audit log will have it. None where nobody has said why. */
export function reasonLines(said: Said | undefined, operations: readonly Operation[]): readonly string[] {
  const inFis = new Set(operations.map(leverReason).filter((reason) => visibleName(reason) !== undefined));
  const own = inFis.has(said?.reason) ? undefined : said?.reason;
  const reason = [own, said?.reference].filter(Boolean).join(' · ');
  const lines = [
    ...[...inFis].map((text = '') =>
      l10n.t('Reason (visible to everyone in FIS): {0}', plainText(text, MOST_OF_REASON)),
    ),
    ...(reason === '' ? [] : [askersReasonWords(said?.reasonBy, reason)]),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
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
