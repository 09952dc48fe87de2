import type { Accounts } from '../../../inventory/accounts.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { placesLacking } from '../../../inventory/lack.ts';
import { untoldRollouts } from '../../../inventory/untoldRollouts.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';
import type { Members } from './members.ts';
import type { GroupKind, GroupMember } from './node.ts';

export interface MoreParts {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'failure'>;
  readonly members: Pick<Members, 'unjudgedIn'>;
}

/**
 * Where a list isn't fully known of which something was asked for, or what a filter asks for hasn't been read: more may match there. `silent`: the places that gave no answer just now, by
 * list.
 */
export function mayHoldMore(
  parts: MoreParts,
  {
    resources,
    places,
    kinds,
  }: {
    readonly resources: readonly GroupMember[];
    readonly places: readonly Scope[];
    readonly kinds: readonly GroupKind[];
  },
  silent: ReadonlyMap<GroupKind, readonly Scope[]> = new Map(),
): readonly Scope[] {
  const lacking = kinds.flatMap((kind) => [
    ...placesLacking(parts, { scopes: places, kind, silent: silent.get(kind) ?? [] }),
    ...places.filter((scope) => parts.members.unjudgedIn(scope, kind) > 0),
  ]);
  const keys = new Set([...lacking, ...untoldRollouts(resources)].map(scopeKey));
  return places.filter((scope) => keys.has(scopeKey(scope)));
}
