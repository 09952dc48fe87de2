import type { Clock } from '../../base/clock.ts';
import { type CredentialFault, credentialFaultWords, retoldFault } from '../../model/credentialFault.ts';
import { isRegion } from '../../model/scope.ts';
import { type Failure, type FailureKind, saysItself } from '../../model/failure.ts';
import { caBundle, effectiveEndpoint, endpointVariants, type ServiceId } from './endpoints.ts';
import { failureOf } from '../sdk/failures.ts';
import { KnownFailure } from '../transport/knownFailure.ts';
import { readOrdinaryFile, unreadable } from '../transport/ordinaryFile.ts';
import type { Environment } from './environment.ts';
import type { Profile } from './profiles.ts';
import { newTrace, sdkHandler } from '../sdk/sdkHandler.ts';
import type { Timeouts, Transport } from '../transport/transport.ts';
import type { Credentials } from './credentials.ts';
import type { HelperProcesses } from './helper/helperProcesses.ts';
import type { Secrets } from '../sdk/secrets.ts';
import { secretsOnWire } from './wireSecrets.ts';

export interface StepOptions {
  readonly env: Environment;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  readonly processes: HelperProcesses;
  /** Whatever a step is given, sends or gets is added. */
  readonly secrets: Secrets;
}

/** Makes the configuration of a client of one service in one region. */
export type ConfigureClient = (service: ServiceId, region: string) => ReturnType<typeof clientConfigOf>;

/** Milliseconds that a step may take; a helper program has as long. */
export const STEP_LIMIT = 60_000;

/** Where a step's credentials come from. */
export type CredentialWay =
  | 'STS'
  | 'SSO'
  | 'Signin'
  | 'credential_process'
  | 'environment'
  | 'instance metadata'
  | 'container';

/** The source of keys by which a role is taken: a profile, or what `credential_source` names. */
type KeysSource =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'place'; readonly name: string };

/** The value of `credential_source` by which keys are those of the environment's variables. */
export const ENVIRONMENT = 'Environment';

/** Names the source of the keys that have expired, or that AWS doesn't accept. */
export function withKeysOf(failure: Failure, source: KeysSource): Failure {
  if (failure.kind !== 'credentials-expired' && failure.kind !== 'credentials-wrong') return failure;
  return source.kind === 'place' && source.name === ENVIRONMENT
    ? { ...failure, keysOf: 'AWS_ACCESS_KEY_ID', keysInEnvironment: true }
    : { ...failure, keysOf: source.name };
}

/** Which step it is in the chain of profiles of the one that was asked for. */
export interface Step {
  /** The profile that was asked for: its endpoint, region, variants and certificates hold for every hop. */
  readonly asked: Profile;
  /** The profile whose step it is; the same, or one that a role takes its credentials from. */
  readonly name: string;
  readonly way: CredentialWay;
  /** Whose keys or session sign its request, where it takes a role by those. */
  readonly keys?: KeysSource;
  /** What it is given that must not show in what goes wrong. */
  readonly secrets: readonly string[];
}

/** One source at work, its clients on our transport, and what it throws told as a failure. */
export async function step(
  about: Step,
  options: StepOptions,
  work: (configure: ConfigureClient) => Promise<Credentials>,
): Promise<Credentials> {
  const trace = newTrace();
  const { secrets } = options;
  secrets.add(...about.secrets);
  try {
    const limit = about.way === 'credential_process' ? undefined : STEP_LIMIT;
    const configure: ConfigureClient = (service, region) => clientConfigOf(about, service, region, options, trace);
    const given = await within(limit, work(configure));
    if (!given.accessKeyId || !given.secretAccessKey) throw missing({ kind: 'no-key' });
    // What ends at no time would be fetched anew for each request.
    if (Number.isNaN(given.expiration?.getTime())) throw missing({ kind: 'no-end' });
    addCredentials(secrets, given);
    return given;
  } catch (error) {
    const failure = error instanceof KnownFailure ? error.failure : told(error, about, trace, options);
    throw new KnownFailure(withWhoCanRenew(failure, about));
  }
}

function clientConfigOf(
  { asked }: Step,
  service: ServiceId,
  region: string,
  { env, transport, timeouts, secrets }: StepOptions,
  trace: ReturnType<typeof newTrace>,
) {
  if (!isRegion(region)) throw missing({ kind: 'unusable', profile: asked.name, setting: 'region' });
  const endpoint = effectiveEndpoint(asked, service, env);
  const handler = sdkHandler({ transport, timeouts, caBundle: caBundle(asked, env) });
  return {
    region,
    requestHandler: {
      ...handler,
      handle: async (request: Parameters<typeof handler.handle>[0], sent: Parameters<typeof handler.handle>[1]) => {
        const { headers, body } = request;
        const isText = typeof body === 'string' || body instanceof Uint8Array;
        secrets.add(...secretsOnWire(headers, isText ? body : undefined));
        const answer = await handler.handle(request, { ...sent, trace });
        secrets.add(...secretsOnWire({}, answer.response.body));
        return answer;
      },
    },
    maxAttempts: 3,
    retryMode: 'standard',
    defaultsMode: 'legacy' as const,
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint === undefined
      ? endpointVariants(asked, env)
      : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
  };
}

/** What IAM Identity Center says of a sign-in that is over. */
const ended = ['UnauthorizedException', 'ExpiredTokenException', 'InvalidGrantException', 'InvalidClientException'];

function told(
  error: unknown,
  { name, way }: Step,
  trace: ReturnType<typeof newTrace>,
  { secrets, clock }: StepOptions,
): Failure {
  // The providers turn what happened on the way into sentences; the way itself is the better witness.
  const cause = trace.lastTrouble ?? error;
  const failure = failureOf(cause, {
    operation: `${way}: ${name}`,
    mutating: false,
    trace,
    secrets,
    now: clock.now(),
  });
  const { message } = failure;
  const fault = cause instanceof FaultyCredentials ? cause.fault : undefined;
  const credentialFault = fault && retoldFault(fault, (text) => secrets.strike(text));
  const as = (kind: FailureKind): Failure => ({ ...failure, kind, ...(credentialFault && { credentialFault }) });
  if (trace.lastTrouble !== undefined || failure.kind === 'cancelled') return failure;
  switch (way) {
    case 'SSO':
      if (failure.code !== undefined && ended.includes(failure.code)) return as('signin-expired');
      return isRefusal(failure) ? as('credentials-missing') : failure;
    case 'Signin':
      return isRefusal(failure) ? as('signin-expired') : failure;
    case 'STS':
      if (failure.kind === 'denied' && /MultiFactorAuthentication failed/i.test(message)) return as('mfa-needed');
      return isRefusal(failure) || failure.kind === 'unknown' ? as('credentials-missing') : failure;
    case 'credential_process':
    case 'environment':
    case 'instance metadata':
    case 'container':
      return as('credentials-missing');
  }
}

/** Names the profile that a person has to do something about, whichever was asked for: a role has no sign-in and no keys of its own. */
function withWhoCanRenew(failure: Failure, { name, way, keys }: Step): Failure {
  switch (failure.kind) {
    case 'signin-expired':
      return failure.signIn
        ? failure
        : { ...failure, signIn: { profile: name, by: way === 'Signin' ? 'login' : 'sso' } };
    case 'credentials-expired':
    case 'credentials-wrong':
      return keys === undefined || failure.keysOf !== undefined ? failure : withKeysOf(failure, keys);
    default:
      return failure;
  }
}

/**
 * Whether a step was answered that it gets nothing. That is no answer to what the credentials are for: a region that is not enabled is the one that the step was sent to,
 * and words that whoever answers chose go into no log.
 */
const isRefusal = ({ kind }: Failure): boolean => saysItself({ kind });

/** A helper program's own owner sees to its time. */
function within<T>(milliseconds: number | undefined, work: Promise<T>): Promise<T> {
  if (milliseconds === undefined) return work;
  return new Promise((resolvePromise, reject) => {
    const timer = setTimeout(() => reject(new FaultyCredentials({ kind: 'late' })), milliseconds);
    work.then(resolvePromise, reject).finally(() => clearTimeout(timer));
  });
}

/** An error to throw for a failure of this kind. Nothing can have been changed by what it tells of. */
export function knownFailure(kind: FailureKind, message: string): KnownFailure {
  return new KnownFailure({ kind, message, mayHaveHappened: false });
}

/** Keys and the token, so that no failure tells them. */
export function addCredentials(secrets: Secrets, { accessKeyId, secretAccessKey, sessionToken }: Credentials): void {
  secrets.add(accessKeyId, secretAccessKey, sessionToken);
}

/** No usable credentials, for a reason that Halt knows. */
export const missing = (fault: CredentialFault): KnownFailure =>
  new KnownFailure({
    kind: 'credentials-missing',
    message: credentialFaultWords(fault),
    mayHaveHappened: false,
    credentialFault: fault,
  });

/** A source’s step that brought nothing usable, for a reason that Halt knows. What was met on the wire meanwhile is the better witness: `step` decides. */
export class FaultyCredentials extends Error {
  override readonly name = 'FaultyCredentials';
  readonly fault: CredentialFault;
  constructor(fault: CredentialFault) {
    super(credentialFaultWords(fault));
    this.fault = fault;
  }
}

/** No token of AWS or its partners comes near. In bytes. */
const LONGEST_TOKEN = 1024 * 1024;

/** The token in a file that others keep, as the file has it. */
export async function tokenIn(file: string, encoding: 'ascii' | 'utf8'): Promise<string> {
  try {
    return (await readOrdinaryFile(file, LONGEST_TOKEN)).toString(encoding);
  } catch (error) {
    throw missing({ kind: 'token-file', path: file, fault: unreadable(file, error).fault });
  }
}
