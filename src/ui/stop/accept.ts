import type { TargetRef } from '../../model/resources/resource.ts';
import type { Tickable, Ticks } from '../pick/ticks.ts';

/** The ticked targets, and in `beside` the same targets in rows of other profiles that the person unticked: these profiles aren't asked. */
export interface Taken {
  readonly refs: readonly TargetRef[];
  readonly beside: readonly TargetRef[];
}

/** What Enter in a list means. */
export type Accepted =
  | ({ readonly type: 'taken' } & Taken)
  /** Rows came or went so recently that the person may not have seen it: it isn't known what they meant. */
  | { readonly type: 'just-changed' }
  /** None of the rows that can be ticked is. */
  | { readonly type: 'none-ticked' }
  /** There is no row that can be ticked. */
  | { readonly type: 'nothing' };

/**
 * What Enter means by these rows. A thing with a row for each of several profiles goes through those that are ticked, and is left out where none is.
 */
export function accept(
  rows: readonly (Tickable & { readonly ref?: TargetRef })[],
  { isTicked, justChanged }: Pick<Ticks, 'isTicked' | 'justChanged'>,
): Accepted {
  if (justChanged()) return { type: 'just-changed' };
  const refsOf = (some: typeof rows) => some.flatMap(({ ref }) => ref ?? []);
  const refs = refsOf(rows.filter(isTicked));
  const others = refsOf(rows.filter((row) => !isTicked(row)));
  if (refs.length === 0) return { type: others.length > 0 ? 'none-ticked' : 'nothing' };
  const taken = new Set(refs.map(thingOf));
  return { type: 'taken', refs, beside: others.filter((ref) => taken.has(thingOf(ref))) };
}

/**
 * A key of a target without its profile, by which rows of several profiles are known for the same thing. Levers keep the profile, since all of them
 * share one id.
 */
export const thingOf = ({ kind, scope, id }: TargetRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);
