import * as v from 'valibot';
import { groupBy } from '../base/groupBy.ts';
import type { Instance } from '../model/resources/instance.ts';
import { stateTraits } from '../model/resources/states.ts';
import { saved } from '../model/savedState.ts';

const groupingSchema = v.variant('type', [
  v.object({ type: v.literal('none') }),
  v.object({ type: v.literal('state') }),
  v.object({ type: v.literal('auto-scaling-group') }),
  v.object({ type: v.literal('tag'), key: v.pipe(v.string(), v.nonEmpty()) }),
]);

/** What the instances of a scope are put together by. */
export type Grouping = Readonly<v.InferOutput<typeof groupingSchema>>;

/** Instances that have the same in what they are grouped by. */
export interface InstanceGroup {
  /** The state, the Auto Scaling group or the tag's value; undefined for those that have none. */
  readonly value: string | undefined;
  readonly instances: readonly Instance[];
}

/** A grouping from outside (the editor's memory); `none` for what can't be understood. */
export const asGrouping = (value: unknown): Grouping => saved(groupingSchema, value) ?? { type: 'none' };

/** Names a grouping in tree ids. */
export const groupingKey = (grouping: Grouping): string =>
  grouping.type === 'tag' ? `tag:${grouping.key}` : grouping.type;

const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** In their order within each group. States come as they come in lists, other groups by name, those without a value last. */
export function groupInstances(grouping: Grouping, instances: readonly Instance[]): readonly InstanceGroup[] {
  const groups = groupBy(instances, (instance) => {
    const value = groupOf(grouping, instance);
    return value === undefined ? '' : `=${value}`;
  });
  const found = [...groups].map(([key, members]): InstanceGroup => ({
    value: key === '' ? undefined : key.slice(1),
    instances: members,
  }));
  const rank = (state: string) => stateTraits('instance', state).rank;
  return found.toSorted((a, b) => {
    if (a.value === undefined || b.value === undefined)
      return Number(a.value === undefined) - Number(b.value === undefined);
    const states = grouping.type === 'state' ? rank(a.value) - rank(b.value) : 0;
    return states || byText.compare(a.value, b.value) || (a.value < b.value ? -1 : 1);
  });
}

/** The value of the group that an instance is in; undefined where it has none. */
export function groupOf(grouping: Grouping, instance: Instance): string | undefined {
  switch (grouping.type) {
    case 'none':
      return undefined;
    case 'state':
      return instance.state;
    case 'auto-scaling-group':
      return instance.autoScalingGroup;
    case 'tag':
      return instance.tags.find(({ key }) => key === grouping.key)?.value;
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
