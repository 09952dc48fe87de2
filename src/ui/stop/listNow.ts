import type { Inventory } from '../../inventory/inventory.ts';
import type { Watcher } from '../../inventory/watch/watcher.ts';
import type { Clock } from '../../base/clock.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** A pick that opens on older data reads it again. Milliseconds. */
const FRESH_ENOUGH = 20_000;
const PATIENCE = 30_000;

/**
 * Has one list of every chosen scope read, though no view may be visible; resolves when each has an answer, good or bad,
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
  kind: ListKind,
  oldest = FRESH_ENOUGH,
): Promise<readonly Scope[]> {
  const { inventory, clock } = parts;
  const begun = parts.watcher.stamp();
  let chosen = parts.scopes();
  const isOld = (scope: Scope): boolean => begun - (inventory.status(scope, kind).asOf ?? 0) > oldest;
  /** By the keys of the scopes: those whose answer is waited for. What failed before is no answer to this question. */
  const open = new Map<string, Scope>();
  /** Those of which a listing was on its way already: where that one fails, the one that is asked for here comes behind it. */
  const onTheWay = new Set<string>();
  const ask = (scope: Scope): void => {
    const key = scopeKey(scope);
    open.set(key, scope);
    if (inventory.status(scope, kind).loading) onTheWay.add(key);
    parts.watcher.refresh({ scope, kind });
  };
  const answers = (scope: Scope): boolean => {
    const { loading, failure, asOf = 0 } = inventory.status(scope, kind);
    if (loading) return false;
    const isEarlier = onTheWay.delete(scopeKey(scope));
    return asOf >= begun || (failure !== undefined && !isEarlier);
  };
  for (const scope of chosen.filter(isOld)) ask(scope);
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
        if (!before.has(scopeKey(scope)) && isOld(scope)) ask(scope);
      }
    };
    const stopListening = parts.watcher.onDidList((list) => {
      followChoice();
      if (list.kind === kind && answers(list.scope)) open.delete(scopeKey(list.scope));
      if (open.size === 0) done();
    });
    const cancel = clock.after(PATIENCE, done);
  });
  return [...open.values()];
}
