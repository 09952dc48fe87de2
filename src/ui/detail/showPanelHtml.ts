import { Uri, type WebviewPanel } from 'vscode';
import { panelHtml } from './panelHtml.ts';

/** Puts the page's script and style into a panel, and lets it read nothing else. */
export function showPanelHtml(panel: WebviewPanel, files: { readonly script: Uri; readonly style: Uri }): void {
  const { script, style } = files;
  const { webview } = panel;
  webview.options = {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [script, style].map((file) => Uri.joinPath(file, '..')),
  };
  webview.html = panelHtml({
    nonce: crypto.randomUUID(),
    cspSource: webview.cspSource,
    script: webview.asWebviewUri(script).toString(),
    style: webview.asWebviewUri(style).toString(),
  });
}
