import { nothingStopsIt } from '../../model/resources/alarm.ts';
import type { Experiment } from '../../model/resources/experiment.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { isUnread } from '../../model/resources/unreadable.ts';
import type { ExperimentExtras } from '../parts.ts';
import type { Words } from '../words.ts';

/** That nothing stops an experiment before its end, where AWS told so. Undefined where something may, where it isn't known, and once the experiment is over. */
export function missingNet(
  experiment: Experiment,
  alarms: ExperimentExtras['alarms'],
  l10n: Words,
): string | undefined {
  const { state, full } = experiment;
  // Beside conditions that can't be read, that there is none, or none that works, would be a guess.
  if (full === undefined || isUnread(experiment, 'stopConditions') || stateTraits('experiment', state).final)
    return undefined;
  if (hasNoCondition(full)) return l10n.t('It has no stop condition: nothing else stops it before its end.');
  const arns = full.stopConditions.flatMap(({ value }) => value ?? []);
  return alarms?.ok === true && nothingStopsIt(arns, alarms.value) ? l10n.t('No alarm would stop it.') : undefined;
}

/** FIS lists one of the source `none` where a template names no alarm. */
const hasNoCondition = ({ stopConditions }: Pick<NonNullable<Experiment['full']>, 'stopConditions'>): boolean =>
  stopConditions.every(({ source }) => source === 'none');
