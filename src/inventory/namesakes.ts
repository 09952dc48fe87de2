import { lookOf } from '../base/lookAlike.ts';
import { visibleName } from '../base/shownText.ts';
import type { Resource } from '../model/resources/resource.ts';
import { scopeKey } from '../model/scope.ts';

const keyOf = ({ kind, scope, id }: Resource): string => `${kind}/${scopeKey(scope)}/${id}`;

/** What a row shows of a resource: kind, place and name as it looks on the screen; without a name, its id. */
function rowName(one: Resource): string {
  const name = one.kind === 'lever' || visibleName(one.name) === undefined ? undefined : one.name;
  return `${one.kind}/${scopeKey(one.scope)}/${name === undefined ? one.id : lookOf(name)}`;
}

/**
 * Returns a function that says whether another resource of the same kind and place looks the same by its name. A text that gives only name and place
 * would then fit both.
 */
export function namesakesAmong(all: readonly Resource[]): (one: Resource) => boolean {
  const counts = new Map<string, number>();
  for (const name of all.map(rowName)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const same = new Set(all.filter((one) => (counts.get(rowName(one)) ?? 0) > 1).map(keyOf));
  return (one) => same.has(keyOf(one));
}
