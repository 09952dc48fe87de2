import { l10n, type ThemeIcon } from 'vscode';
import { plainText } from '../../../base/plainText.ts';
import type { Grouping, GroupValue } from '../../../inventory/grouping.ts';
import { valueOf } from '../../../model/fact.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { UNREAD_STATE } from '../../../model/resources/states.ts';
import { instancesIn } from '../nodes/children.ts';
import type { Node } from '../nodes/node.ts';
import { howKnown } from './howKnown.ts';
import { icon, stateIcon } from './icons.ts';
import type { ItemParts } from './rowParts.ts';
import type { TreeRow } from './resourceRow.ts';
import { counted, shownNumber } from '../../words/counted.ts';

/** The row of a group of instances that share a value. */
export function bucketRow(parts: ItemParts, bucket: Extract<Node, { type: 'bucket' }>): TreeRow {
  const { grouping, value } = bucket;
  const label = bucketLabel(grouping, value);
  const description = [countsOf(parts, bucket), howKnown(parts, bucket.scope, 'instance', false)]
    .filter(Boolean)
    .join(' · ');
  const icons = {
    none: icon('vm'),
    state: stateIcon('instance', valueOf(value) ?? UNREAD_STATE),
    'auto-scaling-group': icon('layers'),
    tag: icon('tag'),
  } as const satisfies Record<Grouping['type'], ThemeIcon>;
  const what = grouping.type === 'tag' ? plainText(grouping.key, 60) : undefined;
  return {
    label: what !== undefined && value.kind === 'known' ? `${what}=${label}` : label,
    description,
    icon: icons[grouping.type],
    spoken: l10n.t('Instances: {0}, {1}', what === undefined ? label : `${what} ${label}`, description),
  };
}

/**
 * How many instances of the group run, or how many there are where its name is their state: “stopped, 0 of 67 running” says one thing twice, and “terminated, 0 of 0 running” counts none of those below it.
 * Under a filter, how many of them it leaves, as the row of the list says it, too.
 */
function countsOf(parts: ItemParts, bucket: Extract<Node, { type: 'bucket' }>): string {
  const shown = instancesIn(parts, bucket);
  if (!parts.arrangement.filter())
    return bucket.grouping.type === 'state'
      ? counted(l10n.t('{0, plural, one {# instance} other {# instances}}'), shown.length)
      : runningOf(shown);
  return l10n.t('{0} of {1}', shownNumber(shown.length), shownNumber(parts.members.allIn(bucket.scope, bucket.value)));
}

/** What a group of instances is called. */
export function bucketLabel(grouping: Grouping, value: GroupValue): string {
  switch (value.kind) {
    case 'known':
      return value.value === '' ? l10n.t('(empty)') : plainText(value.value, 80);
    case 'none':
      return noValue(grouping);
    case 'unread':
      return unreadWords(grouping);
  }
}

function unreadWords(grouping: Grouping): string {
  switch (grouping.type) {
    case 'tag':
      return l10n.t('Tag {0} can’t be read', plainText(grouping.key, 60));
    case 'auto-scaling-group':
      return l10n.t('Auto Scaling group can’t be read');
    case 'state':
    case 'none':
      return l10n.t('State can’t be read');
  }
}

function noValue(grouping: Grouping): string {
  return grouping.type === 'tag'
    ? l10n.t('Without the tag {0}', plainText(grouping.key, 60))
    : l10n.t('Not in an Auto Scaling group');
}

/** `3 of 40 running`. Terminated instances stay in EC2's answers for an hour and aren't counted. */
export function runningOf(instances: readonly Instance[]): string {
  let running = 0;
  let all = 0;
  for (const { state } of instances) {
    if (state === 'running') running += 1;
    if (state !== 'terminated') all += 1;
  }
  return l10n.t('{0} of {1} running', shownNumber(running), shownNumber(all));
}
