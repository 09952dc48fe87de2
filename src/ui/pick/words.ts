import { l10n, type QuickPick, type QuickPickItem } from 'vscode';
import { type PickText, pickText } from '../words/say.ts';

/** The line below a row, of a sentence as it stands in the code: VS Code cuts what is longer at its right, and a test reads how long it is. */
export const detailLine = (sentence: string): PickText => pickText(sentence);

/** How long such a remark stays, in milliseconds. */
const SAID_FOR = 3_000;

/**
 * Says above the rows that a key or a button did nothing, because it came so shortly after the rows had changed that it may have been meant for the
 * earlier ones.
 */
export function sayJustChanged(pick: Placeheld): void {
  sayFirst(pick, l10n.t('The list has just changed. Look at it again, then choose.'));
}

/** Says above the rows that Enter did nothing, since none of them is ticked. */
export function sayNoneTicked(pick: Placeheld): void {
  sayFirst(pick, l10n.t('Select one or more. Nothing is sent until you confirm.'));
}

/** {@link sayNoneTicked} for lists that send nothing. */
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
  // Taken back after a moment, unless something else was said meanwhile.
  setTimeout(() => {
    if (pick.placeholder === both) pick.placeholder = words;
  }, SAID_FOR);
}
