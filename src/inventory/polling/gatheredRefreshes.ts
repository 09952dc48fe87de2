import type { Clock } from '../../base/clock.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** Lists places again after something happened in them. */
export interface GatheredRefreshes {
  /** Something happened in this place, of which its lists may tell more. */
  add(scope: Scope): void;
  /** Nothing is listed for it any more. */
  dispose(): void;
}

/** How long to gather what happens at about the same time in several places, in milliseconds. */
const GATHER = 200;
/**
 * The shortest time between two listings of a place, in milliseconds, however much happens in it: each listing takes a call or more for each of its
 * lists.
 */
const BETWEEN = 5_000;

/** After the first thing that happens in a place it is listed at once; all that happens within the next five seconds leads to one more listing. */
export function createGatheredRefreshes(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  refresh: (scopes: readonly Scope[]) => void,
): GatheredRefreshes {
  /** When each place is to be listed. */
  const due = new Map<string, { readonly scope: Scope; readonly at: number }>();
  const listedAt = new Map<string, number>();
  let cancel: (() => void) | undefined;

  const plan = (): void => {
    cancel?.();
    const next = Math.min(...[...due.values()].map(({ at }) => at));
    cancel = due.size === 0 ? undefined : clock.after(Math.max(0, next - clock.elapsed()), list);
  };
  const list = (): void => {
    const now = clock.elapsed();
    for (const [key, at] of listedAt) if (now - at >= BETWEEN) listedAt.delete(key);
    const places: Scope[] = [];
    for (const [key, { scope, at }] of due) {
      if (at > now) continue;
      due.delete(key);
      listedAt.set(key, now);
      places.push(scope);
    }
    plan();
    if (places.length > 0) refresh(places);
  };

  return {
    add(scope) {
      const key = scopeKey(scope);
      if (due.has(key)) return;
      const now = clock.elapsed();
      const at = Math.max(now + GATHER, (listedAt.get(key) ?? -Infinity) + BETWEEN);
      due.set(key, { scope, at });
      plan();
    },
    dispose() {
      due.clear();
      cancel?.();
    },
  };
}
