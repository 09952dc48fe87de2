import { commands, type Disposable, type ExtensionContext, l10n, window } from 'vscode';
import { createAccounts } from '../inventory/accounts.ts';
import { createHistory } from '../history/history.ts';
import { createAnswerSnapshots } from '../history/snapshots.ts';
import { createInventory } from '../inventory/inventory.ts';
import { createPastDeployments } from '../inventory/pastDeployments.ts';
import { createWatcher } from '../inventory/watcher.ts';
import type { Release } from '../base/event.ts';
import { refKey } from '../model/resources/resource.ts';
import { createAuditLog } from '../stopping/audit/auditLog.ts';
import { createConfirmations } from '../stopping/confirmation.ts';
import { apiName, type Observed } from '../stopping/operation.ts';
import type { PlanRef } from '../stopping/plan/plan.ts';
import { resume } from '../stopping/follow/resume.ts';
import { createTracker } from '../stopping/follow/tracker.ts';
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
import { createStartable } from '../stopping/follow/startable.ts';
import { createStatusBar } from '../ui/statusBar.ts';
import { createStopFlow, requestOutcome } from '../ui/stop/stopFlow.ts';
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

  const audit = createAuditLog(outside.journal('audit'));
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

  const tracker = own(
    createTracker({
      reads,
      clock,
      accountNow: (profile) => accounts.ensure([profile]).then(() => accounts.of(profile)?.account),
      looked: (scope, observed, missing, since) => {
        const targets = observed.filter((one) => one.kind !== 'lever');
        history.observe(targets, clock.now(), since);
        const gone = missing.filter((ref) => ref.kind !== 'lever');
        for (const ref of gone) history.missing(ref, clock.now());
        inventory.apply({ type: 'look', scope, since, targets, missing: gone });
        for (const lever of observed.filter((one) => one.kind === 'lever')) {
          inventory.apply({ type: 'page', scope, kind: 'lever', since, resources: [lever] });
        }
      },
      stallAfter: () => settings.forceOffer,
      onError,
    }),
  );
  const startable = createStartable();
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
      mark: (ref) => tracker.mark(ref),
      operation: (ref) =>
        tracker.following().findLast((tracked) => refKey(tracked.ref) === refKey(ref))?.operation.type,
      startable: (ref) => startable.has(ref),
    }),
  );
  const { view } = surfaces.resources;
  const running = own(
    createRunningView(surfaces.running.view, tree.parts, {
      following: tracker.following,
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
  const lastSeen = (ref: PlanRef): Observed | undefined =>
    ref.kind === 'lever'
      ? inventory.list(ref.scope, 'lever')[0]
      : (inventory.target(ref) ?? history.lastSeen(ref)?.target);
  const stopFlow = createStopFlow({
    reads,
    changes: aws.changes,
    clock,
    audit,
    tracker,
    documents,
    confirmations: createConfirmations(() => clock.now()),
    policy: () => settings.policy,
    lastSeen,
    shownAccount: (profile) => accounts.of(profile)?.account,
    accountNow: async (profile) => {
      await accounts.refresh(profile);
      return accounts.of(profile)?.account;
    },
    learn: (identity) => accounts.learn(identity),
    scheduleTag: () => settings.scheduleTag,
    tagsOf: (ref) => (ref.kind === 'deployment' ? (inventory.serviceOf(ref)?.tags ?? []) : []),
    isSimulated,
    newId: () => crypto.randomUUID(),
    onError,
    answered: ({ answers }) => {
      for (const { tracked, failure, requestId } of answers) {
        const { ref, operation, requestedAt } = tracked;
        if (ref.kind === 'lever') continue;
        const outcome = requestOutcome(failure, requestId);
        history.requested({ ref, operation: apiName[operation.type].split(':')[1] ?? '', at: requestedAt, outcome });
      }
    },
    onAuditTrouble: (error) => {
      log.error(error);
      const reason = error instanceof Error ? error.message : String(error);
      void window.showWarningMessage(l10n.t('The audit log can’t be written ({0}). The stop goes on.', reason));
    },
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
      tracker,
      documents,
      startAgain: (refs) => stopFlow.start(refs, { type: 'start' }),
      forceStop: (refs) => stopFlow.start(refs, { type: 'force-stop', skipOsShutdown: false }),
      onError,
    }),
  );
  own(
    tracker.onDidEnd((ended) => {
      startable.ended(ended);
      const { tracked, verdict } = ended;
      audit
        .write([{ v: 1, type: 'ended', id: tracked.id, time: new Date(clock.now()).toISOString(), verdict }])
        .catch(onError);
      // Whatever it did, the lists of its scope may tell more: a replacement, a service's counts.
      watcher.refresh({ scope: tracked.ref.scope });
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
    tracker.onDidMark((refs) => {
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
      tracker,
      audit,
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
        startable: (ref) => startable.has(ref),
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
      startable: (ref) => startable.has(ref),
    },
    onError,
  );

  applyScopes();
  attend();
  void history.load().catch(onError);
  void moments.load().catch(onError);
  void startable
    .load(audit)
    .then(() => resume(audit, tracker, clock.now()))
    .catch(onError);
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
