import { deepEqual } from '../../base/deepEqual.ts';
import { isBlocked, type PlanGroup, type PlannedTarget, type ProductionMatch } from './plan.ts';

/** What stands for a thing in its account, whichever profile led to it; undefined where nobody can say whose the place is. */
const thingOf = ({ identity, scope }: PlanGroup, { ref }: PlannedTarget): string | undefined =>
  identity && JSON.stringify([identity.account, scope.region, ref.kind, ref.id]);

/** Two profiles can lead to the same account: what is there twice is sent once, and is in production if it is through either of them. */
export function withoutTwins(groups: readonly PlanGroup[]): readonly PlanGroup[] {
  const marks = marksOfThings(groups);
  return sentOnce(groups).map((group) => withMarks(group, marks));
}

function sentOnce(groups: readonly PlanGroup[]): readonly PlanGroup[] {
  const first = new Map<string, string>();
  return groups.map((group) => {
    const targets = group.targets.map((target): PlannedTarget => {
      const thing = thingOf(group, target);
      if (thing === undefined || isBlocked(target)) return target;
      const profile = first.get(thing);
      if (profile === undefined) {
        first.set(thing, group.scope.profile);
        return target;
      }
      return { ...target, findings: [...target.findings, { severity: 'block', type: 'twice', profile }] };
    });
    return { ...group, targets };
  });
}

/**
 * What marks each thing, through whichever profile the plan has it. What was not read through one of them counts for the others as nothing: they have read it of the
 * same account and thing themselves, or are marked for not having read it.
 */
function marksOfThings(groups: readonly PlanGroup[]): ReadonlyMap<string, readonly ProductionMatch[]> {
  const marks = new Map<string, readonly ProductionMatch[]>();
  for (const group of groups) {
    const matched = group.production.filter(({ kind }) => kind === 'matched');
    if (matched.length === 0) continue;
    for (const target of group.targets) {
      const thing = thingOf(group, target);
      if (thing !== undefined) marks.set(thing, [...(marks.get(thing) ?? []), ...matched]);
    }
  }
  return marks;
}

function withMarks(group: PlanGroup, marks: ReadonlyMap<string, readonly ProductionMatch[]>): PlanGroup {
  const all = [...group.production];
  for (const target of group.targets) {
    if (isBlocked(target)) continue;
    for (const match of marks.get(thingOf(group, target) ?? '') ?? []) {
      if (!all.some((one) => deepEqual(one, match))) all.push(match);
    }
  }
  return { ...group, production: all };
}
