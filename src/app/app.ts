import { commands, type ExtensionContext, type Memento } from 'vscode';
import { holdOpenLists } from '../ui/tree/openLists.ts';
import type { DaemonRef, TargetRef } from '../model/resources/resource.ts';
import { keepLoading } from '../history/keepLoading.ts';
import { createAccountsAtTimes } from '../inventory/polling/accountsAtTimes.ts';
import type { Stopping, Want } from '../stopping/stopping.ts';
import type { Contributions, Workings } from '../ui/contributions.ts';
import { createLog } from '../ui/editor/log.ts';
import { auditSourceOf, resultSource, savedRecordId } from '../ui/records/auditSource.ts';
import { recordChanges } from '../ui/records/recordChanges.ts';
import { createRecordPages, type RecordPages, type RecordPagesParts } from '../ui/records/recordPages.ts';
import { createTextDocuments } from '../ui/editor/textDocuments.ts';
import { diagnosisSourceOf } from '../ui/records/diagnosisPage.ts';
import { diagnoseInTurn } from '../ui/commands/diagnose.ts';
import { recheckProfiles, retryFailing, createConfigChanges } from '../ui/profiles/configChanges.ts';
import { createViewOptions } from '../ui/settings/viewOptions.ts';
import { offerForce } from '../ui/news/offerForce.ts';
import { createRunReporter } from '../ui/stop/resultMessage.ts';
import { createPlanPages } from '../ui/stop/planPages.ts';
import { createGoTo } from '../ui/links/goTo.ts';
import { createOnePrompt } from '../ui/stop/onePrompt.ts';
import { askAnew, createStopFlow } from '../ui/stop/stopFlow.ts';
import { connectAgents } from './agents.ts';
import { type AttentionParts, connectAttention } from './attention.ts';
import { createCommands } from './commands.ts';
import { createIsProduction } from './isProduction.ts';
import { renewSignIn } from './renewSignIn.ts';
import { createOwnership, type Ownership } from './ownership.ts';
import { createDaemonPages, createPages } from './pages.ts';
import { revealInTree, showInTree } from './revealInTree.ts';
import { whereaboutsChanges, whereaboutsOf } from './whereabouts.ts';
import type { Platform } from './platform.ts';
import { createStops } from './stops.ts';
import { takesLooks } from './takesLooks.ts';
import { createWatches, type Watches } from '../news/watches.ts';
import { connectNews } from './news.ts';
import { connectTreeUpdates } from './treeUpdates.ts';
import { sayFailed } from '../ui/editor/sayFailed.ts';
import { createKnowledge, type Knowledge } from './knowledge.ts';
import { createViews } from './views.ts';

/** What does the work, until it is closed. */
export interface App extends Workings {
  /** Ends everything, and resolves when history, snapshots and audit log are on the disk. Never rejects. */
  close(): Promise<void>;
}

/** Constructs and connects. Asks nothing of the network: the first call comes when somebody looks. */
export function createApp(context: ExtensionContext, contributions: Contributions, platform: Platform): App {
  const log = createLog();
  const onError = (error: unknown) => log.error(error);
  const sayer = { onError, sayFailed: (error: unknown) => sayFailed({ onError, showLog: () => log.show() }, error) };
  const ownership = createOwnership(onError);
  const { own } = ownership;
  const { clock } = platform;
  const known = createKnowledge(platform, { ownership, onError, log: (line) => log.info(line) });
  const { settings, guards, aws, history, snapshots, inventory, accounts, scopes, poller, past, daemons } = known;
  const stops = { ...known, clock, settings: settings.now, journal: platform.journal('audit', onError) };
  const stopping = own(createStops({ ...stops, claim: (name, within) => platform.claim(name, within) }));
  ownership.flushAtEnd(stopping.flush);

  const watches = own(
    createWatches({
      ...{ reads: aws.reads, clock, memory: context.workspaceState, looked: takesLooks({ ...known, clock }), onError },
    }),
  );
  const options = own(createViewOptions(context.globalState, onError));
  const views = createViews(contributions, known, {
    ...{ ownership, stopping, options, watches, clock },
    memory: context.globalState,
  });
  const { tree, running, view, quiet } = views;
  const documents = own(createTextDocuments());
  const reveal = (ref: TargetRef) => revealInTree({ tree, view, options }, ref);
  const { extensionUri } = context;
  const records = own(createStopRecords(stopping, { ...sayer, extensionUri, revealInTree: reveal }));
  const signIn = (profile: string) => renewSignIn({ aws, scopes, accounts, poller, stopping, watches }, profile);
  const { onePrompt, plans, stopFlow, auditParts } = createPrompts(
    { platform, ownership, stopping, records },
    {
      memory: context.workspaceState,
      ...{ inventory, accounts, scopes, guards, signIn, onError },
    },
  );
  const { follow } = stopping;
  const places = { accounts, scopes };
  const where = { places, inventory, guards, scheduleTag: () => settings.now().scheduleTag, follow, watches };
  const { reads, readLists, demoCommands } = known;
  const onDidChangePlaces = whereaboutsChanges({ settings, accounts, follow, watches });
  const pages = own(
    createPages({
      ...{ ...sayer, extensionUri, reads, clock, history, snapshots, inventory, accounts, past, poller, stopFlow },
      ...{ follow, watches, guards },
      whereabouts: (ref, target) => whereaboutsOf(where, ref, target),
      onDidChangePlaces,
      revealInTree: reveal,
    }),
  );
  const openJson = (ref: DaemonRef) => pages.openDaemonJson(ref);
  const ofDaemons = createDaemonPages({
    ...{ places, onDidChangePlaces, guards, reads, daemons, clock, records, openJson },
  });
  own(
    connectNews({
      ...{ seen: { inventory, poller, accounts }, clock, settings, guards, follow, quiet, watches, daemons, onError },
      ...{ memory: context.globalState, turns: platform },
      show: (refs) => showInTree({ tree, view, pages, showDaemon: ofDaemons.show }, refs),
    }),
  );
  own(connectTreeUpdates({ ...known, ...views, running: running.tree, follow: stopping.follow, watches, options }));
  own(
    holdOpenLists({
      ...{ view, given: tree.onDidGiveChildren },
      open: (list) => poller.open(list),
      regionsOf: (profile) => scopes.regionsOf(profile),
    }),
  );
  const recovery = followSurroundings(platform, known, { ownership, stopping, watches, views });
  const diagnose = diagnoseInTurn((profile, signal) => aws.diagnose(profile, signal));
  const goTo = createGoTo({
    inventory,
    accounts,
    scopes,
    reads: aws.reads,
    mayAct: guards.mayAct,
    show: (ref) => (ref.kind === 'daemon' ? ofDaemons.show(ref) : pages.show(ref)),
    signIn,
  });
  const run = createCommands({
    ...{ aws, log, demo: demoCommands, readLists, retryFailing: () => retryFailing(recovery) },
    ...{ inventory, accounts, scopes, poller, past, daemons, clock },
    ...{ tree, running: running.tree, view, selection: views.selection, options, documents, records, diagnose },
    pages: { ...pages, showDaemon: ofDaemons.show },
    ...{ settings: settings.now, stopping, stopFlow, auditParts, quiet, watches, onError, signIn, goTo: goTo.ask },
    manifest: context.extension.packageJSON,
    guards,
  });

  const agents = connectAgents({
    ...{ inventory, accounts, scopes, readLists, clock, stopping, stopFlow, onePrompt, onError },
    guards,
  });
  own(agents);
  const recordOf = (id: string) =>
    plans.sourceOf(id) ?? auditSourceOf(id, auditParts) ?? diagnosisSourceOf(id, diagnose) ?? ofDaemons.sourceOf(id);

  own(keepLoading(clock, [history, snapshots], onError));
  void stopping.resume().catch(onError);
  own(contributions.resources.fill(tree));
  own(contributions.running.fill(running.tree));
  return {
    run,
    restore: (panel, state) => {
      const id = savedRecordId(state);
      const record = id === undefined ? undefined : recordOf(id);
      if (record === undefined) pages.restore(panel, state);
      else records.restore(panel, record);
    },
    agents,
    goTo,
    close: () => ownership.close().finally(() => log.dispose()),
  };
}

/** Has AWS asked as long as somebody looks, and anew where the files of a profile have changed. Returns what takes up again what failed. */
function followSurroundings(
  platform: Platform,
  { aws, scopes, accounts, inventory, poller, settings, demo, onError }: Knowledge,
  parts: {
    readonly ownership: Ownership;
    readonly stopping: Stopping;
    readonly watches: Watches;
    readonly views: Pick<AttentionParts, 'views'>;
  },
) {
  const { own } = parts.ownership;
  const recovery = {
    invalidate: (profile: string) => aws.invalidate(profile),
    scopes,
    accounts,
    inventory,
    poller,
    signedOut: () => parts.stopping.follow.signedOut(),
    wake: (profile: string) => {
      parts.stopping.follow.wake(profile);
      parts.watches.wake(profile);
    },
  };
  const createFileChanges = (files: readonly string[]) => platform.createFileChanges(files, onError);
  const config = own(createConfigChanges(platform.configFiles(), { ...recovery, createFileChanges, onError }));
  own(inventory.onDidChange((change) => recheckProfiles(recovery, change)));
  own(
    connectAttention({
      views: parts.views.views,
      poller,
      scopes,
      settings,
      config,
      onError,
      accounts: own(createAccountsAtTimes(accounts, platform.clock)),
      presence: platform.presence,
      hasProfiles: () => settings.now().profiles.length > 0,
      isDemo: () => demo.scopes() !== undefined,
    }),
  );
  return recovery;
}

/** Which window claims the ends of stops just now, and for how many milliseconds at most: it may have gone meanwhile. */
const TURN = 'claims the ends of stops';
const TURN_FOR = 10_000;

/** From a wish to the prompt, and from the end of what was confirmed to the message that tells it. */
function createPrompts(
  {
    platform,
    ownership,
    stopping,
    records,
  }: { platform: Platform; ownership: Ownership; stopping: Stopping; records: RecordPages },
  {
    memory,
    inventory,
    accounts,
    scopes,
    guards,
    signIn,
    onError,
  }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards' | 'onError'> & {
    readonly memory: Memento;
    readonly signIn: (profile: string) => Promise<boolean>;
  },
) {
  const { clock } = platform;
  const onePrompt = createOnePrompt(clock);
  const isProduction = createIsProduction(guards, { inventory, accounts });
  const startAgain = (want: Want) => askAnew(stopFlow, [want]);
  const auditParts = {
    audit: stopping.audit,
    startable: stopping.startable,
    follow: stopping.follow,
    clock,
    isProduction,
    ask: startAgain,
  };
  const showResult = (runs: readonly string[]) => records.show(resultSource(runs, auditParts));
  const plans = createPlanPages({ memory, records, showResult, onError });
  /** With several, the command asks which. */
  const signInAny = async (profiles: readonly string[]): Promise<boolean> => {
    const [only, ...more] = profiles;
    if (only !== undefined && more.length === 0) return signIn(only);
    await commands.executeCommand('halt.signIn');
    return false;
  };
  const stopFlow = createStopFlow({
    stopping,
    plans,
    showResult,
    clock,
    onePrompt,
    accounts,
    chosen: scopes.all,
    isProduction,
    signIn: signInAny,
    onError,
  });
  const forcing = {
    chosen: scopes.all,
    guards,
    isProduction,
    forceStop: (meant: Pick<Want, 'refs' | 'whose'>) =>
      askAnew(stopFlow, [{ operation: { type: 'force-stop', skipOsShutdown: false }, ...meant }]),
  };
  ownership.own(
    createRunReporter({
      follow: stopping.follow,
      clock,
      chosen: scopes.all,
      isProduction,
      showResult,
      onError,
      claim: (name) => platform.claim(name, Infinity),
      giveBack: (name) => platform.giveBack(name),
      takeTurn: () => platform.claim(TURN, TURN_FOR),
      endTurn: () => platform.giveBack(TURN),
      isAlone: () => platform.isOnlyWindow(),
      onDidChangeWindows: platform.onDidChangeWindows,
      signIn: signInAny,
      tryAgain: (wants) => askAnew(stopFlow, wants),
      startAgain,
      offerForce: (all) => offerForce(forcing, all),
    }),
  );
  return { onePrompt, plans, stopFlow, auditParts };
}

/** The pages of what Halt did. They are drawn again when a stop was answered or has ended. */
function createStopRecords(stopping: Stopping, parts: Omit<RecordPagesParts, 'onChange'>): RecordPages {
  return createRecordPages({ ...parts, onChange: recordChanges(stopping) });
}
