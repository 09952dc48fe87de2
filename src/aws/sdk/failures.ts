import { retoldFault } from '../../model/credentialFault.ts';
import type { Failure, FailureKind } from '../../model/failure.ts';
import { defined, member, number, text } from '../../base/untrusted.ts';
import { type CallTrace, NotSentAgain } from './sdkHandler.ts';
import { codeKind } from './codeKind.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import { MalformedAnswer, statedCode } from './wireAnswer.ts';
import type { Secrets } from './secrets.ts';
import { TransportError, type WireResponse } from '../transport/transport.ts';

/** What was being done when something was thrown. */
export interface FailureContext {
  /** `ec2:DescribeInstances`. */
  readonly operation: string;
  /** Whether the call changes something. Of one that only reads, `mayHaveHappened` is always false. */
  readonly mutating: boolean;
  readonly trace?: CallTrace;
  /** The secrets that are struck out of the failure. */
  readonly secrets: Secrets;
  /** Milliseconds since the epoch, to compare with AWS's Date header. */
  readonly now?: number;
}

/** In characters. */
const LONGEST_MESSAGE = 4096;
/** By how much this machine's clock may differ from AWS's before that counts as the cause of a failure, in milliseconds. */
const TOLERATED_SKEW = 4 * 60_000;

/**
 * Turns whatever the SDK or the way to AWS threw into a failure without secrets. All failures leave `src/aws` through here, except those that a good
 * answer tells of its parts. Never throws.
 */
export function failureOf(thrown: unknown, context: FailureContext): Failure {
  const { secrets } = context;
  const error = thrown instanceof NotSentAgain ? thrown.before : thrown;
  if (error instanceof KnownFailure) {
    const { failure } = error;
    // What kept this attempt from leaving says nothing of earlier attempts.
    const mayHaveHappenedBefore = context.mutating && context.trace?.uncertain === true;
    return withoutSecrets(
      {
        ...failure,
        operation: failure.operation ?? context.operation,
        mayHaveHappened: failure.mayHaveHappened || mayHaveHappenedBefore,
      },
      secrets,
    );
  }
  const { trace } = context;
  const response = trace?.lastResponse;
  const trouble = error instanceof TransportError ? error : undefined;
  const code = trouble?.code ?? codeOf(error, context);
  const status = number(member(member(error, '$metadata'), 'httpStatusCode')) ?? response?.status;
  const message = messageOf(error);
  const kind = isAborted(error)
    ? 'cancelled'
    : trouble !== undefined
      ? troubleKind(trouble)
      : answerKind({
          code,
          status,
          message,
          operation: context.operation,
          malformed: error instanceof MalformedAnswer,
          response,
          now: context.now,
        });
  const failure = defined<Failure>({
    kind,
    code: kind === 'malformed' ? undefined : code,
    message: withoutRequest(message),
    requestId: requestIdOf(error, response),
    status: trouble === undefined ? status : undefined,
    operation: context.operation,
    endpoint: kind === 'unreachable' || kind === 'timeout' || kind === 'cut' ? trace?.endpoint : undefined,
    mayHaveHappened: context.mutating && mayHaveHappened(trace),
    attempts: trace !== undefined && trace.attempts > 0 ? trace.attempts : undefined,
  });
  return withoutSecrets(failure, secrets);
}

/**
 * Whether the caller aborted the call. The SDK names an exception by the code of the answer, and anybody who answers could state this name; such an
 * exception has a `$fault`.
 */
const isAborted = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError' && member(error, '$fault') === undefined;

/**
 * Whether AWS may have carried out a change. A good answer that can't be read comes after AWS has acted; every other doubt was noted with its
 * attempt.
 */
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
  readonly operation: string;
  readonly malformed: boolean;
  readonly response: WireResponse | undefined;
  readonly now: number | undefined;
}

function answerKind(facts: AnswerFacts): FailureKind {
  const { code, status, message, operation, response } = facts;
  if (facts.malformed) return 'malformed';
  if (response === undefined) return 'unknown';
  // An error without a code of AWS's is somebody else's answer, whatever its status. A good answer that the SDK could not read has no code either.
  if (code === undefined) return 'malformed';
  const known = codeKind(code, message, operation);
  if ((known === 'credentials-wrong' || code === 'RequestExpired') && isSkewed(response, facts.now))
    return 'clock-skew';
  if (known !== undefined) return known;
  if (status !== undefined && status >= 500) return 'server';
  return status === 429 ? 'throttled' : 'refused';
}

/**
 * Whether this machine's clock is so far from AWS's that it explains the error. EC2 says `RequestExpired` both of a session that has run out and of a
 * slow clock, and `AuthFailure` where the clock is fast.
 */
function isSkewed(response: WireResponse, now: number | undefined): boolean {
  const theirs = Date.parse(response.headers['date'] ?? '');
  return now !== undefined && Math.abs(now - theirs) > TOLERATED_SKEW;
}

/** AWS's code from its answer, or, without an answer, Node's (`ECONNRESET`). Never the name of an exception: `SyntaxError` is no code of AWS's. */
function codeOf(error: unknown, { trace }: FailureContext): string | undefined {
  const response = trace?.lastResponse;
  if (response !== undefined) {
    return response.status < 300 ? undefined : statedCode(response, trace?.shape?.type ?? 'any');
  }
  const stated = text(member(error, 'code'));
  return stated !== undefined && /^E[A-Z0-9_]{2,60}$/.test(stated) ? stated : undefined;
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
  // A good answer has it at its start, an error at its end.
  const ends = Buffer.concat([body.subarray(0, 1024), body.subarray(Math.max(1024, body.byteLength - 1024))]);
  return /<request-?id>([\w-]{1,128})<\/request-?id>/i.exec(ends.toString('utf8'))?.[1];
}

function messageOf(error: unknown): string {
  const stated = text(member(error, 'message')) ?? text(member(error, 'Message'));
  return stated ?? (typeof error === 'string' ? error : 'No message came with the error.');
}

/** The message without the parts of the request that a signature error quotes. */
function withoutRequest(message: string): string {
  const [told = ''] = message.split(/The Canonical String for this request|\n {2}Deserialization error: /);
  return told.replaceAll(/(Signature["']?\s*(?:=|:|%3D)\s*["']?)[0-9a-f]{64}/gi, '$1…').trim();
}

/** The failure with secrets struck out of every part that comes from outside, as each could quote the request. */
export function withoutSecrets(failure: Failure, secrets: Secrets): Failure {
  const struck = (told: string | undefined): string | undefined =>
    told === undefined ? undefined : secrets.strike(told);
  return defined<Failure>({
    ...failure,
    code: struck(failure.code),
    message: secrets.strike(failure.message).slice(0, LONGEST_MESSAGE),
    credentialFault: failure.credentialFault && retoldFault(failure.credentialFault, (told) => secrets.strike(told)),
    requestId: struck(failure.requestId),
    status: failure.status,
    operation: failure.operation,
    endpoint: struck(failure.endpoint),
    attempts: failure.attempts,
  });
}
