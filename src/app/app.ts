import type { ExtensionContext } from 'vscode';
import { keepLoading } from '../history/keepLoading.ts';
import type { DaemonRef, StoppableRef } from '../model/resources/resource.ts';
import { diagnoseInTurn } from '../ui/commands/diagnose.ts';
import type { Contributions, Workings } from '../ui/contributions.ts';
import { createLog } from '../ui/editor/log.ts';
import { sayFailed } from '../ui/editor/sayFailed.ts';
import { createTextDocuments } from '../ui/editor/textDocuments.ts';
import { createGoTo, type GoTo } from '../ui/links/goTo.ts';
import { auditSourceOf, savedRecordId } from '../ui/records/auditSource.ts';
import { type Diagnose, diagnosisSourceOf } from '../ui/records/diagnosisPage.ts';
import { recordChanges } from '../ui/records/recordChanges.ts';
import { createRecordPages, type RecordPages } from '../ui/records/recordPages.ts';
import { createPatternsNow } from '../ui/profiles/patternsNow.ts';
import { createViewOptions } from '../ui/settings/viewOptions.ts';
import { type AgentWiring, connectAgents } from './agents.ts';
import { createCommands } from './commands.ts';
import { createOngoing, type Ongoing } from './ongoing.ts';
import { createKnowledge, type Knowledge } from './knowledge.ts';
import { connectNews } from './news.ts';
import { createOwnership } from './ownership.ts';
import { createPages, type PageHost, type Pages } from './pages.ts';
import type { Platform } from './platform.ts';
import { createPrompts, type Prompts, reportRuns } from './prompts.ts';
import { revealInTree } from './revealInTree.ts';
import { followSurroundings } from './surroundings.ts';
import { createViews, keepViewsFresh } from './views.ts';

/** What does the work, until it is closed. */
export interface App extends Workings {
  /** Ends everything, and resolves when history, snapshots and audit log are on the disk. Never rejects. */
  close(): Promise<void>;
}

/** Constructs and connects. Asks nothing of the network: the first call comes when somebody looks. */
export function createApp(context: ExtensionContext, contributions: Contributions, platform: Platform): App {
  const { globalState, workspaceState, extensionUri } = context;
  const { clock } = platform;
  const log = createLog();
  const onError = (error: unknown) => log.error(error);
  const ownership = createOwnership(onError);
  const { own } = ownership;
  const known = createKnowledge(platform, { ownership, onError, log: (line) => log.info(line) });
  const ongoing = createOngoing(platform, known, { ownership, memory: workspaceState, onError });
  const { stopping, signIn } = ongoing;
  const options = own(createViewOptions(globalState, onError));
  const views = createViews(contributions, known, {
    ownership,
    ongoing,
    options,
    memory: globalState,
    clock,
    onError,
  });
  const { tree, running, view } = views;
  const documents = own(createTextDocuments());
  const host: PageHost = {
    extensionUri,
    revealInTree: (ref) => revealInTree({ tree, view, options }, ref),
    sayFailed: (error) => sayFailed({ onError, showLog: () => log.show() }, error),
    onError,
  };
  const records = own(createRecordPages({ ...host, onChange: recordChanges(stopping) }));
  const prompts = createPrompts(platform, known, { ongoing, records, memory: workspaceState, onError });
  own(reportRuns(platform, known, { stopping, prompts, onError }));
  const pages = createPages(known, { ongoing, prompts, records, ownership, clock, host });
  own(connectNews(platform, known, { ongoing, views, pages, memory: globalState, onError }));
  keepViewsFresh(known, { views, ongoing, options, ownership });
  const { retryFailing } = followSurroundings(platform, known, { ongoing, ownership, views: views.views, onError });
  const diagnose = diagnoseInTurn((profile, signal) => known.aws.diagnose(profile, signal), createPatternsNow(known));
  const goTo = goToPages(known, { pages, signIn });
  const run = createCommands({
    ...{ known, ongoing, views, prompts, pages, options, documents, records, diagnose, retryFailing },
    goTo: goTo.ask,
    manifest: context.extension.packageJSON,
    ...{ clock, log, onError },
  });
  const agents = own(agentsOf(known, { stopping, prompts, clock, onError }));
  own(keepLoading(clock, [known.history, known.snapshots], onError));
  void stopping.resume().catch(onError);
  own(contributions.resources.fill(tree));
  own(contributions.running.fill(running));
  const restore = restorePages({ prompts, pages, records, diagnose });
  return { run, restore, agents, goTo, close: () => ownership.close().finally(() => log.dispose()) };
}

/** The way from a link, an id or an ARN to a page. */
function goToPages(
  { inventory, accounts, scopes, guards, aws }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards' | 'aws'>,
  {
    pages: { detail, showDaemon },
    signIn,
  }: { readonly pages: Pick<Pages, 'detail' | 'showDaemon'>; readonly signIn: Ongoing['signIn'] },
): GoTo {
  const { reads } = aws;
  const { mayAct } = guards;
  const show = (ref: StoppableRef | DaemonRef) => (ref.kind === 'daemon' ? showDaemon(ref) : detail.show(ref));
  return createGoTo({ inventory, accounts, scopes, reads, mayAct, show, signIn });
}

/** What agents and other extensions are answered with. */
function agentsOf(
  {
    inventory,
    accounts,
    scopes,
    guards,
    readLists,
  }: Pick<Knowledge, 'inventory' | 'accounts' | 'scopes' | 'guards' | 'readLists'>,
  {
    stopping,
    prompts: { stopFlow, onePrompt },
    clock,
    onError,
  }: Pick<AgentWiring, 'stopping' | 'clock' | 'onError'> & {
    readonly prompts: Pick<Prompts, 'stopFlow' | 'onePrompt'>;
  },
): ReturnType<typeof connectAgents> {
  const known = { inventory, accounts, scopes, guards, readLists };
  return connectAgents({ ...known, clock, stopping, stopFlow, onePrompt, onError });
}

/** Takes over the panels that the editor kept over a reload: each is of a record or of a resource. */
function restorePages({
  prompts: { plans, auditParts },
  pages: { detail, daemonSourceOf },
  records,
  diagnose,
}: {
  readonly prompts: Pick<Prompts, 'plans' | 'auditParts'>;
  readonly pages: Pick<Pages, 'detail' | 'daemonSourceOf'>;
  readonly records: Pick<RecordPages, 'restore'>;
  readonly diagnose: Diagnose;
}): App['restore'] {
  const recordOf = (id: string) =>
    plans.sourceOf(id) ?? auditSourceOf(id, auditParts) ?? diagnosisSourceOf(id, diagnose) ?? daemonSourceOf(id);
  return (panel, state) => {
    const id = savedRecordId(state);
    const record = id === undefined ? undefined : recordOf(id);
    if (record === undefined) detail.restore(panel, state);
    else records.restore(panel, record);
  };
}
