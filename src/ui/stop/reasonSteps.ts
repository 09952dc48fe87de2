import { l10n } from 'vscode';
import { typedForm, visibleName } from '../../base/shownText.ts';
import type { Answers } from '../../stopping/confirmation.ts';
import { writtenBy } from '../words/asked.ts';
import { offersOf, reasonTrouble } from '../words/reasons.ts';
import { askSteps } from '../words/say.ts';
import type { PromptFrame, PromptParts } from './promptFrame.ts';

/**
 * Undefined when the person left. The asker's reason is offered first, then the last ones that people gave; taken or typed again, the asker's stays marked as
 * theirs.
 */
export async function askReason(
  parts: PromptParts,
  question: string,
  { asked, signal }: PromptFrame,
  need: 'required' | 'optional',
): Promise<Answers | undefined> {
  const theirs = visibleName(asked?.reason)?.trim();
  const said = await askSteps(
    [
      {
        title: l10n.t('Reason: {0}', question),
        prompt: l10n.t('Reason, for the audit log'),
        ...(need === 'required' ? { validate: reasonTrouble } : { skip: l10n.t('No reason') }),
        offers: [
          ...(asked && theirs !== undefined ? [{ text: theirs, from: writtenBy(asked.by) }] : []),
          ...offersOf(await parts.stopping.lastReasons()),
        ],
      },
      { title: l10n.t('Ticket: {0}', question), prompt: l10n.t('Ticket or incident (optional)') },
    ],
    signal,
  );
  if (!said) return undefined;
  const [reason = '', reference = ''] = said.map((text) => text.trim());
  const isTheirs = asked !== undefined && theirs !== undefined && typedForm(reason) === typedForm(theirs);
  return {
    ...(reason ? { reason } : {}),
    ...(isTheirs ? { reasonBy: asked.by, reasonTaken: true } : {}),
    ...(reference ? { reference } : {}),
  };
}
