import type { Memory } from '../memory.ts';

export interface WorkerCost extends Memory {
  /** Milliseconds since its start: on a processor, and waiting for one. */
  readonly worked: number;
  readonly waited: number;
}

export interface CostChannel {
  say(message: WorkerCost | 'ask'): void;
  close(): void;
}

/** A channel between a measured worker and whoever asks it; it keeps no thread alive. */
export function openCostChannel(hear: (message: WorkerCost | 'ask') => void): CostChannel {
  const channel = new BroadcastChannel('halt bench: worker');
  channel.addEventListener('message', (event) => {
    if ('data' in event) hear(event.data as WorkerCost | 'ask');
  });
  // Node's own has this, its types do not.
  if ('unref' in channel && typeof channel.unref === 'function') channel.unref();
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A BroadcastChannel takes none.
    say: (message) => channel.postMessage(message),
    close: () => channel.close(),
  };
}

/** Asks the worker of `measuredWorker.ts` that runs; it collects its garbage first. */
export function askWorker(): Promise<WorkerCost> {
  return new Promise((resolve) => {
    const channel = openCostChannel((message) => {
      if (message === 'ask') return;
      channel.close();
      resolve(message);
    });
    channel.say('ask');
  });
}
