import type { Readable } from 'node:stream';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { Failure } from '../../model/failure.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';
import type { EventLoopShare } from '../../base/eventLoopShare.ts';
import { systemClock } from '../../base/systemClock.ts';
import { asUrgent } from '../../base/urgency.ts';
import { createProcessGroups } from '../credentials/helper/processGroups.ts';
import { createPieceFlow } from './pieceFlow.ts';
import type { RemoteList } from './remoteList.ts';
import { createSecrets } from '../sdk/secrets.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import { type Pieces, type Transport, TransportError } from '../transport/transport.ts';

/** What came of a call to the worker: what the method answered, which may tell of a failure itself, or why it has no answer. */
export type CallEnd =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** A worker at work, and what is awaited of it. */
export interface WorkerThread {
  readonly calls: Map<number, (end: CallEnd) => void>;
  readonly lists: Map<number, RemoteList>;
  /** Only work that is awaited keeps the process alive: to be called after each change of the two. */
  hold(): void;
  send(message: ToWorker): void;
  /** Lets it close what it holds, and ends it. What is awaited fails with `failure`. */
  shutDown(failure: Failure): Promise<void>;
}

/** What is used of a thread. */
export interface Thread {
  readonly stdout: Readable;
  readonly stderr: Readable;
  postMessage(message: ToWorker, transfer: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: FromWorker) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  /** Whether it keeps the process alive. */
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}

export type StartThread = (workerFile: string | URL, options: WorkerOptions) => Thread;

export interface WorkerThreadOptions {
  readonly workerFile: string | URL;
  /** By default a thread of its own. */
  readonly startThread?: StartThread | undefined;
  readonly start: WorkerStart;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly transport: Transport;
  /** Shares the thread with what else arrives. */
  readonly eventLoopShare: EventLoopShare;
  readonly askMfa: (profile: string, serial: string) => Promise<string | undefined>;
  readonly log: (line: string) => void;
  /** What the worker knows as secret; kept on this side, where it outlasts the worker. Nothing of it is logged. */
  readonly secrets: Set<string>;
  /** It is gone: a crash, or its end. Called once. */
  readonly onEnd: () => void;
}

/** How long it may take to close what it holds, in milliseconds. */
const SHUT_DOWN_WITHIN = 2_000;
/**
 * Reading leaves much garbage behind, and V8 takes what it is given before it collects any. With four times as much for young objects a first sight of 10,000 instances makes the process some
 * 20 MB larger, and is no quicker.
 */
const workerMemory = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 512 } as const;

const ownThread: StartThread = (workerFile, options) => new Worker(workerFile, options);

/** Starts a worker, answers its questions and sends its requests. */
export function startWorkerThread(options: WorkerThreadOptions): WorkerThread {
  const env = { ...options.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const worker = (options.startThread ?? ownThread)(options.workerFile, {
    workerData: options.start,
    env,
    execArgv: [],
    resourceLimits: workerMemory,
    stdout: true,
    stderr: true,
  });
  const calls: WorkerThread['calls'] = new Map();
  const lists: WorkerThread['lists'] = new Map();
  const groups = createProcessGroups();
  let gone = false;

  const post = (message: ToWorker, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, transfer);
  const requests = createRequests({ ...options, post });
  const giveUp = (failure: Failure): void => {
    requests.abortAll();
    for (const settle of [...calls.values()]) settle({ kind: 'failure', failure });
    for (const pages of [...lists.values()]) pages.end(failure);
    lists.clear();
  };
  /** Once a crash, and for what the worker prints, which it doesn't do: what it knows needn't be held in a second form for that. */
  const struck = (text: string): string => {
    const known = createSecrets();
    known.add(...options.secrets);
    return known.strike(text);
  };
  const ended = (why: string): void => {
    if (gone) return;
    gone = true;
    groups.endAll();
    const message = struck(why);
    options.log(message);
    options.onEnd();
    giveUp({ kind: 'unknown', message, mayHaveHappened: false });
  };

  const answerMfa = async ({ id, profile, serial }: Extract<FromWorker, { kind: 'askMfa' }>): Promise<void> => {
    try {
      post({ kind: 'mfa', id, code: await options.askMfa(profile, serial) });
    } catch (error) {
      options.log(`The MFA code could not be asked for: ${String(error)}`);
      post({ kind: 'mfa', id, code: undefined });
    }
  };

  const receive = (message: FromWorker): void => {
    switch (message.kind) {
      case 'result':
        return calls.get(message.id)?.({ kind: 'value', value: message.value });
      case 'part':
        // Other work of this thread comes first; then the next part may.
        setImmediate(() => post({ kind: 'arrived' }));
        return lists.get(message.id)?.push(message.part);
      case 'end':
        lists.get(message.id)?.end();
        lists.delete(message.id);
        return undefined;
      case 'askMfa':
        return void answerMfa(message);
      case 'send':
        return void requests.forward(message);
      case 'abort':
        return requests.abort(message.id);
      case 'read':
        return requests.read(message.bytes);
      case 'processGroup':
        return message.runs ? groups.add(message.leader) : groups.remove(message.leader);
      case 'secret':
        if (message.isKnown) options.secrets.add(message.secret);
        else options.secrets.delete(message.secret);
        return undefined;
      case 'disposed':
        return undefined;
    }
  };

  for (const output of [worker.stdout, worker.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => options.log(struck(text.trimEnd())));
  }
  worker.on('message', receive);
  worker.on('error', (error) => ended(failedWords(error)));
  worker.on('exit', (code) => ended(`The AWS worker ended with code ${code}.`));
  worker.unref();

  return {
    calls,
    lists,
    hold: () => (calls.size + lists.size > 0 ? worker.ref() : worker.unref()),
    send: (message) => post(message),
    async shutDown(failure) {
      giveUp(failure);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SHUT_DOWN_WITHIN);
        const done = (): void => {
          clearTimeout(timer);
          resolve();
        };
        worker.on('message', (message: FromWorker) => {
          if (message.kind === 'disposed') done();
        });
        worker.on('exit', done);
        post({ kind: 'dispose' });
      });
      await worker.terminate();
      groups.endAll();
    },
  };
}

/** Sends the worker's requests from this thread, and posts what comes of them. */
function createRequests({
  transport,
  eventLoopShare,
  post,
}: Pick<WorkerThreadOptions, 'transport' | 'eventLoopShare'> & {
  readonly post: (message: ToWorker, transfer?: readonly ArrayBuffer[]) => void;
}): {
  readonly forward: (message: Extract<FromWorker, { kind: 'send' }>) => Promise<void>;
  readonly abort: (id: number) => void;
  readonly abortAll: () => void;
  readonly read: (bytes: number) => void;
} {
  const underWay = new Map<number, AbortController>();
  const flow = createPieceFlow(systemClock);
  return {
    async forward({ id, request, timeouts, inPieces, urgent }) {
      const controller = new AbortController();
      if (urgent) asUrgent(controller.signal);
      underWay.set(id, controller);
      const pieces: Pieces = (piece, status) => {
        const bytes = piece.byteLength;
        post({ kind: 'piece', id, piece, status }, [piece.buffer]);
        return flow.sent(id, bytes, urgent);
      };
      try {
        const response = await eventLoopShare(() =>
          transport.send(request, timeouts, controller.signal, inPieces ? pieces : undefined),
        );
        const { buffer } = response.body;
        post({ kind: 'response', id, response }, buffer instanceof ArrayBuffer ? [buffer] : []);
      } catch (error) {
        if (error instanceof KnownFailure) {
          post({ kind: 'refusal', id, failure: error.failure });
          return;
        }
        const known = error instanceof TransportError ? error : undefined;
        const { code, message, sent } = known ?? { code: 'EABORTED', message: String(error), sent: true };
        post({ kind: 'trouble', id, trouble: { code, message, sent } });
      } finally {
        underWay.delete(id);
        flow.end(id);
      }
    },
    read: (bytes) => flow.read(bytes),
    abort: (id) => underWay.get(id)?.abort(),
    abortAll() {
      for (const controller of underWay.values()) controller.abort();
    },
  };
}

/** What a thread dies of can be anything: a value that is no error, or an error that lost its message on the way here. */
function failedWords(error: unknown): string {
  const told: unknown = error instanceof Error ? error.message || error.name : error;
  return typeof told === 'string' && told !== '' ? `The AWS worker failed: ${told}` : 'The AWS worker failed.';
}
