import { deepEqual } from '../../base/deepEqual.ts';
import { answererOf, type RoutedService } from '../../model/destination.ts';
import type { Identity } from '../../model/identity.ts';
import type { Scope } from '../../model/scope.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import {
  isBlocked,
  type Plan,
  type PlanGroup,
  type PlannedTarget,
  productionOf,
  type ProductionMatch,
} from './plan.ts';
import { type Policy, productionMatches } from './productionPolicy.ts';

/** The parts of a group by which it is known what marks its targets as production. */
interface Marked {
  readonly scope: Scope;
  readonly identity?: Identity | undefined;
  readonly production: readonly ProductionMatch[];
  readonly targets: readonly Pick<PlannedTarget, 'ref' | 'production'>[];
}

/** A key of a thing that is the same through every profile of its account. Undefined where nobody can say whose account the place is of. */
const thingOf = (
  { identity, scope }: Pick<Marked, 'identity' | 'scope'>,
  { ref }: Pick<PlannedTarget, 'ref'>,
): string | undefined =>
  identity &&
  JSON.stringify([
    answererOf(identity.destination, servicesOf[ref.kind]),
    ...[identity.account, scope.region, ref.kind, ref.id],
  ]);

/** The service that answers for each kind. Its endpoint belongs to the key: another endpoint than AWS's can have an account of the same number. */
const servicesOf = {
  instance: 'EC2',
  deployment: 'ECS',
  experiment: 'fis',
  lever: 'fis',
} as const satisfies Record<TargetRef['kind'], RoutedService>;

/**
 * Where two profiles lead to the same account, a target that is in both of their groups is sent once (the other gets the finding `twice`), and counts
 * as production if it does through either. `besideOf`: references to the group's things through further profiles of its account, which aren't sent
 * but mark the things all the same.
 */
export function withoutTwins(
  groups: readonly PlanGroup[],
  policy: Policy,
  besideOf: (group: PlanGroup) => readonly TargetRef[],
): readonly PlanGroup[] {
  const marks = marksOfThings(groups);
  return sentOnce(groups).map((group) => withMarks(group, [marks, marksBeside(group, policy, besideOf(group))]));
}

/**
 * The references that a plan doesn't send because it sends the same thing through another profile. When AWS denies that profile, one of these may be
 * allowed.
 */
export function twinsIn({ groups }: Plan): (group: PlanGroup, target: PlannedTarget) => readonly TargetRef[] {
  const twins = new Map<string, readonly TargetRef[]>();
  for (const group of groups) {
    for (const target of group.targets.filter(({ findings }) => findings.some(({ type }) => type === 'twice'))) {
      const thing = thingOf(group, target) ?? '';
      twins.set(thing, [...(twins.get(thing) ?? []), target.ref]);
    }
  }
  return (group, target) => twins.get(thingOf(group, target) ?? '') ?? [];
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

type MarksOfThings = ReadonlyMap<string, readonly ProductionMatch[]>;

/**
 * What marks each thing as production through any profile of the plan, by its key. Only real matches count for the other
 * profiles, too. That something could not be read marks the profile alone through which it was asked: the others have read it themselves, or have a mark of their own for not having read it.
 */
function marksOfThings(groups: readonly Marked[]): MarksOfThings {
  const marks = new Map<string, readonly ProductionMatch[]>();
  for (const group of groups) {
    for (const target of group.targets) {
      const thing = thingOf(group, target);
      const matched = productionOf(target, group).filter(({ kind }) => kind === 'matched');
      if (thing !== undefined) marks.set(thing, [...(marks.get(thing) ?? []), ...matched]);
    }
  }
  return marks;
}

/** {@link marksOfThings} for profiles that AWS isn't asked through: they are known to be of the account of the group's own profile. */
function marksBeside(group: PlanGroup, policy: Policy, beside: readonly TargetRef[]): MarksOfThings {
  const { identity } = group;
  const others = beside.map((ref) => ({
    scope: ref.scope,
    identity,
    targets: [{ ref }],
    production: productionMatches(policy, { profile: ref.scope.profile, identity }),
  }));
  return marksOfThings(others);
}

function withMarks(group: PlanGroup, marks: readonly MarksOfThings[]): PlanGroup {
  const marked = group.targets.map((target) => {
    const own = productionOf(target, group);
    const others = isBlocked(target) ? [] : marks.flatMap((one) => one.get(thingOf(group, target) ?? '') ?? []);
    return { target, own, all: withoutRepeats([...own, ...others]) };
  });
  if (marked.every(({ own, all }) => all.length === own.length)) return group;
  return {
    ...group,
    targets: marked.map(({ target, all }) => ({ ...target, production: all })),
    production: withoutRepeats([...group.production, ...marked.flatMap(({ all }) => all)]),
  };
}

const withoutRepeats = (matches: readonly ProductionMatch[]): readonly ProductionMatch[] =>
  matches.filter((match, index) => matches.findIndex((one) => deepEqual(one, match)) === index);
