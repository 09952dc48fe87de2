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
 * The places in which there may be more of what was asked for than is known: a list isn't fully known, something that the filter asks for hasn't been
 * read, or it isn't known whether instances are in the chosen group. `rows`: the rows that were asked for, if not everything. `silent`: by list, the
 * places that gave no answer just now.
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

/**
 * The places of chosen groups that also have instances (shown or hidden) of which it isn't known in which group they are, unless these were chosen,
 * too.
 */
function ungrouped(members: Pick<Members, 'groups' | 'hiddenOf'>, rows: readonly Node[]): readonly Scope[] {
  const buckets = rows.filter((row) => row.type === 'bucket');
  const asked = new Set(buckets.filter(({ value }) => value.kind === 'unread').map(({ scope }) => scopeKey(scope)));
  // One group of each place is enough, as all instances of the place are looked at.
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
