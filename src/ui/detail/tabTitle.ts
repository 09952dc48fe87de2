import { inertText } from '../../base/shownText.ts';

/**
 * The title of a tab. A name in it may have been written by anybody: nothing turns the tab's text round, hides, or is an icon where the editor lists what is open, in which it makes icons of `$(…)`.
 */
export const tabTitle = (title: string, most = 60): string => inertText(title, most);
