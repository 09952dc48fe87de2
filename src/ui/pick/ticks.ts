import type { Clock } from '../../base/clock.ts';
import { createMoves } from './moves.ts';

/** What can be ticked: without a `ref`, which is what it stands for, it only tells something. */
export interface Tickable {
  /** Of the same thing each time. */
  readonly key: string;
  readonly ref?: unknown;
  /** What stands for the same thing in the rows of several profiles. */
  readonly thing?: string;
  /** Not ticked before the person ticks it. */
  readonly isOffered?: true;
}

/** What is ticked in a list in which everything is at first that isn't only offered, while rows come. */
export interface Ticks {
  /** The rows are drawn: what is new among them is ticked. Answers those that are ticked, which the editor is told now. */
  draw<R extends Tickable>(rows: readonly R[]): readonly R[];
  /** The editor says that these are ticked. Returns whether it is told now what is: one of them can't be, or they aren't what the person meant. */
  select(selected: readonly Tickable[]): boolean;
  /** The editor has taken the oldest of what it was told and hadn't taken, and has said all that came of it: see `tickedRows`. */
  readonly heard: () => void;
  readonly isTicked: (row: Tickable) => boolean;
  /** Another list has been opened for the same ticks: what was drawn in the one before was seen long ago. */
  readonly opened: () => void;
  /** Rows took the place of others so shortly before that it isn't known which one was meant. */
  readonly justMoved: () => boolean;
  /** Rows came or went so shortly before that the person hadn't seen it: what they mean by Enter isn't known. */
  readonly justChanged: () => boolean;
}

/** What the editor is told and hasn't taken yet. It says ticked rows by their places in the list, and while it takes rows it can say that none is ticked. */
interface Telling {
  readonly ticked: ReadonlySet<string>;
  /** Rows are drawn, and not only ticked. */
  readonly isDrawing: boolean;
  /** Some of them are new and ticked: whoever ticks one of the others meanwhile doesn't untick them. */
  readonly addsTicks: boolean;
}

/** No row is known yet: each that comes and isn't only offered will be ticked. */
export function createTicks(clock: Pick<Clock, 'elapsed'>): Ticks {
  const known = new Set<string>();
  const rowsOfThings = new Map<string, Set<string>>();
  const ticked = new Set<string>();
  const tellings: Telling[] = [];
  const moves = createMoves(clock);
  let drawn: readonly string[] = [];
  const isTicked = ({ key, ref }: Tickable): boolean => ref !== undefined && ticked.has(key);
  /** Whether the person has unticked every other row of it: in the row of another profile it doesn't come back. */
  const isLeftOut = ({ key, thing }: Tickable): boolean => {
    if (thing === undefined) return false;
    const others = rowsOfThings.get(thing) ?? new Set<string>();
    const isOut = others.size > 0 && [...others].every((other) => !ticked.has(other));
    rowsOfThings.set(thing, others.add(key));
    return isOut;
  };
  const drawnTicks = (): ReadonlySet<string> => new Set(drawn.filter((key) => ticked.has(key)));
  /** Whether what the editor says while it takes what it was told isn't of the person, who ticks one row at a time, or all. */
  const isOwnDoing = (told: ReadonlySet<string>, others: readonly string[]): boolean =>
    tellings.length > 0 &&
    (tellings.some(({ addsTicks }) => addsTicks) ||
      // A click that the telling overtook has been said before, and counts.
      tellings.some(
        (telling) => telling.ticked.size === told.size && [...told].every((key) => telling.ticked.has(key)),
      ) ||
      (told.size === 0 && tellings.some(({ isDrawing }) => isDrawing)) ||
      // It takes ticks away, and gives none.
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
      // What can't be ticked stands last, and moves nobody's tick.
      drawn = keysOf(rows);
      moves.give(drawn);
      const ticks = drawnTicks();
      // Where there was no row nobody can have ticked one.
      const addsTicks = before.size > 0 && [...ticks].some((key) => !before.has(key));
      tellings.push({ ticked: ticks, isDrawing: true, addsTicks });
      return rows.filter(isTicked);
    },
    select: (selected) => {
      const told = new Set(keysOf(selected));
      const others = drawn.filter((key) => told.has(key) !== ticked.has(key));
      const isMeant = !moves.justMoved() && !isOwnDoing(told, others);
      if (isMeant) {
        // What isn't drawn just now stays as the person left it.
        for (const key of others) {
          if (told.has(key)) ticked.add(key);
          else ticked.delete(key);
        }
      }
      // What the editor takes meanwhile may have taken the person's tick from the screen.
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
