import { l10n } from 'vscode';
import { typedForm, visibleName } from '../../base/shownText.ts';
import type { Said } from '../../stopping/confirmation.ts';
import { writtenBy } from '../words/asked.ts';
import { offersOf, reasonPrompt, reasonTrouble } from '../words/reasons.ts';
import { askStepsAfter, type InputStep } from '../words/say.ts';
import type { PromptFrame, PromptParts } from './promptFrame.ts';

/** The number of steps for a reason: one for the reason and one for the ticket. */
export const REASON_STEPS = 2;

/**
 * Asks for a reason and a ticket. `earlier`: how many steps came before; the person may go back to the last of them. Undefined when they leave.
 * `isRequired`: whether a setting asks for the reason. The asker's reason is offered first, then the last reasons that people gave; an asker's reason
 * stays marked as theirs, also when it is typed again.
 */
export async function askReasonAfter(
  earlier: number,
  parts: PromptParts,
  {
    question,
    names,
    isRequired,
  }: { readonly question: string; readonly names?: string | undefined; readonly isRequired: boolean },
  frame: PromptFrame,
): Promise<Said | 'back' | undefined> {
  const steps = await reasonStepsOf(parts, question, frame, isRequired, names);
  // A reason that isn't required is asked for from the dialog and leads back to it, so that earlier steps are not counted with it.
  const said = isRequired
    ? await askStepsAfter(earlier, steps, frame.signal, { step: earlier + 1, totalSteps: earlier + REASON_STEPS + 1 })
    : await askStepsAfter(earlier + 1, steps, frame.signal, { step: 1, totalSteps: REASON_STEPS });
  return said === undefined || said === 'back' ? said : saidIn(said, frame);
}

const theirReason = ({ asked }: PromptFrame): string | undefined => visibleName(asked?.reason)?.trim();

/** The two steps, for the reason and for the ticket. */
export async function reasonStepsOf(
  parts: PromptParts,
  question: string,
  frame: PromptFrame,
  isRequired: boolean,
  names?: string,
): Promise<readonly InputStep[]> {
  const { asked, drafts } = frame;
  const theirs = theirReason(frame);
  const kept = (what: 'reason' | 'ticket') => ({
    said: drafts.get(what) ?? '',
    keep: (text: string) => void drafts.set(what, text),
  });
  return [
    {
      title: l10n.t('Reason: {0}', question),
      prompt: [reasonPrompt(isRequired), names].filter((part) => part !== undefined).join(' · '),
      ...(isRequired ? { validate: reasonTrouble } : { skip: l10n.t('No reason') }),
      offers: [
        ...(asked && theirs !== undefined ? [{ text: theirs, from: writtenBy(asked.by) }] : []),
        ...offersOf(await parts.stopping.lastReasons()),
      ],
      ...kept('reason'),
    },
    { title: l10n.t('Ticket: {0}', question), prompt: l10n.t('Ticket or incident (optional)'), ...kept('ticket') },
  ];
}

function saidIn(said: readonly string[], frame: PromptFrame): Said {
  const { asked } = frame;
  const theirs = theirReason(frame);
  const [reason = '', reference = ''] = said.map((text) => text.trim());
  const isTheirs = asked !== undefined && theirs !== undefined && typedForm(reason) === typedForm(theirs);
  return {
    ...(reason ? { reason } : {}),
    ...(isTheirs ? { reasonBy: asked.by, reasonTaken: true } : {}),
    ...(reference ? { reference } : {}),
  };
}
