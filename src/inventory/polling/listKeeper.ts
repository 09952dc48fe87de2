import { createSlicedWork } from './slicedWork.ts';
import { type Release, releaseOnce } from '../../base/event.ts';
import { type ListKind, listKinds } from '../../model/resources/resource.ts';
import type { Scope } from '../../model/scope.ts';
import { createChosenLists, type ListFilter, type ListJob, type ChosenPlace } from './chosenLists.ts';
import { createListSlots } from './listSlots.ts';
import { createListReader, type ListReaderParts } from './listReader.ts';
import { type Attention, countedUnchanged, type Need, type Paces } from './paces.ts';
import { createPollSchedule } from './pollSchedule.ts';
import { createReadableProfiles } from './readableProfiles.ts';
import type { ListName } from '../resourceLists.ts';

/** Reads whole lists when they are due. */
export interface ListKeeper {
  setScopes(scopes: readonly Scope[]): void;
  setAttention(attention: Attention): void;
  setPaces(paces: Paces): void;
  refresh(filter: ListFilter): void;
  open(list: ListName): Release;
  /** The inventory holds something new of this list. */
  changed(list: ListName): void;
  /** To be called when {@link ListKeeperParts.isActive} gives another answer for this list. */
  turned(list: ListName): void;
  /** Whether a place is chosen, by the key of its scope. */
  readonly isChosen: (scope: string) => boolean;
  /** Begins to read lists that are due, as far as there are free slots. */
  start(now: number): void;
  /** When {@link ListKeeper.start} has something to do; Infinity when it never will by itself. */
  nextDue(now: number): number;
  dispose(): void;
}

export interface ListKeeperParts extends ListReaderParts {
  readonly start: { readonly attention: Attention; readonly paces: Paces };
  /** Whether something in this list changes by itself; of a lever, whether experiments run. */
  readonly isActive: (list: ListName) => boolean;
  readonly begins: (list: ListName, asked: number) => void;
  readonly listed: (list: ListName) => void;
  /** Called when the next list may be due at another time than before. */
  readonly plan: () => void;
}

/** How many lists are handled in one turn of the event loop when lists begin to wait, are asked for again, or are taken out. */
const LISTS_ATURN = 400;
/** How many lists are begun in one turn: each sends a request, and has all who listen hear of it. Those that find a free slot at the first sight took 28 ms of one turn when they began together. */
const BEGUN_ATURN = 16;

/**
 * Reads no list before {@link ListKeeper.setScopes} and {@link ListKeeper.start}. No more lists are read at a time than there are slots; those that a
 * person asked for come first.
 */
export function createListKeeper(parts: ListKeeperParts): ListKeeper {
  const { passed, isActive, plan } = parts;
  const chosen = createChosenLists();
  const schedule = createPollSchedule<ListJob>(parts.start);
  const slots = createListSlots<ListJob>();
  const running = new Set<ListJob>();
  const readable = createReadableProfiles(passed);
  /** Listings begun so far. */
  let runs = 0;
  const work = createSlicedWork({ perTurn: LISTS_ATURN, turned: plan });

  /** Lets a list that isn't being read wait for its next reading. */
  const wait = (job: ListJob) => {
    const active = isActive(job);
    const urgency = job.open > 0 ? 'seen' : active ? 'active' : 'rest';
    const { need, since } = needOf(job, active, passed());
    schedule.wait(job, need, urgency, need === 'demanded' ? Math.min(since, schedule.dueOf(job)) : since);
  };
  const finish = (job: ListJob, asked: number | undefined) => {
    running.delete(job);
    slots.end(job);
    job.running = undefined;
    if (!job.place.dropped) {
      job.demanded = job.again;
      job.again = false;
      wait(job);
      parts.listed({ scope: job.scope, kind: job.kind });
    }
    // Without this they would wait for minutes, and a person who has just signed in would be told all that time that they haven't.
    for (const other of readable.after(job, asked)) {
      other.retryAt = 0;
      if (!other.running) wait(other);
    }
    plan();
  };
  const read = createListReader(parts, { moved: (job) => slots.moved(job, passed()) });
  const begin = (job: ListJob) => {
    schedule.remove(job);
    running.add(job);
    runs += 1;
    job.run = runs;
    job.again = false;
    job.asked = job.demanded;
    job.demanded = false;
    slots.begin(job, passed());
    parts.begins(job, passed());
    void read(job).then((asked) => finish(job, asked));
  };

  const countOpen = (list: ListName, by: 1 | -1) => {
    const job = chosen.countOpen(list, by);
    if (!job) return;
    if (!job.running) wait(job);
    plan();
  };

  return {
    setScopes(scopes) {
      const { added, dropped } = chosen.choose(scopes);
      for (const job of running) {
        if (!job.place.dropped) continue;
        job.running?.abort();
        slots.end(job);
      }
      work.each(listsOf(dropped, listKinds), (job) => schedule.remove(job));
      work.each(listsOf(added, listKinds), (job) => {
        if (!job.running && !job.place.dropped) wait(job);
      });
    },
    setAttention: (attention) => schedule.setAttention(attention),
    setPaces: (paces) => schedule.setPaces(paces),
    refresh(filter) {
      const until = runs;
      work.each(listsOf(chosen.of(filter), filter.kind ? [filter.kind] : listKinds), (job) => {
        // A listing that has begun since the refresh was asked for brings what was wanted.
        if (!job.place.dropped && job.run <= until) demand(job, wait);
      });
    },
    open(list) {
      countOpen(list, 1);
      return releaseOnce(() => countOpen(list, -1));
    },
    changed(list) {
      const job = chosen.find(list);
      if (job) job.unchanged = -1;
    },
    turned(list) {
      const job = chosen.find(list);
      if (job && !running.has(job)) wait(job);
    },
    isChosen: (key) => chosen.has(key),
    start(now) {
      // Lists of places that aren't chosen any more are taken out here. Of both a limited number in each turn: the rest stays due and comes in the next one.
      for (let dropped = 0, begun = 0; dropped < LISTS_ATURN && begun < BEGUN_ATURN && slots.hasFree(now);) {
        const job = schedule.next(now);
        if (!job) return;
        if (job.place.dropped) {
          schedule.remove(job);
          dropped += 1;
        } else {
          begin(job);
          begun += 1;
        }
      }
    },
    nextDue(now) {
      const due = schedule.nextDue();
      // With every slot taken, lists that are due wait until a slot is left or given up.
      return due <= now && !slots.hasFree(now) ? slots.nextFree() : due;
    },
    dispose() {
      work.dispose();
      for (const job of running) {
        job.place.dropped = true;
        job.running?.abort();
      }
    },
  };
}

/** A person asks for a list: earlier failures no longer count. */
function demand(job: ListJob, wait: (job: ListJob) => void): void {
  job.failures = 0;
  job.retryAt = 0;
  if (job.running) {
    job.again = true;
    job.tellLate?.();
  } else {
    job.demanded = true;
    wait(job);
  }
}

/** Why a list that isn't being read is to be read next, and the time from which its wait counts. */
function needOf(
  { kind, demanded, failures, retryAt, readAt, open, unchanged }: ListJob,
  active: boolean,
  now: number,
): { readonly need: Need; readonly since: number } {
  if (demanded) return { need: 'demanded', since: now };
  if (failures > 0) return { need: 'retry', since: retryAt };
  if (readAt === undefined) return { need: 'new', since: now };
  if (kind === 'lever' && active) return { need: 'active', since: readAt };
  return { need: open > 0 ? 'open' : countedUnchanged(unchanged), since: readAt };
}

function* listsOf(slots: Iterable<ChosenPlace>, kinds: readonly ListKind[]): Iterable<ListJob> {
  for (const { lists } of slots) for (const kind of kinds) yield lists[kind];
}
