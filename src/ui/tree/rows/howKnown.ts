import { l10n } from 'vscode';
import type { Inventory } from '../../../inventory/inventory.ts';
import { knowledgeIn } from '../../../inventory/lack.ts';
import type { ListKind } from '../../../model/resources/resource.ts';
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

/** When a list was last read, by AWS's clock. */
export function asOf(parts: { readonly inventory: Pick<Inventory, 'status'> }, scope: Scope, kind: ListKind): string {
  const at = parts.inventory.status(scope, kind).shownAsOf;
  return at === undefined ? l10n.t('never read') : asOfTime(at);
}
