import { lookOf } from '../base/lookAlike.ts';
import { visibleName } from '../base/shownText.ts';
import type { Resource } from '../model/resources/resource.ts';
import { scopeKey } from '../model/scope.ts';

const keyOf = ({ kind, scope, id }: Resource): string => `${kind}/${scopeKey(scope)}/${id}`;

/** The kind, the place and the name as it is seen; the id of what has none. */
function rowName(one: Resource): string {
  const name = one.kind === 'lever' || visibleName(one.name) === undefined ? undefined : one.name;
  return `${one.kind}/${scopeKey(one.scope)}/${name === undefined ? one.id : lookOf(name)}`;
}

/** Says of each of these whether another one of its kind in the same place is called the same: a row that says name and place alone would be the other's as well. */
export function namesakesAmong(all: readonly Resource[]): (one: Resource) => boolean {
  const counts = new Map<string, number>();
  for (const name of all.map(rowName)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const same = new Set(all.filter((one) => (counts.get(rowName(one)) ?? 0) > 1).map(keyOf));
  return (one) => same.has(keyOf(one));
}
