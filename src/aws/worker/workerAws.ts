import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ListPage } from '../../model/ports/awsReads.ts';
import { type Failure, failed } from '../../model/failure.ts';
import type { Read } from '../../model/sight.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { createEventLoopShare } from '../../base/eventLoopShare.ts';
import { isUrgent } from '../../base/urgency.ts';
import { createKeptListings } from './keptListings.ts';
import type { Aws, AwsOptions } from '../aws.ts';
import { nodeTransport } from '../transport/nodeTransport.ts';
import { closed, functionsOf, type Invoke, type MethodCall } from './methods.ts';
import { createRemoteList } from './remoteList.ts';
import { type StartThread, type WorkerThread, startWorkerThread } from './workerThread.ts';
import { createChangeGuard } from '../transport/changeGuard.ts';
import { systemClock } from '../../base/systemClock.ts';
import type { Transport } from '../transport/transport.ts';

export interface WorkerAwsOptions extends Pick<
  AwsOptions,
  'policy' | 'permitClock' | 'askMfa' | 'simulatedProfiles' | 'timeouts'
> {
  /** The bundle of `worker.ts`. */
  readonly workerFile: string | URL;
  /** Starts the worker's thread; one of its own by default. */
  readonly startThread?: StartThread;
  /** The worker's environment, for the SDK too; `process.env` as it is when the worker starts by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Sends the worker's requests from this thread. Node's own by default; one that is given is closed by its giver. */
  readonly transport?: Transport;
  /**
   * Whether connections are kept open between polls by agents of our own; true by default. False where VS Code's
   * `http.proxySupport` is `on` or `fallback`: there a request with an agent of its own passes the proxy by.
   */
  readonly ownAgents?: boolean;
  /** Tells how many windows share AWS's limits; told of every call of this one. Not closed here. */
  readonly windows?: Windows;
  /** Told what the worker prints and why it ended. */
  readonly log?: (line: string) => void;
}

/** The windows that ask AWS now, this one among them. */
export interface Windows {
  used(): void;
  readonly onDidChange: (listener: (count: number) => void) => () => void;
}

/** No shorter than what it is hashed with. */
const HIDING_KEY_BYTES = 32;

/**
 * The same as `createAws`, in a worker thread: parsing never holds up this one. Requests leave from here, through `http` and
 * `https`, where VS Code puts proxies and certificates. The worker starts with the first call and again after a crash; what it
 * was doing then fails, and nothing is sent a second time.
 */
export function createWorkerAws(options: WorkerAwsOptions): Aws {
  const transport = options.transport ?? nodeTransport({ maxSockets: 50, ownAgents: options.ownAgents ?? true });
  // The permits were confirmed in this thread, and the sockets are here: so is the last word on what changes something.
  const guard = createChangeGuard({ policy: options.policy, clock: options.permitClock ?? systemClock });
  const guarded = guard.over(transport);
  const eventLoopShare = createEventLoopShare();
  const kept = createKeptListings();
  let running: WorkerThread | undefined;
  let disposed = false;
  let windows = 1;
  const share = (count: number): void => {
    windows = count;
    running?.send({ kind: 'share', windows });
  };
  const stopListening = options.windows?.onDidChange(share);
  let lastId = 0;
  // This window's: what was read before the worker ended compares with what is read after.
  const hidingKey = randomBytes(HIDING_KEY_BYTES);
  // Likewise: what one worker told, and what is typed, is written down by the next.
  const secrets = new Set<string>();

  const begin = (): WorkerThread => {
    const started = startWorkerThread({
      workerFile: options.workerFile,
      startThread: options.startThread,
      start: {
        simulatedProfiles: options.simulatedProfiles ?? {},
        timeouts: options.timeouts ?? { connect: 5_000, request: 30_000 },
        hidingKey,
        secrets: [...secrets],
      },
      secrets,
      env: options.env ?? process.env,
      transport: guarded,
      eventLoopShare,
      askMfa: options.askMfa ?? (() => Promise.resolve(undefined)),
      log: options.log ?? (() => undefined),
      onEnd: () => {
        if (running === started) running = undefined;
      },
    });
    running = started;
    if (windows > 1) started.send({ kind: 'share', windows });
    return started;
  };

  const invoke: Invoke = (name, facts, args) => {
    const operation = `${name.owner}.${name.method}`;
    const signalAt = args.findIndex((arg) => arg instanceof AbortSignal);
    const signal = args.find((arg) => arg instanceof AbortSignal);
    // The table's own function for this method, given the method's own arguments.
    const onFailure = (failure: Failure): unknown => facts.failed(failure, ...(args as never[]));
    if (disposed) return Promise.resolve(onFailure({ ...closed, operation }));
    if (signal?.aborted === true) return Promise.resolve(onFailure(cancelled(operation)));
    if (signal !== undefined) setMaxListeners(0, signal);
    options.windows?.used();
    lastId += 1;
    const plain = signalAt < 0 ? args : args.toSpliced(signalAt, 1);
    const call = { ...name, args: plain, signalAt, urgent: isUrgent(signal) };
    return ask(running ?? begin(), lastId, call, { signal, onFailure, facts });
  };

  const list = async function* (scope: Scope, listKind: ListKind, signal: AbortSignal): AsyncGenerator<Read<ListPage>> {
    if (disposed || signal.aborted) {
      yield failed(disposed ? closed : cancelled('reads.list'));
      return;
    }
    setMaxListeners(0, signal);
    options.windows?.used();
    const worker = running ?? begin();
    lastId += 1;
    const id = lastId;
    const key = `${scopeKey(scope)}/${listKind}`;
    const base = kept.of(key);
    const pages = createRemoteList({
      signal,
      cancelled: cancelled('reads.list'),
      taken: () => worker.send({ kind: 'taken', id }),
      leave: () => {
        worker.lists.delete(id);
        worker.hold();
        worker.send({ kind: 'cancel', id });
      },
      eventLoopShare,
      base,
      whole: (parts) => kept.keep(key, { id, parts }),
    });
    worker.lists.set(id, pages);
    worker.hold();
    worker.send({ kind: 'list', id, scope, listKind, ...(base ? { base: base.id } : {}) });
    yield* pages.iterable;
  };

  return {
    reads: { ...functionsOf('reads', invoke), list },
    changes: guard.before(functionsOf('changes', invoke)),
    permissions: functionsOf('permissions', invoke),
    ...functionsOf('aws', invoke),
    invalidate(profile) {
      running?.send({ kind: 'invalidate', profile });
    },
    share,
    async dispose() {
      disposed = true;
      stopListening?.();
      const worker = running;
      running = undefined;
      await worker?.shutDown(closed);
      if (options.transport === undefined) transport.close();
    },
  };
}

/** Sends a call to the worker; resolves with its answer, or with what the method answers for a failure. Never rejects. */
function ask(
  worker: WorkerThread,
  id: number,
  call: MethodCall,
  rest: {
    readonly signal: AbortSignal | undefined;
    readonly onFailure: (failure: Failure) => unknown;
    readonly facts: { readonly mutating: boolean };
  },
): Promise<unknown> {
  const { signal, onFailure, facts } = rest;
  const operation = `${call.owner}.${call.method}`;
  return new Promise((resolve) => {
    const settle = (value: unknown): void => {
      worker.calls.delete(id);
      signal?.removeEventListener('abort', onAbort);
      worker.hold();
      resolve(value);
    };
    const onAbort = (): void => {
      worker.send({ kind: 'cancel', id });
      settle(onFailure(cancelled(operation)));
    };
    worker.calls.set(id, (end) =>
      settle(
        end.kind === 'value' ? end.value : onFailure({ ...end.failure, operation, mayHaveHappened: facts.mutating }),
      ),
    );
    signal?.addEventListener('abort', onAbort, { once: true });
    worker.hold();
    worker.send({ kind: 'call', id, ...call });
  });
}

const cancelled = (operation: string): Failure => ({
  kind: 'cancelled',
  message: 'The request was aborted.',
  operation,
  mayHaveHappened: false,
});
