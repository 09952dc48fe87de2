import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/event.ts';
import { claimed } from './claimed.ts';
import type { Ended } from './tracker.ts';
import { longestPause } from './lookTimes.ts';

export interface ToldOnceParts<T> {
  readonly clock: Pick<Clock, 'after' | 'elapsed' | 'now'>;
  /** So long, in milliseconds, what has ended may be kept before it is added here. */
  readonly kept: number;
  /** Whether no window has told this. */
  readonly claim: (name: string) => Promise<boolean>;
  /** Leaves to the others what was claimed and is not told. Never rejects. */
  readonly giveBack: (name: string) => Promise<void>;
  /** Whether no other window is claiming just now: two that claim at once would each get a part of what is told in one message. */
  readonly takeTurn: () => Promise<boolean>;
  /** Ends what {@link takeTurn} began. Never rejects. */
  readonly endTurn: () => Promise<void>;
  /** Whether there is no other window that could have requested it: then nobody is waited for. */
  readonly isAlone: () => boolean;
  /** Fires when `isAlone` may have changed: a window that was closed or loaded anew is counted for a while. */
  readonly onDidChangeWindows: Event<number>;
  /** Names what is told. */
  readonly nameOf: (one: T) => string;
  readonly tell: (all: readonly T[]) => void;
  readonly onError: (error: unknown) => void;
}

/** Tells of each thing once: in the window that requested it; in another one only where that one is gone, as after a reload, or can't see how it ended. */
export interface ToldOnce<T> {
  add(all: readonly T[]): void;
  dispose(): void;
}

/** So long, in milliseconds, a look and a claim may take. */
const A_LOOK = 6_000;
/** So long, in milliseconds, a window waits before it asks again for its turn, and so often it asks. */
const A_TURN = 500;
const MOST_TURNS = 60;

/** Asks the other windows by claims of a name; what throws in `tell` goes to `onError`. */
export function createToldOnce<T extends Pick<Ended, 'tracked' | 'loggedAt'>>(parts: ToldOnceParts<T>): ToldOnce<T> {
  const { nameOf, tell, onError } = parts;
  const claiming = {
    claim: (one: T) => parts.claim(nameOf(one)),
    giveBack: (one: T) => parts.giveBack(nameOf(one)),
  };
  /** So long the others leave the telling to the window that wrote the end, in milliseconds. */
  const patience = parts.kept + A_LOOK;
  const waits = new Set<() => void>();
  let isDisposed = false;
  const isOver = (): boolean => isDisposed;
  /**
   * How long, in milliseconds, the others leave the telling to the window that asked. All see the end at their own looks: that window may have looked just before it came, and
   * looks again only when its pace lets it.
   */
  const firstSay = (all: readonly T[]): number => {
    const oldest = Math.min(...all.map(({ tracked }) => tracked.requestedAt));
    return longestPause(parts.clock.now() - oldest) + parts.kept + A_LOOK;
  };
  /** Whether it has its turn: nobody waits for ever. */
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
  /** Tells them after that time, unless it is cancelled before. */
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
  /** Who wrote the end has seen it, and tells it when what it waits for is there. A window that has just been opened can't know yet whether that one is there. */
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
      // What is of one run is told in one message, though this window saw a part of it and the log has the rest.
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
