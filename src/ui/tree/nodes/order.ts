import { lastStartOf } from '../../../inventory/lastStart.ts';
import type { Sorting } from '../../../inventory/sorting.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { isRollingOut, type Service } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import type { GroupKind, GroupMember } from './node.ts';

/** Whatever the case and the accents, and numbers by their size: `web-2` before `web-10`. */
export const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What needs eyes first, then by name, then by id: a total order, so that nothing jumps between two equal ones. */
export function compareInstances(a: Instance, b: Instance): number {
  return (
    stateTraits('instance', a.state).rank - stateTraits('instance', b.state).rank ||
    byText.compare(a.name ?? '\uffff', b.name ?? '\uffff') ||
    byText.compare(a.id, b.id)
  );
}

/** What rolls out first, then by name, then by id. */
export function compareServices(a: Service, b: Service): number {
  return serviceRank(a) - serviceRank(b) || byText.compare(a.name, b.name) || byText.compare(a.id, b.id);
}

/** In flight first; a service whose last deployment ended comes by its name among the quiet ones. */
export function serviceRank(service: Service): number {
  return isRollingOut(service) ? 0 : 1;
}

/** What isn't over first, then the newest, then by id. */
export function compareExperiments(a: Experiment, b: Experiment): number {
  return finality(a) - finality(b) || (b.createdAt ?? 0) - (a.createdAt ?? 0) || byText.compare(a.id, b.id);
}

/** The order of a list of one kind: a total one, however the person wants it. */
export function compareBy(sorting: Sorting, kind: GroupKind): (a: GroupMember, b: GroupMember) => number {
  return (a, b) => {
    if (kind === 'instance' && a.kind === 'instance' && b.kind === 'instance')
      return compareAs(sorting, a, b) || compareInstances(a, b);
    if (kind === 'service' && a.kind === 'service' && b.kind === 'service')
      return compareAs(sorting, a, b) || compareServices(a, b);
    if (kind !== 'experiment' || a.kind !== 'experiment' || b.kind !== 'experiment') return 0;
    // Of what is over only the first are shown, so that what acts comes before it in every order.
    return finality(a) - finality(b) || compareAs(sorting, a, b) || compareExperiments(a, b);
  };
}

const finality = ({ state }: Experiment) => Number(stateTraits('experiment', state).final);

/** By what the person chose alone: 0 where that doesn't tell the two apart. */
function compareAs(sorting: Sorting, a: GroupMember, b: GroupMember): number {
  switch (sorting) {
    case 'state':
      return 0;
    case 'name':
      return byText.compare(a.name ?? '\uffff', b.name ?? '\uffff');
    case 'newest':
    case 'oldest': {
      const [first, second] = [lastStartOf(a), lastStartOf(b)];
      // What has no known start comes last either way.
      if (first === undefined || second === undefined)
        return Number(first === undefined) - Number(second === undefined);
      return sorting === 'newest' ? second - first : first - second;
    }
  }
}
