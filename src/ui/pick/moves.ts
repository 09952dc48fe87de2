import type { Clock } from '../../base/clock.ts';

/** Knows whether rows have come, gone or moved so recently that a key or a click may have been meant for what was there before. */
export interface Moves {
  /** To be called when the editor is given rows, with their keys; without keys, when it is given something else that changes no row. */
  give(keys?: readonly string[]): void;
  /** To be called when the editor has taken the oldest of what it was given. */
  readonly heard: () => void;
  /**
   * Whether a row may just have taken the place of another, so that it isn't known which one was meant. New rows behind the others take nobody's place.
   */
  readonly justMoved: () => boolean;
  /** Whether there may be other rows than the person has seen. */
  readonly justChanged: () => boolean;
  /** Says that the next rows are the first that anybody sees. */
  forget(): void;
}

/** For how long after rows have changed a key or a click may be meant for the earlier ones, in milliseconds. */
const AIMED = 400;

/** No rows were given yet. */
export function createMoves(clock: Pick<Clock, 'elapsed'>): Moves {
  /** What the editor was given and hasn't taken yet. It tells rows by their positions, so until then it may mean other rows. */
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
