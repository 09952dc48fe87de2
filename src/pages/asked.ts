import type { Outcome } from '../model/failure.ts';

/** So long what was asked isn't asked again, in milliseconds of AWS's answers. */
const PAUSE = 60_000;

/** When something is asked again that changes, or failed, while AWS's answer for the page's resource stays the same. */
export interface AskTimes {
  /** Whether it is time to ask: for the first time, for something else than last time, or a minute later. It then counts as asked. */
  due(as: string, at: number): boolean;
}

/** Nothing was asked yet: the first question is due. */
export function createAskTimes(): AskTimes {
  let asked: { readonly as: string; readonly at: number } | undefined;
  return {
    due(as, at) {
      // After the clock was set back, ask at once.
      const isDue = asked?.as !== as || at - asked.at >= PAUSE || at < asked.at;
      if (isDue) asked = { as, at };
      return isDue;
    },
  };
}

/** What a page asks beside AWS's answer for its resource, again each minute in which somebody sees it. What may not be read isn't asked again. */
export interface Asked<T> {
  /** What came last; a failure takes the place of what was read before. */
  last(): Outcome<T> | undefined;
  /** @param as what is asked for. @param at when the answer came of which the page is drawn, in milliseconds. */
  take(as: string, at: number, ask: (signal: AbortSignal) => Promise<Outcome<T>>): void;
  forget(): void;
  dispose(): void;
}

/** `changed` is called after each answer, a failure too. What is given as `ask` must not reject. */
export function createAsked<T>(changed: () => void): Asked<T> {
  const abort = new AbortController();
  const turns = createAskTimes();
  let last: Outcome<T> | undefined;
  let asking = false;
  const put = async (answer: Promise<Outcome<T>>): Promise<void> => {
    asking = true;
    const outcome = await answer;
    asking = false;
    if (abort.signal.aborted) return;
    last = outcome;
    changed();
  };
  return {
    last: () => last,
    take(as, at, ask) {
      if (asking || (last?.ok === false && last.failure.kind === 'denied') || !turns.due(as, at)) return;
      void put(ask(abort.signal));
    },
    forget: () => {
      last = undefined;
    },
    dispose: () => abort.abort(),
  };
}
