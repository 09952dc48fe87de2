import type { Clock } from '../../base/clock.ts';

/**
 * Holds back answers that arrive in pieces, so that few of them lie in memory at a time. The worker keeps an answer's bytes until it is whole, and the network brings them faster than they
 * are read: the first sight of large accounts had dozens of answers of megabytes half read at once, and V8 gives back little of what that took.
 */
export interface PieceFlow {
  /** A piece was sent to the worker. Undefined when the answer's next one may come at once, as always where a person waits for it (`urgent`); otherwise a promise of when. */
  sent(id: number, bytes: number, urgent: boolean): Promise<void> | undefined;
  /** The worker has read a piece of so many bytes. */
  read(bytes: number): void;
  /** No more pieces of this answer come. */
  end(id: number): void;
}

interface Answer {
  bytes: number;
  /** One of the large ones whose turn it is. */
  hasTurn: boolean;
  /** A person waits for it, or it was held back for as long as one may be. */
  isFree: boolean;
  /** In milliseconds, without the wait that lasts. */
  heldFor: number;
}

interface Waiting {
  readonly answer: Answer;
  readonly go: () => void;
}

/** Bytes on their way that the worker has not read yet: a few pieces, so that it always has the next one at hand. */
const MOST_UNREAD = 256 * 1024;
/** In bytes: some 15 instances. What is smaller waits for no turn. */
const LARGE = 64 * 1024;
/** Large answers that arrive at a time: while one of them waits for the network, the other goes on. */
const LARGE_AT_ONCE = 2;
/** Milliseconds that an answer is held back for in all. It has a time in which it must be whole, which this must not take. */
const HELD_AT_MOST = 5_000;

/** By `clock`'s time that passes: the answers wait for it, whatever the wall clock says. */
export function createPieceFlow(clock: Pick<Clock, 'elapsed' | 'after'>): PieceFlow {
  const answers = new Map<number, Answer>();
  const waiting = new Set<Waiting>();
  let unread = 0;
  let turns = 0;

  const isLarge = ({ bytes }: Answer): boolean => bytes > LARGE;
  const mayGo = (answer: Answer): boolean => {
    if (answer.isFree) return true;
    if (isLarge(answer) && !answer.hasTurn) {
      if (turns >= LARGE_AT_ONCE) return false;
      turns += 1;
      answer.hasTurn = true;
    }
    return unread < MOST_UNREAD;
  };
  /** Those that have waited longest first. */
  const letGo = (): void => {
    for (const one of waiting) if (mayGo(one.answer)) one.go();
  };
  const wait = (answer: Answer): Promise<void> =>
    new Promise((resolve) => {
      const since = clock.elapsed();
      const one: Waiting = {
        answer,
        go: () => {
          forget();
          answer.heldFor += clock.elapsed() - since;
          waiting.delete(one);
          resolve();
        },
      };
      const forget = clock.after(Math.max(0, HELD_AT_MOST - answer.heldFor), () => {
        answer.isFree = true;
        one.go();
      });
      waiting.add(one);
    });

  return {
    sent(id, bytes, urgent) {
      const answer = answers.get(id) ?? { bytes: 0, hasTurn: false, isFree: urgent, heldFor: 0 };
      answers.set(id, answer);
      answer.bytes += bytes;
      unread += bytes;
      return mayGo(answer) ? undefined : wait(answer);
    },
    read(bytes) {
      unread -= bytes;
      letGo();
    },
    end(id) {
      const answer = answers.get(id);
      if (answer === undefined) return;
      answers.delete(id);
      if (answer.hasTurn) turns -= 1;
      for (const one of waiting) if (one.answer === answer) one.go();
      letGo();
    },
  };
}
