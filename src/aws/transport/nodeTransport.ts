// Without the `node:` prefix and called through the module: VS Code puts its proxies and certificates in there.
import { codeOf, isHttpDate } from '../../base/untrusted.ts';
import * as http from 'http';
import * as https from 'https';
import { urlToHttpOptions } from 'node:url';
import { isUrgent } from '../../base/urgency.ts';
import { isLinkLocal } from './linkLocal.ts';
import { KnownFailure } from './knownFailure.ts';
import { freeWhatWasRead, givenAway } from './answerBytes.ts';
import { refused } from './changeGuard.ts';
import { type Trust, trustedCertificates } from './trustedCertificates.ts';
import {
  abortError,
  joined,
  type Pieces,
  type Timeouts,
  type Transport,
  TransportError,
  type WireRequest,
  type WireResponse,
} from './transport.ts';

const LARGEST_ANSWER = 64 * 1024 * 1024;
/** What a thread reads in some milliseconds. */
const BYTES_A_TURN = 256 * 1024;

export interface NodeTransportOptions {
  /** Connections at a time to one host. */
  readonly maxSockets: number;
  /**
   * Own agents keep connections open between polls. Without them Node's (or the editor's) global agent is used, which is
   * what VS Code's `http.proxySupport` asks for when it is `on` or `fallback`.
   */
  readonly ownAgents: boolean;
}

/** Connections that are kept open, so many at a time to one host. */
interface Agents {
  of(request: WireRequest, trust: Trust | undefined): http.Agent | https.Agent;
  destroy(): void;
}

function createAgents(maxSockets: number): Agents {
  const options = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets };
  const plain = new http.Agent(options);
  const usual = new https.Agent(options);
  /** A connection is kept only for those who trust in the same way: by one file, with one content. */
  const trusting = new Map<Trust, https.Agent>();
  return {
    of({ url }, trust) {
      if (!url.startsWith('https:')) return plain;
      if (trust === undefined) return usual;
      const agent = trusting.get(trust) ?? new https.Agent({ ...options, ca: trust.authorities });
      trusting.set(trust, agent);
      return agent;
    },
    destroy() {
      for (const agent of [plain, usual, ...trusting.values()]) agent.destroy();
    },
  };
}

/** The code of a failure to which Node gives none. */
const UNNAMED = 'EFAILED';

/** Counts by host the requests that have one of its connections, or wait for one. */
function createPlaces(most: number): { isFull(host: string): boolean; take(host: string): () => void } {
  const taken = new Map<string, number>();
  return {
    isFull: (host) => (taken.get(host) ?? 0) >= most,
    take(host) {
      taken.set(host, (taken.get(host) ?? 0) + 1);
      return () => {
        const left = (taken.get(host) ?? 1) - 1;
        if (left > 0) taken.set(host, left);
        else taken.delete(host);
      };
    },
  };
}

/**
 * Sends through Node's `http` and `https`. What a person waits for, and what changes something, waits for no connection that polls hold: with all of a host's taken it has
 * others.
 */
export function nodeTransport({ maxSockets, ownAgents }: NodeTransportOptions): Transport {
  const agents = ownAgents ? createAgents(maxSockets) : undefined;
  const urgentAgents = ownAgents ? createAgents(maxSockets) : undefined;
  const underWay = new Set<() => void>();
  const places = createPlaces(maxSockets);
  const intake = createIntake();
  const certificates = trustedCertificates(() => performance.now());
  const open = (request: WireRequest, trust: Trust | undefined, pool: Agents | undefined): http.ClientRequest => {
    const { method, url, headers } = request;
    const agent = pool?.of(request, trust);
    // VS Code puts its proxies in the place of `request`, and leaves what that makes as it is.
    if (isLinkLocal(url)) return new http.ClientRequest({ ...urlToHttpOptions(new URL(url)), method, headers });
    if (!url.startsWith('https:')) return http.request(url, { method, headers, ...(agent && { agent }) });
    return https.request(url, { method, headers, ...(agent ? { agent } : trust && { ca: trust.authorities }) });
  };
  /** Undefined where the usual certificates are enough. */
  const trustOf = async ({ url, caBundle }: WireRequest): Promise<Trust | undefined> => {
    if (caBundle === undefined || !url.startsWith('https:')) return undefined;
    try {
      return await certificates.read(caBundle);
    } catch (error) {
      const message = `The certificates in ${caBundle} can’t be read: ${messageOf(error)}`;
      throw new TransportError({ code: 'ECABUNDLE', message, sent: false });
    }
  };
  return {
    async send(request, timeouts, signal, pieces) {
      const trust = await trustOf(request);
      return new Promise((resolve, reject) => {
        if (request.change !== undefined && request.mayLeave === undefined) {
          reject(new KnownFailure(refused('not-permitted', 'Nobody has compared the change with its permit.')));
          return;
        }
        if (signal?.aborted === true) {
          reject(abortError());
          return;
        }
        const isAwaited = isUrgent(signal) || request.change !== undefined;
        let outgoing: http.ClientRequest;
        let leave: (() => void) | undefined;
        try {
          const { host } = new URL(request.url);
          const isUsual = !isAwaited || !places.isFull(host);
          outgoing = open(request, trust, isUsual ? agents : urgentAgents);
          if (isUsual) leave = places.take(host);
        } catch (error) {
          reject(new TransportError({ code: codeOf(error) ?? UNNAMED, message: messageOf(error), sent: false }));
          return;
        }
        exchange(outgoing, { request, timeouts, signal, intake, pieces, underWay })
          .then(resolve, reject)
          .finally(() => leave?.());
      });
    },
    close() {
      for (const drop of underWay) drop();
      agents?.destroy();
      urgentAgents?.destroy();
    },
  };
}

interface Exchange {
  readonly request: WireRequest;
  readonly timeouts: Timeouts;
  readonly signal: AbortSignal | undefined;
  readonly intake: ReturnType<typeof createIntake>;
  readonly pieces: Pieces | undefined;
  /** What ends each exchange that is not over. */
  readonly underWay: Set<() => void>;
}

function exchange(
  outgoing: http.ClientRequest,
  { request, timeouts, signal, intake, pieces, underWay }: Exchange,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const progress = { sent: false };
    let answer: http.IncomingMessage | undefined;
    let free: (() => void) | undefined;
    /** The answer, too: one that has all arrived, and waits to be taken, outlasts its request. */
    const drop = (): void => {
      outgoing.destroy();
      answer?.destroy();
    };
    underWay.add(drop);
    const timers = [setTimeout(() => giveUp('No whole answer', timeouts.request), timeouts.request)];
    const settle = (act: () => void): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      underWay.delete(drop);
      act();
    };
    const fail = (code: string, message: string): void =>
      settle(() => reject(new TransportError({ code, message, sent: progress.sent })));
    const giveUp = (what: string, milliseconds: number): void => {
      fail('ETIMEDOUT', `${what} within ${milliseconds} ms.`);
      drop();
    };
    const onAbort = (): void => {
      settle(() => reject(abortError()));
      drop();
    };
    signal?.addEventListener('abort', onAbort);
    /** Nothing has been written before this: what may not leave leaves nothing behind it but an unused connection. */
    const leave = (): void => {
      const refusal = request.mayLeave?.();
      if (refusal !== undefined) {
        settle(() => reject(new KnownFailure(refusal)));
        outgoing.destroy();
        return;
      }
      progress.sent = true;
      outgoing.end(request.body);
    };
    outgoing.on('socket', (socket) => {
      // Only pieces are given away at once; and what is held back lies in the answer's own store.
      if (pieces !== undefined) free = freeWhatWasRead(outgoing, socket, () => answer?.readableLength === 0);
      // Through a proxy's tunnel there is a connection before there is a handshake, and nothing is sent before that.
      const shakingHands = 'secureConnecting' in socket && socket.secureConnecting === true;
      if (!socket.connecting && !shakingHands) {
        leave();
        return;
      }
      const timer = setTimeout(() => giveUp('No connection', timeouts.connect), timeouts.connect);
      timers.push(timer);
      socket.once(request.url.startsWith('https:') ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        leave();
      });
    });
    outgoing.on('error', (error) => fail(codeOf(error) ?? UNNAMED, messageOf(error)));
    const cut = (): void => fail('ECONNRESET', 'The connection was closed before the whole answer.');
    outgoing.on('close', () => {
      // One that has all arrived is still taken.
      if (answer?.complete !== true) cut();
    });
    outgoing.on('response', (incoming) => {
      answer = incoming;
      progress.sent = true;
      const chunks: Buffer[] = [];
      const status = incoming.statusCode ?? 0;
      let size = 0;
      incoming.on('data', (chunk: Buffer) => {
        // What is left of an answer that was given up: nobody counts it any more.
        if (!underWay.has(drop)) return;
        const bytes = chunk.byteLength;
        if (pieces === undefined) chunks.push(chunk);
        const next = pieces?.(givenAway(chunk), status);
        free?.();
        size += bytes;
        intake(incoming, bytes, next);
        if (size <= LARGEST_ANSWER) return;
        fail('ERR_TOO_LARGE', `The answer is larger than ${LARGEST_ANSWER} bytes.`);
        drop();
      });
      // The request's own end tells it, too.
      incoming.on('error', () => undefined);
      incoming.on('close', cut);
      incoming.on('end', () => {
        if (!incoming.complete) return;
        const response = {
          status,
          headers: flat(incoming.headers),
          body: joined(chunks),
        };
        settle(() => resolve(response));
      });
    });
  });
}

/** Without a `Date` that is none: clocks are set by it, ours and the SDK's. */
function flat(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || (name === 'date' && !isHttpDate(String(value)))
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** An address with several families fails with one error for each; the text of the whole is empty. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

interface Pausable {
  pause(): unknown;
  resume(): unknown;
}

/**
 * Shares each turn of the event loop among the answers that arrive. Node reads whatever is there in one go, from all connections one after
 * the other: several answers of megabytes at once would hold up all else that the thread does. What is over the turn's share waits for the
 * next one, and AWS's end of the connection with it.
 *
 * @returns to be called with each chunk's size, in bytes, when it has been taken from the answer, and with a promise where the next chunk waits for more than its turn.
 */
export function createIntake(): (answer: Pausable, bytes: number, next?: Promise<void>) => void {
  const held = new Set<Pausable>();
  /** How many promises each answer waits for: a chunk can come after the one that was to be the last for now. */
  const waiting = new Map<Pausable, number>();
  let taken = 0;
  const nextTurn = (): void => {
    taken = 0;
    const ready = [...held].filter((answer) => !waiting.has(answer));
    held.clear();
    for (const answer of ready) answer.resume();
  };
  const waitFor = async (answer: Pausable, next: Promise<void>): Promise<void> => {
    answer.pause();
    waiting.set(answer, (waiting.get(answer) ?? 0) + 1);
    await next;
    const left = (waiting.get(answer) ?? 1) - 1;
    if (left > 0) {
      waiting.set(answer, left);
      return;
    }
    waiting.delete(answer);
    if (!held.has(answer)) answer.resume();
  };
  return (answer, bytes, next) => {
    if (taken === 0) setImmediate(nextTurn);
    if (next !== undefined) void waitFor(answer, next);
    taken += bytes;
    if (taken < BYTES_A_TURN) return;
    answer.pause();
    held.add(answer);
  };
}
