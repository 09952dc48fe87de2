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

/** As much of a group as says what marks its targets. */
interface Marked {
  readonly scope: Scope;
  readonly identity?: Identity | undefined;
  readonly production: readonly ProductionMatch[];
  readonly targets: readonly Pick<PlannedTarget, 'ref' | 'production'>[];
}

/** What stands for a thing in its account, whichever profile led to it; undefined where nobody can say whose the place is. */
const thingOf = (
  { identity, scope }: Pick<Marked, 'identity' | 'scope'>,
  { ref }: Pick<PlannedTarget, 'ref'>,
): string | undefined =>
  identity &&
  JSON.stringify([
    answererOf(identity.destination, servicesOf[ref.kind]),
    ...[identity.account, scope.region, ref.kind, ref.id],
  ]);

const servicesOf = {
  instance: 'EC2',
  deployment: 'ECS',
  experiment: 'fis',
  lever: 'fis',
} as const satisfies Record<TargetRef['kind'], RoutedService>;

/**
 * Two profiles can lead to the same account: what is there twice is sent once, and is in production if it is through either of them. `besideOf`: what a group
 * has, through profiles of its account that aren't asked, which mark it all the same.
 */
export function withoutTwins(
  groups: readonly PlanGroup[],
  policy: Policy,
  besideOf: (group: PlanGroup) => readonly TargetRef[],
): readonly PlanGroup[] {
  const marks = marksOfThings(groups);
  return sentOnce(groups).map((group) => withMarks(group, [marks, marksBeside(group, policy, besideOf(group))]));
}

/** The same things through other profiles of their account, which the plan has and doesn't send: they may be allowed what the first profile isn't. */
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
 * What marks each thing, through whichever profile the plan has it. What was not read through one of them counts for the others as nothing: they have read it of the
 * same account and thing themselves, or are marked for not having read it.
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

/** The same for things through profiles that aren't asked: they are of the account that the group's own profile led to. */
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
