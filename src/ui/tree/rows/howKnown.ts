import { l10n } from 'vscode';
import type { Accounts } from '../../../inventory/accounts.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { knowledgeIn, knownAsOf } from '../../../inventory/lack.ts';
import { type ListKind, listOf, type Resource, type TargetRef } from '../../../model/resources/resource.ts';
import type { Scope } from '../../../model/scope.ts';
import { lackWords } from '../../words/lack.ts';
import { clockTime } from '../../words/times.ts';
import type { GroupKind } from '../nodes/node.ts';
import type { ItemParts } from './rowParts.ts';

/**
 * What stands beside the counts of a list that aren't fully known: as of when they were, or that something is missing from them. `nothing`: no count
 * stands there.
 */
export function howKnown(parts: ItemParts, scope: Scope, kind: GroupKind, nothing: boolean): string {
  const status = parts.inventory.status(scope, kind);
  if (nothing) return status.failure ? asOf(parts, scope, kind) : '';
  const { isOld, lack } = knowledgeIn(status, scope, parts.accounts);
  return [isOld && asOf(parts, scope, kind), lackWords(lack)].filter(Boolean).join(' · ');
}

interface HowKnownParts {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'failure'>;
}

/** As of when what is shown of one thing was so, where its list can't be read any more, or the last listing, which had gaps, left it out; undefined where it is as new as it can be. */
export function howOld(
  parts: HowKnownParts & { readonly inventory: Pick<Inventory, 'seenAt'> },
  one: Pick<TargetRef, 'scope' | 'kind' | 'id'> | Resource,
): string | undefined {
  const { scope, kind } = one;
  const list = listOf[kind];
  const status = parts.inventory.status(scope, list);
  if (knowledgeIn(status, scope, parts.accounts).isOld) return asOf(parts, scope, list);
  const known = knownAsOf(parts.inventory, one);
  return known === undefined || known === status.shownAsOf ? undefined : asOfTime(known);
}

/** When a list was last read, by AWS's clock. */
export function asOf(parts: Pick<HowKnownParts, 'inventory'>, scope: Scope, kind: ListKind): string {
  const at = parts.inventory.status(scope, kind).shownAsOf;
  return at === undefined ? l10n.t('never read') : asOfTime(at);
}

const asOfTime = (at: number): string => l10n.t('as of {0}', clockTime(at));
