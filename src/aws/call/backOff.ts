import type { Clock } from '../../base/clock.ts';

/** The longest first pause after a fault and after a throttled answer, and the longest of all, ms. Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const firstPause = { fault: 100, throttled: 500 } as const;
const LONGEST_PAUSE = 20_000;

/**
 * Waits before the next try as the SDK's clients do: the longest pause doubles with each try that failed, and any part of it is taken by chance, so that many who failed in one moment don't
 * come back in one. Resolves at once when nobody wants the answer any more; never rejects.
 *
 * @param failed how many tries have failed, one at least.
 */
export function backOff(
  after: keyof typeof firstPause,
  failed: number,
  clock: Pick<Clock, 'after' | 'random'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  const most = Math.min(LONGEST_PAUSE, firstPause[after] * 2 ** (failed - 1));
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(Math.floor(clock.random() * most), end);
    signal?.addEventListener('abort', end);
  });
}
