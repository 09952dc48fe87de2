import { commands, l10n } from 'vscode';
import { visibleName } from '../../base/shownText.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import { placesLacking } from '../../inventory/lack.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { type Operation, type OperationType, operationTypes } from '../../model/operation.ts';
import { meantNow } from '../../stopping/follow/followed.ts';
import { isBeingStopped, operationKind, plainStop, unfitFor } from '../../stopping/operation.ts';
import type { Stopping, Want } from '../../stopping/stopping.ts';
import { type PickParts, pickTargets } from '../stop/pickTargets.ts';
import { unreadWords } from '../words/places/planPlaces.ts';
import { hasPlaces } from '../editor/noneChosen.ts';
import { forbiddenStops, tellForbidden } from '../settings/forbidden.ts';
import { leftBeside, stoppingBeside } from '../stop/leftBeside.ts';
import { isUnstoppable } from '../stop/outOfReach.ts';
import { inTheirStates, noneActiveWords, unstoppableWords } from '../stop/around.ts';
import { forcedInShort } from '../words/operations.ts';
import type { ForceStop } from '../../stopping/follow/tracker.ts';
import type { Drafts } from '../stop/promptFrame.ts';
import type { StopFlow } from '../stop/stopFlow.ts';
import type { Handler, Invocation } from './invocation.ts';
import type { Rows } from './rows.ts';
import { placesInShort } from '../words/targetNames.ts';
import { holdersBeside, isHolder, offerAllBelow } from './stopBelow.ts';
import { chooseHookAction, chooseForce } from './stopChoices.ts';
import { daemonAdvice } from '../words/daemons.ts';
import { offersOf } from '../words/reasons.ts';
import { showWait } from '../editor/showWait.ts';
import { askStepsAfter, inform, oneLine, remark, warn } from '../words/say.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import { listOf, refKey, type Resource, type TargetRef } from '../../model/resources/resource.ts';

export interface StopCommandParts {
  readonly rows: Rows;
  readonly inventory: Pick<Inventory, 'get' | 'list' | 'status' | 'target'>;
  readonly pick: PickParts;
  readonly stopFlow: StopFlow;
  readonly lastReasons: Stopping['lastReasons'];
  /** The last force stop that AWS has accepted for an instance that is stopping. */
  readonly forced: (ref: TargetRef) => ForceStop | undefined;
  /** Whether a filter is set in *AWS Resources*. */
  readonly isFiltered: () => boolean;
}

/** The commands that lead to a prompt for a change. */
export function stopCommands(parts: StopCommandParts) {
  /** From a node, the selection, or (from the palette) a multi-pick; then the prompt for this operation. */
  const stopping =
    (operation: Operation, title: () => string): Handler =>
    (by) =>
      pickedTargets(parts, operation, title(), by);
  const { inventory, pick } = parts;
  const choices = { inventory, guards: pick.from.guards, now: () => pick.clock.now() };
  const about =
    (run: (of: StopCommandParts, by: Invocation) => Promise<void>): Handler =>
    (by) =>
      run(parts, by);
  return {
    stopInstances: stopping({ type: 'stop' }, () => l10n.t('Stop Instances')),
    hibernateInstances: stopping({ type: 'hibernate' }, () => l10n.t('Hibernate Instances')),
    forceStopInstances: (by: Invocation) =>
      targetsAndChoice(parts, { type: 'force-stop', title: l10n.t('Force Stop Instances'), by }, (refs, hasBack) =>
        chooseForce(choices, refs, hasBack),
      ),
    startInstances: stopping({ type: 'start' }, () => l10n.t('Start Stopped Instances Again')),
    stopDeployments: stopping({ type: 'roll-back' }, () => l10n.t('Roll Back Service Deployments')),
    abortDeployments: stopping({ type: 'abort' }, () => l10n.t('Abort Service Deployments')),
    continueDeployment: (by: Invocation) =>
      targetsAndChoice(
        parts,
        { type: 'continue', title: l10n.t('Continue or Roll Back Paused Deployment'), by },
        (refs, hasBack) => chooseHookAction(choices, refs, hasBack),
      ),
    stopExperiments: stopping({ type: 'stop-experiment' }, () => l10n.t('Stop Experiments')),
    stopAllExperiments: about(stopAllExperiments),
    stopExperimentsHere: about(stopExperimentsHere),
    engageSafetyLever: about((of, by) => changeLever(of, 'engage-lever', by)),
    disengageSafetyLever: about((of, by) => changeLever(of, 'disengage-lever', by)),
    stopSelected: about(stopSelected),
    showForbidden: about(showForbidden),
  };
}

/** From a node, the selection, or (from the palette) a multi-pick in which the tree's selection is ticked; a step behind the plan leads back to it. */
async function pickedTargets(
  parts: StopCommandParts,
  operation: Operation,
  title: string,
  by: Invocation,
): Promise<void> {
  const chosen = parts.rows.refs(by, operationKind[operation.type]);
  if (by.kind !== 'keyboard') {
    if (chosen.length > 0) await parts.stopFlow.start(chosen, operation);
    return;
  }
  let picked: Pick<Want, 'refs' | 'whose'> | undefined = { refs: chosen };
  const drafts: Drafts = new Map();
  do {
    picked = await pickTargets(parts.pick, operation.type, { title, preselected: picked.refs });
  } while (picked && (await parts.stopFlow.startBehind(1, { ...picked, operation }, drafts)) === 'back');
}

/** The same, with one more step before the dialog, from which the person may go back to the pick. */
async function targetsAndChoice(
  parts: StopCommandParts,
  { type, title, by }: { readonly type: OperationType; readonly title: string; readonly by: Invocation },
  choose: (refs: readonly TargetRef[], hasBack: boolean) => Promise<Operation | 'back' | undefined>,
): Promise<void> {
  const picks = by.kind === 'keyboard';
  const step = picks ? 2 : 1;
  // Before the first step: by the time that the last is taken, a profile may lead to another account.
  let meant = meantNow(parts.rows.refs(by, operationKind[type]), (profile) =>
    whoseIs(parts.pick.from.accounts, profile),
  );
  let picked = !picks;
  const drafts: Drafts = new Map();
  for (;;) {
    if (!picked) {
      const chosen = await pickTargets(parts.pick, type, { title, preselected: meant.refs });
      if (!chosen) return;
      meant = chosen;
      picked = true;
    }
    if (meant.refs.length === 0) return;
    const choice = await choose(meant.refs, picks);
    if (choice === 'back') picked = false;
    // What has to be typed is a step more, from which the person comes back to this choice.
    else if (!choice || (await parts.stopFlow.startBehind(step, { ...meant, operation: choice }, drafts)) !== 'back')
      return;
  }
}

/** Everything active in the chosen scopes, whatever has the focus; the plan lists it. Doesn't touch the safety lever. */
async function stopAllExperiments(parts: StopCommandParts): Promise<void> {
  await stopActive(parts, () => true);
}

/** The same below the clicked branches. */
async function stopExperimentsHere(parts: StopCommandParts, by: Invocation): Promise<void> {
  const nodes = parts.rows.branches(by);
  await stopActive(parts, (scope) =>
    nodes.some((node) =>
      node.type === 'profile'
        ? node.profile === scope.profile
        : (node.type === 'region' || node.kind === 'experiment') && scopeKey(node.scope) === scopeKey(scope),
    ),
  );
}

async function stopActive(parts: StopCommandParts, isMeant: (scope: Scope) => boolean): Promise<void> {
  const list = () => parts.pick.listNow('experiment');
  if (!(await hasPlaces(parts.pick.from.scopes, list, parts.pick.waitedFor))) return;
  const silent = await showWait(l10n.t('Reading the current state…'), list, parts.pick.waitedFor);
  if (silent === undefined) return;
  const scopes = parts.pick.from.scopes().filter(isMeant);
  const unread = placesLacking(parts.pick.from, { scopes, kind: 'experiment', silent });
  const active = scopes
    .flatMap((scope) => parts.inventory.list(scope, 'experiment'))
    // One in a state that AWS added later is in the plan too, which says that it can't be stopped.
    .filter((experiment) => !stateTraits('experiment', experiment.state).final);
  const refs = active
    .filter((experiment) => !isBeingStopped(experiment))
    .map(({ scope, id }): TargetRef => ({ kind: 'experiment', scope, id }));
  const stopping = stoppingBeside(active.filter(isBeingStopped));
  if (refs.length > 0) {
    await parts.stopFlow.start(refs, { type: 'stop-experiment' }, unread, stopping);
    return;
  }
  if (unread.length === 0 && stopping.length === 0) {
    remark(oneLine(l10n.t('No experiment is active here.')));
    return;
  }
  const none = [...stopping.map(({ words }) => words), noneActiveWords({ hasStopping: stopping.length > 0 })];
  const message = [...none, unreadWords(unread, 3).join(' · ')].filter(Boolean).join(' ');
  const retry = l10n.t('Retry');
  if ((await (unread.length > 0 ? warn(message, retry) : inform(message, retry))) === retry)
    await stopActive(parts, isMeant);
}

async function changeLever(
  parts: StopCommandParts,
  type: 'engage-lever' | 'disengage-lever',
  by: Invocation,
): Promise<void> {
  const title = type === 'engage-lever' ? l10n.t('Engage the Safety Lever') : l10n.t('Disengage the Safety Lever');
  const lastReasons = parts.lastReasons();
  let said = '';
  await targetsAndChoice(parts, { type, title, by }, async (refs, hasBack) => {
    const offers = offersOf(await lastReasons);
    // Before a reason is asked for that would be of no use.
    const [first] = refs;
    const setting = first && parts.pick.from.guards.forbidding(first.scope, type);
    if (
      first &&
      setting !== undefined &&
      refs.every(({ scope }) => parts.pick.from.guards.forbidding(scope, type) !== undefined)
    ) {
      await tellForbidden(setting, first.scope);
      return undefined;
    }
    const where = placesInShort(refs.map(({ scope }) => scope));
    const typed = await askStepsAfter(hasBack ? 1 : 0, [
      {
        title:
          type === 'engage-lever'
            ? l10n.t('Engage the safety lever in {0}', where)
            : l10n.t('Disengage the safety lever in {0}', where),
        prompt:
          type === 'engage-lever'
            ? l10n.t(
                'Reason (visible to everyone in FIS). Engaging stops every experiment in {0} and blocks new ones.',
                where,
              )
            : l10n.t('Reason (visible to everyone in FIS)'),
        validate: (text) => (visibleName(text) === undefined ? l10n.t('FIS needs a reason.') : undefined),
        offers,
        said,
        keep: (text) => {
          said = text;
        },
      },
    ]);
    if (typed === 'back') return typed;
    const reason = typed?.[0]?.trim();
    return reason ? { type, reason } : undefined;
  });
}

/** Which of the operations that a row could offer are asked about: those of its kind, or all below a place. */
const typesOf = (kind: TargetRef['kind'] | undefined): readonly OperationType[] =>
  operationTypes.filter((type) => kind === undefined || operationKind[type] === kind);

/** Names the setting that forbids changes where the row stands, and offers to open it. */
async function showForbidden(parts: StopCommandParts, by: Invocation): Promise<void> {
  const refs: readonly Pick<TargetRef, 'scope' | 'kind'>[] = parts.rows.refs(by);
  const below = parts.rows
    .branches(by)
    .flatMap((node) =>
      node.type === 'profile'
        ? parts.pick.from.scopes().filter(({ profile }) => profile === node.profile)
        : [node.scope],
    );
  for (const { scope, kind } of [...refs, ...below.map((place) => ({ scope: place, kind: undefined }))]) {
    for (const type of typesOf(kind)) {
      const setting = parts.pick.from.guards.forbidding(scope, type);
      if (setting === undefined) continue;
      await tellForbidden(setting, scope);
      return;
    }
  }
}

/**
 * The key in the tree: for each kind that is selected, its plain stop, all in one prompt. All that is selected goes into a plan, which says of each
 * why it can't be stopped, as long as anything can.
 */
async function stopSelected(parts: StopCommandParts, by: Invocation): Promise<void> {
  const refs = parts.rows.refs(by).filter((ref) => ref.kind !== 'lever');
  const allowed = refs.filter(
    ({ scope, kind }) => parts.pick.from.guards.forbidding(scope, plainStop[kind].type) === undefined,
  );
  const fit = allowed.filter((ref) => {
    const observed = parts.inventory.target(ref);
    return observed && unfitFor(plainStop[ref.kind].type, observed) === undefined;
  });
  if (refs.length > 0 && allowed.length === 0) {
    await showForbidden(parts, by);
    return;
  }
  const selected = parts.rows.nodes(by).flatMap((node) => parts.rows.observed(node) ?? []);
  if (fit.length === 0) {
    await tellNoneFit(parts, by, selected, { allowed, shut: forbiddenStops(parts.pick.from.guards, refs) });
    return;
  }
  const besides = [...leftBeside(selected).besides, ...holdersBeside(parts.rows.nodes(by).filter(isHolder))];
  const wants = Object.entries(plainStop)
    .map(([kind, operation]) => ({ refs: refs.filter((ref) => ref.kind === kind), operation }))
    .filter((one) => one.refs.length > 0);
  const [want, ...others] = wants;
  // No prompt is about a part of what is selected: the rest would seem to be forgotten.
  if (want && others.length === 0) await parts.stopFlow.start(want.refs, want.operation, [], besides);
  else {
    const around = { unread: [], forbidden: [], besides };
    await parts.stopFlow.startAll('selected', () => Promise.resolve({ wants, around, steps: 0 }));
  }
}

/** Says why nothing of what is selected can be stopped, and leads on: to forcing what is stopping already, or to another look. `allowed`: those of it where no setting forbids a stop; `shut`: where one does, in words. */
async function tellNoneFit(
  parts: StopCommandParts,
  by: Invocation,
  selected: readonly (Resource | ServiceDeployment)[],
  { allowed, shut }: { readonly allowed: readonly TargetRef[]; readonly shut: readonly string[] },
): Promise<void> {
  const { guards } = parts.pick.from;
  const { untold, services, hasLever, besides } = leftBeside(selected);
  const holders = parts.rows.nodes(by).filter(isHolder);
  const words = [...besides, ...holdersBeside(holders)].map((one) => one.words);
  const nothing = l10n.t('Nothing selected can be stopped.');
  const all = selected.flatMap((one) =>
    one.kind === 'service' ? (one.deployment ?? []) : one.kind === 'lever' ? [] : one,
  );
  const unstoppable = all.filter(isUnstoppable);
  const open = new Set(allowed.map(refKey));
  const isAtRest = unstoppable.length === 0 && untold.length === 0;
  const named = isAtRest ? all.filter((one) => open.has(refKey(one))) : unstoppable;
  const kinds = new Set([...named.map(({ kind }) => listOf[kind]), ...services.map(({ kind }) => kind)]);
  const daemon = parts.rows.nodes(by).find(({ type }) => type === 'daemon');
  const advice = daemon ? [daemonAdvice()] : [];
  if (kinds.size > 0) {
    const isNamed = isAtRest && named.length > 0;
    const why = isNamed
      ? [l10n.t('Nothing selected can be stopped: {0}.', inTheirStates(named, 3))]
      : [nothing, ...unstoppableWords(named, 3)];
    const stopping = allowed.filter((ref) => {
      const observed = parts.inventory.target(ref);
      return observed?.kind === 'instance' && observed.state === 'stopping' && !unfitFor('force-stop', observed);
    });
    // What AWS has been told to force isn't offered to be forced again while that has time.
    const forced = stopping.flatMap((ref) => parts.forced(ref) ?? []).filter(({ nextAt }) => nextAt !== undefined);
    const hanging = stopping.filter(
      (ref) => parts.forced(ref)?.nextAt === undefined && !guards.forbidding(ref.scope, 'force-stop'),
    );
    const [force, retry] = [l10n.t('Force Stop…'), l10n.t('Retry')];
    const message = [...why, ...forcedInShort(forced), ...shut, ...advice, ...words].join(' ');
    const pressed = await (hanging.length > 0 ? warn(message, force, retry) : warn(message, retry));
    if (pressed === force) await parts.stopFlow.start(hanging, { type: 'force-stop', skipOsShutdown: false });
    if (pressed !== retry) return;
    const read = () => Promise.all([...kinds].map((kind) => parts.pick.listNow(kind, 0)));
    if ((await showWait(l10n.t('Reading the current state…'), read, parts.pick.waitedFor)) !== undefined)
      await stopSelected(parts, by);
    return;
  }
  if (!daemon && !hasLever && holders.length > 0) {
    const { scopes } = parts.pick.from;
    await offerAllBelow({ scopes, guards, isFiltered: parts.isFiltered }, holders);
    return;
  }
  if (!daemon) {
    remark(
      hasLever
        ? oneLine(l10n.t('Engage or disengage safety levers in their rows.'))
        : oneLine(l10n.t('Nothing selected can be stopped.')),
    );
    return;
  }
  const details = l10n.t('Show Details');
  const message = [nothing, ...advice, ...words].join(' ');
  if ((await inform(message, details)) === details) await commands.executeCommand('halt.showDetails', daemon);
}
