import { l10n, ThemeIcon } from 'vscode';
import { plainText } from '../../base/plainText.ts';
import { visibleName } from '../../base/shownText.ts';
import { whoseIs } from '../../inventory/accounts.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { meantNow } from '../../stopping/follow/followed.ts';
import type { Stopping, Want } from '../../stopping/stopping.ts';
import type { Taken } from '../stop/accept.ts';
import { hasPlaces } from '../editor/noneChosen.ts';
import { forbiddenWords, tellForbidden } from '../settings/forbidden.ts';
import { type OutOfReach, outOfReach } from '../stop/outOfReach.ts';
import { noneActiveWords, unstoppableWords } from '../stop/around.ts';
import { stoppingBeside } from '../stop/leftBeside.ts';
import { pickAll, section, type TickRow } from '../stop/pickAll.ts';
import type { OfferedParts, PickParts } from '../stop/pickTargets.ts';
import type { Gathered, StopFlow } from '../stop/stopFlow.ts';
import { createTargetRows, type TargetItem } from '../stop/targetRows.ts';
import { createTicks, type Ticks } from '../pick/ticks.ts';
import { offersOf, reasonPrompt, reasonTrouble } from '../words/reasons.ts';
import { askStepsAfter, type InputStep, pickText, warn } from '../words/say.ts';
import { refKey, type TargetRef } from '../../model/resources/resource.ts';
import { nameOf } from '../../model/resources/target.ts';
import { waitingWords } from '../words/lack.ts';
import { unreadWords } from '../words/places/planPlaces.ts';
import { stateWords } from '../words/states.ts';
import { placeName } from '../words/targetNames.ts';

export interface EmergencyStopParts {
  readonly pick: PickParts;
  readonly stopFlow: Pick<StopFlow, 'startAll'>;
  readonly lastReasons: Stopping['lastReasons'];
  /** Whether it, or its place, is marked as production. */
  readonly isProduction: (ref: TargetRef) => boolean;
}

/**
 * Every active experiment in all chosen places, ticked, with each place's safety lever, not ticked; then the reason; then the one prompt for all of it. What
 * can't be reached is named in the list and in the dialog.
 */
export async function emergencyStop(parts: EmergencyStopParts): Promise<void> {
  if (!(await hasPlaces(parts.pick.from.scopes, () => parts.pick.listNow('experiment'), parts.pick.waitedFor))) return;
  const told: Told = {};
  await parts.stopFlow.startAll('emergency', createGather(parts, told));
  // Said once the seat of the prompt is free: a message may lie there for hours.
  if (told.nothing) await tellNothing(parts, told.nothing);
}

/** The list and the reason. */
const STEPS = 2;

/** What is ticked in the list, and where that isn't all there is. */
interface Listed extends OutOfReach, Taken, Pick<Want, 'whose'> {
  /** What {@link forbiddenNow} told then. */
  readonly forbiddenThen: string;
}

interface Told {
  /** Why nothing could be ticked in the list that the person accepted. */
  nothing?: OutOfReach;
}

/** What the settings forbid, and where. */
const forbiddenNow = ({ scopes, guards }: OfferedParts): string =>
  JSON.stringify(
    scopes().map((scope) => [
      scopeKey(scope),
      guards.forbidding(scope, 'stop-experiment'),
      guards.forbidding(scope, 'engage-lever'),
    ]),
  );

/** Says why nothing in the list could be ticked: the setting of the place where most would have to be stopped, or what can't be read or stopped. */
async function tellNothing(parts: EmergencyStopParts, out: OutOfReach): Promise<void> {
  const [first] = out.forbidden.toSorted((a, b) => (b.active ?? 0) - (a.active ?? 0));
  if (first) {
    await tellForbidden(first.setting, first.scope);
    return;
  }
  const retry = l10n.t('Retry');
  const why = [...unstoppableWords(out.unstoppable, 3), ...unreadWords(out.unread, 3)];
  const words = [
    ...stoppingBeside(out.stopping).map((one) => one.words),
    out.unstoppable.length > 0
      ? l10n.t('Nothing here can be stopped.')
      : noneActiveWords({ hasStopping: out.stopping.length > 0 }),
    ...(why.length > 0 ? [why.join(' · ')] : []),
  ];
  if ((await warn(words.join(' '), retry)) === retry) await emergencyStop(parts);
}

/** Asks with the list and for the reason; called again, for the reason alone, from which the person may go back to the list as they left it. */
function createGather(parts: EmergencyStopParts, told: Told): (signal: AbortSignal) => Promise<Gathered | undefined> {
  const ticks = createTicks(parts.pick.clock);
  let listed: Listed | undefined;
  let reason = '';
  return async (signal) => {
    // The settings may have changed while the prompt was open: what they forbid now is seen first.
    if (listed && listed.forbiddenThen !== forbiddenNow(parts.pick.from)) listed = undefined;
    for (;;) {
      listed ??= await askList(parts, { ticks, signal, told });
      if (!listed) return undefined;
      const step = { said: reason, keep: (text: string) => (reason = text.trim()) };
      const said = await askReason(parts, [...listed.refs, ...listed.beside], step, signal);
      if (said === undefined) return undefined;
      if (said !== 'back') {
        const { forbiddenThen } = listed;
        const isOutdated = () => forbiddenThen !== forbiddenNow(parts.pick.from);
        return { ...gathered(listed, reason), isOutdated };
      }
      listed = undefined;
    }
  };
}

function gathered(listed: Listed, reason: string): Gathered {
  const { refs, beside, unread, unstoppable } = listed;
  const whose = listed.whose && { whose: listed.whose };
  const hasLevers = refs.some(isLever);
  const forbidden = [
    ...listed.forbidden.map(({ scope }) => scope),
    ...(hasLevers ? listed.leverForbidden.map(({ scope }) => scope) : []),
  ];
  return {
    wants: [
      {
        refs: refs.filter(({ kind }) => kind === 'experiment'),
        operation: { type: 'stop-experiment' },
        beside,
        ...whose,
      },
      { refs: refs.filter(isLever), operation: { type: 'engage-lever', reason }, ...whose },
    ],
    around: {
      unread,
      unstoppable,
      forbidden: [...new Map(forbidden.map((scope) => [scopeKey(scope), scope])).values()],
      // Levers that can't be read are told of only to whoever engages one.
      ...(hasLevers && { leverUnread: listed.leverUnread }),
      said: reason === '' ? {} : { reason },
    },
    steps: STEPS,
  };
}

const isLever = ({ kind }: TargetRef): boolean => kind === 'lever';

async function askList(
  parts: EmergencyStopParts,
  how: { readonly ticks: Ticks; readonly signal: AbortSignal; readonly told: Told },
): Promise<Listed | undefined> {
  const { inventory, scopes } = parts.pick.from;
  const before = new Map(scopes().map((scope) => [scopeKey(scope), inventory.status(scope, 'experiment').asOf]));
  /** While the places are being read: those that have given no answer yet. */
  const unanswered = (): readonly Scope[] =>
    scopes().filter((scope) => {
      const { asOf } = inventory.status(scope, 'experiment');
      return asOf === undefined || asOf === before.get(scopeKey(scope));
    });
  const told: { silent?: readonly Scope[]; silentLevers?: readonly Scope[] } = {};
  const unreadLevers = () => scopes().filter((scope) => inventory.status(scope, 'lever').asOf === undefined);
  const outNow = (): OutOfReach => {
    const { silent = unanswered(), silentLevers = unreadLevers() } = told;
    return outOfReach(parts.pick.from, silent, silentLevers);
  };
  const taken = await pickAll({
    title: l10n.t('Emergency Stop'),
    rows: createEmergencyRows(parts.pick.from, () => told),
    words: ({ isReading, isEmpty }) =>
      isReading
        ? l10n.t('Reading all places… You can continue right away. Nothing is sent until you confirm.')
        : isEmpty
          ? l10n.t('No experiment is active here.')
          : l10n.t('Deselect what must keep running. Nothing is sent until you confirm.'),
    onDidChange: (listener) => {
      const ends = [parts.pick.from.inventory.onDidChange(listener), parts.pick.from.accounts.onDidChange(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
    read: async () => {
      // Read afresh: one that began a moment ago has to be among them.
      [told.silent, told.silentLevers] = await Promise.all([
        parts.pick.listNow('experiment', 0),
        parts.pick.listNow('lever'),
      ]);
    },
    ticks: how.ticks,
    closesOnNothing: () => {
      const out = outNow();
      const { forbidden, unread, unstoppable, stopping, leverUnread, leverForbidden } = out;
      const all: readonly (readonly unknown[])[] = [
        ...[forbidden, unread, unstoppable, stopping],
        ...[leverUnread, leverForbidden],
      ];
      if (all.every(({ length }) => length === 0)) return false;
      how.told.nothing = out;
      return true;
    },
    until: how.signal,
  });
  return (
    taken && {
      ...taken,
      ...meantNow(taken.refs, (profile) => whoseIs(parts.pick.from.accounts, profile)),
      ...outNow(),
      forbiddenThen: forbiddenNow(parts.pick.from),
    }
  );
}

/** Undefined when the person left; empty when they gave none, where none is required. `step`: what they gave when they were here the last time, and who keeps it. */
async function askReason(
  parts: EmergencyStopParts,
  refs: readonly TargetRef[],
  step: Pick<InputStep, 'said' | 'keep'>,
  signal: AbortSignal,
): Promise<readonly string[] | 'back' | undefined> {
  const isForLever = refs.some(isLever);
  const requireReason = parts.pick.from.guards.requireReason();
  const isProduction = refs.some((ref) => parts.isProduction(ref));
  const isAsked = requireReason === 'always' || (requireReason === 'production' && isProduction);
  const steps = [
    {
      title: l10n.t('Reason: {0}', l10n.t('Emergency Stop')),
      prompt: isForLever ? l10n.t('Reason (visible to everyone in FIS)') : reasonPrompt(isAsked),
      ...(isForLever
        ? { validate: (text: string) => (visibleName(text) === undefined ? l10n.t('FIS needs a reason.') : undefined) }
        : isAsked
          ? { validate: reasonTrouble }
          : { skip: l10n.t('No reason') }),
      offers: offersOf(await parts.lastReasons()),
      ...step,
    },
  ];
  return askStepsAfter(1, steps, signal);
}

/** The experiments first, then the safety levers, then what can't be reached and why. */
function createEmergencyRows(
  from: OfferedParts,
  told: () => { readonly silent?: readonly Scope[]; readonly silentLevers?: readonly Scope[] },
): () => Promise<readonly TickRow[]> {
  const experiments = createTargetRows(from, 'stop-experiment');
  const levers = createTargetRows(from, 'engage-lever');
  let running: readonly TargetItem[] = [];
  let offered: readonly TargetItem[] = [];
  return async () => {
    running = (await experiments.read()) ?? running;
    offered = (await levers.read()) ?? offered;
    const { silent = [], silentLevers = [] } = told();
    const out = outOfReach(from, silent, silentLevers);
    // One that began to stop while the list is open stays in its row.
    const listed = new Set(running.map(({ key }) => key));
    const stopping = stoppingRows(out.stopping.filter((one) => !listed.has(refKey(one))));
    return [
      ...section(l10n.t('Active experiments'), running),
      // A heading shares its line with its first row: a long one would push that out of sight.
      ...section(
        l10n.t('Safety levers'),
        offered.map((row) => ({ ...row, detail: reachOfLever(), isOffered: true })),
      ),
      ...section(l10n.t('Already stopping'), stopping),
      ...section(l10n.t('Not stopped by this'), unreachedRows(out)),
    ];
  };
}

/** So short that a row shows all of it, also the one that has the heading beside it. The dialog says it in full. */
const reachOfLever = () => pickText(l10n.t('Stops EVERY experiment there and cancels new ones until disengaged.'));

/** What is stopping without this emergency stop, in rows that can't be ticked: whoever looks for it finds it. */
export const stoppingRows = (stopping: OutOfReach['stopping']): readonly TickRow[] =>
  stopping.map((one) => ({
    key: `stopping ${refKey(one)}`,
    label: pickText(plainText(nameOf(one), 100)),
    description: pickText([stateWords('experiment', one.state), placeText(one.scope)].join(' · ')),
    iconPath: new ThemeIcon('loading~spin'),
  }));

/** What the emergency stop can't stop or doesn't know, in rows that can't be ticked. */
export function unreachedRows(out: Omit<OutOfReach, 'stopping'>): readonly TickRow[] {
  const { forbidden, unread, unstoppable, leverUnread, leverForbidden } = out;
  const isLeverForbidden = new Set(leverForbidden.map(({ scope }) => scopeKey(scope)));
  const isNamed = new Set(forbidden.map(({ scope }) => scopeKey(scope)));
  const noLever = () => l10n.t('a setting forbids engaging the safety lever here');
  return [
    ...unstoppable.map((one) => ({
      key: `unstoppable ${refKey(one)}`,
      label: pickText(plainText(nameOf(one), 100)),
      description: pickText(
        [stateWords('experiment', one.state), l10n.t('can’t be stopped in this state'), placeText(one.scope)].join(
          ' · ',
        ),
      ),
      iconPath: new ThemeIcon('warning'),
    })),
    ...forbidden.map(({ scope, active, setting }) => ({
      key: `forbidden ${scopeKey(scope)}`,
      label: placeText(scope),
      description: pickText(
        [
          active === undefined ? l10n.t('what is active isn’t known') : l10n.t('active experiments: {0}', active),
          ...(isLeverForbidden.has(scopeKey(scope)) ? [noLever()] : []),
        ].join(' · '),
      ),
      detail: pickText(forbiddenWords(setting, scope)),
      iconPath: new ThemeIcon('lock'),
    })),
    ...leverForbidden
      .filter(({ scope }) => !isNamed.has(scopeKey(scope)))
      .map(({ scope, setting }) => ({
        key: `lever forbidden ${scopeKey(scope)}`,
        label: placeText(scope),
        description: pickText(noLever()),
        detail: pickText(forbiddenWords(setting, scope)),
        iconPath: new ThemeIcon('lock'),
      })),
    ...unread.map((scope) => ({
      key: `unread ${scopeKey(scope)}`,
      label: placeText(scope),
      description: pickText(
        [
          ...(scope.unanswered?.since === undefined ? [] : [waitingWords(scope.unanswered.since)]),
          l10n.t('not fully read: more may run here'),
        ].join(' · '),
      ),
      iconPath: new ThemeIcon('warning'),
    })),
    ...leverUnread.map((scope) => ({
      key: `lever ${scopeKey(scope)}`,
      label: placeText(scope),
      description: pickText(l10n.t('its safety lever can’t be read')),
      iconPath: new ThemeIcon('warning'),
    })),
  ];
}

const placeText = (scope: Scope) => pickText(placeName(scope));
