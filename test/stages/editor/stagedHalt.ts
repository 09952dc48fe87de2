import type * as vscode from 'vscode';

/** Answers modal dialogs, of which VS Code itself shows none to whoever tests in an extension host, and other messages, which it shows as well. Each with one of its buttons, or none. */
export type Answer = (message: string, buttons: readonly string[], isModal: boolean) => string | undefined;

/** Chooses from a list, by the label of a row; undefined leaves it. */
export type Pick = (rows: readonly vscode.QuickPickItem[], options: vscode.QuickPickOptions) => string | undefined;

/** By this, tests reach the copy of Halt that their extension host runs. */
export interface StagedHalt {
  /** Where Halt keeps its files. */
  readonly storage: string;
  /** Resolves when VS Code would end the process. */
  end(): Promise<void>;
  /**
   * Ends Halt as VS Code would, loads it afresh and activates it in the same editor, of whose API a part may be taken away; `lacking` is its path, as in `window.registerUriHandler`. `globalState` is what
   * it remembers, in place of what it remembers here. Resolves with what it exports.
   */
  again(how?: {
    readonly lacking?: string;
    readonly answer?: Answer;
    /** In place of every list of rows that closes with one choice. */
    readonly pick?: Pick;
    /** Is handed what Halt gives the editor for its terminals, of which no test in an extension host can press a link. */
    readonly onTerminalLinks?: (provider: vscode.TerminalLinkProvider) => void;
    readonly globalState?: vscode.Memento;
  }): Promise<unknown>;
}

const KEY = Symbol.for('halt.staged');

export function offerStagedHalt(staged: StagedHalt): void {
  Object.defineProperty(globalThis, KEY, { value: staged, configurable: true });
}

export function stagedHalt(): StagedHalt {
  const staged = (globalThis as { readonly [KEY]?: StagedHalt })[KEY];
  if (!staged) throw new Error('Halt has to be activated first.');
  return staged;
}
