import { type ListKind, listKinds } from '../model/resources/resource.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { ListName } from './resourceLists.ts';

export interface ListFilter {
  readonly profile?: string;
  readonly scope?: Scope;
  readonly kind?: ListKind;
}

/** One list of one scope. Times are the schedule's. */
export interface ListJob {
  readonly scope: Scope;
  readonly kind: ListKind;
  running: AbortController | undefined;
  /** A person asked for it while it was running. */
  again: boolean;
  /** In a row. */
  failures: number;
  /** Not before then, after a failure, unless a person asks. */
  retryAt: number;
  /** From when on its pace counts; undefined before the first reading. */
  readAt: number | undefined;
  /** Which of all listings its last one was; 0 before the first. */
  run: number;
  /** A person asked for it, whoever looks. */
  demanded: boolean;
  /** How often it is open. */
  open: number;
  /** Listings in a row that brought nothing new; -1 when something changed since the last one. */
  unchanged: number;
  filled: boolean;
  /** Its scope is not chosen any more: what it brings counts no more. */
  dropped: boolean;
}

export interface Place {
  readonly scope: Scope;
  readonly lists: Readonly<Record<ListKind, ListJob>>;
}

/** The lists of the chosen places, found by place, by profile and by what somebody has open. */
export interface ChosenLists {
  /** Answers the places that weren't chosen before, those first of which somebody has a list open, and those that aren't chosen any more. */
  choose(scopes: readonly Scope[]): { readonly added: readonly Place[]; readonly dropped: readonly Place[] };
  /** By the key of the scope. */
  has(scope: string): boolean;
  find(list: ListName): ListJob | undefined;
  of(filter: ListFilter): Iterable<Place>;
  /** Somebody opened the list (1), or closed it (-1): answers it where its place is chosen. */
  countOpen(list: ListName, by: 1 | -1): ListJob | undefined;
}

export function createChosenLists(): ChosenLists {
  const chosen = new Map<string, Place>();
  const byProfile = new Map<string, Set<Place>>();
  const opened = new Map<string, number>();

  const drop = (key: string, place: Place): void => {
    chosen.delete(key);
    for (const job of Object.values(place.lists)) job.dropped = true;
    const others = byProfile.get(place.scope.profile);
    others?.delete(place);
    if (others?.size === 0) byProfile.delete(place.scope.profile);
  };
  const add = (key: string, scope: Scope): Place => {
    const list = (kind: ListKind) => newList(scope, kind, opened.get(`${key}/${kind}`) ?? 0);
    const place: Place = {
      scope,
      lists: {
        instance: list('instance'),
        service: list('service'),
        experiment: list('experiment'),
        lever: list('lever'),
      },
    };
    chosen.set(key, place);
    const others = byProfile.get(scope.profile) ?? new Set();
    byProfile.set(scope.profile, others.add(place));
    return place;
  };
  const isOpen = ({ lists }: Place): boolean => listKinds.some((kind) => lists[kind].open > 0);
  const find = ({ scope, kind }: ListName): ListJob | undefined => chosen.get(scopeKey(scope))?.lists[kind];

  return {
    choose(scopes) {
      const wanted = new Map(scopes.map((scope) => [scopeKey(scope), scope]));
      const dropped: Place[] = [];
      for (const [key, place] of chosen) {
        if (wanted.has(key)) continue;
        drop(key, place);
        dropped.push(place);
      }
      const fresh: Place[] = [];
      for (const [key, scope] of wanted) if (!chosen.has(key)) fresh.push(add(key, scope));
      const added = opened.size === 0 ? fresh : [...fresh.filter(isOpen), ...fresh.filter((place) => !isOpen(place))];
      return { added, dropped };
    },
    has: (key) => chosen.has(key),
    find,
    of({ profile, scope }) {
      if (!scope) return profile === undefined ? [...chosen.values()] : [...(byProfile.get(profile) ?? [])];
      const place = chosen.get(scopeKey(scope));
      return place ? [place] : [];
    },
    countOpen(list, by) {
      const key = `${scopeKey(list.scope)}/${list.kind}`;
      const now = (opened.get(key) ?? 0) + by;
      if (now > 0) opened.set(key, now);
      else opened.delete(key);
      const job = find(list);
      if (job) job.open = now;
      return job;
    },
  };
}

function newList(scope: Scope, kind: ListKind, open: number): ListJob {
  return {
    scope,
    kind,
    running: undefined,
    again: false,
    failures: 0,
    retryAt: 0,
    readAt: undefined,
    run: 0,
    demanded: false,
    open,
    unchanged: 0,
    filled: false,
    dropped: false,
  };
}
