import type { Clock } from '../../base/clock.ts';
import { type Moment, momentOf } from '../../base/deadline.ts';
import type { Failure } from '../../model/failure.ts';
import type { Operation } from '../../model/operation.ts';
import { refKey, type TargetRef, type WatchedRef } from '../../model/resources/resource.ts';
import { isOfAnother, isOfSame, ofWhom, type Whose, whoseOf } from '../../model/sight.ts';
import type { Elsewhere } from '../../model/destination.ts';
import { scopeKey } from '../../model/scope.ts';
import type { LastKnown, SeenState } from '../verdict.ts';

/** One requested operation on one target. */
export interface Tracked {
  /** The audit log's id. */
  readonly id: string;
  readonly run: string;
  readonly ref: TargetRef;
  /** Where it was asked for; absent when that was not known. */
  readonly account?: string;
  /** What answered there, where it wasn't AWS alone. */
  readonly elsewhere?: Elsewhere;
  readonly name: string;
  readonly operation: Operation;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  /** AWS's clock minus this machine's when it was requested, in milliseconds: either may be set later. Absent where that is not known. */
  readonly clockOffset?: number;
  /** The state that the plan saw. */
  readonly stateBefore?: string;
  /** Why it is not known whether AWS carried it out; absent after an answer. */
  readonly uncertain?: Failure;
  /** AWS has throttled the call, which is being sent again, as long as the confirmation holds at the latest: until then, in milliseconds since the epoch by this machine's clock. */
  readonly throttled?: { readonly until: number };
  /** The same thing through other profiles of its account, where the plan had it through more than one. */
  readonly twins?: readonly TargetRef[];
  /** Another window asked for it: one before a reload, or one that is still there and follows it, too. */
  readonly takenUp?: true;
}

/** Whether what was asked for is about this thing: as the same profile sees it, or another of the same account. A profile may have led to another account then. */
export function isAbout(
  tracked: Pick<Tracked, 'ref' | 'account' | 'elsewhere'>,
  thing: { readonly ref: Parameters<typeof refKey>[0]; readonly whose: Whose },
): boolean {
  const { ref } = tracked;
  if (isOfAnother(whoseOf(tracked), thing.whose)) return false;
  if (refKey(ref) === refKey(thing.ref)) return true;
  const [one, other] = [ref, thing.ref];
  const isSame = one.kind === other.kind && one.id === other.id && one.scope.region === other.scope.region;
  return isSame && isOfSame(whoseOf(tracked), thing.whose);
}

/** Whether it is about what a place shows by this key: its profile may lead to another account than the one in which it was asked for, which has a lever of the same id. `shown`: whose what is shown of the place is. */
export const isAboutShown = (
  tracked: Pick<Tracked, 'ref' | 'account' | 'elsewhere'>,
  { ref, shown }: { readonly ref: Parameters<typeof refKey>[0]; readonly shown: Whose },
): boolean => refKey(tracked.ref) === refKey(ref) && !isOfAnother(whoseOf(tracked), shown);

/** The same things, to be asked for once more: a profile may lead to another account by now. */
export function meantAgain(all: readonly Pick<Tracked, 'ref' | 'account' | 'elsewhere'>[]): {
  readonly refs: readonly TargetRef[];
  readonly whose?: ReadonlyMap<string, Whose>;
} {
  const known = all.filter(({ account }) => account !== undefined);
  const whose = new Map(known.map((tracked) => [refKey(tracked.ref), whoseOf(tracked)]));
  return { refs: all.map(({ ref }) => ref), ...(whose.size > 0 && { whose }) };
}

/**
 * What a person means by rows that they see, in the accounts of which these are shown: a profile may lead to another one before it is planned, whose safety lever has the same id, and which
 * knows none of the other things. `shown`: whose what is shown of a profile is.
 */
export const meantNow = (
  refs: readonly TargetRef[],
  shown: (profile: string) => Whose,
): ReturnType<typeof meantAgain> => meantAgain(refs.map((ref) => ({ ref, ...ofWhom(shown(ref.scope.profile)) })));

/** `sending`: the call is under way. `requested`: AWS accepted it, or may have. */
export type Mark = 'sending' | 'requested';

/** What is followed, and what has been seen of it. */
export interface Following {
  readonly tracked: Tracked;
  readonly mark: Mark;
  /**
   * When the call was over, or what an earlier window requested was taken up: the request itself may have waited long for its turn. Like every time here, by the
   * clock that no setting moves.
   */
  readonly since: number;
  /** When it was sent, by both clocks: a laptop may sleep while the answer is awaited. What was taken up was sent before this window's own clock began to count. */
  readonly sentAt: Moment;
  /** The last state that a look saw. */
  last: SeenState | undefined;
  /** AWS's clock minus this machine's in milliseconds, as the last look told it, or else as the plan did. */
  ahead: number;
  /** Since when, by AWS's clock, it can't be read, and why. */
  unread: LastKnown['unread'];
  /** When it was looked at last, and for how long looking has been possible. */
  lookedAt: number;
  countedMs: number;
  /** A look has shown that AWS has taken up the request. */
  taken: boolean;
  /** When it was seen last, by either clock. */
  seenAt: Moment | undefined;
  /** For so long that it may have been stopped and started meanwhile, nobody has seen it since it was requested. */
  wasOutOfSight: boolean;
  stalled: boolean;
}

/** All that is followed: found by the log's id, by what it is about, and by the scope and kind in which it is looked at together. */
export interface Followed {
  /** Follows it; in place of what was followed under the same id, whose sightings it keeps. */
  put(tracked: Tracked, mark: Mark): Following;
  /** Whether it is followed still, and nothing in its place. */
  has(following: Following): boolean;
  remove(following: Following): void;
  all(): readonly Following[];
  /** What was requested in one scope and kind, by {@link groupKey}. */
  group(key: string): readonly Following[];
  /** `shown`: whose what is shown by this reference is. What was asked for in another account marks nothing of it. */
  mark(ref: TargetRef, shown: Whose): Mark | undefined;
  clear(): void;
}

/** Names what is looked at together: one kind of one scope, and each managed daemon by itself. */
export const groupKey = (ref: WatchedRef): string =>
  ref.kind === 'daemon' ? refKey(ref) : `${scopeKey(ref.scope)}/${ref.kind}`;

/** Empty at first. `clock` is asked when something is put: from then on its looks count. */
export function createFollowed(clock: Clock): Followed {
  const all = new Map<string, Following>();
  const byRef = new Map<string, Set<Following>>();
  const remove = (following: Following): void => {
    all.delete(following.tracked.id);
    const key = refKey(following.tracked.ref);
    const same = byRef.get(key);
    same?.delete(following);
    if (same?.size === 0) byRef.delete(key);
  };
  return {
    put(tracked, mark) {
      const before = all.get(tracked.id);
      const following: Following = {
        tracked,
        mark,
        since: clock.elapsed(),
        sentAt: before?.sentAt ?? { ...momentOf(clock), now: tracked.requestedAt },
        last: before?.last,
        ahead: before?.ahead ?? tracked.clockOffset ?? 0,
        unread: undefined,
        lookedAt: clock.elapsed(),
        countedMs: before?.countedMs ?? 0,
        taken: before?.taken ?? false,
        seenAt: before?.seenAt,
        wasOutOfSight: before?.wasOutOfSight ?? false,
        stalled: before?.stalled ?? false,
      };
      if (before) remove(before);
      all.set(tracked.id, following);
      const key = refKey(tracked.ref);
      const same = byRef.get(key) ?? new Set();
      byRef.set(key, same.add(following));
      return following;
    },
    has: (following) => all.get(following.tracked.id) === following,
    remove,
    all: () => [...all.values()],
    group: (key) => [...all.values()].filter((one) => one.mark === 'requested' && groupKey(one.tracked.ref) === key),
    mark(ref, shown) {
      const same = [...(byRef.get(refKey(ref)) ?? [])].filter(({ tracked }) => isAboutShown(tracked, { ref, shown }));
      if (same.length === 0) return undefined;
      return same.some((one) => one.mark === 'sending') ? 'sending' : 'requested';
    },
    clear() {
      all.clear();
      byRef.clear();
    },
  };
}

/** What a verdict can tell of it where no look settles it. */
export function lastKnown({ last, unread }: Pick<Following, 'last' | 'unread'>): LastKnown {
  return { ...(last && { last }), ...(unread && { unread }) };
}
