import { lastStartOf } from '../../../inventory/lastStart.ts';
import type { Sorting } from '../../../inventory/sorting.ts';
import type { Experiment } from '../../../model/resources/experiment.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { isRollingOut, type Service } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import type { GroupKind, GroupMember } from './node.ts';

/** Compares texts without regard to case and accents, and numbers in them by size: `web-2` comes before `web-10`. */
export const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Instances that need attention first, then by name and by id. It is a total order, so that equal ones never change places. */
export function compareInstances(a: Instance, b: Instance): number {
  return (
    stateTraits('instance', a.state).rank - stateTraits('instance', b.state).rank ||
    byText.compare(a.name ?? '\uffff', b.name ?? '\uffff') ||
    byText.compare(a.id, b.id)
  );
}

/** Services that roll out first, then by name and by id. */
export function compareServices(a: Service, b: Service): number {
  return serviceRank(a) - serviceRank(b) || byText.compare(a.name, b.name) || byText.compare(a.id, b.id);
}

/** 0 for services that roll out, which come first; 1 for all others, also where the last deployment has ended. */
export function serviceRank(service: Service): number {
  return isRollingOut(service) ? 0 : 1;
}

/** Experiments that aren't over first, then the newest, then by id. */
export function compareExperiments(a: Experiment, b: Experiment): number {
  return finality(a) - finality(b) || (b.createdAt ?? 0) - (a.createdAt ?? 0) || byText.compare(a.id, b.id);
}

/** The order of a list of one kind by the person's choice; always a total order. */
export function compareBy(sorting: Sorting, kind: GroupKind): (a: GroupMember, b: GroupMember) => number {
  return (a, b) => {
    if (kind === 'instance' && a.kind === 'instance' && b.kind === 'instance')
      return compareAs(sorting, a, b) || compareInstances(a, b);
    if (kind === 'service' && a.kind === 'service' && b.kind === 'service')
      return compareAs(sorting, a, b) || compareServices(a, b);
    if (kind !== 'experiment' || a.kind !== 'experiment' || b.kind !== 'experiment') return 0;
    // Of finished experiments only the first are shown, so active ones come before them in every order.
    return finality(a) - finality(b) || compareAs(sorting, a, b) || compareExperiments(a, b);
  };
}

const finality = ({ state }: Experiment) => Number(stateTraits('experiment', state).final);

/** Compares only by what the person chose: 0 where that is the same for both. */
function compareAs(sorting: Sorting, a: GroupMember, b: GroupMember): number {
  switch (sorting) {
    case 'state':
      return 0;
    case 'name':
      return byText.compare(a.name ?? '\uffff', b.name ?? '\uffff');
    case 'newest':
    case 'oldest': {
      const [first, second] = [lastStartOf(a), lastStartOf(b)];
      // Those without a known start come last in both orders.
      if (first === undefined || second === undefined)
        return Number(first === undefined) - Number(second === undefined);
      return sorting === 'newest' ? second - first : first - second;
    }
  }
}
