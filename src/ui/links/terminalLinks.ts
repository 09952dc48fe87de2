import { type Disposable, l10n, type TerminalLink, type TerminalLinkProvider } from 'vscode';
import { optionalApis, registerWith } from '../editor/optionalApis.ts';
import { referencesIn } from './haltLink.ts';

interface NamedLink extends TerminalLink {
  readonly text: string;
}

/** Makes links of ids and ARNs in the terminal, where the editor has such. `open` opens a page. */
export function registerTerminalLinks(open: (text: string) => Promise<void>): readonly Disposable[] {
  const provider: TerminalLinkProvider<NamedLink> = {
    provideTerminalLinks: ({ line }) =>
      referencesIn(line).map(({ start, text }) => ({
        startIndex: start,
        length: text.length,
        text,
        tooltip: l10n.t('Show in Halt'),
      })),
    handleTerminalLink: ({ text }) => open(text),
  };
  return registerWith(optionalApis['window.registerTerminalLinkProvider'](), provider);
}
