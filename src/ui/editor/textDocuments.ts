import {
  CodeLens,
  type Disposable,
  EventEmitter,
  Range,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import { optionalApis, registerWith } from './optionalApis.ts';

const SCHEME = 'halt-text';
/** Enough for what a person may have open; the oldest goes first. */
const MOST = 40;

/** A link above a line of a document. */
export interface Lens {
  /** From 0. */
  readonly line: number;
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

/** Read-only documents that Halt writes: whole plans, results, the audit log. Kept for the life of the window. */
export interface TextDocuments extends Disposable {
  /** Opens the text as a preview; the same name again replaces what it showed. */
  show(
    name: string,
    text: string,
    options?: { readonly language?: string; readonly lenses?: readonly Lens[] },
  ): Promise<void>;
}

/** Registers the scheme of these documents, until it is disposed. */
export function createTextDocuments(): TextDocuments {
  const texts = new Map<string, { readonly text: string; readonly lenses: readonly Lens[] }>();
  const changes = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changes.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path)?.text ?? '',
  };
  const registrations = [
    workspace.registerTextDocumentContentProvider(SCHEME, provider),
    ...registerWith(
      optionalApis['languages.registerCodeLensProvider'](),
      { scheme: SCHEME },
      {
        provideCodeLenses: (document) =>
          (texts.get(document.uri.path)?.lenses ?? []).map(
            (lens) =>
              new CodeLens(new Range(lens.line, 0, lens.line, 0), {
                title: lens.title,
                command: lens.command,
                arguments: [...lens.arguments],
              }),
          ),
      },
    ),
  ];
  return {
    show: async (name, text, { language, lenses = [] } = {}) => {
      const uri = Uri.from({ scheme: SCHEME, path: `/${name}` });
      texts.delete(uri.path);
      texts.set(uri.path, { text, lenses });
      for (const path of texts.keys()) {
        if (texts.size <= MOST) break;
        texts.delete(path);
      }
      changes.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document, { preview: true });
      if (language !== undefined) await optionalApis['languages.setTextDocumentLanguage']()?.(document, language);
    },
    dispose: () => {
      for (const registration of registrations) registration.dispose();
      changes.dispose();
    },
  };
}
