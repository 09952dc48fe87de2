import { l10n, type ThemeIcon } from 'vscode';
import { plainText } from '../../../base/plainText.ts';
import type { Grouping } from '../../../inventory/grouping.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { instancesIn } from '../nodes/children.ts';
import type { Node } from '../nodes/node.ts';
import { howKnown } from './howKnown.ts';
import { icon, stateIcon } from './icons.ts';
import type { ItemParts } from './rowParts.ts';
import type { Row } from './resourceRow.ts';
import { shownNumber } from '../../words/counted.ts';

/** The line above the instances that are the same in what they are grouped by. */
export function bucketRow(parts: ItemParts, bucket: Extract<Node, { type: 'bucket' }>): Row {
  const { grouping, value } = bucket;
  const label = value === undefined ? noValue(grouping) : value === '' ? l10n.t('(empty)') : plainText(value, 80);
  const description = [countsOf(parts, bucket), howKnown(parts, bucket.scope, 'instance', false)]
    .filter(Boolean)
    .join(' · ');
  const icons = {
    none: icon('vm'),
    state: stateIcon('instance', value ?? ''),
    'auto-scaling-group': icon('layers'),
    tag: icon('tag'),
  } as const satisfies Record<Grouping['type'], ThemeIcon>;
  const what = grouping.type === 'tag' ? plainText(grouping.key, 60) : undefined;
  return {
    label: what !== undefined && value !== undefined ? `${what}=${label}` : label,
    description,
    icon: icons[grouping.type],
    spoken: l10n.t('Instances: {0}, {1}', what === undefined ? label : `${what} ${label}`, description),
  };
}

/** Under a filter what it leaves of the group, as the line above says it of the list. */
function countsOf(parts: ItemParts, bucket: Extract<Node, { type: 'bucket' }>): string {
  const shown = instancesIn(parts, bucket);
  if (!parts.arrangement.filter()) return runningOf(shown);
  return l10n.t('{0} of {1}', shownNumber(shown.length), shownNumber(parts.members.allIn(bucket.scope, bucket.value)));
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
