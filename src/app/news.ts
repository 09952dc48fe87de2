import { commands, type Memento, type TreeView, window } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { DaemonStore } from '../inventory/daemonStore.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import { createChanges } from '../news/noticedChanges.ts';
import { createRememberedLevers } from '../news/rememberedLevers.ts';
import { claimingOwn } from '../news/toldNews.ts';
import { createOwnStops } from '../news/ownStops.ts';
import { untoldEnds } from '../news/untoldEnds.ts';
import { parseReference } from '../model/reference.ts';
import type { Quiet } from '../news/quiet.ts';
import type { AskedGuards } from '../stopping/plan/guards.ts';
import type { Follow } from '../stopping/stopping.ts';
import type { DetailPages } from '../ui/detail/detailPages.ts';
import { offerNotify } from '../ui/news/offerNotify.ts';
import type { Watches } from '../news/watches.ts';
import { tellWatches } from '../ui/news/tellWatches.ts';
import { tellNews } from '../ui/news/tellNews.ts';
import type { LiveSettings } from '../ui/settings/settings.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import type { ResourceTree } from '../ui/tree/resourceTree.ts';
import type { DaemonRef, WatchedRef } from '../model/resources/resource.ts';

export interface NewsWiring {
  readonly inventory: Inventory;
  readonly poller: Poller;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly settings: LiveSettings;
  readonly guards: Pick<AskedGuards, 'productionMark'>;
  readonly follow: Follow;
  readonly quiet: Quiet;
  readonly watches: Watches;
  readonly memory: Memento;
  readonly claim: (name: string, within: number) => Promise<boolean>;
  readonly giveBack: (name: string) => Promise<void>;
  readonly tree: Pick<ResourceTree, 'nodeOf'>;
  readonly view: TreeView<Node>;
  readonly pages: Pick<DetailPages, 'show'>;
  readonly showDaemon: (ref: DaemonRef) => void;
  /** A daemon's row is read when it is opened, and at the end of what was watched. */
  readonly daemons: Pick<DaemonStore, 'refresh'>;
  readonly onError: (error: unknown) => void;
}

/** Connects what is read to whoever asked to be told of it. */
export function connectNews(parts: NewsWiring): Release {
  const { inventory, poller, accounts, clock, settings, guards, follow, quiet, onError } = parts;
  const own = createOwnStops(follow, (profile) => accounts.shown(profile));
  const levers = createRememberedLevers({ memory: parts.memory, now: () => clock.now(), onError });
  const changes = createChanges({
    ...{ inventory, poller, accounts, clock, levers, onError },
    isOwn: claimingOwn({ did: own.did, claim: parts.claim, onError }),
    mayRemind: () => !quiet.isOn(),
  });
  const untold = untoldEnds(parts.watches, follow, onError);
  const want = () => changes.setWanted(settings.now().notify !== 'off');
  const sayQuiet = () => void commands.executeCommand('setContext', 'halt.quiet', quiet.isOn());
  const windows = window.onDidChangeWindowState(quiet.refresh);
  want();
  sayQuiet();
  const stops = [
    settings.onDidChange(want),
    quiet.onDidChange(sayQuiet),
    () => windows.dispose(),
    tellNews({
      ...{ onDidHappen: changes.onDidHappen, clock, quiet, claim: parts.claim, giveBack: parts.giveBack, onError },
      notify: () => settings.now().notify,
      // Also where that isn't known.
      isProduction: ({ ref, tags, tagsUnread }) => guards.productionMark(ref.scope, { tags, tagsUnread }) !== undefined,
      show: (refs) => showInTree(parts, refs),
    }),
    untold.dispose,
    tellWatches({
      onDidEnd: untold.onDidEnd,
      ...{ onDidLoseSight: parts.watches.onDidLoseSight, forget: (watch) => parts.watches.forget(watch), clock },
      show: (refs) => showInTree(parts, refs),
      onError,
    }),
    parts.watches.onDidEnd(({ watch: { ref } }) => {
      if (ref.kind === 'daemon') parts.daemons.refresh({ scope: ref.scope }).catch(onError);
    }),
    offerNotify({ follow, memory: parts.memory, onError }),
  ];
  parts.watches.resume();
  return () => {
    for (const stop of stops) stop();
    changes.dispose();
    own.dispose();
  };
}

/** Selects what the message is about, the first of several, and opens the page of what is one thing and has a page. */
async function showInTree({ tree, view, pages, showDaemon }: NewsWiring, refs: readonly WatchedRef[]): Promise<void> {
  const [first, ...more] = refs;
  if (!first) return;
  // Of a deployment that ECS doesn't name there is no page: its service is shown.
  const isNamed = parseReference(first.id)?.kind !== 'service';
  const node = tree.nodeOf(first);
  if (node) await view.reveal(node, { select: true, focus: true });
  else await commands.executeCommand('halt.resources.focus');
  if (more.length > 0 || first.kind === 'lever' || !isNamed) return;
  if (first.kind === 'daemon') showDaemon(first);
  else pages.show(first);
}
