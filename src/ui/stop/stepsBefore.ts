import type { Said } from '../../stopping/confirmation.ts';
import type { TypedName } from '../../stopping/plan/typedName.ts';
import type { PromptFrame, PromptParts } from './promptFrame.ts';
import { askReasonAfter, REASON_STEPS } from './reasonSteps.ts';
import { askTyped } from './typedBox.ts';

/** What is asked before the dialog. */
export interface StepsWanted {
  /** What has to be typed, in this order. */
  readonly texts: readonly TypedName[];
  /** The title of the steps in which something is typed. */
  readonly title: string;
  /** The names of several targets, as the title only says how many they are. */
  readonly names?: string | undefined;
  /** A setting asks for a reason, and there is none yet. */
  readonly isReasonRequired: boolean;
  /** What the reason is for. */
  readonly question: string;
}

/** What was typed, and the reason where one was asked for. */
export interface StepsSaid {
  readonly typed: readonly string[];
  readonly reason?: Said;
}

/**
 * Asks for one thing in each step. The steps are numbered together with those before them and the dialog, which is the last. Resolves with `back`
 * when the person goes back behind the first of these steps, and with undefined when they leave.
 */
export async function askBefore(
  parts: PromptParts,
  frame: PromptFrame,
  { texts, title, names, isReasonRequired, question }: StepsWanted,
): Promise<StepsSaid | 'back' | undefined> {
  const { stepsBefore = 0 } = frame;
  const totalSteps = stepsBefore + texts.length + (isReasonRequired ? REASON_STEPS : 0) + 1;
  const typed = texts.map(() => '');
  for (let at = 0; ;) {
    if (at < 0) return 'back';
    const wanted = texts[at];
    if (wanted !== undefined) {
      const end = await askTyped(
        { title, names },
        wanted,
        frame,
        { step: stepsBefore + at + 1, totalSteps },
        typed[at],
      );
      if (end === undefined) return undefined;
      typed[at] = end.text;
      at += end.type === 'back' ? -1 : 1;
      continue;
    }
    if (!isReasonRequired) return { typed };
    const reason = await askReasonAfter(
      stepsBefore + texts.length,
      parts,
      { question, names, isRequired: true },
      frame,
    );
    if (reason === undefined) return undefined;
    if (reason !== 'back') return { typed, reason };
    at -= 1;
  }
}
