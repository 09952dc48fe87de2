import { within } from '../base/within.ts';
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
import { heldTags } from '../inventory/heldFacts.ts';
import { createRunningList } from '../ui/commands/runningList.ts';
import { allLists } from '../ui/commands/refresh.ts';
import { createRows } from '../ui/commands/rows.ts';
import { commandTable, createCommandRunner } from '../ui/commands/table.ts';
import type { Log } from '../ui/editor/log.ts';
import type { TextDocuments } from '../ui/editor/textDocuments.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { RecordPages } from '../ui/records/recordPages.ts';
import { renewSignIn } from './renewSignIn.ts';
import { openAddress } from '../ui/editor/openAddress.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { Diagnose } from '../ui/records/diagnosisPage.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Settings } from '../ui/settings/settings.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import { listNow } from '../ui/stop/listNow.ts';
import type { PickParts } from '../ui/stop/pickTargets.ts';
import type { StopFlow } from '../ui/stop/stopFlow.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import { labelOf, problemOf } from '../ui/tree/rows/treeItem.ts';
import { profilesToSignIn } from '../ui/tree/rows/noteRow.ts';
import type { RunningTree } from '../ui/tree/runningTree.ts';
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
  readonly diagnose: Diagnose;
  readonly pages: InspectCommandParts['pages'];
  readonly settings: () => Settings;
  readonly stopping: Stopping;
  readonly stopFlow: StopFlow;
  readonly quiet: Quiet;
  readonly watches: Watches;
  readonly goTo: () => Promise<void>;
  readonly guards: AskedGuards;
  readonly onError: (error: unknown) => void;
}

/** Hands each group of commands what it works with; the result runs a command by its id. */
export function createCommands(wiring: CommandWiring): ReturnType<typeof createCommandRunner> {
  const { inventory, accounts, scopes, poller, documents, stopping, settings, log, demo } = wiring;
  const rows = createRows(wiring.tree);
  const pick = pickParts(wiring);
  return createCommandRunner({
    table: commandTable({
      accessibilityHelp: { manifest: wiring.manifest, documents },
      arrange: { rows, options: wiring.options, scopes, inventory, accounts, tree: shownTree(wiring) },
      demo: {
        start: async () => {
          await demo.start();
          await commands.executeCommand('halt.resources.focus');
        },
        stop: () => demo.stop(),
      },
      diagnose: {
        reads: wiring.aws.reads,
        settings,
        diagnose: wiring.diagnose,
        records: wiring.records,
      },
      emergencyStop: {
        pick,
        stopFlow: wiring.stopFlow,
        lastReasons: stopping.lastReasons,
        isProduction: (ref) => {
          const held = heldTags(inventory, inventory.target(ref));
          return wiring.guards.productionMark(ref.scope, held) !== undefined;
        },
      },
      goTo: wiring.goTo,
      cliCommand: { rows, inventory },
      iamPolicy: { settings, documents, scopes, accounts },
      copy: { rows, inventory, accounts, scopes, browse: openAddress },
      inspect: { rows, pages: wiring.pages },
      permission: { rows, pick, permissions: wiring.aws.permissions, inventory, documents },
      problems: { problemOf: (node) => problemOf(wiring.tree.parts, node) },
      profiles: {
        reads: wiring.aws.reads,
        settings,
        clock: wiring.clock,
        scopes,
      },
      quiet: { quiet: wiring.quiet },
      records: { audit: stopping.audit, startable: stopping.startable, records: wiring.records },
      refresh: {
        rows,
        scopes,
        accounts,
        lists: allLists(poller, [wiring.past, wiring.daemons]),
        retryFailing: wiring.retryFailing,
      },
      runningExperiments: {
        list: createRunningList({
          ...{ inventory, accounts, scopes, follow: stopping.follow, guards: wiring.guards },
          waitingForSignIn: () => profilesToSignIn(wiring.tree.parts.coverage()),
        }),
        quietUntil: wiring.quiet.until,
        clock: wiring.clock,
        onError: wiring.onError,
      },
      showLog: () => log.show(),
      signIn: {
        scopes,
        waitingForSignIn: () => profilesToSignIn(wiring.tree.parts.coverage()),
        signIn: (profile) => renewSignIn(wiring, profile),
      },
      stop: {
        ...{ rows, inventory, pick, stopFlow: wiring.stopFlow },
        lastReasons: stopping.lastReasons,
      },
      watch: { rows, inventory, daemons: wiring.daemons, accounts, watches: wiring.watches },
      stopWatching: { rows, watches: wiring.watches, follow: stopping.follow },
      stopMatching: { rows, pick, stopFlow: wiring.stopFlow, tree: wiring.tree.parts },
    }),
    keyboardRows: (id) => wiring.selection.keyboardRows(id),
    showLog: () => log.show(),
    onError: wiring.onError,
  });
}

/** How long a list waits for the accounts that it may depend on, in milliseconds. */
const ACCOUNTS_PATIENCE = 5_000;

function pickParts(wiring: CommandWiring): PickParts {
  const { inventory, accounts, scopes, poller, clock, stopping, settings, guards } = wiring;
  return {
    from: { inventory, accounts, scopes: scopes.all, startable: stopping.startable, guards },
    clock,
    listNow: async (kind, oldest) => {
      // A chosen profile's own region stands in the shared config, which nobody has read yet where nobody looked.
      if (scopes.all().length === 0 && scopes.profiles().length > 0) await scopes.reload();
      const known = accounts.ensure(scopes.profiles());
      // By account or alias `halt.places` can name other regions, which nobody has listed before it is known whose the profiles are.
      if (settings().policy.places?.some(({ regions }) => regions !== undefined) === true) {
        await within(clock, ACCOUNTS_PATIENCE, known);
      }
      return listNow({ inventory, poller, clock, scopes: scopes.all }, kind, oldest);
    },
  };
}

function shownTree({ tree, running, view }: CommandWiring): ArrangeCommandParts['tree'] {
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
