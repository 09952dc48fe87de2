import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of this thread's own heap, and of the whole process. */
export interface Memory {
  readonly heap: number;
  /** What buffers hold outside the heap. */
  readonly external: number;
  readonly process: number;
}

/** A full collection of garbage, and what is left after it. */
export async function memoryAfterCollection(): Promise<Memory> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  for (let round = 0; round < 3; round += 1) {
    if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
    // What is freed by finalizers is garbage only for the next round.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return memory();
}

export function memory(): Memory {
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, process: rss };
}
