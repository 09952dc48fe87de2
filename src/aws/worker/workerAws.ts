import { setMaxListeners } from 'node:events';
import type { AwsReads, Page } from '../../model/ports/awsReads.ts';
import { type Failure, failed, type Outcome } from '../../model/failure.ts';
import type { Read } from '../../model/sight.ts';
import type { ListKind } from '../../model/resources/resource.ts';
import { type Scope, scopeKey } from '../../model/scope.ts';
import { createEventLoopShare } from '../../base/eventLoopShare.ts';
import { createKeptListings } from './keptListings.ts';
import type { Aws, AwsOptions } from '../aws.ts';
import { nodeTransport } from '../transport/nodeTransport.ts';
import type { CallTarget } from './protocol.ts';
import { createRemoteList } from './remoteList.ts';
import { type WorkerThread, startWorkerThread } from './workerThread.ts';
import type { Transport } from '../transport/transport.ts';
import type { AwsChanges } from '../../model/ports/awsChanges.ts';

export interface WorkerAwsOptions extends Pick<AwsOptions, 'policy' | 'askMfa' | 'simulatedProfiles' | 'timeouts'> {
  /** The bundle of `worker.ts`. */
  readonly workerFile: string | URL;
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

/**
 * The same as `createAws`, in a worker thread: parsing never holds up this one. Requests leave from here, through `http` and
 * `https`, where VS Code puts proxies and certificates. The worker starts with the first call and again after a crash; what it
 * was doing then fails, and nothing is sent a second time.
 */
export function createWorkerAws(options: WorkerAwsOptions): Aws {
  const transport = options.transport ?? nodeTransport({ maxSockets: 50, ownAgents: options.ownAgents ?? true });
  const turns = createEventLoopShare();
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

  const begin = (): WorkerThread => {
    const started = startWorkerThread({
      workerFile: options.workerFile,
      start: {
        simulatedProfiles: options.simulatedProfiles ?? {},
        timeouts: options.timeouts ?? { connect: 5_000, request: 30_000 },
      },
      env: options.env ?? process.env,
      transport,
      turns,
      policy: options.policy,
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

  /** `onFailure` is how this method tells a failure; `mutating` is whether AWS may have been changed when the worker dies. */
  const call = <T>(
    target: CallTarget,
    method: string,
    args: readonly unknown[],
    signal: AbortSignal | undefined,
    onFailure: (failure: Failure) => T,
    mutating = false,
  ): Promise<T> => {
    const operation = `${target}.${method}`;
    if (disposed) return Promise.resolve(onFailure({ ...closed, operation }));
    if (signal?.aborted === true) return Promise.resolve(onFailure(cancelled(operation)));
    if (signal !== undefined) setMaxListeners(0, signal);
    options.windows?.used();
    const worker = running ?? begin();
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const settle = (value: T): void => {
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
        // The other side is built from the same interface.
        settle(
          end.kind === 'value' ? (end.value as T) : onFailure({ ...end.failure, operation, mayHaveHappened: mutating }),
        ),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      worker.hold();
      worker.send({ kind: 'call', id, target, method, args, signalAt: signal === undefined ? -1 : args.length });
    });
  };
  const read = <T>(method: string, args: readonly unknown[], signal: AbortSignal): Promise<Read<T>> =>
    call<Read<T>>('reads', method, args, signal, failed);
  const change = <T>(method: string, args: readonly unknown[]): Promise<Outcome<T>> =>
    call<Outcome<T>>('changes', method, args, undefined, failed, true);

  const list = async function* (scope: Scope, listKind: ListKind, signal: AbortSignal): AsyncGenerator<Read<Page>> {
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
      turns,
      base,
      whole: (parts) => kept.keep(key, { id, parts }),
    });
    worker.lists.set(id, pages);
    worker.hold();
    worker.send({ kind: 'list', id, scope, listKind, ...(base ? { base: base.id } : {}) });
    yield* pages.iterable;
  };

  const reads: AwsReads = {
    profiles: () => call('reads', 'profiles', [], undefined, (failure) => ({ profiles: [], problems: [failure] })),
    identity: (profile, signal) => read('identity', [profile], signal),
    regions: (profile, signal) => read('regions', [profile], signal),
    list,
    describe: (scope, kind, ids, signal) => read('describe', [scope, kind, ids], signal),
    document: (ref, signal) => read('document', [ref], signal),
    stopProtection: (scope, ids, signal) =>
      call('reads', 'stopProtection', [scope, ids], signal, (failure) =>
        Object.fromEntries(ids.map((id) => [id, failed(failure)])),
      ),
    spotKinds: (scope, ids, signal) => read('spotKinds', [scope, ids], signal),
    revisions: (scope, arns, signal) => read('revisions', [scope, arns], signal),
    pastDeployments: (scope, arn, next, signal) => read('pastDeployments', [scope, arn, next], signal),
    resolvedTargets: (scope, id, next, signal) => read('resolvedTargets', [scope, id, next], signal),
    targetAccounts: (scope, id, signal) => read('targetAccounts', [scope, id], signal),
    experimentTemplate: (scope, id, signal) => read('experimentTemplate', [scope, id], signal),
    safetyLever: (scope, signal) => read('safetyLever', [scope], signal),
  };
  const changes: AwsChanges = {
    stopInstances: (...args) => change('stopInstances', args),
    mayStopInstance: (scope, id, stop, signal) => call('changes', 'mayStopInstance', [scope, id, stop], signal, failed),
    startInstances: (...args) => change('startInstances', args),
    stopDeployment: (...args) => change('stopDeployment', args),
    continueDeployment: (...args) => change('continueDeployment', args),
    stopExperiment: (...args) => change('stopExperiment', args),
    setSafetyLever: (...args) => change('setSafetyLever', args),
  };

  return {
    reads,
    changes,
    signIn: (profile, signal) => call('aws', 'signIn', [profile], signal, failed),
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

const closed: Failure = { kind: 'cancelled', message: 'Halt was closed.', mayHaveHappened: false };

const cancelled = (operation: string): Failure => ({
  kind: 'cancelled',
  message: 'The request was aborted.',
  operation,
  mayHaveHappened: false,
});
