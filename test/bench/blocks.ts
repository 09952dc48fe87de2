import { closeSync, openSync, readSync } from 'node:fs';

/** How long a thread could not take up anything new. Milliseconds. */
export interface Blocks {
  readonly longest: number;
  /** How many of more than 10 ms. */
  readonly above10: number;
  readonly observed: number;
}

/**
 * Watches this thread's event loop with a timer of 1 ms that sets itself again: what is late is blocked. The time for which the thread
 * waited for a processor (of which Linux keeps account) is taken off, for that is the machine's doing; elsewhere it stays in.
 */
export function watchBlocks(): { stop(): Blocks } {
  const waited = runQueueWait();
  const started = performance.now();
  let last = started;
  let lastWait = waited.read();
  let longest = 0;
  let above10 = 0;
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const now = performance.now();
    const wait = waited.read();
    const block = Math.max(0, now - last - 1 - (wait - lastWait));
    longest = Math.max(longest, block);
    if (block > 10) above10 += 1;
    last = performance.now();
    lastWait = waited.read();
    timer = setTimeout(look, 1);
  };
  timer = setTimeout(look, 1);
  return {
    stop() {
      look();
      clearTimeout(timer);
      waited.close();
      return { longest, above10, observed: performance.now() - started };
    },
  };
}

/** Milliseconds that this thread was ready to run and did not. Linux alone tells: https://docs.kernel.org/scheduler/sched-stats.html */
export function runQueueWait(): { read(): number; close(): void } {
  const file = open('/proc/thread-self/schedstat');
  if (file === undefined) return { read: () => 0, close: () => undefined };
  const buffer = Buffer.alloc(128);
  return {
    read: () => Number(buffer.toString('latin1', 0, readSync(file, buffer, 0, 128, 0)).split(' ')[1]) / 1e6,
    close: () => closeSync(file),
  };
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
