import { l10n } from 'vscode';
import type { GuardSetting } from '../../model/guardSettings.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { isForceAccepted, meantAgain } from '../../stopping/follow/followed.ts';
import type { Stalled } from '../../stopping/follow/tracker.ts';
import type { AskedGuards } from '../../stopping/plan/guards.ts';
import type { Want } from '../../stopping/stopping.ts';
import { forbiddenForces, warnForbidden } from '../settings/forbidden.ts';
import { counted } from '../words/counted.ts';
import { warn } from '../words/say.ts';
import {
  type IsProduction,
  productionFirst,
  namesInPlaces,
  namesInShort,
  needsPlace,
  placesInShort,
  targetNameWithId,
} from '../words/targetNames.ts';
import { clockTime, duration } from '../words/times.ts';

export interface ForceOfferParts {
  /** The places that are chosen: with more than one, the message says where what it names is. */
  readonly chosen: () => readonly Scope[];
  readonly guards: Pick<AskedGuards, 'forbidding'>;
  readonly isProduction: IsProduction;
  readonly forceStop: (meant: Pick<Want, 'refs' | 'whose'>) => Promise<void>;
}

/** The message about instances that have been stopping for long. `refs`: those that can be forced, with the accounts in which they are stopping. `setting`: what forbids it where none of them can be forced. */
interface ForceOffer extends Pick<Want, 'refs' | 'whose'> {
  readonly message: string;
  readonly setting: GuardSetting | undefined;
}

/** Tells of what has been stopping for long, and offers to force it where no setting forbids that; else the setting. */
export async function offerForce(parts: ForceOfferParts, all: readonly Stalled[]): Promise<void> {
  const { message, setting, ...meant } = forceOffer(parts, all);
  if (setting !== undefined) {
    await warnForbidden(message, setting);
    return;
  }
  const isAgain = all.every(({ tracked }) => isForceAccepted(tracked));
  const force = isAgain ? l10n.t('Force Stop Again…') : l10n.t('Force Stop…');
  if ((await warn(message, force)) === force) await parts.forceStop(meant);
}

/** What the message says, and whom its button is about. */
export function forceOffer(
  { guards, chosen, isProduction }: Omit<ForceOfferParts, 'forceStop'>,
  stalled: readonly Stalled[],
): ForceOffer {
  const all = productionFirst(stalled, ({ tracked }) => isProduction(tracked.ref));
  const refs = all.map(({ tracked }) => tracked.ref);
  const forbiddenBy = ({ scope }: TargetRef) => guards.forbidding(scope, 'force-stop');
  const open = all.map(({ tracked }) => tracked).filter(({ ref }) => forbiddenBy(ref) === undefined);
  const [first] = refs;
  return {
    message: [...stalledMessages(all, chosen()), ...forbiddenForces(guards, refs)].join(' '),
    ...meantAgain(open),
    setting: open.length === 0 && first ? forbiddenBy(first) : undefined,
  };
}

/** What was forced already is told apart: a force stop is no news there. */
function stalledMessages(all: readonly Stalled[], chosen: readonly Scope[]): readonly string[] {
  const isForced = ({ tracked }: Stalled) => isForceAccepted(tracked);
  const [forced, others] = [all.filter(isForced), all.filter((one) => !isForced(one))];
  return [
    ...(others.length > 0 ? [stalledMessage(others, chosen)] : []),
    ...(forced.length > 0 ? [stillStalledMessage(forced, chosen)] : []),
  ];
}

/** What is said of what is still stopping although AWS accepted a force stop long ago. */
function stillStalledMessage(all: readonly Stalled[], chosen: readonly Scope[]): string {
  const times = all.map(({ tracked: { requestedAt, clockOffset = 0 } }) => requestedAt + clockOffset);
  return counted(
    l10n.t(
      '{0, plural, one {{1} has been stopping for {2}, although AWS accepted a force stop at {3}; its host may have failed. If another force stop doesn’t help, contact AWS Support.} other {{1} have been stopping for {2}, although AWS accepted force stops, the last at {3}; their hosts may have failed. If another force stop doesn’t help, contact AWS Support.}}',
    ),
    all.length,
    ...stalledNames(all, chosen),
    clockTime(Math.max(...times)),
  );
}

/** `web-1 and 49 more have been stopping for 12 min`: all of them at least that long. */
export function stalledMessage(all: readonly Stalled[], chosen: readonly Scope[]): string {
  return counted(
    l10n.t(
      '{0, plural, one {{1} has been stopping for {2}; its host may have failed. Force stop cuts the power.} other {{1} have been stopping for {2}; their hosts may have failed. Force stop cuts the power.}}',
    ),
    all.length,
    ...stalledNames(all, chosen),
  );
}

/** Who they are, and for how long all of them have been stopping at least. */
function stalledNames(all: readonly Stalled[], chosen: readonly Scope[]): readonly [names: string, time: string] {
  const tracked = all.map((one) => one.tracked);
  const [only, ...more] = tracked;
  const saysPlace = needsPlace(chosen, tracked);
  const several = saysPlace ? namesInPlaces : namesInShort;
  return [
    only && more.length === 0 ? nameOfStalled(only, saysPlace) : several(tracked),
    duration(Math.min(...all.map(({ age }) => age))),
  ];
}

const nameOfStalled = (tracked: Stalled['tracked'], saysPlace: boolean): string =>
  saysPlace
    ? l10n.t('{0} in {1}', targetNameWithId(tracked), placesInShort([tracked.ref.scope]))
    : targetNameWithId(tracked);
