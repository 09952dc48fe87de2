import type { Clock } from './clock.ts';

/** The first pause before what can't be read is read again, and the longest: each is twice as long as the one before. Milliseconds. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/**
 * Reads what a window needs for as long as it is open, and reads it again until it can be read: a disk fails for a moment, too. Never rejects; undefined where `signal` aborts before. `onFail` hears
 * of each new reason once.
 */
export async function untilRead<T>(
  clock: Pick<Clock, 'after'>,
  read: () => Promise<T>,
  { signal, onFail }: { readonly signal: AbortSignal; readonly onFail: (error: unknown) => void },
): Promise<T | undefined> {
  let told: string | undefined;
  for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await read();
    } catch (error) {
      if (told !== String(error)) onFail(error);
      told = String(error);
    }
    await waitFor(clock, pause, signal);
  }
  return undefined;
}

/** So many milliseconds, or less where the signal aborts. */
function waitFor(clock: Pick<Clock, 'after'>, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.after(milliseconds, over);
    signal.addEventListener('abort', over);
    if (signal.aborted) over();
  });
}
