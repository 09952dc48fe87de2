import type { Failure } from '../../model/failure.ts';
import type { Destination } from '../../model/destination.ts';
import type { Permit } from '../../model/permit.ts';

/** One HTTP request, whole. */
export interface WireRequest {
  readonly method: string;
  /** Absolute, with the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The path of a PEM file with certificates to trust beside the usual ones. */
  readonly caBundle?: string;
  /** The request changes something in AWS. */
  readonly change?: SignedChange;
  /**
   * Called when the connection stands, right before the first byte: why the request may not leave, or undefined. A request with a `change` and
   * without this doesn't leave. A function, which no message between threads can carry: only the thread that owns the socket can set it.
   */
  readonly mayLeave?: () => Failure | undefined;
}

/** What a signed request that changes something carries with it to the thread that owns the socket. Plain data. */
export interface SignedChange {
  readonly permit: Permit;
  /** Of the lease whose credentials signed: the account in which they act, absent where that isn't known. */
  readonly account?: string;
  readonly destination: Destination;
  readonly generation: number;
}

/** One HTTP response, whole. Header names are in lower case. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How long one attempt may take. */
export interface Timeouts {
  /** Until the connection stands, TLS included. Milliseconds. */
  readonly connect: number;
  /** Until the whole answer is there, from the start of the attempt. Milliseconds. */
  readonly request: number;
}

/**
 * Takes the body of an answer as it arrives, in pieces that are its own: nobody else holds or changes their bytes. Where it returns a promise, the next piece waits for that; it never rejects.
 */
export type Pieces = (piece: Uint8Array<ArrayBuffer>, status: number) => Promise<void> | undefined;

/** How requests leave. Rejects with a {@link TransportError}, with a {@link KnownFailure} for what may not leave, or with an `AbortError` when the signal aborts. */
export interface Transport {
  /** With `pieces` the body can go there, and the response's is empty then. */
  send(
    request: WireRequest,
    timeouts: Timeouts,
    signal: AbortSignal | undefined,
    pieces?: Pieces,
  ): Promise<WireResponse>;
  /** Closes the idle connections. Requests under way end with a {@link TransportError}. */
  close(): void;
}

/** What went wrong on the way. Plain members, so that it can cross a thread. */
export interface TransportTrouble {
  /** Node's code (`ECONNREFUSED`), or `ETIMEDOUT` for either of {@link Timeouts}. */
  readonly code: string;
  readonly message: string;
  /** Whether the request, or a part of it, may have reached the other side. */
  readonly sent: boolean;
}

/** Its `code` and `name` are the ones by which the SDK's standard retries know a passing fault. */
export class TransportError extends Error {
  readonly code: string;
  readonly sent: boolean;
  constructor(trouble: TransportTrouble) {
    super(trouble.message);
    this.code = trouble.code;
    this.sent = trouble.sent;
    this.name = trouble.code === 'ETIMEDOUT' ? 'TimeoutError' : 'TransportError';
  }
}

/** Pieces of a body, put together. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, { byteLength }) => size + byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

/** What {@link Transport.send} rejects with when its signal aborts. */
export function abortError(): Error {
  const error = new Error('The request was aborted.');
  error.name = 'AbortError';
  return error;
}
