import type { Clock } from '../../base/clock.ts';
import { type CredentialFault, credentialFaultWords, retoldFault } from '../../model/credentialFault.ts';
import { isRegion } from '../../model/scope.ts';
import { type Failure, type FailureKind, type Machine, saysItself } from '../../model/failure.ts';
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

/** What a source of credentials works with. */
export interface StepOptions {
  readonly env: Environment;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly timeouts: Timeouts;
  readonly processes: HelperProcesses;
  /** Every secret that a step is given, sends or gets is added here. */
  readonly secrets: Secrets;
}

/** Makes the configuration of a client of one service in one region. */
export type ConfigureClient = (service: ServiceId, region: string) => ReturnType<typeof clientConfigOf>;

/** How long a step may take, in milliseconds; a helper program has as long. */
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

/** The source of keys: a profile, the machine for a profile that has none of its own, or what `credential_source` names. */
type KeysSource =
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'machine'; readonly machine: Machine }
  | { readonly kind: 'place'; readonly name: string };

/** The value of `credential_source` that means the keys of the environment's variables. */
export const ENVIRONMENT = 'Environment';

/** Adds to a failure where the keys come from that have expired or that AWS doesn't accept. */
export function withKeysOf(failure: Failure, source: KeysSource): Failure {
  if (failure.kind !== 'credentials-expired' && failure.kind !== 'credentials-wrong') return failure;
  if (source.kind === 'machine') return { ...failure, keysOfMachine: source.machine };
  if (source.kind === 'profile') return { ...failure, keysOf: source.name };
  if (source.name === ENVIRONMENT) return { ...failure, keysOf: 'AWS_ACCESS_KEY_ID', keysInEnvironment: true };
  const keysOfMachine = machines.get(source.name);
  return { ...failure, keysOf: source.name, ...(keysOfMachine && { keysOfMachine }) };
}

/** By the values of `credential_source` that mean them. */
const machines: ReadonlyMap<string, Machine> = new Map([
  ['Ec2InstanceMetadata', 'instance'],
  ['EcsContainer', 'container'],
]);

/** A step in the chain of source profiles. */
export interface Step {
  /** The profile that was asked for. Its endpoints, region and certificates count for every step. */
  readonly asked: Profile;
  /** The profile that this step is for: the one that was asked for, or one that a role takes its credentials from. */
  readonly name: string;
  readonly way: CredentialWay;
  /** Where the keys come from that sign the step's request, if it assumes a role. */
  readonly keys?: KeysSource;
  /** Secrets that it is given and that must not show in a failure. */
  readonly secrets: readonly string[];
}

/** Runs one source of credentials: its clients use Halt's transport, and whatever it throws becomes a `KnownFailure`. */
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
    // Credentials without a readable end would be fetched anew for each request.
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

/** The codes by which IAM Identity Center says that a sign-in has ended. */
const ended = ['UnauthorizedException', 'ExpiredTokenException', 'InvalidGrantException', 'InvalidClientException'];

function told(
  error: unknown,
  { name, way }: Step,
  trace: ReturnType<typeof newTrace>,
  { secrets, clock }: StepOptions,
): Failure {
  // The SDK's providers turn network faults into sentences of their own; the fault itself tells more.
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

/**
 * Adds to a failure the profile for which a person has to sign in or renew keys. For a role it is the profile whose credentials take the role: a role
 * has no sign-in and no keys of its own.
 */
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
 * Whether a step was refused. Its failure must not pass for an answer to the call that needs the credentials: a region that isn't enabled is the
 * step's own, and words that whoever answers chose go into no log.
 */
const isRefusal = ({ kind }: Failure): boolean => saysItself({ kind });

/** Rejects when the work takes longer than this. Undefined for helper programs, whose time is limited elsewhere. */
function within<T>(milliseconds: number | undefined, work: Promise<T>): Promise<T> {
  if (milliseconds === undefined) return work;
  return new Promise((resolvePromise, reject) => {
    const timer = setTimeout(() => reject(new FaultyCredentials({ kind: 'late' })), milliseconds);
    work.then(resolvePromise, reject).finally(() => clearTimeout(timer));
  });
}

/** An error to throw for a failure of this kind, of a step towards credentials: such a step can’t have changed anything in AWS. */
export function knownFailure(kind: FailureKind, message: string): KnownFailure {
  return new KnownFailure({ kind, message, mayHaveHappened: false });
}

/** Adds keys and token to the secrets, so that no failure tells them. */
export function addCredentials(secrets: Secrets, { accessKeyId, secretAccessKey, sessionToken }: Credentials): void {
  secrets.add(accessKeyId, secretAccessKey, sessionToken);
}

/** The failure that there are no usable credentials, for a reason that Halt knows. */
export const missing = (fault: CredentialFault): KnownFailure =>
  new KnownFailure({
    kind: 'credentials-missing',
    message: credentialFaultWords(fault),
    mayHaveHappened: false,
    credentialFault: fault,
  });

/**
 * Thrown by a source that brought nothing usable, for a reason that Halt knows. `step` decides whether a fault on the wire meanwhile is the better
 * explanation.
 */
export class FaultyCredentials extends Error {
  override readonly name = 'FaultyCredentials';
  readonly fault: CredentialFault;
  constructor(fault: CredentialFault) {
    super(credentialFaultWords(fault));
    this.fault = fault;
  }
}

/** The largest token that is read, in bytes; no token of AWS or its partners comes near. */
const LONGEST_TOKEN = 1024 * 1024;

/** The token in a file that another program writes, unchanged. */
export async function tokenIn(file: string, encoding: 'ascii' | 'utf8'): Promise<string> {
  try {
    return (await readOrdinaryFile(file, LONGEST_TOKEN)).toString(encoding);
  } catch (error) {
    throw missing({ kind: 'token-file', path: file, fault: unreadable(file, error).fault });
  }
}
