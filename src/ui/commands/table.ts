import { l10n, window } from 'vscode';
import * as arrange from './arrange.ts';
import type { CommandContext } from './context.ts';
import * as look from './runningExperiments.ts';
import * as permission from './permission.ts';
import * as records from './records.ts';
import { type Argument, asArgument, viewOfKey } from './selection.ts';
import * as stop from './stop.ts';

type Handler = (context: CommandContext, first: Argument, all: unknown) => void | Promise<void>;

/** Every command of the manifest, and no other. */
const commandTable = {
  'halt.selectProfiles': look.selectProfiles,
  'halt.selectRegions': look.selectRegions,
  'halt.startDemo': (context) => context.startDemo(),
  'halt.stopDemo': (context) => context.stopDemo(),
  'halt.refresh': look.refresh,
  'halt.refreshHere': look.refreshHere,
  'halt.stopInstances': stop.stopInstances,
  'halt.hibernateInstances': stop.hibernateInstances,
  'halt.forceStopInstances': stop.forceStopInstances,
  'halt.startInstances': stop.startInstances,
  'halt.checkStopPermission': permission.checkStopPermission,
  'halt.stopDeployments': stop.stopDeployments,
  'halt.abortDeployments': stop.abortDeployments,
  'halt.continueDeployment': stop.continueDeployment,
  'halt.stopExperiments': stop.stopExperiments,
  'halt.stopAllExperiments': stop.stopAllExperiments,
  'halt.stopExperimentsHere': stop.stopExperimentsHere,
  'halt.engageSafetyLever': stop.engageSafetyLever,
  'halt.disengageSafetyLever': stop.disengageSafetyLever,
  'halt.stopSelected': stop.stopSelected,
  'halt.showDetails': look.showDetails,
  'halt.openJson': look.openJson,
  'halt.copyId': look.copyId,
  'halt.copyArn': look.copyArn,
  'halt.openInConsole': look.openInConsole,
  'halt.signIn': look.signIn,
  'halt.retry': look.retry,
  'halt.showRunningExperiments': look.showRunningExperiments,
  'halt.showAuditLog': records.showAuditLog,
  'halt.exportAuditLog': records.exportAuditLog,
  'halt.copyCliCommand': records.copyCliCommand,
  'halt.copyIamPolicy': records.copyIamPolicy,
  'halt.showLog': (context) => context.showLog(),
  'halt.loadMore': look.loadMore,
  'halt.filter': arrange.filter,
  'halt.clearFilter': arrange.clearFilter,
  'halt.groupInstances': arrange.groupInstances,
  'halt.pin': arrange.pin,
  'halt.unpin': arrange.unpin,
} as const satisfies Record<`halt.${string}`, Handler>;

/** Those of the view's title, which is handed the focused node or none and is about everything; and those that mend: without a node they try or ask. */
const nodeless: ReadonlySet<string> = new Set<keyof typeof commandTable>([
  'halt.refresh',
  'halt.selectProfiles',
  'halt.selectRegions',
  'halt.startDemo',
  'halt.stopDemo',
  'halt.stopAllExperiments',
  'halt.showAuditLog',
  'halt.copyIamPolicy',
  'halt.showLog',
  'halt.filter',
  'halt.clearFilter',
  'halt.groupInstances',
  'halt.retry',
  'halt.signIn',
]);

/**
 * Whether a node's menu was used and its node is not known any more: the editor forgets a node's children while they are being redrawn. Taken for
 * a call from the palette, it would be about whatever is selected instead.
 */
const lostItsNode = (id: string, args: readonly unknown[]): boolean =>
  args.length > 0 && (args[0] === undefined || args[0] === null) && !nodeless.has(id);

/** Runs a command by its id, with what the editor handed over. One that fails says so in a sentence, with the log behind it; it never rejects. */
export function createCommandRunner(
  context: CommandContext,
  onError: (error: unknown) => void,
): (id: string, args: readonly unknown[]) => Promise<void> {
  const handlers = new Map(Object.entries<Handler>(commandTable));
  return async (id, args) => {
    const [first, all] = args;
    if (lostItsNode(id, args)) {
      await window.showInformationMessage(
        l10n.t('The view was being redrawn just then, and nothing was done. Please try again.'),
      );
      return;
    }
    try {
      const view = viewOfKey(first);
      if (view !== undefined) context.selection.use(view);
      await handlers.get(id)?.(context, asArgument(first), all);
    } catch (error) {
      onError(error);
      const open = l10n.t('Open Log');
      const message = error instanceof Error ? error.message : String(error);
      if ((await window.showErrorMessage(l10n.t('Halt could not do this: {0}', message), open)) === open)
        context.showLog();
    }
  };
}
