import {
  type Disposable,
  EventEmitter,
  languages,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';

const scheme = 'halt-text';
/** Enough for what a person may have open; the oldest goes first. */
const most = 40;

/** Read-only documents that Halt writes: whole plans, results, the audit log. Kept for the life of the window. */
export interface Documents extends Disposable {
  /** Opens the text beside nothing, as a preview; the same name again replaces what it showed. */
  show(name: string, text: string, language?: string): Promise<void>;
}

export function createDocuments(): Documents {
  const texts = new Map<string, string>();
  const changes = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changes.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  };
  const registration = workspace.registerTextDocumentContentProvider(scheme, provider);
  return {
    show: async (name, text, language) => {
      const uri = Uri.from({ scheme, path: `/${name}` });
      texts.delete(uri.path);
      texts.set(uri.path, text);
      for (const path of texts.keys()) {
        if (texts.size <= most) break;
        texts.delete(path);
      }
      changes.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document, { preview: true });
      if (language !== undefined) await languages.setTextDocumentLanguage(document, language);
    },
    dispose: () => {
      registration.dispose();
      changes.dispose();
    },
  };
}
