import { type Disposable, Uri, type WebviewPanel, commands, env, l10n, window, workspace } from 'vscode';
import type { History } from '../../history/history.ts';
import { lastClockOffset } from '../../history/awsClock.ts';
import type { HistoryEntry } from '../../history/entry.ts';
import { reportedBy } from '../../history/facts.ts';
import type { AnswerSnapshots } from '../../history/snapshots.ts';
import type { Clock } from '../../base/clock.ts';
import type { Release } from '../../base/event.ts';
import { type TargetRef, refKey } from '../../model/resources/resource.ts';
import { shortId } from '../../model/resources/target.ts';
import { type HostMessage, type PanelMessage, parsePanelMessage } from '../../panel/protocol/messages.ts';
import type { Notice, PageModel, StateLook } from '../../panel/protocol/page.ts';
import { exportUri } from '../editor/exportUri.ts';
import { failureWords } from '../words/failures.ts';
import type { JsonDocuments } from './jsonDocuments.ts';
import { type PageAction, createLinks } from '../../pages/links.ts';
import type { Answer, ResourcePoller } from '../../pages/resourcePoller.ts';
import type { PageInput } from '../../pages/parts.ts';
import type { PageData } from '../../pages/pageData.ts';
import type { Destination } from '../../model/destination.ts';
import { panelHtml } from './panelHtml.ts';
import { panelStrings } from './panelStrings.ts';
import { showTabIcon } from './tabIcon.ts';
import { mention } from '../words/say.ts';

/** Where a scope leads: whose account, and by which endpoints. */
export interface ScopePlace {
  readonly account?: { readonly id?: string; readonly alias?: string };
  readonly destination?: Destination;
}

export interface PanelParts {
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly answers: ResourcePoller;
  readonly documents: JsonDocuments;
  readonly clock: Clock;
  readonly script: Uri;
  readonly style: Uri;
  readonly source: (ref: TargetRef, changed: () => void) => PageData;
  readonly place: (ref: TargetRef) => ScopePlace;
  readonly requestStop: (ref: TargetRef) => Promise<void>;
  readonly revealInTree: (ref: TargetRef) => Promise<void>;
  readonly show: (ref: TargetRef) => void;
  readonly instanceRef: (from: TargetRef, arn: string) => TargetRef | undefined;
  readonly report: (error: unknown) => void;
}

/** Updates that come together are drawn together. ms. */
const together = 50;

/**
 * The host's side of one resource's page. While the panel is seen, it follows the resource and sends what changed; while it is hidden, nothing is asked of AWS
 * and the page itself is gone: it is sent anew when it comes back.
 */
export function attachPanel(panel: WebviewPanel, ref: TargetRef, parts: PanelParts): Disposable {
  const { history, answers, clock } = parts;
  let links = createLinks();
  let ready = false;
  let sentJson: string | undefined;
  let shownLook: StateLook | undefined;
  let follow: Release | undefined;
  let cancelSend: Release | undefined;
  let disposed = false;

  const post = (message: HostMessage): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's postMessage takes no origin.
    void panel.webview.postMessage(message);
  };

  const changed = (): void => {
    if (disposed || !ready || cancelSend !== undefined) return;
    cancelSend = clock.after(together, () => {
      cancelSend = undefined;
      send();
    });
  };

  const source = parts.source(ref, changed);

  const send = (): void => {
    if (disposed || !ready || !panel.visible) return;
    const answer = answers.last(ref);
    source.take(answer);
    const nextLinks = createLinks();
    const model = pageModel(answer, nextLinks);
    links = nextLinks;
    panel.title = tabTitle(model.title);
    if (shownLook !== model.state.look) {
      shownLook = model.state.look;
      showTabIcon(panel, shownLook, Uri.joinPath(parts.style, '..'));
    }
    post({ type: 'page', page: model });
    if (answer.json !== undefined && answer.json !== sentJson) {
      sentJson = answer.json;
      post({ type: 'json', json: answer.json });
    }
  };

  const pageModel = (answer: Answer, pageLinks: ReturnType<typeof createLinks>): PageModel => {
    const place = placeOf(answer, parts.place(ref));
    const entries = history.of(ref);
    // Every time on the page is on one clock: AWS's, as far as it is known.
    const clockOffset = answer.clockOffset ?? offsetOf(answer, entries);
    const input: PageInput = {
      ref,
      ...(answer.json === undefined ? {} : { json: answer.json }),
      ...(answer.asOf === undefined ? {} : { asOf: answer.asOf + clockOffset }),
      gone: answer.gone,
      ...(place.account === undefined ? {} : { account: place.account }),
      ...(place.destination === undefined ? {} : { destination: place.destination }),
      notices: noticesOf(answer, pageLinks),
      history: entries,
      snapshots: parts.snapshots.of(ref),
      now: clock.now() + clockOffset,
      clockOffset,
      links: pageLinks,
      l10n,
      instanceRef: (arn) => parts.instanceRef(ref, arn),
    };
    return source.page(input, answer.target ?? history.lastSeen(ref)?.target);
  };

  const noticesOf = (answer: Answer, pageLinks: ReturnType<typeof createLinks>): Notice[] => {
    const notices: Notice[] = [];
    if (answer.failure !== undefined) {
      const { sentence, next } = failureWords(answer.failure, ref.scope);
      const button = { id: pageLinks.add({ type: 'refresh' }), label: l10n.t('Retry'), enabled: true };
      notices.push({ tone: 'error', text: `${sentence} ${next}`.trim(), button });
    }
    const problem = history.problem();
    if (problem !== undefined)
      notices.push({ tone: 'warning', text: l10n.t('The history is not being kept: {0}', problem) });
    return notices;
  };

  /** A seen page follows the resource; a hidden one is let go. */
  const attend = (): void => {
    if (panel.visible && !disposed) {
      follow ??= answers.follow(ref, changed);
    } else {
      follow?.();
      follow = undefined;
      ready = false;
      sentJson = undefined;
    }
  };

  const handlers: Record<PanelMessage['type'], (message: PanelMessage) => void | Promise<void>> = {
    ready: async () => {
      ready = true;
      sentJson = undefined;
      post({ type: 'start', strings: panelStrings(l10n), language: env.language });
      send();
      await Promise.all([history.load(), parts.snapshots.load()]);
      changed();
    },
    press: (message) => {
      const action = message.type === 'press' ? links.action(message.id) : undefined;
      return action === undefined ? undefined : act(action);
    },
    stop: () => parts.requestStop(ref),
    openJson: () => parts.documents.open({ type: 'live', ref }),
    copyJson: () => copy(answers.last(ref).json ?? ''),
    copy: (message) => (message.type === 'copy' ? copy(message.text) : undefined),
    compare: (message) =>
      message.type === 'compare'
        ? parts.documents.compare(
            { type: 'snapshot', ref, at: message.from },
            { type: 'snapshot', ref, at: message.to },
            l10n.t('{0}: two snapshots', shortId(ref)),
          )
        : undefined,
    export: (message) => (message.type === 'export' ? saveHistory(message.format) : undefined),
  };

  const act = async (action: PageAction): Promise<void> => {
    switch (action.type) {
      case 'open':
        await env.openExternal(Uri.parse(action.url, true));
        return;
      case 'reveal':
        return parts.revealInTree(action.ref);
      case 'show':
        parts.show(action.ref);
        return;
      case 'copy':
        return copy(action.text);
      case 'openTemplate':
        return parts.documents.open({ type: 'template', ref, id: action.templateId });
      case 'diffRevisions':
        return parts.documents.compare(
          { type: 'revision', ref, arn: action.from },
          { type: 'revision', ref, arn: action.to },
          l10n.t('{0}: source and target revision', shortId(ref)),
        );
      case 'moreTargets':
      case 'morePast':
        return source.more();
      case 'continueDeployment':
        // The command of the tree and the palette: it asks, plans and confirms like every other.
        await commands.executeCommand('halt.continueDeployment', ref);
        return;
      case 'refresh':
        await answers.refresh(ref);
        changed();
    }
  };

  const copy = async (text: string): Promise<void> => {
    await env.clipboard.writeText(text);
    mention(l10n.t('Copied.'), 2_000);
  };

  const saveHistory = async (format: 'json' | 'csv'): Promise<void> => {
    const content = format === 'json' ? history.exportJson(ref) : history.exportCsv(ref);
    const name = `${shortId(ref)}-history.${format}`.replaceAll(/[^\w.-]/g, '_');
    const target = await window.showSaveDialog({
      defaultUri: exportUri(name),
      filters: format === 'json' ? { JSON: ['json'] } : { CSV: ['csv'] },
      title: l10n.t('Export State History'),
    });
    if (target === undefined) return;
    await workspace.fs.writeFile(target, new TextEncoder().encode(content));
    await commands.executeCommand('vscode.open', target);
  };

  const receive = async (value: unknown): Promise<void> => {
    const message = parsePanelMessage(value);
    if (message === undefined) return;
    try {
      await handlers[message.type](message);
    } catch (error) {
      parts.report(error);
    }
  };

  const key = refKey(ref);
  const registrations: Disposable[] = [
    panel.webview.onDidReceiveMessage((value: unknown) => void receive(value)),
    panel.onDidChangeViewState(attend),
  ];
  const releaseHistory = history.onDidChange((refs) => {
    if (refs.some((each) => refKey(each) === key)) changed();
  });

  panel.webview.options = {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [parts.script, parts.style].map((file) => Uri.joinPath(file, '..')),
  };
  panel.webview.html = panelHtml({
    nonce: crypto.randomUUID(),
    cspSource: panel.webview.cspSource,
    script: panel.webview.asWebviewUri(parts.script).toString(),
    style: panel.webview.asWebviewUri(parts.style).toString(),
  });
  attend();

  return {
    dispose() {
      disposed = true;
      cancelSend?.();
      follow?.();
      releaseHistory();
      source.dispose();
      for (const registration of registrations) registration.dispose();
    },
  };
}

/** Of whom the answer is, whoever the profile has led to since. */
function placeOf({ account }: Answer, place: ScopePlace): ScopePlace {
  return account === undefined || account === place.account?.id ? place : { ...place, account: { id: account } };
}

/** What AWS reports has happened: where that lies in this machine's future, AWS's clock is ahead by at least so much. */
function offsetOf({ target, asOf }: Answer, entries: readonly HistoryEntry[]): number {
  const known = lastClockOffset(entries);
  if (target === undefined || asOf === undefined) return known;
  const ahead = Math.max(0, ...reportedBy(target).map(({ at }) => at - asOf));
  return Math.max(ahead, known);
}

function tabTitle(title: string): string {
  return title.length > 60 ? `${title.slice(0, 60)}…` : title;
}
