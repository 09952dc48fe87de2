import type { Inventory } from '../../inventory/inventory.ts';
import type { Watcher } from '../../inventory/watch/watcher.ts';
import type { Clock } from '../../base/clock.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import type { OperationType } from '../../model/operation.ts';
import { operationKind } from '../../stopping/operation.ts';

/** The list in which the targets of an operation are. */
export const listOf = {
  instance: 'instance',
  deployment: 'service',
  experiment: 'experiment',
  lever: 'lever',
} as const satisfies Record<string, ListKind>;
/** A pick that opens on older data reads it again. Milliseconds. */
const FRESH_ENOUGH = 20_000;
const PATIENCE = 30_000;

/**
 * Has every chosen scope listed for what an operation is about, though no view may be visible; resolves when each has an answer, good or bad,
 * or after half a minute, with the places that have given none: what is known of them is older. Lists that are younger than `oldest` (milliseconds) are taken
 * as they are.
 */
export async function listNow(
  parts: {
    readonly inventory: Pick<Inventory, 'status'>;
    readonly watcher: Pick<Watcher, 'stamp' | 'refresh' | 'onDidList'>;
    readonly clock: Clock;
    readonly scopes: () => readonly Scope[];
  },
  type: OperationType,
  oldest = FRESH_ENOUGH,
): Promise<readonly Scope[]> {
  const kind = listOf[operationKind[type]];
  const { inventory, clock } = parts;
  const begun = parts.watcher.stamp();
  let chosen = parts.scopes();
  const wanted = chosen.filter((scope) => begun - (inventory.status(scope, kind).asOf ?? 0) > oldest);
  for (const scope of wanted) parts.watcher.refresh({ scope, kind });
  const isOpen = (scope: Scope): boolean => {
    const status = inventory.status(scope, kind);
    return status.loading || ((status.asOf ?? 0) < begun && !status.failure);
  };
  const open = new Map(wanted.filter(isOpen).map((scope) => [scopeKey(scope), scope]));
  if (open.size === 0) return [];
  await new Promise<void>((resolve) => {
    const done = () => {
      stopListening();
      cancel();
      resolve();
    };
    // `halt.places` can name other places once an account is known: one that is dropped gives no answer any more, and a new one is waited for, too.
    const followChoice = () => {
      const now = parts.scopes();
      if (now === chosen) return;
      const before = new Set(chosen.map(scopeKey));
      chosen = now;
      const kept = new Set(now.map(scopeKey));
      for (const key of open.keys()) if (!kept.has(key)) open.delete(key);
      for (const scope of now) {
        if (before.has(scopeKey(scope)) || !isOpen(scope)) continue;
        parts.watcher.refresh({ scope, kind });
        open.set(scopeKey(scope), scope);
      }
    };
    const stopListening = parts.watcher.onDidList((list) => {
      followChoice();
      if (list.kind === kind && !isOpen(list.scope)) open.delete(scopeKey(list.scope));
      if (open.size === 0) done();
    });
    const cancel = clock.after(PATIENCE, done);
  });
  return [...open.values()];
}
