import { commands, type Disposable, type ExtensionContext, l10n, window } from 'vscode';
import { createAccounts } from '../inventory/accounts.ts';
import { createHistory } from '../history/history.ts';
import { createAnswerSnapshots } from '../history/snapshots.ts';
import { createInventory } from '../inventory/inventory.ts';
import { createPastDeployments } from '../inventory/pastDeployments.ts';
import { createWatcher } from '../inventory/watcher.ts';
import type { Release } from '../base/event.ts';
import { refKey } from '../model/resources/resource.ts';
import { plainStop } from '../ui/commands/stop.ts';
import { createCommandRunner } from '../ui/commands/table.ts';
import { recheckProfiles, retryFailing, watchConfig } from '../ui/profiles/configChanges.ts';
import { createDemo } from './demo.ts';
import { createDetailPages } from '../ui/detail/detailPages.ts';
import { createDocuments } from '../ui/editor/textDocuments.ts';
import { createLazyAws } from '../aws/worker/lazyAws.ts';
import { listNow } from '../ui/stop/listNow.ts';
import { createLog } from '../ui/editor/log.ts';
import type { Platform } from './platform.ts';
import { createRunningView } from '../ui/tree/runningView.ts';
import { createRunReporter } from '../ui/stop/resultMessage.ts';
import { createScopes } from '../ui/profiles/chosenScopes.ts';
import { onDidChangeSettings, proxyNeedsPlainRequests, readSettings } from '../ui/settings/settings.ts';
import { askMfaCode, signIn } from '../ui/profiles/signIn.ts';
import { createStatusBar } from '../ui/statusBar.ts';
import { createStopFlow } from '../ui/stop/stopFlow.ts';
import { createStops } from './stops.ts';
import { createResourceTree } from '../ui/tree/resourceTree.ts';
import { createTreeMessage } from '../ui/tree/treeMessage.ts';
import type { Contributions, Workings } from '../ui/contributions.ts';
import { createViewOptions } from '../ui/settings/viewOptions.ts';
import { createViewSelection } from '../ui/tree/viewSelection.ts';

/** Constructs and connects. Asks nothing of the network: the first call comes when somebody looks. */
export function createApp(
  context: ExtensionContext,
  surfaces: Contributions,
  outside: Platform,
): Workings & Disposable {
  const log = createLog();
  const onError = (error: unknown) => log.error(error);
  const owned: (Disposable | Release)[] = [log];
  const own = <T extends Disposable | Release>(one: T): T => {
    owned.push(one);
    return one;
  };
  let settings = readSettings();
  const { clock } = outside;
  const demo = createDemo((nameOf) => outside.startDemo(nameOf));
  const aws = createLazyAws(() =>
    outside.loadAws({
      policy: () => settings.policy,
      askMfa: askMfaCode,
      simulatedProfiles: demo.profiles(),
      ownAgents: !proxyNeedsPlainRequests(),
      log: (line) => log.info(line),
    }),
  );
  own(() => void aws.dispose().catch(onError));
  own(() => void demo.stop().catch(onError));
  const { reads } = aws;

  const history = createHistory({ journal: outside.journal('history'), clock });
  const moments = createAnswerSnapshots({ journal: outside.journal('moments') });
  own(
    () =>
      void moments
        .flush()
        .then(() => history.dispose())
        .catch(onError),
  );
  const inventory = own(createInventory(onError));
  const accounts = own(createAccounts(reads, onError));
  const scopes = own(createScopes({ reads: () => reads, settings: () => settings, demo: demo.scopes, onError }));
  const watcher = own(createWatcher({ reads, inventory, clock, paces: settings.paces, onError }));
  const past = own(createPastDeployments(reads, onError));
  own(watcher.observe((targets, since) => history.observe(targets, clock.now(), since)));

  const stopping = own(
    createStops({
      aws,
      clock,
      journal: outside.journal('audit'),
      inventory,
      history,
      accounts,
      watcher,
      settings: () => settings,
      onError,
    }),
  );
  own(() => void stopping.flush().catch(onError));
  const options = own(createViewOptions(context.globalState, onError));
  const tree = own(
    createResourceTree({
      now: () => clock.now(),
      inventory,
      accounts,
      scopes,
      past,
      arrangement: options,
      settings: () => settings,
      mark: (ref) => stopping.follow.mark(ref),
      operation: (ref) =>
        stopping.follow.following().findLast((tracked) => refKey(tracked.ref) === refKey(ref))?.operation.type,
      startable: stopping.startable,
    }),
  );
  const { view } = surfaces.resources;
  const running = own(
    createRunningView(surfaces.running.view, tree.parts, {
      following: stopping.follow.following,
      othersVisible: () => view.visible,
    }),
  );
  own(createTreeMessage({ view, tree, scopes, options }));
  const selection = own(createViewSelection({ 'halt.resources': view, 'halt.running': running.view }));
  const recovery = { invalidate: (profile: string) => aws.invalidate(profile), scopes, accounts, inventory, watcher };
  const follow = (files: readonly string[]) => outside.watchFiles(files, onError);
  const config = own(watchConfig(outside.configFiles(), { ...recovery, follow, onError }));
  const statusBar = own(createStatusBar({ inventory, accounts, scopes: scopes.all }));
  const documents = own(createDocuments());

  const isSimulated = (profile: string) => scopes.info(profile)?.simulated ?? false;
  const stopFlow = createStopFlow({
    stopping,
    documents,
    learn: (identity) => accounts.learn(identity),
    isSimulated,
    onError,
  });

  const pages = own(
    createDetailPages({
      extensionUri: context.extensionUri,
      reads,
      clock,
      history,
      moments,
      inventory: {
        target: (ref) => inventory.target(ref) ?? past.find(ref),
        onDidChange: inventory.onDidChange,
        watch: (ref) => watcher.follow(ref),
      },
      place: ({ profile }) => {
        const identity = accounts.of(profile);
        const account = identity && {
          id: identity.account,
          ...(identity.alias === undefined ? {} : { alias: identity.alias }),
        };
        return { ...(account ? { account } : {}), simulated: isSimulated(profile) };
      },
      requestStop: (ref) => stopFlow.start([ref], plainStop[ref.kind]),
      revealInTree: async (ref) => {
        const node = tree.nodeOf(ref);
        if (node) await view.reveal(node, { select: true, focus: true });
        else {
          const hidden = options.filter() !== undefined;
          await commands.executeCommand('halt.resources.focus');
          await window.showInformationMessage(
            hidden
              ? l10n.t('The filter hides it, or it is not listed any more.')
              : l10n.t('It is not listed any more.'),
          );
        }
      },
      report: onError,
    }),
  );

  own(
    createRunReporter({
      follow: stopping.follow,
      documents,
      startAgain: (refs) => stopFlow.start(refs, { type: 'start' }),
      forceStop: (refs) => stopFlow.start(refs, { type: 'force-stop', skipOsShutdown: false }),
      onError,
    }),
  );
  let configRead = false;
  /** Whom the profiles belong to is asked once somebody sees them. */
  const identify = () => {
    if (view.visible || running.view.visible) void accounts.ensure(scopes.profiles());
  };
  const applyScopes = () => {
    const all = scopes.all();
    watcher.setScopes(all);
    identify();
    void commands.executeCommand('setContext', 'halt.hasScopes', scopes.profiles().length > 0);
    void commands.executeCommand('setContext', 'halt.demo', demo.scopes() !== undefined);
    void commands.executeCommand('setContext', 'halt.ready', true);
    tree.redraw();
    running.tree.changed();
    statusBar.update();
  };
  const attend = () => {
    const viewVisible = view.visible || running.view.visible;
    watcher.setAttention({ viewVisible, windowFocused: window.state.focused });
    running.tree.changed();
    identify();
    const looking = scopes.profiles().length > 0 && (viewVisible || window.state.focused);
    config.attend({ looking, viewVisible });
    // The shared config is read when somebody looks for the first time, not in a window that nobody looks at.
    if (configRead || settings.profiles.length === 0 || !looking) return;
    configRead = true;
    void scopes.reload().catch(onError);
  };
  const changeDemo = async (change: () => Promise<void>) => {
    await change();
    await aws.renew();
    await scopes.reload();
  };

  own(
    inventory.onDidChange((change) => {
      tree.inventoryChanged(change);
      running.tree.changed();
      statusBar.update();
      recheckProfiles(recovery, change);
    }),
  );
  own(
    stopping.follow.onDidMark((refs) => {
      tree.marked(refs);
      running.tree.changed();
    }),
  );
  own(
    options.onDidChange(() => {
      tree.redraw();
      running.tree.changed();
    }),
  );
  own(past.onDidChange(({ scope, serviceArn }) => tree.pastChanged(scope, serviceArn)));
  own(
    accounts.onDidChange((profiles) => {
      tree.profilesChanged(profiles);
      running.tree.changed();
      statusBar.update();
    }),
  );
  own(
    accounts.onDidChangeAccount(({ profile, from, to }) => {
      void window.showWarningMessage(
        l10n.t(
          'The profile “{0}” belonged to account {1} and now belongs to {2}. Plans that were open for it are void.',
          profile,
          from,
          to,
        ),
      );
      watcher.refresh({ profile });
    }),
  );
  own(scopes.onDidChange(applyScopes));
  own(view.onDidChangeVisibility(attend));
  own(running.view.onDidChangeVisibility(attend));
  own(window.onDidChangeWindowState(attend));
  own(
    onDidChangeSettings(() => {
      settings = readSettings();
      watcher.setPaces(settings.paces);
      void scopes.reload().catch(onError);
    }),
  );

  const run = createCommandRunner(
    {
      reads,
      mayStop: (...args) => aws.changes.mayStopInstance(...args),
      inventory,
      accounts,
      scopes,
      watcher,
      follow: stopping.follow,
      audit: stopping.audit,
      settings: () => settings,
      tree,
      selection,
      options,
      shown: () => tree.counts(),
      loadMore: async (parent) => {
        if (parent === 'running') running.tree.showMore();
        const next = await tree.showMore(parent);
        if (next) await view.reveal(next, { select: true, focus: true });
      },
      retryFailing: () => retryFailing(recovery),
      documents,
      pick: {
        inventory,
        accounts,
        scopes: scopes.all,
        startable: stopping.startable,
        listNow: async (type) => {
          void accounts.ensure(scopes.profiles());
          await listNow({ inventory, watcher, clock, scopes: scopes.all }, type);
        },
      },
      stopFlow,
      showLog: () => log.show(),
      startDemo: async () => {
        await changeDemo(() => demo.start());
        await commands.executeCommand('halt.resources.focus');
      },
      stopDemo: () => changeDemo(() => demo.stop()),
      showDetails: (ref) => pages.show(ref),
      openJson: (ref) => pages.openJson(ref),
      signIn: async (profile) => {
        const identity = await signIn(
          (name) => aws.signIn(name, new AbortController().signal),
          scopes.info(profile),
          profile,
        );
        if (!identity) return;
        accounts.learn(identity);
        watcher.refresh({ profile });
      },
      startable: stopping.startable,
    },
    onError,
  );

  applyScopes();
  attend();
  void history.load().catch(onError);
  void moments.load().catch(onError);
  void stopping.resume().catch(onError);
  own(surfaces.resources.fill(tree));
  own(surfaces.running.fill(running.tree));
  return {
    run,
    restore: (panel, state) => pages.restore(panel, state),
    dispose: () => {
      for (const one of owned.toReversed()) {
        if (typeof one === 'function') one();
        else one.dispose();
      }
    },
  };
}
