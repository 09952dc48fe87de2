import type { Clock } from '../../base/clock.ts';
import type { TargetRef } from '../../model/resources/resource.ts';

/** What can be ticked: without a `ref` it only tells something. */
export interface Tickable {
  /** Of the same thing each time. */
  readonly key: string;
  readonly ref?: TargetRef;
  /** Not ticked before the person ticks it. */
  readonly isOffered?: true;
}

/** What Enter in a list means. */
export type Accepted =
  | { readonly type: 'taken'; readonly refs: readonly TargetRef[] }
  /** Rows came or went so shortly before that the person hadn't seen it: what they meant isn't known. */
  | { readonly type: 'just-changed' }
  | { readonly type: 'nothing' };

/** What is ticked in a list in which everything is at first, while rows come. */
export interface Ticks {
  /** The rows are drawn: what is new among them is ticked. Answers those that are ticked. */
  draw<R extends Tickable>(rows: readonly R[]): readonly R[];
  /** The editor says that these are ticked. Answers whether it has to be told what is: one of them can't be, or they aren't what the person meant. */
  select(selected: readonly Tickable[]): boolean;
  readonly isTicked: (row: Tickable) => boolean;
  /** The ticked ones, without what the person unticked in the row of another profile of its account. */
  accept(rows: readonly Tickable[]): Accepted;
}

/**
 * How long the editor may take to draw rows and to tell of a key or a click, in milliseconds. It tells of ticked rows by their places in the list, so that a
 * click that crosses new rows on its way is told of others; and while it takes rows it can say that none is ticked, before it has heard which are.
 */
const SETTLING = 400;

export function createTicks(clock: Pick<Clock, 'elapsed'>): Ticks {
  const known = new Set<string>();
  const ticked = new Set<string>();
  let drawn: { readonly keys: string; readonly changed: number | undefined } | undefined;
  let shown: { readonly keys: ReadonlySet<string>; readonly ticked: ReadonlySet<string>; readonly at: number } = {
    ...{ keys: new Set(), ticked: new Set() },
    at: -Infinity,
  };
  const isSettling = (since: number | undefined): boolean => since !== undefined && clock.elapsed() - since < SETTLING;
  const isTicked = ({ key, ref }: Tickable): boolean => ref !== undefined && ticked.has(key);
  return {
    isTicked,
    draw: (rows) => {
      for (const { key, ref, isOffered } of rows) {
        if (!known.has(key) && ref !== undefined && isOffered !== true) ticked.add(key);
        known.add(key);
      }
      // What can't be ticked stands last, and moves nobody's tick.
      const keys = JSON.stringify(rows.flatMap(({ key, ref }) => (ref === undefined ? [] : [key])));
      // Before the first there was nothing that they could have meant.
      if (drawn === undefined) drawn = { keys, changed: undefined };
      else if (drawn.keys !== keys) drawn = { keys, changed: clock.elapsed() };
      const now = rows.filter(isTicked);
      shown = {
        keys: new Set(rows.flatMap(({ key, ref }) => (ref === undefined ? [] : [key]))),
        ticked: new Set(now.map(({ key }) => key)),
        at: clock.elapsed(),
      };
      return now;
    },
    select: (selected) => {
      const told = new Set(selected.flatMap(({ key, ref }) => (ref === undefined ? [] : [key])));
      const others = [...shown.keys].filter((key) => told.has(key) !== ticked.has(key));
      // A person ticks and unticks one row at a time. More at once, so soon after a drawing, is the editor's own doing.
      // So are just those that were drawn as ticked: a click that the drawing overtook has been told of meanwhile, and counts.
      const isFresh = isSettling(shown.at);
      const isOfDrawing = told.size === shown.ticked.size && [...told].every((key) => shown.ticked.has(key));
      // The tick of all is a person's as well: the editor's own doing takes ticks away, and gives none.
      const isTickOfAll = others.length > 1 && others.every((key) => told.has(key));
      const isOwnDoing = isFresh && (isOfDrawing || (others.length > 1 && !isTickOfAll));
      if (isSettling(drawn?.changed) || isOwnDoing) return others.length > 0;
      // What isn't drawn just now stays as the person left it.
      for (const key of others) {
        if (told.has(key)) ticked.add(key);
        else ticked.delete(key);
      }
      // The drawing may have taken the person's tick from the screen.
      return selected.some(({ ref }) => ref === undefined) || (isFresh && others.length > 0);
    },
    accept: (rows) => {
      if (isSettling(drawn?.changed)) return { type: 'just-changed' };
      const left = new Set(rows.filter((row) => !isTicked(row)).flatMap(({ ref }) => (ref ? thingOf(ref) : [])));
      const refs = rows.filter(isTicked).flatMap(({ ref }) => (ref && !left.has(thingOf(ref)) ? [ref] : []));
      return refs.length > 0 ? { type: 'taken', refs } : { type: 'nothing' };
    },
  };
}

/** The same for two profiles of one account, of which the person unticked one row. Every lever has the same id. */
const thingOf = ({ kind, scope, id }: TargetRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);
