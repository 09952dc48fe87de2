import { type Fact, none, valueOf } from '../../model/fact.ts';
import type { Identity } from '../../model/identity.ts';
import type { TargetRef } from '../../model/resources/resource.ts';
import type { Tag } from '../../model/resources/tag.ts';
import type { Target } from '../../model/resources/target.ts';
import type { PlanGroup, PlannedTarget } from './plan.ts';
import { type Policy, productionMatches } from './productionPolicy.ts';

/** What marks the targets of a place as production, together and one by one: profile and account mark all of them, a tag the target that has it. */
export function markedAsProduction(
  policy: Pick<Policy, 'production' | 'places'>,
  whose: { readonly profile: string; readonly identity: Identity | undefined },
  targets: readonly PlannedTarget[],
  tagsOf: ((ref: TargetRef) => Fact<readonly Tag[]>) | undefined,
): Pick<PlanGroup, 'production' | 'targets'> {
  const tagsAt = ({ ref, observed }: PlannedTarget): readonly Tag[] => [
    ...(observed ? ownTags(observed) : []),
    ...(valueOf(tagsOf?.(ref) ?? none) ?? []),
  ];
  // What could not be read again may have been tagged since: what the screen last showed clears nothing.
  const isUnread = ({ ref, observed, findings }: PlannedTarget): boolean =>
    tagsOf?.(ref).kind === 'unread' ||
    observed?.tagsUnread === true ||
    findings.some(({ type }) => type === 'not-reread');
  const matches = (some: readonly PlannedTarget[]) =>
    productionMatches(policy, { ...whose, tags: some.flatMap(tagsAt), tagsUnread: some.some(isUnread) });
  const production = matches(targets);
  if (production.length === 0) return { production, targets };
  return { production, targets: targets.map((target) => ({ ...target, production: matches([target]) })) };
}

/** The target's own tags. A deployment has none of its own, but its service's (`tagsOf`), and a safety lever has none at all. */
function ownTags(observed: Target): readonly Tag[] {
  return observed.kind === 'deployment' || observed.kind === 'lever' ? [] : observed.tags;
}
