import type { Answerer } from '../../model/destination.ts';

/** What was told once and counts without a further call, by who told it: what one endpoint says is nothing of what is at another, whatever account both name. */
export interface ToldBy<T> {
  /** Undefined also where it isn't known who would answer. */
  get(answerer: Answerer | undefined, what: string): T | undefined;
  /** Remembers nothing of nobody. */
  set(answerer: Answerer | undefined, what: string, value: T): void;
}

/** Empty at first, and never forgets: for what holds until the window is closed. */
export function createToldBy<T>(): ToldBy<T> {
  const told = new Map<string, T>();
  // Nothing is kept under an answerer that isn't known, so nothing is found under one either.
  const keyOf = (answerer: Answerer | undefined, what: string): string => JSON.stringify([answerer, what]);
  return {
    get: (answerer, what) => told.get(keyOf(answerer, what)),
    set(answerer, what, value) {
      if (answerer !== undefined) told.set(keyOf(answerer, what), value);
    },
  };
}
