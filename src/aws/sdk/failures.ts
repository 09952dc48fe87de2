import type { Failure, FailureKind } from '../../model/failure.ts';
import { defined, member, number, text } from '../../base/untrusted.ts';
import type { CallTrace } from './sdkHandler.ts';
import { TransportError, type WireResponse } from '../transport/transport.ts';

export interface FailureContext {
  /** `ec2:DescribeInstances`. */
  readonly operation: string;
  readonly mutating: boolean;
  readonly trace?: CallTrace;
  /** Values that must not show in a message, whoever put them there. */
  readonly secrets?: readonly string[];
  /** Milliseconds since the epoch, to compare with AWS's Date header. */
  readonly now?: number;
}

const LONGEST_MESSAGE = 4096;
const TOLERATED_SKEW = 4 * 60_000;

/** An answer with status 2xx that can't be understood. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** A failure that is known before anything is sent; it travels as an exception up to {@link failureOf}. */
export class KnownFailure extends Error {
  override readonly name = 'KnownFailure';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What went wrong, from whatever the SDK or the way to AWS threw. Never throws. */
export function failureOf(error: unknown, context: FailureContext): Failure {
  if (error instanceof KnownFailure) {
    return { ...error.failure, operation: error.failure.operation ?? context.operation };
  }
  const { trace } = context;
  const response = trace?.lastResponse;
  const name = error instanceof Error ? error.name : undefined;
  const trouble = error instanceof TransportError ? error : undefined;
  const code = trouble?.code ?? codeOf(error, response);
  const status = number(member(member(error, '$metadata'), 'httpStatusCode')) ?? response?.status;
  const message = messageOf(error);
  const kind =
    name === 'AbortError'
      ? 'cancelled'
      : trouble !== undefined
        ? troubleKind(trouble)
        : answerKind({
            code,
            status,
            message,
            malformed: error instanceof MalformedAnswer,
            response,
            now: context.now,
          });
  return defined<Failure>({
    kind,
    code: kind === 'malformed' ? undefined : code,
    message: cleaned(message, context.secrets ?? []),
    requestId: requestIdOf(error, response),
    status: trouble === undefined ? status : undefined,
    operation: context.operation,
    endpoint: kind === 'unreachable' || kind === 'timeout' || kind === 'cut' ? trace?.endpoint : undefined,
    mayHaveHappened: context.mutating && mayHaveHappened(trace),
    attempts: trace !== undefined && trace.attempts > 0 ? trace.attempts : undefined,
  });
}

/** An answer that can't be read came after AWS had acted; every other doubt was noted attempt by attempt. */
function mayHaveHappened(trace: CallTrace | undefined): boolean {
  if (trace === undefined) return false;
  return trace.uncertain || (trace.lastResponse !== undefined && trace.lastResponse.status < 300);
}

function troubleKind(trouble: TransportError): FailureKind {
  if (trouble.code === 'ETIMEDOUT') return 'timeout';
  if (trouble.code === 'ERR_TOO_LARGE') return 'malformed';
  return trouble.sent ? 'cut' : 'unreachable';
}

interface AnswerFacts {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly message: string;
  readonly malformed: boolean;
  readonly response: WireResponse | undefined;
  readonly now: number | undefined;
}

function answerKind(facts: AnswerFacts): FailureKind {
  const { code, status, message, response } = facts;
  if (facts.malformed) return 'malformed';
  const known = code === undefined ? undefined : codeKind(code, message);
  if ((known === 'credentials-wrong' || code === 'RequestExpired') && isSkewed(response, facts.now))
    return 'clock-skew';
  if (known !== undefined) return known;
  if (response === undefined && status === undefined) return 'unknown';
  if (status === undefined || status < 300) return 'malformed';
  if (status >= 500) return 'server';
  if (status === 429) return 'throttled';
  if (status === 407) return 'unreachable';
  if (code !== undefined) return status === 404 ? 'not-found' : 'refused';
  if (status === 401 || status === 403) return 'denied';
  return status === 404 ? 'not-found' : 'malformed';
}

/** EC2 says `RequestExpired` of a session that has run out and of a clock that is slow, and `AuthFailure` where the clock is fast. */
function isSkewed(response: WireResponse | undefined, now: number | undefined): boolean {
  const theirs = Date.parse(response?.headers['date'] ?? '');
  return now !== undefined && Math.abs(now - theirs) > TOLERATED_SKEW;
}

const kinds: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ...tagged('throttled', [
    'RequestLimitExceeded',
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'TooManyRequestsException',
    'RequestThrottled',
    'RequestThrottledException',
    'EC2ThrottledException',
    'SlowDown',
    'BandwidthLimitExceeded',
  ]),
  ...tagged('denied', [
    'UnauthorizedOperation',
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationError',
    'NotAuthorized',
    'UnauthorizedAccess',
  ]),
  ...tagged('credentials-expired', ['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']),
  ...tagged('clock-skew', ['RequestTimeTooSkewed', 'RequestInTheFuture']),
  ...tagged('credentials-wrong', [
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'IncompleteSignature',
    'IncompleteSignatureException',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
  ]),
  ...tagged('region-disabled', ['OptInRequired', 'RegionDisabledException']),
  ...tagged('server', [
    'InternalError',
    'InternalFailure',
    'InternalServerError',
    'InternalServerException',
    'ServerException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'Unavailable',
  ]),
  ...tagged('timeout', ['RequestTimeout', 'RequestTimeoutException']),
  ...tagged('not-found', [
    'ClusterNotFoundException',
    'ServiceNotFoundException',
    'ServiceDeploymentNotFoundException',
  ]),
]);

function tagged(kind: FailureKind, codes: readonly string[]): readonly (readonly [string, FailureKind])[] {
  return codes.map((code) => [code, kind] as const);
}

function codeKind(code: string, message: string): FailureKind | undefined {
  if (/^(SignatureDoesNotMatch|InvalidSignatureException|AuthFailure)$/.test(code)) {
    if (/signature (not yet current|expired)|is (now earlier|still later) than/i.test(message)) return 'clock-skew';
  }
  if (code === 'AuthFailure') return /access credentials/i.test(message) ? 'credentials-wrong' : 'denied';
  if (/^Invalid\w+\.NotFound$/.test(code) || code === 'ResourceNotFoundException') return 'not-found';
  return kinds.get(code);
}

/** AWS's code, without the namespace and the address that some protocols put around it. */
function codeOf(error: unknown, response: WireResponse | undefined): string | undefined {
  const isAnswer = member(error, '$fault') !== undefined || member(error, '$metadata') !== undefined;
  const stated = text(member(error, 'Code')) ?? text(member(error, 'code'));
  const named = isAnswer && error instanceof Error ? error.name : undefined;
  const plain = (named ?? stated ?? response?.headers['x-amzn-errortype'])?.split(':')[0]?.split('#').at(-1);
  return plain === undefined || plain === '' || plain === 'Unknown' || plain === 'UnknownError' || plain.length > 200
    ? undefined
    : plain;
}

function requestIdOf(error: unknown, response: WireResponse | undefined): string | undefined {
  const stated = text(member(member(error, '$metadata'), 'requestId'));
  return stated ?? (response === undefined ? undefined : requestIdOfResponse(response));
}

/** The request id that AWS support asks for: from the headers, or from EC2's XML. */
export function requestIdOfResponse(response: WireResponse): string | undefined {
  const { headers, body } = response;
  const header = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? headers['x-amzn-request-id'];
  if (header !== undefined) return header.slice(0, 128);
  // A success tells it first, an error last.
  const ends = Buffer.concat([body.subarray(0, 1024), body.subarray(Math.max(1024, body.byteLength - 1024))]);
  return /<request-?id>([\w-]{1,128})<\/request-?id>/i.exec(ends.toString('utf8'))?.[1];
}

function messageOf(error: unknown): string {
  const stated = text(member(error, 'message')) ?? text(member(error, 'Message'));
  return stated ?? (typeof error === 'string' ? error : 'No message came with the error.');
}

/** AWS's text, without what a signature error quotes of the request, and without the secrets that are known. */
function cleaned(message: string, secrets: readonly string[]): string {
  const [told = ''] = message.split(/The Canonical String for this request|\n {2}Deserialization error: /);
  const hidden = secrets
    .filter((it) => it.length >= 8)
    .reduce((result, secret) => result.replaceAll(secret, '…'), told);
  return hidden.trim().slice(0, LONGEST_MESSAGE);
}
