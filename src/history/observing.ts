import { deepEqual } from '../base/deepEqual.ts';
import { type StoppableRef } from '../model/resources/resource.ts';
import { stateTraits, UNREAD_STATE } from '../model/resources/states.ts';
import { refOf, stateOf, type Stoppable } from '../model/resources/target.ts';
import type { HistoryFact, ObservedFact } from './entry.ts';
import { hasNoMoreHistory, reportedBy, statesOf } from './facts.ts';
import { lastParts, type Parts } from './lastParts.ts';
import type { AnswerTimes, Seen, SeenTargets } from './seenTargets.ts';
import type { HistoryStore } from './store.ts';
import type { ListedStretches } from './listedStretches.ts';

/** How much of a reason is kept. AWS's are sentences; a hostile one must not fill the disk. */
export const MAX_REASON = 2_000;

/** Makes facts of what is seen. */
export interface Observing {
  /** One target of an answer. */
  see(target: Stoppable, times: AnswerTimes): void;
  /** Gives what was seen a history from here on. */
  begin(seen: Seen): void;
  /** Takes up a history that the journal holds. What happened since it was last seen, happened after that. `now`: ms since the epoch. */
  resume(seen: Seen, now: number): void;
}

/** Writes to `store` what differs from what was seen before, and hands `add` the facts. Asks AWS nothing. */
export function createObserving(parts: {
  readonly store: Pick<HistoryStore, 'record' | 'listed'>;
  readonly listedStretches: Pick<ListedStretches, 'track' | 'see'>;
  readonly seenTargets: SeenTargets;
  readonly add: (ref: StoppableRef, fact: HistoryFact) => void;
}): Observing {
  const { store, listedStretches, seenTargets, add } = parts;
  const { listOf } = seenTargets;

  /** Records how the parts changed since they were last seen, and what AWS reports of it. `since`: when the first answer in a row came that told this state. */
  const advance = (
    seen: Seen,
    target: Stoppable,
    { seenAt, askedAt, ahead }: AnswerTimes,
    { since, sinceAhead }: Pick<Seen, 'since' | 'sinceAhead'> = { since: seenAt, sinceAhead: ahead },
  ): void => {
    const ref = refOf(target);
    const known: Parts = seen.parts ?? new Map();
    seen.parts = known;
    for (const { subject, state, reason } of statesOf(target)) {
      const before = known.get(subject);
      // Another window has seen it since: this is no change of what that one saw.
      if (before?.seenAt !== undefined && before.seenAt > seenAt) continue;
      if (before?.state !== state) {
        add(ref, {
          type: 'observed',
          subject,
          ...(before === undefined ? {} : { from: before.state }),
          ...(before?.seenAt === undefined ? {} : { after: before.seenAt }),
          to: state,
          ...((before?.seenAt ?? since) > since ? seenBefore(seenAt, ahead) : seenBefore(since, sinceAhead)),
          ...(reason === undefined ? {} : { reason: reason.slice(0, MAX_REASON) }),
        });
      }
      known.set(subject, { state, seenAt: askedAt });
    }
    for (const fact of reportedBy(target)) {
      add(ref, {
        type: 'reported',
        ...fact,
        ...(fact.reason === undefined ? {} : { reason: fact.reason.slice(0, MAX_REASON) }),
      });
    }
    listedStretches.track(
      listOf(target.scope, target.kind),
      target.id,
      !hasNoMoreHistory(target.kind, stateOf(target)),
      askedAt,
    );
  };

  const resume = (seen: Seen, now: number): void => {
    const ref = refOf(seen.target);
    const record = store.record(ref);
    if (record === undefined) return;
    // One that ends in a time to come was written before the clock was set back.
    const ends = store.listed(listOf(ref.scope, ref.kind), ref.id).map((stretch) => stretch.to);
    const listedUntil = Math.max(...ends.filter((end) => end <= now), 0);
    const kept = lastParts(record.facts, { listedUntil, seenAt: seen.seenAt, now });
    if (kept.size === 0) return;
    if (seen.parts !== undefined) {
      // What another window has seen since is what the next change starts from.
      for (const [subject, part] of kept) if ((part.seenAt ?? 0) > seen.seenAt) seen.parts.set(subject, part);
      return;
    }
    seen.parts = kept;
    // What was kept can be read long after the first look.
    advance(seen, seen.target, seen, seen);
  };

  const firstSight = (list: Map<string, Seen>, target: Stoppable, times: AnswerTimes): void => {
    const seen: Seen = { target, ...times, since: times.seenAt, sinceAhead: times.ahead };
    list.set(target.id, seen);
    resume(seen, times.seenAt);
    if (seen.parts === undefined && isMoving(target)) advance(seen, target, times);
  };

  const change = (seen: Seen, target: Stoppable, times: AnswerTimes): void => {
    const previous = seen.target;
    if (seen.parts === undefined) {
      seen.parts = new Map(statesOf(previous).map(({ subject, state }) => [subject, { state, seenAt: seen.askedAt }]));
    }
    advance(seen, target, times);
    if (stateOf(previous) !== stateOf(target)) {
      seen.since = times.seenAt;
      seen.sinceAhead = times.ahead;
    }
    seen.target = withFull(target, previous);
    setTimes(seen, times);
  };

  const unchanged = (seen: Seen, target: Stoppable, times: AnswerTimes): void => {
    seen.target = withFull(target, seen.target);
    if (seen.parts !== undefined) {
      for (const { subject, state } of statesOf(target)) seen.parts.set(subject, { state, seenAt: times.askedAt });
    }
    setTimes(seen, times);
  };

  return {
    see(target, times) {
      // It was asked about, and not seen.
      if (stateOf(target) === UNREAD_STATE) return;
      const key = listOf(target.scope, target.kind);
      const list = seenTargets.list(key, times.seenAt);
      const seen = list.get(target.id);
      if (seen === undefined) {
        firstSight(list, target, times);
        return;
      }
      if (times.turn < seen.turn) return;
      const missed = listedStretches.see(key, target.id, times.askedAt);
      if (missed !== undefined) add(refOf(target), missed);
      if (isUnchanged(seen.target, target) && isKnownSo(seen, target)) unchanged(seen, target, times);
      else change(seen, target, times);
    },
    begin: (seen) => advance(seen, seen.target, seen, seen),
    resume,
  };
}

/** By when it was seen, and how far AWS's clock was ahead then, where that is known. */
export const seenBefore = (before: number, ahead: number | undefined): Pick<ObservedFact, 'before' | 'ahead'> => ({
  before,
  ...(ahead === undefined ? {} : { ahead }),
});

function setTimes(seen: Seen, { seenAt, askedAt, turn, ahead }: AnswerTimes): void {
  seen.seenAt = seenAt;
  seen.askedAt = askedAt;
  seen.turn = turn;
  seen.ahead = ahead;
}

function isMoving(target: Stoppable): boolean {
  return target.kind === 'instance'
    ? stateTraits('instance', target.state).transitional
    : !stateTraits(target.kind, stateOf(target)).final;
}

function isUnchanged(before: Stoppable, now: Stoppable): boolean {
  if (before === now) return true;
  // All that is told of an instance comes of these. Fleets of thousands are asked for all the time.
  if (before.kind === 'instance' && now.kind === 'instance') {
    return (
      before.state === now.state &&
      before.launchedAt === now.launchedAt &&
      before.stateTransitionReason === now.stateTransitionReason
    );
  }
  return deepEqual(toldBy(before), toldBy(withFull(now, before)));
}

/** A list tells less than a look; what it leaves out is not forgotten. */
function withFull(target: Stoppable, before: Stoppable): Stoppable {
  const lacks = target.kind === 'experiment' && target.full === undefined;
  return lacks && before.kind === 'experiment' && before.full !== undefined ? { ...target, full: before.full } : target;
}

/** Whether nothing else is known of its parts, as where another window saw them change and change back. */
function isKnownSo({ parts }: Seen, target: Stoppable): boolean {
  return parts === undefined || statesOf(target).every(({ subject, state }) => parts.get(subject)?.state === state);
}

/** What a history is made of, but for the reasons of its states. */
const toldBy = (target: Stoppable): readonly unknown[] => [
  statesOf(target).map(({ subject, state }) => [subject, state]),
  reportedBy(target),
];
