import { l10n } from 'vscode';
import { type AccessibilityHelpParts, showAccessibilityHelp } from './accessibilityHelp.ts';
import { type Argument, parseArguments } from './arguments.ts';
import { type DiagnoseCommandParts, diagnoseProfiles } from './diagnose.ts';
import { type ArrangeCommandParts, arrangeCommands } from './arrange.ts';
import { hideCommands } from './hide.ts';
import { savedFilterCommands } from './savedFilters.ts';
import { type CliCommandParts, copyCliCommand, copyIamPolicy, type IamPolicyParts } from './handOver.ts';
import { emergencyStop, type EmergencyStopParts } from './emergencyStop.ts';
import type { Handler, Invocation } from './invocation.ts';
import { type CopyCommandParts, copyCommands } from './copy.ts';
import { type InspectCommandParts, inspectCommands } from './inspect.ts';
import { checkStopPermission, type PermissionCommandParts } from './permission.ts';
import { type ProfileCommandParts, profileCommands, chooseAndSignIn, type SignInParts } from './profiles.ts';
import { explainProblem, openConfigFile, type ProblemCommandParts } from './problems.ts';
import { quietCommands, type QuietCommandParts } from './quiet.ts';
import { type RecordCommandParts, recordCommands } from './records.ts';
import { type RefreshCommandParts, refreshCommands } from './refresh.ts';
import { type RunningExperimentsParts, showRunningExperiments } from './running/runningExperiments.ts';
import { type StopCommandParts, stopCommands } from './stop.ts';
import { stopMatching, type StopMatchingParts } from './stopMatching.ts';
import { stopWatching, type StopWatchingParts, watchUntilItEnds, type WatchParts } from './watch.ts';
import type { Node } from '../tree/nodes/node.ts';
import { oneLine, remark } from '../words/say.ts';
import { sayFailed } from '../editor/sayFailed.ts';

/** What each group of commands works with. */
export interface CommandParts {
  readonly accessibilityHelp: AccessibilityHelpParts;
  readonly arrange: ArrangeCommandParts;
  readonly diagnose: DiagnoseCommandParts;
  readonly demo: { readonly start: () => Promise<void>; readonly stop: () => Promise<void> };
  readonly emergencyStop: EmergencyStopParts;
  readonly goTo: () => Promise<void>;
  readonly cliCommand: CliCommandParts;
  readonly iamPolicy: IamPolicyParts;
  readonly copy: CopyCommandParts;
  readonly inspect: InspectCommandParts;
  readonly permission: PermissionCommandParts;
  readonly problems: ProblemCommandParts;
  readonly profiles: ProfileCommandParts;
  readonly quiet: QuietCommandParts;
  readonly records: RecordCommandParts;
  readonly refresh: RefreshCommandParts;
  readonly runningExperiments: RunningExperimentsParts;
  readonly showLog: () => void;
  readonly signIn: SignInParts;
  readonly stop: StopCommandParts;
  readonly stopMatching: StopMatchingParts;
  readonly watch: WatchParts;
  readonly stopWatching: StopWatchingParts;
}

/**
 * `rows`: what was clicked, or what the keyboard is on. `everything`: about no row, or about the one that it is handed and else about all, so that a
 * view's title, which hands over the focused row or none, can offer it.
 */
export interface Command {
  readonly about: 'rows' | 'everything';
  readonly run: Handler;
}

const rows = (run: Handler): Command => ({ about: 'rows', run });
const everything = (run: Handler): Command => ({ about: 'everything', run });

/** Every command of the manifest, and no other. */
export function commandTable(parts: CommandParts) {
  const arrange = arrangeCommands(parts.arrange);
  const saved = savedFilterCommands(parts.arrange.options);
  const hiding = hideCommands(parts.arrange);
  const copy = copyCommands(parts.copy);
  const inspect = inspectCommands(parts.inspect);
  const profiles = profileCommands(parts.profiles);
  const quiet = quietCommands(parts.quiet);
  const records = recordCommands(parts.records);
  const refresh = refreshCommands(parts.refresh);
  const stop = stopCommands(parts.stop);
  return {
    'halt.selectProfiles': everything(profiles.selectProfiles),
    'halt.selectRegions': everything(profiles.selectRegions),
    'halt.diagnoseProfiles': everything(() => diagnoseProfiles(parts.diagnose)),
    'halt.startDemo': everything(parts.demo.start),
    'halt.stopDemo': everything(parts.demo.stop),
    'halt.refresh': everything(refresh.refresh),
    'halt.refreshHere': rows(refresh.refreshHere),
    'halt.stopInstances': rows(stop.stopInstances),
    'halt.hibernateInstances': rows(stop.hibernateInstances),
    'halt.forceStopInstances': rows(stop.forceStopInstances),
    'halt.startInstances': rows(stop.startInstances),
    'halt.checkStopPermission': rows((by) => checkStopPermission(parts.permission, by)),
    'halt.stopDeployments': rows(stop.stopDeployments),
    'halt.abortDeployments': rows(stop.abortDeployments),
    'halt.continueDeployment': rows(stop.continueDeployment),
    'halt.stopExperiments': rows(stop.stopExperiments),
    'halt.stopAllExperiments': everything(stop.stopAllExperiments),
    'halt.emergencyStop': everything(() => emergencyStop(parts.emergencyStop)),
    'halt.stopMatching': rows((by) => stopMatching(parts.stopMatching, by)),
    // The same by the name that is true where no filter is set.
    'halt.stopEverythingHere': rows((by) => stopMatching(parts.stopMatching, by)),
    'halt.stopExperimentsHere': rows(stop.stopExperimentsHere),
    'halt.engageSafetyLever': rows(stop.engageSafetyLever),
    'halt.disengageSafetyLever': rows(stop.disengageSafetyLever),
    'halt.watchUntilItEnds': rows((by) => watchUntilItEnds(parts.watch, by)),
    'halt.stopWatching': rows((by) => stopWatching(parts.stopWatching, by)),
    'halt.stopSelected': rows(stop.stopSelected),
    'halt.showForbidden': rows(stop.showForbidden),
    'halt.openConfigFile': rows((by) => openConfigFile(parts.problems, by)),
    'halt.explainProblem': rows((by) => explainProblem(parts.problems, by)),
    'halt.openRow': rows(inspect.openRow),
    'halt.showDetails': rows(inspect.showDetails),
    'halt.openJson': rows(inspect.openJson),
    'halt.showHiddenValue': everything(inspect.showHiddenValue),
    'halt.copyId': rows(copy.copyId),
    'halt.copyArn': rows(copy.copyArn),
    'halt.copyLink': rows(copy.copyLink),
    'halt.goTo': everything(parts.goTo),
    'halt.openInConsole': rows(copy.openInConsole),
    'halt.signIn': everything((by) => chooseAndSignIn(parts.signIn, by)),
    'halt.retry': everything(refresh.retry),
    'halt.showRunningExperiments': everything(() => showRunningExperiments(parts.runningExperiments)),
    'halt.quietForAnHour': everything(quiet.quietForAnHour),
    'halt.endQuiet': everything(quiet.endQuiet),
    'halt.showAuditLog': everything(records.showAuditLog),
    'halt.exportAuditLog': everything(records.exportAuditLog),
    'halt.copyCliCommand': rows((by) => copyCliCommand(parts.cliCommand, by)),
    'halt.copyIamPolicy': everything(() => copyIamPolicy(parts.iamPolicy)),
    'halt.showLog': everything(parts.showLog),
    'halt.accessibilityHelp': everything(() => showAccessibilityHelp(parts.accessibilityHelp)),
    'halt.loadMore': rows(arrange.loadMore),
    'halt.filter': everything(arrange.filter),
    'halt.clearFilter': everything(arrange.clearFilter),
    'halt.saveFilter': everything(saved.saveFilter),
    'halt.savedFilters': everything(saved.savedFilters),
    'halt.groupInstances': everything(arrange.groupInstances),
    'halt.sortResources': everything(arrange.sortResources),
    'halt.pin': rows(arrange.pin),
    'halt.unpin': rows(arrange.unpin),
    'halt.hide': rows(hiding.hide),
    'halt.showHidden': everything(hiding.showHidden),
  } as const satisfies Record<`halt.${string}`, Command>;
}

/**
 * Runs a command by its id, with what the editor handed over. One that fails says so in a sentence, with the log behind it; it never rejects. A key that is pressed again while it isn't known yet which
 * row the first press is about does nothing: somebody in a hurry would be asked twice.
 */
export function createCommandRunner(parts: {
  readonly table: Readonly<Record<string, Command>>;
  /** The rows that the keyboard acts on, in this view or in the one that was used last. */
  readonly keyboardRows: (view: string | undefined) => Promise<readonly Node[] | undefined>;
  readonly showLog: () => void;
  readonly onError: (error: unknown) => void;
}): (id: string, args: readonly unknown[]) => Promise<void> {
  const commands = new Map(Object.entries(parts.table));
  /** The commands by a key whose rows are still being looked for. */
  const looking = new Set<string>();
  const rowsByKey = async (id: string, view: string) => {
    looking.add(id);
    try {
      return await parts.keyboardRows(view);
    } finally {
      looking.delete(id);
    }
  };
  const invocationOf = async (id: string, { about }: Command, argument: Argument): Promise<Invocation | undefined> => {
    switch (argument.kind) {
      case 'node':
      case 'reference':
        return argument;
      case 'unclear':
      case 'lost':
        // The editor forgets a node's children while they are being redrawn, and another extension, or a page that was kept, may name what is none. Taken for a call from the palette, it would be about what is selected instead.
        return about === 'rows' ? undefined : { kind: 'keyboard', nodes: [] };
      case 'key':
      case 'none': {
        if (about !== 'rows') return { kind: 'keyboard', nodes: [] };
        const nodes = await (argument.kind === 'key' ? rowsByKey(id, argument.view) : parts.keyboardRows(undefined));
        return nodes && { kind: 'keyboard', nodes };
      }
    }
  };
  return async (id, args) => {
    const command = commands.get(id);
    if (!command) return;
    const argument = parseArguments(args);
    if (argument.kind === 'key' && looking.has(id)) return;
    try {
      const by = await invocationOf(id, command, argument);
      if (by) await command.run(by);
      else {
        remark(
          argument.kind === 'unclear'
            ? oneLine(l10n.t('Nothing was done: what was named can’t be understood.'))
            : oneLine(l10n.t('Nothing was done: the view was being redrawn. Try again.')),
        );
      }
    } catch (error) {
      await sayFailed(parts, error);
    }
  };
}
