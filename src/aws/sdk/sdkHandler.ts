import {
  joined,
  type Pieces,
  type SignedChange,
  TransportError,
  type Timeouts,
  type Transport,
  type WireRequest,
  type WireResponse,
} from '../transport/transport.ts';
import { afterDoubt } from '../../model/operation.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import { isThrottleCode } from './codeKind.ts';
import { strikesNothing, type Striking, struckXml } from './struckAnswers.ts';
import { withoutOddReferences } from './xmlReferences.ts';
import { type AnswerShape, checkAnswer, type JsonBody, statedCode, statedMessage } from './wireAnswer.ts';

/** What one call of the SDK did on the wire, over all of its attempts. The handler writes it, and the caller reads it afterwards. */
export interface CallTrace {
  attempts: number;
  /** An attempt was sent, and no answer says that AWS did not carry it out. */
  uncertain: boolean;
  lastResponse?: WireResponse;
  lastTrouble?: TransportError;
  /** The error of the last attempt that brought no good answer, unless that was an error in AWS's own words. */
  lastFault?: unknown;
  endpoint?: string;
  /** The parsed body of the last answer, if that is a good one in JSON. The SDK is given an empty object in its place. */
  lastBody?: JsonBody;
  /** By what a good answer is recognized. Absent where that is left to the SDK. */
  readonly shape?: AnswerShape;
  /**
   * Makes a reader that takes the body of a good answer in place of the SDK, which is given an empty document. Each attempt gets a reader of its own,
   * so that nothing stays of an attempt that was cut.
   */
  reader?: (by: Striking) => BodyReader;
}

/**
 * Thrown in place of a further attempt of a request that may be sent once only. The SDK tries again after errors that it knows as passing, and also
 * looks into an error's `cause`; so this one keeps the earlier error in a member that the SDK doesn't know.
 */
export class NotSentAgain extends Error {
  override readonly name = 'NotSentAgain';
  /** The error of the attempt before, which is what really went wrong. */
  readonly before: unknown;
  constructor(before: unknown) {
    super('It may have arrived, and is not sent again.');
    this.before = before;
  }
}

/** Takes a body as it arrives. */
export interface BodyReader {
  push(piece: Uint8Array): void;
  /**
   * To be called after the last piece. False where the body has something that this reader doesn't know, and the SDK has to read it. Throws for what is
   * no good answer.
   */
  end(): boolean;
}

/** What the SDK hands to its request handler. */
export interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The part of an HTTP response that the SDK reads, its body whole. */
export interface SdkResponse {
  readonly response: { statusCode: number; headers: Record<string, string>; body: Uint8Array; reason?: string };
}

/** The options of `client.send`; the SDK passes them on as they are. `abortSignal` is a real one or of no use. */
export interface SendOptions {
  readonly abortSignal?: unknown;
  readonly trace?: CallTrace | undefined;
}

/** The part of a request handler that the SDK's clients call. */
export interface SdkHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: SdkRequest, options?: SendOptions): Promise<SdkResponse>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

export interface HandlerOptions {
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  /** Throws to keep a request from being sent. */
  readonly guard?: (request: SdkRequest, body: string) => void;
  /** The path of a file of certificates that are trusted as well. */
  readonly caBundle?: string | undefined;
  /** Goes with each attempt that changes something: the permit, and the lease of credentials that signed it. */
  readonly change?: SignedChange;
  /** Strikes secrets out of good answers before anybody reads them; by default nothing. */
  readonly answers?: Striking;
  /** Sees the outcome of each attempt. */
  readonly observe?: (outcome: WireResponse | TransportError) => void;
}

/** A trace for one call. `shape`: what a good answer looks like. */
export const newTrace = (shape?: AnswerShape): CallTrace => ({
  attempts: 0,
  uncertain: false,
  ...(shape !== undefined && { shape }),
});

/** The SDK's `requestHandler` over a {@link Transport}. */
export function sdkHandler(options: HandlerOptions): SdkHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, sendOptions = {}) {
      const { change, answers = strikesNothing } = options;
      const { trace } = sendOptions;
      if (trace?.uncertain === true && change !== undefined && isSentOnce(change)) throw notSentAgain(trace);
      const body = bodyOf(request.body);
      options.guard?.(request, body === undefined ? '' : Buffer.from(body).toString('utf8'));
      const wire = {
        ...wireRequest(request, body, options.caBundle),
        ...(change !== undefined && { change }),
      };
      if (trace !== undefined) {
        trace.attempts += 1;
        trace.endpoint = new URL(wire.url).origin;
        delete trace.lastResponse;
        delete trace.lastTrouble;
        delete trace.lastFault;
        delete trace.lastBody;
      }
      try {
        const { abortSignal } = sendOptions;
        const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
        const arrival = arriving(trace?.reader?.(answers), (arrived) => struckXml(arrived, answers));
        const sent = await options.transport.send(wire, options.timeouts, signal, arrival.pieces);
        const response = arrival.judged(sent, trace?.shape?.type);
        options.observe?.(response);
        if (trace !== undefined) {
          trace.lastResponse = response;
          if (response.status >= 500 && !isThrottle(response, trace)) trace.uncertain = true;
          const good = trace.shape && checkAnswer(response, trace.shape, answers);
          if (good !== undefined) trace.lastBody = good;
        }
        const shown = trace === undefined ? response.body : leftToRead(response, trace, arrival);
        return { response: { statusCode: response.status, headers: { ...response.headers }, body: shown } };
      } catch (error) {
        if (error instanceof TransportError) options.observe?.(error);
        if (trace !== undefined) {
          trace.lastFault = error;
          if (error instanceof TransportError) trace.lastTrouble = error;
          // An answer of somebody else in AWS's place doesn't prove that AWS did nothing.
          if (!(error instanceof KnownFailure) && (!(error instanceof TransportError) || error.sent))
            trace.uncertain = true;
        }
        throw error;
      }
    },
    destroy() {
      // The transport is shared by all clients; its maker closes it.
    },
    updateHttpClientConfig() {
      // Timeouts come from the handler's own options.
    },
    httpHandlerConfigs: () => ({}),
  };
}

const isSentOnce = ({ permit }: SignedChange): boolean => afterDoubt[permit.operation.type] === 'sent-once';

/** Where the attempt before was answered by AWS's refusal, its error is made from the answer, which the SDK has read and dropped by now. */
function notSentAgain({ lastFault, lastResponse }: CallTrace): NotSentAgain {
  const stated = lastResponse && statedMessage(lastResponse);
  return new NotSentAgain(lastFault ?? new Error(stated));
}

/** The body that the SDK is given: an empty document where Halt has read the answer itself. */
function leftToRead(response: WireResponse, { lastBody, shape }: CallTrace, { isRead, wholeOf }: Arrival): Uint8Array {
  if (lastBody !== undefined) return new TextEncoder().encode('{}');
  if (response.status < 300 && shape?.type === 'xml' && isRead?.() === true)
    return new TextEncoder().encode(`<${shape.root}/>`);
  const body = wholeOf(response);
  // Also in errors, whose message can have such references.
  return shape?.type === 'xml' && body.includes(AMPERSAND) ? withoutOddReferencesIn(body) : body;
}

/** The size, in bytes, of the pieces in which a body that came whole is given to a reader. */
const PIECE = 64 * 1024;

/** How many bytes are kept of the start and of the end of an answer that a reader takes: by them it is recognized as AWS's. */
const END = 1024;

/** One answer on its way. */
interface Arrival {
  readonly pieces?: Pieces;
  readonly isRead?: () => boolean;
  /** The answer as it is checked for being AWS's: of one that a reader has taken, the two ends of the body are enough. */
  readonly judged: (response: WireResponse, type: AnswerShape['type'] | undefined) => WireResponse;
  /** The whole body of an answer that `judged` returned. */
  readonly wholeOf: (judged: WireResponse) => Uint8Array;
}

/**
 * Handles the body of an answer as it arrives. The pieces are kept until a reader has read them all: refusals, and answers that the reader doesn't
 * know, are read as a whole afterwards.
 */
function arriving(reader: BodyReader | undefined, struck: (body: Uint8Array) => Uint8Array): Arrival {
  if (reader === undefined) {
    return {
      // Secrets are struck out of JSON when it is parsed.
      judged: (response, type) =>
        response.status < 300 && type === 'xml' ? { ...response, body: struck(response.body) } : response,
      wholeOf: ({ body }) => body,
    };
  }
  const kept: Uint8Array[] = [];
  return {
    pieces(piece, status) {
      kept.push(piece);
      if (status < 300) reader.push(piece);
    },
    isRead: () => reader.end(),
    judged(response) {
      const { status, body } = response;
      if (status >= 300) return kept.length > 0 ? { ...response, body: joined(kept) } : response;
      if (kept.length === 0) {
        for (let at = 0; at < body.byteLength; at += PIECE) {
          const piece = body.subarray(at, at + PIECE);
          kept.push(piece);
          reader.push(piece);
        }
      }
      return { ...response, body: endsOf(kept) };
    },
    wholeOf: ({ status, body }) => (status >= 300 ? body : struck(joined(kept))),
  };
}

/** The first and the last bytes of these pieces, in a copy; all of them where there are no more. */
function endsOf(pieces: readonly Uint8Array[]): Uint8Array {
  const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (size <= 2 * END) return joined(pieces);
  const ends = new Uint8Array(2 * END);
  let at = 0;
  for (const piece of pieces) {
    if (at < END) ends.set(piece.subarray(0, END - at), at);
    const last = at + piece.byteLength - (size - END);
    if (last > 0) {
      const part = piece.subarray(Math.max(0, piece.byteLength - last));
      ends.set(part, END + last - part.byteLength);
    }
    at += piece.byteLength;
  }
  return ends;
}

const AMPERSAND = 38;

function withoutOddReferencesIn(body: Uint8Array): Uint8Array {
  return new TextEncoder().encode(withoutOddReferences(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body)));
}

function bodyOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body === null || body === '') return undefined;
  if (typeof body === 'string') return new TextEncoder().encode(body);
  // A plain view: the SDK's own subclass turns into a string, with a warning, as soon as anything looks at it closely.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('Only a whole body can be sent.');
}

function wireRequest(request: SdkRequest, body: Uint8Array | undefined, caBundle: string | undefined): WireRequest {
  const port = request.port === undefined ? '' : `:${request.port}`;
  return {
    method: request.method,
    url: `${request.protocol}//${request.hostname}${port}${request.path}${queryOf(request.query ?? {})}`,
    headers: { ...request.headers },
    ...(body !== undefined && { body }),
    ...(caBundle !== undefined && { caBundle }),
  };
}

function queryOf(query: NonNullable<SdkRequest['query']>): string {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === null ? [escaped(key)] : [value].flat().map((item) => `${escaped(key)}=${escaped(item)}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const escaped = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** EC2 throttles with the status 503, which then surely means that nothing was done. */
function isThrottle(response: WireResponse, { shape }: CallTrace): boolean {
  const code = statedCode(response, shape?.type ?? 'any');
  return code !== undefined && isThrottleCode(code);
}
