import * as v from 'valibot';
import { groupBy } from '../base/groupBy.ts';
import { type Fact, known, none, unread } from '../model/fact.ts';
import type { Instance } from '../model/resources/instance.ts';
import { stateTraits, UNREAD_STATE } from '../model/resources/states.ts';
import { tagFact } from '../model/resources/tag.ts';
import { saved } from '../model/savedState.ts';

/** Whether a text has no half of a surrogate pair: no tag's key as it is read has one, and no row's id can hold one. */
const isWhole = (text: string): boolean => text.isWellFormed();

/** The ways in which instances can be grouped. */
export const groupingSchema = v.variant('type', [
  v.object({ type: v.literal('none') }),
  v.object({ type: v.literal('state') }),
  v.object({ type: v.literal('auto-scaling-group') }),
  v.object({ type: v.literal('tag'), key: v.pipe(v.string(), v.nonEmpty(), v.check(isWhole)) }),
]);

/** How the instances of a scope are grouped. */
export type Grouping = Readonly<v.InferOutput<typeof groupingSchema>>;

/** The state, the Auto Scaling group or the tag's value; `unread` where it can't be read. */
export type GroupValue = Fact<string>;

/** Instances that have the same in what they are grouped by. */
export interface InstanceGroup {
  readonly value: GroupValue;
  readonly instances: readonly Instance[];
}

/** A grouping from outside (the editor's memory); `none` for what can't be understood. */
export const asGrouping = (value: unknown): Grouping => saved(groupingSchema, value) ?? { type: 'none' };

/** The part of a tree id that names a grouping. */
export const groupingKey = (grouping: Grouping): string =>
  grouping.type === 'tag' ? `tag:${grouping.key}` : grouping.type;

const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** A key that tells the groups of one grouping apart, also used in tree ids. */
export function groupValueKey(value: GroupValue): string {
  switch (value.kind) {
    case 'known':
      return `=${value.value}`;
    case 'none':
      return '';
    case 'unread':
      return '?';
  }
}

const kindRank = { known: 0, none: 1, unread: 2 } as const satisfies Record<GroupValue['kind'], number>;

/**
 * The groups of these instances, each in the given order. States are sorted as in lists, other groups by name; those without a value come last, and
 * after them those whose value can't be read.
 */
export function groupInstances(grouping: Grouping, instances: readonly Instance[]): readonly InstanceGroup[] {
  const values = new Map<string, GroupValue>();
  const groups = groupBy(instances, (instance) => {
    const value = groupOf(grouping, instance);
    const key = groupValueKey(value);
    values.set(key, value);
    return key;
  });
  const found = [...groups].map(([key, members]): InstanceGroup => ({
    value: values.get(key) ?? none,
    instances: members,
  }));
  const rank = (state: string) => stateTraits('instance', state).rank;
  return found.toSorted((a, b) => {
    if (a.value.kind !== 'known' || b.value.kind !== 'known') return kindRank[a.value.kind] - kindRank[b.value.kind];
    const [first, second] = [a.value.value, b.value.value];
    const states = grouping.type === 'state' ? rank(first) - rank(second) : 0;
    return states || byText.compare(first, second) || (first < second ? -1 : 1);
  });
}

/** The value of the group that an instance is in. */
export function groupOf(grouping: Grouping, { state, autoScalingGroup, tags, tagsUnread }: Instance): GroupValue {
  switch (grouping.type) {
    case 'none':
      return none;
    case 'state':
      return state === UNREAD_STATE ? unread : known(state);
    case 'auto-scaling-group':
      return tagFact(autoScalingGroup, tagsUnread);
    case 'tag':
      return tagFact(tags.find(({ key }) => key === grouping.key)?.value, tagsUnread);
  }
}

/** The tag keys of these instances, the most used first; `aws:` keys and `Name`, which differ in each, are left out. */
export function tagKeys(instances: Iterable<Instance>): readonly { readonly key: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { tags } of instances) {
    for (const { key } of tags) {
      if (key !== 'Name' && !key.startsWith('aws:')) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([key, count]) => ({ key, count }))
    .toSorted((a, b) => b.count - a.count || byText.compare(a.key, b.key));
}
