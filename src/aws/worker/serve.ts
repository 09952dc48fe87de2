import type { MessagePort } from 'node:worker_threads';
import { asUrgent, isUrgent } from '../../base/urgency.ts';
import { createAwsCore } from '../aws.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import { abortError, type Transport, TransportError, type WireResponse } from '../transport/transport.ts';
import { type Arrivals, createArrivals } from './arrivals.ts';
import { callMethod } from './methods.ts';
import type { FromWorker, ToWorker, WorkerStart } from './protocol.ts';
import { createQuestions, type Questions } from './questions.ts';
import { createListServer } from './serveLists.ts';

type Post = (message: FromWorker, transfer?: readonly ArrayBuffer[]) => void;
type Call = Extract<ToWorker, { kind: 'call' }>;

/** Hosts AWS in a worker thread: calls come in, and requests go out, as messages of `port`. */
export function serveAws(port: MessagePort, start: WorkerStart): void {
  const post: Post = (message, transfer = []) => port.postMessage(message, transfer);
  const codes = createQuestions<string | undefined>();
  const requests = createQuestions<WireResponse>();
  const underWay = new Map<number, AbortController>();
  const arrivals = createArrivals((id, response) => requests.take(id)?.resolve(response));
  const transport = transportBy(post, requests, arrivals);
  const aws = createAwsCore({
    transport,
    timeouts: start.timeouts,
    simulatedProfiles: start.simulatedProfiles,
    hidingKey: start.hidingKey,
    secrets: start.secrets,
    onSecret: (secret, isKnown) => post({ kind: 'secret', secret, isKnown }),
    onProcessGroup: (leader, runs) => post({ kind: 'processGroup', leader, runs }),
    askMfa(profile, serial) {
      const { id, answer } = codes.open();
      post({ kind: 'askMfa', id, profile, serial });
      return answer;
    },
  });
  const lists = createListServer({ reads: aws.reads, post, underWay });

  const call = async ({ id, args, signalAt, urgent, ...name }: Call): Promise<void> => {
    const controller = new AbortController();
    if (urgent) asUrgent(controller.signal);
    underWay.set(id, controller);
    try {
      const given = signalAt < 0 ? args : args.toSpliced(signalAt, 0, controller.signal);
      const value = await callMethod({ ...aws, aws }, name, given);
      post({ kind: 'result', id, value });
    } finally {
      underWay.delete(id);
    }
  };
  const dispose = async (): Promise<void> => {
    for (const controller of underWay.values()) controller.abort();
    lists.close();
    transport.close();
    await aws.dispose();
    post({ kind: 'disposed' });
  };

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'call':
        return void call(message);
      case 'list':
        return void lists.list(message);
      case 'taken':
        return lists.taken(message.id);
      case 'arrived':
        return lists.arrived();
      case 'cancel':
        return underWay.get(message.id)?.abort();
      case 'invalidate':
        return aws.invalidate(message.profile);
      case 'share':
        return aws.share(message.windows);
      case 'mfa':
        return codes.take(message.id)?.resolve(message.code);
      case 'piece': {
        const bytes = message.piece.byteLength;
        arrivals.piece(message.id, message.piece, message.status);
        return post({ kind: 'read', bytes });
      }
      case 'response':
        return arrivals.end(message.id, message.response);
      case 'refusal':
        return requests.take(message.id)?.reject(new KnownFailure(message.failure));
      case 'trouble':
        return requests.take(message.id)?.reject(new TransportError(message.trouble));
      case 'dispose':
        return void dispose();
    }
  });
}

/** Sends each request as a message, since the sockets are in the other thread. */
function transportBy(post: Post, requests: Questions<WireResponse>, arrivals: Arrivals): Transport {
  return {
    send(request, timeouts, signal, pieces) {
      if (signal?.aborted === true) return Promise.reject(abortError());
      const { id, answer } = requests.open();
      const onAbort = (): void => {
        post({ kind: 'abort', id });
        requests.take(id)?.reject(abortError());
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (pieces !== undefined) arrivals.expect(id, pieces);
      post({ kind: 'send', id, request, timeouts, inPieces: pieces !== undefined, urgent: isUrgent(signal) });
      return answer.finally(() => {
        arrivals.forget(id);
        signal?.removeEventListener('abort', onAbort);
      });
    },
    close() {
      requests.rejectAll(new TransportError({ code: 'ECLOSED', message: 'Halt was closed.', sent: true }));
    },
  };
}
