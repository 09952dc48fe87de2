import type { Ended } from '../../stopping/follow/tracker.ts';

/** Keeps the ends that come while an agent's request is open. Only when AWS has answered all of the request is it known which of them belong to it. */
export interface EarlyEnds {
  add(ended: Ended): void;
  /** How something ended that was requested, where it was not refused at once. */
  of(id: string): Ended | undefined;
  /** A request was settled: where none is open any more, nothing is kept. */
  settled(): void;
}

/** `isAnyOpen`: whether a request is still open. Otherwise nothing is kept. */
export function createEarlyEnds(isAnyOpen: () => boolean): EarlyEnds {
  const ends = new Map<string, Ended>();
  return {
    add: (ended) => {
      if (ended.verdict.type !== 'refused' && isAnyOpen()) ends.set(ended.tracked.id, ended);
    },
    of: (id) => ends.get(id),
    settled: () => {
      if (!isAnyOpen()) ends.clear();
    },
  };
}
