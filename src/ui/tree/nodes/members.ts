import { type FilterContext, type FilterOutcome, holdsUntil, judge, judgeDaemon } from '../../../inventory/filter.ts';
import type { Filter } from '../../../inventory/filtering/terms.ts';
import {
  groupInstances,
  groupOf,
  type Grouping,
  type GroupValue,
  groupValueKey,
  type InstanceGroup,
} from '../../../inventory/grouping.ts';
import { type Forgettable, forgettable } from '../../../inventory/forgettable.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { type Sorted, sorted } from '../../../inventory/keptOrder.ts';
import type { Sorting } from '../../../inventory/sorting.ts';
import type { Daemon } from '../../../model/resources/daemon.ts';
import type { Instance } from '../../../model/resources/instance.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';
import { lookOf } from '../../../base/lookAlike.ts';
import { bucketId, clusterId, groupId, type GroupKind, type GroupMember, pinnedIn, resourceId } from './node.ts';
import { compareBy } from './order.ts';
import { stateTraits } from '../../../model/resources/states.ts';
import type { Resource, ResourceOf } from '../../../model/resources/resource.ts';

/** The lists of scopes as they are shown: without what the filter hides, pinned ones first, the others in the order that the person chose. */
export interface Members extends Pick<Forgettable, 'retain'> {
  shown<K extends GroupKind>(scope: Scope, kind: K): readonly ResourceOf[K][];
  /** Whether another shown member of the same list looks the same by its name; for a service, within its cluster. */
  hasNamesake(resource: Resource): boolean;
  /** Whether the filter, if there is one, lets a resource pass, or may do so because something that it asks for hasn't been read. */
  mayPass(resource: Resource): boolean;
  /** What the filter, if there is one, says of a managed daemon. */
  daemonVerdict(scope: Scope, daemon: Daemon): FilterOutcome;
  /** How many members of a list the filter hides only because something that it asks for hasn't been read of them. */
  unjudgedIn(scope: Scope, kind: GroupKind): number;
  /** How many members of a list the person hid, one by one or with a group, whatever the filter says of them. */
  hiddenIn(scope: Scope, kind: GroupKind): number;
  /**
   * The counts of a list. `until`: until when they hold if nothing in the list changes, as the filter may ask for ages; in milliseconds since the
   * epoch.
   */
  counts(
    scope: Scope,
    kind: GroupKind,
  ): { readonly shown: number; readonly hidden: number; readonly unjudged: number; readonly until: number };
  /** The members that the person hid and that the filter lets pass, or may. */
  hiddenOf<K extends GroupKind>(scope: Scope, kind: K): readonly ResourceOf[K][];
  /** How many instances are in a group, whether they are shown or not. */
  allIn(scope: Scope, value: GroupValue): number;
  /** The shown instances in their groups. */
  groups(scope: Scope): readonly InstanceGroup[];
}

/** What the person asked to see. Each value is another object after a change. */
export interface Arrangement {
  readonly filter: () => Filter | undefined;
  readonly pins: () => ReadonlySet<string>;
  readonly grouping: () => Grouping;
  readonly sorting: () => Sorting;
  /** The hidden rows, by their nodes' ids. */
  readonly hidden: () => Hidden;
}

/** The ids of the rows that the person hid. They can be asked for one by one, but not listed. */
export type Hidden = Pick<ReadonlyMap<string, unknown>, 'has' | 'size'>;

interface Entry {
  readonly scope: Scope;
  readonly sorting: Sorting;
  readonly sorted: Sorted<GroupMember>;
  readonly filter: Filter | undefined;
  readonly pins: ReadonlySet<string>;
  readonly verdicts: Verdicts;
  readonly hidden: Hidden;
  /** The grouping, which decides which groups can be hidden. */
  readonly grouping: Grouping;
  readonly hiddenCount: number;
  readonly unjudged: number;
  readonly shown: readonly Resource[];
}

/** What a filter said of each resource of a list. It says the same again of the same object, as long as `until` and `account` hold. */
interface Verdicts {
  readonly of: WeakMap<Resource, FilterOutcome>;
  /** Until when all of them hold, in milliseconds since the epoch. */
  until: number;
  /** What was known of the account and its mark of production, if the filter asks for it. */
  readonly account: string;
}

interface GroupSizes {
  readonly scope: Scope;
  readonly instances: readonly Instance[];
  readonly grouping: Grouping;
  /** By their values' keys. */
  readonly sizes: ReadonlyMap<string, number>;
}

interface Grouped {
  readonly scope: Scope;
  readonly instances: readonly Instance[];
  readonly grouping: Grouping;
  readonly groups: readonly InstanceGroup[];
}

/** Keeps each list's order, so that a change of one member of ten thousand doesn't sort them all. */
export function createMembers(
  inventory: Pick<Inventory, 'list'>,
  arrangement: Arrangement,
  filterContext: () => FilterContext,
): Members {
  const entries = new Map<string, Entry>();
  const grouped = new Map<string, Grouped>();
  const groupSizes = new Map<string, GroupSizes>();
  /** How often each name is in a list. */
  const names = new WeakMap<readonly Resource[], ReadonlyMap<string, number>>();
  const noVerdicts = newVerdicts('');
  /** The earlier verdicts if they still hold. They always do for a filter that asks for neither an age nor an account. */
  const verdictsFor = (filter: Filter, scope: Scope, before: Verdicts | undefined): Verdicts => {
    if (!filter.asksAge && !filter.asksAccount) return before ?? newVerdicts('');
    const context = filterContext();
    const account = filter.asksAccount ? accountIn(context, scope) : '';
    return before && before.account === account && context.now <= before.until ? before : newVerdicts(account);
  };
  const members: Members = {
    retain: (scopes) => {
      for (const ofPlaces of [forgettable(entries), forgettable(grouped), forgettable(groupSizes)])
        ofPlaces.retain(scopes);
    },
    hasNamesake: (resource) => {
      if (resource.kind === 'lever') return false;
      const list = members.shown(resource.scope, resource.kind);
      const counted = names.get(list) ?? countNames(list);
      names.set(list, counted);
      return (counted.get(nameOf(resource)) ?? 0) > 1;
    },
    mayPass: (resource) => {
      const filter = arrangement.filter();
      return filter === undefined || judge(filter, resource, filterContext()) !== 'hidden';
    },
    daemonVerdict: (scope, daemon) => {
      const filter = arrangement.filter();
      return filter ? judgeDaemon(filter, daemon, scope, filterContext()) : 'shown';
    },
    unjudgedIn: (scope, kind) => {
      members.shown(scope, kind);
      return entries.get(`${scopeKey(scope)}/${kind}`)?.unjudged ?? 0;
    },
    hiddenIn: (scope, kind) => {
      members.shown(scope, kind);
      return entries.get(`${scopeKey(scope)}/${kind}`)?.hiddenCount ?? 0;
    },
    counts: (scope, kind) => {
      const shown = members.shown(scope, kind).length;
      const entry = entries.get(`${scopeKey(scope)}/${kind}`);
      return {
        shown,
        hidden: entry?.hiddenCount ?? 0,
        unjudged: entry?.unjudged ?? 0,
        until: entry?.verdicts.until ?? Infinity,
      };
    },
    hiddenOf: (scope, kind) => {
      const hidden = arrangement.hidden();
      if (hidden.size === 0) return [];
      const grouping = arrangement.grouping();
      return inventory.list(scope, kind).filter((one) => isHidden(hidden, one, grouping) && members.mayPass(one));
    },
    allIn: (scope, value) => {
      const instances = inventory.list(scope, 'instance');
      const grouping = arrangement.grouping();
      const key = scopeKey(scope);
      const before = groupSizes.get(key);
      const isSame = before?.instances === instances && before.grouping === grouping;
      const sizes = isSame ? before.sizes : sizesOf(grouping, instances);
      groupSizes.set(key, { scope, instances, grouping, sizes });
      return sizes.get(groupValueKey(value)) ?? 0;
    },
    groups: (scope) => {
      const instances = members.shown(scope, 'instance');
      const grouping = arrangement.grouping();
      const key = scopeKey(scope);
      const before = grouped.get(key);
      if (before?.instances === instances && before.grouping === grouping) return before.groups;
      const groups = groupInstances(grouping, instances);
      grouped.set(key, { scope, instances, grouping, groups });
      return groups;
    },
    shown: <K extends GroupKind>(scope: Scope, kind: K) => {
      const key = `${scopeKey(scope)}/${kind}`;
      const before = entries.get(key);
      const sorting = arrangement.sorting();
      const sortedBefore = before?.sorting === sorting ? before.sorted : undefined;
      const list = sorted<GroupMember>(inventory.list(scope, kind), compareBy(sorting, kind), sortedBefore);
      const filter = arrangement.filter();
      const pins = arrangement.pins();
      const verdicts = filter
        ? verdictsFor(filter, scope, before?.filter === filter ? before.verdicts : undefined)
        : noVerdicts;
      const hidden = arrangement.hidden();
      const grouping = arrangement.grouping();
      const same =
        before?.sorted === list &&
        before.filter === filter &&
        before.pins === pins &&
        before.verdicts === verdicts &&
        before.hidden === hidden &&
        (hidden.size === 0 || before.grouping === grouping);
      // A list holds only its own kind.
      if (before && same) return before.shown as readonly ResourceOf[K][];
      const isShown = (one: Resource) => !isHidden(hidden, one, grouping);
      const kept = hidden.size === 0 ? list.inOrder : list.inOrder.filter(isShown);
      const hiddenCount = list.inOrder.length - kept.length;
      const { passing, unjudged } = filter
        ? filtered(filter, kept, verdicts, filterContext())
        : { passing: kept, unjudged: 0 };
      const pinned = pinnedIn(pins, scope, kind);
      const shown = pinned.size === 0 ? passing : pinnedFirst(passing, ({ id }) => pinned.has(id));
      const told = { hidden, grouping, hiddenCount, unjudged };
      entries.set(key, { scope, sorting, sorted: list, filter, pins, verdicts, ...told, shown });
      return shown as readonly ResourceOf[K][];
    },
  };
  return members;
}

const accountIn = ({ accountOf, productionWords }: FilterContext, { profile }: Scope): string =>
  JSON.stringify([accountOf(profile), productionWords?.(profile)]);

/** Whether a person hid a resource or a group that it is in. A safety lever can't be hidden, as it concerns everything around it. */
function isHidden(hidden: Hidden, resource: Resource, grouping: Grouping): boolean {
  if (resource.kind === 'lever') return false;
  const { scope } = resource;
  if (hidden.has(resourceId(resource)) || hidden.has(groupId(scope, resource.kind))) return true;
  if (resource.kind === 'service') return hidden.has(clusterId(scope, resource.clusterArn));
  if (resource.kind !== 'instance' || grouping.type === 'none') return false;
  return hidden.has(bucketId(scope, grouping, groupOf(grouping, resource)));
}

/** The name of a row as it looks; of a service, within its cluster. */
function nameOf(resource: Resource): string {
  switch (resource.kind) {
    case 'instance':
      return lookOf(resource.name ?? resource.id);
    case 'experiment':
      // An active experiment is told from finished ones of its name by its state.
      return `${stateTraits('experiment', resource.state).final}/${lookOf(resource.name ?? resource.id)}`;
    case 'service':
      return `${resource.clusterArn}/${resource.name}`;
    case 'lever':
      return resource.id;
  }
}

function sizesOf(grouping: Grouping, instances: readonly Instance[]): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const instance of instances) {
    const key = groupValueKey(groupOf(grouping, instance));
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return sizes;
}

function countNames(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    const name = nameOf(resource);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function filtered(
  filter: Filter,
  resources: readonly Resource[],
  verdicts: Verdicts,
  context: FilterContext,
): { readonly passing: readonly Resource[]; readonly unjudged: number } {
  let unjudged = 0;
  const verdictOf = (resource: Resource): FilterOutcome => {
    const known = verdicts.of.get(resource);
    if (known !== undefined) return known;
    const verdict = judge(filter, resource, context);
    verdicts.of.set(resource, verdict);
    verdicts.until = Math.min(verdicts.until, holdsUntil(filter, resource, context.now));
    return verdict;
  };
  const passing = resources.filter((resource) => {
    const verdict = verdictOf(resource);
    if (verdict === 'unread') unjudged += 1;
    return verdict === 'shown';
  });
  return { passing, unjudged };
}

const newVerdicts = (account: string): Verdicts => ({ of: new WeakMap(), until: Infinity, account });

/** The items in their order, with the pinned ones first. */
export function pinnedFirst<T>(items: readonly T[], isPinned: (item: T) => boolean): readonly T[] {
  const pinned = items.filter(isPinned);
  return pinned.length === 0 ? items : [...pinned, ...items.filter((item) => !isPinned(item))];
}
