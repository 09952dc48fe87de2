import type { TargetRef } from '../../model/resources/resource.ts';
import type { Tickable, Ticks } from '../pick/ticks.ts';

/** What was ticked, and the same things in rows of other profiles that the person unticked: those profiles aren't asked. */
export interface Taken {
  readonly refs: readonly TargetRef[];
  readonly beside: readonly TargetRef[];
}

/** What Enter in a list means. */
export type Accepted =
  | ({ readonly type: 'taken' } & Taken)
  /** Rows came or went so shortly before that the person hadn't seen it: what they meant isn't known. */
  | { readonly type: 'just-changed' }
  /** None of the rows that can be ticked is. */
  | { readonly type: 'none-ticked' }
  /** There is no row that can be ticked. */
  | { readonly type: 'nothing' };

/** Returns what is ticked: a thing that has a row for each of several profiles goes through those that the person left ticked, and is left out once none is. */
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

/** Identity of a target without its profile. Levers keep it, as all share one id. */
export const thingOf = ({ kind, scope, id }: TargetRef): string =>
  JSON.stringify([kind, scope.region, id, kind === 'lever' ? scope.profile : '']);
