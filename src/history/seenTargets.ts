import type { Moment } from '../base/deadline.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { StoppableKind, StoppableRef } from '../model/resources/resource.ts';
import { type Stoppable, stateOf } from '../model/resources/target.ts';
import { hasNoMoreHistory } from './facts.ts';
import type { Parts } from './lastParts.ts';

/** When an answer came, and when it was asked for, in ms since the epoch by the wall clock as it is set now. */
export interface AnswerTimes {
  readonly seenAt: number;
  readonly askedAt: number;
  /** When it was asked for, by the clock that nobody sets: of two answers the newer one has the greater number. */
  readonly turn: number;
  /** AWS's clock minus this machine's in ms, as the answer told. */
  readonly ahead?: number | undefined;
}

/** What was last seen of a resource in this session. */
export interface Seen extends AnswerTimes {
  target: Stoppable;
  seenAt: number;
  askedAt: number;
  turn: number;
  ahead?: number | undefined;
  /** When the first answer in a row came that told this state. */
  since: number;
  /** By how much AWS's clock was ahead of this machine's at `since`, in ms: either may be set later. */
  sinceAhead?: number | undefined;
  /** Only kept where the resource has a history. */
  parts?: Parts;
}

/** What was seen in this session, by lists. */
export interface SeenTargets {
  /** The key of the list that holds such resources. */
  readonly listOf: (scope: Scope, kind: StoppableKind) => string;
  /** The resources of a list by their ids, of which something was read at that time; made where it is new. */
  list(key: string, readAt: number): Map<string, Seen>;
  find(list: string, id: string): Seen | undefined;
  of(ref: StoppableRef): Seen | undefined;
  /** The wall clock was set back since the last answer: what was seen keeps its distance from now. */
  setBack(now: Moment): void;
  /**
   * Forgets resources that were not seen for an hour although their list was read, and of which no history is being written: fleets that scale bring new ids all day. Looks through one list at most a
   * call, however many there are.
   */
  forgetUnseen(now: number): void;
}

/** For how long what was not seen is remembered, in milliseconds. A list that was not read for as long begins that time anew. */
const KEPT = 60 * 60_000;
/** So often a list is looked through at most, in milliseconds. */
const BETWEEN_SWEEPS = 5 * 60_000;

interface SeenList {
  readonly targets: Map<string, Seen>;
  /** Since when it has been read without a long break, and when last. */
  readFrom: number;
  readAt: number;
  sweptAt: number;
}

/** Nothing was seen at first. */
export function createSeenTargets(): SeenTargets {
  /** Those first that were looked through longest ago. */
  const lists = new Map<string, SeenList>();
  const keys = new WeakMap<Scope, Map<StoppableKind, string>>();
  /** Building the key for each of 10,000 targets at each poll would cost more than all the rest. */
  const listOf = (scope: Scope, kind: StoppableKind): string => {
    const known = keys.get(scope) ?? new Map<StoppableKind, string>();
    keys.set(scope, known);
    const key = known.get(kind) ?? `${scopeKey(scope)}/${kind}`;
    known.set(kind, key);
    return key;
  };
  const find = (key: string, id: string): Seen | undefined => lists.get(key)?.targets.get(id);
  return {
    listOf,
    list(key, at) {
      const known = lists.get(key) ?? { targets: new Map(), readFrom: at, readAt: at, sweptAt: at };
      lists.set(key, known);
      // The list was not read for a long time, as after a night, or the clock was set back: resources of before get the whole time again in which to be seen.
      if (at < known.readAt || at - known.readAt > KEPT) known.readFrom = at;
      known.readAt = at;
      return known.targets;
    },
    find,
    of: (ref) => find(listOf(ref.scope, ref.kind), ref.id),
    setBack(now) {
      for (const { targets } of lists.values()) for (const seen of targets.values()) setBackOne(seen, now);
    },
    forgetUnseen(now) {
      const [first] = lists;
      if (first === undefined) return;
      const [key, one] = first;
      if (Math.abs(now - one.sweptAt) < BETWEEN_SWEEPS) return;
      one.sweptAt = now;
      lists.delete(key);
      lists.set(key, one);
      forgetIn(one);
    },
  };
}

function forgetIn({ targets, readFrom, readAt }: SeenList): void {
  for (const [id, seen] of targets)
    if (readAt - Math.max(seen.seenAt, readFrom) > KEPT && !hasHistoryGoingOn(seen)) targets.delete(id);
}

/** What is over stands in the journal, as after a reload. */
const hasHistoryGoingOn = ({ parts, target }: Seen): boolean =>
  parts !== undefined && !hasNoMoreHistory(target.kind, stateOf(target));

/** By AWS's clock, what was seen stays at the same moments. */
function setBackOne(seen: Seen, now: Moment): void {
  const by = Math.min(0, now.now - (now.elapsed - seen.turn) - seen.askedAt);
  seen.askedAt += by;
  const seenAt = Math.min(seen.seenAt + by, now.now);
  if (seen.ahead !== undefined) seen.ahead += seen.seenAt - seenAt;
  seen.seenAt = seenAt;
  const since = Math.min(seen.since, seen.seenAt);
  if (seen.sinceAhead !== undefined) seen.sinceAhead += seen.since - since;
  seen.since = since;
  for (const [subject, part] of seen.parts ?? [])
    if (part.seenAt !== undefined) seen.parts?.set(subject, { ...part, seenAt: part.seenAt + by });
}
