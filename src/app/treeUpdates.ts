import type { Release } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { PastDeploymentStore } from '../inventory/pastDeployments.ts';
import type { Quiet } from '../news/quiet.ts';
import type { Watches } from '../news/watches.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { Scopes } from '../ui/profiles/chosenScopes.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import type { StatusBar } from '../ui/statusBar.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import type { RunningTree } from '../ui/tree/runningTree.ts';

export interface TreeUpdateParts {
  readonly tree: ResourceTree;
  readonly running: RunningTree;
  readonly statusBar: StatusBar;
  readonly inventory: Pick<Inventory, 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'onDidChange'>;
  readonly scopes: Pick<Scopes, 'onDidChange'>;
  readonly past: Pick<PastDeploymentStore, 'onDidChange'>;
  readonly daemons: Pick<DaemonStore, 'onDidChange'>;
  readonly follow: Pick<Follow, 'onDidMark' | 'onDidChangeLogLack' | 'onDidChangeRefusals'>;
  readonly watches: Pick<Watches, 'onDidChange'>;
  readonly options: Pick<ViewOptions, 'onDidChange'>;
  readonly settings: Pick<LiveSettings, 'onDidChange'>;
  readonly quiet: Pick<Quiet, 'onDidChange'>;
}

/** Tells both trees and the status bar of each change of what they show. */
export function connectTreeUpdates(parts: TreeUpdateParts): Release {
  const { tree, running, statusBar } = parts;
  const redraw = () => {
    tree.redraw();
    running.changed();
  };
  const releases: readonly Release[] = [
    parts.inventory.onDidChange((change) => {
      tree.inventoryChanged(change);
      running.changed();
      statusBar.update();
    }),
    parts.follow.onDidMark((refs) => {
      tree.marked(refs);
      running.changed();
      statusBar.update();
    }),
    parts.follow.onDidChangeRefusals((refs) => {
      tree.marked(refs);
      running.changed();
    }),
    parts.follow.onDidChangeLogLack(() => {
      redraw();
      statusBar.update();
    }),
    parts.watches.onDidChange((refs) => {
      tree.marked(refs);
      running.changed();
    }),
    parts.options.onDidChange(redraw),
    parts.past.onDidChange(({ scope, serviceArn }) => tree.pastChanged(scope, serviceArn)),
    parts.daemons.onDidChange((scope) => tree.daemonsChanged(scope)),
    parts.accounts.onDidChange((profiles) => {
      tree.profilesChanged(profiles);
      running.changed();
      statusBar.update();
    }),
    parts.scopes.onDidChange(() => {
      redraw();
      statusBar.update();
    }),
    // The guards hold at once: what rows say of them doesn't wait until the shared config is read again.
    parts.settings.onDidChange(() => {
      redraw();
      statusBar.update();
    }),
    parts.quiet.onDidChange(() => statusBar.update()),
  ];
  redraw();
  statusBar.update();
  return () => {
    for (const release of releases) release();
  };
}
