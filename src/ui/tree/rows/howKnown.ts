import { l10n } from 'vscode';
import type { Inventory } from '../../../inventory/inventory.ts';
import { knowledgeIn } from '../../../inventory/lack.ts';
import type { ServiceDeployment } from '../../../model/resources/deployment.ts';
import type { ListKind, Resource } from '../../../model/resources/resource.ts';
import type { Scope } from '../../../model/scope.ts';
import { asOfTime, lackWords } from '../../words/lack.ts';
import type { GroupKind } from '../nodes/node.ts';
import type { ItemParts } from './rowParts.ts';

/** Words beside the counts of a list that isn't fully known: as of when they are, or that something is missing. `nothing`: no count is shown. */
export function howKnown(parts: ItemParts, scope: Scope, kind: GroupKind, nothing: boolean): string {
  const status = parts.inventory.status(scope, kind);
  if (nothing) return status.failure ? asOf(parts, scope, kind) : '';
  const { isOld, lack } = knowledgeIn(status, scope, parts.accounts);
  return [isOld && asOf(parts, scope, kind), lackWords(lack)].filter(Boolean).join(' · ');
}

/**
 * Since when AWS owes what was asked for anew of something that is shown: its list, or for a deployment the past ones of its service. In milliseconds since the
 * epoch by AWS's clock; undefined where it owes nothing. It stays the same from one poll to the next.
 */
export function owedSinceOf(
  { inventory, past }: Pick<ItemParts, 'inventory' | 'past'>,
  one: Resource | ServiceDeployment,
): number | undefined {
  if (one.kind !== 'deployment') return inventory.status(one.scope, one.kind).waitingSince;
  const since = past.of(one.scope, one.serviceArn)?.waitingSince;
  return since === undefined ? undefined : since + (inventory.status(one.scope, 'service').clockOffset ?? 0);
}

/** When a list was last read, by AWS's clock. */
export function asOf(parts: { readonly inventory: Pick<Inventory, 'status'> }, scope: Scope, kind: ListKind): string {
  const at = parts.inventory.status(scope, kind).shownAsOf;
  return at === undefined ? l10n.t('never read') : asOfTime(at);
}
