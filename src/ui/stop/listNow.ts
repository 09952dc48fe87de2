import { chunksOf } from '../../base/chunksOf.ts';
import { createPause } from '../../base/eventLoopShare.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { Poller } from '../../inventory/polling/poller.ts';
import type { Clock } from '../../base/clock.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** A pick that opens on older data reads it again. Milliseconds. */
const FRESH_ENOUGH = 20_000;
const PATIENCE = 30_000;
/** How many places are asked before the time is looked at: thousands in one turn would hold up all else. */
const PLACES_AT_ONCE = 200;

/**
 * Has one list of every chosen scope read, though no view may be visible; resolves when each has an answer, good or bad,
 * or after half a minute, with the places that have given none: what is known of them is older. Lists that are younger than `oldest` (milliseconds) are taken
 * as they are.
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
  /** By the keys of the scopes: those whose answer is waited for. What failed before is no answer to this question. */
  const open = new Map<string, Scope>();
  /** Those of which a listing was on its way already: where that one fails, the one that is asked for here comes behind it. */
  const onTheWay = new Set<string>();
  /** Those of which the poller wasn't told yet when they were asked for. */
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
    // `halt.places` can name other places once an account is known: one that is dropped gives no answer any more, and a new one is waited for, too.
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
      // Of a place that is dropped no list ends any more.
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
