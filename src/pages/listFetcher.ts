import type { Clock } from '../base/clock.ts';
import type { Paged } from '../model/ports/awsReads.ts';
import { awaitAnswer, type OwedAnswer } from '../model/ports/owedAnswer.ts';
import type { Failure, Outcome } from '../model/failure.ts';
import { createListTokens } from '../model/listTokens.ts';
import { type AnewParts, readAnew, type ReadAnew } from '../model/ports/readAnew.ts';
import type { Fetched } from './pageInput.ts';

/** A list that AWS gives page by page: the first when it is asked for, each further one on demand. */
export interface ListFetcher<T> {
  state(): Fetched<T>;
  /** Since when AWS owes what the page says is loading, in ms since the epoch by this machine's clock; undefined where that is only a moment, or something is there meanwhile. */
  waitingSince(): number | undefined;
  /** The last that AWS said is that it may not be read. */
  denied(): boolean;
  /** Fetches the next page, if there is one and none is on its way; after a failure, what failed. */
  more(): Promise<void>;
  /** Fetches the first page anew, or what failed, and of a list that grows what can have changed behind it. What is there stays until the answer comes. */
  renew(): Promise<void>;
  /** Forgets what is there, so that it is fetched anew. */
  reset(): void;
  dispose(): void;
}

/** What is lacking of the first page, and of those after it. */
interface PageGaps {
  readonly first: readonly string[];
  readonly further: readonly string[];
}

const noGaps: PageGaps = { first: [], further: [] };

function toldGaps({ first, further }: PageGaps): Pick<Fetched<unknown>, 'gaps'> {
  const gaps = [...new Set([...first, ...further])];
  return gaps.length === 0 ? {} : { gaps };
}

/** What is kept wasn't fetched anew: what was lacking of it still is. */
function gapsAnew<T>(anew: ReadAnew<T>, { further }: PageGaps, sentence: (failure: Failure) => string): PageGaps {
  return {
    first: (anew.newestGaps ?? []).map(sentence),
    further: [...anew.furtherGaps.map(sentence), ...(anew.kept.length === 0 ? [] : further)],
  };
}

interface ListFetcherOptions<T> {
  /** What the pages are asked for by, as in `fis:ListExperimentResolvedTargets`. */
  readonly operation: string;
  readonly fetch: (next: string | undefined, signal: AbortSignal) => Promise<Outcome<Paged<T>>>;
  readonly sentence: (failure: Failure) => string;
  readonly changed: () => void;
  readonly clock: Clock;
  /** Where a list grows at its beginning: what tells its items apart, and whether nothing changes of one any more. */
  readonly grows?: Pick<AnewParts<T>, 'idOf' | 'isOver'>;
}

/** Fetches nothing by itself. `sentence` says a failure to a person. */
export function createListFetcher<T>(options: ListFetcherOptions<T>): ListFetcher<T> {
  const { operation, fetch, sentence, changed, clock, grows } = options;
  let abort = new AbortController();
  let items: readonly T[] = [];
  let next: string | undefined;
  let tokens = createListTokens(operation);
  let pages = 0;
  let loading = false;
  let owed: OwedAnswer | undefined;
  let failure: Failure | undefined;
  /** Of the first page, which is fetched anew, and of those after it, which aren't. */
  let gaps = noGaps;
  /** It is the first page that could not be fetched anew. */
  let isStale = false;

  const begin = (isSeen: boolean): void => {
    loading = true;
    owed = isSeen ? awaitAnswer(clock, changed) : undefined;
    if (isSeen) changed();
  };
  const end = (why: Failure | undefined): void => {
    owed?.answered();
    loading = false;
    failure = why;
  };
  const append = (page: Paged<T>): void => {
    pages += 1;
    items = [...items, ...page.items];
    const following = tokens.next(page.next);
    next = following.ok ? following.value : undefined;
    const lost = [...(page.gaps ?? []), ...(following.ok ? [] : [following.failure])].map(sentence);
    gaps = pages === 1 ? { first: lost, further: [] } : { ...gaps, further: [...gaps.further, ...lost] };
  };
  const takeAnew = (anew: ReadAnew<T>): void => {
    const isWhole = anew.kept.length === 0;
    if (isWhole) ({ next, tokens, pages } = anew);
    items = [...anew.items, ...anew.kept];
    gaps = gapsAnew(anew, gaps, sentence);
  };
  const forget = (): void => {
    items = [];
    next = undefined;
    tokens = createListTokens(operation);
    pages = 0;
    failure = undefined;
    gaps = noGaps;
    isStale = false;
  };
  /** The newest page of a list that grows, and what is behind it as far as it can have changed. */
  const readGrown = async (of: Pick<AnewParts<T>, 'idOf' | 'isOver'>): Promise<void> => {
    const { signal } = abort;
    const goesOn = () => !signal.aborted;
    const page = (token: string | undefined) => fetch(token, signal);
    const outcome = await readAnew({ operation, before: items, page, goesOn, ...of });
    if (signal.aborted) return;
    end(outcome.ok ? outcome.value.failure : outcome.failure);
    isStale = failure !== undefined;
    if (outcome.ok) takeAnew(outcome.value);
    changed();
  };
  const read = async (isAnew: boolean): Promise<void> => {
    // Of a list of one page the new one is all.
    if (isAnew && grows && pages > 1) {
      await readGrown(grows);
      return;
    }
    const { signal } = abort;
    const outcome = await fetch(isAnew ? undefined : next, signal);
    if (signal.aborted) return;
    end(outcome.ok ? undefined : outcome.failure);
    isStale = isAnew && !outcome.ok;
    if (outcome.ok) {
      if (isAnew) forget();
      append(outcome.value);
    }
    changed();
  };

  return {
    state: () => ({
      items,
      more: pages === 0 || next !== undefined || failure !== undefined,
      loading,
      ...(failure === undefined ? {} : { failure: sentence(failure) }),
      ...toldGaps(gaps),
    }),

    waitingSince: () => owed?.since(),

    denied: () => failure?.kind === 'denied',

    async more() {
      if (loading || (pages > 0 && next === undefined && failure === undefined)) return;
      begin(true);
      await read(isStale);
    },

    async renew() {
      if (loading) return;
      // Over what is there it goes on unseen.
      begin(pages === 0);
      await read(isStale || (pages > 0 && failure === undefined));
    },

    reset() {
      abort.abort();
      abort = new AbortController();
      owed?.answered();
      loading = false;
      forget();
    },

    dispose: () => {
      owed?.answered();
      abort.abort();
    },
  };
}
