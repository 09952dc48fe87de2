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

/** What the person knows beside the plans of a proposal. */
export interface Around {
  /** Where it is not known what runs. */
  readonly unread: readonly LackingPlace[];
  /** Where a setting forbids some or all of it: that is not in the plans. */
  readonly forbidden: readonly Scope[];
  /** Where the safety lever couldn't be read, while others are engaged. */
  readonly leverUnread?: readonly Scope[];
  /** What runs or is in progress and can't be stopped, by its state or, an instance, by what it is: that is not in the plans either. */
  readonly unstoppable?: readonly (Experiment | ServiceDeployment | Instance)[];
  /** What they selected with it that no plan can hold, and why: a sentence each. */
  readonly besides?: readonly string[];
  /** What they have said already. */
  readonly said?: Said;
}

/** `In progress, but can’t be stopped in this state: stress-db (hovering)`; what no state would make stoppable stands before it, with its reason, one for each. */
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
