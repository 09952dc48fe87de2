import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { isRollingOut, type Service } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';

const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What needs eyes first, then by name, then by id: a total order, so that nothing jumps between two equal ones. */
export function compareInstances(a: Instance, b: Instance): number {
  return (
    stateTraits('instance', a.state).rank - stateTraits('instance', b.state).rank ||
    byText.compare(a.name ?? '\uffff', b.name ?? '\uffff') ||
    byText.compare(a.id, b.id)
  );
}

export function compareServices(a: Service, b: Service): number {
  return serviceRank(a) - serviceRank(b) || byText.compare(a.name, b.name) || byText.compare(a.id, b.id);
}

/** In flight first; a service whose last deployment ended comes by its name among the quiet ones. */
export function serviceRank(service: Service): number {
  return isRollingOut(service) ? 0 : 1;
}

export function compareExperiments(a: Experiment, b: Experiment): number {
  const final = Number(stateTraits('experiment', a.state).final) - Number(stateTraits('experiment', b.state).final);
  return final || (b.createdAt ?? 0) - (a.createdAt ?? 0) || byText.compare(a.id, b.id);
}
