/** Does a piece of work now, or in a later turn of the event loop. */
export type EventLoopShare = <T>(work: () => T) => T | Promise<T>;

/** How long a turn's pieces may take, in milliseconds: with a collection of garbage on top it is still less than a person notices. */
const SHARE = 4;

/**
 * Shares each turn of the event loop among pieces of work that come in bursts: what a worker sends while the thread is busy is handed over in one go.
 * Done in one turn, it would hold up all else that the thread does.
 *
 * The first pieces of a turn are done at once, until its share is used; the others in the turns that follow, in order, and the answer is a promise.
 *
 * @param now The time, in milliseconds since any moment.
 * @param share How long a turn's pieces may take, in milliseconds.
 */
export function createEventLoopShare(
  now: () => number = () => performance.now(),
  share: number = SHARE,
): EventLoopShare {
  const waiting: (() => void)[] = [];
  let begun: number | undefined;
  const begin = (): number => {
    setImmediate(() => void nextTurn());
    return now();
  };
  // The immediates of a turn run right after its messages. So a burst that begins with a message waits for the second immediate: else two shares would follow on each other and make one long block.
  const beginWithMessage = (): number => {
    setImmediate(() => setImmediate(() => void nextTurn()));
    return now();
  };
  const isUsed = (since: number): boolean => now() - since >= share;
  const nextTurn = async (): Promise<void> => {
    begun = undefined;
    if (waiting.length === 0) return;
    begun = begin();
    do {
      waiting.shift()?.();
      // What follows from a piece counts as well; of the first one only with the second, since its tick comes before the promises that wait.
      await new Promise((resolve) => {
        process.nextTick(resolve);
      });
    } while (waiting.length > 0 && !isUsed(begun));
  };
  return (work) => {
    begun ??= beginWithMessage();
    if (waiting.length === 0 && !isUsed(begun)) return work();
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  };
}

/**
 * For one long piece of work that can be interrupted: to be awaited between its parts. It goes on at once until the turn's share is used, and in the
 * next turn then.
 *
 * @param now The time, in milliseconds since any moment.
 */
export function createPause(now: () => number = () => performance.now()): () => Promise<void> {
  let begun = now();
  return async () => {
    if (now() - begun < SHARE) return;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    begun = now();
  };
}
