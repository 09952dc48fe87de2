import { nameOf, type Target } from '../../model/resources/target.ts';
import { l10n, ThemeIcon } from 'vscode';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import { forbiddenWords, tellForbidden } from '../settings/forbidden.ts';
import { plainText } from '../../base/plainText.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type Operation, typesIn } from '../../model/operation.ts';
import { type ServiceDeployment, waitingHook } from '../../model/resources/deployment.ts';
import type { Scope } from '../../model/scope.ts';
import type { Want } from '../../stopping/stopping.ts';
import type { Drafts } from '../stop/promptFrame.ts';
import type { StopFlow } from '../stop/stopFlow.ts';
import { timeoutWords } from '../words/pauseHook.ts';
import { detailLine } from '../pick/words.ts';
import { askChoice, type PickRow, pickText } from '../words/say.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import { counted } from '../words/counted.ts';
import { placesInShort } from '../words/targetNames.ts';

export interface StopChoiceParts {
  readonly inventory: Pick<Inventory, 'get' | 'target' | 'status'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly guards: Pick<AskedGuards, 'forbidding'>;
}

/** A way of doing it. */
export interface ChoiceItem extends PickRow {
  readonly operation: Operation;
  /** Set where a setting forbids this way for all targets: the setting, and a place in which it does. */
  readonly forbidden?: { readonly setting: GuardSetting; readonly scope: Scope };
}

/** One more step than a stop: it says what forcing risks, and offers the plain stop first to instances that have not been asked to stop yet. */
export async function chooseForce(
  parts: StopChoiceParts,
  refs: readonly TargetRef[],
  hasBack: boolean,
): Promise<Operation | 'back' | undefined> {
  const prompt = l10n.t('Nothing is sent until you confirm');
  return chosenOf(
    forceWays(parts, refs),
    { title: l10n.t('How to stop {0}', targetsOf(parts, refs)), prompt },
    hasBack,
  );
}

/** The ways of stopping by force, and what is better; one that a setting forbids says so in its place. */
export function forceWays(
  parts: Pick<StopChoiceParts, 'inventory' | 'guards'>,
  refs: readonly TargetRef[],
): readonly ChoiceItem[] {
  const hanging = refs.every((ref) => parts.inventory.get(ref.scope, 'instance', ref.id)?.state === 'stopping');
  const plain: ChoiceItem = {
    label: pickText(l10n.t('Stop normally')),
    description: pickText(l10n.t('recommended')),
    detail: detailLine(l10n.t('The operating system shuts down in order.')),
    operation: { type: 'stop' },
  };
  const skip: ChoiceItem = {
    label: pickText(l10n.t('Skip the OS shutdown')),
    detail: detailLine(l10n.t('Risk: what isn’t on disk yet is lost; shutdown scripts don’t run.')),
    operation: { type: 'skip-os-shutdown' },
  };
  const force: ChoiceItem = {
    label: pickText(l10n.t('Force')),
    description: pickText(l10n.t('not advised on Windows')),
    detail: detailLine(l10n.t('Risk: damaged file systems and unwritten caches if a graceful stop fails.')),
    operation: { type: 'force-stop', skipOsShutdown: false },
  };
  const both: ChoiceItem = {
    label: pickText(l10n.t('Force and skip the OS shutdown')),
    detail: detailLine(l10n.t('Risk: the power is cut at once; what isn’t on disk yet is lost.')),
    operation: { type: 'force-stop', skipOsShutdown: true },
  };
  const ways = hanging ? [force, both] : [plain, skip, force, both];
  return ways.map((way) => asAllowed(way, parts.guards, refs));
}

/** Where only some of them are forbidden it, the plan names these. */
function asAllowed(way: ChoiceItem, guards: StopChoiceParts['guards'], refs: readonly TargetRef[]): ChoiceItem {
  const settings = refs.map(({ scope }) => ({ scope, setting: forbiddingAny(guards, scope, way.operation) }));
  const [first] = settings;
  if (first?.setting === undefined || settings.some(({ setting }) => setting === undefined)) return way;
  const { setting, scope } = first;
  return {
    label: way.label,
    detail: pickText(forbiddenWords(setting, scope)),
    iconPath: new ThemeIcon('lock'),
    operation: way.operation,
    forbidden: { setting, scope },
  };
}

/** The setting that forbids something that the operation does. */
const forbiddingAny = (guards: StopChoiceParts['guards'], scope: Scope, operation: Operation) =>
  typesIn(operation)
    .map((type) => guards.forbidding(scope, type))
    .find((setting) => setting !== undefined);

/** Says which setting forbids what was chosen; nothing is asked where all is forbidden. */
async function chosenOf(
  ways: readonly ChoiceItem[],
  words: Parameters<typeof askChoice>[1],
  hasBack: boolean,
): Promise<Operation | 'back' | undefined> {
  const choice = ways.every(({ forbidden }) => forbidden !== undefined)
    ? ways[0]
    : await askChoice(ways, words, hasBack);
  if (choice === undefined || choice === 'back') return choice;
  if (choice.forbidden === undefined) return choice.operation;
  await tellForbidden(choice.forbidden.setting, choice.forbidden.scope);
  return undefined;
}

/** The answers to deployments that wait at a pause hook; one that a setting forbids says so in its place. */
export function hookWays(parts: Pick<StopChoiceParts, 'guards'>, refs: readonly TargetRef[]): readonly ChoiceItem[] {
  const ways: readonly ChoiceItem[] = [
    {
      label: pickText(l10n.t('Continue')),
      detail: detailLine(l10n.t('The deployment continues with its next stage.')),
      operation: { type: 'continue', action: 'CONTINUE' },
    },
    {
      label: pickText(l10n.t('Roll back')),
      detail: detailLine(l10n.t('ECS returns to the previous revision.')),
      operation: { type: 'continue', action: 'ROLLBACK' },
    },
  ];
  return ways.map((way) => asAllowed(way, parts.guards, refs));
}

/** What the answer to deployments that wait is chosen with. */
export interface HookChoiceParts extends Pick<StopChoiceParts, 'now' | 'guards'> {
  readonly inventory: TargetParts['inventory'] & Pick<Inventory, 'status'>;
}

/** Asks how to answer paused deployments, then opens the prompt, from which the person can come back to that choice. The deployments are those of the account in which they were selected. */
export async function continueMeant(
  parts: HookChoiceParts & { readonly stopFlow: Pick<StopFlow, 'startBehind'> },
  meant: Pick<Want, 'refs' | 'whose'>,
): Promise<void> {
  const drafts: Drafts = new Map();
  for (;;) {
    const operation = await chooseHookAction(parts, meant.refs, false);
    if (operation === undefined || operation === 'back') return;
    if ((await parts.stopFlow.startBehind(1, { ...meant, operation }, drafts)) !== 'back') return;
  }
}

/** How to answer deployments that wait at a pause hook. */
export async function chooseHookAction(
  parts: HookChoiceParts,
  refs: readonly TargetRef[],
  hasBack: boolean,
): Promise<Operation | 'back' | undefined> {
  const waiting = refs.flatMap((ref) => {
    const target = ref.kind === 'deployment' ? parts.inventory.target(ref) : undefined;
    return target?.kind === 'deployment' ? [target] : [];
  });
  // AWS counts the time by its own clock.
  const nowIn = (scope: Scope) => parts.now() + (parts.inventory.status(scope, 'service').clockOffset ?? 0);
  const prompt = soonest(waiting, nowIn) ?? l10n.t('Nothing is sent until you confirm');
  return chosenOf(
    hookWays(parts, refs),
    { title: waitingWords(parts, refs, waiting[0]?.lifecycleStage), prompt },
    hasBack,
  );
}

/** What ECS does first if nobody answers, and when; with several deployments it names the one with which ECS does it. `nowIn`: the time by the clock of AWS there. */
export function soonest(waiting: readonly ServiceDeployment[], nowIn: (scope: Scope) => number): string | undefined {
  const [first] = waiting
    .flatMap((deployment) => {
      const hook = waitingHook(deployment);
      const left = hook?.expiresAt === undefined ? undefined : hook.expiresAt - nowIn(deployment.scope);
      const words = hook && timeoutWords(hook, left);
      return words === undefined ? [] : [{ name: plainText(nameOf(deployment), 60), left: left ?? Infinity, words }];
    })
    .toSorted((a, b) => a.left - b.left);
  return first && (waiting.length > 1 ? l10n.t('{0}: {1}', first.name, first.words) : first.words);
}

function waitingWords(parts: TargetParts, refs: readonly TargetRef[], stage: string | undefined): string {
  const what = targetsOf(parts, refs);
  return stage === undefined || refs.length !== 1
    ? l10n.t('Paused: {0}', what)
    : l10n.t('{0} is paused at {1}', what, plainText(stage, 60));
}

interface TargetParts {
  readonly inventory: { readonly target: (ref: TargetRef) => Target | undefined };
}

/** `payments in shop-staging (eu-west-1)`, or how many and where: what a step's title names. */
function targetsOf(parts: TargetParts, refs: readonly TargetRef[]): string {
  const [only, ...more] = refs;
  const where = placesInShort(refs.map(({ scope }) => scope));
  if (!only || more.length > 0) {
    return only?.kind === 'deployment'
      ? counted(l10n.t('{0, plural, one {# deployment in {1}} other {# deployments in {1}}}'), refs.length, where)
      : counted(l10n.t('{0, plural, one {# EC2 instance in {1}} other {# EC2 instances in {1}}}'), refs.length, where);
  }
  const observed = parts.inventory.target(only);
  return l10n.t('{0} in {1}', plainText(observed ? nameOf(observed) : only.id, 60), where);
}
