import { l10n, type QuickPickItem, window } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { type Operation, type OperationType, operationKind, unfitFor } from '../../stopping/operation.ts';
import type { PlanRef } from '../../stopping/plan/plan.ts';
import { pickTargets } from '../stop/pickTargets.ts';
import { unreadWords } from '../stop/planWords.ts';
import type { CommandContext } from './context.ts';
import { type Argument, branches, chosenRefs } from './selection.ts';
import { waitingHook } from '../../model/resources/deployment.ts';

/** From a node, the selection, or (from the palette) a multi-pick in which the tree's selection is ticked. */
async function targetsFor(
  context: CommandContext,
  type: OperationType,
  title: string,
  first: Argument,
  all: unknown,
): Promise<readonly PlanRef[] | undefined> {
  const chosen = chosenRefs(context, first, all, operationKind[type]);
  if (first !== undefined) return chosen;
  return pickTargets(context.pick, type, { title, preselected: chosen });
}

const stopping =
  (operation: Operation, title: () => string) => async (context: CommandContext, first: Argument, all: unknown) => {
    const refs = await targetsFor(context, operation.type, title(), first, all);
    if (refs && refs.length > 0) await context.stopFlow.start(refs, operation);
  };

export const stopInstances = stopping({ type: 'stop' }, () => l10n.t('Instances to stop'));
export const hibernateInstances = stopping({ type: 'hibernate' }, () => l10n.t('Instances to hibernate'));
export const startInstances = stopping({ type: 'start' }, () => l10n.t('Instances that Halt stopped, to start again'));
export const stopDeployments = stopping({ type: 'roll-back' }, () => l10n.t('Service deployments to roll back'));
export const abortDeployments = stopping({ type: 'abort' }, () => l10n.t('Service deployments to abort'));
export const stopExperiments = stopping({ type: 'stop-experiment' }, () => l10n.t('Experiments to stop'));

interface ForceItem extends QuickPickItem {
  readonly operation: Operation;
}

/** One more step than a stop: it says what forcing risks, and offers the plain stop first to instances that have not been asked to stop yet. */
export async function forceStopInstances(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const refs = await targetsFor(context, 'force-stop', l10n.t('Instances to force to stop'), first, all);
  if (!refs || refs.length === 0) return;
  const hanging = refs.every((ref) => context.inventory.get(ref.scope, 'instance', ref.id)?.state === 'stopping');
  const plain: ForceItem = {
    label: l10n.t('Stop normally'),
    description: l10n.t('recommended'),
    detail: l10n.t('The operating system shuts down in order. Force is for instances that hang in “stopping”.'),
    operation: { type: 'stop' },
  };
  const force: ForceItem = {
    label: l10n.t('Force'),
    detail: l10n.t(
      'AWS tries a graceful stop first, then cuts the power. Risk: caches that aren’t written, damaged file systems. Not advised on Windows.',
    ),
    operation: { type: 'force-stop', skipOsShutdown: false },
  };
  const skip: ForceItem = {
    label: l10n.t('Force and skip the OS shutdown'),
    detail: l10n.t(
      'The power is cut at once. Risk: everything that isn’t on disk yet is lost, shutdown scripts don’t run.',
    ),
    operation: { type: 'force-stop', skipOsShutdown: true },
  };
  const items = hanging ? [force, skip] : [plain, force, skip];
  const choice = await window.showQuickPick(items, {
    title: l10n.t('How to stop'),
    placeHolder: l10n.t('Nothing is sent before you confirm the plan'),
    ignoreFocusOut: true,
  });
  if (choice) await context.stopFlow.start(refs, choice.operation);
}

/** Everything active in the chosen scopes, whatever has the focus; the plan lists it. Doesn't touch the safety lever. */
export async function stopAllExperiments(context: CommandContext): Promise<void> {
  await stopActive(context, () => true);
}

/** The same below the clicked branches. */
export async function stopExperimentsHere(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const nodes = branches(context, first, all);
  await stopActive(context, (scope) =>
    nodes.some((node) =>
      node.type === 'profile'
        ? node.profile === scope.profile
        : (node.type === 'region' || node.kind === 'experiment') && scopeKey(node.scope) === scopeKey(scope),
    ),
  );
}

async function stopActive(context: CommandContext, isMeant: (scope: Scope) => boolean): Promise<void> {
  await context.pick.listNow('stop-experiment');
  const scopes = context.scopes.all().filter(isMeant);
  const unread = scopes.filter((scope) => {
    const { failure, asOf } = context.inventory.status(scope, 'experiment');
    return failure !== undefined || asOf === undefined;
  });
  const refs = scopes
    .flatMap((scope) => context.inventory.list(scope, 'experiment'))
    .filter((experiment) => stateTraits('experiment', experiment.state).stoppable)
    .map(({ scope, id }): PlanRef => ({ kind: 'experiment', scope, id }));
  if (refs.length > 0) {
    await context.stopFlow.start(refs, { type: 'stop-experiment' }, unread);
    return;
  }
  const none = l10n.t('No experiment is active in what Halt can see here.');
  if (unread.length > 0) await window.showWarningMessage(`${none} ${unreadWords(unread, 3)}`);
  else await window.showInformationMessage(l10n.t('No experiment is active here.'));
}

interface HookItem extends QuickPickItem {
  readonly action: 'CONTINUE' | 'ROLLBACK';
}

/** Answers a deployment that waits at a pause hook. */
export async function continueDeployment(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const refs = await targetsFor(context, 'continue', l10n.t('Waiting deployments'), first, all);
  if (!refs || refs.length === 0) return;
  const items: readonly HookItem[] = [
    { label: l10n.t('Continue'), detail: l10n.t('The deployment goes on to its next stage.'), action: 'CONTINUE' },
    { label: l10n.t('Roll back'), detail: l10n.t('ECS goes back to the revision before.'), action: 'ROLLBACK' },
  ];
  const [ref] = refs;
  const waiting = ref?.kind === 'deployment' ? context.inventory.target(ref) : undefined;
  const hook = waiting?.kind === 'deployment' ? waitingHook(waiting) : undefined;
  const note =
    hook?.timeoutAction === undefined
      ? l10n.t('Nothing is sent before you confirm the plan')
      : l10n.t('Without an answer, ECS does this by itself: {0}', hook.timeoutAction);
  const choice = await window.showQuickPick(items, {
    title: l10n.t('It waits at a pause hook'),
    placeHolder: note,
    ignoreFocusOut: true,
  });
  if (choice) await context.stopFlow.start(refs, { type: 'continue', action: choice.action });
}

const lever =
  (type: 'engage-lever' | 'disengage-lever') => async (context: CommandContext, first: Argument, all: unknown) => {
    const title = type === 'engage-lever' ? l10n.t('Safety lever to engage') : l10n.t('Safety lever to disengage');
    const refs = await targetsFor(context, type, title, first, all);
    if (!refs || refs.length === 0) return;
    const reason = await window.showInputBox({
      title,
      prompt:
        type === 'engage-lever'
          ? l10n.t(
              'Why? FIS shows this reason to everybody. Engaging stops every experiment here and cancels every later start.',
            )
          : l10n.t('Why? FIS shows this reason to everybody.'),
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? l10n.t('FIS needs a reason.') : undefined),
    });
    if (reason?.trim()) await context.stopFlow.start(refs, { type, reason: reason.trim() });
  };
export const engageSafetyLever = lever('engage-lever');
export const disengageSafetyLever = lever('disengage-lever');

/** The plain stop of each kind: what a key and a page's button ask for. */
export const plainStop = {
  instance: { type: 'stop' },
  deployment: { type: 'roll-back' },
  experiment: { type: 'stop-experiment' },
} as const satisfies Record<string, Operation>;

/** The key in the tree: for each kind that is selected, its plain stop, one plan after the other. */
export async function stopSelected(context: CommandContext, first: Argument, all: unknown): Promise<void> {
  const refs = chosenRefs(context, first, all).filter((ref) => ref.kind !== 'lever');
  const fit = refs.filter((ref) => {
    const observed = context.inventory.target(ref);
    return observed && unfitFor(plainStop[ref.kind].type, observed) === undefined;
  });
  if (fit.length === 0) {
    await window.showInformationMessage(l10n.t('Nothing that is selected can be stopped.'));
    return;
  }
  for (const same of groupBy(fit, (ref) => ref.kind).values()) {
    const [one] = same;
    if (one) await context.stopFlow.start(same, plainStop[one.kind]);
  }
}
