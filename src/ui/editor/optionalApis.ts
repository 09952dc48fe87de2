import * as vscode from 'vscode';

/** Editors that are built from VS Code's sources leave some of its API out: any member of these may be missing. */
type Some<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

const editor: {
  readonly env: Some<typeof vscode.env>;
  readonly languages?: Some<typeof vscode.languages> | undefined;
  readonly lm?: Some<typeof vscode.lm> | undefined;
  readonly window: Some<typeof vscode.window>;
  readonly workspace: Some<typeof vscode.workspace>;
  readonly LanguageModelTextPart?: typeof vscode.LanguageModelTextPart;
  readonly LanguageModelToolResult?: typeof vscode.LanguageModelToolResult;
} = vscode;

/**
 * All that Halt uses of the editor's API and does without where the editor lacks it, by its place in the API. Whatever isn't named here, Halt needs. The editor's tests take each away in
 * turn.
 */
export const optionalApis = {
  /** A Halt link opens nothing without it; the palette still takes one. */
  'window.registerUriHandler': () => editor.window.registerUriHandler,
  /** Pages aren't opened again after a reload. */
  'window.registerWebviewPanelSerializer': () => editor.window.registerWebviewPanelSerializer,
  /** Ids in the terminal are plain text. */
  'window.registerTerminalLinkProvider': () => editor.window.registerTerminalLinkProvider,
  /** Agents have none of Halt's tools without any of these three. */
  'lm.registerTool': () => editor.lm?.registerTool,
  LanguageModelTextPart: () => editor.LanguageModelTextPart,
  LanguageModelToolResult: () => editor.LanguageModelToolResult,
  /** A hidden value doesn't say why it is hidden. */
  'languages.registerHoverProvider': () => editor.languages?.registerHoverProvider,
  /** Texts that Halt opens have no actions above their lines. */
  /** Texts that Halt opens have no colours. */
  'languages.setTextDocumentLanguage': () => editor.languages?.setTextDocumentLanguage,
  /** Links are made for VS Code. */
  'env.uriScheme': () => editor.env.uriScheme,
  /** Commands are written for the system's usual shell. */
  'env.shell': () => editor.env.shell,
  /** No folder counts as trusted: nobody but the person can ask for a stop. */
  'workspace.isTrusted': () => editor.workspace.isTrusted,
} as const;

/** Registers something by a function that the editor may lack, or may have only to refuse it. */
export function registerWith<Given extends readonly unknown[]>(
  register: ((...given: Given) => vscode.Disposable) | undefined,
  ...given: Given
): readonly vscode.Disposable[] {
  if (typeof register !== 'function') return [];
  try {
    return [register(...given)];
  } catch {
    return [];
  }
}
