import { l10n } from 'vscode';
import { visibleName } from '../../base/shownText.ts';
import type { Offer } from './say.ts';

/** The last reasons that people gave, where one is asked for. */
export function offersOf(reasons: readonly string[]): readonly Offer[] {
  return reasons.map((text) => ({ text, from: l10n.t('given before') }));
}

/** Over the box that asks for one. Where none is required, it says that the box may be left empty. */
export const reasonPrompt = (isRequired: boolean): string =>
  isRequired ? l10n.t('Reason, for the audit log') : l10n.t('Reason, for the audit log (optional)');

/** Says what is wrong with a reason that has nothing to read in it, where one is required. */
export function reasonTrouble(text: string): string | undefined {
  return visibleName(text) === undefined
    ? l10n.t('{0} asks for a reason. Nothing is sent without one.', 'halt.requireReason')
    : undefined;
}
