/** In milliseconds. Sooner nobody has read what a dialog says: what is pressed by then was meant for what stood there before, as the second of two presses of Enter. */
export const READ_AFTER = 500;

/**
 * Asks again where the answer came before anybody can have read what is asked; that nothing is answered, as by Escape, always holds.
 * `elapsed`: milliseconds of a clock that no setting moves.
 */
export async function notTooSoon<T>(
  ask: () => PromiseLike<T | undefined>,
  elapsed: () => number,
): Promise<T | undefined> {
  for (;;) {
    const shown = elapsed();
    const answer = await ask();
    if (answer === undefined || elapsed() - shown >= READ_AFTER) return answer;
  }
}
