import { type Disposable, Uri, type WebviewPanel, env } from 'vscode';
import type { Release } from '../../base/event.ts';
import { type StoppableRef, refKey } from '../../model/resources/resource.ts';
import type { HostMessage } from '../../panel/protocol/messages.ts';
import type { Appearance } from '../../panel/protocol/page.ts';
import { createLinks } from '../../pages/links.ts';
import { handlePanelMessage } from './panelActions.ts';
import { showPanelHtml } from './showPanelHtml.ts';
import type { PanelParts } from './panelParts.ts';
import { panelPage } from './panelPage.ts';
import { sentenceLanguage, pageWords } from '../words/counted.ts';
import { panelStrings } from './panelStrings.ts';
import { showTabIcon } from './tabIcon.ts';
import { tabTitle } from './tabTitle.ts';
import { type MessageParts, takeMessage } from './takeMessage.ts';

/** Updates that come together are drawn together. ms. */
const TOGETHER = 50;

/**
 * The host's side of one resource's page. While the panel is seen, it follows the resource and sends what changed; while it is hidden, nothing is asked of AWS
 * and the page itself is gone: it is sent anew when it comes back.
 */
export function attachPanel(panel: WebviewPanel, ref: StoppableRef, parts: PanelParts): Disposable {
  const { facts, deeds, resources, files } = parts;
  const { history, snapshots, clock } = facts;
  let links = createLinks();
  let ready = false;
  let sentJson: string | undefined;
  let shownAppearance: Appearance | undefined;
  let unsubscribe: Release | undefined;
  let cancelSend: Release | undefined;
  let disposed = false;

  const post = (message: HostMessage): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's postMessage takes no origin.
    void panel.webview.postMessage(message);
  };

  const changed = (): void => {
    if (disposed || !ready || cancelSend !== undefined) return;
    cancelSend = clock.after(TOGETHER, () => {
      cancelSend = undefined;
      send();
    });
  };

  const source = parts.source(ref, changed);

  const send = (): void => {
    if (disposed || !ready || !panel.visible) return;
    const latest = resources.last(ref);
    source.take(latest);
    const nextLinks = createLinks();
    const model = panelPage(ref, facts, source, latest, nextLinks);
    links = nextLinks;
    panel.title = tabTitle(model.title);
    if (shownAppearance !== model.state.appearance) {
      shownAppearance = model.state.appearance;
      showTabIcon(panel, shownAppearance, Uri.joinPath(files.style, '..'));
    }
    post({ type: 'page', page: model });
    if (latest.json !== undefined && latest.json !== sentJson) {
      sentJson = latest.json;
      post({ type: 'json', json: latest.json });
    }
  };

  /** A seen page follows the resource; a hidden one is let go. */
  const attend = (): void => {
    if (panel.visible && !disposed) {
      unsubscribe ??= resources.subscribe(ref, changed);
    } else {
      unsubscribe?.();
      unsubscribe = undefined;
      ready = false;
      sentJson = undefined;
    }
  };

  const begin = async (): Promise<void> => {
    ready = true;
    sentJson = undefined;
    post({
      type: 'start',
      strings: panelStrings(pageWords),
      wordsLanguage: sentenceLanguage(),
      language: env.language,
    });
    send();
    await Promise.all([history.load(), snapshots.load()]);
    changed();
  };
  const actions = { ref, deeds, action: (id: string) => links.action(id), more: () => source.more(), changed };

  const { sayFailed, onError } = parts;
  const handle: MessageParts['handle'] = (message) => handlePanelMessage(actions, message);

  const key = refKey(ref);
  const registrations: Disposable[] = [
    panel.webview.onDidReceiveMessage(
      (value: unknown) => void takeMessage({ begin, handle, sayFailed, onError }, value),
    ),
    panel.onDidChangeViewState(attend),
  ];
  const releases = [
    history.onDidChange((refs) => {
      if (refs.some((each) => refKey(each) === key)) changed();
    }),
    parts.onDidChangePlaces(changed),
  ];

  showPanelHtml(panel, files);
  attend();

  return {
    dispose() {
      disposed = true;
      cancelSend?.();
      unsubscribe?.();
      for (const release of releases) release();
      source.dispose();
      for (const registration of registrations) registration.dispose();
    },
  };
}
