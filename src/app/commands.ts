import { commands, type TreeView } from 'vscode';
import type { LazyAws } from '../aws/worker/lazyAws.ts';
import type { Clock } from '../base/clock.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import type { Quiet } from '../news/quiet.ts';
import type { Watches } from '../news/watches.ts';
import type { Stopping } from '../stopping/stopping.ts';
import type { ArrangeCommandParts } from '../ui/commands/arrange.ts';
import type { InspectCommandParts } from '../ui/commands/inspect.ts';
import { permissionsOfShown } from '../inventory/shownAccount.ts';
import { createRunningList } from '../ui/commands/runningList.ts';
import { allLists } from '../ui/commands/refresh.ts';
import { createRows, type Rows } from '../ui/commands/rows.ts';
import { type CommandParts, commandTable, createCommandRunner } from '../ui/commands/table.ts';
import type { Log } from '../ui/editor/log.ts';
import type { TextDocuments } from '../ui/editor/textDocuments.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { AuditParts } from '../ui/records/auditSource.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import { openAddress } from '../ui/editor/openAddress.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { Diagnose } from '../ui/records/diagnosisPage.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Settings } from '../ui/settings/settings.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import type { PickParts } from '../ui/stop/pickTargets.ts';
import type { StopFlow } from '../ui/stop/stopFlow.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import { labelOf, problemOf } from '../ui/tree/rows/treeItem.ts';
import { profilesToSignIn } from '../ui/tree/rows/noteRow.ts';
import type { RunningTree } from '../ui/tree/runningTree.ts';
import { createIsProduction } from './isProduction.ts';
import type { ReadLists } from './readLists.ts';
import type { ViewSelection } from '../ui/tree/viewSelection.ts';

/** Everything that is there once Halt has been constructed. No command sees it: each group is handed what it uses. */
export interface CommandWiring {
  readonly aws: LazyAws;
  readonly log: Log;
  readonly demo: { readonly start: () => Promise<void>; readonly stop: () => Promise<void> };
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly scopes: Scopes;
  readonly poller: Poller;
  readonly past: PastDeploymentStore;
  readonly daemons: DaemonStore;
  readonly clock: Clock;
  readonly readLists: ReadLists;
  readonly retryFailing: () => Promise<void>;
  readonly tree: ResourceTree;
  readonly running: RunningTree;
  readonly view: TreeView<Node>;
  readonly selection: ViewSelection;
  readonly options: ViewOptions;
  readonly documents: TextDocuments;
  /** The extension's own, as the editor read it. */
  readonly manifest: unknown;
  readonly records: RecordPages;
  readonly auditParts: AuditParts;
  readonly diagnose: Diagnose;
  readonly pages: InspectCommandParts['pages'];
  readonly settings: () => Settings;
  readonly stopping: Stopping;
  readonly stopFlow: StopFlow;
  readonly quiet: Quiet;
  readonly watches: Watches;
  /** Renews what a profile needs; whether that is done. */
  readonly signIn: (profile: string) => Promise<boolean>;
  readonly goTo: () => Promise<void>;
  readonly guards: AskedGuards;
  readonly onError: (error: unknown) => void;
}

/** Hands each group of commands what it works with; the result runs a command by its id. */
export function createCommands(wiring: CommandWiring): ReturnType<typeof createCommandRunner> {
  const { log, onError } = wiring;
  const rows = createRows(wiring.tree);
  const pick = pickParts(wiring);
  return createCommandRunner({
    table: commandTable({
      ...stopGroups(wiring, { rows, pick }),
      ...treeGroups(wiring, rows),
      ...runningGroup(wiring),
      ...profileGroups(wiring),
      ...laterGroups(wiring, rows),
      accessibilityHelp: { manifest: wiring.manifest, documents: wiring.documents },
    }),
    keyboardRows: (id) => wiring.selection.keyboardRows(id),
    showLog: () => log.show(),
    onError,
  });
}

/** What stops, and what is made instead of a stop: a command line, a policy, the answer whether AWS would allow it. */
function stopGroups(
  wiring: Pick<
    CommandWiring,
    'aws' | 'inventory' | 'guards' | 'stopping' | 'stopFlow' | 'tree' | 'settings' | 'documents' | 'scopes' | 'accounts'
  >,
  { rows, pick }: { readonly rows: Rows; readonly pick: PickParts },
) {
  const { inventory, accounts, stopFlow, documents } = wiring;
  const { lastReasons } = wiring.stopping;
  return {
    emergencyStop: {
      pick,
      stopFlow,
      lastReasons,
      isProduction: createIsProduction(wiring.guards, { inventory, accounts }),
    },
    stop: { rows, inventory, pick, stopFlow, lastReasons },
    stopMatching: { rows, pick, stopFlow, tree: wiring.tree.parts },
    permission: { rows, pick, permissions: permissionsOfShown(wiring.aws.permissions, accounts), inventory, documents },
    cliCommand: { rows, inventory, guards: wiring.guards },
    iamPolicy: { settings: wiring.settings, documents, scopes: wiring.scopes, accounts: wiring.accounts },
  } satisfies Partial<CommandParts>;
}

/** What the tree shows, and what is made of its rows. */
function treeGroups(
  wiring: Pick<
    CommandWiring,
    | ('tree' | 'running' | 'view' | 'options' | 'pages' | 'goTo')
    | ('inventory' | 'accounts' | 'scopes' | 'poller' | 'past' | 'daemons' | 'retryFailing')
  >,
  rows: Rows,
) {
  const { inventory, accounts, scopes, tree } = wiring;
  return {
    arrange: { rows, options: wiring.options, scopes, inventory, accounts, tree: shownTree(wiring) },
    copy: { rows, inventory, accounts, scopes, browse: openAddress },
    inspect: { rows, pages: wiring.pages },
    problems: { problemOf: (node) => problemOf(tree.parts, node) },
    goTo: wiring.goTo,
    refresh: {
      rows,
      scopes,
      accounts,
      retryFailing: wiring.retryFailing,
      lists: allLists(wiring.poller, [wiring.past, wiring.daemons]),
    },
  } satisfies Partial<CommandParts>;
}

/** The list behind the status bar. */
function runningGroup({
  stopping: { follow },
  quiet,
  tree,
  ...wiring
}: Pick<
  CommandWiring,
  'inventory' | 'accounts' | 'scopes' | 'guards' | 'stopping' | 'quiet' | 'tree' | 'clock' | 'onError'
>) {
  const { inventory, accounts, scopes, guards, clock, onError } = wiring;
  const list = createRunningList({
    inventory,
    accounts,
    scopes,
    follow,
    guards,
    waitingForSignIn: () => waitingForSignIn(tree),
  });
  return { runningExperiments: { list, quietUntil: quiet.until, clock, onError } } satisfies Partial<CommandParts>;
}

/** Whose credentials are used, and where. */
function profileGroups({
  aws: { reads },
  settings,
  ...wiring
}: Pick<CommandWiring, 'aws' | 'settings' | 'clock' | 'scopes' | 'tree' | 'signIn' | 'diagnose' | 'records' | 'demo'>) {
  const { scopes, demo } = wiring;
  return {
    profiles: { reads, settings, clock: wiring.clock, scopes },
    signIn: { scopes, waitingForSignIn: () => waitingForSignIn(wiring.tree), signIn: wiring.signIn },
    diagnose: { reads, settings, diagnose: wiring.diagnose, records: wiring.records },
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
function laterGroups(
  wiring: Pick<
    CommandWiring,
    'inventory' | 'daemons' | 'accounts' | 'watches' | 'stopping' | 'quiet' | 'records' | 'auditParts' | 'log'
  >,
  rows: Rows,
) {
  const { inventory, daemons, accounts, watches, quiet, records, log } = wiring;
  const { follow } = wiring.stopping;
  return {
    watch: { rows, inventory, daemons, accounts, watches },
    stopWatching: { rows, accounts, watches, follow },
    quiet: { quiet },
    records: { ...wiring.auditParts, records },
    showLog: () => log.show(),
  } satisfies Partial<CommandParts>;
}

const waitingForSignIn = (tree: Pick<ResourceTree, 'parts'>): readonly string[] =>
  profilesToSignIn(tree.parts.coverage());

function pickParts({
  inventory,
  accounts,
  scopes,
  clock,
  stopping,
  guards,
  readLists,
}: Pick<
  CommandWiring,
  'inventory' | 'accounts' | 'scopes' | 'clock' | 'stopping' | 'guards' | 'readLists'
>): PickParts {
  return {
    from: { inventory, accounts, scopes: scopes.all, startable: stopping.startable, guards },
    clock,
    listNow: readLists.listNow,
  };
}

function shownTree({
  tree,
  running,
  view,
}: Pick<CommandWiring, 'tree' | 'running' | 'view'>): ArrangeCommandParts['tree'] {
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
