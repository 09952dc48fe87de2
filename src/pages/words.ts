import type { SayCounted } from '../base/countedSentence.ts';

/** What the page models say in the person's language: `vscode.l10n` in the extension, and the plural rules of its language. */
export interface Words {
  /** `{0}`, `{1}` are replaced by the arguments. */
  t(message: string, ...args: readonly (string | number)[]): string;
  /** A sentence that `t` gave and that depends on a number. */
  readonly counted: SayCounted;
}
