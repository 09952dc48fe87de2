import type { Clock } from '../base/clock.ts';
import type { Release } from '../base/event.ts';
import { untilRead } from '../base/untilRead.ts';

/**
 * Has what earlier windows kept read until it can be: a disk that failed for a moment as the window opened would leave it out for as long as that is open. The answer ends the trying.
 * `onError` hears once of each that can't be read.
 */
export function keepLoading(
  clock: Pick<Clock, 'after'>,
  kept: readonly { load(): Promise<boolean> }[],
  onError: (error: unknown) => void,
): Release {
  const stop = new AbortController();
  for (const one of kept) {
    const read = async () => {
      if (!(await one.load())) throw new Error('What an earlier window kept can’t be read.');
    };
    void untilRead(clock, read, { signal: stop.signal, onFail: onError }).catch(onError);
  }
  return () => stop.abort();
}
