import { commands } from 'vscode';
import type { Clock } from '../base/clock.ts';
import { permissionsOfShown } from '../inventory/shownAccount.ts';
import type { ArrangeCommandParts } from '../ui/commands/arrange.ts';
import { allLists } from '../ui/commands/refresh.ts';
import { createRows, type Rows } from '../ui/commands/rows.ts';
import { createRunningList } from '../ui/commands/running/runningList.ts';
import { type CommandParts, commandTable, createCommandRunner } from '../ui/commands/table.ts';
import type { Log } from '../ui/editor/log.ts';
import { openAddress } from '../ui/editor/openAddress.ts';
import type { TextDocuments } from '../ui/editor/textDocuments.ts';
import type { Diagnose } from '../ui/records/diagnosisPage.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import type { PickParts } from '../ui/stop/pickTargets.ts';
import { profilesToSignIn } from '../ui/tree/rows/noteRow.ts';
import { labelOf, problemOf } from '../ui/tree/rows/treeItem.ts';
import type { Ongoing } from './ongoing.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pages } from './pages.ts';
import type { Prompts } from './prompts.ts';
import type { Views } from './views.ts';

/** What commands are made of. No command sees any of it whole: each group takes what it uses, and hands on to each of its commands what that uses. */
interface CommandWiring {
  readonly known: Pick<
    Knowledge,
    | ('aws' | 'settings' | 'guards' | 'demoCommands' | 'readLists')
    | ('inventory' | 'accounts' | 'scopes' | 'poller' | 'past' | 'daemons')
  >;
  readonly ongoing: Ongoing;
  readonly views: Pick<Views, 'tree' | 'running' | 'view' | 'selection' | 'quiet'>;
  readonly prompts: Pick<Prompts, 'stopFlow' | 'auditParts' | 'isProduction'>;
  readonly pages: Pick<Pages, 'detail' | 'showDaemon'>;
  readonly options: ViewOptions;
  readonly documents: TextDocuments;
  readonly records: RecordPages;
  readonly diagnose: Diagnose;
  readonly goTo: () => Promise<void>;
  readonly retryFailing: () => Promise<void>;
  /** The extension's own, as the editor read it. */
  readonly manifest: unknown;
  readonly clock: Clock;
  readonly log: Log;
  readonly onError: (error: unknown) => void;
}
/** Hands each group of commands what it works with; the result runs a command by its id. */
export function createCommands(wiring: CommandWiring): ReturnType<typeof createCommandRunner> {
  const { views, manifest, documents, log, onError } = wiring;
  const rows = createRows(views.tree);
  const pick = pickParts(wiring);
  return createCommandRunner({
    table: commandTable({
      ...stopGroup(wiring, { rows, pick, documents }),
      ...treeGroup(wiring, rows),
      ...listGroup(wiring, rows),
      ...runningGroup(wiring),
      ...profileGroup(wiring),
      ...laterGroup(wiring, rows),
      accessibilityHelp: { manifest, documents },
      showLog: () => log.show(),
    }),
    keyboardRows: (id) => views.selection.keyboardRows(id),
    showLog: () => log.show(),
    onError,
  });
}

/** What stops, and what is made instead of a stop: a command line, a policy, the answer whether AWS would allow it. */
function stopGroup(
  {
    known: { aws, settings, guards, inventory, accounts, scopes },
    ongoing: { stopping },
    views: { tree },
    prompts: { stopFlow, isProduction },
  }: {
    readonly known: Pick<Knowledge, 'aws' | 'settings' | 'guards' | 'inventory' | 'accounts' | 'scopes'>;
    readonly ongoing: Pick<Ongoing, 'stopping'>;
    readonly views: Pick<Views, 'tree'>;
    readonly prompts: Pick<Prompts, 'stopFlow' | 'isProduction'>;
  },
  { rows, pick, documents }: { readonly rows: Rows; readonly pick: PickParts; readonly documents: TextDocuments },
) {
  const { lastReasons } = stopping;
  return {
    emergencyStop: { pick, stopFlow, lastReasons, isProduction },
    stop: {
      ...{ rows, inventory, pick, stopFlow, lastReasons },
      forced: (ref) => stopping.follow.forced(ref, accounts.shown(ref.scope.profile)),
      isFiltered: () => tree.parts.arrangement.filter() !== undefined,
    },
    stopMatching: { rows, pick, stopFlow, tree: tree.parts },
    permission: { rows, pick, permissions: permissionsOfShown(aws.permissions, accounts), inventory, documents },
    cliCommand: { rows, inventory, guards },
    iamPolicy: { settings: settings.now, documents, scopes, accounts },
  } satisfies Partial<CommandParts>;
}

/** What the tree shows, and what is made of its rows. */
function treeGroup(
  {
    known: { inventory, accounts, scopes },
    views,
    pages: { detail, showDaemon },
    options,
    goTo,
  }: {
    readonly known: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes'>;
    readonly views: Pick<Views, 'tree' | 'running' | 'view'>;
    readonly pages: Pick<Pages, 'detail' | 'showDaemon'>;
    readonly options: ViewOptions;
    readonly goTo: () => Promise<void>;
  },
  rows: Rows,
) {
  const ofPages: CommandParts['inspect']['pages'] = {
    show: (ref) => detail.show(ref),
    openJson: (ref) => detail.openJson(ref),
    openDaemonJson: (ref) => detail.openDaemonJson(ref),
    showHiddenValue: () => detail.showHiddenValue(),
    showDaemon,
  };
  return {
    arrange: { rows, options, scopes, inventory, accounts, tree: shownTree(views) },
    copy: { rows, inventory, accounts, scopes, browse: openAddress },
    inspect: { rows, pages: ofPages },
    problems: { problemOf: (node) => problemOf(views.tree.parts, node) },
    goTo,
  } satisfies Partial<CommandParts>;
}

/** What has AWS read again. */
function listGroup(
  {
    known: { scopes, accounts, poller, past, daemons },
    retryFailing,
  }: {
    readonly known: Pick<Knowledge, 'scopes' | 'accounts' | 'poller' | 'past' | 'daemons'>;
    readonly retryFailing: () => Promise<void>;
  },
  rows: Rows,
) {
  return {
    refresh: { rows, scopes, accounts, retryFailing, lists: allLists(poller, [past, daemons]) },
  } satisfies Partial<CommandParts>;
}

/** The list behind the status bar. */
function runningGroup({
  known: { inventory, accounts, scopes, guards },
  ongoing: {
    stopping: { follow },
  },
  views: { tree, quiet },
  clock,
  onError,
}: {
  readonly known: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards'>;
  readonly ongoing: Pick<Ongoing, 'stopping'>;
  readonly views: Pick<Views, 'tree' | 'quiet'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}) {
  const waitingForSignIn = () => profilesToSignIn(tree.parts.coverage());
  const list = createRunningList({ inventory, accounts, scopes, follow, guards, waitingForSignIn });
  return { runningExperiments: { list, quietUntil: quiet.until, clock, onError } } satisfies Partial<CommandParts>;
}

/** Whose credentials are used, and where. */
function profileGroup({
  known: { aws, settings, scopes, demoCommands: demo },
  ongoing: { signIn },
  views: { tree },
  diagnose,
  records,
  clock,
}: {
  readonly known: Pick<Knowledge, 'aws' | 'settings' | 'scopes' | 'demoCommands'>;
  readonly ongoing: Pick<Ongoing, 'signIn'>;
  readonly views: Pick<Views, 'tree'>;
  readonly diagnose: Diagnose;
  readonly records: RecordPages;
  readonly clock: Clock;
}) {
  const { reads } = aws;
  return {
    profiles: { reads, settings: settings.now, clock, scopes },
    signIn: { scopes, waitingForSignIn: () => profilesToSignIn(tree.parts.coverage()), signIn },
    diagnose: { reads, settings: settings.now, diagnose, records },
    demo: {
      start: async () => {
        await demo.start();
        await commands.executeCommand('halt.resources.focus');
      },
      stop: () => demo.stop(),
    },
  } satisfies Partial<CommandParts>;
}

/** What is told later: what is watched, what was done, and for how long nothing is said. */
function laterGroup(
  {
    known: { inventory, daemons, accounts },
    ongoing: { stopping, watches },
    views: { quiet },
    prompts: { auditParts },
    records,
  }: {
    readonly known: Pick<Knowledge, 'inventory' | 'daemons' | 'accounts'>;
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly views: Pick<Views, 'quiet'>;
    readonly prompts: Pick<Prompts, 'auditParts'>;
    readonly records: RecordPages;
  },
  rows: Rows,
) {
  return {
    watch: { rows, inventory, daemons, accounts, watches },
    stopWatching: { rows, accounts, watches, follow: stopping.follow },
    quiet: { quiet },
    records: { ...auditParts, records },
  } satisfies Partial<CommandParts>;
}

function pickParts({
  known: { inventory, accounts, scopes, guards, readLists },
  ongoing: {
    stopping: { startable },
  },
  clock,
}: {
  readonly known: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards' | 'readLists'>;
  readonly ongoing: Pick<Ongoing, 'stopping'>;
  readonly clock: Clock;
}): PickParts {
  const from = { inventory, accounts, scopes: scopes.all, startable, guards };
  return { from, clock, listNow: readLists.listNow, waitedFor: scopes };
}

function shownTree({ tree, running, view }: Pick<Views, 'tree' | 'running' | 'view'>): ArrangeCommandParts['tree'] {
  return {
    counts: () => tree.counts(),
    labelOf: (node) => labelOf(tree.parts, node),
    loadMore: async (parent) => {
      if (parent === 'running') running.showMore();
      const next = await tree.showMore(parent);
      if (next) await view.reveal(next, { select: true, focus: true });
    },
  };
}
