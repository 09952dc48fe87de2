import type { Clock } from '../../base/clock.ts';
import { createMoves } from './moves.ts';

/** A row that can be ticked if it has a `ref`, which is what it stands for; without one it only tells something. */
export interface Tickable {
  /** Stands for the same thing each time. */
  readonly key: string;
  readonly ref?: unknown;
  /** The same text for the same thing in the rows of several profiles. */
  readonly thing?: string;
  /** The row isn't ticked until the person ticks it. */
  readonly isOffered?: true;
}

/** The ticks of a list in which rows are ticked at first, unless they are only offered, and new rows come while it is open. */
export interface Ticks {
  /** To be called with the rows that are drawn: new ones are ticked. Returns the rows that are ticked, for the editor. */
  draw<R extends Tickable>(rows: readonly R[]): readonly R[];
  /**
   * To be called when the editor says that these rows are ticked. Returns whether the editor has to be told otherwise: one of them can't be ticked, or
   * they aren't what the person meant.
   */
  select(selected: readonly Tickable[]): boolean;
  /** To be called when the editor has taken the oldest of what it was given, and has said everything that came of it: see `tickedRows`. */
  readonly heard: () => void;
  readonly isTicked: (row: Tickable) => boolean;
  /** To be called when another list is opened with the same ticks: the rows of the one before were seen long ago. */
  readonly opened: () => void;
  /** Whether rows have just taken the place of others, so that it isn't known which one was meant. */
  readonly justMoved: () => boolean;
  /** Whether rows have come or gone so recently that the person hasn't seen it, and it isn't known what they mean by Enter. */
  readonly justChanged: () => boolean;
}

/** What the editor is told and hasn't taken yet. It says ticked rows by their places in the list, and while it takes rows it can say that none is ticked. */
interface Telling {
  readonly ticked: ReadonlySet<string>;
  /** Rows are drawn, and not only ticked. */
  readonly isDrawing: boolean;
  /** Whether some rows are new and ticked. What the editor says meanwhile doesn't know of them, and must not untick them. */
  readonly addsTicks: boolean;
}

/** No row is known at first. A new row is ticked unless it is only offered. */
export function createTicks(clock: Pick<Clock, 'elapsed'>): Ticks {
  const known = new Set<string>();
  const rowsOfThings = new Map<string, Set<string>>();
  const ticked = new Set<string>();
  const tellings: Telling[] = [];
  const moves = createMoves(clock);
  let drawn: readonly string[] = [];
  const isTicked = ({ key, ref }: Tickable): boolean => ref !== undefined && ticked.has(key);
  /** Whether the person has unticked every other row of the same thing: then a row of it through another profile isn't ticked either. */
  const isLeftOut = ({ key, thing }: Tickable): boolean => {
    if (thing === undefined) return false;
    const others = rowsOfThings.get(thing) ?? new Set<string>();
    const isOut = others.size > 0 && [...others].every((other) => !ticked.has(other));
    rowsOfThings.set(thing, others.add(key));
    return isOut;
  };
  const drawnTicks = (): ReadonlySet<string> => new Set(drawn.filter((key) => ticked.has(key)));
  /** Whether a selection that the editor tells while it takes rows is its own doing. A person ticks a single row at a time, or all. */
  const isOwnDoing = (told: ReadonlySet<string>, others: readonly string[]): boolean =>
    tellings.length > 0 &&
    (tellings.some(({ addsTicks }) => addsTicks) ||
      // A click that was overtaken by the rows was told before, and counts.
      tellings.some(
        (telling) => telling.ticked.size === told.size && [...told].every((key) => telling.ticked.has(key)),
      ) ||
      (told.size === 0 && tellings.some(({ isDrawing }) => isDrawing)) ||
      // The editor takes ticks away, and never adds any.
      (others.length > 1 && others.some((key) => !told.has(key))));
  return {
    isTicked,
    draw: (rows) => {
      for (const row of rows) {
        const { key, ref, isOffered } = row;
        if (!known.has(key) && ref !== undefined && isOffered !== true && !isLeftOut(row)) ticked.add(key);
        known.add(key);
      }
      const before = new Set(drawn);
      // Rows that can't be ticked stand last, so that they move nobody's tick.
      drawn = keysOf(rows);
      moves.give(drawn);
      const ticks = drawnTicks();
      // Before the first rows nobody can have ticked anything.
      const addsTicks = before.size > 0 && [...ticks].some((key) => !before.has(key));
      tellings.push({ ticked: ticks, isDrawing: true, addsTicks });
      return rows.filter(isTicked);
    },
    select: (selected) => {
      const told = new Set(keysOf(selected));
      const others = drawn.filter((key) => told.has(key) !== ticked.has(key));
      const isMeant = !moves.justMoved() && !isOwnDoing(told, others);
      if (isMeant) {
        // Rows that aren't drawn at the moment stay as the person left them.
        for (const key of others) {
          if (told.has(key)) ticked.add(key);
          else ticked.delete(key);
        }
      }
      // Rows that the editor takes meanwhile may have removed the person's tick from the screen.
      const isShownOtherwise = others.length > 0 && (!isMeant || tellings.length > 0);
      if (!isShownOtherwise && selected.every(({ ref }) => ref !== undefined)) return false;
      moves.give();
      tellings.push({ ticked: drawnTicks(), isDrawing: false, addsTicks: false });
      return true;
    },
    heard: () => {
      tellings.shift();
      moves.heard();
    },
    opened: () => moves.forget(),
    justMoved: moves.justMoved,
    justChanged: moves.justChanged,
  };
}

const keysOf = (rows: readonly Tickable[]): readonly string[] =>
  rows.flatMap(({ key, ref }) => (ref === undefined ? [] : [key]));
