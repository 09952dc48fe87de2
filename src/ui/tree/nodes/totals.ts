import type { Release } from '../../../base/event.ts';
import { createHeap } from '../../../base/heap.ts';
import type { Accounts } from '../../../inventory/accounts.ts';
import { leftAndJoined } from '../../../base/leftAndJoined.ts';
import { failsAsProfile } from '../../../inventory/coverage.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import { knowledgeIn, type Lack, lackOf } from '../../../inventory/lack.ts';
import { isProfileFailure } from '../../../model/failure.ts';
import { type Scope, scopeKey } from '../../../model/scope.ts';
import type { Arrangement, Members } from './members.ts';
import { groupId, type GroupKind, groupKinds } from './node.ts';

/** How many resources are shown and how many there are, and why the others aren't shown. */
export interface TreeCounts {
  readonly shown: number;
  readonly all: number;
  /** How many the person hid. */
  readonly hidden: number;
  /** How many the filter hides only because something that it asks for hasn't been read of them. */
  readonly unjudged: number;
  /** Why there may be more; undefined where all was read. */
  readonly lack: Lack | undefined;
}

/** The totals of all chosen places' lists as they are shown. They are kept by place, so that asking takes as long as what has changed since. */
export interface TreeTotals {
  counts(): TreeCounts;
  /** Whether the filter leaves something in a region of the profile, or it isn't known whether it does. */
  showsSome(profile: string): boolean;
  /** Whether some list of a profile failed for a reason that concerns all of it. */
  fails(profile: string): boolean;
  readonly dispose: Release;
}

/** What a place adds to the totals. */
interface PlaceCounts {
  readonly shown: number;
  readonly all: number;
  readonly hidden: number;
  readonly unjudged: number;
  /** `unread`: how many of its lists could not be read, or not lately. `loading`: how many haven't been read yet. */
  readonly unread: number;
  readonly loading: number;
  /** 1 or 0, so that {@link TreeTotals.showsSome} and {@link TreeTotals.fails} can be answered by sums over a profile's places. */
  readonly shows: number;
  readonly failing: number;
  /** Until when the filter's outcome holds, in milliseconds since the epoch. */
  readonly until: number;
}

export interface TotalsParts {
  readonly inventory: Pick<Inventory, 'list' | 'status' | 'places' | 'onDidChange'>;
  readonly accounts: Pick<Accounts, 'failure' | 'onDidChange'>;
  readonly scopes: { readonly all: () => readonly Scope[] };
  readonly members: Pick<Members, 'shown' | 'counts'>;
  readonly arrangement: Arrangement;
  readonly now: () => number;
}

type Sums = { -readonly [Name in keyof Omit<PlaceCounts, 'until'>]: number };

const emptySums = (): Sums => ({
  shown: 0,
  all: 0,
  hidden: 0,
  unjudged: 0,
  unread: 0,
  loading: 0,
  shows: 0,
  failing: 0,
});

/** Written out, since a loop over the names takes several times as long, which matters for thousands of places. */
function add(to: Sums, what: Readonly<Sums>, sign: 1 | -1): void {
  to.shown += sign * what.shown;
  to.all += sign * what.all;
  to.hidden += sign * what.hidden;
  to.unjudged += sign * what.unjudged;
  to.unread += sign * what.unread;
  to.loading += sign * what.loading;
  to.shows += sign * what.shows;
  to.failing += sign * what.failing;
}

/** How many places that changed wait for the next question. What a turn brings is spread over time; the places of a list that comes page by page are still counted once. */
const MOST_UNCOUNTED = 32;

/** Listens to the inventory and the accounts until it is disposed, so that a question costs what has changed since the last one. */
export function createTreeTotals(parts: TotalsParts): TreeTotals {
  const { inventory, accounts, scopes, arrangement } = parts;
  let scopesNow: readonly Scope[] = [];
  let arranged: readonly unknown[] = [];
  const total = emptySums();
  const profiles = new Map<string, { readonly sums: Sums; readonly scopes: Set<Scope> }>();
  /** The chosen places. */
  const places = new Map<
    string,
    { readonly scope: Scope; readonly ofProfile: Sums; counts: PlaceCounts | undefined }
  >();
  const dirty = new Map<string, Scope>();
  /** Places by the time at which the filter will say something else of them, though nothing in them changes. */
  let ends = createHeap<Scope>();

  const changed = (scope: Scope): void => void dirty.set(scopeKey(scope), scope);
  /** Left to the next question, a thousand places that were listed meanwhile would be counted in one turn of the event loop. */
  const settleSome = (): void => {
    if (dirty.size >= MOST_UNCOUNTED) settle();
  };
  const forgetAll = (): void => {
    Object.assign(total, emptySums());
    for (const kept of [profiles, places, dirty]) kept.clear();
    ends = createHeap();
  };
  const leave = (scope: Scope): void => {
    const key = scopeKey(scope);
    const place = places.get(key);
    const ofProfile = profiles.get(scope.profile);
    if (place?.counts && ofProfile) for (const sums of [total, ofProfile.sums]) add(sums, place.counts, -1);
    places.delete(key);
    ends.delete(scope);
    ofProfile?.scopes.delete(scope);
    if (ofProfile?.scopes.size === 0) profiles.delete(scope.profile);
  };
  const join = (scope: Scope): void => {
    const known = profiles.get(scope.profile);
    const { sums, scopes: others } = known ?? { sums: emptySums(), scopes: new Set<Scope>() };
    others.add(scope);
    if (!known) profiles.set(scope.profile, { sums, scopes: others });
    const key = scopeKey(scope);
    places.set(key, { scope, ofProfile: sums, counts: undefined });
    dirty.set(key, scope);
  };
  const settle = (): void => {
    const all = scopes.all();
    const { filter, hidden, grouping } = arrangement;
    const now = [filter(), hidden(), hidden().size > 0 ? grouping() : undefined];
    const isArrangedAnew = now.some((one, index) => one !== arranged[index]);
    if (all !== scopesNow) {
      const { left, joined } = leftAndJoined(scopesNow, all);
      // When more places leave than are chosen now, counting the chosen ones anew takes less time than taking off those that leave.
      const isMostGone = left.length > all.length;
      if (isMostGone) forgetAll();
      else left.forEach(leave);
      (isMostGone ? all : joined).forEach(join);
    }
    if (isArrangedAnew) all.forEach(changed);
    scopesNow = all;
    arranged = now;
    for (let scope = ends.first(); scope && (ends.keyOf(scope) ?? 0) < parts.now(); scope = ends.first()) {
      ends.delete(scope);
      changed(scope);
    }
    for (const key of dirty.keys()) {
      const place = places.get(key);
      // Places that aren't chosen don't count.
      if (!place) continue;
      const { scope, ofProfile, counts: before } = place;
      const counts = countsOf(parts, scope, key);
      if (counts === before) continue;
      for (const sums of [total, ofProfile]) {
        if (before) add(sums, before, -1);
        add(sums, counts, 1);
      }
      place.counts = counts;
      if (counts.until === Infinity) ends.delete(scope);
      else ends.set(scope, counts.until);
    }
    dirty.clear();
  };
  const stops = [
    inventory.onDidChange(({ added, changed: others, removed, statuses }) => {
      for (const list of [added, others, removed, statuses]) for (const { scope } of list) changed(scope);
      settleSome();
    }),
    accounts.onDidChange((some) => {
      for (const profile of some) profiles.get(profile)?.scopes.forEach(changed);
    }),
  ];

  return {
    counts: () => {
      settle();
      const { shown, all, hidden, unjudged, unread, loading } = total;
      const lack = unread > 0 ? 'unread' : loading > 0 ? 'loading' : undefined;
      return { shown, all, hidden, unjudged, lack };
    },
    showsSome: (profile) => {
      settle();
      return (profiles.get(profile)?.sums.shows ?? 0) > 0;
    },
    fails: (profile) => {
      settle();
      return (profiles.get(profile)?.sums.failing ?? 0) > 0;
    },
    dispose: () => {
      for (const stop of stops) stop();
    },
  };
}

/** The counts of a place of which nothing was heard yet, as of most when many were just chosen. */
const unheard: PlaceCounts = { ...emptySums(), loading: groupKinds.length, shows: 1, until: Infinity };

function countsOf(parts: TotalsParts, scope: Scope, key: string): PlaceCounts {
  const { inventory, accounts, members, arrangement } = parts;
  const isHeardOf = inventory.places().has(key);
  if (!isHeardOf && arrangement.hidden().size === 0 && !accounts.failure(scope.profile)) return unheard;
  const sums = emptySums();
  let until = Infinity;
  for (const kind of groupKinds) {
    const lack = lackOf(knowledgeIn(inventory.status(scope, kind), scope, accounts));
    if (lack) sums[lack] += 1;
    if (!isHeardOf) continue;
    const { shown, hidden, unjudged, until: holds } = members.counts(scope, kind);
    sums.shown += shown;
    sums.all += inventory.list(scope, kind).length;
    sums.hidden += hidden;
    sums.unjudged += unjudged;
    until = Math.min(until, holds);
  }
  const isShown = isHeardOf
    ? sums.shown > 0 || groupKinds.some((kind) => showsGroup(parts, scope, kind))
    : groupKinds.some((kind) => !isGroupHidden(arrangement, scope, kind));
  sums.shows = isShown ? 1 : 0;
  sums.failing = isHeardOf && failsAsProfile(inventory, scope) ? 1 : 0;
  return { ...sums, until };
}

/** Whether the person hid the whole group. */
export const isGroupHidden = (arrangement: Pick<Arrangement, 'hidden'>, scope: Scope, kind: GroupKind): boolean =>
  arrangement.hidden().size > 0 && arrangement.hidden().has(groupId(scope, kind));

/** Whether the filter leaves something of a list, or it isn't known whether it does. An empty branch is not shown. */
export function showsGroup(
  parts: {
    readonly inventory: Pick<Inventory, 'status'>;
    readonly members: Pick<Members, 'shown'>;
    readonly arrangement: Pick<Arrangement, 'filter' | 'hidden'>;
  },
  scope: Scope,
  kind: GroupKind,
): boolean {
  if (isGroupHidden(parts.arrangement, scope, kind)) return false;
  if (!parts.arrangement.filter()) return true;
  const { asOf, failure, gaps } = parts.inventory.status(scope, kind);
  if (parts.members.shown(scope, kind).length > 0) return true;
  // A list that wasn't read yet may bring something that passes the filter.
  const isAwaited = asOf === undefined && !failure;
  return (failure !== undefined && !isProfileFailure(failure.kind)) || gaps.length > 0 || isAwaited;
}
