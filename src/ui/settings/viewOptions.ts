import * as v from 'valibot';
import type { Memento } from 'vscode';
import { type Filter, parseFilter } from '../../inventory/filtering/terms.ts';
import { asGrouping, type Grouping } from '../../inventory/grouping.ts';
import { asSorting, type Sorting } from '../../inventory/sorting.ts';
import { createEmitter, type Event } from '../../base/event.ts';
import { eachSaved, saved } from '../../model/savedState.ts';
import { asHidden, type HiddenRow } from './hiddenRows.ts';
import { asSavedFilters, isSameName, type SavedFilter } from './savedFilters.ts';

/** How the person wants to see the resources. Remembered across windows and restarts. */
export interface ViewOptions {
  /** Undefined where everything is shown. */
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
  /** What the person hid, by the nodes' ids; another map after each change. */
  readonly hidden: () => ReadonlyMap<string, HiddenRow>;
  hide(rows: readonly HiddenRow[]): void;
  /** Brings back what was hidden under these ids. */
  unhide(ids: readonly string[]): void;
  /** By name, in the order of the names. */
  readonly savedFilters: () => readonly SavedFilter[];
  /** Under a name that is there already, it replaces what that stood for. */
  saveFilter(saved: SavedFilter): void;
  renameFilter(from: string, to: string): void;
  removeFilter(name: string): void;
  readonly onDidChange: Event<void>;
  dispose(): void;
}

/** So many are remembered, the latest. */
const MOST_HIDDEN = 1000;
const MOST_FILTERS = 100;

const keys = {
  filter: 'halt.filter',
  grouping: 'halt.instanceGrouping',
  sorting: 'halt.sorting',
  pins: 'halt.pins',
  hidden: 'halt.hidden',
  savedFilters: 'halt.savedFilters',
} as const;

/** Remembers in `memory`, for the next window too; what it can't write goes to `onError`. */
export function createViewOptions(memory: Memento, onError: (error: unknown) => void): ViewOptions {
  const changes = createEmitter<void>(onError);
  const remembered = (key: string): unknown => memory.get<unknown>(key);
  const remember = (key: string, value: unknown) => {
    memory.update(key, value).then(undefined, onError);
  };

  let filter = parseFilter(saved(v.string(), remembered(keys.filter)) ?? '');
  let grouping = asGrouping(remembered(keys.grouping));
  let sorting = asSorting(remembered(keys.sorting));
  let pins = asPins(remembered(keys.pins));
  let hidden = asHidden(remembered(keys.hidden));

  const setPins = (change: (pinned: Set<string>) => void) => {
    // Another window may have pinned and unpinned since.
    const next = new Set(asPins(remembered(keys.pins)));
    change(next);
    pins = next;
    remember(keys.pins, [...next]);
    changes.fire();
  };
  const setHidden = (change: (rows: Map<string, HiddenRow>) => void) => {
    const next = new Map(asHidden(remembered(keys.hidden)));
    change(next);
    hidden = next;
    remember(keys.hidden, next.size === 0 ? undefined : [...next.values()].slice(-MOST_HIDDEN));
    changes.fire();
  };
  // Another window may have saved and removed some since: they are read when they are asked for.
  const savedFilters = () => asSavedFilters(remembered(keys.savedFilters));
  const setSaved = (next: readonly SavedFilter[]) => {
    const kept = next.slice(-MOST_FILTERS);
    remember(keys.savedFilters, kept.length === 0 ? undefined : kept);
  };
  const others = (...names: readonly string[]) =>
    savedFilters().filter(({ name }) => names.every((one) => !isSameName(one, name)));
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
    hidden: () => hidden,
    hide: (rows) => setHidden((all) => rows.forEach((row) => all.set(row.id, row))),
    unhide: (ids) => setHidden((all) => ids.forEach((id) => all.delete(id))),
    savedFilters,
    saveFilter: (named) => setSaved([...others(named.name), named]),
    renameFilter: (from, to) => {
      const found = savedFilters().find(({ name }) => isSameName(from, name));
      if (found) setSaved([...others(from, to), { name: to, text: found.text }]);
    },
    removeFilter: (name) => setSaved(others(name)),
    onDidChange: changes.event,
    dispose: () => changes.dispose(),
  };
}

const asPins = (value: unknown): ReadonlySet<string> => new Set(eachSaved(v.string(), value));
