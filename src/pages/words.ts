/** What the page models say in the person's language: `vscode.l10n` in the extension. */
export interface Words {
  /** `{0}`, `{1}` are replaced by the arguments. */
  t(message: string, ...args: readonly (string | number)[]): string;
}
