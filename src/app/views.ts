import { isAboutShown } from '../stopping/follow/followed.ts';
import { commands, type Memento, version } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { TargetRef } from '../model/resources/resource.ts';
import type { Stopping } from '../stopping/stopping.ts';
import type { Contributions } from '../ui/contributions.ts';
import type { ViewOptions } from '../ui/settings/viewOptions.ts';
import { createStatusBar } from '../ui/statusBar.ts';
import { createBranches, showsDaemons } from '../ui/tree/nodes/branches.ts';
import { revealFirstHit } from '../ui/tree/firstHit.ts';
import { createResourceTree } from '../ui/tree/resourceTree.ts';
import { createRunningView } from '../ui/tree/runningView.ts';
import { createTreeMessage } from '../ui/tree/treeMessage.ts';
import { createViewSelection } from '../ui/tree/viewSelection.ts';
import type { Ownership } from './ownership.ts';
import type { Watches } from '../news/watches.ts';
import { createQuiet } from '../news/quiet.ts';
import type { Knowledge } from './knowledge.ts';

/** Makes both trees with the messages above them and the selection in them, the hour of quiet, and the status bar, and connects them to what they show. */
export function createViews(
  contributions: Contributions,
  { inventory, accounts, scopes, past, daemons, told, poller, settings, guards, onError }: Knowledge,
  parts: {
    readonly ownership: Ownership;
    readonly stopping: Stopping;
    readonly options: ViewOptions;
    readonly watches: Watches;
    readonly memory: Memento;
    readonly clock: Clock;
  },
) {
  const { ownership, stopping, options, watches, clock } = parts;
  const { own } = ownership;
  const { follow, startable } = stopping;
  const { view } = contributions.resources;
  const branches = createBranches({
    memory: parts.memory,
    filter: options.filter,
    onError,
    isSinglePlace: () => scopes.all().length === 1,
  });
  const tree = own(
    createResourceTree({
      inventory,
      accounts,
      scopes,
      past,
      daemons,
      told,
      branches,
      arrangement: options,
      guards,
      startable: (ref: TargetRef) => startable(ref, accounts.shown(ref.scope.profile)),
      clock,
      editorVersion: version,
      mark: (ref, whose = accounts.shown(ref.scope.profile)) => follow.mark(ref, whose),
      refusal: (ref, state) => follow.refusal(ref, accounts.shown(ref.scope.profile), state),
      isWatched: (ref, whose = accounts.shown(ref.scope.profile)) => watches.has(ref, whose),
      requests: (ref) => {
        const shown = accounts.shown(ref.scope.profile);
        return follow.following().filter((tracked) => isAboutShown(tracked, { ref, shown }));
      },
    }),
  );
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
  own(view.onDidCollapseElement(({ element }) => branches.turned(element, false)));
  own(
    view.onDidExpandElement(({ element }) => {
      branches.turned(element, true);
      if (element.type === 'daemons') void daemons.refresh({ scope: element.scope }).catch(onError);
      if (element.type !== 'service') return;
      const { scope, arn: serviceArn } = element;
      const current = () => inventory.get(scope, 'service', serviceArn)?.currentDeploymentArn;
      void past.refresh({ scope, serviceArn, stale: { current } }).catch(onError);
    }),
  );
  own(
    poller.onDidList(({ scope, kind }) => {
      // Somebody looks at them: they are read again as the list above them is.
      if (kind === 'service' && showsDaemons(branches, scope)) void daemons.refresh({ scope }).catch(onError);
    }),
  );
  const selection = own(createViewSelection({ 'halt.resources': view, 'halt.running': running.view }, clock));
  const quiet = own(createQuiet({ memory: parts.memory, clock, onError }));
  const statusBar = own(
    createStatusBar({
      quietUntil: quiet.until,
      inventory,
      accounts,
      scopes: scopes.all,
      follow,
      guards,
      counts: () => settings.now().counts,
    }),
  );
  return { tree, running, view, views: [view, running.view], selection, statusBar, quiet };
}
