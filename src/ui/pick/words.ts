import { l10n, type QuickPick, type QuickPickItem } from 'vscode';
import { type PickText, pickText } from '../words/say.ts';

/** The line below a row, of a sentence as it stands in the code: VS Code cuts what is longer at its right, and a test reads how long it is. */
export const detailLine = (sentence: string): PickText => pickText(sentence);

/** In milliseconds. */
const SAID_FOR = 3_000;

/** Says above the rows, before what stands there, that a key or a button came so shortly after these had changed that it may have been meant for those before. */
export function sayJustChanged(pick: Placeheld): void {
  sayFirst(pick, l10n.t('The list has just changed. Look at it again, then choose.'));
}

/** Says above the rows that Enter did nothing, since none of them is ticked. */
export function sayNoneTicked(pick: Placeheld): void {
  sayFirst(pick, l10n.t('Select one or more. Nothing is sent until you confirm.'));
}

/** The same where nothing is to be sent. */
export function sayNoneSelected(pick: Placeheld): void {
  sayFirst(pick, l10n.t('Select one or more.'));
}

type Placeheld = Pick<QuickPick<QuickPickItem>, 'placeholder'>;

function sayFirst(pick: Placeheld, text: string): void {
  const said = pickText(text);
  const words = pick.placeholder ?? '';
  if (words.startsWith(said)) return;
  const both = [said, words].filter((part) => part !== '').join(' · ');
  pick.placeholder = both;
  // It is true for a moment only; whatever else is said meanwhile stays.
  setTimeout(() => {
    if (pick.placeholder === both) pick.placeholder = words;
  }, SAID_FOR);
}
