import type { Event, Release } from '../base/event.ts';
import type { Whose } from '../model/sight.ts';
import { type StoppableRef, refKey } from '../model/resources/resource.ts';
import { UNANSWERED_AFTER } from '../model/ports/awsReads.ts';
import { stateTraits } from '../model/resources/states.ts';
import { type Stoppable, stateOf } from '../model/resources/target.ts';
import { type LatestResources, type LatestResourcesParts, createLatestResources } from './latestResources.ts';

/** Keeps the answers of the resources that somebody sees fresh, and of no others. */
export interface ResourcePoller extends LatestResources {
  /** Keeps the answer fresh until it is released; `listener` is called when it is another. AWS is asked at once. */
  subscribe(ref: StoppableRef, listener: () => void): Release;
}

/** What the pages need to know of what is listed. */
export interface ListedTargets {
  target(ref: StoppableRef): Stoppable | undefined;
  /** Whose the list is that has it now; nobody's where none has it. */
  owner(ref: StoppableRef): Whose;
  readonly onDidChange: Event<unknown>;
  /** Somebody sees this resource: it is polled at the fast pace until it is released. */
  keepFast(ref: StoppableRef): Release;
}

/** The poller tells when a state changes; these paces are for the rest of the answer (tags, reports, counts). ms. */
const MOVING_PACE = 15_000;
const UNLISTED_PACE = 5_000;
const RESTING_PACE = 60_000;

interface PollerParts extends LatestResourcesParts {
  readonly inventory: ListedTargets;
}

/** Asks AWS only for what somebody has subscribed to, or refreshes. */
export function createResourcePoller(parts: PollerParts): ResourcePoller {
  const resources = createLatestResources(parts);
  const subscribed = new Map<string, Loop & { readonly listeners: Set<() => void> }>();
  return {
    ...resources,

    subscribe(ref, listener) {
      const key = refKey(ref);
      let entry = subscribed.get(key);
      if (entry === undefined) {
        const listeners = new Set<() => void>();
        entry = {
          listeners,
          ...startLoop({ ...parts, resources }, ref, () => {
            for (const each of [...listeners]) each();
          }),
        };
        subscribed.set(key, entry);
      } else entry.refresh();
      const own = (): void => listener();
      entry.listeners.add(own);
      return () => {
        const current = subscribed.get(key);
        if (current?.listeners.delete(own) !== true || current.listeners.size > 0) return;
        current.stop();
        subscribed.delete(key);
      };
    },

    dispose() {
      resources.dispose();
      for (const { stop } of subscribed.values()) stop();
      subscribed.clear();
    },
  };
}

interface LoopParts extends Pick<PollerParts, 'clock' | 'inventory'> {
  readonly resources: LatestResources;
}

interface Loop {
  readonly stop: Release;
  /** Asks AWS now, or again when the answer that is under way has come. */
  readonly refresh: () => void;
}

/** The loop of one resource that somebody subscribed to: AWS is asked again some time after the last answer, or at once when the list shows another state. */
function startLoop(parts: LoopParts, ref: StoppableRef, changed: () => void): Loop {
  const { clock, inventory, resources } = parts;
  let stopped = false;
  let cancelTimer: Release = () => undefined;
  let again = false;
  let running = false;
  const run = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    cancelTimer();
    do {
      again = false;
      // What is known says by then that no answer has come.
      cancelTimer = clock.after(UNANSWERED_AFTER, changed);
      await resources.refresh(ref);
      cancelTimer();
      if (stopped) return;
      changed();
    } while (again);
    running = false;
    cancelTimer = clock.after(paceOf(parts, ref), () => void run());
  };
  let listed = inventory.target(ref);
  const releaseChange = inventory.onDidChange(() => {
    const present = inventory.target(ref);
    if (present === listed) return;
    listed = present;
    void run();
  });
  const releaseFast = inventory.keepFast(ref);
  void run();
  return {
    refresh: () => void run(),
    stop: () => {
      stopped = true;
      cancelTimer();
      releaseChange();
      releaseFast();
    },
  };
}

function paceOf({ resources, inventory }: LoopParts, ref: StoppableRef): number {
  const { target, gone } = resources.last(ref);
  if (gone || (target !== undefined && stateTraits(target.kind, stateOf(target)).final)) return RESTING_PACE;
  return inventory.target(ref) === undefined ? UNLISTED_PACE : MOVING_PACE;
}
