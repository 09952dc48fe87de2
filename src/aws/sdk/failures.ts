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
  /** Whether it changes something: of what only reads, nothing may have happened. */
  readonly mutating: boolean;
  readonly trace?: CallTrace;
  /** What must not show in a failure, whoever put it there. */
  readonly secrets: Secrets;
  /** Milliseconds since the epoch, to compare with AWS's Date header. */
  readonly now?: number;
}

/** In characters. */
const LONGEST_MESSAGE = 4096;
/** How far this machine's clock may be from AWS's before that counts as why something failed, in milliseconds. */
const TOLERATED_SKEW = 4 * 60_000;

/** What went wrong, from whatever the SDK or the way to AWS threw, without a secret. The one exit of failures from `src/aws`, but for those that a good answer tells of its parts. Never throws. */
export function failureOf(thrown: unknown, context: FailureContext): Failure {
  const { secrets } = context;
  const error = thrown instanceof NotSentAgain ? thrown.before : thrown;
  if (error instanceof KnownFailure) {
    const { failure } = error;
    // What kept this attempt from leaving says nothing of the ones before it.
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

/** The SDK names the exception of an answer by the code that the answer states, and whoever answers could state this one. */
const isAborted = (error: unknown): boolean =>
  error instanceof Error && error.name === 'AbortError' && member(error, '$fault') === undefined;

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
  readonly operation: string;
  readonly malformed: boolean;
  readonly response: WireResponse | undefined;
  readonly now: number | undefined;
}

function answerKind(facts: AnswerFacts): FailureKind {
  const { code, status, message, operation, response } = facts;
  if (facts.malformed) return 'malformed';
  if (response === undefined) return 'unknown';
  // Whatever its status: without a code of AWS's it is somebody else's answer; and a good one that the SDK could not read has none.
  if (code === undefined) return 'malformed';
  const known = codeKind(code, message, operation);
  if ((known === 'credentials-wrong' || code === 'RequestExpired') && isSkewed(response, facts.now))
    return 'clock-skew';
  if (known !== undefined) return known;
  if (status !== undefined && status >= 500) return 'server';
  return status === 429 ? 'throttled' : 'refused';
}

/** EC2 says `RequestExpired` of a session that has run out and of a clock that is slow, and `AuthFailure` where the clock is fast. */
function isSkewed(response: WireResponse, now: number | undefined): boolean {
  const theirs = Date.parse(response.headers['date'] ?? '');
  return now !== undefined && Math.abs(now - theirs) > TOLERATED_SKEW;
}

/** AWS's own code, from its answer; without an answer Node's. Never the name of an exception: `SyntaxError` is no code of AWS's. */
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
  // A success tells it first, an error last.
  const ends = Buffer.concat([body.subarray(0, 1024), body.subarray(Math.max(1024, body.byteLength - 1024))]);
  return /<request-?id>([\w-]{1,128})<\/request-?id>/i.exec(ends.toString('utf8'))?.[1];
}

function messageOf(error: unknown): string {
  const stated = text(member(error, 'message')) ?? text(member(error, 'Message'));
  return stated ?? (typeof error === 'string' ? error : 'No message came with the error.');
}

/** AWS's text, without what a signature error quotes of the request. */
function withoutRequest(message: string): string {
  const [told = ''] = message.split(/The Canonical String for this request|\n {2}Deserialization error: /);
  return told.replaceAll(/(Signature["']?\s*(?:=|:|%3D)\s*["']?)[0-9a-f]{64}/gi, '$1…').trim();
}

/** Whatever of a failure comes from outside could quote the request. */
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
