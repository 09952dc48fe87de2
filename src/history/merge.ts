import type { StoppableKind } from '../model/resources/resource.ts';
import { onAwsClock } from './awsClock.ts';
import type { HistoryFact, Gap, HistoryEntry, ObservedFact, ReportedFact, Transition, ListedStretch } from './entry.ts';

/** What merging goes by beside the facts. Times in ms since the epoch by this machine's clock, but for AWS's own in `live`. */
export interface MergeContext {
  readonly kind: StoppableKind;
  /** What AWS reports of the resource now, beside what was kept. */
  readonly live: readonly ReportedFact[];
  /** When the resource's list was read again and again; in any order, may overlap. */
  readonly listed: readonly ListedStretch[];
  /** Nothing more can happen to it. */
  readonly over: boolean;
  readonly now: number;
  /** A break shorter than this many milliseconds is no gap. */
  readonly gapAfter: number;
}

/** How far AWS's clock and this machine's may be apart when a reported time is matched with an observation, in milliseconds. */
const CLOCK_SKEW = 120_000;
/** In milliseconds. */
const SECOND = 1_000;

/**
 * Makes one history, oldest first, of the facts that any number of windows kept: the same transition seen by several is one (in the window
 * that all agree on), and one that AWS also reports takes AWS's time.
 */
export function mergeFacts(facts: readonly HistoryFact[], context: MergeContext): readonly HistoryEntry[] {
  const repeats = context.kind === 'instance';
  const reported = mergeReported([...facts.filter((fact) => fact.type === 'reported'), ...context.live], repeats);
  const observed = mergeObserved(
    facts.filter((fact) => fact.type === 'observed'),
    repeats,
  );
  const entries: HistoryEntry[] = [...joinTimes(observed, reported, repeats), ...others(facts)];
  return inOrder(onAwsClock([...entries, ...gapsOf(facts, context)]), context.kind);
}

/** Oldest first. */
function inOrder(entries: readonly HistoryEntry[], kind: StoppableKind): readonly HistoryEntry[] {
  const sorted = [...entries].sort((a, b) => momentOf(a) - momentOf(b) || orderOf(kind, a) - orderOf(kind, b));
  if (kind !== 'instance') return sorted;
  const ordered: HistoryEntry[] = [];
  // From the last one on, so that each finds its causes among those that come after it by their times.
  for (const entry of sorted.toReversed()) ordered.splice(causesOf(entry, ordered), 0, entry);
  return ordered;
}

/**
 * How many of these later entries come before this one all the same. EC2 tells its times in whole seconds, cut off, and Halt its own in milliseconds: a state that EC2 tells comes after what
 * brought it about in the same second, which is a request or the state that was left.
 */
function causesOf(entry: HistoryEntry, later: readonly HistoryEntry[]): number {
  if (entry.type !== 'transition' || entry.source !== 'aws' || entry.at % SECOND !== 0) return 0;
  const next = later.findIndex((one) => momentOf(one) >= entry.at + SECOND);
  const inSecond = next < 0 ? later : later.slice(0, next);
  return inSecond.findLastIndex((one) => isCauseOf(one, entry)) + 1;
}

function isCauseOf(cause: HistoryEntry, { subject, from, to, window }: Transition): boolean {
  if (cause.type === 'transition') return cause.subject === subject && cause.to === from;
  if (cause.type !== 'request' || subject !== '') return false;
  // What was seen before the request is not of it.
  const isSeenBefore = window !== undefined && window.before < cause.at - (cause.clockOffset ?? 0);
  return !isSeenBefore && cause.operation.startsWith('Start') === (to === 'pending');
}

/** What comes first of several entries of one moment, as a second of AWS's is: the way a resource goes through its states. */
const statesInOrder: Readonly<Record<StoppableKind, readonly string[]>> = {
  instance: ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'],
  deployment: [
    ...['PENDING', 'started', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED'],
    ...['rollback-started', 'ROLLBACK_IN_PROGRESS'],
  ],
  experiment: ['pending', 'started', 'initiating', 'running', 'stopping'],
};

function orderOf(kind: StoppableKind, entry: HistoryEntry): number {
  const isWhole = entry.type === 'transition' || entry.type === 'event' ? entry.subject === '' : true;
  // Its parts come after it, in the order in which they are told.
  if (!isWhole) return statesInOrder[kind].length + 1;
  const name = entry.type === 'transition' ? entry.to : entry.type === 'event' ? entry.name : undefined;
  if (name === undefined) return -1;
  const order = statesInOrder[kind].indexOf(name);
  // What isn't on the way is its end, or comes after it.
  return order < 0 ? statesInOrder[kind].length : order;
}

/** The time by which an entry is ordered. */
function momentOf(entry: HistoryEntry): number {
  return entry.type === 'gap' ? entry.from : entry.at;
}

function mergeReported(all: readonly ReportedFact[], repeats: boolean): readonly ReportedFact[] {
  const unique = new Map<string, ReportedFact>();
  for (const fact of [...all].sort((a, b) => a.at - b.at)) {
    const key = JSON.stringify([fact.subject, fact.to, fact.name, repeats ? fact.at : 0]);
    const known = unique.get(key);
    if (known === undefined) unique.set(key, fact);
    else if (known.reason === undefined && fact.reason !== undefined)
      unique.set(key, { ...known, reason: fact.reason });
  }
  // "ended at" stands alone only as long as it is not known in which state.
  const ends = new Set(
    [...unique.values()].filter((fact) => fact.to !== undefined).map((fact) => `${fact.subject}@${fact.at}`),
  );
  // A start without a state stands alone as well, as long as nobody has seen which state it began.
  const begun = new Set([...unique.values()].map(({ subject, at, to }) => `${subject}@${at} ${to}`));
  return [...unique.values()].filter(({ to, name, subject, at }) => {
    if (to !== undefined) return true;
    const states = startOf.get(name ?? '');
    if (states === undefined) return !ends.has(`${subject}@${at}`);
    return !states.some((state) => begun.has(`${subject}@${at} ${state}`));
  });
}

/** The states that begin with a start that AWS reports: of an action and of a deployment, and of its rollback. */
const startOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['started', ['running', 'IN_PROGRESS']],
  ['rollback-started', ['ROLLBACK_IN_PROGRESS']],
]);

function mergeObserved(all: readonly ObservedFact[], repeats: boolean): readonly ObservedFact[] {
  const merged: ObservedFact[] = [];
  for (const fact of [...all].sort((a, b) => a.before - b.before)) {
    const index = merged.findIndex((known) => isSame(known, fact, repeats));
    const known = merged[index];
    if (known === undefined) merged.push(fact);
    else merged[index] = narrower(known, fact);
  }
  const exact = merged.filter((fact) => !merged.some((other) => isPartOf(other, fact, merged)));
  return exact.filter((fact, index) => fact.from !== undefined || !isKnownState(fact, exact.slice(0, index)));
}

/** `b` was not seen before `a` was. */
function isSame(a: ObservedFact, b: ObservedFact, repeats: boolean): boolean {
  if (a.subject !== b.subject || a.from !== b.from || a.to !== b.to) return false;
  return !repeats || (b.after ?? -Infinity) < a.before;
}

/** Both are true, so the transition happened in the part that they share. Without a shared part, clocks differ: the first one stands. */
function narrower(a: ObservedFact, b: ObservedFact): ObservedFact {
  const after = Math.max(a.after ?? -Infinity, b.after ?? -Infinity);
  const before = Math.min(a.before, b.before);
  const reason = a.reason ?? b.reason;
  const shared = after < before ? { ...a, before, ...(after === -Infinity ? {} : { after }) } : a;
  return reason === undefined ? shared : { ...shared, reason };
}

/** Whether `step` starts a finer account of what `whole` tells in one step. */
function isPartOf(step: ObservedFact, whole: ObservedFact, all: readonly ObservedFact[]): boolean {
  const inside = (fact: ObservedFact): boolean =>
    fact.subject === whole.subject &&
    (fact.after ?? -Infinity) >= (whole.after ?? -Infinity) - CLOCK_SKEW &&
    fact.before <= whole.before + CLOCK_SKEW;
  return (
    step.from === whole.from &&
    step.to !== whole.to &&
    inside(step) &&
    all.some((last) => last.to === whole.to && last.from !== whole.from && inside(last))
  );
}

/** A first sighting that found the state that another window had already seen it come into. */
function isKnownState(seen: ObservedFact, earlier: readonly ObservedFact[]): boolean {
  return earlier.findLast((fact) => fact.subject === seen.subject)?.to === seen.to;
}

function joinTimes(
  observed: readonly ObservedFact[],
  reported: readonly ReportedFact[],
  repeats: boolean,
): HistoryEntry[] {
  const free = new Set(reported);
  const transitions = observed.map((seen): Transition => {
    const time = closest(seen, [...free], repeats);
    if (time !== undefined) free.delete(time);
    const reason = seen.reason ?? time?.reason;
    return {
      type: 'transition',
      subject: seen.subject,
      ...(seen.from === undefined ? {} : { from: seen.from }),
      to: seen.to,
      at: time?.at ?? seen.before,
      source: time === undefined ? 'halt' : 'aws',
      window: seen.after === undefined ? { before: seen.before } : { after: seen.after, before: seen.before },
      ...(seen.ahead === undefined ? {} : { ahead: seen.ahead }),
      ...(reason === undefined ? {} : { reason }),
    };
  });
  return [...transitions, ...[...free].map(aloneInTime)];
}

function closest(seen: ObservedFact, reported: readonly ReportedFact[], repeats: boolean): ReportedFact | undefined {
  const distance = (fact: ReportedFact): number =>
    Math.max((seen.after ?? -Infinity) - fact.at, fact.at - seen.before, 0) + (seen.before - fact.at) / 1e12;
  return reported
    .filter(
      (fact) => fact.subject === seen.subject && fact.to === seen.to && (!repeats || distance(fact) <= CLOCK_SKEW),
    )
    .sort((a, b) => distance(a) - distance(b))[0];
}

function aloneInTime({ subject, at, to, name, reason }: ReportedFact): HistoryEntry {
  if (to === undefined) return { type: 'event', subject, name: name ?? '', at, source: 'aws' };
  return { type: 'transition', subject, to, at, source: 'aws', ...(reason === undefined ? {} : { reason }) };
}

function others(facts: readonly HistoryFact[]): HistoryEntry[] {
  const unique = new Map<string, HistoryEntry>();
  for (const fact of facts) {
    if (fact.type !== 'request') continue;
    const key = JSON.stringify([fact.operation, fact.at, fact.outcome.requestId]);
    const known = unique.get(key);
    // What a look found out about a refusal is kept as a fact of its own, which can come before the one of the refusal.
    if (known?.type !== 'request' || known.outcome.result !== 'too-late') unique.set(key, fact);
  }
  const missing = facts.filter((fact) => fact.type === 'missing').sort((a, b) => a.at - b.at)[0];
  if (missing !== undefined) {
    unique.set('missing', { type: 'event', subject: '', name: 'missing', at: missing.at, source: 'halt' });
  }
  return [...unique.values()];
}

/** Times in which neither the resource nor its list was read, from the first sighting to the end (or to now). */
function gapsOf(facts: readonly HistoryFact[], { over, now, listed, gapAfter }: MergeContext): readonly Gap[] {
  const sightings = facts.flatMap((fact) => {
    if (fact.type === 'observed') return fact.after === undefined ? [fact.before] : [fact.after, fact.before];
    return fact.type === 'missing' ? [fact.at] : [];
  });
  if (sightings.length === 0) return [];
  const start = Math.min(...sightings);
  // The clock may have been set back in between: what was kept last is the end, and no gap is of before the first sighting that was kept after that.
  const end = over ? (sightings.at(-1) ?? now) : now;
  const first = facts.findIndex(({ type }) => type === 'observed' || type === 'missing');
  const closed = new Map<number, number | undefined>();
  for (const [index, fact] of facts.entries()) {
    if (fact.type !== 'gap' || (fact.from < start && index < first)) continue;
    closed.set(fact.from, fact.to ?? closed.get(fact.from));
  }
  const own = [...closed].map(([from, to]): Gap =>
    to === undefined ? { type: 'gap', from } : { type: 'gap', from, to },
  );

  const stretches = [
    ...listed.map(({ from, to }): readonly [number, number, boolean?] => [from, to]),
    ...sightings.map((at): readonly [number, number, boolean?] => [at, at]),
  ].sort((a, b) => a[0] - b[0]);
  const between: Gap[] = [];
  let until = start;
  for (const [from, to, lasts] of [...stretches, [end, end, !over] as const]) {
    const next = Math.min(from, end);
    if (next - until > gapAfter) {
      between.push(lasts === true ? { type: 'gap', from: until } : { type: 'gap', from: until, to: next });
    }
    until = Math.max(until, to);
  }
  return union([...own, ...between], now);
}

function union(gaps: readonly Gap[], now: number): readonly Gap[] {
  const merged: Gap[] = [];
  for (const gap of [...gaps].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || gap.from >= (last.to ?? now)) merged.push(gap);
    else if (last.to !== undefined && (gap.to ?? Infinity) > last.to) {
      merged[merged.length - 1] = gap.to === undefined ? { type: 'gap', from: last.from } : { ...last, to: gap.to };
    }
  }
  return merged;
}
