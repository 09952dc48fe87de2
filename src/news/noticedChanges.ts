import type { Clock } from '../base/clock.ts';
import { createEmitter, type Event } from '../base/event.ts';
import { createPassedTime } from '../base/passedTime.ts';
import type { Failure } from '../model/failure.ts';
import type { Accounts } from '../inventory/accounts.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { cutsList, leavesListWhole, sameGaps } from '../inventory/listStatus.ts';
import type { InventoryChange, ListName } from '../inventory/resourceLists.ts';
import type { Poller } from '../inventory/polling/poller.ts';
import { listKinds, type Resource } from '../model/resources/resource.ts';
import { scopeKey } from '../model/scope.ts';
import type { News } from './news.ts';
import type { RememberedLevers } from './rememberedLevers.ts';
import { createSeenStates } from './seenStates.ts';

/** Makes news of what is read. Only a change between two looks is any: what a list's first whole listing finds was there before. Nothing of a list that was whole once is lost where listings fail: what they would have shown is news when it is seen. A list that never is whole, as part of it is denied, tells of what it does hold. */
export interface Changes {
  /** Whether anybody wants to know. From when it is turned on, each list is read once before anything of it is news. */
  setWanted(wanted: boolean): void;
  readonly onDidHappen: Event<News>;
  dispose(): void;
}

export interface ChangesParts {
  readonly inventory: Pick<Inventory, 'list' | 'places' | 'status' | 'onDidChange'>;
  readonly poller: Pick<Poller, 'onDidList' | 'stamp'>;
  /** The account of what is shown of a profile. */
  readonly accounts: Pick<Accounts, 'shown'>;
  readonly clock: Clock;
  readonly levers: RememberedLevers;
  /** Whether somebody would hear a reminder now. */
  readonly mayRemind: () => boolean;
  /** Whether a stop that was confirmed in this window did it. */
  readonly isOwn: (news: News) => boolean;
  readonly onError: (error: unknown) => void;
}

/** A list that wasn't asked for for so long, in milliseconds, is read as for the first time: a laptop that slept has seen nothing. One that fails is asked for again sooner. */
const UNSEEN_AFTER = 15 * 60_000;
/** What its list could not show for longer, in milliseconds, is told with the time since when. */
const LATE_AFTER = 2 * 60_000;

interface NewsMoment {
  /** By passed time. */
  readonly at: number;
  /** As it is shown. */
  readonly shown: number;
}

/** A gap that hides the same members each time, so that whatever is new beside it is new. */
const hidesTheSame = (gap: Failure): boolean => leavesListWhole(gap) || (gap.kind === 'denied' && !cutsList(gap));

/** Makes no calls of its own: it hears of what `poller` lists into `inventory`. Tells nothing until {@link Changes.setWanted}. */
export function createChanges(parts: ChangesParts): Changes {
  const { inventory, poller, accounts, clock, levers, isOwn, onError } = parts;
  const passed = createPassedTime(clock);
  const emitter = createEmitter<News>(onError);
  const seen = createSeenStates({
    now: () => clock.now(),
    passed,
    levers,
    mayRemind: parts.mayRemind,
    shown: (profile) => accounts.shown(profile),
    ahead: ({ scope }) => inventory.status(scope, 'lever').clockOffset ?? 0,
  });
  /** When each list that was known once was last asked for, whatever came of it. */
  const askedAt = new Map<string, number>();
  /** When each list was last read, though not the whole of it. */
  const readAt = new Map<string, NewsMoment>();
  /** When each list that was known ever since was last whole. */
  const wholeAt = new Map<string, NewsMoment>();
  /** The lists whose last listing failed. */
  const failing = new Set<string>();
  /** What the last listing could not read of each list that isn't whole. */
  const gapsOf = new Map<string, readonly Failure[]>();
  /** News of what came new into such a list: it may have been behind a gap that closes, which the listing's end tells. */
  const held = new Map<string, News[]>();
  const forget = (key: string): void => {
    for (const known of [askedAt, readAt, wholeAt, failing, gapsOf, held]) known.delete(key);
  };
  let wantedSince: number | undefined;

  const keyOf = ({ scope, kind }: ListName) => `${scopeKey(scope)}/${kind}`;
  const isKnown = (list: ListName): boolean => {
    const at = askedAt.get(keyOf(list));
    return at !== undefined && passed() - at <= UNSEEN_AFTER;
  };
  /** Not once it was forgotten, as when the profile leads to another account. */
  const wasListed = ({ scope, kind }: ListName): boolean => inventory.status(scope, kind).asOf !== undefined;
  const tell = (happened: readonly News[]): void => {
    for (const news of happened) if (!isOwn(news)) emitter.fire(news);
  };
  /** With the time since when it may have been so, where that is long ago. */
  const seenLate = (happened: readonly News[], before: NewsMoment | undefined): readonly News[] =>
    before !== undefined && passed() - before.at > LATE_AFTER
      ? happened.map((news) => ({ ...news, notReadSince: before.shown }))
      : happened;
  const take = (resource: Resource, isNew: boolean): void => {
    if (resource.kind === 'instance') return;
    const happened = seen.take(resource, isNew);
    if (happened.length === 0 || !isKnown(resource)) return;
    const key = keyOf(resource);
    // What is listed is also looked at by itself between two listings, so that its change is told at once. What is new, or whose list failed meanwhile, may have changed long before.
    const told = isNew || failing.has(key) ? seenLate(happened, readAt.get(key)) : happened;
    if (isNew && gapsOf.has(key)) held.set(key, [...(held.get(key) ?? []), ...told]);
    else tell(told);
  };
  const heed = ({ added, changed, removed, statuses }: InventoryChange): void => {
    if (wantedSince === undefined) return;
    for (const list of statuses) if (!wasListed(list)) forget(keyOf(list));
    for (const resource of added) take(resource, true);
    for (const resource of changed) take(resource, false);
    for (const resource of removed) seen.forget(resource);
  };
  /** Tells what came new into a list that wasn't whole: it is new where the listing lacks just what the one before lacked, else it may be as old as the gap. */
  const release = (key: string, hidesSame: boolean): void => {
    const news = held.get(key) ?? [];
    held.delete(key);
    const before = wholeAt.get(key);
    if (hidesSame) tell(news);
    else if (before) tell(seenLate(news, before));
  };
  const listed = (list: ListName): void => {
    if (wantedSince === undefined || list.kind === 'instance') return;
    const key = keyOf(list);
    const { asOf = -Infinity, shownAsOf = asOf, failure, gaps } = inventory.status(list.scope, list.kind);
    const isRead = failure === undefined && asOf >= wantedSince;
    const whole = isRead && gaps.every(leavesListWhole);
    const before = gapsOf.get(key);
    const same = isRead && before !== undefined && sameGaps(before, gaps);
    if (!isKnown(list)) for (const known of [askedAt, wholeAt, held]) known.delete(key);
    if (whole || same || isKnown(list)) askedAt.set(key, passed());
    if (isRead) {
      release(key, same && gaps.every(hidesTheSame));
      const now = { at: passed(), shown: shownAsOf };
      readAt.set(key, now);
      failing.delete(key);
      if (whole) wholeAt.set(key, now);
      if (whole) gapsOf.delete(key);
      else gapsOf.set(key, gaps);
    } else failing.add(key);
    if (whole && list.kind === 'lever')
      for (const lever of inventory.list(list.scope, 'lever')) tell(seen.lasting(lever));
  };
  const stops = [inventory.onDidChange(heed), poller.onDidList(listed)];

  return {
    setWanted(wanted) {
      if (!wanted) levers.forgetAll();
      if (wanted === (wantedSince !== undefined)) return;
      wantedSince = wanted ? poller.stamp() : undefined;
      for (const known of [askedAt, readAt, wholeAt, failing, gapsOf, held]) known.clear();
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
