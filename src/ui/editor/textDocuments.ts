import { type Disposable, EventEmitter, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode';
import { optionalApis } from './optionalApis.ts';

const SCHEME = 'halt-text';
/** Enough for what a person may have open; the oldest goes first. */
const MOST = 40;

/** Read-only documents that Halt writes: an IAM policy, what a check of a permission answered, the help on accessibility. Kept for the life of the window. */
export interface TextDocuments extends Disposable {
  /** Opens the text as a preview; the same name again replaces what it showed. */
  show(name: string, text: string, options?: { readonly language?: string }): Promise<void>;
}

/** Registers the scheme of these documents, until it is disposed. */
export function createTextDocuments(): TextDocuments {
  const texts = new Map<string, string>();
  const changes = new EventEmitter<Uri>();
  const provider: TextDocumentContentProvider = {
    onDidChange: changes.event,
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  };
  const registrations = [workspace.registerTextDocumentContentProvider(SCHEME, provider)];
  return {
    show: async (name, text, { language } = {}) => {
      const uri = Uri.from({ scheme: SCHEME, path: `/${name}` });
      texts.delete(uri.path);
      texts.set(uri.path, text);
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
