import {
  EventEmitter,
  type Disposable,
  Hover,
  type TextEditor,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  commands,
  l10n,
  window,
  workspace,
} from 'vscode';
import { savedTime } from '../../model/savedState.ts';
import * as v from 'valibot';
import type { AnswerSnapshots } from '../../history/snapshots.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { Release } from '../../base/event.ts';
import { daemonRefSchema, stoppableRefSchema } from '../../model/resources/resource.ts';
import { daemonNames } from '../../model/resources/daemon.ts';
import { shortId } from '../../model/resources/target.ts';
import { whoseOf } from '../../model/sight.ts';
import { parseJson } from '../../base/untrusted.ts';
import { formatJson } from '../../base/jsonLines.ts';
import { failureText } from '../words/failures.ts';
import { optionalApis, registerWith } from '../editor/optionalApis.ts';
import type { FailureOrigin } from '../words/failureSentence.ts';
import { complain } from '../words/say.ts';
import { createRevisionTexts, type RevisionTexts } from './revisionTexts.ts';
import { tabTitle } from './tabTitle.ts';
import { afterDaemonRead, daemonJson, reasonUnread, unaskedDaemon } from '../../pages/daemon/latestDaemons.ts';
import type { ResourcePoller } from '../../pages/resourcePoller.ts';
import { savedOwner, savedOwnerSchema } from '../../model/resources/savedPage.ts';

/**
 * What a read-only document shows. All of it stands in the document's address, by which VS Code opens the document again after a reload. Anybody can make up such an address, so its content is
 * validated.
 */
const jsonSource = v.variant('type', [
  /** The newest answer, for as long as the document is seen; `owner`: whose it was when it was opened. */
  v.object({ type: v.literal('live'), ref: stoppableRefSchema, owner: v.exactOptional(savedOwnerSchema) }),
  v.object({ type: v.literal('snapshot'), ref: stoppableRefSchema, at: savedTime }),
  v.object({ type: v.literal('revision'), ref: stoppableRefSchema, arn: v.string() }),
  v.object({ type: v.literal('template'), ref: stoppableRefSchema, id: v.string() }),
  /** The newest answer about a managed daemon, read again whenever it is opened. */
  v.object({ type: v.literal('daemon'), daemon: daemonRefSchema }),
]);
/** What a document shows, as its address has it: plain data that survives a reload. */
export type JsonSource = Readonly<v.InferOutput<typeof jsonSource>>;

const JSON_SCHEME = 'halt-json';

/** What AWS answered, as documents that are read in the editor and can't be changed. */
export interface JsonDocuments extends Disposable {
  open(source: JsonSource): Promise<void>;
  compare(before: JsonSource, after: JsonSource, title: string): Promise<void>;
  /** Shows the one hidden value on the line of the cursor, in each open document that has it, until they are closed. False where there is none. */
  showHiddenValue(): Promise<boolean>;
}

/** Read-only JSON documents in the editor. */
export function createJsonDocuments(options: {
  readonly reads: AwsReads;
  readonly resources: ResourcePoller;
  readonly snapshots: AnswerSnapshots;
}): JsonDocuments {
  const { reads, resources, snapshots } = options;
  const changes = new EventEmitter<Uri>();
  const abort = new AbortController();

  const revisions = createRevisionTexts((address) => changes.fire(Uri.parse(address, true)));
  /** The addresses of templates that show why they can't be read. */
  const unreadTemplates = new Set<string>();
  const showsFailure = (address: string): boolean => unreadTemplates.has(address) || revisions.lacks(address);

  const contentOf = async (source: JsonSource, address: string): Promise<string> => {
    switch (source.type) {
      case 'live': {
        const { ref, owner } = source;
        if (owner !== undefined) resources.keepOwner(ref, whoseOf(owner));
        const last = resources.last(ref);
        const latest = last.json === undefined ? await resources.refresh(ref) : last;
        if (latest.json !== undefined) return formatJson(latest.json);
        if (latest.gone) return l10n.t('{0} no longer exists in AWS.', ref.id);
        return latest.failure === undefined ? '' : failureText(latest.failure, ref.scope);
      }
      case 'snapshot': {
        const snapshot = snapshots.of(source.ref).find(({ at }) => at === source.at);
        return snapshot === undefined ? l10n.t('This answer is no longer kept.') : formatJson(snapshot.json);
      }
      case 'template': {
        const outcome = await reads.experimentTemplate(source.ref.scope, source.id, abort.signal);
        if (outcome.ok) unreadTemplates.delete(address);
        else unreadTemplates.add(address);
        return outcome.ok ? formatJson(outcome.value) : failureText(outcome.failure, source.ref.scope);
      }
      case 'revision':
        return revisions.text(address, {
          read: (asked) => reads.wholeRevision(source.ref.scope, source.arn, asked, abort.signal),
          sentence: (failure) => failureText(failure, source.ref.scope),
        });
      case 'daemon': {
        const { scope, id } = source.daemon;
        const read = await reads.wholeDaemon(scope, id, abort.signal);
        const latest = afterDaemonRead(unaskedDaemon(source.daemon), read);
        const [json, reason] = [daemonJson(latest), reasonUnread(latest)];
        if (json !== undefined) return formatJson(json);
        return reason === undefined ? l10n.t('can’t be read') : failureText(reason, scope);
      }
    }
  };

  const provider: TextDocumentContentProvider = {
    onDidChange: changes.event,
    provideTextDocumentContent(uri) {
      const source = sourceOf(uri);
      return source === undefined ? '' : contentOf(source, uri.toString());
    },
  };

  const readFailed = (sources: readonly JsonSource[]): void => {
    for (const uri of sources.map(uriOf)) if (showsFailure(uri.toString())) changes.fire(uri);
  };

  const registrations = [
    workspace.registerTextDocumentContentProvider(JSON_SCHEME, provider),
    subscribeSeen(resources, (uri) => changes.fire(uri)),
    whenComeBackTo(showsFailure, (uri) => changes.fire(uri)),
    workspace.onDidCloseTextDocument(({ uri }) => {
      const address = uri.toString();
      revisions.close(address);
      unreadTemplates.delete(address);
    }),
    ...registerWith(
      optionalApis['languages.registerHoverProvider'](),
      { scheme: JSON_SCHEME },
      {
        provideHover: (document, { line }) =>
          hiddenAt(document, line) === undefined
            ? undefined
            : new Hover(
                l10n.t('Hidden, as it may be a secret. “Show Hidden Value” in the context menu shows this one.'),
              ),
      },
    ),
  ];

  return {
    async open(asked) {
      const source = asked.type === 'live' ? { ...asked, ...savedOwner(resources.ownerOf(asked.ref)) } : asked;
      readFailed([source]);
      if (source.type === 'daemon') changes.fire(uriOf(source));
      const document = await workspace.openTextDocument(uriOf(source));
      await window.showTextDocument(document, { preview: false });
    },
    async compare(before, after, title) {
      readFailed([before, after]);
      await commands.executeCommand('vscode.diff', uriOf(before), uriOf(after), tabTitle(title, 200));
    },
    async showHiddenValue() {
      const editor = window.activeTextEditor;
      const line = editor && onlyLine(editor);
      const mark = editor && line !== undefined ? hiddenAt(editor.document, line) : undefined;
      const source = editor && sourceOf(editor.document.uri);
      if (mark === undefined || source?.type !== 'revision') return false;
      await revealOrSay(revisions, mark, source.ref.scope);
      return true;
    },
    dispose() {
      abort.abort();
      for (const registration of registrations) registration.dispose();
      changes.dispose();
    },
  };
}

/** Calls `changed` for a document that shows the newest answer, when there is another one. A document that nobody sees costs nothing. */
function subscribeSeen(resources: ResourcePoller, changed: (uri: Uri) => void): Disposable {
  const subscribed = new Map<string, Release>();
  const listening = window.onDidChangeVisibleTextEditors(() => {
    const visible = new Map(
      window.visibleTextEditors.flatMap(({ document: { uri } }) => {
        const source = uri.scheme === JSON_SCHEME ? sourceOf(uri) : undefined;
        return source?.type === 'live' ? [[uri.toString(), { uri, ref: source.ref }] as const] : [];
      }),
    );
    for (const [key, release] of subscribed) {
      if (visible.has(key)) continue;
      release();
      subscribed.delete(key);
    }
    for (const [key, { uri, ref }] of visible) {
      if (subscribed.has(key)) continue;
      let shown = resources.last(ref).json;
      const compare = (): void => {
        const { json } = resources.last(ref);
        if (json === shown) return;
        shown = json;
        changed(uri);
      };
      subscribed.set(key, resources.subscribe(ref, compare));
    }
  });
  return {
    dispose: () => {
      listening.dispose();
      for (const release of subscribed.values()) release();
      subscribed.clear();
    },
  };
}

/** Calls `again` for a document that shows a failure, when somebody comes back to it. */
function whenComeBackTo(showsFailure: (address: string) => boolean, again: (uri: Uri) => void): Disposable {
  const left = new Set<string>();
  return window.onDidChangeVisibleTextEditors((editors) => {
    const seen = new Set(editors.map(({ document }) => document.uri.toString()));
    const failing = workspace.textDocuments.filter(({ uri }) => showsFailure(uri.toString()));
    const addresses = new Set(failing.map(({ uri }) => uri.toString()));
    for (const address of left) if (!addresses.has(address)) left.delete(address);
    for (const { uri } of failing) {
      const address = uri.toString();
      if (!seen.has(address)) left.add(address);
      else if (left.delete(address)) again(uri);
    }
  });
}

/** Shows a value; where it can't be read, says why, and tries again when that is wanted. */
async function revealOrSay(revisions: RevisionTexts, mark: string, place: FailureOrigin): Promise<void> {
  const failure = await revisions.reveal(mark);
  if (failure === undefined) return;
  const again = l10n.t('Try Again');
  const said = await complain(l10n.t('The value is still hidden. {0}', failureText(failure, place)), again);
  if (said === again) await revealOrSay(revisions, mark, place);
}

/** The whole line of a value that is not shown, but for its member's name. */
const HIDDEN_VALUE = /"(\(hidden [0-9a-f]{8}\))",?$/;

/** What stands for the hidden value on a line of a revision's document. */
function hiddenAt(document: TextDocument, line: number): string | undefined {
  const { uri } = document;
  if (uri.scheme !== JSON_SCHEME || sourceOf(uri)?.type !== 'revision') return undefined;
  return HIDDEN_VALUE.exec(document.lineAt(line).text)?.[1];
}

/** The path is what the editor's tab is called, and what makes the editor know the language. */
function uriOf(source: JsonSource): Uri {
  return Uri.from({ scheme: JSON_SCHEME, path: `/${nameOf(source)}.json`, query: JSON.stringify(source) });
}

function nameOf(source: JsonSource): string {
  const name = (() => {
    switch (source.type) {
      case 'live':
        return shortId(source.ref);
      case 'snapshot':
        return `${shortId(source.ref)} ${new Date(source.at).toISOString().replaceAll(':', '.')}`;
      case 'revision':
        return source.arn.slice(source.arn.lastIndexOf('/') + 1);
      case 'template':
        return source.id;
      case 'daemon':
        return daemonNames(source.daemon.id).name;
    }
  })();
  return name.replaceAll(/[^\w. -]/g, '_');
}

function sourceOf(uri: Uri): JsonSource | undefined {
  const source = v.safeParse(jsonSource, parseJson(uri.query));
  return source.success ? source.output : undefined;
}

/** A click with the right button inside of a selection leaves the cursor at its end: on one line there is no doubt which is meant. */
function onlyLine({ selections, selection }: TextEditor): number | undefined {
  return selections.length === 1 && selection.isSingleLine ? selection.active.line : undefined;
}
