import type { Clock } from '../base/clock.ts';
import { type Moment, momentOf } from '../base/deadline.ts';
import { createPassedTime } from '../base/passedTime.ts';
import type { History } from '../history/history.ts';
import type { AnswerSnapshots } from '../history/snapshots.ts';
import { accountOfArn } from '../model/arn.ts';
import type { Failure } from '../model/failure.ts';
import { type StoppableRef, refKey } from '../model/resources/resource.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import { owedSince } from '../model/ports/owedAnswer.ts';
import type { Elsewhere } from '../model/destination.ts';
import {
  accountChanged,
  accountUnknown,
  createAbsences,
  isOfAnother,
  isOfSame,
  mayBeOf,
  nobodys,
  ofWhom,
  type Whose,
  whoseOf,
} from '../model/sight.ts';
import { type Stoppable, stateOf } from '../model/resources/target.ts';

/** AWS's whole answer for one resource, as new as it is known. */
export interface LatestResource {
  readonly json?: string;
  readonly target?: Stoppable;
  /** Whose it is, where that is known. */
  readonly account?: string;
  readonly elsewhere?: Elsewhere;
  /** When the answer came, in ms since the epoch by this machine's clock. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's in milliseconds, as the answer's date tells. */
  readonly clockOffset?: number;
  /** AWS has said for long enough that it doesn't know the resource (any more); the rest is what was last seen. */
  readonly gone: boolean;
  /** AWS has been asked, and its answer is late: since when, as {@link owedSince} tells it. */
  readonly waitingSince?: number;
  /** Why there is no newer answer. */
  readonly failure?: Failure;
}

/** The last answer of each resource that was asked for. What an answer tells goes into the history and the snapshots. */
export interface LatestResources {
  /** However old. */
  last(ref: StoppableRef): LatestResource;
  /** The account that it is of: the one that answered for it, that listed it, or that an earlier window kept. Unknown where none of these is known. */
  ownerOf(ref: StoppableRef): Whose;
  /** Takes over the account that an earlier window kept for it. What this window knows counts more. */
  keepOwner(ref: StoppableRef, owner: Whose): void;
  /** Asks AWS now; who asks meanwhile shares the answer. Never rejects for AWS's sake. */
  refresh(ref: StoppableRef): Promise<LatestResource>;
  dispose(): void;
}

export interface LatestResourcesParts {
  readonly reads: Pick<AwsReads, 'wholeResource'>;
  readonly clock: Clock;
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly inventory: {
    /** Whose the list is that has it now; nobody's where none has it. */
    owner(ref: StoppableRef): Whose;
  };
}

/** Asks AWS for a resource only where {@link LatestResources.refresh} is called, once at a time. `dispose` gives up what is under way. */
export function createLatestResources(parts: LatestResourcesParts): LatestResources {
  const { reads, clock, history, snapshots, inventory } = parts;
  const latest = new Map<string, LatestResource>();
  const asking = new Map<string, { readonly answer: Promise<LatestResource>; readonly since: Moment }>();
  const absences = createAbsences(createPassedTime(clock), new Map<string, number>());
  const abort = new AbortController();

  /** By the time that AWS says that it's gone, no list has it: whose list had it is kept when it's asked for. */
  const takeListed = (ref: StoppableRef): void => {
    const key = refKey(ref);
    const owner = inventory.owner(ref);
    const before = latest.get(key) ?? { gone: false };
    if (before.target === undefined && owner.account !== undefined) latest.set(key, ownedBy(before, owner));
  };

  const fetch = async (ref: StoppableRef): Promise<LatestResource> => {
    const key = refKey(ref);
    const asked = momentOf(clock);
    takeListed(ref);
    const outcome = await reads.wholeResource(ref, abort.signal);
    const before: LatestResource = latest.get(key) ?? { gone: false };
    if (abort.signal.aborted) return before;
    const now = clock.now();
    let next: LatestResource;
    const isMissing = !outcome.ok && outcome.failure.kind === 'not-found';
    const whose = outcome.ok ? whoseOf(outcome.seen) : whoseOf(outcome.failure);
    const isOwnerOpen = before.target === undefined && before.account === undefined;
    const known = isOwnerOpen ? ownerInId(ref, whose) : whoseOf(before);
    if (isOfAnother(whose, whoseOf(before)) || (isMissing && isOfAnother(whose, known))) {
      // The page is about what is in one account, whatever the profile leads to now.
      next = { ...before, failure: accountChanged };
    } else if ((outcome.ok || isMissing) && !mayBeOf(whose, whoseOf(before))) {
      // Of other credentials, for all that is known.
      next = { ...before, failure: accountUnknown };
    } else if (outcome.ok) {
      absences.found(key);
      const { target, json } = outcome.value;
      const { clockOffset } = outcome.seen;
      const byClock = clockOffset === undefined ? {} : { clockOffset };
      next = { json, target, asOf: now, gone: false, ...byClock, ...ofWhom(whose) };
      history.observe([target], now, asked, clockOffset ?? 0);
      snapshots.keep(ref, { at: now, state: stateOf(target), json, ...byClock });
    } else if (isMissing && isOfSame(whose, known) && absences.missing(key)) {
      next = { ...withoutFailure(before), gone: true };
      history.missing(ref, now);
    } else {
      next = { ...before, failure: outcome.failure };
    }
    latest.set(key, next);
    return next;
  };

  const refresh = (ref: StoppableRef): Promise<LatestResource> => {
    const key = refKey(ref);
    const running = asking.get(key);
    if (running !== undefined) return running.answer;
    const since = momentOf(clock);
    const answer = fetch(ref).finally(() => asking.delete(key));
    asking.set(key, { answer, since });
    return answer;
  };
  const waitOf = (key: string): Pick<LatestResource, 'waitingSince'> => {
    const asked = asking.get(key)?.since;
    const waitingSince = asked && owedSince(clock, asked);
    return waitingSince === undefined ? {} : { waitingSince };
  };

  return {
    last: (ref) => ({ ...(latest.get(refKey(ref)) ?? { gone: false }), ...waitOf(refKey(ref)) }),
    ownerOf: (ref) => {
      takeListed(ref);
      return whoseOf(latest.get(refKey(ref)) ?? { gone: false });
    },
    keepOwner: (ref, owner) => {
      const key = refKey(ref);
      const before = latest.get(key) ?? { gone: false };
      if (before.target === undefined && before.account === undefined) latest.set(key, ownedBy(before, owner));
    },
    refresh,
    dispose: () => abort.abort(),
  };
}

/** Whose it is by an id that names an account. Such an id tells no endpoint: beside what answers in AWS's place it says nothing. */
function ownerInId({ id }: StoppableRef, { elsewhere }: Whose): Whose {
  return elsewhere === undefined ? { ...nobodys, account: accountOfArn(id) } : nobodys;
}

function ownedBy(latest: LatestResource, owner: Whose): LatestResource {
  const { account: _, elsewhere: __, ...rest } = latest;
  return { ...rest, ...ofWhom(owner) };
}

function withoutFailure(latest: LatestResource): LatestResource {
  const { failure: _, ...rest } = latest;
  return rest;
}
