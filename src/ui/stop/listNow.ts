import { chunksOf } from '../../base/chunksOf.ts';
import { createPause } from '../../base/eventLoopShare.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Poller } from '../../inventory/polling/poller.ts';
import type { Clock } from '../../base/clock.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** A list that is older than this is read again when a pick opens, in milliseconds. `PATIENCE`: how long to wait for the answers. */
const FRESH_ENOUGH = 20_000;
const PATIENCE = 30_000;
/** How many places are asked in one turn of the event loop: thousands at once would hold up everything else. */
const PLACES_AT_ONCE = 200;

/**
 * Reads one list of every chosen scope, even if no view is visible. Resolves when each has answered, well or badly, or after half a minute, with the
 * scopes that haven't answered: what is known of them is older. Lists younger than `oldest` milliseconds aren't read again.
 */
export async function listNow(
  parts: {
    readonly inventory: Pick<Inventory, 'status'>;
    readonly poller: Pick<Poller, 'stamp' | 'refresh' | 'isChosen' | 'onDidList' | 'onDidChoose'>;
    readonly clock: Clock;
    readonly scopes: () => readonly Scope[];
  },
  kind: ListKind,
  oldest = FRESH_ENOUGH,
): Promise<readonly Scope[]> {
  const { inventory, clock } = parts;
  const begun = parts.poller.stamp();
  let chosen = parts.scopes();
  const isOld = (scope: Scope): boolean => begun - (inventory.status(scope, kind).asOf ?? 0) > oldest;
  /** The scopes whose answer is awaited, by their keys. A failure from before doesn't count as an answer. */
  const open = new Map<string, Scope>();
  /** The scopes of which a listing was already on its way. If that one fails, the listing asked for here follows it. */
  const onTheWay = new Set<string>();
  /** The scopes that the poller didn't know yet when they were asked for. */
  const unheard = new Map<string, Scope>();
  const ask = (scopes: readonly Scope[]): void => {
    for (const scope of scopes) {
      const key = scopeKey(scope);
      open.set(key, scope);
      if (!parts.poller.isChosen(scope)) unheard.set(key, scope);
      if (inventory.status(scope, kind).loading) onTheWay.add(key);
    }
    if (scopes.length > 0) parts.poller.refresh({ scopes, kind });
  };
  const answers = (scope: Scope): boolean => {
    const { loading, failure, asOf = 0 } = inventory.status(scope, kind);
    if (loading) return false;
    const isEarlier = onTheWay.delete(scopeKey(scope));
    return asOf >= begun || (failure !== undefined && !isEarlier);
  };
  let isChosen = (_: Scope): boolean => true;
  let asking = true;
  let check = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    const done = () => {
      stopListening();
      cancel();
      resolve();
    };
    // `halt.places` can mean other places once an account is known. A place that is dropped gives no answer any more, and a new one is awaited, too.
    const followChoice = () => {
      const now = parts.scopes();
      if (now === chosen) return;
      const before = new Set(chosen.map(scopeKey));
      chosen = now;
      const kept = new Set(now.map(scopeKey));
      isChosen = (scope) => kept.has(scopeKey(scope));
      for (const key of open.keys()) if (!kept.has(key)) open.delete(key);
      ask(now.filter((scope) => !before.has(scopeKey(scope)) && isOld(scope)));
    };
    const askAgain = () => {
      const heard = [...unheard].filter(([, scope]) => parts.poller.isChosen(scope));
      for (const [key] of heard) unheard.delete(key);
      ask(heard.flatMap(([key]) => open.get(key) ?? []));
    };
    const releases = [
      parts.poller.onDidList((list) => {
        followChoice();
        if (list.kind === kind && answers(list.scope)) open.delete(scopeKey(list.scope));
        check();
      }),
      // No listing of a dropped place ends any more.
      parts.poller.onDidChoose(() => {
        followChoice();
        askAgain();
        check();
      }),
    ];
    const stopListening = () => {
      for (const release of releases) release();
    };
    const cancel = clock.after(PATIENCE, done);
    check = () => {
      if (!asking && open.size === 0) done();
    };
  });
  const pause = createPause();
  for (const some of chunksOf(chosen, PLACES_AT_ONCE)) {
    ask(some.filter((scope) => isChosen(scope) && isOld(scope)));
    await pause();
  }
  asking = false;
  check();
  await answered;
  return [...open.values()];
}
