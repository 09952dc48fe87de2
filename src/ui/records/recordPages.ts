import { commands, type Disposable, env, l10n, Uri, ViewColumn, type WebviewPanel, window, workspace } from 'vscode';
import type { Release } from '../../base/event.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { HostMessage } from '../../panel/protocol/messages.ts';
import type { Button, PageModel } from '../../panel/protocol/page.ts';
import { DETAIL_VIEW_TYPE } from '../editor/viewTypes.ts';
import { showPanelHtml } from '../detail/showPanelHtml.ts';
import { sentenceLanguage, pageWords } from '../words/counted.ts';
import { panelStrings } from '../detail/panelStrings.ts';
import { showTabIcon } from '../detail/tabIcon.ts';
import { tabTitle } from '../detail/tabTitle.ts';
import { type MessageParts, takeMessage } from '../detail/takeMessage.ts';
import { pageMarkdown } from '../../pages/pageMarkdown.ts';
import { exportUri } from '../editor/exportUri.ts';
import type { OnPress, RecordSource } from './recordSource.ts';
import { wireResourceLinks } from './resourceLinks.ts';
import { copyText } from '../editor/copyText.ts';

/** The open pages of plans, results and the audit log, one for each id. */
export interface RecordPages extends Disposable {
  show(source: RecordSource): void;
  /** Closes the page that has this id, if it is open. */
  close(id: string): void;
  /** Draws what is open and seen again: something has changed. */
  refresh(): void;
  /** Takes over a panel that the editor kept over a reload. */
  restore(panel: WebviewPanel, source: RecordSource): void;
}

export interface RecordPagesParts {
  readonly extensionUri: Uri;
  /** Calls back when a stop was answered or has ended. */
  readonly onChange: (listener: () => void) => Release;
  /** Shows a target's row in the tree, or says why there is none. */
  readonly revealInTree: (ref: TargetRef) => Promise<void>;
  /** Says that what a person asked for on a page failed. */
  readonly sayFailed: (error: unknown) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** The pages of what Halt plans, did and keeps: the panels of the detail pages, each in a tab of its own. */
export function createRecordPages(options: RecordPagesParts): RecordPages {
  const open = new Map<string, OpenRecord>();
  const refresh = (): void => {
    for (const record of open.values()) record.refresh();
  };
  const adopt = (panel: WebviewPanel, source: RecordSource): void => {
    const record = attachRecord(panel, source, options);
    open.set(source.id, record);
    panel.onDidDispose(() => {
      record.dispose();
      if (open.get(source.id) === record) open.delete(source.id);
    });
  };
  const release = options.onChange(refresh);
  return {
    show(source) {
      const record = open.get(source.id);
      if (record !== undefined) {
        record.panel.reveal();
        record.refresh();
        return;
      }
      const settings = { enableScripts: true, retainContextWhenHidden: false };
      adopt(window.createWebviewPanel(DETAIL_VIEW_TYPE, l10n.t('Halt'), ViewColumn.Active, settings), source);
    },
    close(id) {
      const record = open.get(id);
      open.delete(id);
      record?.panel.dispose();
    },
    refresh,
    restore(panel, source) {
      if (open.has(source.id)) panel.dispose();
      else adopt(panel, source);
    },
    dispose() {
      release();
      for (const record of open.values()) record.dispose();
      open.clear();
    },
  };
}

interface OpenRecord extends Disposable {
  readonly panel: WebviewPanel;
  refresh(): void;
}

function attachRecord(
  panel: WebviewPanel,
  source: RecordSource,
  { extensionUri, revealInTree, sayFailed, onError }: Omit<RecordPagesParts, 'onChange'>,
): OpenRecord {
  const script = Uri.joinPath(extensionUri, 'dist', 'panel', 'panel.js');
  const style = Uri.joinPath(extensionUri, 'media', 'panel.css');
  let actions = new Map<string, () => unknown>();
  let ready = false;
  let disposed = false;
  let drawing: Promise<void> = Promise.resolve();

  const post = (message: HostMessage): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's postMessage takes no origin.
    void panel.webview.postMessage(message);
  };
  const draw = async (): Promise<void> => {
    const wanted = (): boolean => ready && !disposed && panel.visible;
    if (!wanted()) return;
    const next = new Map<string, () => unknown>();
    const onPress: OnPress = (id, act) => {
      next.set(id, act);
      return id;
    };
    const page = await source.draw(onPress);
    if (!wanted()) return;
    wireResourceLinks(page, onPress, revealInTree);
    const copy: Button = {
      id: onPress('copyMarkdown', () => copyMarkdown(source, page)),
      label: l10n.t('Copy as Markdown'),
      enabled: true,
    };
    const save: Button = { id: onPress('export', () => saveRecord(source)), label: l10n.t('Export…'), enabled: true };
    actions = next;
    panel.title = tabTitle(page.title, 200);
    showTabIcon(panel, page.state.appearance, Uri.joinPath(extensionUri, 'media'));
    post({ type: 'page', page: { ...page, buttons: [...page.buttons, copy, save] } });
  };
  const refresh = (): void => {
    drawing = drawing.then(draw).catch(onError);
  };
  let unsee: Release | undefined;
  const see = (): void => {
    unsee ??= source.whileSeen?.(refresh);
  };
  const leave = (): void => {
    unsee?.();
    unsee = undefined;
  };
  const begin = (): void => {
    ready = true;
    post({
      type: 'start',
      strings: panelStrings(pageWords),
      wordsLanguage: sentenceLanguage(),
      language: env.language,
    });
    refresh();
    see();
  };
  const handle: MessageParts['handle'] = async (message) => {
    if (message.type === 'press') {
      await actions.get(message.id)?.();
      refresh();
    } else if (message.type === 'copy') await env.clipboard.writeText(message.text);
  };
  const registrations: Disposable[] = [
    panel.webview.onDidReceiveMessage(
      (value: unknown) => void takeMessage({ begin, handle, sayFailed, onError }, value),
    ),
    panel.onDidChangeViewState(() => {
      // A hidden page is gone, and says `ready` when it comes back.
      if (!panel.visible) {
        ready = false;
        leave();
      }
      refresh();
    }),
  ];
  showPanelHtml(panel, { script, style });
  return {
    panel,
    refresh,
    dispose() {
      disposed = true;
      leave();
      for (const registration of registrations) registration.dispose();
    },
  };
}

async function copyMarkdown(source: RecordSource, page: PageModel): Promise<void> {
  await copyText(source.markdown === undefined ? pageMarkdown(page) : await source.markdown());
}

async function saveRecord(source: RecordSource): Promise<void> {
  const target = await window.showSaveDialog({
    defaultUri: exportUri(source.fileName),
    filters: { JSON: ['json'] },
    saveLabel: l10n.t('Export'),
    title: l10n.t('Export'),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(await source.exported()));
  await commands.executeCommand('vscode.open', target);
}
