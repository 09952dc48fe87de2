import { type AlarmStates, nothingStopsIt } from './alarm.ts';
import type { Experiment, ExperimentFull } from './experiment.ts';
import { isUnread } from './unreadable.ts';

/**
 * What may stop an experiment before its end: the ARN of each alarm, and the source of a condition that names none. FIS lists one of the source `none` where a template has no stop condition.
 * Source: https://docs.aws.amazon.com/fis/latest/APIReference/API_ExperimentStopCondition.html
 */
export function stoppersOf({ stopConditions }: Pick<ExperimentFull, 'stopConditions'>): readonly string[] {
  return stopConditions.filter(({ source }) => source !== 'none').map(({ source, value }) => value ?? source);
}

/**
 * Why nothing would stop an experiment before its end: it has no stop condition, or only alarms that are known not to go off. Undefined where something may, where it isn't known, and of
 * a preview, which changes nothing.
 */
export function netGap(experiment: Experiment, alarms: AlarmStates | undefined): 'no-condition' | 'dead' | undefined {
  const { full, actionsMode } = experiment;
  // Beside conditions that can't be read, that there is none, or none that works, would be a guess.
  if (full === undefined || actionsMode === 'skip-all' || isUnread(experiment, 'stopConditions')) return undefined;
  const stoppers = stoppersOf(full);
  if (stoppers.length === 0) return 'no-condition';
  return alarms !== undefined && nothingStopsIt(stoppers, alarms) ? 'dead' : undefined;
}
