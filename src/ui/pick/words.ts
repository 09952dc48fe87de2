import { l10n } from 'vscode';
import { pickText } from '../words/say.ts';

/** What is said where Enter, or a button, came so shortly after the rows had changed that it may have been meant for those before. */
export const justChangedWords = () =>
  pickText(l10n.t('The list has just changed. Look at it again, then press Enter.'));
