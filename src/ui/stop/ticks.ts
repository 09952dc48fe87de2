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
  /** The editor says that these are ticked. Answers whether one of them can't be. */
  select(selected: readonly Tickable[]): boolean;
  readonly isTicked: (row: Tickable) => boolean;
  /** The ticked ones, without what the person unticked in the row of another profile of its account. */
  accept(rows: readonly Tickable[]): Accepted;
}

/**
 * How long the editor may take to draw rows and to tell of a key, in milliseconds. It tells of ticked rows by their places in the list, so that a tick that
 * crosses new rows on its way can be told of another row; what is drawn next puts that right.
 */
const SETTLING = 400;

export function createTicks(clock: Pick<Clock, 'elapsed'>): Ticks {
  const known = new Set<string>();
  const ticked = new Set<string>();
  let drawn: { readonly keys: string; readonly changed: number | undefined } | undefined;
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
      return rows.filter(isTicked);
    },
    select: (selected) => {
      ticked.clear();
      for (const { key, ref } of selected) if (ref !== undefined) ticked.add(key);
      return selected.some(({ ref }) => ref === undefined);
    },
    accept: (rows) => {
      if (drawn?.changed !== undefined && clock.elapsed() - drawn.changed < SETTLING) return { type: 'just-changed' };
      const left = new Set(rows.filter((row) => !isTicked(row)).flatMap(({ ref }) => (ref ? thingOf(ref) : [])));
      const refs = rows.filter(isTicked).flatMap(({ ref }) => (ref && !left.has(thingOf(ref)) ? [ref] : []));
      return refs.length > 0 ? { type: 'taken', refs } : { type: 'nothing' };
    },
  };
}

/** The same for two profiles of one account, of which the person unticked one row. Every lever has the same id. */
const thingOf = ({ kind, scope, id }: TargetRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);
