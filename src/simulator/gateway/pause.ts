import { setTimeout as after } from 'node:timers/promises';

/** Waits so many wall-clock milliseconds; at once for none. Rejects when `signal` is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await after(milliseconds, undefined, { signal });
}
