import type { SimulatorClock } from '../core/clock.ts';
import type { Instance } from './instance.ts';
import { launch, type InstanceSpec } from './launch.ts';
import { occur, pendingOccurrence, type Occurrence, type Transition } from './lifecycle.ts';
import { partitionOf } from '../core/regions.ts';

/** The instances of one account in one region. */
export interface Ec2Region {
  readonly random: () => number;
  /** In the order of their launch. `asOf` asks for an earlier time, in simulated milliseconds since the epoch. */
  list(asOf?: number): readonly Instance[];
  find(id: string, asOf?: number): Instance | undefined;
  add(spec: InstanceSpec): Instance;
  /** Changes an instance as a call or a test does; undefined for one that isn't there. */
  change(id: string, changes: Partial<Instance>): Instance | undefined;
  /** Begins a transition now: what was to happen to the instance before no longer does. */
  begin(id: string, transition: Transition): Instance | undefined;
}

interface Version {
  readonly since: number;
  readonly instance: Instance;
}

interface Entry {
  /** Oldest first, never empty. */
  versions: readonly Version[];
  instance: Instance;
}

interface Due {
  readonly id: string;
  readonly occurrence: Occurrence;
  readonly at: number;
}

/** Enough for several changes a minute within the longest lag that eventual consistency has. */
const KEPT_VERSIONS = 32;

/** A region where the instances of `past.specs` are as they were at `past.now`, and had been before. */
export function createEc2Region(
  place: { readonly account: string; readonly region: string },
  clock: SimulatorClock,
  random: () => number,
  past: { readonly specs: readonly InstanceSpec[]; readonly now: number },
): Ec2Region {
  const site = { ...place, partition: partitionOf(place.region), random };
  let entries: Entry[] = [];
  const byId = new Map<string, Entry>();
  const due = new Map<string, Due>();
  let sequence = 0;

  const put = (entry: Entry, changes: Partial<Instance>, since: number): Instance => {
    const instance = { ...entry.instance, ...changes };
    entry.instance = instance;
    entry.versions = [...entry.versions.slice(1 - KEPT_VERSIONS), { since, instance }];
    return instance;
  };

  const schedule = (id: string, next: Transition['next'], from: number): void => {
    if (next === undefined) due.delete(id);
    else due.set(id, { id, occurrence: next.occurrence, at: from + next.after });
  };

  const insert = (spec: InstanceSpec, at: number, since: number): Instance => {
    const previous = entries.at(-1)?.instance;
    const instance = launch(spec, site, { now: at, sequence, previous });
    sequence += 1;
    const entry = { versions: [{ since, instance }], instance };
    entries.push(entry);
    byId.set(instance.id, entry);
    schedule(instance.id, pendingOccurrence(instance, spec.stateAge ?? 0), at);
    return instance;
  };

  const apply = (entry: Entry, transition: Transition, at: number): Instance => {
    const instance = put(entry, transition.changes, at);
    schedule(instance.id, transition.next, at);
    if (transition.replacement !== undefined) insert(transition.replacement, at, at);
    return instance;
  };

  const happen = ({ id, occurrence, at }: Due): void => {
    due.delete(id);
    const entry = byId.get(id);
    if (entry === undefined) return;
    if (occurrence === 'gone') {
      byId.delete(id);
      entries = entries.filter((each) => each !== entry);
    } else apply(entry, occur(occurrence, entry.instance, at), at);
  };

  /** Lets everything happen that was due by now, in its order. */
  const advance = (): number => {
    const now = clock.now();
    for (;;) {
      let first: Due | undefined;
      for (const each of due.values()) if (each.at <= now && (first === undefined || each.at < first.at)) first = each;
      if (first === undefined) return now;
      happen(first);
    }
  };

  for (const spec of past.specs) insert(spec, past.now, Number.NEGATIVE_INFINITY);

  return {
    random,
    list: (asOf) => {
      advance();
      if (asOf === undefined) return entries.map((entry) => entry.instance);
      return entries.flatMap((entry) => versionAt(entry, asOf) ?? []);
    },
    find: (id, asOf) => {
      advance();
      const entry = byId.get(id);
      return entry === undefined || asOf === undefined ? entry?.instance : versionAt(entry, asOf);
    },
    add: (spec) => {
      const now = advance();
      return insert(spec, now, now);
    },
    change: (id, changes) => {
      const now = advance();
      const entry = byId.get(id);
      if (entry === undefined) return undefined;
      const instance = put(entry, changes, now);
      if ('state' in changes || 'hangsInStopping' in changes) schedule(id, pendingOccurrence(instance, 0), now);
      return instance;
    },
    begin: (id, transition) => {
      const now = advance();
      const entry = byId.get(id);
      return entry === undefined ? undefined : apply(entry, transition, now);
    },
  };
}

function versionAt(entry: Entry, time: number): Instance | undefined {
  return entry.versions.findLast(({ since }) => since <= time)?.instance;
}
