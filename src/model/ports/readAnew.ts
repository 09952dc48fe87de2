import { type Failure, type Outcome, succeeded } from '../failure.ts';
import { createListTokens, type ListTokens } from '../listTokens.ts';
import type { Paged } from './awsReads.ts';

/** A list that grows at its beginning, as it is once its newest page was read again. */
export interface ReadAnew<T> {
  /** What was read now, newest first, each once. */
  readonly items: readonly T[];
  /** Of how many pages these are. */
  readonly pages: number;
  /** What was there before, comes behind that and still holds. The token that was known before leads on from here. */
  readonly kept: readonly T[];
  /** The token after `items`, where nothing is kept; undefined at the end of the list. */
  readonly next: string | undefined;
  /** Those that led to `next`. */
  readonly tokens: ListTokens;
  /** What could not be read of the newest page. */
  readonly newestGaps: readonly Failure[] | undefined;
  /** And of those after it. */
  readonly furtherGaps: readonly Failure[];
  /** Why what can have changed could not be read again: it is kept as it was. */
  readonly failure?: Failure;
}

/** How a list is read anew. */
export interface AnewParts<T> {
  /** As in `ecs:ListServiceDeployments`. */
  readonly operation: string;
  /** What was there. */
  readonly before: readonly T[];
  readonly page: (next: string | undefined) => Promise<Outcome<Paged<T>>>;
  readonly idOf: (item: T) => string;
  /** Whether nothing changes of it any more. */
  readonly isOver: (item: T) => boolean;
  /** Whether it is still wanted. */
  readonly goesOn: () => boolean;
}

/**
 * Reads the newest page again, and further ones as long as something behind them can have changed since. Where no page shares anything with what was there, nobody knows how
 * much has come in between: what was there isn't kept, nor is it at the end of the list, where AWS has told all. A failure where not even the newest page came.
 */
export async function readAnew<T>(parts: AnewParts<T>): Promise<Outcome<ReadAnew<T>>> {
  const { operation, before, page, idOf, isOver, goesOn } = parts;
  const tokens = createListTokens(operation);
  const items = new Map<string, T>();
  const furtherGaps: Failure[] = [];
  let newestGaps: readonly Failure[] | undefined;
  let next: string | undefined;
  let kept = before;
  let pages = 0;
  const told = () => ({ items: [...items.values()], pages, kept, next, tokens, newestGaps, furtherGaps });
  for (;;) {
    const outcome = await page(next);
    if (!outcome.ok) return pages === 0 ? outcome : succeeded({ ...told(), failure: outcome.failure });
    pages += 1;
    for (const one of outcome.value.items) if (!items.has(idOf(one))) items.set(idOf(one), one);
    if (pages === 1) newestGaps = outcome.value.gaps;
    else furtherGaps.push(...(outcome.value.gaps ?? []));
    const following = tokens.next(outcome.value.next);
    if (!following.ok) furtherGaps.push(following.failure);
    next = following.ok ? following.value : undefined;
    const older = before.filter((one) => !items.has(idOf(one)));
    const isApart = items.size > 0 && older.length === before.length;
    kept = next === undefined || isApart ? [] : older;
    if (kept.every(isOver) || !goesOn()) return succeeded(told());
  }
}
