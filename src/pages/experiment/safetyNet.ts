import type { Experiment } from '../../model/resources/experiment.ts';
import { netGap } from '../../model/resources/safetyNet.ts';
import { stateTraits } from '../../model/resources/states.ts';
import type { ExperimentExtras } from '../pageInput.ts';
import type { Words } from '../words.ts';

/** That nothing stops an experiment before its end, where AWS told so. Undefined where something may, where it isn't known, and once the experiment is over. */
export function missingNet(
  experiment: Experiment,
  alarms: ExperimentExtras['alarms'],
  l10n: Words,
): string | undefined {
  if (stateTraits('experiment', experiment.state).final) return undefined;
  switch (netGap(experiment, alarms?.ok === true ? alarms.value : undefined)) {
    case 'no-condition':
      return l10n.t('It has no stop condition: nothing else stops it before its end.');
    case 'dead':
      return l10n.t('No alarm would stop it.');
    case undefined:
      return undefined;
  }
}
