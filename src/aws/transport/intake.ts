interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/** What a thread reads in some milliseconds. */
const BYTES_A_TURN = 256 * 1024;

/**
 * Shares each turn of the event loop among the answers that arrive. Node reads whatever is there in one go, from all connections one after
 * the other: several answers of megabytes at once would hold up all else that the thread does. What is over the turn's share waits for the
 * next one, and AWS's end of the connection with it.
 *
 * @returns to be called with each chunk's size, in bytes, when it has been taken from the answer.
 */
export function createIntake(): (answer: Pausable, bytes: number) => void {
  const held = new Set<Pausable>();
  let taken = 0;
  const nextTurn = (): void => {
    taken = 0;
    const waiting = [...held];
    held.clear();
    for (const answer of waiting) answer.resume();
  };
  return (answer, bytes) => {
    if (taken === 0) setImmediate(nextTurn);
    taken += bytes;
    if (taken < BYTES_A_TURN) return;
    answer.pause();
    held.add(answer);
  };
}
