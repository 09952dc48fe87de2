import type { TargetRef } from '../../model/resources/resource.ts';
import type { Tickable, Ticks } from '../pick/ticks.ts';

/** What Enter in a list means. */
export type Accepted =
  | { readonly type: 'taken'; readonly refs: readonly TargetRef[] }
  /** Rows came or went so shortly before that the person hadn't seen it: what they meant isn't known. */
  | { readonly type: 'just-changed' }
  | { readonly type: 'nothing' };

/** Answers the ticked ones, without what the person unticked in the row of another profile of its account. */
export function accept(
  rows: readonly (Tickable & { readonly ref?: TargetRef })[],
  { isTicked, justChanged }: Pick<Ticks, 'isTicked' | 'justChanged'>,
): Accepted {
  if (justChanged()) return { type: 'just-changed' };
  const left = new Set(rows.filter((row) => !isTicked(row)).flatMap(({ ref }) => (ref ? thingOf(ref) : [])));
  const refs = rows.filter(isTicked).flatMap(({ ref }) => (ref && !left.has(thingOf(ref)) ? [ref] : []));
  return refs.length > 0 ? { type: 'taken', refs } : { type: 'nothing' };
}

/** The same for two profiles of one account, of which the person unticked one row. Every lever has the same id. */
const thingOf = ({ kind, scope, id }: TargetRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);
