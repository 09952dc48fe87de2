import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import type { MessagePort } from 'node:worker_threads';
import type { Page } from '../../model/ports/awsReads.ts';
import { type Outcome, succeeded } from '../../model/failure.ts';
import type { Read } from '../../model/sight.ts';
import { scopeKey } from '../../model/scope.ts';
import { inBatches } from '../call/concurrency.ts';
import { createSemaphore, type Semaphore } from './semaphore.ts';
import { type Aws, createAws } from '../aws.ts';
import type { ChangePolicy } from '../../model/changePolicy.ts';
import {
  type FromWorker,
  type Part,
  PART_SIZE,
  PARTS_ON_THE_WAY,
  PARTS_WAITING,
  type ToWorker,
  type WorkerStart,
} from './protocol.ts';
import { abortError, type Transport, TransportError, type WireResponse } from '../transport/transport.ts';

type Response = Extract<ToWorker, { kind: 'response' }>;

/** In bytes: some 30 instances. */
const LARGE_ANSWER = 64 * 1024;

interface Question<T> {
  resolve(value: T): void;
  reject(error: Error): void;
}

/** Hosts AWS in a worker thread: calls come in, and requests go out, as messages of `port`. */
export function serveAws(port: MessagePort, start: WorkerStart): void {
  const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const policies = questions<ChangePolicy>();
  const codes = questions<string | undefined>();
  const requests = questions<WireResponse>();
  const underWay = new Map<number, AbortController>();
  const lists = new Map<number, Semaphore>();
  /** What the last whole listing of each list was made of. */
  const sent = new Map<string, { readonly id: number; readonly digests: ReadonlySet<string> }>();
  const window = createSemaphore(PARTS_ON_THE_WAY);

  const transport: Transport = {
    send(request, timeouts, signal) {
      if (signal?.aborted === true) return Promise.reject(abortError());
      const { id, answer } = requests.open();
      const onAbort = (): void => {
        post({ kind: 'abort', id });
        requests.take(id)?.reject(abortError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      post({ kind: 'send', id, request, timeouts });
      return answer.finally(() => signal?.removeEventListener('abort', onAbort));
    },
    close() {
      requests.rejectAll(new TransportError({ code: 'ECLOSED', message: 'Halt was closed.', sent: true }));
    },
  };
  const aws = createAws({
    transport,
    timeouts: start.timeouts,
    simulatedProfiles: start.simulatedProfiles,
    onProcessGroup: (leader, runs) => post({ kind: 'processGroup', leader, runs }),
    policy() {
      const { id, answer } = policies.open();
      post({ kind: 'askPolicy', id });
      return answer;
    },
    askMfa(profile, serial) {
      const { id, answer } = codes.open();
      post({ kind: 'askMfa', id, profile, serial });
      return answer;
    },
  });

  const call = async ({ id, target, method, args, signalAt }: Extract<ToWorker, { kind: 'call' }>): Promise<void> => {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      const value = await invoke(
        aws,
        target,
        method,
        signalAt < 0 ? args : args.toSpliced(signalAt, 0, controller.signal),
      );
      post({ kind: 'result', id, value });
    } finally {
      underWay.delete(id);
    }
  };

  const list = async ({ id, scope, listKind, base }: Extract<ToWorker, { kind: 'list' }>): Promise<void> => {
    const key = `${scopeKey(scope)}/${listKind}`;
    const last = sent.get(key);
    const known = last !== undefined && last.id === base ? last.digests : undefined;
    const digests = new Set<string>();
    let isWhole = true;
    const controller = new AbortController();
    const gate = createSemaphore(PARTS_WAITING);
    underWay.set(id, controller);
    lists.set(id, gate);
    controller.signal.addEventListener('abort', () => gate.close());
    const pages = aws.reads.list(scope, listKind, controller.signal)[Symbol.asyncIterator]();
    try {
      for (let parts = await nextParts(pages); parts !== undefined; parts = await nextParts(pages)) {
        for (const { seen, digest, bytes } of parts) {
          if (!(await gate.enter()) || !(await window.enter())) return;
          isWhole &&= seen !== undefined;
          digests.add(digest);
          if (known?.has(digest) === true) post({ kind: 'part', id, part: { digest, ...(seen && { seen }) } });
          else post({ kind: 'part', id, part: { digest, bytes, ...(seen && { seen }) } }, [bytes.buffer]);
        }
      }
      if (isWhole) sent.set(key, { id, digests });
    } finally {
      await pages.return?.();
      underWay.delete(id);
      lists.delete(id);
      post({ kind: 'end', id });
    }
  };

  const large: Response[] = [];
  /**
   * Reading a large answer takes so long that all the small ones would wait behind it, and with them the calls that follow from them. One at a time, after what has
   * arrived meanwhile.
   */
  const handOver = (message: Response): void => {
    if (message.response.body.byteLength < LARGE_ANSWER) {
      requests.take(message.id)?.resolve(message.response);
      return;
    }
    large.push(message);
    if (large.length === 1) setImmediate(handOverNext);
  };
  const handOverNext = (): void => {
    const [message] = large;
    if (message) requests.take(message.id)?.resolve(message.response);
    // Its reading is over by the next turn: only then is it out of the way.
    setImmediate(() => {
      large.shift();
      if (large.length > 0) setImmediate(handOverNext);
    });
  };

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'call':
        return void call(message);
      case 'list':
        return void list(message);
      case 'taken':
        return lists.get(message.id)?.leave();
      case 'arrived':
        return window.leave();
      case 'cancel':
        return underWay.get(message.id)?.abort();
      case 'invalidate':
        return aws.invalidate(message.profile);
      case 'share':
        return aws.share(message.windows);
      case 'policy':
        return policies.take(message.id)?.resolve(message.policy);
      case 'mfa':
        return codes.take(message.id)?.resolve(message.code);
      case 'response':
        return handOver(message);
      case 'trouble':
        return requests.take(message.id)?.reject(new TransportError(message.trouble));
      case 'dispose':
        for (const controller of underWay.values()) controller.abort();
        window.close();
        transport.close();
        return void aws.dispose().then(() => post({ kind: 'disposed' }));
    }
  });
}

/** Both sides are built from the same interfaces, so a method that is called is there and takes what it is given. */
function invoke(
  aws: Aws,
  target: 'reads' | 'changes' | 'aws',
  method: string,
  args: readonly unknown[],
): Promise<unknown> {
  const object: object = target === 'aws' ? aws : aws[target];
  const operation: unknown = Reflect.get(object, method);
  if (typeof operation !== 'function') return Promise.reject(new TypeError(`There is no ${target}.${method}.`));
  return Reflect.apply(operation, object, args) as Promise<unknown>;
}

/** The next page's parts, written down at once: waiting for their turn they take a fraction of the page's room. */
async function nextParts(
  pages: AsyncIterator<Read<Page>>,
): Promise<readonly (Part & Required<Pick<Part, 'bytes'>>)[] | undefined> {
  const step = await pages.next();
  if (step.done === true) return undefined;
  const { value: page } = step;
  return partsOf(page).map((part) => {
    const bytes = new Uint8Array(serialize(part));
    const digest = createHash('sha256').update(bytes).digest('base64');
    return { digest, bytes, ...(page.ok && { seen: page.seen }) };
  });
}

function partsOf(page: Read<Page>): readonly Outcome<Page>[] {
  if (!page.ok) return [page];
  const { resources, gaps } = page.value;
  if (resources.length <= PART_SIZE) return [succeeded(page.value)];
  return inBatches(resources, PART_SIZE).map((part, index) =>
    succeeded({ resources: part, gaps: index === 0 ? gaps : [] }),
  );
}

function questions<T>() {
  const open = new Map<number, Question<T>>();
  let last = 0;
  const take = (id: number): Question<T> | undefined => {
    const question = open.get(id);
    open.delete(id);
    return question;
  };
  return {
    take,
    open(): { readonly id: number; readonly answer: Promise<T> } {
      last += 1;
      const id = last;
      return { id, answer: new Promise((resolve, reject) => open.set(id, { resolve, reject })) };
    },
    rejectAll(error: Error): void {
      for (const id of [...open.keys()]) take(id)?.reject(error);
    },
  };
}
