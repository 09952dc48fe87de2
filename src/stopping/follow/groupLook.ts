import type { Clock } from '../../base/clock.ts';
import { type Moment, momentOf } from '../../base/deadline.ts';
import type { Failure } from '../../model/failure.ts';
import type { AwsReads } from '../../model/ports/awsReads.ts';
import type { TargetRef, WatchedRef } from '../../model/resources/resource.ts';
import type { Target } from '../../model/resources/target.ts';
import type { Scope } from '../../model/scope.ts';
import { createAbsences, isOfAnother, mayBeOf, ofWhom, type Whose } from '../../model/sight.ts';
import type { Look } from '../verdict.ts';
import { lookAt, type LookResult } from './lookAt.ts';
import { whyUnseen } from './passing.ts';

type Seen = Extract<LookResult, { readonly type: 'seen' }>;

/** What one look tells of one thing that is followed or watched. */
export type Told =
  /** The profile leads to another account now: what it reads is about something else. */
  | { readonly type: 'other-account'; readonly whose: Whose }
  | { readonly type: 'unread'; readonly failure: Failure }
  /** `observed`: as the lists show it; absent for a managed daemon, which no list has. */
  | { readonly type: 'seen'; readonly state: string; readonly observed?: Target; readonly look: Look }
  /** AWS says that it doesn't know it, and has said so for long enough to be believed. */
  | { readonly type: 'gone' }
  /** The answer didn't have it. That isn't believed yet: it may be there at the next look. */
  | { readonly type: 'missing' };

/** The thing that is looked for, and in whose account it was when following or watching it began. */
interface Sought {
  readonly ref: WatchedRef;
  readonly whose: Whose;
  /** Whether “not found” is believed also where the account of the credentials that asked isn't known. */
  readonly believesAbsence: boolean;
}

/** The things that are looked at, by group. The same object stands for the same thing from look to look. */
interface SoughtGroups<T extends object> {
  /** All of a group, by its key. */
  readonly group: (key: string) => readonly T[];
  /** Whether it is still waited for, that is, has not ended. */
  readonly isOpen: (one: T) => boolean;
  readonly about: (one: T) => Sought;
  /** Called for each thing that is still waited for, with what the look told of it. `among`: all things of which the look could tell something. */
  readonly tell: (one: T, told: Told, among: readonly T[]) => void;
}

/** What looks are made with: reads alone, so that no look can change anything. */
export interface GroupLookParts {
  readonly reads: Pick<AwsReads, 'describe' | 'wholeDaemon'>;
  readonly clock: Clock;
  /**
   * Called with everything that was seen in the account in which it is sought, for the lists and the history. `since`: when the look began. `ahead`: by
   * how many milliseconds AWS's clock was ahead of this machine's. `whose`: the account, as the lists may show another one of the profile by now.
   */
  readonly looked: (
    scope: Scope,
    observed: readonly Target[],
    missing: readonly TargetRef[],
    since: Moment,
    ahead: number,
    whose: Whose,
  ) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Makes the function that looks at the group of a key. It serves both requests and watches; what an end is, and when to give up, is decided by
 * whoever seeks the thing: a request has a verdict and a limited time, a watch lasts for as long as its thing. The function resolves with whether the
 * group could be read, or undefined when nobody wants to know any more.
 */
export function createGroupLook<T extends object>(
  parts: GroupLookParts,
  { group, isOpen, about, tell }: SoughtGroups<T>,
  signal: AbortSignal,
): (key: string) => Promise<boolean | undefined> {
  const { reads, clock } = parts;
  const absences = createAbsences(() => clock.elapsed(), new WeakMap<T, number>());

  const say = (one: T, told: Told, among: readonly T[]): void => {
    // Telling of one thing may have ended others of the group.
    if (isOpen(one)) tell(one, told, among);
  };

  const take = (ref: WatchedRef, here: readonly T[], result: Seen, since: Moment): void => {
    const { whose, states, missing, failures, clockOffset } = result;
    const look: Look = {
      begun: since.elapsed,
      seenAt: clock.now(),
      ...ofWhom(whose),
      ...(clockOffset !== undefined && { clockOffset }),
    };
    const idOf = (one: T) => about(one).ref.id;
    // An answer of an account that nobody knows says nothing of a thing that is sought in a known one.
    const isTold = (one: T) => {
      const sought = about(one);
      return mayBeOf(whose, sought.whose) && (sought.believesAbsence || !missing.has(sought.ref.id));
    };
    const known = here.filter(isTold);
    const gone = new Set(known.filter((one) => missing.has(idOf(one)) && absences.missing(one)));
    const knownIds = new Set(known.map(idOf));
    const observed = new Map(result.targets.filter(({ id }) => knownIds.has(id)).map((target) => [target.id, target]));
    // Managed daemons are in no list, so that `looked` needn't be told of them.
    if (ref.kind !== 'daemon') {
      const goneRefs = new Map([...gone].map((one) => [idOf(one), { ...ref, id: idOf(one) }]));
      heard(parts, ref.scope, [...observed.values()], [...goneRefs.values()], since, clockOffset ?? 0, whose);
    }
    for (const one of here) {
      const id = idOf(one);
      const state = states.get(id);
      const failure = whyUnseen(failures[id], isTold(one), state);
      if (failure) say(one, { type: 'unread', failure }, here);
      else if (state !== undefined) {
        absences.found(one);
        const target = observed.get(id);
        say(one, { type: 'seen', state, ...(target && { observed: target }), look }, here);
      } else say(one, { type: gone.has(one) ? 'gone' : 'missing' }, here);
    }
  };

  return async (key) => {
    const all = group(key);
    const [first] = all;
    if (!first) return undefined;
    const { ref } = about(first);
    const since = momentOf(clock);
    const ids = [...new Set(all.map((one) => about(one).ref.id))];
    const result = await lookAt(reads, ref, ids, signal);
    if (signal.aborted) return undefined;
    // Things that were added while the look was under way wait for the next one: this look may be from before their request.
    const open = all.filter(isOpen);
    if (result.type === 'unread') {
      for (const one of open) say(one, result, open);
      return false;
    }
    // Whose the answer is goes by the credentials that signed the request, since the profile may give others by now. An answer of another account says
    // nothing of what is sought: ids are unknown there, and every account has a safety lever of the same id.
    const { whose } = result;
    const ofAnother = new Set(open.filter((one) => isOfAnother(whose, about(one).whose)));
    for (const one of ofAnother) say(one, { type: 'other-account', whose }, open);
    const here = open.filter((one) => !ofAnother.has(one) && isOpen(one));
    if (here.length > 0) take(ref, here, result, since);
    return true;
  };
}

/** An error of a listener must not keep the look from telling the others. */
function heard({ looked, onError }: GroupLookParts, ...look: Parameters<GroupLookParts['looked']>): void {
  try {
    looked(...look);
  } catch (error) {
    onError(error);
  }
}
