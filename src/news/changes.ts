import type { Clock } from '../base/clock.ts';
import { createEmitter, type Event } from '../base/event.ts';
import { createPassedTime } from '../base/passedTime.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { leavesListWhole } from '../inventory/listStatus.ts';
import type { InventoryChange, ListName } from '../inventory/resourceLists.ts';
import type { Watcher } from '../inventory/watch/watcher.ts';
import { listKinds, type Resource } from '../model/resources/resource.ts';
import { scopeKey } from '../model/scope.ts';
import type { News } from './news.ts';
import { createSeenStates, type Seen } from './seenStates.ts';

/** Makes news of what is read. Only a change between two looks is any: what a list's first whole listing finds was there before. Nothing of a list that was whole once is lost where listings fail: what they would have shown is news when it is seen. */
export interface Changes {
  /** Whether anybody wants to know. From when it is turned on, each list is read once before anything of it is news. */
  setWanted(wanted: boolean): void;
  readonly onDidHappen: Event<News>;
  dispose(): void;
}

export interface ChangesParts {
  readonly inventory: Pick<Inventory, 'list' | 'places' | 'status' | 'onDidChange'>;
  readonly watcher: Pick<Watcher, 'onDidList' | 'stamp'>;
  /** The account of what is shown of a profile. */
  readonly accounts: Pick<Accounts, 'shown'>;
  readonly clock: Clock;
  /** Whether a stop that was confirmed in this window did it. */
  readonly isOwn: (news: News) => boolean;
  readonly onError: (error: unknown) => void;
}

/** A list that wasn't asked for for so long, in milliseconds, is read as for the first time: a laptop that slept has seen nothing. One that fails is asked for again sooner. */
const UNSEEN_AFTER = 15 * 60_000;

export function createChanges(parts: ChangesParts): Changes {
  const { inventory, watcher, accounts, clock, isOwn, onError } = parts;
  const passed = createPassedTime(clock);
  const emitter = createEmitter<News>(onError);
  const seen = createSeenStates({ passed, accountOf: (profile) => accounts.shown(profile) ?? profile });
  /** When each list that was whole once was last asked for, whatever came of it. */
  const askedAt = new Map<string, number>();
  let wantedSince: number | undefined;

  const keyOf = ({ scope, kind }: ListName) => `${scopeKey(scope)}/${kind}`;
  const isKnown = (list: ListName): boolean => {
    const at = askedAt.get(keyOf(list));
    return at !== undefined && passed() - at <= UNSEEN_AFTER;
  };
  const isWhole = ({ scope, kind }: ListName): boolean => {
    const { asOf, failure, gaps } = inventory.status(scope, kind);
    return asOf !== undefined && failure === undefined && gaps.every(leavesListWhole);
  };
  /** Not once it was forgotten, as when the profile leads to another account. */
  const wasListed = ({ scope, kind }: ListName): boolean => inventory.status(scope, kind).asOf !== undefined;
  const tell = (happened: Seen): void => {
    for (const news of happened) if (!isOwn(news)) emitter.fire(news);
  };
  const take = (resource: Resource, isNew: boolean): void => {
    if (resource.kind === 'instance') return;
    const happened = seen.take(resource, isNew);
    if (happened.length > 0 && isKnown(resource)) tell(happened);
  };
  const heed = ({ added, changed, removed, statuses }: InventoryChange): void => {
    if (wantedSince === undefined) return;
    for (const list of statuses) if (!wasListed(list)) askedAt.delete(keyOf(list));
    for (const resource of added) take(resource, true);
    for (const resource of changed) take(resource, false);
    for (const resource of removed) seen.forget(resource);
  };
  const listed = (list: ListName): void => {
    if (wantedSince === undefined || list.kind === 'instance') return;
    const { asOf = -Infinity } = inventory.status(list.scope, list.kind);
    const counts = isWhole(list) && asOf >= wantedSince;
    if (counts || isKnown(list)) askedAt.set(keyOf(list), passed());
    else askedAt.delete(keyOf(list));
    if (counts && list.kind === 'lever')
      for (const lever of inventory.list(list.scope, 'lever')) tell(seen.lasting(lever));
  };
  const stops = [inventory.onDidChange(heed), watcher.onDidList(listed)];

  return {
    setWanted(wanted) {
      if (wanted === (wantedSince !== undefined)) return;
      wantedSince = wanted ? watcher.stamp() : undefined;
      askedAt.clear();
      seen.clear();
      if (!wanted) return;
      for (const scope of inventory.places().values()) {
        for (const kind of listKinds) for (const resource of inventory.list(scope, kind)) take(resource, true);
      }
    },
    onDidHappen: emitter.event,
    dispose: () => {
      for (const stop of stops) stop();
      emitter.dispose();
    },
  };
}
