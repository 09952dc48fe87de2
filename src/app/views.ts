import { isAboutShown } from '../stopping/follow/followed.ts';
import { commands, type Memento, type TreeView, version } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import type { TargetRef } from '../model/resources/resource.ts';
import type { Contributions } from '../ui/contributions.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import { createStatusBar } from '../ui/statusBar.ts';
import { type Branches, createBranches, showsDaemons } from '../ui/tree/nodes/branches.ts';
import type { Node } from '../ui/tree/nodes/node.ts';
import { revealFirstHit } from '../ui/tree/firstHit.ts';
import { holdOpenLists } from '../ui/tree/openLists.ts';
import { createResourceTree, type ResourceTree } from '../ui/tree/resourceTree.ts';
import { createRunningView } from '../ui/tree/runningView.ts';
import { createTreeMessage } from '../ui/tree/treeMessage.ts';
import { createViewSelection } from '../ui/tree/viewSelection.ts';
import type { Ownership } from './ownership.ts';
import { createQuiet } from '../news/quiet.ts';
import type { Ongoing } from './ongoing.ts';
import type { Knowledge } from './knowledge.ts';
import { connectTreeUpdates } from './treeUpdates.ts';

export type Views = ReturnType<typeof createViews>;

/** Makes both trees with the messages above them and the selection in them, the hour of quiet, and the status bar. */
export function createViews(
  contributions: Contributions,
  known: Pick<
    Knowledge,
    'inventory' | 'accounts' | 'scopes' | 'past' | 'daemons' | 'told' | 'poller' | 'settings' | 'guards'
  >,
  {
    ownership: { own },
    ongoing,
    options,
    memory,
    clock,
    onError,
  }: {
    readonly ownership: Pick<Ownership, 'own'>;
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly options: ViewOptions;
    readonly memory: Memento;
    readonly clock: Clock;
    readonly onError: (error: unknown) => void;
  },
) {
  const { inventory, accounts, scopes, settings, guards } = known;
  const { follow } = ongoing.stopping;
  const { view } = contributions.resources;
  const isSinglePlace = () => scopes.all().length === 1;
  const branches = createBranches({ memory, filter: options.filter, onError, isSinglePlace });
  const tree = own(createTree(known, { ongoing, branches, options, clock }));
  const running = own(
    createRunningView(contributions.running.view, tree.parts, {
      following: follow.following,
      unread: follow.unread,
      logLack: follow.logLack,
      clock,
      filter: options.filter,
      saysNothing: (is) => void commands.executeCommand('setContext', 'halt.nothingInProgress', is),
    }),
  );
  own(createTreeMessage({ view, tree, options }));
  own(revealFirstHit({ view, tree, options, onError }));
  own(readOpened(known, { view, branches, onError }));
  const selection = own(createViewSelection({ 'halt.resources': view, 'halt.running': running.view }, clock));
  const quiet = own(createQuiet({ memory, clock, onError }));
  const counts = () => settings.now().counts;
  const statusBar = own(
    createStatusBar({ quietUntil: quiet.until, inventory, accounts, scopes: scopes.all, follow, guards, counts }),
  );
  return { tree, running: running.tree, view, views: [view, running.view], selection, statusBar, quiet };
}

/** The tree of all resources. What it says of one is about the account that is shown, where a row names no other. */
function createTree(
  {
    inventory,
    accounts,
    scopes,
    past,
    daemons,
    told,
    guards,
  }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'past' | 'daemons' | 'told' | 'guards'>,
  {
    ongoing: {
      stopping: { follow, startable },
      watches,
    },
    branches,
    options,
    clock,
  }: {
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly branches: Branches;
    readonly options: ViewOptions;
    readonly clock: Clock;
  },
): ResourceTree {
  const shownOf = (ref: TargetRef) => accounts.shown(ref.scope.profile);
  return createResourceTree({
    inventory,
    accounts,
    scopes,
    past,
    daemons,
    told,
    branches,
    arrangement: options,
    guards,
    startable: (ref: TargetRef) => startable(ref, shownOf(ref)),
    clock,
    editorVersion: version,
    mark: (ref, whose = shownOf(ref)) => follow.mark(ref, whose),
    forced: (ref) => follow.forced(ref, shownOf(ref)),
    refusal: (ref, state) => follow.refusal(ref, shownOf(ref), state),
    isWatched: (ref, whose = accounts.shown(ref.scope.profile)) => watches.has(ref, whose),
    requests: (ref) => {
      const shown = shownOf(ref);
      return follow.following().filter((tracked) => isAboutShown(tracked, { ref, shown }));
    },
  });
}

/** Remembers which branches are open, and reads what stands below them and is in no list. */
function readOpened(
  { inventory, past, daemons, poller }: Pick<Knowledge, 'inventory' | 'past' | 'daemons' | 'poller'>,
  {
    view,
    branches,
    onError,
  }: {
    readonly view: TreeView<Node>;
    readonly branches: Branches;
    readonly onError: (error: unknown) => void;
  },
): Release {
  const listeners = [
    view.onDidCollapseElement(({ element }) => branches.turned(element, false)),
    view.onDidExpandElement(({ element }) => {
      branches.turned(element, true);
      if (element.type === 'daemons') void daemons.refresh({ scope: element.scope }).catch(onError);
      if (element.type !== 'service') return;
      const { scope, arn: serviceArn } = element;
      const current = () => inventory.get(scope, 'service', serviceArn)?.currentDeploymentArn;
      void past.refresh({ scope, serviceArn, stale: { current } }).catch(onError);
    }),
  ];
  const stop = poller.onDidList(({ scope, kind }) => {
    // Somebody looks at them: they are read again as the list above them is.
    if (kind === 'service' && showsDaemons(branches, scope)) void daemons.refresh({ scope }).catch(onError);
  });
  return () => {
    stop();
    for (const listener of listeners) listener.dispose();
  };
}

/** Has the views drawn again when what they show changes, and the lists read often whose members somebody sees. */
export function keepViewsFresh(
  {
    inventory,
    accounts,
    scopes,
    past,
    daemons,
    settings,
    poller,
  }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'past' | 'daemons' | 'settings' | 'poller'>,
  {
    views: { tree, running, view, statusBar, quiet },
    ongoing: { stopping, watches },
    options,
    ownership: { own },
  }: {
    readonly views: Pick<Views, 'tree' | 'running' | 'view' | 'statusBar' | 'quiet'>;
    readonly ongoing: Pick<Ongoing, 'stopping' | 'watches'>;
    readonly options: Pick<ViewOptions, 'onDidChange'>;
    readonly ownership: Pick<Ownership, 'own'>;
  },
): void {
  own(
    connectTreeUpdates({
      tree,
      running,
      statusBar,
      inventory,
      accounts,
      scopes,
      past,
      daemons,
      follow: stopping.follow,
      watches,
      options,
      settings,
      quiet,
    }),
  );
  own(
    holdOpenLists({
      view,
      given: tree.onDidGiveChildren,
      open: (list) => poller.open(list),
      regionsOf: (profile) => scopes.regionsOf(profile),
    }),
  );
}
