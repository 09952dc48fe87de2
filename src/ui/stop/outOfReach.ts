import type { Accounts } from '../../inventory/accounts.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { placesLacking } from '../../inventory/lack.ts';
import type { OperationType } from '../../model/operation.ts';
import { stateTraits } from '../../model/resources/states.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** Where an emergency stop doesn't reach. */
export interface OutOfReach {
  /** A setting forbids every change there, and no other profile of its account reaches it; with the number of experiments that are active there all the same, where it is known. */
  readonly forbidden: readonly { readonly scope: Scope; readonly active: number | undefined }[];
  /** Not everything there was read: more may be active. Those where changes are forbidden may be among them. */
  readonly unread: readonly Scope[];
  /** The safety lever couldn't be read there, so that it isn't offered. */
  readonly leverUnread: readonly Scope[];
}

/** `silent`: the places that gave no answer when they were asked for experiments just now; `silentLevers`: when they were asked for their safety levers. */
export function outOfReach(
  parts: {
    readonly inventory: Pick<Inventory, 'list' | 'status'>;
    readonly accounts: Pick<Accounts, 'failure' | 'of'>;
    readonly scopes: () => readonly Scope[];
    readonly isForbidden: (scope: Scope, type: OperationType) => boolean;
  },
  silent: readonly Scope[],
  silentLevers: readonly Scope[] = [],
): OutOfReach {
  const scopes = parts.scopes();
  const quiet = new Set(silentLevers.map(scopeKey));
  const unread = placesLacking(parts, { scopes, kind: 'experiment', silent });
  return {
    forbidden: scopes
      .filter((scope) => parts.isForbidden(scope, 'stop-experiment') && !isReachedOtherwise(parts, scope, unread))
      .map((scope) => ({ scope, active: unread.includes(scope) ? undefined : activeIn(parts, scope) })),
    unread,
    leverUnread: scopes.filter(
      (scope) => parts.inventory.status(scope, 'lever').failure !== undefined || quiet.has(scopeKey(scope)),
    ),
  };
}

/** Whether another profile of the same account may act there, and has been read. */
function isReachedOtherwise(
  { accounts, scopes, isForbidden }: Pick<Parameters<typeof outOfReach>[0], 'accounts' | 'scopes' | 'isForbidden'>,
  { profile, region }: Scope,
  unread: readonly Scope[],
): boolean {
  const account = accounts.of(profile)?.account;
  return (
    account !== undefined &&
    scopes().some(
      (other) =>
        other.region === region &&
        accounts.of(other.profile)?.account === account &&
        !unread.includes(other) &&
        !isForbidden(other, 'stop-experiment'),
    )
  );
}

function activeIn({ inventory }: { readonly inventory: Pick<Inventory, 'list'> }, scope: Scope): number {
  return inventory.list(scope, 'experiment').filter(({ state }) => stateTraits('experiment', state).stoppable).length;
}
