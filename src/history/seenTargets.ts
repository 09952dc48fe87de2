import type { Moment } from '../base/deadline.ts';
import { type Scope, scopeKey } from '../model/scope.ts';
import type { StoppableKind, StoppableRef } from '../model/resources/resource.ts';
import type { Stoppable } from '../model/resources/target.ts';
import type { Parts } from './lastParts.ts';

/** When an answer came, and when it was asked for, in ms since the epoch by the wall clock as it is set now. */
export interface AnswerTimes {
  readonly seenAt: number;
  readonly askedAt: number;
  /** When it was asked for, by the clock that nobody sets: of two answers the newer one has the greater number. */
  readonly turn: number;
}

/** What was last seen of a resource in this session. */
export interface Seen extends AnswerTimes {
  target: Stoppable;
  seenAt: number;
  askedAt: number;
  turn: number;
  /** When the first answer in a row came that told this state. */
  since: number;
  /** Only kept where the resource has a history. */
  parts?: Parts;
}

/** What was seen in this session, by lists. */
export interface SeenTargets {
  /** The key of the list that holds such resources. */
  readonly listOf: (scope: Scope, kind: StoppableKind) => string;
  /** The resources of a list by their ids; made where it is new. */
  list(key: string): Map<string, Seen>;
  find(list: string, id: string): Seen | undefined;
  of(ref: StoppableRef): Seen | undefined;
  /** The wall clock was set back since the last answer: what was seen keeps its distance from now. */
  setBack(now: Moment): void;
  /** Forgets, now and then, what was not seen for an hour and has no history: fleets that scale bring new ids all day. */
  forgetUnseen(now: number): void;
}

/** Only of large lists anything is forgotten. */
const LARGE = 1_000;
/** For how long what was not seen is remembered, in milliseconds. */
const KEPT = 60 * 60_000;
/** Looking for it goes through all that was seen, so that not every answer can pay for it. In milliseconds. */
const BETWEEN_SWEEPS = 5 * 60_000;

export function createSeenTargets(): SeenTargets {
  const lists = new Map<string, Map<string, Seen>>();
  const keys = new WeakMap<Scope, Map<StoppableKind, string>>();
  let sweptAt = -Infinity;
  /** Building the key for each of 10,000 targets at each poll would cost more than all the rest. */
  const listOf = (scope: Scope, kind: StoppableKind): string => {
    const known = keys.get(scope) ?? new Map<StoppableKind, string>();
    keys.set(scope, known);
    const key = known.get(kind) ?? `${scopeKey(scope)}/${kind}`;
    known.set(kind, key);
    return key;
  };
  const find = (list: string, id: string): Seen | undefined => lists.get(list)?.get(id);
  return {
    listOf,
    list(key) {
      const list = lists.get(key) ?? new Map<string, Seen>();
      lists.set(key, list);
      return list;
    },
    find,
    of: (ref) => find(listOf(ref.scope, ref.kind), ref.id),
    setBack(now) {
      for (const list of lists.values()) for (const seen of list.values()) setBackOne(seen, now);
    },
    forgetUnseen(now) {
      if (Math.abs(now - sweptAt) < BETWEEN_SWEEPS) return;
      sweptAt = now;
      for (const list of lists.values()) {
        if (list.size < LARGE) continue;
        for (const [id, seen] of list) if (seen.parts === undefined && now - seen.seenAt > KEPT) list.delete(id);
      }
    },
  };
}

function setBackOne(seen: Seen, now: Moment): void {
  const by = Math.min(0, now.now - (now.elapsed - seen.turn) - seen.askedAt);
  seen.askedAt += by;
  seen.seenAt = Math.min(seen.seenAt + by, now.now);
  seen.since = Math.min(seen.since, seen.seenAt);
  for (const [subject, part] of seen.parts ?? [])
    if (part.seenAt !== undefined) seen.parts?.set(subject, { ...part, seenAt: part.seenAt + by });
}
