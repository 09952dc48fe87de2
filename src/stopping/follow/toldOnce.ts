import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { claimed } from './claimed.ts';
import type { Ended } from './tracker.ts';
import { longestPause } from './lookTimes.ts';

export interface ToldOnceParts<T> {
  readonly clock: Pick<Clock, 'after' | 'elapsed' | 'now'>;
  /** How long an end may be kept back before it is added here, in milliseconds. */
  readonly kept: number;
  /** Claims the telling of something by its name: true where no window had claimed it. */
  readonly claim: (name: string) => Promise<boolean>;
  /** Takes a claim back for what is not told after all, so that another window can tell it. Never rejects. */
  readonly giveBack: (name: string) => Promise<void>;
  /**
   * Tries to get this window's turn to claim; false while another has it. Without turns, two windows that claim at once would each get a part of what
   * should be told in one message.
   */
  readonly takeTurn: () => Promise<boolean>;
  /** Ends what {@link takeTurn} began. Never rejects. */
  readonly endTurn: () => Promise<void>;
  /** Whether this is the only window, so that no other can have requested anything. */
  readonly isAlone: () => boolean;
  /** Fires when `isAlone` may have changed: a window that was closed or loaded anew is counted for a while. */
  readonly onDidChangeWindows: Event<number>;
  /** The name by which windows claim it. */
  readonly nameOf: (one: T) => string;
  readonly tell: (all: readonly T[]) => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Tells of each end once over all windows: in the window that requested it; in another one only where that window is gone, as after a reload, or
 * can't see the end.
 */
export interface ToldOnce<T> {
  add(all: readonly T[]): void;
  dispose(): void;
}

/** How long a look and a claim may take together, in milliseconds. */
const A_LOOK = 6_000;
/** How long a window waits before it asks for its turn again, in milliseconds, and how often it asks at most. */
const A_TURN = 500;
const MOST_TURNS = 60;

/** Asks the other windows by claims of a name; what throws in `tell` goes to `onError`. */
export function createToldOnce<T extends Pick<Ended, 'tracked' | 'loggedAt'>>(parts: ToldOnceParts<T>): ToldOnce<T> {
  const { nameOf, tell, onError } = parts;
  const claiming = {
    claim: (one: T) => parts.claim(nameOf(one)),
    giveBack: (one: T) => parts.giveBack(nameOf(one)),
  };
  /** How long other windows leave the telling to the window that wrote the end into the log, in milliseconds. */
  const patience = parts.kept + A_LOOK;
  const waits = new Set<() => void>();
  let isDisposed = false;
  const isOver = (): boolean => isDisposed;
  /**
   * How long other windows leave the telling to the window that made the request, in milliseconds. All windows see the end by their own looks; that
   * window may have looked just before the end came, and looks again only when its pace lets it.
   */
  const firstSay = (all: readonly T[]): number => {
    const oldest = Math.min(...all.map(({ tracked }) => tracked.requestedAt));
    return longestPause(parts.clock.now() - oldest) + parts.kept + A_LOOK;
  };
  /** Waits for this window's turn, but not for ever: false where it didn't get it. */
  const ownTurn = async (): Promise<boolean> => {
    for (let asked = 1; !isOver() && asked <= MOST_TURNS; asked += 1) {
      if (await parts.takeTurn()) return true;
      await new Promise<void>((resolve) => {
        const over = (): void => {
          stopTimer();
          waits.delete(over);
          resolve();
        };
        const stopTimer = parts.clock.after(A_TURN, over);
        waits.add(over);
      });
    }
    return false;
  };
  const tellUntold = async (all: readonly T[]): Promise<void> => {
    const isOwn = await ownTurn();
    let left: readonly T[];
    try {
      left = await claimed(all, claiming, isOver);
    } finally {
      if (isOwn) await parts.endTurn();
    }
    if (left.length > 0) tell(left);
  };
  /** Tells of them after the given time, unless it is cancelled before. Returns what cancels it. */
  const tellAfter = (milliseconds: number, all: readonly T[], whenOver: () => void) =>
    parts.clock.after(milliseconds, () => {
      whenOver();
      void tellUntold(all).catch(onError);
    });
  const leaveToOwner = (all: readonly T[], least: number): void => {
    const begun = parts.clock.elapsed();
    const cancel = (): void => {
      stopTimer();
      stopListening();
      waits.delete(cancel);
    };
    let stopTimer = tellAfter(parts.isAlone() ? least : Math.max(firstSay(all), least), all, cancel);
    const stopListening = parts.onDidChangeWindows(() => {
      if (!parts.isAlone()) return;
      stopTimer();
      stopTimer = tellAfter(Math.max(0, begun + least - parts.clock.elapsed()), all, cancel);
    });
    waits.add(cancel);
  };
  /**
   * The window that wrote the end into the log has seen it, and tells of it when it has gathered what belongs together. A window that has just been
   * opened can't know whether that one is still there, so it waits.
   */
  const leaveToWriter = (all: readonly T[]): void => {
    const cancel = (): void => {
      stopTimer();
      waits.delete(cancel);
    };
    const stopTimer = tellAfter(patience, all, cancel);
    waits.add(cancel);
  };
  return {
    add(all) {
      const own = all.filter(({ tracked }) => tracked.takenUp !== true);
      const others = all.filter(({ tracked }) => tracked.takenUp === true);
      const seen = others.filter(({ loggedAt }) => loggedAt === undefined);
      const logged = others.filter(({ loggedAt }) => loggedAt !== undefined);
      if (own.length > 0) void tellUntold(own).catch(onError);
      // Ends of one run are told in one message, also where this window saw some of them and found the others in the log.
      if (seen.length > 0) leaveToOwner(others, logged.length > 0 ? patience : 0);
      else if (logged.length > 0) leaveToWriter(logged);
    },
    dispose() {
      isDisposed = true;
      for (const cancel of waits) cancel();
      waits.clear();
    },
  };
}
