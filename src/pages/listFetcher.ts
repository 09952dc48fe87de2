import type { Paged } from '../model/ports/awsReads.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { createListTokens } from '../model/listTokens.ts';
import type { Fetched } from './parts.ts';

/** A list that AWS gives page by page: the first when it is asked for, each further one on demand. */
export interface ListFetcher<T> {
  state(): Fetched<T>;
  /** The last that AWS said is that it may not be read. */
  denied(): boolean;
  /** Fetches the next page, if there is one and none is on its way; after a failure, what failed. */
  more(): Promise<void>;
  /** Fetches the first page anew, or what failed. What is there stays until the answer comes, and what came with further pages after it. */
  renew(): Promise<void>;
  /** Forgets what is there, so that it is fetched anew. */
  reset(): void;
  dispose(): void;
}

/** Fetches nothing by itself. `sentence` says a failure to a person. */
export function createListFetcher<T>(options: {
  /** What the pages are asked for by, as in `fis:ListExperimentResolvedTargets`. */
  readonly operation: string;
  readonly fetch: (next: string | undefined, signal: AbortSignal) => Promise<Outcome<Paged<T>>>;
  readonly sentence: (failure: Failure) => string;
  readonly changed: () => void;
  /** What tells items apart, where a list grows at its beginning. */
  readonly idOf?: (item: T) => string;
}): ListFetcher<T> {
  const { operation, fetch, sentence, changed, idOf } = options;
  let abort = new AbortController();
  let items: readonly T[] = [];
  let next: string | undefined;
  let tokens = createListTokens(operation);
  let pages = 0;
  let loading = false;
  let failure: Failure | undefined;
  /** Of the first page, which is fetched anew, and of those after it, which aren't. */
  let gaps: { readonly first: readonly string[]; readonly further: readonly string[] } = { first: [], further: [] };
  /** It is the first page that could not be fetched anew. */
  let isStale = false;

  const append = (page: Paged<T>): void => {
    pages += 1;
    items = [...items, ...page.items];
    const following = tokens.next(page.next);
    next = following.ok ? following.value : undefined;
    const lost = [...(page.gaps ?? []), ...(following.ok ? [] : [following.failure])].map(sentence);
    gaps = pages === 1 ? { first: lost, further: [] } : { ...gaps, further: [...gaps.further, ...lost] };
  };
  const replace = (first: Paged<T>): void => {
    // A first page after which nothing comes is all that AWS lists.
    if (pages > 1 && idOf !== undefined && first.next !== undefined) {
      const fresh = new Set(first.items.map(idOf));
      items = [...first.items, ...items.filter((item) => !fresh.has(idOf(item)))];
      gaps = { ...gaps, first: (first.gaps ?? []).map(sentence) };
      return;
    }
    forget();
    append(first);
  };
  const forget = (): void => {
    items = [];
    next = undefined;
    tokens = createListTokens(operation);
    pages = 0;
    failure = undefined;
    gaps = { first: [], further: [] };
    isStale = false;
  };
  const read = async (isAnew: boolean): Promise<void> => {
    const { signal } = abort;
    const outcome = await fetch(isAnew ? undefined : next, signal);
    if (signal.aborted) return;
    loading = false;
    failure = outcome.ok ? undefined : outcome.failure;
    isStale = isAnew && !outcome.ok;
    if (outcome.ok) {
      if (isAnew) replace(outcome.value);
      else append(outcome.value);
    }
    changed();
  };

  return {
    state: () => {
      const told = [...new Set([...gaps.first, ...gaps.further])];
      return {
        items,
        more: pages === 0 || next !== undefined || failure !== undefined,
        loading,
        ...(failure === undefined ? {} : { failure: sentence(failure) }),
        ...(told.length === 0 ? {} : { gaps: told }),
      };
    },

    denied: () => failure?.kind === 'denied',

    async more() {
      if (loading || (pages > 0 && next === undefined && failure === undefined)) return;
      loading = true;
      changed();
      await read(isStale);
    },

    async renew() {
      if (loading) return;
      loading = true;
      if (pages === 0) changed();
      await read(isStale || (pages > 0 && failure === undefined));
    },

    reset() {
      abort.abort();
      abort = new AbortController();
      loading = false;
      forget();
    },

    dispose: () => abort.abort(),
  };
}
