import type { Clock } from '../../base/clock.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';

/** Has places listed again after what happened in them. */
export interface GatheredRefreshes {
  /** Something happened there that its lists may tell more of. */
  add(scope: Scope): void;
  /** Nothing is listed for it any more. */
  dispose(): void;
}

/** So long, in milliseconds, what happens at once in several places is gathered. */
const GATHER = 200;
/** No place is listed more often than once in so many milliseconds, however much happens in it: each time is a call or more for each of its lists. */
const BETWEEN = 5_000;

/** The first thing that happens in a place is followed by a listing at once, and all that happens within the next five seconds by one more. */
export function createGatheredRefreshes(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  refresh: (scopes: readonly Scope[]) => void,
): GatheredRefreshes {
  /** When each place is to be listed, and not before. */
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
