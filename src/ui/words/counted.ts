import { env, l10n } from 'vscode';
import { createSayCounted, numberFormat, type SayCounted } from '../../base/countedSentence.ts';
import type { Words } from '../../pages/words.ts';

/** VS Code has told which translation it has, if any, before it loads the extension. Without one every sentence is English, whatever language the rest speaks. */
export const sentenceLanguage = (): string => (l10n.bundle === undefined ? 'en' : env.language);

/**
 * A sentence that depends on a number, as the person's language says it for that number:
 * `counted(l10n.t('{0, plural, one {# EC2 instance} other {# EC2 instances}}'), count)`. It is never chosen by the number being 1.
 */
export const counted: SayCounted = createSayCounted(sentenceLanguage());

const numbers = numberFormat(sentenceLanguage());

/** A number in a sentence that doesn't depend on it, written as the language of the sentences writes it: `1,200`, `1.200`. */
export const shownNumber = (count: number): string => numbers.format(count);

/** What the pages speak with. */
export const pageWords: Words = { t: (message, ...args) => l10n.t(message, ...args), counted };
