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
  /** The id of the request in the audit log. */
  readonly id: string;
  readonly run: string;
  readonly ref: TargetRef;
  /** The account in which it was asked for; absent when that was not known. */
  readonly account?: string;
  /** What answered, where it wasn't AWS alone. */
  readonly elsewhere?: Elsewhere;
  readonly name: string;
  readonly operation: Operation;
  /** Milliseconds since the epoch. */
  readonly requestedAt: number;
  /**
   * AWS's clock minus this machine's when it was requested, in milliseconds. Kept with the request, as either clock may be set later. Absent where it
   * isn't known.
   */
  readonly clockOffset?: number;
  /** The state that the plan saw. */
  readonly stateBefore?: string;
  /** The failure by which it is not known whether AWS carried it out; absent once AWS has accepted it. */
  readonly uncertain?: Failure;
  /** AWS has refused it by a code that it also gives where nothing is left to do: the next looks tell which of both it is. */
  readonly refusal?: Failure;
  /**
   * AWS has throttled the call, and it is sent again until the permit ends at the latest: `until`, in milliseconds since the epoch by this machine's
   * clock.
   */
  readonly throttled?: { readonly until: number };
  /** The same target through other profiles of its account, where the plan had it through more than one. */
  readonly twins?: readonly TargetRef[];
  /**
   * Another window asked for it, and this one has taken it up from the audit log. That window may be gone after a reload, or may still be open and
   * follow the same request.
   */
  readonly takenUp?: true;
}

/**
 * Whether a request is about this thing, as its own profile or another of the same account sees it. False where its profile led to another account at
 * the time of the request.
 */
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

/**
 * Whether a request is about what is shown under the same reference. `shown`: whose the shown thing is. The profile may lead to another account now
 * than at the time of the request, and every account has a lever of the same id.
 */
export const isAboutShown = (
  tracked: Pick<Tracked, 'ref' | 'account' | 'elsewhere'>,
  { ref, shown }: { readonly ref: Parameters<typeof refKey>[0]; readonly shown: Whose },
): boolean => refKey(tracked.ref) === refKey(ref) && !isOfAnother(whoseOf(tracked), shown);

/**
 * The targets of earlier requests, to be planned once more, with the accounts in which they were meant: a profile may lead to another account by now.
 */
export function meantAgain(all: readonly Pick<Tracked, 'ref' | 'account' | 'elsewhere'>[]): {
  readonly refs: readonly TargetRef[];
  readonly whose?: ReadonlyMap<string, Whose>;
} {
  const known = all.filter(({ account }) => account !== undefined);
  const whose = new Map(known.map((tracked) => [refKey(tracked.ref), whoseOf(tracked)]));
  return { refs: all.map(({ ref }) => ref), ...(whose.size > 0 && { whose }) };
}

/**
 * The targets that a person means by rows, with the accounts of which those are shown. A profile may lead to another account before the plan is made,
 * whose lever has the same id and which has none of the other things. `shown`: whose the things are that are shown of a profile.
 */
export const meantNow = (
  refs: readonly TargetRef[],
  shown: (profile: string) => Whose,
): ReturnType<typeof meantAgain> => meantAgain(refs.map((ref) => ({ ref, ...ofWhom(shown(ref.scope.profile)) })));

/** Whether AWS has accepted a force stop: no answer was lost, and it was not refused. */
export const isForceAccepted = ({ operation, uncertain, refusal }: Tracked): boolean =>
  operation.type === 'force-stop' && uncertain === undefined && refusal === undefined;

/** `sending`: the call is under way. `requested`: AWS accepted it, or may have. */
export type Mark = 'sending' | 'requested';

/** What is followed, and what has been seen of it. */
export interface Following {
  readonly tracked: Tracked;
  readonly mark: Mark;
  /**
   * When the call was over, or when the request of an earlier window was taken up; the request itself may have waited long for its turn. In
   * milliseconds of `Clock.elapsed`, which no setting of the clock moves; so is `lookedAt`.
   */
  readonly since: number;
  /**
   * When it was sent, by both clocks, since a laptop may sleep while the answer is awaited. For a request that was taken up, `elapsed` is only the time
   * at which that happened: this window's clock hadn't begun to count before.
   */
  readonly sentAt: Moment;
  /** The last state that a look saw. */
  last: SeenState | undefined;
  /** AWS's clock minus this machine's, in milliseconds: as the last look told it, before the first look as the plan told it. */
  ahead: number;
  /** Since when it can't be read, by AWS's clock, and why; undefined while it can. */
  unread: LastKnown['unread'];
  /** `lookedAt`: when it was looked at last. `countedMs`: for how long looking has been possible, which is what its time is measured by. */
  lookedAt: number;
  countedMs: number;
  /** A look has shown that AWS has taken up the request. */
  taken: boolean;
  /** When it was seen last, by either clock. */
  seenAt: Moment | undefined;
  /** Whether nobody saw it for so long, since it was requested, that somebody may have stopped and started it meanwhile. */
  wasOutOfSight: boolean;
  stalled: boolean;
}

/**
 * The requests that are followed. They are found by the log's id, by the thing that they are about, and by the group (scope and kind) that is looked
 * at in one call.
 */
export interface Followed {
  /** Follows a request. Where one with the same id is followed, it is replaced, and what was seen of it is kept. */
  put(tracked: Tracked, mark: Mark): Following;
  /** Whether this very object is still followed, and has not been replaced. */
  has(following: Following): boolean;
  remove(following: Following): void;
  all(): readonly Following[];
  /** What was requested in one group, by {@link groupKey}. */
  group(key: string): readonly Following[];
  /** How the thing that is shown under this reference is marked. `shown`: whose it is. A request made in another account doesn't mark it. */
  mark(ref: TargetRef, shown: Whose): Mark | undefined;
  /** The last force stop that AWS has accepted for the thing that is shown under this reference, through whichever profile of its account. */
  force(ref: TargetRef, shown: Whose): Following | undefined;
  clear(): void;
}

/** The key of the group that one call looks at: one kind in one scope; a managed daemon is a group by itself. */
export const groupKey = (ref: WatchedRef): string =>
  ref.kind === 'daemon' ? refKey(ref) : `${scopeKey(ref.scope)}/${ref.kind}`;

/** Empty at first. `clock` gives the time at which something is put: only looks that begin later count for it. */
export function createFollowed(clock: Clock): Followed {
  const all = new Map<string, Following>();
  const byRef = new Map<string, Set<Following>>();
  /** Force stops by the ids of their instances: each row of one that is stopping asks for its own. */
  const forces = new Map<string, Set<Following>>();
  const indexesOf = ({ ref, operation }: Tracked) => [
    { index: byRef, key: refKey(ref) },
    ...(operation.type === 'force-stop' ? [{ index: forces, key: ref.id }] : []),
  ];
  const remove = (following: Following): void => {
    all.delete(following.tracked.id);
    for (const { index, key } of indexesOf(following.tracked)) {
      const same = index.get(key);
      same?.delete(following);
      if (same?.size === 0) index.delete(key);
    }
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
      for (const { index, key } of indexesOf(tracked)) index.set(key, (index.get(key) ?? new Set()).add(following));
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
    force: (ref, shown) =>
      [...(forces.get(ref.id) ?? [])]
        .filter(({ mark, tracked }) => mark === 'requested' && isForceAccepted(tracked))
        .filter(({ tracked }) => isAbout(tracked, { ref, whose: shown }))
        .toSorted((one, other) => one.tracked.requestedAt - other.tracked.requestedAt)
        .at(-1),
    clear() {
      all.clear();
      byRef.clear();
      forces.clear();
    },
  };
}

/** The part of a verdict that tells what was last known, for a request whose end no look has settled. */
export function lastKnown({ last, unread }: Pick<Following, 'last' | 'unread'>): LastKnown {
  return { ...(last && { last }), ...(unread && { unread }) };
}
