import { nobodys } from '../../src/model/sight.ts';
import { version } from 'vscode';
import { createWorkerAws } from '../../src/aws/worker/workerAws.ts';
import { systemClock } from '../../src/base/systemClock.ts';
import { type Accounts, createAccounts } from '../../src/inventory/accounts.ts';
import { createInventory, type Inventory } from '../../src/inventory/inventory.ts';
import { createDaemonStore } from '../../src/inventory/daemonStore.ts';
import { createPastDeployments } from '../../src/inventory/pastDeployments.ts';
import { createPoller, type Poller } from '../../src/inventory/polling/poller.ts';
import type { Scope } from '../../src/model/scope.ts';
import { createGuards } from '../../src/stopping/plan/guards.ts';
import type { Scopes } from '../../src/ui/profiles/chosenScopes.ts';
import type { Settings } from '../../src/ui/settings/settings.ts';
import type { Node } from '../../src/ui/tree/nodes/node.ts';
import { createBranches } from '../../src/ui/tree/nodes/branches.ts';
import { createResourceTree, type ResourceTree } from '../../src/ui/tree/resourceTree.ts';
import { LIST_KINDS } from '../fleet.ts';
import type { Journal } from '../../src/model/ports/journal.ts';
import { createStopping, type Stopping } from '../../src/stopping/stopping.ts';
import { plainFacts } from '../../test/stages/stopping/plainStopping.ts';

/** What the extension's view is made of, so that each part can be looked at. */
export interface FleetView {
  readonly inventory: Inventory;
  readonly accounts: Accounts;
  readonly poller: Poller;
  readonly stopping: Stopping;
  readonly tree: ResourceTree;
  readonly scopes: readonly Scope[];
  /** The nodes that the tree asked to have drawn again, one array an event. */
  readonly fired: (readonly Node[])[];
  /** Lists everything again; resolves when each list has ended. */
  listAll(work: () => void): Promise<void>;
  /** Why lists failed, and what they could not read. */
  problems(): readonly string[];
  dispose(): Promise<void>;
}

const settings: Settings = {
  profiles: [],
  regions: [],
  leftOut: { 'halt.profiles': [], 'halt.regions': [] },
  policy: { readOnly: false, allowedRegions: [], production: [], requireReason: 'off' },
  paces: { slow: 3_600_000, fast: 3_600_000, gentle: 3_600_000 },
  unclear: [],
  unclearParts: [],
  reasonUnclear: false,
  enableAbort: false,
  abortUnclear: false,
  scheduleTag: 'Schedule',
  preflight: false,
  forceOffer: 600_000,
  counts: new Set(),
  notify: 'off',
};

/** Keeps nothing: the bench is about the tree. */
const noJournal: Journal = {
  append: () => Promise.resolve(),
  read: () => Promise.resolve({ entries: [], damaged: 0 }),
  replace: () => Promise.resolve(),
  archived: () => Promise.resolve({ entries: [], damaged: 0 }),
  setAside: () => Promise.resolve(0),
};

const noPins: ReadonlySet<string> = new Set();

/** The way from AWS to the tree as `extension.ts` makes it, with polls that come only when they are asked for. */
export function createFleetView(worker: string, chosen: readonly Scope[]): FleetView {
  const complain = (error: unknown) => console.error(error);
  const aws = createWorkerAws({ workerFile: worker, policy: () => settings.policy, log: complain });
  const { reads } = aws;
  const inventory = createInventory(complain);
  const accounts = createAccounts(reads, complain);
  const poller = createPoller({ reads, inventory, clock: systemClock, paces: settings.paces, onError: complain });
  const stopping = createStopping({
    ...plainFacts,
    reads,
    changes: aws.changes,
    clock: systemClock,
    journal: noJournal,
    policy: () => settings.policy,
    lastSeen: () => undefined,
    shownAccount: () => nobodys,
    looked: () => undefined,
    stallAfter: () => settings.forceOffer,
    newId: () => crypto.randomUUID(),
    onAuditTrouble: complain,
    onError: complain,
  });
  const past = createPastDeployments(reads, systemClock, complain);
  const profiles = [...new Set(chosen.map(({ profile }) => profile))];
  const tree = createResourceTree({
    clock: systemClock,
    editorVersion: version,
    inventory,
    accounts,
    scopes: scopesOf(chosen, profiles),
    past,
    daemons: createDaemonStore(reads, systemClock, complain),
    told: { typeStore: () => undefined, stopped: () => undefined },
    guards: createGuards({ settings: () => settings, accounts }),
    branches: createBranches({
      memory: { get: () => undefined, update: () => Promise.resolve() },
      filter: () => undefined,
      isSinglePlace: () => chosen.length === 1,
      onError: complain,
    }),
    arrangement: {
      filter: () => undefined,
      pins: () => noPins,
      grouping: () => ({ type: 'none' }),
      sorting: () => 'state',
      hidden: () => noPins,
    },
    mark: () => undefined,
    forced: () => undefined,
    isWatched: () => false,
    refusal: () => undefined,
    requests: () => [],
    startable: () => false,
  });
  const fired: (readonly Node[])[] = [];
  tree.onDidChangeTreeData?.((nodes) => {
    const batch = nodes === undefined || nodes === null ? [] : Array.isArray(nodes) ? nodes : [nodes];
    fired.push(batch);
    // As the editor does: what is fired is drawn again, then what is open below it, one parent a message.
    for (const node of batch) {
      void tree.getTreeItem(node);
      setImmediate(drawBelow, tree, node);
    }
  });
  inventory.onDidChange((change) => tree.inventoryChanged(change));
  accounts.onDidChange((changed) => tree.profilesChanged(changed));
  poller.setAttention({ viewVisible: false, windowFocused: false });

  return {
    inventory,
    accounts,
    poller,
    stopping,
    tree,
    scopes: chosen,
    fired,
    listAll(work) {
      return new Promise((resolve) => {
        let open = chosen.length * LIST_KINDS.length;
        const stop = poller.onDidList(() => {
          open -= 1;
          if (open > 0) return;
          stop();
          resolve();
        });
        work();
      });
    },
    problems: () =>
      chosen.flatMap((scope) =>
        LIST_KINDS.flatMap((kind) => {
          const { failure, gaps } = inventory.status(scope, kind);
          return [...(failure ? [failure] : []), ...gaps].map(
            ({ kind: why, message }) => `${scope.profile} ${scope.region} ${kind}: ${why}: ${message}`,
          );
        }),
      ),
    async dispose() {
      poller.dispose();
      accounts.dispose();
      past.dispose();
      tree.dispose();
      inventory.dispose();
      stopping.dispose();
      await aws.dispose();
    },
  };
}

function drawBelow(tree: ResourceTree, node: Node): void {
  const children = tree.getChildren(node);
  if (!Array.isArray(children)) return;
  for (const child of children) {
    void tree.getTreeItem(child);
    if (child.type !== 'service' && child.type !== 'target') setImmediate(drawBelow, tree, child);
  }
}

/** Draws a node's children, and theirs, as if all were open. Returns how many there are. */
export function draw(tree: ResourceTree, node?: Node): number {
  const children = tree.getChildren(node);
  if (!Array.isArray(children)) return 0;
  let drawn = children.length;
  for (const child of children) {
    void tree.getTreeItem(child);
    // Opening a service would ask AWS for its past.
    if (child.type !== 'service') drawn += draw(tree, child);
  }
  return drawn;
}

function scopesOf(chosen: readonly Scope[], profiles: readonly string[]): Scopes {
  return {
    profiles: () => profiles,
    regionsOf: (profile) => chosen.filter((scope) => scope.profile === profile).map(({ region }) => region),
    all: () => chosen,
    info: () => undefined,
    infos: () => [],
    problems: () => [],
    ruledRegions: () => undefined,
    undecided: () => [],
    isUnknown: () => false,
    isRead: () => true,
    reload: () => Promise.resolve(),
    onDidChange: () => () => undefined,
    dispose: () => undefined,
  };
}
