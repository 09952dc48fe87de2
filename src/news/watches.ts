import { createEmitter, type Event } from '../base/event.ts';
import { createPassedTime } from '../base/passedTime.ts';
import type { Failure } from '../model/failure.ts';
import type { Memento } from '../model/ports/memento.ts';
import { refKey, type TargetKind, type WatchedRef } from '../model/resources/resource.ts';
import { isOfAnother, ofWhom, type Whose, whoseInText, whoseOf } from '../model/sight.ts';
import { stateTraits } from '../model/resources/states.ts';
import { groupKey } from '../stopping/follow/followed.ts';
import { createGroupLook, type GroupLookParts, type Told } from '../stopping/follow/groupLook.ts';
import { createLookTimes } from '../stopping/follow/lookTimes.ts';
import { rememberedWatches, type Watch } from './rememberedWatches.ts';

/** How a watch ended. `last`: the state that was seen last. */
export type WatchEnd =
  | { readonly type: 'final'; readonly state: string }
  | { readonly type: 'gone'; readonly last: string }
  /** The profile leads to another account now: what it brings is about something else. */
  | { readonly type: 'other-account'; readonly account: string; readonly last: string }
  /** It could not be read for a day. */
  | { readonly type: 'unread'; readonly failure: Failure; readonly last: string };

/** What is watched no more, and how that ended. */
export interface Watched {
  readonly watch: Watch;
  readonly end: WatchEnd;
}

/** Something that is watched can't be read: nobody hears of its end meanwhile. */
export interface OutOfSight {
  readonly watch: Watch;
  readonly failure: Failure;
  /** Milliseconds since the epoch by AWS's clock, as the last look told it. */
  readonly since: number;
}

/** What a reference stands for as long as its profile leads to this account. */
export interface WatchedThing {
  readonly ref: WatchedRef;
  readonly whose: Whose;
}

/** Watches resources, whoever looks and whatever changes them, until each is in a state that AWS doesn't change by itself. Only reads. */
export interface Watches {
  start(watches: readonly Watch[]): void;
  /** `shown`: whose what is shown by this reference is. */
  has(ref: WatchedRef, shown: Whose): boolean;
  all(): readonly Watch[];
  /** Ends the watching of these, without a word. `whose`: whose thing is meant, where that is known: the same reference may be watched in another account, too. */
  stop(things: readonly WatchedThing[]): void;
  /** The ends of these have been told, or somebody else tells them: until then, an end is looked for anew after a reload. */
  forget(watches: readonly Watch[]): void;
  /** Takes up what was watched before the window was reloaded, and what had ended by then without having been told. */
  resume(): void;
  /** Looks at once at what is watched with a profile: it has been signed in. */
  wake(profile: string): void;
  /** These are watched from now on, or no more. */
  readonly onDidChange: Event<readonly WatchedRef[]>;
  readonly onDidEnd: Event<Watched>;
  /** Once for each time that it gets out of sight. */
  readonly onDidLoseSight: Event<OutOfSight>;
  dispose(): void;
}

export interface WatchesParts extends GroupLookParts {
  readonly memory: Memento;
}

/** So long out of sight, the person is told that nobody would hear of the end. In milliseconds, like all here. */
const TOLD_UNREAD_AFTER = 5 * 60_000;
/** So long out of sight, nobody waits for it any more. */
const GIVEN_UP_AFTER = 24 * 3_600_000;

interface Item {
  watch: Watch;
  /** By the clock that no setting moves. */
  readonly since: number;
  last: string;
  /** AWS's clock minus this machine's in milliseconds, as the last look told it. */
  ahead: number;
  unread: { readonly at: number; readonly wall: number; told: boolean } | undefined;
}

/** Writes down that it could not be read, and for how long that has been so. */
function lostFor(item: Item, now: { readonly passed: number; readonly wall: number }) {
  item.unread ??= { at: now.passed, wall: now.wall, told: false };
  const { at, wall, told } = item.unread;
  const lasted = now.passed - at;
  const isNews = !told && lasted >= TOLD_UNREAD_AFTER;
  if (isNews) item.unread.told = true;
  return { isLong: lasted >= GIVEN_UP_AFTER, isNews, since: wall };
}

/** Names a watch. One belongs to the account in which it was begun: its profile may lead to another by now, where something else has the same reference. */
const keyOf = (watch: Watch): string => JSON.stringify([refKey(watch.ref), watch.account, watch.elsewhere]);

const isAboutThing = (watch: Watch, { ref, whose }: WatchedThing): boolean =>
  refKey(watch.ref) === refKey(ref) && !isOfAnother(whoseOf(watch), whose);

/** What is watched, by its reference. Under one reference there is an item for each account in which it is watched. */
function createItems() {
  const byRef = new Map<string, readonly Item[]>();
  const of = (ref: WatchedRef): readonly Item[] => byRef.get(refKey(ref)) ?? [];
  return {
    of,
    all: (): readonly Item[] => [...byRef.values()].flat(),
    has: (item: Item): boolean => of(item.watch.ref).includes(item),
    add: (item: Item): void => void byRef.set(refKey(item.watch.ref), [...of(item.watch.ref), item]),
    remove(item: Item): void {
      const left = of(item.watch.ref).filter((other) => other !== item);
      if (left.length > 0) byRef.set(refKey(item.watch.ref), left);
      else byRef.delete(refKey(item.watch.ref));
    },
    clear: (): void => byRef.clear(),
  };
}

type Items = ReturnType<typeof createItems>;

/** Whether it was told only now whose it is. What is watched in that account already is not watched twice. */
function learnsOwner(items: Items, item: Item, whose: Whose): boolean {
  if (whose.account === undefined || item.watch.account !== undefined) return false;
  const watch = { ...item.watch, ...ofWhom(whose) };
  if (items.of(watch.ref).some((other) => keyOf(other.watch) === keyOf(watch))) items.remove(item);
  item.watch = watch;
  return true;
}

/** Whether it is watched already. What was begun before anybody knew whose it is belongs to whoever shows it first. */
function isWatchedAlready(items: Items, watch: Watch): boolean {
  const same = items.of(watch.ref);
  if (same.some((item) => keyOf(item.watch) === keyOf(watch))) return true;
  const unowned = same.find((item) => item.watch.account === undefined);
  if (unowned) learnsOwner(items, unowned, whoseOf(watch));
  return unowned !== undefined;
}

/** Nothing is watched until {@link Watches.start} or {@link Watches.resume}. What is watched is written to `memory` at each change, and stays there until its end is told. */
export function createWatches(parts: WatchesParts): Watches {
  const { clock, onError } = parts;
  const passed = createPassedTime(clock);
  const items = createItems();
  /** What is watched no more, and whose end nobody has told yet: a window that closes meanwhile leaves it to the next. */
  const untold = new Map<string, Watch>();
  const changes = createEmitter<readonly WatchedRef[]>(onError);
  const ends = createEmitter<Watched>(onError);
  const losses = createEmitter<OutOfSight>(onError);
  const memory = rememberedWatches(parts.memory, onError);
  const stop = new AbortController();

  const groupOf = (key: string) => items.all().filter(({ watch }) => groupKey(watch.ref) === key);
  const remember = () => {
    const open = new Map(items.all().map(({ watch }) => [keyOf(watch), watch]));
    // What is watched again stands for itself alone.
    memory.write([...new Map([...untold, ...open]).values()]);
  };
  const end = (item: Item, how: WatchEnd): void => {
    items.remove(item);
    untold.set(keyOf(item.watch), item.watch);
    changes.fire([item.watch.ref]);
    ends.fire({ watch: item.watch, end: how });
  };
  const unread = (item: Item, failure: Failure): void => {
    const { watch, last } = item;
    const lost = lostFor(item, { passed: passed(), wall: clock.now() + item.ahead });
    if (lost.isLong) end(item, { type: 'unread', failure, last });
    else if (lost.isNews) losses.fire({ watch, failure, since: lost.since });
  };
  const tell = (item: Item, told: Told): void => {
    const { watch, last } = item;
    if (told.type === 'unread') {
      unread(item, told.failure);
      return;
    }
    item.unread = undefined;
    switch (told.type) {
      case 'other-account':
        end(item, { type: 'other-account', account: whoseInText(told.whose, whoseOf(watch)), last });
        break;
      case 'gone':
        end(item, { type: 'gone', last });
        break;
      case 'seen': {
        const { state, look } = told;
        if (learnsOwner(items, item, whoseOf(look))) remember();
        if (!items.has(item)) break;
        item.last = state;
        item.ahead = look.clockOffset ?? 0;
        if (isEndState(item.watch, item.watch.ref.kind, state)) end(item, { type: 'final', state });
        break;
      }
      case 'missing':
        break;
    }
  };
  const lookIn = createGroupLook<Item>(
    parts,
    {
      group: groupOf,
      isOpen: items.has,
      // Where the account of a watch was never known, an answer without the resource may come from another account: it doesn’t say that the resource is gone.
      about: ({ watch }) => ({ ref: watch.ref, whose: whoseOf(watch), believesAbsence: watch.account !== undefined }),
      tell,
    },
    stop.signal,
  );
  const times = createLookTimes({
    clock,
    sinceOf: (key) => groupOf(key).map(({ since }) => since),
    look: lookIn,
    onError,
  });
  const add = (watches: readonly Watch[]): void => {
    const fresh = watches.filter((watch) => {
      if (isWatchedAlready(items, watch)) return false;
      items.add({ watch, since: clock.elapsed(), last: watch.from, ahead: 0, unread: undefined });
      times.soon(groupKey(watch.ref));
      return true;
    });
    if (fresh.length > 0) changes.fire(fresh.map(({ ref }) => ref));
  };

  return {
    start(watches) {
      add(watches);
      remember();
    },
    has: (ref, shown) => items.of(ref).some(({ watch }) => isAboutThing(watch, { ref, whose: shown })),
    all: () => items.all().map(({ watch }) => watch),
    stop(things) {
      const isMeant = (watch: Watch) => things.some((thing) => isAboutThing(watch, thing));
      const ended = things.flatMap((thing) => items.of(thing.ref).filter(({ watch }) => isAboutThing(watch, thing)));
      const unheard = [...untold].filter(([, watch]) => isMeant(watch));
      for (const item of ended) items.remove(item);
      for (const [key] of unheard) untold.delete(key);
      if (ended.length + unheard.length > 0) remember();
      if (ended.length > 0) changes.fire(ended.map(({ watch }) => watch.ref));
    },
    forget(watches) {
      const told = watches.filter((watch) => untold.get(keyOf(watch)) === watch);
      if (told.length === 0) return;
      for (const watch of told) untold.delete(keyOf(watch));
      remember();
    },
    resume: () => add(memory.read().filter((watch) => !untold.has(keyOf(watch)))),
    wake: (profile) => times.now((key) => groupOf(key)[0]?.watch.ref.scope.profile === profile),
    onDidChange: changes.event,
    onDidEnd: ends.event,
    onDidLoseSight: losses.event,
    dispose() {
      stop.abort();
      times.dispose();
      items.clear();
      untold.clear();
      for (const emitter of [changes, ends, losses]) emitter.dispose();
    },
  };
}

/** Of which kind the states are that a watched thing has. */
export const watchedStates = (kind: WatchedRef['kind']): TargetKind => (kind === 'daemon' ? 'deployment' : kind);

/** Whether AWS changes it no more by itself. An instance that was starting has come to its end when it runs. */
export function isEndState({ from }: Pick<Watch, 'from'>, kind: WatchedRef['kind'], state: string): boolean {
  return (
    stateTraits(watchedStates(kind), state).final || (kind === 'instance' && from === 'pending' && state === 'running')
  );
}
