import { setTimeout as after } from 'node:timers/promises';

/** Waits so many wall-clock milliseconds; at once for none. Rejects when `signal` is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await after(milliseconds, undefined, { signal });
}

/** Waits until all of these have resolved. Rejects when `signal` is aborted. */
export async function release(held: readonly Promise<void>[], signal: AbortSignal): Promise<void> {
  if (held.length === 0) return;
  signal.throwIfAborted();
  let leave = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    leave = resolve;
  });
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([Promise.all(held), aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
  signal.throwIfAborted();
}
