import type { Accounts } from '../../../inventory/accounts.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { groupBy } from '../../../base/groupBy.ts';
import { placesLacking, unansweredPlace } from '../../../inventory/lack.ts';
import { longestOwed } from '../../../model/ports/owedAnswer.ts';
import { groupOf } from '../../../inventory/grouping.ts';
import { untoldRollouts } from './untoldRollouts.ts';
import { type LackingPlace, type Scope, scopeKey } from '../../../model/scope.ts';
import type { Members } from './members.ts';
import type { GroupKind, GroupMember, Node } from './node.ts';

export interface MoreParts {
  readonly inventory: Pick<Inventory, 'status'>;
  readonly accounts: Pick<Accounts, 'failure'>;
  readonly members: Pick<Members, 'unjudgedIn' | 'groups' | 'hiddenOf'>;
}

/**
 * Where a list isn't fully known of which something was asked for, what a filter asks for hasn't been read, or of what somebody asked for one group nobody knows whether it is in it: more
 * may match there. `rows`: what was asked for, if not everything. `silent`: the places that gave no answer just now, by
 * list.
 */
export function mayHoldMore(
  parts: MoreParts,
  {
    resources,
    places,
    kinds,
    rows = [],
  }: {
    readonly rows?: readonly Node[];
    readonly resources: readonly GroupMember[];
    readonly places: readonly Scope[];
    readonly kinds: readonly GroupKind[];
  },
  silent: ReadonlyMap<GroupKind, readonly Scope[]>,
): readonly LackingPlace[] {
  const lacking = kinds.flatMap((kind) => [
    ...placesLacking(parts, { scopes: places, kind, silent: silent.get(kind) ?? [] }),
    ...places.filter((scope) => parts.members.unjudgedIn(scope, kind) > 0),
  ]);
  const why = groupBy<LackingPlace>(
    [...lacking, ...untoldRollouts(resources), ...ungrouped(parts.members, rows)],
    scopeKey,
  );
  return places.flatMap((scope): readonly LackingPlace[] => {
    const all = why.get(scopeKey(scope)) ?? [];
    if (all.length === 0) return [];
    // One list that failed is why the place can't be read, whatever AWS owes of others.
    if (all.some(({ unanswered }) => unanswered === undefined)) return [scope];
    return [unansweredPlace(scope, longestOwed(all.map(({ unanswered }) => unanswered?.since)))];
  });
}

/** The places of groups beside which there are instances, shown or hidden by the person, that may be in any of them, and weren't asked for too. */
function ungrouped(members: Pick<Members, 'groups' | 'hiddenOf'>, rows: readonly Node[]): readonly Scope[] {
  const buckets = rows.filter((row) => row.type === 'bucket');
  const asked = new Set(buckets.filter(({ value }) => value.kind === 'unread').map(({ scope }) => scopeKey(scope)));
  // One group of each place is enough: all instances of the place are looked at through it.
  const ofPlace = new Map(buckets.map((bucket) => [scopeKey(bucket.scope), bucket]));
  return [...ofPlace]
    .filter(
      ([key, { scope, grouping }]) =>
        !asked.has(key) &&
        (members.groups(scope).some(({ value }) => value.kind === 'unread') ||
          members.hiddenOf(scope, 'instance').some((one) => groupOf(grouping, one).kind === 'unread')),
    )
    .map(([, { scope }]) => scope);
}
