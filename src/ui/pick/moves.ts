import type { Clock } from '../../base/clock.ts';

/** Whether rows have come or gone so shortly before that a key or a click may have been meant for those before. */
export interface Moves {
  /** The editor is given these rows now, by their keys; undefined: something else, which moves none. */
  give(keys?: readonly string[]): void;
  /** The editor has taken the oldest of what it was given and hadn't taken. */
  readonly heard: () => void;
  readonly areRecent: () => boolean;
}

/** How long after rows have come or gone a click or a key was aimed at the rows before, in milliseconds. */
const AIMED = 400;

export function createMoves(clock: Pick<Clock, 'elapsed'>): Moves {
  /** For each that the editor hasn't taken yet, whether it moves rows: it tells rows by their places, and so tells of others until it has. */
  const given: boolean[] = [];
  let last: readonly string[] | undefined;
  let movedAt = -Infinity;
  return {
    give: (keys) => {
      // Before the first there was nothing that they could have meant.
      const before = last;
      given.push(keys !== undefined && before !== undefined && !areSame(keys, before));
      last = keys ?? last;
    },
    heard: () => {
      if (given.shift() === true) movedAt = clock.elapsed();
    },
    areRecent: () => given.includes(true) || clock.elapsed() - movedAt < AIMED,
  };
}

const areSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((key, at) => key === others[at]);
