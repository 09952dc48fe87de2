import { closeSync, openSync, readSync } from 'node:fs';

/** How long a thread could not take up anything new, in milliseconds. */
export interface Blocks {
  /** The longest stretch of work between two turns of the event loop, in time on the processor. */
  readonly longest: number;
  /** The same by the clock, without the time for which the thread waited for a processor. */
  readonly longestByClock: number;
  /** How many stretches of work of more than 10 ms. */
  readonly above10: number;
}

/**
 * Watches this thread's event loop with a timer of 1 ms that sets itself again. What the thread works between two of its calls it can't be
 * kept from by other programs of the machine, which is why this is told beside the clock's account. Where the system keeps no account of
 * threads (Linux alone does), both are the clock's.
 */
export function watchBlocks(): { stop(): Blocks } {
  const account = threadAccount();
  let last = account.read();
  let longest = 0;
  let longestByClock = 0;
  let above10 = 0;
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const now = account.read();
    const late = Math.max(0, now.clock - last.clock - 1 - (now.waited - last.waited));
    const work = Math.min(late, now.worked - last.worked);
    longest = Math.max(longest, work);
    longestByClock = Math.max(longestByClock, late);
    if (work > 10) above10 += 1;
    last = account.read();
    timer = setTimeout(look, 1);
  };
  timer = setTimeout(look, 1);
  return {
    stop() {
      clearTimeout(timer);
      look();
      clearTimeout(timer);
      account.close();
      return { longest, longestByClock, above10 };
    },
  };
}

/** Milliseconds since some moment: by the clock, on a processor, and waiting for one. */
export interface ThreadTimes {
  readonly clock: number;
  readonly worked: number;
  readonly waited: number;
}

/** What Linux keeps of the calling thread: https://docs.kernel.org/scheduler/sched-stats.html. Elsewhere it works all the time. */
export function threadAccount(): { read(): ThreadTimes; close(): void } {
  const file = open('/proc/thread-self/schedstat');
  if (file === undefined) {
    return {
      read: () => ({ clock: performance.now(), worked: performance.now(), waited: 0 }),
      close: () => undefined,
    };
  }
  const buffer = Buffer.alloc(128);
  return {
    read: () => {
      const [worked, waited] = buffer.toString('latin1', 0, readSync(file, buffer, 0, 128, 0)).split(' ');
      return { clock: performance.now(), worked: Number(worked) / 1e6, waited: Number(waited) / 1e6 };
    },
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
