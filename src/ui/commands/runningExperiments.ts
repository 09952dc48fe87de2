import { commands, env, l10n, type QuickPickItem, ThemeIcon, Uri, window } from 'vscode';
import { arnOf, consoleUrl } from '../../model/arn.ts';
import { plainText } from '../../base/plainText.ts';
import type { Resource, TargetRef } from '../../model/resources/resource.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import { pickProfiles, pickRegions } from '../profiles/pickScopes.ts';
import { writeSetting } from '../settings/settings.ts';
import { profilesToSignIn } from '../tree/rows/noteRow.ts';
import { resourceRow } from '../tree/rows/resourceRow.ts';
import type { CommandContext } from './context.ts';
import { type Argument, branches, chosenNodes, chosenRefs, isNode } from './selection.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';

export async function selectProfiles(context: CommandContext): Promise<void> {
  const chosen = await pickProfiles(context.reads, context.settings().profiles);
  if (!chosen) return;
  await writeSetting('profiles', chosen);
  const regionless = chosen.length > 0 && context.settings().regions.length === 0;
  if (regionless) await selectRegions(context);
}

export async function selectRegions(context: CommandContext): Promise<void> {
  const { profiles, regions } = context.settings();
  const chosen = await pickRegions(context.reads, profiles, regions);
  if (chosen) await writeSetting('regions', chosen);
}

/** Everything, whatever has the focus. */
export function refresh(context: CommandContext): void {
  for (const profile of context.scopes.profiles()) void context.accounts.refresh(profile);
  context.watcher.refresh();
}

/** Below the clicked branches. */
export function refreshHere(context: CommandContext, first: Argument, all: unknown): void {
  for (const node of branches(context, first, all)) {
    if (node.type === 'profile') {
      void context.accounts.refresh(node.profile);
      context.watcher.refresh({ profile: node.profile });
    } else if (node.type === 'group') {
      context.watcher.refresh({ scope: node.scope, kind: node.kind });
      if (node.kind === 'experiment') context.watcher.refresh({ scope: node.scope, kind: 'lever' });
    } else if ('scope' in node) context.watcher.refresh({ scope: node.scope });
  }
}

/** After a failure: reads the config again, then whatever the note is about. */
export async function retry(context: CommandContext, first: Argument): Promise<void> {
  const about = isNode(first) && first.type === 'note' ? first.about : undefined;
  if (about?.note === 'unread') {
    await context.retryFailing();
    context.watcher.refresh();
    return;
  }
  await context.scopes.reload();
  const profile =
    about && 'profile' in about ? about.profile : about && 'scope' in about ? about.scope.profile : undefined;
  if (profile !== undefined) await context.accounts.refresh(profile);
  context.watcher.refresh(
    about && 'scope' in about ? { scope: about.scope } : profile === undefined ? {} : { profile },
  );
}

export async function signIn(context: CommandContext, first: Argument): Promise<void> {
  const about = isNode(first)
    ? first.type === 'profile'
      ? first
      : first.type === 'note'
        ? first.about
        : undefined
    : undefined;
  const own = about && 'profile' in about ? about.profile : about && 'scope' in about ? about.scope.profile : undefined;
  const waiting = own === undefined ? profilesToSignIn(context) : [];
  // The list of what runs has one line for all that wait.
  const [only] = about && waiting.length === 1 ? waiting : [];
  const offered = waiting.length > 0 ? waiting : context.scopes.profiles();
  const profile =
    own ?? only ?? (await window.showQuickPick([...offered], { title: l10n.t('Sign in with which profile?') }));
  if (profile !== undefined) await context.signIn(profile);
}

/** The things a command is about, with what is known of them; from the palette without a selection, says what to do. */
async function resources(
  context: CommandContext,
  first: Argument,
  all: unknown,
): Promise<readonly (Resource | ServiceDeployment)[]> {
  const found =
    isNode(first) || first === undefined
      ? chosenNodes(context, first, all).flatMap((node) => context.tree.observed(node) ?? [])
      : observedOfRef(context, first);
  if (found.length === 0) await window.showInformationMessage(l10n.t('Select something in the Halt view first.'));
  return found;
}

function observedOfRef(context: CommandContext, ref: PlanRef): readonly (Resource | ServiceDeployment)[] {
  const observed =
    ref.kind === 'lever'
      ? context.inventory.list(ref.scope, 'lever')[0]
      : context.inventory.target({ ...ref, kind: ref.kind });
  return observed ? [observed] : [];
}

const copied = async (lines: readonly string[]) => {
  await env.clipboard.writeText(lines.join('\n'));
  const [only] = lines;
  window.setStatusBarMessage(
    lines.length === 1 && only !== undefined
      ? l10n.t('Copied {0}', plainText(only, 80))
      : l10n.t('Copied {0} lines', lines.length),
    3_000,
  );
};

export async function copyId(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const found = await resources(context, first, all);
  if (found.length > 0) await copied(found.map((resource) => resource.id));
}

export async function copyArn(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const found = await resources(context, first, all);
  const arns = found.flatMap((resource) => arnOf(resource, context.accounts.of(resource.scope.profile)?.account) ?? []);
  if (arns.length > 0) await copied(arns);
}

export async function openInConsole(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const [resource] = await resources(context, first, all);
  if (resource) await env.openExternal(Uri.parse(consoleUrl(resource), true));
}

async function oneTarget(context: CommandContext, first: Argument, all: unknown): Promise<TargetRef | undefined> {
  const [ref] = chosenRefs(context, first, all).filter((one) => one.kind !== 'lever');
  if (ref) return ref;
  await window.showInformationMessage(
    l10n.t('Select an instance, a service deployment or an experiment in the Halt view first.'),
  );
  return undefined;
}

export async function showDetails(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const ref = await oneTarget(context, first, all);
  if (ref) context.showDetails(ref);
}

export async function openJson(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const ref = await oneTarget(context, first, all);
  if (ref) await context.openJson(ref);
}

interface ExperimentItem extends QuickPickItem {
  readonly ref?: TargetRef;
  readonly command?: 'halt.stopAllExperiments' | 'halt.disengageSafetyLever';
}

/** The status bar's click: what runs, and for each to show or to stop it. */
export function showRunningExperiments(context: CommandContext): void {
  const stop = { iconPath: new ThemeIcon('debug-stop'), tooltip: l10n.t('Stop…') };
  const show = { iconPath: new ThemeIcon('open-preview'), tooltip: l10n.t('Show Details') };
  const pick = window.createQuickPick<ExperimentItem>();
  pick.title = l10n.t('Running experiments');
  pick.placeholder = l10n.t('Enter shows one; the buttons at its right show or stop it');
  const fill = () => {
    const running = context.scopes
      .all()
      .flatMap((scope) =>
        context.inventory.list(scope, 'experiment').filter((one) => !stateTraits('experiment', one.state).final),
      );
    const engaged = context.scopes
      .all()
      .flatMap((scope) => context.inventory.list(scope, 'lever').filter((one) => one.status !== 'disengaged'));
    pick.items = [
      ...engaged.map((one): ExperimentItem => ({
        label: `$(workspace-untrusted) ${l10n.t('Safety lever {0}', plainText(one.status, 40))}`,
        description: `${plainText(one.scope.profile, 60)} · ${one.scope.region}`,
        detail: plainText(one.reason ?? '', 200),
        command: 'halt.disengageSafetyLever',
      })),
      ...running.map((experiment): ExperimentItem => {
        const row = resourceRow(experiment, {
          mark: context.follow.mark({ kind: 'experiment', scope: experiment.scope, id: experiment.id }),
          production: false,
        });
        const account = context.accounts.of(experiment.scope.profile)?.account;
        return {
          label: row.label,
          iconPath: row.icon,
          description: row.description,
          detail: [plainText(experiment.scope.profile, 60), account, experiment.scope.region]
            .filter(Boolean)
            .join(' · '),
          ref: { kind: 'experiment', scope: experiment.scope, id: experiment.id },
          buttons: [show, stop],
        };
      }),
      ...(running.length > 1
        ? [
            {
              label: `$(debug-stop) ${l10n.t('Stop all {0}…', running.length)}`,
              command: 'halt.stopAllExperiments' as const,
            },
          ]
        : []),
    ];
    if (pick.items.length === 0) pick.placeholder = l10n.t('No experiment is running');
  };
  const stopListening = context.inventory.onDidChange(fill);
  fill();
  pick.show();
  pick.onDidTriggerItemButton(({ item, button }) => {
    pick.hide();
    if (item.ref) void commands.executeCommand(button === stop ? 'halt.stopExperiments' : 'halt.showDetails', item.ref);
  });
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    pick.hide();
    if (item?.ref) void commands.executeCommand('halt.showDetails', item.ref);
    else if (item?.command) void commands.executeCommand(item.command);
  });
  pick.onDidHide(() => {
    stopListening();
    pick.dispose();
  });
}

/** A note's click: the next page of its parent. */
export async function loadMore(context: CommandContext, first: Argument): Promise<void> {
  if (isNode(first) && first.type === 'note' && first.about.note === 'more') await context.loadMore(first.about.parent);
}
