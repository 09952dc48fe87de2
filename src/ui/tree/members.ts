import { type Filter, matchesFilter } from '../../inventory/filter.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import { type Sorted, sorted } from '../../inventory/sorted.ts';
import type { ResourceOf } from '../../model/cloud.ts';
import type { Resource } from '../../model/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { type GroupKind, resourceId } from './node.ts';
import { compareExperiments, compareInstances, compareServices } from './order.ts';

/** What is listed of a scope, as it is shown: without what the filter hides, the pinned first, what needs eyes next. */
export interface Members {
  shown<K extends GroupKind>(scope: Scope, kind: K): readonly ResourceOf[K][];
}

/** What the person asked to see; another object after each change. */
export interface Arrangement {
  readonly filter: () => Filter | undefined;
  readonly pins: () => ReadonlySet<string>;
}

interface Entry {
  readonly sorted: Sorted<Resource>;
  readonly filter: Filter | undefined;
  readonly pins: ReadonlySet<string>;
  readonly shown: readonly Resource[];
}

/** Keeps each list's order, so that a change of one member of ten thousand doesn't sort them all. */
export function createMembers(inventory: Pick<Inventory, 'list'>, arrangement: Arrangement): Members {
  const entries = new Map<string, Entry>();
  return {
    shown: <K extends GroupKind>(scope: Scope, kind: K) => {
      const key = `${scopeKey(scope)}/${kind}`;
      const before = entries.get(key);
      const list = sorted<Resource>(inventory.list(scope, kind), compareIn(kind), before?.sorted);
      const filter = arrangement.filter();
      const pins = arrangement.pins();
      const same = before?.sorted === list && before.filter === filter && before.pins === pins;
      const entry = same ? before : { sorted: list, filter, pins, shown: arranged(list.inOrder, filter, pins) };
      entries.set(key, entry);
      // A list holds only its own kind.
      return entry.shown as readonly ResourceOf[K][];
    },
  };
}

function arranged(
  inOrder: readonly Resource[],
  filter: Filter | undefined,
  pins: ReadonlySet<string>,
): readonly Resource[] {
  const shown = filter ? inOrder.filter((resource) => matchesFilter(filter, resource)) : inOrder;
  return pins.size === 0 ? shown : pinnedFirst(shown, (resource) => pins.has(resourceId(resource)));
}

/** In the order that they have, but the pinned before the others. */
export function pinnedFirst<T>(items: readonly T[], isPinned: (item: T) => boolean): readonly T[] {
  const pinned = items.filter(isPinned);
  return pinned.length === 0 ? items : [...pinned, ...items.filter((item) => !isPinned(item))];
}

function compareIn(kind: GroupKind): (a: Resource, b: Resource) => number {
  return (a, b) => {
    if (kind === 'instance' && a.kind === 'instance' && b.kind === 'instance') return compareInstances(a, b);
    if (kind === 'service' && a.kind === 'service' && b.kind === 'service') return compareServices(a, b);
    return a.kind === 'experiment' && b.kind === 'experiment' ? compareExperiments(a, b) : 0;
  };
}
