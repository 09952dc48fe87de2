import type { History } from '../history/history.ts';
import type { AnswerSnapshots } from '../history/snapshots.ts';
import type { Clock } from '../base/clock.ts';
import type { AwsReads } from '../model/ports/awsReads.ts';
import type { Event, Release } from '../base/event.ts';
import type { Failure } from '../model/failure.ts';
import { type TargetRef, refKey } from '../model/resources/resource.ts';
import { stateTraits } from '../model/resources/states.ts';
import { accountChanged, isOfAnother } from '../model/sight.ts';
import { stateOf } from '../model/resources/target.ts';
import type { Target } from '../model/resources/target.ts';

/** AWS's whole answer for one resource, as new as it is known. */
export interface Answer {
  readonly json?: string;
  readonly target?: Target;
  /** Whose it is, where that is known. */
  readonly account?: string;
  /** When the answer came, by this machine's clock. */
  readonly asOf?: number;
  /** AWS's clock minus this machine's, as the answer's date tells. */
  readonly clockOffset?: number;
  /** AWS said that it doesn't know the resource (any more); the rest is what was last seen. */
  readonly gone: boolean;
  /** Why there is no newer answer. */
  readonly failure?: Failure;
}

/** Keeps the answers of the resources that somebody sees fresh, and of no others. */
export interface ResourcePoller {
  /** The last answer, however old. */
  last(ref: TargetRef): Answer;
  /** Keeps the answer fresh until it is released; `listener` is called when it is another. AWS is asked at once. */
  follow(ref: TargetRef, listener: () => void): Release;
  /** Asks AWS now. Resolves with the answer. */
  refresh(ref: TargetRef): Promise<Answer>;
  dispose(): void;
}

/** What the pages need to know of what is listed. */
export interface WatchedTargets {
  target(ref: TargetRef): Target | undefined;
  readonly onDidChange: Event<unknown>;
  /** Somebody sees this resource: it is polled at the fast pace until it is released. */
  watch(ref: TargetRef): Release;
}

/** The watcher tells when a state changes; these paces are for the rest of the answer (tags, reports, counts). ms. */
const movingPace = 15_000;
const unlistedPace = 5_000;
const restingPace = 60_000;

export function createResourcePoller(options: {
  readonly reads: Pick<AwsReads, 'document'>;
  readonly clock: Clock;
  readonly history: History;
  readonly snapshots: AnswerSnapshots;
  readonly inventory: WatchedTargets;
}): ResourcePoller {
  const { reads, clock, history, snapshots, inventory } = options;
  const answers = new Map<string, Answer>();
  const followed = new Map<string, { readonly listeners: Set<() => void>; stop: Release; refresh: () => void }>();
  const asking = new Map<string, Promise<Answer>>();
  const abort = new AbortController();

  const fetch = async (ref: TargetRef): Promise<Answer> => {
    const key = refKey(ref);
    const askedAt = clock.now();
    const outcome = await reads.document(ref, abort.signal);
    const before = answers.get(key) ?? { gone: false };
    if (abort.signal.aborted) return before;
    const now = clock.now();
    let next: Answer;
    const account = outcome.ok ? outcome.seen.account : outcome.failure.account;
    if (isOfAnother({ account }, before.account)) {
      // The page is about what is in one account, whatever the profile leads to now.
      next = { ...before, failure: accountChanged };
    } else if (outcome.ok) {
      const { target, json } = outcome.value;
      const { clockOffset } = outcome.seen;
      const whose = account ?? before.account;
      next = {
        ...{ json, target, asOf: now, gone: false },
        ...(clockOffset !== undefined && { clockOffset }),
        ...(whose !== undefined && { account: whose }),
      };
      history.observe([target], now, askedAt);
      snapshots.keep(ref, { at: now, state: stateOf(target), json });
    } else if (outcome.failure.kind === 'not-found') {
      next = { ...withoutFailure(before), gone: true };
      history.missing(ref, now);
    } else {
      next = { ...before, failure: outcome.failure };
    }
    answers.set(key, next);
    return next;
  };

  const refresh = (ref: TargetRef): Promise<Answer> => {
    const key = refKey(ref);
    const running = asking.get(key);
    if (running !== undefined) return running;
    const started = fetch(ref).finally(() => asking.delete(key));
    asking.set(key, started);
    return started;
  };

  /** The loop of one followed resource: AWS is asked again some time after the last answer, or at once when the list shows another state. */
  const startLoop = (ref: TargetRef, changed: () => void): { readonly stop: Release; readonly refresh: () => void } => {
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
        await refresh(ref);
        if (stopped) return;
        changed();
      } while (again);
      running = false;
      cancelTimer = clock.after(paceOf(ref), () => void run());
    };
    const paceOf = (of: TargetRef): number => {
      const { target, gone } = answers.get(refKey(of)) ?? { gone: false };
      if (gone || (target !== undefined && stateTraits(target.kind, stateOf(target)).final)) return restingPace;
      return inventory.target(of) === undefined ? unlistedPace : movingPace;
    };
    let listed = inventory.target(ref);
    const releaseChange = inventory.onDidChange(() => {
      const present = inventory.target(ref);
      if (present === listed) return;
      listed = present;
      void run();
    });
    const releaseWatch = inventory.watch(ref);
    void run();
    return {
      refresh: () => void run(),
      stop: () => {
        stopped = true;
        cancelTimer();
        releaseChange();
        releaseWatch();
      },
    };
  };

  return {
    last: (ref) => answers.get(refKey(ref)) ?? { gone: false },

    follow(ref, listener) {
      const key = refKey(ref);
      let entry = followed.get(key);
      if (entry === undefined) {
        const listeners = new Set<() => void>();
        entry = {
          listeners,
          ...startLoop(ref, () => {
            for (const each of [...listeners]) each();
          }),
        };
        followed.set(key, entry);
      } else entry.refresh();
      const own = (): void => listener();
      entry.listeners.add(own);
      return () => {
        const current = followed.get(key);
        if (current?.listeners.delete(own) !== true || current.listeners.size > 0) return;
        current.stop();
        followed.delete(key);
      };
    },

    refresh,

    dispose() {
      abort.abort();
      for (const { stop } of followed.values()) stop();
      followed.clear();
    },
  };
}

function withoutFailure(answer: Answer): Answer {
  const { failure: _, ...rest } = answer;
  return rest;
}
