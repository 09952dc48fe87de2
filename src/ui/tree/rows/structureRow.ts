import { l10n } from 'vscode';
import { plainText } from '../../../base/plainText.ts';
import type { Scope } from '../../../model/scope.ts';
import { isRollingOut } from '../../../model/resources/service.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import { productionMarkWords } from '../../words/production.ts';
import { stateWords } from '../../words/states.ts';
import { awaitsFirst, scopeFailure, waitingIn } from '../nodes/children.ts';
import { howOld, waitingWords } from '../../words/lack.ts';
import { asOf, howKnown } from './howKnown.ts';
import { icon, problemIcon } from './icons.ts';
import type { ItemParts } from './rowParts.ts';
import { noteRow } from './noteRow.ts';
import type { GroupKind, Node } from '../nodes/node.ts';
import { bucketRow, runningOf } from './bucketRow.ts';
import { daemonRow, daemonsRow } from './daemonRows.ts';
import { groupMark, regionMark } from './productionMarks.ts';
import { profileRow } from './profileRow.ts';
import { dotted, type TreeRow } from './resourceRow.ts';
import { counted, shownNumber } from '../../words/counted.ts';

/** The row of a node that isn't a resource (a place, a list, a group, a note), and of a resource that is no longer there. */
export function structureRow(parts: ItemParts, node: Node): TreeRow {
  switch (node.type) {
    case 'profile':
      return profileRow(parts, node.profile);
    case 'region':
      return regionRow(parts, node.scope);
    case 'group':
      return groupRow(parts, node.scope, node.kind);
    case 'bucket':
      return bucketRow(parts, node);
    case 'cluster': {
      const label = plainText(node.name, 80);
      return { label, description: l10n.t('cluster'), icon: icon('server'), spoken: l10n.t('ECS cluster {0}', label) };
    }
    case 'daemons':
      return daemonsRow(parts, node.scope);
    case 'daemon': {
      const daemon = parts.daemons.find(node.scope, node.arn);
      return daemon ? daemonRow(daemon) : goneRow();
    }
    case 'note':
      return noteRow(parts, node.about);
    case 'service':
    case 'lever':
    case 'target':
      return goneRow();
  }
}

/** For a resource that went away after its parent's children were given and before its own row is drawn. */
const goneRow = (): TreeRow => ({
  label: l10n.t('No longer there'),
  description: '',
  icon: icon('dash', 'descriptionForeground'),
  spoken: l10n.t('No longer there'),
});

function regionRow(parts: ItemParts, scope: Scope): TreeRow {
  const failure = scopeFailure(parts.inventory, scope);
  const lever = parts.inventory.list(scope, 'lever')[0];
  const engaged = lever !== undefined && lever.state !== 'disengaged';
  // The lever is listed by itself, and may be older than everything else here.
  const leverAge = engaged ? howOld(parts, lever) : undefined;
  const age = failure && asOf(parts, scope, 'instance');
  const waiting = waitingIn(parts.inventory, scope);
  const description = dotted(
    engaged && l10n.t('safety lever {0}', stateWords('lever', lever.state)),
    leverAge,
    parts.guards.isLeftOut(scope) && l10n.t('read only'),
    age !== leverAge && age,
    productionMarkWords(regionMark(parts, scope)),
    waiting !== undefined && waitingWords(waiting),
  );
  return {
    label: scope.region,
    description,
    icon: failure ? problemIcon() : engaged ? icon('workspace-untrusted', 'editorError.foreground') : icon('globe'),
    // Nothing follows the name where there is nothing to tell: at a comma a screen reader pauses as if more came.
    spoken:
      description === '' ? l10n.t('Region {0}', scope.region) : l10n.t('Region {0}, {1}', scope.region, description),
  };
}

function groupRow(parts: ItemParts, scope: Scope, kind: GroupKind): TreeRow {
  const { inventory } = parts;
  const status = inventory.status(scope, kind);
  const awaited = awaitsFirst(inventory, scope, kind);
  const nothing = status.asOf === undefined && inventory.list(scope, kind).length === 0;
  const counts = nothing
    ? awaited || status.loading
      ? status.waitingSince === undefined
        ? l10n.t('loading…')
        : waitingWords(status.waitingSince)
      : ''
    : (shownOf(parts, scope, kind) ?? count(parts, scope, kind));
  // What is shown stays while it is read again for somebody: that AWS is asked, and hasn't answered, is said beside it.
  const waiting = nothing || status.waitingSince === undefined ? '' : waitingWords(status.waitingSince);
  const mark = nothing ? undefined : productionMarkWords(groupMark(parts, scope, kind));
  const description = dotted(counts, howKnown(parts, scope, kind, nothing), mark, waiting);
  const [label, id] = groupRows[kind]();
  return {
    label,
    description,
    icon: status.failure ? problemIcon() : icon(awaited ? 'loading~spin' : id),
    spoken: description === '' ? label : l10n.t('{0}, {1}', label, description),
  };
}

/** What the filter leaves of a list; nothing where there is no filter. */
function shownOf(parts: ItemParts, scope: Scope, kind: GroupKind): string | undefined {
  if (!parts.arrangement.filter()) return undefined;
  return l10n.t(
    '{0} of {1}',
    shownNumber(parts.members.shown(scope, kind).length),
    shownNumber(parts.inventory.list(scope, kind).length),
  );
}

const groupRows = {
  instance: () => [l10n.t('EC2 Instances'), 'vm'],
  service: () => [l10n.t('ECS Services'), 'rocket'],
  experiment: () => [l10n.t('FIS Experiments'), 'beaker'],
} as const satisfies Record<GroupKind, () => readonly [string, string]>;

function count(parts: ItemParts, scope: Scope, kind: GroupKind): string {
  switch (kind) {
    case 'instance': {
      return runningOf(parts.inventory.list(scope, 'instance'));
    }
    case 'service': {
      const all = parts.inventory.list(scope, 'service');
      return l10n.t('{0} of {1} rolling out', shownNumber(all.filter(isRollingOut).length), shownNumber(all.length));
    }
    case 'experiment': {
      const all = parts.inventory.list(scope, 'experiment');
      return counted(
        l10n.t('{0, plural, one {# of {1} active} other {# of {1} active}}'),
        all.filter((one) => !stateTraits('experiment', one.state).final).length,
        all.length,
      );
    }
  }
}
