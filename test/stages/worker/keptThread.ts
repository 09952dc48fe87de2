import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from 'node:worker_threads';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../../../scripts/root.ts';
import type { Thread } from '../../../src/aws/worker/workerThread.ts';
import type { FromWorker, ToWorker } from '../../../src/aws/worker/protocol.ts';

/** What serves, in the thread: Node alone, as nothing bundles it. */
const SERVING = join(ROOT, 'test/stages/worker/servingThread.cjs');

interface Kept {
  readonly worker: Worker;
  readonly file: string | URL;
  readonly served: Set<Served>;
  /** Of those that are served now. */
  env: unknown;
}

/** One that is served. What the thread prints, which it doesn't do, is printed by this process. */
class Served extends EventEmitter<{ message: [FromWorker]; error: [Error]; exit: [number] }> implements Thread {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly #kept: Kept;
  readonly #port: MessagePort;

  constructor(kept: Kept, port: MessagePort) {
    super();
    this.#kept = kept;
    this.#port = port;
    port.on('message', (message: FromWorker) => this.emit('message', message));
  }
  postMessage(message: ToWorker, transfer: readonly ArrayBuffer[]): void {
    this.#port.postMessage(message, transfer);
  }
  ref(): void {
    this.#port.ref();
  }
  unref(): void {
    this.#port.unref();
  }
  terminate(): Promise<void> {
    this.#kept.served.delete(this);
    this.#port.close();
    return Promise.resolve();
  }
}

let last: Kept | undefined;

/**
 * Serves whoever would start a worker by a thread that is there already, since to start one and to have it read its bundle takes a quarter of a second of the processor: messages are written and read as
 * between any two threads, and whatever is behind them is made anew. It has one environment at a time: who wants another meanwhile has a thread of its own.
 */
export function keptThread(workerFile: string | URL, options: WorkerOptions): Thread {
  const { env, workerData: start, ...rest } = options;
  const kept = (last ??= keep(workerFile, rest));
  const isFree = kept.served.size === 0 || isDeepStrictEqual(kept.env, env);
  if (kept.file !== workerFile || !isFree) return new Worker(workerFile, options);
  const { port1, port2 } = new MessageChannel();
  const served = new Served(kept, port1);
  kept.served.add(served);
  kept.env = env;
  kept.worker.postMessage({ port: port2, start, env }, [port2]);
  return served;
}

function keep(file: string | URL, options: WorkerOptions): Kept {
  // Listened to, they would keep the process alive.
  const worker = new Worker(SERVING, { ...options, stdout: false, stderr: false, env: {}, workerData: file });
  const kept: Kept = { worker, file, served: new Set(), env: undefined };
  const toAll = (tell: (served: Served) => void): void => [...kept.served].forEach(tell);
  worker.on('error', (error) => toAll((served) => served.emit('error', error)));
  worker.on('exit', (code) => {
    last = undefined;
    toAll((served) => served.emit('exit', code));
  });
  worker.unref();
  return kept;
}
