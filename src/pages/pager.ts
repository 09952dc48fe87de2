import type { Paged } from '../model/ports/awsReads.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { createPageTokens } from '../model/pageTokens.ts';
import type { Fetched } from './parts.ts';

/** A list that AWS gives page by page: the first when it is asked for, each further one on demand. */
export interface Pager<T> {
  state(): Fetched<T>;
  /** Fetches the next page, if there is one and none is on its way. */
  more(): Promise<void>;
  /** Forgets what is there, so that it is fetched anew. */
  reset(): void;
  dispose(): void;
}

export function createPager<T>(options: {
  /** What the pages are asked for by, as in `fis:ListExperimentResolvedTargets`. */
  readonly operation: string;
  readonly fetch: (next: string | undefined, signal: AbortSignal) => Promise<Outcome<Paged<T>>>;
  readonly sentence: (failure: Failure) => string;
  readonly changed: () => void;
}): Pager<T> {
  const { operation, fetch, sentence, changed } = options;
  let abort = new AbortController();
  let items: readonly T[] = [];
  let next: string | undefined;
  let tokens = createPageTokens(operation);
  let started = false;
  let loading = false;
  let failure: string | undefined;
  let gaps: readonly string[] = [];

  return {
    state: () => ({
      items,
      more: !started || next !== undefined || failure !== undefined,
      loading,
      ...(failure === undefined ? {} : { failure }),
      ...(gaps.length === 0 ? {} : { gaps }),
    }),

    async more() {
      if (loading || (started && next === undefined && failure === undefined)) return;
      const { signal } = abort;
      loading = true;
      changed();
      const outcome = await fetch(next, signal);
      if (signal.aborted) return;
      loading = false;
      if (outcome.ok) {
        started = true;
        failure = undefined;
        items = [...items, ...outcome.value.items];
        const following = tokens.next(outcome.value.next);
        next = following.ok ? following.value : undefined;
        const lost = [...(outcome.value.gaps ?? []), ...(following.ok ? [] : [following.failure])];
        gaps = [...new Set([...gaps, ...lost.map(sentence)])];
      } else failure = sentence(outcome.failure);
      changed();
    },

    reset() {
      abort.abort();
      abort = new AbortController();
      items = [];
      next = undefined;
      tokens = createPageTokens(operation);
      started = false;
      loading = false;
      failure = undefined;
      gaps = [];
    },

    dispose: () => abort.abort(),
  };
}
