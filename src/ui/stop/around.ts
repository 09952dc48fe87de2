import { l10n } from 'vscode';
import { groupBy } from '../../base/groupBy.ts';
import { plainText } from '../../base/plainText.ts';
import { nameOf } from '../../model/resources/target.ts';
import { plainStop, unfitFor } from '../../stopping/operation.ts';
import { unfitFinding } from '../../stopping/plan/findings.ts';
import { findingWords } from '../words/findings/findings.ts';
import { shownNumber } from '../words/counted.ts';
import { targetStateWords } from '../words/states.ts';
import type { ServiceDeployment } from '../../model/resources/deployment.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import type { Instance } from '../../model/resources/instance.ts';
import type { LackingPlace, Scope } from '../../model/scope.ts';
import type { Said } from '../../stopping/confirmation.ts';
import type { Beside } from './leftBeside.ts';

/** What the person knows beside the plans of a proposal. */
export interface Around {
  /** Places of which it is not known what runs there. */
  readonly unread: readonly LackingPlace[];
  /** Places where a setting forbids some or all of it; that isn't in the plans. */
  readonly forbidden: readonly Scope[];
  /** Places whose safety lever couldn't be read, while others are to be engaged. */
  readonly leverUnread?: readonly Scope[];
  /** What runs or is in progress and can't be stopped, because of its state or, for an instance, of what it is; that isn't in the plans either. */
  readonly unstoppable?: readonly (Experiment | ServiceDeployment | Instance)[];
  /** What the person selected as well, and why no plan can hold it. */
  readonly besides?: readonly Beside[];
  /** What the person has said already. */
  readonly said?: Said;
}

/**
 * Sentences about what can't be stopped. First those that no state would make stoppable, by reason; then those in their present states: `In progress,
 * but can’t be stopped in this state: stress-db (hovering)`.
 */
export function unstoppableWords(those: NonNullable<Around['unstoppable']>, most: number): readonly string[] {
  const byReason = groupBy(those, (one) => lastingHindrance(one) ?? '');
  const lasting = [...byReason].filter(([reason]) => reason !== '');
  const byState = byReason.get('') ?? [];
  return [
    ...lasting.map(([reason, same]) => `${list(same, most, (one) => plainText(nameOf(one), 60))}: ${reason}`),
    ...(byState.length === 0
      ? []
      : [l10n.t('In progress, but can’t be stopped in this state: {0}', inTheirStates(byState, most))]),
  ];
}

/** That nothing is left to stop, as far as could be read. `hasStopping`: some are stopping already. */
export const noneActiveWords = ({ hasStopping }: { readonly hasStopping: boolean }): string =>
  hasStopping
    ? l10n.t('No other experiment is active in what Halt can see here.')
    : l10n.t('No experiment is active in what Halt can see here.');

/** `stress-db (hovering), web-1 (stopping)`, and how many more. */
export function inTheirStates(those: NonNullable<Around['unstoppable']>, most: number): string {
  return list(those, most, (one) => l10n.t('{0} ({1})', plainText(nameOf(one), 60), targetStateWords(one)));
}

/** Why an instance can't be stopped in whatever state: a service manages it, or its root device is an instance store. */
function lastingHindrance(one: NonNullable<Around['unstoppable']>[number]): string | undefined {
  if (one.kind !== 'instance') return undefined;
  const unfit = unfitFor(plainStop.instance.type, one);
  if (unfit === undefined || unfit === 'state') return undefined;
  return findingWords(unfitFinding(unfit, one), { ref: { kind: one.kind, scope: one.scope, id: one.id } });
}

function list<T>(all: readonly T[], most: number, wordsOf: (one: T) => string): string {
  const more = all.length > most ? [l10n.t('… and {0} more', shownNumber(all.length - most))] : [];
  return [...all.slice(0, most).map(wordsOf), ...more].join(', ');
}
