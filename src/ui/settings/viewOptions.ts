import type { Memento } from 'vscode';
import { type Filter, parseFilter } from '../../inventory/filter.ts';
import { asGrouping, type Grouping } from '../../inventory/grouping.ts';
import { asSorting, type Sorting } from '../../inventory/sorting.ts';
import { createEmitter, type Event } from '../../base/event.ts';

/** How the person wants to see the resources. Remembered across windows and restarts. */
export interface ViewOptions {
  readonly filter: () => Filter | undefined;
  /** `remember`: false while it is being typed. */
  setFilter(text: string, remember: boolean): void;
  readonly grouping: () => Grouping;
  setGrouping(grouping: Grouping): void;
  readonly sorting: () => Sorting;
  setSorting(sorting: Sorting): void;
  /** The ids of pinned nodes; another set after each change. */
  readonly pins: () => ReadonlySet<string>;
  pin(ids: readonly string[]): void;
  unpin(ids: readonly string[]): void;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

const keys = {
  filter: 'halt.filter',
  grouping: 'halt.instanceGrouping',
  sorting: 'halt.sorting',
  pins: 'halt.pins',
} as const;

export function createViewOptions(memory: Memento, onError: (error: unknown) => void): ViewOptions {
  const changes = createEmitter<void>(onError);
  const remembered = (key: string): unknown => memory.get<unknown>(key);
  const remember = (key: string, value: unknown) => {
    memory.update(key, value).then(undefined, onError);
  };

  const text = remembered(keys.filter);
  let filter = parseFilter(typeof text === 'string' ? text : '');
  let grouping = asGrouping(remembered(keys.grouping));
  let sorting = asSorting(remembered(keys.sorting));
  let pins = asPins(remembered(keys.pins));

  const setPins = (change: (pinned: Set<string>) => void) => {
    // Another window may have pinned and unpinned since.
    const next = new Set(asPins(remembered(keys.pins)));
    change(next);
    pins = next;
    remember(keys.pins, [...next]);
    changes.fire();
  };
  return {
    filter: () => filter,
    setFilter: (typed, lasting) => {
      const next = parseFilter(typed);
      if (lasting) remember(keys.filter, next?.text);
      if (next?.text === filter?.text) return;
      filter = next;
      changes.fire();
    },
    grouping: () => grouping,
    setGrouping: (next) => {
      grouping = next;
      remember(keys.grouping, next.type === 'none' ? undefined : next);
      changes.fire();
    },
    sorting: () => sorting,
    setSorting: (next) => {
      sorting = next;
      remember(keys.sorting, next === 'state' ? undefined : next);
      changes.fire();
    },
    pins: () => pins,
    pin: (ids) => setPins((pinned) => ids.forEach((id) => pinned.add(id))),
    unpin: (ids) => setPins((pinned) => ids.forEach((id) => pinned.delete(id))),
    onDidChange: changes.event,
    dispose: () => changes.dispose(),
  };
}

function asPins(value: unknown): ReadonlySet<string> {
  return new Set(Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []);
}
