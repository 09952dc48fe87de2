import type { Clock } from '../../base/clock.ts';

/** Whether rows have come, gone or moved so shortly before that a key or a click may have been meant for what was there before. */
export interface Moves {
  /** The editor is given these rows now, by their keys; undefined: something else, which changes none. */
  give(keys?: readonly string[]): void;
  /** The editor has taken the oldest of what it was given and hadn't taken. */
  readonly heard: () => void;
  /** A row may be in the place of another: it isn't known which one was meant. Rows behind those of before take nobody's place. */
  readonly justMoved: () => boolean;
  /** There are others than the person may have seen. */
  readonly justChanged: () => boolean;
  /** The next rows are the first that are seen. */
  forget(): void;
}

/** How long after rows have come or gone a click or a key was aimed at the rows before, in milliseconds. */
const AIMED = 400;

/** No rows were given yet. */
export function createMoves(clock: Pick<Clock, 'elapsed'>): Moves {
  /** What the editor hasn't taken yet: it tells rows by their places, and so tells of others until it has. */
  const given: { readonly isMove: boolean; readonly isChange: boolean }[] = [];
  let last: readonly string[] | undefined;
  let movedAt = -Infinity;
  let changedAt = -Infinity;
  const isRecent = (at: number): boolean => clock.elapsed() - at < AIMED;
  return {
    give: (keys) => {
      // Before the first rows there was nothing that a click or a key could have meant.
      const before = last;
      const isMove = keys !== undefined && before?.every((key, at) => key === keys[at]) === false;
      given.push({ isMove, isChange: isMove || (keys ?? before)?.length !== (before ?? keys)?.length });
      last = keys ?? last;
    },
    heard: () => {
      const taken = given.shift();
      if (taken?.isMove === true) movedAt = clock.elapsed();
      if (taken?.isChange === true) changedAt = clock.elapsed();
    },
    justMoved: () => given.some(({ isMove }) => isMove) || isRecent(movedAt),
    justChanged: () => given.some(({ isChange }) => isChange) || isRecent(changedAt),
    forget: () => {
      last = undefined;
    },
  };
}
