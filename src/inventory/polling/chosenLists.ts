import { groupBy } from '../../base/groupBy.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { leftAndJoined } from '../../base/leftAndJoined.ts';
import type { ListName } from '../resourceLists.ts';

/** Which lists are meant: those of `scopes`, else of `scope`, else of `profile`, else of every chosen place. With `kind`: of these, only the lists of that kind. */
export interface ListFilter {
  readonly profile?: string;
  readonly scope?: Scope;
  readonly scopes?: readonly Scope[];
  readonly kind?: ListKind;
}

/** The state of reading one list of one scope. Times are the schedule's, in milliseconds. */
export interface ListJob {
  readonly scope: Scope;
  readonly kind: ListKind;
  running: AbortController | undefined;
  /** A person asked for it while it was being read: it is read once more. */
  again: boolean;
  /** Consecutive failures. */
  failures: number;
  /** After a failure, the earliest time of the next try, unless a person asks. */
  retryAt: number;
  /** When its last reading was asked for, if that failed for a reason that keeps its whole profile from being read. */
  failedAsProfile: number | undefined;
  /** The time from which its pace counts; undefined before the first reading. */
  readAt: number | undefined;
  /** The number of its last listing among all listings; 0 before the first. */
  run: number;
  /** A person asked for it: it is read even if nobody looks. */
  demanded: boolean;
  /** The listing that is running, or has ended last, is one that a person asked for. */
  asked: boolean;
  /** Tells that AWS hasn't answered the running listing. Set when the listing is late and no person had asked for it: then nothing was shown so far, and it is called if a person asks. */
  tellLate: (() => void) | undefined;
  /** How many views have it open. */
  open: number;
  /** Listings in a row that brought nothing new; -1 when something changed since the last one. */
  unchanged: number;
  readonly place: Pick<ChosenPlace, 'dropped' | 'scope'>;
}

/** A chosen profile and region, with the state of the polling of its lists. */
export interface ChosenPlace {
  readonly scope: Scope;
  readonly lists: Readonly<Record<ListKind, ListJob>>;
  /** The place isn't chosen any more: what its lists still bring doesn't count. */
  dropped: boolean;
}

/** The lists of the chosen places, found by place, by profile and by what somebody has open. A place's lists are made when they are first asked for. */
export interface ChosenLists {
  /**
   * Sets the chosen places. Returns those that weren't chosen before (first those with a list that somebody has open), and those that aren't any more.
   */
  choose(scopes: readonly Scope[]): { readonly added: Iterable<ChosenPlace>; readonly dropped: readonly ChosenPlace[] };
  /** By the key of the scope. */
  has(scope: string): boolean;
  find(list: ListName): ListJob | undefined;
  /** The chosen places that a filter means. Made one by one: a place that isn't chosen any more when its turn comes is left out. */
  of(filter: ListFilter): Iterable<ChosenPlace>;
  /** Counts that somebody opened the list (1) or closed it (-1); returns its state where its place is chosen. */
  countOpen(list: ListName, by: 1 | -1): ListJob | undefined;
}

/** Nothing is chosen at first. That a list is open is remembered for a place that isn't chosen yet. */
export function createChosenLists(): ChosenLists {
  /** The chosen scopes in their order, and by their keys. */
  let scopesNow: readonly Scope[] = [];
  const chosen = new Map<string, Scope>();
  const made = new Map<string, ChosenPlace>();
  /** Made when a profile is first asked for: thousands of places may be chosen, and only a person asks for a profile. */
  let byProfile: ReadonlyMap<string, readonly Scope[]> | undefined;
  const opened = new Map<string, { readonly scope: string; readonly count: number }>();

  const openOf = (key: string, kind: ListKind): number => opened.get(`${key}/${kind}`)?.count ?? 0;
  const placeOf = (key: string): ChosenPlace | undefined => {
    const known = made.get(key);
    if (known) return known;
    const scope = chosen.get(key);
    if (!scope) return undefined;
    const place = newPlace(scope, (kind) => openOf(key, kind));
    made.set(key, place);
    return place;
  };
  const ofProfile = (profile: string): readonly Scope[] => {
    byProfile ??= groupBy(scopesNow, (scope) => scope.profile);
    return byProfile.get(profile) ?? [];
  };
  /** Makes the places one by one: there may be thousands, and nobody should wait for the last of them. */
  function* openFirst(added: ReadonlySet<string>): Iterable<ChosenPlace> {
    const open = new Set([...opened.values()].map(({ scope }) => scope).filter((key) => added.has(key)));
    yield* each(open, placeOf);
    for (const key of added) {
      const place = open.has(key) ? undefined : placeOf(key);
      if (place) yield place;
    }
  }
  const find = ({ scope, kind }: ListName): ListJob | undefined => placeOf(scopeKey(scope))?.lists[kind];

  return {
    choose(scopes) {
      const { left, joined } = leftAndJoined(scopesNow, scopes);
      scopesNow = scopes;
      byProfile = undefined;
      const leaving = new Set(left.map(scopeKey));
      const added = new Set<string>();
      for (const scope of joined) {
        const key = scopeKey(scope);
        // A scope that only has another position now stays.
        if (!leaving.delete(key) && !chosen.has(key)) added.add(key);
        chosen.set(key, scope);
      }
      const dropped: ChosenPlace[] = [];
      for (const key of leaving) {
        chosen.delete(key);
        const place = made.get(key);
        if (!place) continue;
        made.delete(key);
        place.dropped = true;
        dropped.push(place);
      }
      return { added: openFirst(added), dropped };
    },
    has: (key) => chosen.has(key),
    find,
    of({ profile, scope, scopes = scope && [scope] }) {
      return each(keysOf(scopes ?? (profile === undefined ? scopesNow : ofProfile(profile))), placeOf);
    },
    countOpen(list, by) {
      const scope = scopeKey(list.scope);
      const key = `${scope}/${list.kind}`;
      const count = openOf(scope, list.kind) + by;
      if (count > 0) opened.set(key, { scope, count });
      else opened.delete(key);
      const job = find(list);
      if (job) job.open = count;
      return job;
    },
  };
}

function* keysOf(scopes: readonly Scope[]): Iterable<string> {
  for (const scope of scopes) yield scopeKey(scope);
}

function* each(keys: Iterable<string>, placeOf: (key: string) => ChosenPlace | undefined): Iterable<ChosenPlace> {
  for (const key of keys) {
    const place = placeOf(key);
    if (place) yield place;
  }
}

function newPlace(scope: Scope, open: (kind: ListKind) => number): ChosenPlace {
  const at = { scope, dropped: false };
  const list = (kind: ListKind) => newList(at, kind, open(kind));
  const lists = {
    instance: list('instance'),
    service: list('service'),
    experiment: list('experiment'),
    lever: list('lever'),
  };
  return Object.assign(at, { lists });
}

function newList(place: ListJob['place'], kind: ListKind, open: number): ListJob {
  return {
    place,
    scope: place.scope,
    kind,
    running: undefined,
    again: false,
    failures: 0,
    retryAt: 0,
    failedAsProfile: undefined,
    readAt: undefined,
    run: 0,
    demanded: false,
    asked: false,
    tellLate: undefined,
    open,
    unchanged: 0,
  };
}
